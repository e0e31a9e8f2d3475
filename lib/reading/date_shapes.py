"""The printed shapes of dates and what each says: one pattern, one method a shape. Used by ``lib.reading.dates``.

Words come from ``data/lexicon/dates.yaml``. Values are EDTF (ISO 8601-2): ``2019-11``, ``2016/2020``, ``199X``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lib.lexicon import lexicon
from lib.reading.numbers import parse_number

_D, _ONE = "[0-9０-９]", "[一二三四五六七八九]"
_ZERO = "〇零○一二三四五六七八九"
_YEAR = f"(?:[12１２]{_D}{{3}}|[一二][{_ZERO}]{{3}})"
_SP = "[ 　]?"  # pages set spaces around digits: 2008 年 6 月 30 日
_MONTH = f"(?:元|[1１][0-2０-２]|[0０]?[1-9１-９]|十[一二]?|{_ONE})"
_DAY = f"(?:[3３][01０１]|[12１２]{_D}|[0０]?[1-9１-９]|[二廿]?十?{_ONE}|三十一|[二三]?十)"
_FEW = f"(?:{_D}{{1,2}}|[一二两三四五六七八九十]{{1,3}})"
_JOINT = "(?:至|到|—{1,2}|–|-|－|~|～|─|―)"
_PART = "(?:上中旬|中下旬|[上中下]旬|月?[初底末]|中(?=[，。、；）]))"
_SENTENCE = re.compile("[。！？!?\n]")


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _unless(words: Iterable[str]) -> str:
    return f"(?!{_any(words)})"


def _unless_after(words: Iterable[str]) -> str:
    return "".join(f"(?<!{re.escape(word)})" for word in words)


def _as(pattern: str, **names: str) -> str:
    """The pattern with its groups renamed; a name of "" drops the group."""
    for group, name in names.items():
        pattern = pattern.replace(f"(?P<{group}>", f"(?P<{name}>" if name else "(?:")
    return pattern


def _month_day() -> tuple[str, str]:
    day = f"(?P<day>{_DAY})(?:{_SP}[日号]|(?={_JOINT}{_DAY}[日号]))"
    words = lexicon("dates")["months"]
    month = (
        f"(?P<month>{_MONTH})(?:{_SP}月份?{_unless(words['not_before'])}|(?={_JOINT}{_MONTH}月))(?:{_PART}|{_SP}{day})?"
    )
    return month, day


def _year_shape(month: str) -> str:
    """2019年11月 · 今年6月1日 · 去年底 · 2018年前三季度 · 2016 in 2016—2020年."""
    years, parts = lexicon("dates")["years"], lexicon("dates")["year_parts"]
    printed = f"(?P<year>{_YEAR})(?:{_SP}年度?(?![级代])|(?={_JOINT}{_YEAR}年))"
    words = _any([*years["words"], *years["same"], *years["next"]])
    named = f"{_unless_after(years['not_after'])}(?P<rel>{words}){_unless(years['not_before'])}"
    seasons = f"(?:{_any(parts['seasons'])}){_unless(parts['seasons_not_before'])}"
    named += f"|(?P<relseason>{_any(years['before_season'])})(?={seasons})"
    span = f"(?P<span>{_any(parts['words'])}|{seasons})"
    return rf"(?<![\d０-９.])(?:{printed}|{named})(?:的?{_SP}{month}|的?{span})?"


def _plan_shape() -> str:
    """“十三五”期间 · “十二五”末期; a plan without quotes needs 期间 or the like."""
    plans = lexicon("dates")["plans"]
    tail = _any([*plans["end"], *plans["begin"], *plans["tail"]])
    names, quote = _any(plans["words"]), f"[{plans['quotes']}]"
    return f"(?P<plan>{names})(?:{quote}(?P<tail>{tail})?|(?P<open>{tail})){_unless(plans['not_before'])}"


def _lone_day(day: str) -> str:
    """9日 alone; 9号 only where no word stands before it."""
    words = lexicon("dates")["not_day"]
    day_number = _as(day, day="lone").replace("[日号]", "日")
    number = f"(?:(?<=[{words['number_after']}\n])|(?<![\\s\\S]))(?P<hao>{_D}{{1,2}})号"
    return (
        rf"(?<![\d０-９.{_ZERO}十月]){_unless_after(words['before'])}"
        f"(?:{day_number}{_unless(words['after'])}|{number}{_unless(words['number_not_before'])})"
    )


def _shapes() -> list[str]:
    x = lexicon("dates")
    month, day = _month_day()
    months, parts, spans = x["months"], x["year_parts"], x["spans"]
    before, back, ago = _any(spans["before"]), _any(spans["back"]), _any(spans["ago"])
    return [
        r"(?<![\d.-])(?P<iso>(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9]))(?![\d.])",
        f"(?P<century>(?:(?P<nth>2[01]|20|19|二十一?|十九)世纪|{_any(x['decades']['century_words'])})?"
        f"(?P<decade>[1-9]0|{_ONE}十)年代)",
        _plan_shape(),
        _year_shape(month),
        f"(?P<relm>{_any([*months['words'], *months['same']])})(?:{_PART}|{_as(day, day='relday')})?",
        rf"(?<![\d０-９.{_ZERO}十第每]){_unless_after(months['not_after'])}{_as(month, month='m', day='d')}(?!刊)",
        f"{_unless_after(x['days']['not_after'])}(?P<reld>{_any(x['days']['words'])}){_unless(x['days']['not_before'])}(?:{_any(x['days']['part'])})?",
        f"(?P<sameday>{_any(x['days']['same'])}){_unless(x['days']['same_not_before'])}",
        f"(?P<bracket>{_any(x['days']['bracket'])})[（(]{_DAY}日?[)）][日天]?",
        f"(?P<back>(?P<near>{before})?(?P<n>{_FEW})多?(?P<unit>年|个月)多?(?P<come>{back})?(?P<ago>{ago})?(?P<today>的(?:今天|今日))?)",
        f"{_unless_after(x['recent']['not_after'])}(?P<recent>{_any(x['recent']['words'])})"
        + _unless(x["recent"]["not_before"]),
        f"(?P<week>{_any(x['weeks']['words'])})(?P<weekday>[{''.join(x['weeks']['days'])}])?",
        f"{_unless_after(parts['not_after'])}(?P<partalone>{_any(parts['alone'])})",
        f"(?P<ahead>(?:{_any(spans['ahead'])})(?P<many>{_FEW})年)",
        _lone_day(day),
    ]


@cache
def patterns() -> tuple[re.Pattern, re.Pattern]:
    """The pattern of all shapes, and a quick one of all that a shape can begin with."""
    return re.compile("|".join(f"(?:{shape})" for shape in _shapes())), re.compile("|".join(_beginnings()))


def _beginnings() -> Iterator[str]:
    """Numerals before a sign of dates, and the first two characters of each word that opens a shape."""
    x = lexicon("dates")
    years, months, days, spans = x["years"], x["months"], x["days"], x["spans"]
    numerals = f"元廿两十{_ZERO}0-9０-９"
    yield f"[{numerals}]{{1,4}}{_SP}[年月日号多个世至到—–~～─―－/.-]"
    words = [*years["words"], *years["same"], *years["next"], *months["words"], *months["same"]]
    words += [*days["words"], *days["same"], *x["recent"]["words"], *x["weeks"]["words"], *x["year_parts"]["alone"]]
    words += [*spans["before"], *spans["ahead"], *x["decades"]["century_words"], *x["plans"]["words"]]
    words += [word + season[0] for word in years["before_season"] for season in x["year_parts"]["seasons"]]
    words += [word + bracket for word in days["bracket"] for bracket in "（("]
    following: dict[str, str] = {}
    for word in words:
        following[word[0]] = following.get(word[0], "") + (word[1:2] or numerals)
    yield from (f"{first}[{seconds}]" for first, seconds in following.items())


def matches(text: str) -> Iterator[re.Match]:
    """The matches of all shapes in order; only where one can begin is the whole pattern tried."""
    pattern, first = patterns()
    hit = first.search(text)
    while hit:
        found = pattern.match(text, hit.start())
        if found:
            yield found
        hit = first.search(text, found.end() if found else hit.start() + 1)


@dataclass(frozen=True, slots=True)
class Base:
    """The publication date as far as it is known: year, month, day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, published: str | None) -> Base:
        """Read an EDTF day, month or year; anything else, and days no calendar has, count as unknown."""
        hit = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", published or "", re.ASCII)
        year, month, day = (int(part) if part else None for part in hit.groups()) if hit else (None, None, None)
        return cls(year, month, day) if year and is_day(year, month, day or 1) else cls()

    def shift(self, days: int) -> str | None:
        """The day so many days from the publication day; the month or year where no day is known."""
        if self.year is None:
            return None
        if self.month is None or self.day is None:
            return edtf(self.year, self.month)
        return day_from(date(self.year, self.month, self.day), days)


def day_from(start: date, days: int) -> str:
    """The ISO day so many days from ``start``; the end of the calendar where it would be left."""
    try:
        return (start + timedelta(days=days)).isoformat()
    except OverflowError:
        return start.isoformat()


def edtf(year: int, month: int | None = None, day: int | None = None) -> str:
    """A year, month or day in EDTF: edtf(2019, 11) is '2019-11'."""
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def is_day(year: int | None, month: int | None, day: int) -> bool:
    """Whether the calendar has the day; an unknown year or month counts as one that may have it."""
    try:
        date(year or 2000, month or 1, day)
    except ValueError:
        return False
    return True


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _int(word: str | None) -> int | None:
    if word is None:
        return None
    return 1 if word == "元" else int(parse_number(word)[0])


@dataclass(slots=True)
class Found:
    """What one match says: the parts of a date, its value, and whether its year is printed or inherited."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    value: str | None = None
    is_dated: bool = False
    is_explicit: bool = False
    is_span: bool = False


class Reader:
    """Reads the matches of one text in order and remembers the date named last."""

    def __init__(self, text: str, published: str | None, is_planned: Callable[[str, int, int], bool]):
        self.text, self.base, self.is_planned = text, Base.of(published), is_planned
        self.last: Found | None = None
        self.day: str | None = None

    def read(self, hit: re.Match) -> Found | None:
        """One match as a finding, None where it turns out to be no date."""
        name = next(name for name in SHAPES if hit[name] is not None)
        found = SHAPES[name](self, hit, Found(hit.start(), hit.end()))
        if found and found.is_dated:
            if found.year is not None and found.value is None:
                found.value = edtf(found.year, found.month, found.day)
            if found.month or found.is_explicit:
                self.last = found
        if found and len(found.value or "") == len("2020-04-14") and "/" not in found.value:
            self.day = found.value
        return found

    def iso(self, hit: re.Match, found: Found) -> Found | None:
        """2020-04-14, 2020.4.14."""
        year, month, day = (int(part) for part in re.split("[-/.]", hit["iso"]))
        return self._dated(found, year, month, day, True)

    def century(self, hit: re.Match, found: Found) -> Found:
        """20世纪90年代 is 199X; without a century the last one that had it."""
        ten = (_int(hit["decade"]) or 0) // 10
        if hit["nth"]:
            hundred = (_int(hit["nth"]) or 0) - 1
        elif hit["century"].startswith("上"):
            hundred = (self.base.year or 2000) // 100 - 1
        else:
            hundred = 19 if ten >= 3 else 20
        found.value = f"{hundred}{ten}X"
        return found

    def plan(self, hit: re.Match, found: Found) -> Found:
        """“十三五” is 2016/2020, its end 2020, its beginning 2016."""
        plans = lexicon("dates")["plans"]
        first, last = plans["words"][hit["plan"]]
        tail = hit["tail"] or hit["open"] or ""
        whole = f"{edtf(first)}/{edtf(last)}"
        found.value = edtf(last) if tail in plans["end"] else edtf(first) if tail in plans["begin"] else whole
        found.is_span = found.value == whole
        if self.text[found.start - 1 : found.start] in plans["quotes"] and found.start:
            found.start -= 1
        return found

    def year(self, hit: re.Match, found: Found) -> Found | None:
        """A printed year, with what follows."""
        return self._yeared(hit, found, _int(hit["year"]))

    def rel(self, hit: re.Match, found: Found) -> Found | None:
        """今年, 去年 from the publication; 同年, 次年 from the year named last."""
        years, word = lexicon("dates")["years"], hit["rel"]
        if word in years["words"]:
            year = None if self.base.year is None else self.base.year + years["words"][word]
            return self._yeared(hit, found, year)
        year = self.last.year if self.last else None
        if year is None:
            return self._yeared(hit, found, None) if hit["month"] else None
        return self._yeared(hit, found, year + (word in years["next"]))

    def relseason(self, hit: re.Match, found: Found) -> Found | None:
        """今秋, 去冬: the season of a year named from the publication."""
        back = lexicon("dates")["years"]["before_season"][hit["relseason"]]
        return self._yeared(hit, found, None if self.base.year is None else self.base.year + back)

    def _yeared(self, hit: re.Match, found: Found, year: int | None) -> Found | None:
        if hit["span"] is None:
            return self._dated(found, year, _int(hit["month"]), _int(hit["day"]), True)
        found.year, found.is_explicit = year, True
        found.value = None if year is None else self._part(year, hit["span"])
        self.last = found
        return found

    def _part(self, year: int, word: str) -> str:
        parts = lexicon("dates")["year_parts"]
        first, last = parts["words"].get(word) or parts["seasons"][word]
        if not first:
            return edtf(year)
        end = edtf(year + (last < first), last)
        return edtf(year, first) if first == last else f"{edtf(year, first)}/{end}"

    def relm(self, hit: re.Match, found: Found) -> Found | None:
        """本月, 上月20日 from the publication; 当月 from the month named last."""
        months = lexicon("dates")["months"]["words"]
        if hit["relm"] not in months:
            if not self.last or not self.last.month:
                return None
            return self._dated(found, self.last.year, self.last.month, _int(hit["relday"]), False)
        if self.base.year is None or self.base.month is None:
            return found
        index = self.base.year * 12 + self.base.month - 1 + months[hit["relm"]]
        return self._dated(found, index // 12, index % 12 + 1, _int(hit["relday"]), True)

    def m(self, hit: re.Match, found: Found) -> Found | None:
        """6月18日 or 7月下旬 without a year."""
        month, day = _int(hit["m"]), _int(hit["d"])
        return self._dated(found, self._year_for(found, month, day), month, day, False)

    def lone(self, hit: re.Match, found: Found) -> Found | None:
        """9日 alone: the month of a date before it in the sentence, else the nearest past month that had the day."""
        day, last = _int(hit["lone"] or hit["hao"]), self.last
        if last and last.month and last.day and last.day <= day and self._goes_on(last, found):
            return self._dated(found, last.year, last.month, day, False)
        year, month = self.base.year, self.base.month
        if year is None or month is None:
            return found if is_day(None, None, day) else None
        if self.base.day is not None and day > self.base.day and not self.is_planned(self.text, found.start, found.end):
            year, month = _month_before(year, month)
            while not is_day(year, month, day) and is_day(None, None, day):
                year, month = _month_before(year, month)
        return self._dated(found, year, month, day, False)

    def reld(self, hit: re.Match, found: Found) -> Found:
        """昨日, 今天, 明天."""
        found.value = self.base.shift(lexicon("dates")["days"]["words"][hit["reld"]])
        return found

    def sameday(self, hit: re.Match, found: Found) -> Found | None:
        """当天, 同日: the day named last."""
        found.value = self.day
        return found if self.day else None

    def bracket(self, hit: re.Match, found: Found) -> Found:
        """昨（9日）, 今(10)日: the word decides."""
        found.value = self.base.shift(lexicon("dates")["days"]["bracket"][hit["bracket"]])
        return found

    def recent(self, hit: re.Match, found: Found) -> Found:
        """近日, 日前: the publication month (codebook, section 7)."""
        found.value = None if self.base.year is None else edtf(self.base.year, self.base.month)
        return found

    def week(self, hit: re.Match, found: Found) -> Found:
        """上周五, 本周; the month where the publication day is not known."""
        base, weeks = self.base, lexicon("dates")["weeks"]
        if base.year is None or base.month is None or base.day is None:
            return self.recent(hit, found)
        today = date(base.year, base.month, base.day)
        monday = 7 * weeks["words"][hit["week"]] - today.weekday()
        if hit["weekday"]:
            found.value = day_from(today, monday + weeks["days"][hit["weekday"]])
        else:
            found.value = f"{day_from(today, monday)}/{day_from(today, monday + 6)}"
        return found

    def partalone(self, hit: re.Match, found: Found) -> Found:
        """上半年, 年底 of the publication year."""
        found.value = None if self.base.year is None else self._part(self.base.year, hit["partalone"])
        return found

    def back(self, hit: re.Match, found: Found) -> Found | None:
        """近五年来 counts the publication year as the last one; 五年前 is that year; 五年 alone is a duration.

        三年前的今天 is a day, and a month and day after it are of its year.
        """
        number, base = _int(hit["n"]) or 0, self.base
        if not (hit["come"] or hit["near"] or hit["ago"]) or number < 1:
            return None
        if base.year is not None and number > min(base.year, 200):
            return None
        if hit["today"]:
            return self._dated(found, None if base.year is None else base.year - number, base.month, base.day, True)
        found.is_span = True
        if base.year is None:
            return found
        found.value = self._months_back(number) if hit["unit"] == "个月" else self._years_back(number, bool(hit["ago"]))
        return found

    def _years_back(self, number: int, is_ago: bool) -> str:
        year = self.base.year or 0
        if is_ago:
            return edtf(year - number)
        return f"{edtf(year - number + 1)}/{edtf(year)}" if number > 1 else edtf(year)

    def _months_back(self, number: int) -> str:
        if self.base.month is None:
            return edtf(self.base.year or 0)
        index = (self.base.year or 0) * 12 + self.base.month - 1 - number
        return f"{edtf(index // 12, index % 12 + 1)}/{edtf(self.base.year or 0, self.base.month)}"

    def ahead(self, hit: re.Match, found: Found) -> Found:
        """今后五年 runs from the publication year on."""
        number, found.is_span = _int(hit["many"]) or 0, True
        if self.base.year is not None:
            found.value = f"{edtf(self.base.year)}/{edtf(self.base.year + number)}"
        return found

    def _year_for(self, found: Found, month: int, day: int | None) -> int | None:
        """The year of a month without one: that of a date before it in the sentence, else the nearest past one."""
        last, base = self.last, self.base
        goes_on = last is not None and last.year is not None and (last.month is None or last.month <= month)
        if goes_on and last.is_explicit and self._is_same_sentence(last, found):
            return last.year
        if base.year is None:
            return None
        is_later = base.month is not None and (month, day or 0) > (base.month, base.day or 31)
        if is_later and goes_on and "\n" not in self.text[last.end : min(found.start, last.end + 300)]:
            return last.year
        if is_later:
            return base.year if self.is_planned(self.text, found.start, found.end) else base.year - 1
        is_far = base.month is not None and month < base.month - 3
        return base.year + (is_far and self.is_planned(self.text, found.start, found.end))

    def _goes_on(self, last: Found, found: Found) -> bool:
        """True in the same sentence, and in the same paragraph after a date without a printed year."""
        if self._is_same_sentence(last, found):
            return True
        is_near = found.start - last.end < 150 and "\n" not in self.text[last.end : found.start]
        return is_near and not last.is_explicit

    def _is_same_sentence(self, last: Found, found: Found) -> bool:
        return found.start - last.end < 200 and not _SENTENCE.search(self.text, last.end, found.start)

    def _dated(self, found: Found, year, month, day, is_explicit) -> Found | None:
        """Set the parts; None for a day that the calendar does not have."""
        if day is not None and not is_day(year, month, day):
            return None
        inherits = self.last is not None and self.last.is_explicit and self.last.year == year
        found.year, found.month, found.day = year, month, day
        found.is_dated, found.is_explicit = True, is_explicit or inherits
        return found


_ORDER = "iso century plan year rel relseason relm m reld sameday bracket recent week partalone back ahead lone"
SHAPES = {name: getattr(Reader, name) for name in _ORDER.split()} | {"hao": Reader.lone}
