"""A meeting's saved views as steps, kept whole in the link: a copied link is a prepared meeting. No Streamlit here."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

MOST = 40  # steps
LONGEST_NAME = 80
LONGEST = 200_000  # characters of a meeting once unpacked
OWN = ("meeting", "step")  # the parameters of a link that hold the meeting itself


@dataclass(frozen=True)
class Step:
    """A saved view: its name, its page and the parameters of its link."""

    name: str
    page: str
    query: str = ""

    @property
    def params(self) -> dict[str, list[str]]:
        """The parameters of its link."""
        return parse_qs(self.query)


def step_of(name: str, page: str, params: dict[str, list[str]]) -> Step:
    """The view that a link shows, as a step."""
    kept = {key: values for key, values in params.items() if key not in OWN}
    return Step(name[:LONGEST_NAME], page, urlencode(kept, doseq=True))


def pack(steps: list[Step]) -> str:
    """The steps as one short word for a link; "" for none."""
    if not steps:
        return ""
    text = json.dumps([[step.name, step.page, step.query] for step in steps], ensure_ascii=False)
    return urlsafe_b64encode(zlib.compress(text.encode("utf-8"), 9)).decode().rstrip("=")


def unpack(word: str | None, is_page: Callable[[str], bool]) -> list[Step] | None:
    """The steps that a link holds, none for none; None where the word is no meeting (cut off, changed)."""
    if not word:
        return []
    try:
        raw = urlsafe_b64decode(word + "=" * (-len(word) % 4))
        text = zlib.decompressobj().decompress(raw, LONGEST).decode("utf-8")
        steps = [Step(str(name)[:LONGEST_NAME], page, str(query)) for name, page, query in json.loads(text)]
    except (ValueError, TypeError, zlib.error):
        return None
    return steps[:MOST] if all(isinstance(step.page, str) and is_page(step.page) for step in steps) else None
