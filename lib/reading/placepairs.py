"""Places named by one character (川滇两地, 穗龙对口, 入滇, 援藏, 沪方), and words that refer back (我省)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from lib.lexicon import gazetteer, lexicon


class Expression(NamedTuple):
    """A finding of this module; ``how`` as in PlaceMention; ``word`` is the reference word where it is one."""

    start: int
    end: int
    codes: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class _Patterns:
    run: re.Pattern
    cue: re.Pattern
    country_cue: re.Pattern
    part: re.Pattern
    near_pair: re.Pattern
    near_runs: tuple[re.Pattern, ...]
    frame: re.Pattern
    near_frame: re.Pattern
    never: frozenset[str]
    party: re.Pattern
    reference: re.Pattern
    allowed_frames: frozenset[str]


NEAR_CUE = (
    "一体化|同城化|融合发展|毗邻|对接会|两[地市县区州]|双方|对口|东西部|扶贫协作|协作|合作|帮扶|结对|携手|一家亲|情"
)


def find_expressions(text: str, borders: bytearray, named: frozenset[str]) -> Iterator[Expression]:
    """All pairs, frames and references; ``named``: codes of the places that the article names in full."""
    patterns = _patterns()
    yield from _runs(text, borders, patterns, named)
    yield from _frames(text, borders, patterns)
    yield from _parties(text, borders, patterns)
    yield from _references(text, borders, patterns)
    if named:
        initials = _Initials(named)
        yield from _near_pairs(text, borders, patterns, initials)
        yield from _near_frames(text, borders, patterns, initials)


def has_cue(text: str, end: int, codes: tuple[str, ...]) -> bool:
    """True where words of cooperation follow a pair at once (川滇|合作, 中俄|两国)."""
    patterns = _patterns()
    foreign = not all(code.isdigit() for code in codes)
    if foreign:
        return bool(patterns.country_cue.search(text, end, end + 6))
    return bool(patterns.cue.match(text, end))


def is_line(text: str, end: int) -> bool:
    """True where a pair is the name of a railway, road or power line (成昆|铁路)."""
    return bool(_patterns().part.match(text, end))


@cache
def _patterns() -> _Patterns:
    words = lexicon("places")
    pairs, frames, references = words["pairs"], words["frames"], words["references"]
    characters, safe = "".join(words["provinces"]), frames["safe"]
    every_reference = [*references["home"], *references["country"], *references["last"], *references["both"]]
    abroad = frames["party_countries"]
    return _Patterns(
        run=re.compile(f"[{characters}]{{2,6}}"),
        cue=re.compile(pairs["cue"]),
        country_cue=re.compile(words["country_pairs"]["cue"]),
        part=re.compile(pairs["part"]),
        near_pair=re.compile(f"[一-龥]{{2}}(?={NEAR_CUE})"),
        frame=re.compile(f"[{frames['verbs']}]([{characters}{''.join(frames['cities'])}])"),
        near_runs=tuple(
            re.compile(f"[一-龥]{{{size}}}(?={numeral}[地市县区省州]|{NEAR_CUE})")
            for size, numeral in ((6, "六"), (5, "五"), (4, "四"), (3, "三"))
        ),
        never=frozenset(pairs["never"].split()),
        near_frame=re.compile(f"[来赴入在到援驻]([一-龥])(?={frames['cue']})"),
        party=re.compile(f"([{safe}{frames['party_names']}中{abroad}])[{frames['parties'].replace(' ', '')}]"),
        reference=re.compile("|".join(sorted(every_reference, key=len, reverse=True))),
        allowed_frames=frozenset(frames["pairs"].split()) | {v + c for v in frames["verbs"] for c in safe},
    )


def _runs(text: str, borders: bytearray, patterns: _Patterns, named: frozenset[str]) -> Iterator[Expression]:
    for match in patterns.run.finditer(text):
        run, start, end = match.group(), *match.span()
        if run in patterns.never or not borders[start] or not borders[end] or not patterns.cue.match(text, end):
            continue
        codes = tuple(dict.fromkeys(_province(character, named) for character in run))
        if len(codes) > 1:
            yield Expression(start, end, codes, "compound")


def _province(character: str, named: frozenset[str]) -> str:
    """The province of an abbreviation; 宁 is Nanjing where the article names 南京 and not 宁夏."""
    if character == "宁" and "320100" in named and "640000" not in named:
        return "320100"
    return lexicon("places")["provinces"][character]


def _frames(text: str, borders: bytearray, patterns: _Patterns) -> Iterator[Expression]:
    words = lexicon("places")
    table = words["provinces"] | words["frames"]["cities"]
    for match in patterns.frame.finditer(text):
        start, end = match.span()
        one_word = borders[end] or not borders[start + 1]  # 来华访问 may be one word, in 在|京剧 京 is no word
        if match.group() in patterns.allowed_frames and borders[start] and one_word:
            yield Expression(start, end, (table[match.group(1)],), "frame")


def _parties(text: str, borders: bytearray, patterns: _Patterns) -> Iterator[Expression]:
    words = lexicon("places")
    for match in patterns.party.finditer(text):
        start, end = match.span()
        character = match.group(1)
        at_home = character in words["frames"]["safe"] or character in words["frames"]["party_names"]
        if not (borders[start] and borders[end]) or not (at_home or match.group().endswith("方")):
            continue
        table = words["provinces"] | words["frames"]["cities"] if at_home else words["countries"] | {"中": "CHN"}
        yield Expression(start, end, (table[character],), "frame")


def _references(text: str, borders: bytearray, patterns: _Patterns) -> Iterator[Expression]:
    for match in patterns.reference.finditer(text):
        start, end = match.span()
        if borders[start] and borders[end]:
            yield Expression(start, end, (), "reference")


class _Initials:
    """Characters of the short names of the places that the article names, and their abbreviations → codes."""

    def __init__(self, named: frozenset[str]) -> None:
        self._named = named

    @cached_property
    def _codes(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for code in self._named:
            for character in _characters(code):
                found.setdefault(character, set()).add(code)
        return found

    def of(self, character: str) -> set[str]:
        """The codes that a character may stand for, looked up when the first is asked for."""
        return self._codes.get(character, set())


@lru_cache(maxsize=8192)
def _characters(code: str) -> frozenset[str]:
    """The characters that may stand for a place: those of its short name, and its abbreviations."""
    short = gazetteer().short(code) if code.isdigit() else ""
    return frozenset(short) | _abbreviations().get(code, frozenset())


@cache
def _abbreviations() -> dict[str, set[str]]:
    words, found = lexicon("places"), {}
    for table in (words["provinces"], words["frames"]["cities"], words["city_characters"]):
        for character, codes in table.items():
            for code in codes.split():
                found.setdefault(code, set()).add(character)
    return found


def _near_pairs(text, borders, patterns, initials) -> Iterator[Expression]:
    """Characters side by side that stand for places the article names: 沪万双方, 穗龙对口合作, 通平修三县."""
    provinces = lexicon("places")["provinces"]
    for match in chain.from_iterable(pattern.finditer(text) for pattern in patterns.near_runs):
        start, end = match.span()
        if not (borders[start] and borders[end]):
            continue
        codes = [_most_specific(initials.of(character)) for character in match.group()]
        if all(codes) and len(set(codes)) == end - start:
            yield Expression(start, end, tuple(codes), "compound")
    for match in patterns.near_pair.finditer(text):
        start, end = match.span()
        if not (borders[start] and borders[start + 1] and borders[end]):
            continue
        left, right = (initials.of(character) for character in match.group())
        left = left or ({provinces[match.group()[0]]} if match.group()[0] in provinces and right else set())
        right = right or ({provinces[match.group()[1]]} if match.group()[1] in provinces and left else set())
        pair = _one_of_each(left, right)
        if pair:
            yield Expression(start, end, pair, "compound")


def _one_of_each(left: set[str], right: set[str]) -> tuple[str, str] | None:
    """The most specific code of each side, None where a side is open or both are the same or one lies in the other."""
    a, b = _most_specific(left), _most_specific(right)
    if not a or not b or a == b:
        return None
    places = gazetteer()
    return None if a in places.parents(b) or b in places.parents(a) else (a, b)


def _most_specific(codes: set[str]) -> str | None:
    """One code, or the lowest of a line of parents (浙江, 衢州, 衢江); None for unrelated ones."""
    if not codes:
        return None
    places = gazetteer()
    lowest = max(codes, key=lambda code: (len(places.parents(code)), code))
    return lowest if codes <= {lowest, *places.parents(lowest)} else None


def _near_frames(text, borders, patterns, initials) -> Iterator[Expression]:
    """来平投资, 赴万考察: the character belongs to a place that the article names."""
    for match in patterns.near_frame.finditer(text):
        start, end = match.span()
        if borders[start] and borders[start + 1] and borders[end]:
            code = _most_specific(initials.of(match.group(1)))
            if code:
                yield Expression(start, end, (code,), "frame")
