"""Corrections as people make them: from words selected in an article, or typed, to a value as the store keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict

from lib.errors import InputError
from lib.lexicon import gazetteer
from lib.model import Cooperation, Partner, Span

VALUES = ("amounts", "counts", "dates")
BLANK = {
    "amounts": {"value": 0.0, "value_max": None, "currency": "CNY", "qualifier": "exact", "kind": "other"}
    | {"scope": "unknown"},
    "counts": {"value": 0.0, "value_max": None, "unit": "", "what": "", "qualifier": "exact"},
    "dates": {"value": None, "kind": "reported"},
    "organisations": {"code": None},
    "evidence": {},
    "partners": {"role": "peer"},
}
DAY = r"\d{3}[\dX](?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?[?~%]?"
EDTF = re.compile(rf"{DAY}|{DAY}/(?:{DAY}|\.\.)|\.\./{DAY}")


def span_of(article: dict, start: int, end: int, in_title: bool) -> dict:
    """The span without white space at its ends, as text, start, end, in_title. Raises InputError where it is empty."""
    whole = (article["title"] if in_title else article["text"]) or ""
    while start < end and whole[start:end][:1].isspace():
        start += 1
    while end > start and whole[end - 1 : end].isspace():
        end -= 1
    if not 0 <= start < end <= len(whole):
        raise InputError("没有选中文字，请在原文里选中要用的词句。")
    return {"text": whole[start:end], "start": start, "end": end, "in_title": in_title}


def place_of(article: dict, words: str, near: int = 0) -> dict:
    """Where typed words stand in the article, nearest to ``near``; text first, then title. Raises InputError."""
    words = words.strip()
    if not words:
        raise InputError("请填写原文里的词句。")
    for name in ("text", "title"):
        starts = [match.start() for match in re.finditer(re.escape(words), article[name] or "")]
        if starts:
            start = min(starts, key=lambda place: abs(place - near))
            return {"text": words, "start": start, "end": start + len(words), "in_title": name == "title"}
    raise InputError(f"原文里没有“{words[:40]}”，每个值都要有出处：请照原文填写，或在原文里选中。")


def value_of_words(article: dict, field: str, start: int, end: int, in_title: bool) -> dict:
    """What selected words say, as a record of ``field``: read by the finders, else blank but for its place."""
    span = span_of(article, start, end, in_title)
    if field in VALUES:
        read = [one for one in _found(article, field, in_title) if _overlap(one, span)]
        if read:
            return max(read, key=lambda one: min(one["end"], span["end"]) - max(one["start"], span["start"]))
    if field == "partners":
        return BLANK["partners"] | {"code": _code(article, span), "mentions": [_bare(span)]}
    if field == "organisations":
        return BLANK["organisations"] | {"name": span["text"], "code": _code(article, span)} | _bare(span)
    return BLANK[field] | (_bare(span) if field == "evidence" else span)


def _found(article: dict, field: str, in_title: bool) -> Iterable[dict]:
    from lib.reading.amounts import find_amounts
    from lib.reading.counts import find_counts
    from lib.reading.dates import find_dates

    text = (article["title"] if in_title else article["text"]) or ""
    if field == "amounts":
        found = find_amounts(text)
    elif field == "counts":
        found = find_counts(text)
    else:
        found = find_dates(text, article["published"])
    return [asdict(one) | {"in_title": in_title} for one in found]


def _code(article: dict, span: dict) -> str | None:
    """The place that words name, as the article has it; None where they name none or several."""
    found = {code for mention in places_named(article) if _overlap(mention, span) for code in mention["codes"]}
    if len(found) == 1:
        return found.pop()
    known = gazetteer().search(span["text"], 1)
    return known[0].code if known else None


def _overlap(one: dict, two: dict) -> bool:
    return one["in_title"] == two["in_title"] and one["start"] < two["end"] and two["start"] < one["end"]


def places_named(article: dict) -> list[dict]:
    """The places that an article names, in order: text, start, end, in_title, codes."""
    from lib.reading.places import find_places

    found = []
    for name, in_title in (("title", True), ("text", False)):
        found += [asdict(one) | {"in_title": in_title} for one in find_places(article[name] or "", in_title=in_title)]
    return found


def _bare(span: dict) -> dict:
    return {name: span[name] for name in ("start", "end", "in_title")}


def checked_value(field: str, value: dict) -> dict:
    """The value, if it can be kept. Raises InputError where a number or date makes no sense."""
    if field in ("amounts", "counts"):
        low, high = value["value"], value["value_max"]
        if low is None or low < 0 or (high is not None and high <= low):
            raise InputError("数值不对：要大于等于 0；若是区间，上限要大于下限。")
    if field == "dates" and value["value"] is not None and not EDTF.fullmatch(value["value"]):
        raise InputError(f"日期“{value['value']}”不对，请写成 2019、2019-11、2019-11-05 或 2016/2020。")
    return value


def with_value(values: list[dict], new: dict, index: int | None) -> list[dict]:
    """The values with one replaced (``index``) or added, in the order of the text. Nothing handed in is changed."""
    kept = [value for n, value in enumerate(values) if n != index]
    return sorted([*kept, new], key=lambda value: (not value.get("in_title"), value.get("start") or 0))


def without(values: list[dict], index: int) -> list[dict]:
    """The values but one."""
    return [value for n, value in enumerate(values) if n != index]


def overlapping(values: list[dict], new: dict) -> int | None:
    """Which of the values stands on the same words as the new one; None: none does."""
    for n, value in enumerate(values):
        if value.get("start") is not None and _overlap(value, new):
            return n
    return None


def missed_row(
    article: dict, places: list[tuple[str, str]], domains: list[str], forms: list[str], span: dict | None = None
) -> Cooperation:
    """A row that the reader did not see: ``places`` as (code, role), each with its mentions in the article.

    ``span``: the words that tell of the cooperation. Raises InputError for fewer than two places.
    """
    if len({code for code, _ in places}) < 2:
        raise InputError("一条合作至少要有两个不同的合作方。")
    named = places_named(article)
    known = gazetteer()
    partners = tuple(
        Partner(code, known.name(code), role, tuple(_spans(one for one in named if code in one["codes"])))
        for code, role in places
    )
    evidence = (Span(span["start"], span["end"], span["in_title"]),) if span else ()
    if not evidence:
        evidence = tuple(span for partner in partners for span in partner.mentions[:1])
    if not evidence:
        raise InputError("原文里找不到这些地区的名字，请先在原文里选中依据的句子。")
    return Cooperation(partners, (), tuple(domains), tuple(forms), evidence=evidence, confidence=1.0)


def _spans(mentions: Iterable[dict]) -> Iterable[Span]:
    return (Span(one["start"], one["end"], one["in_title"]) for one in mentions)
