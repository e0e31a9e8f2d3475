"""Dates in EDTF (codebook, section 7), resolved from the publication date. Words: ``data/lexicon/dates.yaml``.

``find_dates`` returns every date of a text; ``is_event_date`` says whether one is likely to date the cooperation itself
(datelines, founding years, comparisons are not), so that whoever builds rows can leave the rest out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from lib.lexicon import lexicon
from lib.model import DateKind, EventDate
from lib.reading.date_shapes import Found, Reader, edtf, matches
from lib.reading.script import simplify

_SENTENCE = re.compile("[。！？!?\n]")
_JOINTS = frozenset(["至", "到", "—", "——", "–", "-", "－", "~", "～", "─", "―"])


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Cue:
    """The words of one kind: anywhere after the date, right after it, right before it."""

    kind: DateKind
    weight: float
    after: re.Pattern
    beside: re.Pattern

    def score(self, left: str, right: str) -> float:
        """The weight of the nearest word; a word beside the date says a little more."""
        hit = self.after.search(right)
        score = self.weight / (1 + hit.start() / 12) if hit else 0.0
        is_beside = self.beside.search(f"{left}|{right[:3]}") is not None
        return max(score, self.weight * 1.1) if is_beside else score


@cache
def _cues() -> list[_Cue]:
    cues = []
    for entry in lexicon("dates")["kinds"]:
        before = f"(?:{_any(entry['before'])})[|]" if entry["before"] else "(?!)"
        if "next" in entry:
            before += f"|[|](?!{_any(entry['next_not'])})(?:{_any(entry['next'])})"
        cues.append(_Cue(entry["kind"], entry["weight"], re.compile(_any(entry["after"])), re.compile(before)))
    return cues


def kind_of(text: str, start: int, end: int, default: DateKind = "held") -> DateKind:
    """What happened at the date, by the words after it in the sentence and right before it; else ``default``.

    >>> kind_of("6月30日，双方在昆明签署框架协议", 0, 5)
    'signed'
    """
    right = _SENTENCE.split(text[end : end + 40], maxsplit=1)[0]
    left = text[max(0, start - 8) : start]
    scores = {cue.kind: cue.score(left, right) for cue in _cues()}
    best = max(scores, key=scores.get)
    return best if scores[best] > 0 else default


def _is_planned(text: str, start: int, end: int) -> bool:
    return kind_of(text, start, end) == "planned"


def _range(low: Found, high: Found) -> Found | None:
    """Two dates with a joint between as one interval: 6月18日至20日, 2016年至2020年; None where they do not rise."""
    if not (low.is_dated and high.is_dated) or (low.day and not high.day):
        return None
    if low.year is None and high.year is None:
        return replace(low, end=high.end, month=high.month or low.month, day=high.day)
    year = low.year
    if year is None or (not low.is_explicit and high.year is not None and (low.month or 0) <= (high.month or 0)):
        year = high.year
    month = low.month or (high.month if low.day else None)
    high_year = high.year if high.year is not None and high.year > year else year
    first, last = edtf(year, month, low.day), edtf(high_year, high.month or low.month, high.day)
    if not first < last:
        return None
    return replace(low, end=high.end, value=f"{first}/{last}", year=high_year, month=high.month, day=high.day)


def _usual(found: Found) -> DateKind:
    """What a date without telling words dates: a day a meeting, a month a beginning, a year or an interval figures."""
    value = found.value or ""
    if "/" in value or (len(value) == len("2020") and value.isdigit()):
        return "period"
    return "started" if found.is_dated and len(value) == len("2020-04") else "held"


def _is_ahead(value: str, published: str | None) -> bool:
    """True for what begins after the publication."""
    start = value.split("/")[0]
    return bool(published) and start[: len(published)] > published[: len(start)]


def _event(text: str, plain: str, found: Found, published: str | None) -> EventDate:
    kind = kind_of(plain, found.start, found.end, _usual(found))
    if _is_ahead(found.value or "", published):
        kind = "planned"
    elif found.is_span and kind != "planned":
        kind = "period"
    return EventDate(found.start, found.end, text[found.start : found.end], False, found.value, kind)


def find_dates(text: str, published: str | None = None) -> list[EventDate]:
    """All dates of a text, in order, background included (see ``is_event_date``).

    ``published``: an EDTF day, month or year, or None; then relative dates have value None. Never raises.

    >>> [(d.text, d.value, d.kind) for d in find_dates("2019年11月两省签署协议，近日互访。", "2020-06-05")]
    [('2019年11月', '2019-11', 'signed'), ('近日', '2020-06', 'held')]
    """
    plain = simplify(text)
    reader = Reader(plain, published, _is_planned)
    found: list[Found] = []
    for hit in matches(plain):
        one = reader.read(hit)
        if one is None:
            continue
        joined = _range(found[-1], one) if found and plain[found[-1].end : one.start] in _JOINTS else None
        if joined:
            found[-1] = joined
        else:
            found.append(one)
    return [_event(text, plain, one, published) for one in found]


@cache
def _background() -> dict[str, tuple[str, ...]]:
    entry = lexicon("dates")["background"]
    return {name: tuple(entry[name]) for name in ("after", "before", "words", "ends", "keeps")}


def is_event_date(text: str, found: EventDate) -> bool:
    """False for a date that is likely background: a dateline, a comparison, a founding year, a vague time.

    >>> text = "新华社北京6月9日电 双方6月8日签约"
    >>> [is_event_date(text, d) for d in find_dates(text, "2021-06-10")]
    [False, True]
    """
    cue = _background()
    if found.text in cue["words"] or (found.value or "").endswith("X"):
        return False
    if found.text.endswith(cue["ends"]) and not found.text.startswith(cue["keeps"]):
        return False
    left = text[max(0, found.start - 6) : found.start]
    return not (text.startswith(cue["after"], found.end) or left.endswith(cue["before"]))
