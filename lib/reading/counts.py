"""Counts (codebook, section 6): a number with its measure word and what is counted.

Words: ``data/lexicon/counts.yaml``.
"""

from __future__ import annotations

import re
from functools import cache

from lib.lexicon import lexicon
from lib.model import Count
from lib.reading.numbers import Number, find_numbers, qualifier_after
from lib.reading.script import simplify

_REACH = 14  # how far the noun that is counted is looked for, in characters
TEN = "十拾"  # ten things are counted, a hundred are many: 十家企业, 百家企业
_DIGIT = re.compile("[0-9０-９]")
_BREAK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9“”‘’·+]")


def _alternatives(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _units() -> re.Pattern:
    """One pattern of all units, longest first, each with what must not follow it."""
    table = {w: e.get("not_before", ()) for e in lexicon("counts")["units"] for w in e["words"]}
    parts = []
    for word in sorted(table, key=len, reverse=True):
        parts.append(re.escape(word) + (f"(?!{_alternatives(table[word])})" if table[word] else ""))
    return re.compile("|".join(parts))


@cache
def _first() -> frozenset[str]:
    return frozenset(w[0] for e in lexicon("counts")["units"] for w in e["words"])


@cache
def _nouns() -> tuple[re.Pattern, dict[str, str]]:
    entry = lexicon("counts")["nouns"]
    pattern = f"({_alternatives(entry['words'])})(?:{_alternatives(entry['fill'])}){{0,2}}$"
    return re.compile(pattern), entry["words"]


@cache
def _least() -> dict[str, int]:
    """Units that only great numbers have: 两亿度, not 三十度."""
    return {w: e["least"] for e in lexicon("counts")["units"] if "least" in e for w in e["words"]}


@cache
def _chinese() -> tuple[dict[str, frozenset[str]], tuple[str, ...], dict[str, re.Pattern]]:
    entry = lexicon("counts")["chinese"]
    sets = {name: frozenset(entry[name]) for name in ("never", "ordinal_units", "place_units", "closing")}
    patterns = {
        "weak": re.compile(_alternatives(entry["weak"])),
        "places": re.compile(_alternatives(entry["places"])),
        "end": re.compile("[^\u4e00-\u9fff0-9０-９]|$"),
        "noun": re.compile("[\u4e00-\u9fff”]$"),
    }
    return sets, tuple(entry["not_after"]), patterns


@cache
def _what() -> tuple[re.Pattern, re.Pattern, re.Pattern]:
    entry = lexicon("counts")["what"]
    fill = re.compile(f"(?:{_alternatives(entry['fill'])}){{1,4}}$")
    return re.compile(_alternatives(entry["stop_after"])), re.compile(_alternatives(entry["stop_before"])), fill


def _is_named(text: str, number: Number, unit: str, end: int) -> bool:
    """True for Chinese numerals that order, name or point back rather than count: 二期, 三届, 两家, 四个省市."""
    if number.is_digits:
        return False
    sets, not_after, patterns = _chinese()
    if text[number.core : number.end] in sets["never"] or text.endswith(not_after, 0, number.core):
        return not _is_rhythm(text, number)
    if number.value > 10:
        return False
    if unit in sets["ordinal_units"] or patterns["weak"].match(text, end):
        return True
    if unit in sets["place_units"] and patterns["places"].match(text, end):
        return True
    closes = unit in sets["closing"] and patterns["noun"].search(text, max(0, number.start - 1), number.start)
    return patterns["end"].match(text, end) is not None and not closes


@cache
def _rhythms() -> tuple[str, ...]:
    return tuple(lexicon("counts")["rhythm"]["before"])


def _is_rhythm(text: str, number: Number) -> bool:
    """True for what happens so often a week or a day: 每周三班."""
    return text.endswith(_rhythms(), max(0, number.start - 4), number.start)


def _unit(text: str, number: Number) -> tuple[str, int] | None:
    """The measure word after the number and its end; where there is none, the unit that the noun before holds."""
    at = number.end + (text[number.end : number.end + 1] in (" ", "　"))
    if text[at : at + 1] in _first():
        hit = _units().match(text, at)
        if hit and number.value >= _least().get(hit.group(), 0):
            return hit.group(), hit.end()
    at = number.end
    if at < len(text) and text[at] not in "，。；、！？)）\n":
        return None
    pattern, units = _nouns()
    noun = pattern.search(text[max(0, number.start - 10) : number.start])
    return (units[noun[1]], at) if noun else None


def what_is_counted(text: str, start: int, end: int) -> str:
    """The noun that a count at ``text[start:end]`` measures: after the unit, else before the number, else empty.

    >>> what_is_counted("签署了8个劳务合作协议，", 3, 5)
    '劳务合作协议'
    """
    after, before, fill = _what()
    right = _BREAK.split(text[end : end + _REACH], maxsplit=1)[0]
    right = after.split(_DIGIT.split(right, maxsplit=1)[0], maxsplit=1)[0].removeprefix("的").rstrip("的和与及近约超共")
    if len(right) > 1:
        return right
    left = _BREAK.split(text[max(0, start - _REACH) : start].rstrip())[-1]
    left = before.split(fill.sub("", _counted().sub("", left)))[-1]
    return left if len(left) > 1 else ""


@cache
def _counted() -> re.Pattern:
    """A count right before another one, which counts the same: 互访30批次285人."""
    units = [w for e in lexicon("counts")["units"] for w in e["words"]]
    return re.compile(f"[0-9０-９][0-9０-９.余多万亿]{{0,9}}(?:{_alternatives(units)})[共计]{{0,2}}$")


def find_counts(text: str) -> list[Count]:
    """All counts of a text, in order; amounts of money, dates, ages, distances and ordinals are none.

    >>> [(c.text, c.value, c.unit, c.what, c.qualifier) for c in find_counts("合作项目达170余项，互访30批次")]
    [('170余项', 170, '项', '合作项目', 'over'), ('30批次', 30, '批次', '互访', 'exact')]
    """
    never = tuple(lexicon("counts")["not_count"]["before"])
    plain = simplify(text)
    found = []
    for number in find_numbers(plain):
        if number.is_bare and number.qualifier == "exact" and plain[number.core] not in TEN:
            continue
        measured = _unit(plain, number)
        if measured is None or _is_named(plain, number, *measured):
            continue
        if plain[max(0, number.start - 3) : number.start].endswith(never) and not _is_rhythm(plain, number):
            continue
        found.append(_count(text, plain, number, *measured))
    return found


def _count(text: str, plain: str, number: Number, unit: str, end: int) -> Count:
    """The count as printed in ``text``; its words are looked up in ``plain``, the same in simplified characters."""
    unit = text[number.end : end].strip() or unit
    what = what_is_counted(plain, number.start, end)
    bound = qualifier_after(plain, end)
    qualifier = number.qualifier
    if bound:
        end, qualifier = bound[0], bound[1] if qualifier == "exact" else qualifier
    start = number.start
    return Count(start, end, text[start:end], False, number.value, number.value_max, unit, what, qualifier)
