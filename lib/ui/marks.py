"""A text as HTML with what was read from it marked by kind. Everything of the text is escaped. Pure functions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise

# Later kinds lie on top where marks cover the same words.
KINDS = ("evidence", "body", "partner", "count", "date", "amount")
NEW_PARAGRAPH = '<span class="para"></span>'
SENTENCE_END = re.compile(r"[。！？；!?;\n][”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text (or title) that a value was read from. ``rows``: the row ids that hold the value."""

    start: int
    end: int
    kind: str
    rows: tuple[str, ...] = ()
    hint: str = ""
    in_title: bool = False


def highlight(
    text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None, bright: str = "", linked: bool = False
) -> str:
    """``text[start:end]`` as HTML with its marks. Marks may overlap; the kind that lies on top gives the look.

    ``bright``: the row whose marks stand out; ``linked``: a click on a mark leads to its row's card on the page.
    """
    end = len(text) if end is None else end
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    opens, closes = {}, {}
    for mark in inside:
        opens.setdefault(max(mark.start, start), []).append(mark)
        closes.setdefault(min(mark.end, end), []).append(mark)
    cuts = sorted({start, end, *opens, *closes})
    active, out = [], []
    for left, right in pairwise(cuts):
        for mark in closes.get(left, ()):
            active.remove(mark)
        active += opens.get(left, ())
        out.append(_piece(text[left:right], active, bright, linked))
    return "".join(out)


def _piece(text: str, active: list[Mark], bright: str, linked: bool) -> str:
    """One stretch without a boundary inside."""
    words = escape(text).replace("\n", NEW_PARAGRAPH)
    if not active:
        return words
    ours = [mark for mark in active if bright and bright in mark.rows]
    top = max(ours or active, key=lambda mark: KINDS.index(mark.kind))
    look = f"m-{top.kind}" + (" m-bright" if ours else " m-dim" if bright else "")
    hint = f' title="{escape(top.hint)}"' if top.hint else ""
    rows = " ".join(dict.fromkeys(row for mark in (ours or [top]) for row in mark.rows))
    link = f' data-rows="{escape(rows)}" tabindex="0"' if linked and rows else ""
    return f'<mark class="{look}"{hint}{link}>{words}</mark>'


def sentences(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences that the spans lie in, in order, each once, neighbours joined."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    starts, ends = [0, *ends], [*ends, len(text)]
    found = []
    for start, end in sorted(spans):
        left = starts[max(0, bisect_right(starts, start) - 1)]
        right = ends[min(bisect_left(ends, max(end, start + 1)), len(ends) - 1)]
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found


def quote(text: str, marks: list[Mark]) -> list[str]:
    """The sentences that hold evidence and values as HTML, in order of the text, everything in them marked.

    Sentences that only name a partner or body are quoted where there are no others.
    """
    ours = [mark for mark in marks if not mark.in_title]
    telling = [mark for mark in ours if mark.kind not in ("partner", "body")]
    return [highlight(text, ours, start, end) for start, end in _quoted(text, telling or ours)]


def passages(text: str, marks: list[Mark]) -> list[str]:
    """The same sentences as plain text."""
    ours = [mark for mark in marks if not mark.in_title]
    telling = [mark for mark in ours if mark.kind not in ("partner", "body")]
    return [text[start:end] for start, end in _quoted(text, telling or ours)]


def _quoted(text: str, marks: list[Mark]) -> list[tuple[int, int]]:
    """The sentences that hold the marks, without white space around them."""
    found = []
    for start, end in sentences(text, [(mark.start, mark.end) for mark in marks]):
        piece = text[start:end]
        start, end = end - len(piece.lstrip()), start + len(piece.rstrip())
        if start < end:
            found.append((start, end))
    return found
