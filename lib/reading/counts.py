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
def _chinese() -> tuple[frozenset[str], frozenset[str], tuple[str, ...], re.Pattern]:
    entry = lexicon("counts")["chinese"]
    weak = re.compile(f"(?:{_alternatives(entry['weak'])}|[^\u4e00-\u9fff])|$")
    return frozenset(entry["never"]), frozenset(entry["ordinal_units"]), tuple(entry["not_after"]), weak


@cache
def _what() -> tuple[re.Pattern, re.Pattern, re.Pattern]:
    entry = lexicon("counts")["what"]
    fill = re.compile(f"(?:{_alternatives(entry['fill'])}){{1,4}}$")
    return re.compile(_alternatives(entry["stop_after"])), re.compile(_alternatives(entry["stop_before"])), fill


def _is_named(text: str, number: Number, unit: str, end: int) -> bool:
    """True for Chinese numerals that order, name or point back rather than count: 二期, 三届, 两家, 四个省市."""
    if number.is_digits:
        return False
    never, ordinal, not_after, weak = _chinese()
    if text[number.core : number.end] in never or text.endswith(not_after, 0, number.core):
        return True
    return number.value <= 10 and (unit in ordinal or weak.match(text, end) is not None)


def _unit(text: str, number: Number) -> tuple[str, int] | None:
    """The measure word after the number and its end; where there is none, the unit that the noun before holds."""
    at = number.end + (text[number.end : number.end + 1] in (" ", "　"))
    if text[at : at + 1] in _first():
        hit = _units().match(text, at)
        if hit:
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
        if number.is_bare and number.qualifier == "exact":
            continue
        measured = _unit(plain, number)
        if measured is None or _is_named(plain, number, *measured):
            continue
        if plain[max(0, number.start - 3) : number.start].endswith(never):
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
