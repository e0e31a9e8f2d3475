"""Finds the organisations that a text names, each with the code of the place in its name (codebook, section 2).

A body is read backwards: an ending (科技厅, 大学, 商会 …) is found first, then the place that begins the name.
Where the place is left out (省科技厅, 市教育局) the code comes from what was named before, or from the paper's home.

>>> text = "四川省委政策研究室、省科技厅邀请广州医科大学专家。"
>>> from lib.reading.places import find_places
>>> for body in find_bodies(text, find_places(text)):
...     print(body.text, body.code, body.kind)
四川省委政策研究室 510000 government
省科技厅 510000 government
广州医科大学 440100 university

``kind``: government, delegation, university, school, institute, hospital, firm, chamber, association, media, national.
National bodies, and bodies whose name holds no division or country, have no code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from lib.lexicon import gazetteer, lexicon
from lib.model import Body, PlaceMention
from lib.reading.script import simplify

REACH = 16  # characters between a place and the ending of the name it begins
HEAD = {"省": "province", "市": "city", "县": "county", "区": "county", "州": "city", "旗": "county", "盟": "city"}
SENTENCE_END = re.compile(r"[。！？\n]")


@dataclass(frozen=True)
class _Endings:
    """The patterns: ``kinds[i]`` is the kind of pattern i; endings and whole names of national bodies together."""

    automaton: ahocorasick_rs.AhoCorasick
    words: list[str]
    kinds: list[str]
    stop: re.Pattern
    not_before: re.Pattern
    prefixes: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    start: int
    end: int
    code: str | None
    kind: str


def find_bodies(
    text: str, places: Sequence[PlaceMention], home: str | None = None, in_title: bool = False
) -> list[Body]:
    """All organisations in a text, in order, without overlaps; ``places`` are the mentions of the same text.

    ``home``: the code of the paper's place, for names that leave theirs out (省科技厅). Never raises on any text.
    """
    printed, text = text, simplify(text)
    endings = _endings()
    named = sorted((m for m in places if m.how != "reference"), key=lambda mention: mention.start)
    starts = [mention.start for mention in named]
    drafts: list[_Draft] = []
    for index, start, end in _longest(endings.automaton.find_matches_as_indexes(text, overlapping=True)):
        kind = endings.kinds[index]
        if kind.startswith("national"):
            _add(drafts, _Draft(start, end, None, kind.removeprefix("national_")))
        elif not endings.not_before.match(text, end):
            draft = _read_back(text, start, end, kind, named, starts, drafts, home)
            if draft:
                _add(drafts, draft)
    return [Body(d.start, d.end, printed[d.start : d.end], in_title, d.code, d.kind) for d in drafts]


def _longest(matches: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Matches that lie in no longer one, by start (省科技厅 holds 科技厅; 人民医院 holds 医院)."""
    kept: list[tuple[int, int, int]] = []
    for match in sorted(matches, key=lambda found: (found[1], -found[2])):
        if not kept or match[2] > kept[-1][2]:
            kept.append(match)
    return kept


def _add(drafts: list[_Draft], draft: _Draft) -> None:
    """Append, or let a longer reading of the same name replace the shorter one (浙江大学 → 浙江大学医学院附属医院)."""
    if drafts and drafts[-1].kind == "national" and drafts[-1].end == draft.start:
        draft.start = drafts.pop().start  # 中石油|新疆油田公司
    while drafts and drafts[-1].end > draft.start:
        last = drafts.pop()
        if last.kind.startswith("national") or last.start < draft.start:
            draft.start, draft.code = min(last.start, draft.start), draft.code or last.code
    drafts.append(draft)


def _read_back(text, start, end, kind, named, starts, drafts, home) -> _Draft | None:
    """The body that ends with the ending at text[start:end], None where no place begins it."""
    before = _place_before(text, start, end, named, starts)
    if before:
        first, code = before
        return _Draft(_with_prefix(text, first), end, code, kind)
    if drafts and drafts[-1].end <= start and _is_open(text, drafts[-1].end, start, 8):
        return _Draft(drafts[-1].start, end, drafts[-1].code, kind)
    head = _elided(text, start, named, starts)
    if head is None or kind not in ("government", "university", "hospital", "institute", "association", "delegation"):
        return None
    return _Draft(head, end, _elided_code(text, head, named, starts, drafts, home), kind)


def _place_before(text, start, end, named, starts) -> tuple[int, str | None] | None:
    """Start and code of the place that begins the name: the first of those that stand together before the ending."""
    at = bisect_left(starts, end) - 1
    while at >= 0 and named[at].end > end:
        at -= 1
    if at < 0 or not (named[at].end >= start or _is_open(text, named[at].end, start, REACH)):
        return None
    while at and (named[at - 1].end == named[at].start or _is_stationed(text, named[at - 1].end, named[at].start)):
        at -= 1
    mention = named[at]
    single = len(mention.codes) == 1 and mention.how in ("name", "former", "country", "part")
    code = mention.codes[0] if single else None
    return mention.start, code if code and code != "CHN" and not code.startswith(("X-", "G-")) else None


def _is_open(text: str, left: int, right: int, reach: int) -> bool:
    """True where nothing between two offsets ends a name (no punctuation, no 与, 的, digits …)."""
    return right - left <= reach and not _endings().stop.search(text, left, right)


def _is_stationed(text: str, left: int, right: int) -> bool:
    """True for what joins two places in one name: 甘肃省|人民政府驻|上海办事处, 湖南省|援|塞拉利昂医疗队."""
    return right - left <= 6 and text[left:right] in ("驻", "人民政府驻", "政府驻", "援", "援助", "赴")


def _with_prefix(text: str, start: int) -> int:
    """The start of the name with words that go before the place: 中共|四川省委, 中科院|昆明动物研究所."""
    for prefix in _endings().prefixes:
        if text.endswith(prefix, 0, start):
            return start - len(prefix)
    return start


def _elided(text: str, start: int, named, starts) -> int | None:
    """Where a name begins whose place is left out: the 省 of 省科技厅, 省农业大学; None where there is none."""
    if text[start] in HEAD and not (
        start and "一" <= text[start - 1] <= "龥" and text[start - 1] in "我全本该各两三四外跨"
    ):
        return start
    if (
        start
        and text[start - 1] in HEAD
        and (start < 2 or text[start - 2] not in "全各两三四五六外跨数多城地校园省区市县州")
    ):
        return start - 1
    return None


def _elided_code(text, head, named, starts, drafts, home) -> str | None:
    """The unit that 省 and the like stand for: the last body's in the sentence, the paper's home, the last named."""
    level, places = HEAD[text[head]], gazetteer()
    if drafts and drafts[-1].code and not SENTENCE_END.search(text, drafts[-1].end, head):
        code = _lift(drafts[-1].code, level)
        if code:
            return code
    if home and level != "county":
        code = _lift(home, level)
        if code:
            return code
    for mention in reversed(named[max(0, bisect_left(starts, head) - 30) : bisect_left(starts, head)]):
        if len(mention.codes) == 1 and mention.how in ("name", "former") and mention.codes[0] in places:
            code = _lift(mention.codes[0], level)
            if code:
                return code
    return _lift(home, level) if home else None


def _lift(code: str, level: str) -> str | None:
    """The unit of a level that a code is or lies in, None where it lies above."""
    if not code.isdigit():
        return None
    places = gazetteer()
    for one in (code, *places.parents(code)):
        if places.place(one).level == level:
            return one
    return code if level == "city" and code.endswith("0000") and places.city(code) else None


@cache
def _endings() -> _Endings:
    words = lexicon("bodies")
    kinds: dict[str, str] = {}
    for kind, entry in words["kinds"].items():
        kinds |= dict.fromkeys(entry["endings"].split(), kind)
        offices = entry.get("offices", "").split()
        kinds |= {field + office: kind for field in entry.get("fields", "").split() for office in offices}
    kinds |= dict.fromkeys(words["national"].split(), "national")
    kinds |= dict.fromkeys(words["national_media"].split(), "national_media")
    names = list(kinds)
    return _Endings(
        automaton=ahocorasick_rs.AhoCorasick(names),
        words=names,
        kinds=list(kinds.values()),
        stop=re.compile(f"[{words['stop']}]|{words['stop_words']}"),
        not_before=re.compile("|".join(words["not_before"].split())),
        prefixes=tuple(sorted(words["prefixes"].split(), key=len, reverse=True)),
    )
