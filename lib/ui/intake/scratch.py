"""Files and pasted text on their way in: kept in a scratch folder of the session until they are imported or left."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

import streamlit as st

DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def scratch() -> Path:
    """The session's own folder; it goes with the session's state."""
    if "intake.folder" not in st.session_state:
        st.session_state["intake.folder"] = tempfile.TemporaryDirectory(prefix="atlas-")
    return Path(st.session_state["intake.folder"].name)


def keep_uploads(files: list) -> list[Path]:
    """Uploaded files, written under their own names; a second file of the same name gets a number."""
    folder = Path(tempfile.mkdtemp(dir=scratch()))
    return [_write(folder, file.name, file.getvalue()) for file in files]


def keep_text(text: str) -> list[Path]:
    """A pasted text, written as a file that is named after its content."""
    folder = Path(tempfile.mkdtemp(dir=scratch()))
    raw = text.encode("utf-8")
    return [_write(folder, f"paste-{hashlib.sha256(raw).hexdigest()[:8]}.txt", raw)]


def _write(folder: Path, name: str, raw: bytes) -> Path:
    bare = Path(name.replace("\\", "/")).name or "file"
    path, number = folder / bare, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(bare).stem}-{number}{Path(bare).suffix}"
    path.write_bytes(raw)
    return path


def is_date(text: str) -> bool:
    """True for a year, month or day: ``2008``, ``2008-06``, ``2008-06-30``."""
    return bool(DATE.fullmatch(text))
