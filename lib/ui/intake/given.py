"""What the reader wants to bring in: files or a text, and what they don't say of themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from lib.errors import AtlasError
from lib.loading import Options, ocr
from lib.loading.columns import PARTS, guess_columns
from lib.loading.files import TABLE_KINDS
from lib.loading.tables import table_heads
from lib.ui.intake.scratch import is_date, keep_text, keep_uploads
from lib.ui.view import View
from lib.ui.words import literal


@dataclass(frozen=True)
class Given:
    """Uploaded files or a text, with source, publication date and way of reading for what says none itself."""

    what: object
    published: str | None = None
    source: str | None = None
    options: Options = field(default_factory=Options)

    def keep(self) -> list[Path]:
        """The files or the text, kept in the session's scratch folder."""
        return keep_text(self.what) if isinstance(self.what, str) else keep_uploads(self.what)


def ask(view: View) -> Given | None:
    """Files or a text, with source and publication date; None where nothing is there."""
    way = st.segmented_control(
        view.t("way"),
        ["files", "text"],
        default="files",
        required=True,
        key="intake-way",
        format_func=lambda name: view.t("way_" + name),
        label_visibility="collapsed",
    )
    if way == "files":
        given = st.file_uploader(view.t("files"), accept_multiple_files=True, help=view.t("files_help"), key="files")
    else:
        given = st.text_area(view.t("text"), height=260, placeholder=view.t("text_hint"), key="pasted").strip()
    with st.container(horizontal=True):
        source, published = (
            st.text_input(
                view.t(n), placeholder=view.t(f"{n}_hint"), help=view.t(f"{n}_help"), key=n, width=320
            ).strip()
            for n in ("source", "published")
        )
    if published and not is_date(published):
        st.error(view.t("bad_date", text=literal(published)))
        return None
    if not given:
        return None
    options = Options() if isinstance(given, str) else Options(ask_columns(view, given), ask_ocr(view, given))
    return Given(given, published or None, source or None, options)


def ask_ocr(view: View, files: list) -> bool:
    """Whether scanned pages shall be recognised; asked where there are PDFs and the machine can."""
    program = ocr.name()
    if program is None or not any(file.name.lower().endswith(".pdf") for file in files):
        return False
    return st.checkbox(view.t("ocr", program=program), help=view.t("ocr_help"), key="ocr")


def ask_columns(view: View, files: list) -> tuple[tuple[str, str], ...]:
    """Which column of the tables holds what, guessed by their headings and changed by hand."""
    headings = [name for file in files if file.name.lower().endswith(TABLE_KINDS) for name in _headings(file)]
    headings = list(dict.fromkeys(filter(str.strip, headings)))
    if not headings:
        return ()
    guessed = guess_columns(headings)
    st.caption(view.t("columns"))
    with st.container(horizontal=True):
        chosen = [
            st.selectbox(
                view.t(f"column_{part}"),
                headings,
                index=headings.index(guessed[part]) if part in guessed else None,
                placeholder=view.t("column_none"),
                key=f"column-{part}-{hash(tuple(headings))}",
                width=200,
            )
            for part in PARTS
        ]
    given = {part: heading for part, heading in zip(PARTS, chosen, strict=True) if heading}
    return tuple((part, heading) for part, heading in given.items() if guessed.get(part) != heading)


def _headings(file) -> list[str]:
    """The headings of an uploaded table; none where it can't be read, which the preview and the import say."""
    known = st.session_state.setdefault("intake.headings", {})
    if file.file_id not in known:
        try:
            heads = table_heads(keep_uploads([file])[0], file.name)
        except AtlasError:
            heads = []
        known[file.file_id] = [name for head in heads for name in head]
    return known[file.file_id]
