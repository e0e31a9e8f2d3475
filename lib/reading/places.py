"""Finds places in Chinese text and resolves them to codes (codebook, section 2), with the article as context.

One pass over the text finds every name of the gazetteer; word borders keep out names across words (投资|兴业, 民和县);
the best of overlapping names wins; pairs (川滇), frames (入滇) and references (我省) are found by expression; a chain
(浙江省杭州市西湖区) becomes one mention with the code of its last part.

>>> for m in find_places("浙江衢江与四川平武结对，川浙两地干部入川考察。"):
...     print(m.text, *m.codes, m.how)
浙江衢江 330803 name
四川平武 510727 name
川浙 510000 330000 compound
两地 reference
入川 510000 frame

``how`` says what a mention is: ``name``, ``former`` (襄樊), ``country``, ``group``, ``compound`` (several codes),
``frame``, ``reference`` (我省 with the code of the paper's home; 两地, 该县 without one), and ``part``: the place is
only part of the name of a newspaper, road, railway, school, hospital or firm (浙江卫视, 成昆铁路, 四川大学).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from lib.lexicon import Sense, gazetteer, lexicon
from lib.model import Article, PlaceMention
from lib.reading.homes import home_of
from lib.reading.placenames import UNIT, Entry, Found, best, find_names, word_borders
from lib.reading.placepairs import find_expressions, has_cue, is_line
from lib.reading.script import simplify

CLAUSE_END = frozenset("，；：、。\n")
HOW = {"country": "country", "foreign": "country", "group": "group", "former": "former"}
HOW |= {"cluster": "compound", "compound": "compound"}


@dataclass(frozen=True)
class Context:
    """What is known around a text: the code of the paper's ``home``, the ``title``, ``known`` codes named elsewhere."""

    home: str | None = None
    title: str = ""
    known: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Span:
    """A mention in the making: ``options`` are the code tuples that it may mean."""

    start: int
    end: int
    options: list[tuple[str, ...]]
    how: str


def find_places(text: str, context: Context | dict | None = None, in_title: bool = False) -> list[PlaceMention]:
    """All places in a text, in order, without overlaps; ``text[m.start:m.end] == m.text``. Never raises on any text.

    ``context``: a Context, or a dict with any of ``home`` (code), ``source`` (name of the paper), ``title``, ``known``
    (codes or mentions found elsewhere in the article). It tells same-named places apart, lets bare names stand whose
    full name or province is named there, and resolves 我省.
    """
    context = _context(context)
    printed, text = text, simplify(text)
    borders = word_borders(text)
    found = find_names(text, borders)
    named = _named(found) | context.known | _title_codes(context.title)
    spans = _spans(text, best(_supported(text, found, named, context.home)))
    spans = _add_expressions(text, borders, spans, named, context.home)
    spans = _join_chains(text, spans)
    _resolve(spans, named, context.home)
    _follow_full_names(text, spans)
    return [mention for span in spans if (mention := _mention(printed, span, in_title))]


def find_article_places(article: Article) -> tuple[list[PlaceMention], list[PlaceMention]]:
    """The places of an article's title and of its text, each with the other and the article's source as context."""
    home = home_of(article.source)
    in_text = find_places(article.text, Context(home, article.title))
    known = frozenset(code for mention in in_text for code in mention.codes)
    return find_places(article.title, Context(home, "", known), in_title=True), in_text


def _context(given: Context | dict | None) -> Context:
    if isinstance(given, Context):
        return given
    given = given or {}
    known = {code for one in given.get("known") or () for code in getattr(one, "codes", (one,))}
    return Context(given.get("home") or home_of(given.get("source")), given.get("title") or "", frozenset(known))


def _title_codes(title: str) -> frozenset[str]:
    if not title:
        return frozenset()
    title = simplify(title)
    return _named(find_names(title, word_borders(title)))


def _named(found: list[Found]) -> frozenset[str]:
    """Codes that the names which stand alone and mean one thing give: the context for the others."""
    return frozenset(
        code
        for one in found
        if not one.entry.needs and len(one.entry.senses) == 1
        for code in one.entry.senses[0].codes
    )


def _supported(text: str, found: list[Found], named: frozenset[str], home: str | None) -> list[Found]:
    """Drop bare doubtful names without support and pairs without a cue."""
    line, home_line = named | _above(named), _line(home) if home else frozenset()
    sure = [one for one in found if one.entry.senses and not one.entry.needs]
    ends, starts = {one.end: one.entry for one in sure}, {one.start: one.entry for one in sure}
    kept = []
    for one in found:
        entry, needs = one.entry, one.entry.needs
        if needs == "cue":
            stands = _has_cue(text, one)
        elif needs == "region":
            stands = _is_region(text, one.start, one.end)
        elif needs == "parent":
            stands = _is_inside(entry, ends.get(one.start))
        elif needs == "list":
            stands = _in_list(text, one, ends, starts)
        else:
            stands = not needs or _has_support(entry, line, home_line) or _is_inside(entry, ends.get(one.start))
            stands = stands or _in_list(text, one, ends, starts)
        if stands:
            kept.append(one)
            if entry.senses:
                ends[one.end] = entry
    return kept


def _has_support(entry: Entry, line: frozenset[str], home_line: frozenset[str]) -> bool:
    """True where the full name or a unit above is named; for a common word its province alone is not enough."""
    for sense in entry.senses:
        code, above = sense.codes[0], gazetteer().parents(sense.codes[0])
        near = above[:1] if entry.needs == "word" else above
        if code in line or line.intersection(near) or home_line.intersection((code, *above)):
            return True
    return False


def _in_list(text: str, one: Found, ends: dict[int, Entry], starts: dict[int, Entry]) -> bool:
    """True for a link in a list of places of one province, or of full names (科右前旗和易县); a dash joins any
    (衢江—平武), a word too where nothing else stands beside the two (江山—沐川)."""
    for mark, far, entry in (
        (one.start - 1, one.end, ends.get(one.start - 1)),
        (one.end, one.start - 1, starts.get(one.end + 1)),
    ):
        if entry is None or not 0 <= mark < len(text) or (one.entry.needs == "list" and not entry.rank):
            continue
        same = bool(_provinces(entry) & _provinces(one.entry)) or (entry.full and one.entry.full)
        if text[mark] in "—-–、和与及" and same:
            return True
        alone = entry.rank == 2 and (not 0 <= far < len(text) or text[far] in CLAUSE_END)
        if text[mark] in "—-–" and (one.entry.needs == "support" or alone):
            return True
    return False


def _provinces(entry: Entry) -> set[str]:
    return {gazetteer().province(sense.codes[0]) for sense in entry.senses}


def _has_cue(text: str, one: Found) -> bool:
    return has_cue(text, one.end, one.entry.senses[0].codes) or is_line(text, one.end)


@cache
def _region() -> tuple[re.Pattern, re.Pattern]:
    words = lexicon("places")["regions"]
    return re.compile(words["before"]), re.compile(words["after"])


def _is_region(text: str, start: int, end: int) -> bool:
    """True where 东部 and the like mean a group of provinces: 东部地区, 向|西部|转移, but not 湖北东部."""
    before, after = _region()
    return (start == 0 or bool(before.match(text, start - 1))) and bool(after.match(text, end))


def _is_inside(entry: Entry, before: Entry | None) -> bool:
    """True where the name right before is of a unit above: 山西晋城|城区."""
    outer = {code for sense in before.senses for code in sense.codes} if before else set()
    return bool(outer) and any(outer.intersection(gazetteer().parents(s.codes[0])) for s in entry.senses)


def _above(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(above for code in codes for above in gazetteer().parents(code))


@cache
def _line(code: str) -> frozenset[str]:
    return frozenset((code, *gazetteer().parents(code)))


def _spans(text: str, found: list[Found]) -> list[_Span]:
    """Names as spans, blocked words as spans without options."""
    spans = []
    for one in found:
        senses = one.entry.senses
        how = HOW.get(senses[0].kind, "name") if senses else "block"
        is_part = is_line(text, one.end) if how == "compound" else how != "group" and _is_part(text, one.end)
        how = "part" if senses and (is_part or _is_dateline(text, one.start, one.end)) else how
        spans.append(_Span(one.start, one.end, _options(senses), how))
    return spans


def _options(senses: tuple[Sense, ...]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(sense.codes for sense in senses))


@cache
def _part_patterns() -> tuple[re.Pattern, re.Pattern]:
    words = lexicon("places")["part"]
    adjacent, gapped = ("|".join(words[name].split()) for name in ("adjacent", "gapped"))
    inside = f"(?:(?!{'|'.join(words['gap_stop'].split())})[^{words['stop']}]){{0,9}}?"
    return re.compile(adjacent), re.compile(f"{inside}(?:{gapped})")


def _is_part(text: str, end: int) -> bool:
    adjacent, gapped = _part_patterns()
    return bool(adjacent.match(text, end) or gapped.match(text, end))


@cache
def _dateline() -> tuple[re.Pattern, re.Pattern]:
    words = lexicon("places")["dateline"]
    return re.compile(words["before"]), re.compile(words["after"])


def _is_dateline(text: str, start: int, end: int) -> bool:
    """True for the place that a report was sent from: 新华社|北京|6月5日电."""
    before, after = _dateline()
    return start > 0 and bool(before.match(text, start - 1)) and bool(after.match(text, end))


def _add_expressions(
    text: str, borders: bytearray, spans: list[_Span], named: frozenset[str], home: str | None
) -> list[_Span]:
    """Pairs, frames and references where no name stands, by start."""
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    added = []
    for one in find_expressions(text, borders, named):
        if 1 in taken[one.start : one.end]:
            continue
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
        codes = one.codes or _reference(text[one.start : one.end], home)
        how = "part" if one.how == "compound" and is_line(text, one.end) else one.how
        added.append(_Span(one.start, one.end, [codes] if codes else [], how))
    return sorted(spans + added, key=lambda span: span.start) if added else spans


def _reference(word: str, home: str | None) -> tuple[str, ...]:
    """The code that 我省, 我市, 我县 stand for in a paper whose home is known; () for 两地, 该县."""
    words = lexicon("places")["references"]
    if word in words["country"]:
        return (words["country"][word],)
    level = words["home"].get(word)
    if not level or not home or not home.isdigit():
        return ()
    places = gazetteer()
    own = places.place(home).level
    if level == "any":
        return (home,)
    for code in (home, *places.parents(home)):
        if places.place(code).level == level:
            return (code,)
    return (home,) if level == "city" and own == "province" and places.city(home) else ()


def _join_chains(text: str, spans: list[_Span]) -> list[_Span]:
    """Join names that stand side by side, each inside the one before: 浙江省|杭州市|西湖区."""
    joined: list[_Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start and _is_foreign_part(text, joined[-1], span):
            joined[-1].end = span.end
            continue
        if joined and joined[-1].end == span.start and span.options and joined[-1].options:
            inside = _inside(text, joined[-1], span)
            if inside:
                before = joined.pop()
                span = _Span(before.start, span.end, inside, span.how)
        joined.append(span)
    return joined


def _is_foreign_part(text: str, before: _Span, span: _Span) -> bool:
    """True for a bare name of a Chinese place that a foreign country's place bears too: 朝鲜|南阳, 日本|长野."""
    is_abroad = before.how == "country" and before.options and before.options[0][0] != "CHN"
    is_bare = span.how == "name" and bool(span.options) and all(option[0].isdigit() for option in span.options)
    return is_abroad and is_bare and not UNIT.search(text, span.start, span.end) and not _joint().match(text, span.end)


@cache
def _joint() -> re.Pattern:
    """What follows the Chinese place of a joint venture: 新加坡|南京|生态岛."""
    return re.compile(lexicon("places")["joint_after"])


def _inside(text: str, before: _Span, span: _Span) -> list[tuple[str, ...]]:
    """The options of ``span`` that lie in an option of ``before`` (or name the same country: 德国汉堡)."""
    if before.how not in ("name", "former", "country") or span.how not in ("name", "former", "country", "part"):
        return []
    outer = {option[0] for option in before.options if len(option) == 1}
    is_other = text[before.start : before.end] != text[span.start : span.end]
    kept = []
    for option in span.options:
        above = gazetteer().parents(option[0])
        if outer.intersection(above) or (is_other and option[0] in outer) or ("CHN" in outer and option[0].isdigit()):
            kept.append(option)
    return kept


def _resolve(spans: list[_Span], named: frozenset[str], home: str | None) -> None:
    """Leave one option where the context decides: what else is named, what was named last, the paper's home."""
    if all(len(span.options) < 2 for span in spans):
        return
    weights = Counter()
    for code in named:
        weights.update((code, *gazetteer().parents(code)))
    for span in spans:
        if len(span.options) == 1 and span.how not in ("part", "reference"):
            weights.update(span.options[0])
    seen: dict[str, int] = {}
    for span in spans:
        if len(span.options) > 1:
            span.options = _decide(span, weights, seen, home)
        if len(span.options) == 1:
            for code in span.options[0]:
                for above in (code, *gazetteer().parents(code)):
                    seen[above] = span.end


def _follow_full_names(text: str, spans: list[_Span]) -> None:
    """A bare name means the unit that the article names in full: 朝阳 beside 朝阳区 is the district."""
    full: dict[str, set[tuple[str, ...]]] = {}
    for span in spans:
        if span.how == "name" and len(span.options) == 1 and len(span.options[0]) == 1:
            code = span.options[0][0]
            if code.isdigit() and not code.endswith("0000") and UNIT.search(text, span.start, span.end):
                full.setdefault(gazetteer().short(code), set()).add(span.options[0])
    for span in spans:
        known = full.get(text[span.start : span.end])
        if known and len(known) == 1 and span.how == "name" and span.options[0] not in known:
            span.options = list(known)


def _decide(span: _Span, weights: Counter, seen: dict[str, int], home: str | None) -> list[tuple[str, ...]]:
    line = _line(home) if home else frozenset()
    scores = []
    for option in span.options:
        code = option[0]
        above = gazetteer().parents(code)
        score = 8 * (code in seen) + 4 * bool(above and weights[above[0]]) + 2 * bool(above and weights[above[-1]])
        score += len(line.intersection((code, *above)))
        recent = max((seen.get(one, -1) for one in (code, *above)), default=-1)
        scores.append((score, recent, option))
    top = max(scores)
    rivals = [one for one in scores if one[:2] == top[:2]]
    return [top[2]] if top[0] and len(rivals) == 1 else span.options


def _mention(text: str, span: _Span, in_title: bool) -> PlaceMention | None:
    if span.how == "block" or (not span.options and span.how != "reference"):
        return None
    words = text[span.start : span.end]
    if len(span.options) > 1:
        candidates = tuple(dict.fromkeys(code for option in span.options for code in option))
        return PlaceMention(span.start, span.end, words, in_title, (), span.how, candidates)
    codes = span.options[0] if span.options else ()
    return PlaceMention(span.start, span.end, words, in_title, codes, span.how)
