"""A page's original → its lines: pieces between line breaks and block tags, broken lines joined, with offsets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lib.loading.clean import clean, joined

_BREAK = re.compile(
    r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|<!--|<(?P<skip>script|style|noscript)\b[^<>]{0,4000}>|"
    r"<(?P<close>/?)(?P<tag>p|br|div|h[1-6]|li|ul|ol|dl|dt|dd|tr|table|tbody|thead|section|article|blockquote|hr|"
    r"header|footer|nav|aside|main|figure|figcaption|center|title|body|head|html|form|option|select|pre)"
    r"(?=[\s/>])[^<>]{0,4000}>",
    re.IGNORECASE,
)
_INDENT = re.compile(r"(?:&nbsp;|&emsp;|&ensp;|[ \u00a0\u3000\t]){2,}|\u3000")
_LIST = re.compile(r"[-+*]\s|\d{1,2}[.．、)）](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[、）)]|[□■◎●◆▲○△☆★◇▶►【]")
_ENDS = tuple("。｡！？!?…”’」』）)】》；;：:>")
_CAPTION = re.compile("^图为|[摄攝][）)]?$|记者|記者")
_SPACED_WORDS = re.compile(r"[^，。、]+\s[^，。、]+")
SHORT = 36  # characters: a line shorter than this may be a heading


@dataclass(slots=True)
class Line:
    """A line with its place in the original. ``level``: of a heading, 1–6.

    ``gap``: a blank line or block tag stands before it; ``row``: it is a row of an HTML table, its cells in one line.
    """

    start: int
    end: int
    text: str
    level: int = 0
    bold: bool = False
    gap: bool = True
    indent: bool = False
    row: bool = False


def read_lines(original: str, start: int = 0, markdown: bool = True) -> list[Line]:
    """The lines of a page from ``start`` on, empty ones dropped, the halves of a broken line joined to one."""
    return _join(list(_raw_lines(original, start, markdown)))


def _raw_lines(original: str, start: int, markdown: bool) -> Iterator[Line]:
    level, newlines, row = 0, 2, False
    for begin, end, mark in _pieces(original, start):
        if begin < end:
            line = _line(original, begin, end, level, newlines > 1, markdown)
            if line:
                line.row = row
                yield line
                newlines = 0
        if mark is None:
            break
        tag = (mark["tag"] or "").lower()
        newlines += 2 if tag or mark["skip"] else 0 if mark[0] == "<!--" else 1
        if tag in ("tr", "table"):
            row = tag == "tr" and not mark["close"]
        if re.fullmatch("h[1-6]", tag):
            level = 0 if mark["close"] else int(tag[1])


def _pieces(original: str, start: int) -> Iterator[tuple[int, int, re.Match | None]]:
    """(start, end, what ends it) of all that stands between breaks; comments and scripts are left out."""
    at, unclosed = start, set()
    while True:
        mark = _BREAK.search(original, at)
        if mark is None:
            yield at, len(original), None
            return
        yield at, mark.start(), mark
        at = mark.end()
        closing = "-->" if mark[0] == "<!--" else mark["skip"] and f"</{mark['skip'].lower()}"
        if closing and closing not in unclosed:
            found = re.compile(re.escape(closing), re.I).search(original, at)
            if found is None:
                unclosed.add(closing)
            else:
                at = found.end() if closing == "-->" else original.find(">", found.end()) + 1 or len(original)


def _line(original: str, begin: int, end: int, level: int, gap: bool, markdown: bool) -> Line | None:
    raw = original[begin:end]
    text, own_level, bold = clean(raw, markdown)
    if not text:
        return None
    start = begin + len(raw) - len(raw.lstrip())
    indent = bool(_INDENT.match(raw))
    return Line(start, begin + len(raw.rstrip()), text, level or own_level, bold, gap, indent)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a page breaks lines. ``spaced``: blank lines part paragraphs, ``mostly``: nearly always. ``width``: 0, or
    the number of characters at which lines are wrapped. ``indents``: paragraphs begin indented.
    """

    spaced: bool
    mostly: bool
    width: int
    indents: bool


def _layout(lines: list[Line]) -> _Layout:
    soft = sum(not line.gap for line in lines)
    width = 0 if soft < 3 else _width(lines)
    indents = width and sum(line.indent for line in lines) * width * 0.25 > len(lines)
    return _Layout(2 * soft <= len(lines), 4 * soft <= len(lines), width, bool(indents))


def _join(lines: list[Line]) -> list[Line]:
    """Put broken lines together: soft breaks where blank lines part paragraphs, and lines wrapped at one width."""
    layout = _layout(lines)
    kept: list[Line] = []
    parts: list[str] = []
    for line in lines:
        if kept and not line.gap and _goes_on(kept[-1], parts, line, layout):
            parts.append(line.text)
            kept[-1].end = line.end
            continue
        if kept:
            kept[-1].text = _together(parts)
        kept.append(line)
        parts = [line.text]
    if kept:
        kept[-1].text = _together(parts)
    return kept


def _together(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    pieces = [parts[0]]
    for left, right in pairwise(parts):
        pieces.append(joined(left[-1:], right)[1:])
    return "".join(pieces)


def _width(lines: list[Line]) -> int:
    """The width at which the text is wrapped, 0 where it isn't: many lines have this length, hardly one is longer."""
    lengths = Counter(len(line.text) + 2 * line.indent for line in lines)
    width, _ = max(((n, sum(lengths[n + d] for d in (-1, 0, 1))) for n in lengths), key=lambda one: (one[1], one[0]))
    near = sum(lengths[width + d] for d in (-2, -1, 0, 1, 2))
    longer = sum(count for length, count in lengths.items() if length > width + 2)
    wrapped = 10 <= width <= 80 and near >= max(3, 0.3 * len(lines)) and longer <= 0.1 * len(lines)
    return width if wrapped else 0


def _goes_on(first: Line, parts: list[str], line: Line, layout: _Layout) -> bool:
    """Whether ``line`` continues the line before it (whose pieces so far are ``parts``)."""
    last = parts[-1]
    if first.level or first.bold or line.level or line.bold or line.indent or _LIST.match(line.text):
        return False
    if layout.width:
        return _fills(first, parts, line, layout)
    if last.endswith(_ENDS):
        return layout.mostly and len(last) >= SHORT
    if len(parts) == 1 and not (len(last) >= SHORT if layout.spaced else _is_prose(last)):
        return bool(re.search(r"[，、,]$", last)) and not _LIST.match(last)
    return True


def _fills(first: Line, parts: list[str], line: Line, layout: _Layout) -> bool:
    """Whether the last line fills the width, so that the next one goes on: not a heading below a full last line."""
    last, ended = parts[-1], line.text.endswith(_ENDS)
    if len(last) + 2 * (first.indent and len(parts) == 1) < layout.width - 2:
        return False
    if layout.indents and not first.indent and len(parts) == 1:
        return not ended and not _CAPTION.search(line.text) and not _CAPTION.search(last)
    if last.endswith(_ENDS) and not ended:
        return len(line.text) >= layout.width - 2 and not _SPACED_WORDS.fullmatch(line.text)
    return True


def _is_prose(text: str) -> bool:
    """Whether a line without an end is the first half of a paragraph rather than a heading."""
    if len(text) < 25 or re.search("[摄攝][）)]?$", text):
        return False
    return len(text) > 48 or bool(re.search("[。｡；]", text)) or text.count("，") > (1 if len(text) > SHORT else 2)
