"""Dates in EDTF (codebook, section 7), resolved from the publication date. Words: ``data/lexicon/dates.yaml``.

``find_dates`` returns every date of a text; ``is_event_date`` says whether one is likely to date the cooperation itself
(datelines, founding years, comparisons are not), so that whoever builds rows can leave the rest out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from lib.lexicon import lexicon
from lib.model import DateKind, EventDate
from lib.reading.numbers import ASCII, parse_number

_D = "[0-9０-９]"
_CND = "〇零○一二三四五六七八九"
_YEAR = f"(?:[12１２]{_D}{{3}}|[一二][{_CND}]{{3}})"
_MONTH = "(?:[1１][0-2０-２]|[0０]?[1-9１-９]|十[一二]?|[一二三四五六七八九])"
_DAY = "(?:[3３][01０１]|[12１２][0-9０-９]|[0０]?[1-9１-９]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_JOINT = "(?:至|到|—{1,2}|–|-|－|~|～|─|―|、)"
_PART = "(?:上中旬|中下旬|上旬|中旬|下旬|月初|月底|月末|初|底|末|中(?=[，。、；）]))"
_SENTENCE = re.compile("[。！？!?\n]")
_CLAUSE = re.compile("[，,。；;！？!?\n：:]")


def _any(words) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _not(words, behind: bool = False) -> str:
    sign = "<!" if behind else "!"
    return "".join(f"(?{sign}{re.escape(w)})" for w in words)


@cache
def _pattern() -> re.Pattern:
    """One pattern for every shape of date; named groups say which shape was met."""
    x = lexicon("dates")
    quotes = f"[{x['plans']['quotes']}]"
    years, months, days = x["years"], x["months"], x["days"]
    rel_year = f"{_not(years['not_after'], True)}(?:{_any([*years['words'], *years['same'], *years['next']])}){_not(years['not_before'])}"
    parts = _any([*x["year_parts"]["words"], *x["year_parts"]["seasons"]])
    day = f"(?P<day>{_DAY})(?:[日号號]|(?={_JOINT}{_DAY}[日号號]))"
    month_day = f"(?P<month>{_MONTH})(?:月份?|(?={_JOINT}{_MONTH}月))(?:(?P<part>{_PART})|{day})?"
    alone = day.replace("<day>", "<lone>")
    dated = (
        rf"(?<![\d０-９.])(?:(?P<year>{_YEAR})(?:年度?(?![级代])|(?={_JOINT}{_YEAR}年))|(?P<rel>{rel_year}))"
        rf"(?:的?{month_day}|的?(?P<span>{parts}))?"
    )
    shapes = [
        r"(?<![\d.-])(?P<iso>(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9]))(?![\d.])",
        rf"(?P<century>(?:(?P<nth>2[01]|20|19|二十一?|十九)世纪|{_any(x['decades']['century_words'])})?(?P<decade>[1-9]0|[一二三四五六七八九]十)年代)",
        rf"{quotes}?(?P<plan>{_any(x['plans']['words'])})(?:{quotes}(?P<planned>{_any([*x['plans']['end'], *x['plans']['begin'], *x['plans']['tail']])})?|(?P<tail>{_any([*x['plans']['end'], *x['plans']['begin'], *x['plans']['tail']])})){_not(x['plans']['not_before'])}",
        dated,
        rf"(?P<relm>{_any([*months['words'], *months['same']])})(?:(?P<relpart>{_PART})|{day.replace('<day>', '<relday>')})?",
        rf"(?<![\d０-９.{_CND}十第每]){month_day.replace('<month>', '<m>').replace('<part>', '<p>').replace('<day>', '<d>')}(?!份?刊)",
        rf"(?P<reld>{_any(days['words'])}){_not(days['not_before'])}",
        rf"{_not(x['recent']['not_after'], True)}(?P<recent>{_any(x['recent']['words'])}){_not(x['recent']['not_before'])}",
        rf"(?P<week>{_any(x['weeks']['words'])})(?P<weekday>[{''.join(x['weeks']['days'])}])?",
        rf"{_not(x['year_parts']['not_after'], True)}(?P<partalone>{_any(x['year_parts']['alone'])})",
        rf"(?P<back>(?P<near>{_any(x['spans']['before'])})?(?P<n>{_D}{{1,2}}|[一二两三四五六七八九十]+)多?(?P<unit>年|个月)(?P<come>{_any(x['spans']['back'])})?)",
        rf"(?P<ahead>(?:{_any(x['spans']['ahead'])})(?P<many>{_D}{{1,2}}|[一二两三四五六七八九十]+)年)",
        rf"(?<![\d０-９.{_CND}十月]){_not(x['not_day']['before'], True)}{alone}{_not(x['not_day']['after'])}",
    ]
    return re.compile("|".join(f"(?:{shape})" for shape in shapes))


@dataclass(frozen=True, slots=True)
class Base:
    """The publication date as far as it is known: year, month, day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, published: str | None) -> Base:
        """Read an EDTF day, month or year; anything else counts as unknown."""
        hit = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$", published or "")
        return cls(*(int(part) if part else None for part in hit.groups())) if hit else cls()

    def shift(self, days: int) -> str | None:
        """The day so many days from the publication day; the month or year where no day is known."""
        if self.year is None:
            return None
        if self.month is None or self.day is None:
            return edtf(self.year, self.month)
        return (date(self.year, self.month, self.day) + timedelta(days=days)).isoformat()


def edtf(year: int, month: int | None = None, day: int | None = None) -> str:
    """A year, month or day in EDTF: edtf(2019, 11) is '2019-11'."""
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


@dataclass(slots=True)
class Found:
    """What one match says, before it is resolved: parts of a date and whether the year is printed."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    value: str | None = None
    is_dated: bool = False
    is_explicit: bool = False


class Reader:
    """Reads the matches of one text in order and remembers the year and month named last."""

    def __init__(self, text: str, published: str | None):
        self.text, self.base = text, Base.of(published)
        self.last: Found | None = None

    def read(self, hit: re.Match) -> Found | None:
        """One match as a resolved finding, None where it turns out to be no date."""
        shape = next(name for name in SHAPES if hit[name] is not None)
        found = SHAPES[shape](self, hit, Found(hit.start(), hit.end()))
        if found and found.is_dated:
            if found.year is not None and found.value is None:
                found.value = edtf(found.year, found.month, found.day)
            if found.month or found.is_explicit:
                self.last = found
        return found

    # shapes, each by its leading group

    def iso(self, hit, found):
        year, month, day = (int(part) for part in re.split("[-/.]", hit["iso"]))
        return self._dated(found, year, month, day, True)

    def century(self, hit, found):
        ten = int(parse_number(hit["decade"])[0]) // 10
        if hit["nth"]:
            century = int(parse_number(hit["nth"])[0]) - 1
        elif hit["century"].startswith(("上", "19")):
            century = (self.base.year or 2000) // 100 - 1
        else:
            century = 19 if ten >= 3 else 20
        found.value = f"{century}{ten}X"
        return found

    def plan(self, hit, found):
        first, last = lexicon("dates")["plans"]["words"][hit["plan"]]
        tail = hit["planned"] or hit["tail"] or ""
        if tail in lexicon("dates")["plans"]["end"]:
            found.value = edtf(last)
        elif tail in lexicon("dates")["plans"]["begin"]:
            found.value = edtf(first)
        else:
            found.value = f"{first}/{last}"
        return found

    def year(self, hit, found):
        year = int(
            "".join(
                str(_CND.index(c) - 2 if c in _CND[3:] else 0 if c in _CND[:3] else c)
                for c in hit["year"].translate(ASCII)
            )
        )
        return self._yeared(hit, found, year, True)

    def rel(self, hit, found):
        years = lexicon("dates")["years"]
        word = hit["rel"]
        if word in years["words"]:
            year = None if self.base.year is None else self.base.year + years["words"][word]
        else:
            year = self.last.year if self.last else None
            year = year + 1 if year is not None and word in years["next"] else year
            if year is None and not hit["month"]:
                return None
        return self._yeared(hit, found, year, True)

    def _yeared(self, hit, found, year, is_explicit):
        if hit["span"] is None:
            return self._dated(found, year, _int(hit["month"]), _int(hit["day"]), is_explicit)
        found.year, found.is_explicit = year, is_explicit
        if year is not None:
            found.value = self._part(year, hit["span"])
        self.last = found
        return found

    def _part(self, year, word):
        parts = lexicon("dates")["year_parts"]
        if word in parts["seasons"]:
            return f"{year}-{parts['seasons'][word]}"
        first, last = parts["words"][word]
        return edtf(year, first) if first == last else f"{edtf(year, first)}/{edtf(year, last)}"

    def relm(self, hit, found):
        months = lexicon("dates")["months"]["words"]
        if hit["relm"] not in months:
            if not self.last or not self.last.month:
                return None
            return self._dated(found, self.last.year, self.last.month, _int(hit["relday"]), False)
        if self.base.month is None:
            return found
        index = self.base.year * 12 + self.base.month - 1 + months[hit["relm"]]
        return self._dated(found, index // 12, index % 12 + 1, _int(hit["relday"]), True)

    def m(self, hit, found):
        month, day = _int(hit["m"]), _int(hit["d"])
        return self._dated(found, self._year_for(found, month, day), month, day, False)

    def lone(self, hit, found):
        day, last = _int(hit["lone"]), self.last
        if (
            last
            and last.month
            and not _SENTENCE.search(self.text, last.end, found.start)
            and last.day
            and last.day <= day
        ):
            return self._dated(found, last.year, last.month, day, False)
        year, month = self.base.year, self.base.month
        if year is None or month is None:
            return found
        if self.base.day is not None and day > self.base.day and not self._is_planned(found):
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return self._dated(found, year, month, day, False)

    def reld(self, hit, found):
        found.value = self.base.shift(lexicon("dates")["days"]["words"][hit["reld"]])
        return found

    def recent(self, hit, found):
        found.value = None if self.base.year is None else edtf(self.base.year, self.base.month)
        return found

    def week(self, hit, found):
        base, weeks = self.base, lexicon("dates")["weeks"]
        if base.day is None:
            found.value = None if base.year is None else edtf(base.year, base.month)
            return found
        today = date(base.year, base.month, base.day)
        monday = today - timedelta(days=today.weekday() - 7 * weeks["words"][hit["week"]])
        if hit["weekday"]:
            found.value = (monday + timedelta(days=weeks["days"][hit["weekday"]])).isoformat()
        else:
            found.value = f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
        return found

    def partalone(self, hit, found):
        found.value = None if self.base.year is None else self._part(self.base.year, hit["partalone"])
        return found

    def back(self, hit, found):
        if not hit["come"] and not hit["near"]:
            return None
        number, base = int(parse_number(hit["n"])[0]), self.base
        if base.year is None or number < 1 or number > base.year:
            return found if base.year is None else None
        if hit["unit"] == "年":
            found.value = f"{edtf(base.year - number + 1)}/{edtf(base.year)}" if number > 1 else edtf(base.year)
        elif base.month:
            index = base.year * 12 + base.month - 1 - number
            found.value = f"{edtf(index // 12, index % 12 + 1)}/{edtf(base.year, base.month)}"
        else:
            found.value = edtf(base.year)
        return found

    def ahead(self, hit, found):
        number = int(parse_number(hit["many"])[0])
        if self.base.year is not None:
            found.value = f"{edtf(self.base.year + 1)}/{edtf(self.base.year + number)}"
        return found

    # years that are not printed

    def _year_for(self, found, month, day):
        """The year of a month without one: that of the date before it in the sentence, else the nearest past one."""
        last, base = self.last, self.base
        goes_on = last is not None and last.year is not None and (last.month is None or last.month <= month)
        if goes_on and last.is_explicit and not _SENTENCE.search(self.text, last.end, found.start):
            return last.year
        if base.year is None:
            return None
        is_later = base.month is not None and (month, day or 0) > (base.month, base.day or 31)
        if not is_later:
            ahead = base.month is not None and month < base.month - 3 and self._is_planned(found)
            return base.year + 1 if ahead else base.year
        if goes_on and "\n" not in self.text[last.end : found.start]:
            return last.year
        return base.year if self._is_planned(found) else base.year - 1

    def _is_planned(self, found):
        return kind_of(self.text, found.start, found.end) == "planned"

    def _dated(self, found, year, month, day, is_explicit):
        """Set the parts; None for a day that the calendar does not have."""
        if day is not None and not _is_day(year, month, day):
            return None
        found.year, found.month, found.day = year, month, day
        found.is_dated, found.is_explicit = (
            True,
            is_explicit or bool(self.last and self.last.is_explicit and self.last.year == year),
        )
        return found


SHAPES = {
    name: getattr(Reader, name)
    for name in (
        "iso",
        "century",
        "plan",
        "year",
        "rel",
        "relm",
        "m",
        "reld",
        "recent",
        "week",
        "partalone",
        "back",
        "ahead",
        "lone",
    )
}


def _int(word: str | None) -> int | None:
    return None if word is None else int(parse_number(word)[0])


def _is_day(year: int | None, month: int | None, day: int) -> bool:
    try:
        date(year or 2000, month or 1, day)
    except ValueError:
        return False
    return True


@cache
def _kinds() -> list[tuple[str, re.Pattern | None, re.Pattern | None, float]]:
    rows = []
    for entry in lexicon("dates")["kinds"]:
        before = re.compile(f"(?:{_any(entry['before'])})$") if entry["before"] else None
        rows.append((entry["kind"], re.compile(_any(entry["after"])), before, entry["weight"]))
    return rows


def kind_of(text: str, start: int, end: int) -> DateKind:
    """What happened at the date, by the words of its clause and the next, and right before it.

    >>> kind_of("6月30日，双方在昆明签署框架协议", 0, 5)
    'signed'
    """
    right = _SENTENCE.split(text[end : end + 40], maxsplit=1)[0]
    left = text[max(0, start - 8) : start]
    best, top = "held", 0.0
    for kind, after, before, weight in _kinds():
        hit = after.search(right)
        score = weight / (1 + hit.start() / 12) if hit else 0.0
        if before and before.search(left):
            score = max(score, weight * 1.1)
        if score > top:
            best, top = kind, score
    return best


def _ends(text: str, low: Found, high: Found) -> bool:
    between = text[low.end : high.start]
    return between in ("至", "到", "—", "——", "–", "-", "－", "~", "～", "─", "―")


def _range(low: Found, high: Found) -> Found | None:
    """Two dates with a joint between as one interval: 6月18日至20日, 2016年至2020年."""
    if not (low.is_dated and high.is_dated):
        return None
    if low.month and low.day and not high.day:
        return None
    if low.year is None and high.year is None:
        return replace(low, end=high.end, value=None)
    year = (
        low.year
        if low.is_explicit or high.year is None
        else high.year
        if (low.month or 0) <= (high.month or 0)
        else low.year
    )
    month = low.month or (high.month if low.day else None)
    high_year = (
        high.year if high.is_explicit and not low.is_explicit or high.year and year and high.year > year else year
    )
    first, last = edtf(year, month, low.day), edtf(high_year, high.month or low.month, high.day)
    if not first < last:
        return None
    return replace(low, end=high.end, value=f"{first}/{last}", year=high_year, month=high.month, day=high.day)


def find_dates(text: str, published: str | None = None) -> list[EventDate]:
    """All dates of a text, in order, background included (see ``is_event_date``).

    ``published``: an EDTF day, month or year, or None; then relative dates have value None. Never raises.

    >>> [(d.text, d.value, d.kind) for d in find_dates("2019年11月两省签署协议，近日互访。", "2020-06-05")]
    [('2019年11月', '2019-11', 'signed'), ('近日', '2020-06', 'held')]
    """
    reader = Reader(text, published)
    found: list[Found] = []
    for hit in _pattern().finditer(text):
        one = reader.read(hit)
        if one is None:
            continue
        joined = _range(found[-1], one) if found and _ends(text, found[-1], one) else None
        if joined:
            found[-1] = joined
        else:
            found.append(one)
    return [
        EventDate(f.start, f.end, text[f.start : f.end], False, f.value, kind_of(text, f.start, f.end)) for f in found
    ]


@cache
def _background() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    entry = lexicon("dates")["background"]
    return tuple(entry["after"]), tuple(entry["before"]), tuple(entry["words"])


def is_event_date(text: str, found: EventDate) -> bool:
    """False for a date that is likely background: a dateline, a comparison, a founding year, a vague time.

    >>> text = "新华社北京6月9日电 双方6月8日签约"
    >>> [is_event_date(text, d) for d in find_dates(text, "2021-06-10")]
    [False, True]
    """
    after, before, words = _background()
    if found.text.startswith(words):
        return False
    if text.startswith(after, found.end) or text[max(0, found.start - 6) : found.start].endswith(before):
        return False
    return not (found.value or "").endswith("X")
