"""The names of places in a text, unresolved: one Aho–Corasick pass, word borders, the best of overlaps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import ahocorasick_rs
import rjieba

from lib.lexicon import Sense, gazetteer, lexicon
from lib.reading.cutting import cut

KIND_WEIGHT = {"full": 4, "cluster": 6, "compound": 4, "alias": 8}
LEVEL_WEIGHT = {"province": 3, "country": 3, "group": 3, "city": 2, "county": 0}
GOES_ON = re.compile(
    "[市县区州盟旗地人党政大路铁站港机公东西南北新经开医师农理工职学]|[一-龥]{0,6}(?:大学|学院|医院|公司|银行|集团|日报|晚报|机场|铁路)"
)
NAME_END = 2
PIECE = 10  # one long name beats two short ones: 粤港澳大湾区
LEVEL_RANK = {"province": 0, "country": 0, "group": 0, "city": 1, "county": 2}
UNIT = re.compile(r"[省市区县旗州盟]$")
# What the last character of a full name may begin instead: 和平区|域, 北京市|场, 杭锦旗|下, 天津市|政工程.
GLUED = re.compile(
    r"(?:(?<=区)[域间块别位划]|(?<=市)(?:[场值面容井价]|政(?![府协法]))|(?<=旗)[下舰帜袍号]|(?<=州)际"
    r"|(?<=省)[略力事心钱油]|(?<=县)域|(?<=国家)级)"
)
# A bare name before these is the name of a village, town or mountain: 镇江羌族乡, 三江乡, 龙门山.
LOWER_UNIT = re.compile(
    r"(?:[一-龥]{1,4}族){0,3}(?:乡(?!村|镇|亲|音|土)|镇(?!江|海|远|平|安|雄)|村(?!民|庄|级)|街道|苏木|水库|山(?![东西区海地水城]|脉)|江(?![苏西东南北津门阴油山城华岸夏宁安浦川永])|河(?![北南西东口源池间津曲])|湖(?![北南州区口]))"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern. ``senses`` empty: a word that is no place.

    ``needs``: "" stands alone; support (its full name or a unit above is named), word (the same, its province
    alone is not enough), parent (a unit above right before it), list (beside another place of its province in a list),
    cue (words of cooperation right after it), region.
    """

    name: str
    senses: tuple[Sense, ...]
    weight: int
    needs: str
    full: bool
    rank: int = 0  # 0 province, country or group, 1 prefecture, 2 county


class Found(NamedTuple):
    """An entry at text[start:end]."""

    start: int
    end: int
    entry: Entry


def word_borders(text: str) -> bytearray:
    """A flag for every offset of the text (and its end): 1 where a word of the segmenter begins or ends."""
    borders = bytearray(len(text) + 1)
    for position in accumulate(map(len, cut(text)), initial=0):
        borders[position] = 1
    return borders


def find_names(text: str, borders: bytearray) -> list[Found]:
    """Every name and blocked word that fits the word borders, overlaps included, by start."""
    entries, automaton = _automaton()
    found = []
    borders = borders[:]
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):  # in the order of their ends
        entry = entries[index]
        if _fits(text, borders, start, end, entry):
            found.append(Found(start, end, entry))
            if entry.senses and not borders[end] and not entry.needs:
                borders[end] = NAME_END  # the segmenter has 云南昆明 and 上海市浦东新区 as one word
    found.sort(key=lambda one: (one.start, one.end))
    return found


def best(found: list[Found]) -> list[Found]:
    """The heaviest set without overlaps, by start."""
    chosen: list[Found] = []
    cluster: list[Found] = []
    reach = 0
    for one in found:
        if cluster and one.start >= reach:
            chosen += _heaviest(cluster)
            cluster, reach = [], 0
        cluster.append(one)
        reach = max(reach, one.end)
    return chosen + _heaviest(cluster)


def _fits(text: str, borders: bytearray, start: int, end: int, entry: Entry) -> bool:
    if not entry.senses:
        return bool(borders[start] and borders[end])
    if end - start <= 4 and not borders[start] and not (entry.full and entry.senses[0].codes[0].endswith("00")):
        return False
    if entry.full:
        return not GLUED.match(text, end)
    if end - start > 4:
        return True
    if LOWER_UNIT.match(text, end) and entry.senses[0].kind in ("short", "alias"):
        return False
    if entry.senses[0].kind == "compound" and end - start > 2:
        return True
    return bool(borders[end]) or (1 not in borders[start + 1 : end] and _may_go_on(text, end, entry))


def _may_go_on(text: str, end: int, entry: Entry) -> bool:
    """True where a longer word may begin with the name: 四川大学, 平武县委; not 高密度, 日照时间, 长治久安."""
    sure = entry.rank == 0 and entry.senses[0].kind not in ("country", "foreign", "compound")
    return sure or bool(GOES_ON.match(text, end))


def _heaviest(cluster: list[Found]) -> list[Found]:
    """Weighted interval scheduling on one group of overlapping names."""
    if len(cluster) < 2:
        return cluster
    ordered = sorted(cluster, key=lambda one: one.end)
    totals: list[tuple[int, list[Found]]] = [(0, [])]
    for index, one in enumerate(ordered):
        before = index
        while before and ordered[before - 1].end > one.start:
            before -= 1
        total, names = totals[before]
        taken = (total + one.entry.weight, [*names, one])
        totals.append(max(totals[-1], taken, key=lambda kept: kept[0]))
    return totals[-1][1]


@cache
def _automaton() -> tuple[list[Entry], ahocorasick_rs.AhoCorasick]:
    entries = list(_entries())
    return entries, ahocorasick_rs.AhoCorasick([entry.name for entry in entries])


def _entries() -> Iterator[Entry]:
    words = lexicon("places")
    never, supported = set(words["never"].split()), set(words["supported"].split())
    senses = defaultdict(list)
    for name, meanings in gazetteer().names().items():
        senses[name] += [_main_heir(s) for s in meanings]
    for name, codes in _pairs(words):
        senses[name] = [Sense(codes, "compound")]
    sure = _sure_pairs(words)
    for name, meanings in senses.items():
        if meanings:
            yield _entry(name, _highest(meanings), never, supported, sure)
    for name in set(words["blocks"]["words"].split()) - senses.keys():
        yield Entry(name, (), 10 * len(name) + 6 - PIECE, "", False)


def _main_heir(sense: Sense) -> Sense:
    """A former unit that was split acts as its first heir, so that it does not become two partners."""
    return Sense(sense.codes[:1], "former") if sense.kind == "former" else sense


def _pairs(words: dict) -> Iterable[tuple[str, tuple[str, ...]]]:
    provinces = words["provinces"]
    for name in words["pairs"]["sure"].split():
        if all(character in provinces for character in name):  # 成渝 and the like stand in data/facts/compounds.csv
            yield name, tuple(dict.fromkeys(provinces[character] for character in name))
    for table in (words["pairs"]["cities"], words["country_pairs"]["sure"]):
        for name, codes in table.items():
            yield name, tuple(codes)


def _sure_pairs(words: dict) -> set[str]:
    cities = set(words["pairs"]["cities"]) - set(words["pairs"]["doubtful"].split())
    return set(words["pairs"]["sure"].split()) | cities


def _highest(meanings: list[Sense]) -> tuple[Sense, ...]:
    """The meanings on the highest level: 吉林 is the province, 朝阳 the prefecture; full names keep all."""
    unique = list({sense.codes: sense for sense in reversed(meanings)}.values())[::-1]
    if any(sense.kind == "full" for sense in unique):
        unique = [sense for sense in unique if sense.kind == "full"]
        return tuple(unique)
    unique = [sense for sense in unique if sense.kind != "compound"] or unique
    ranks = [LEVEL_RANK[gazetteer().place(sense.codes[0]).level] for sense in unique]
    return tuple(sense for sense, rank in zip(unique, ranks, strict=True) if rank == min(ranks))


def _entry(name: str, senses: tuple[Sense, ...], never: set[str], supported: set[str], sure: set[str]) -> Entry:
    kind, level = senses[0].kind, gazetteer().place(senses[0].codes[0]).level
    full = (
        (kind == "short" and len(name) > 2 and bool(UNIT.search(name)))
        or (kind in ("full", "former") and bool(UNIT.search(name)))
        or (kind in ("alias", "group") and name.endswith(("镇", "区", "国家")))
    )
    needs = ""
    if name in _regions():
        needs = "region"
    elif kind == "compound":
        needs = "" if name in sure else "cue"
    elif name in _plain_words():
        needs = "parent"
    elif name in never and kind in ("short", "alias"):
        needs = "list"
    elif name in supported:
        needs = "word"
    elif kind == "short" and level == "county" and _is_doubtful(senses) and name not in _known_bare():
        needs = "support"
    weight = (
        10 * len(name)
        + KIND_WEIGHT.get(kind, 0)
        + LEVEL_WEIGHT[level]
        - 4 * (needs in ("word", "support", "list"))
        - PIECE
    )
    return Entry(name, senses, weight, needs, full, LEVEL_RANK[level])


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(lexicon("places")["only_after_parent"].split())


@cache
def _known_bare() -> frozenset[str]:
    """Districts that everybody calls by their bare names."""
    return frozenset(lexicon("places")["bare_districts"].split())


@cache
def _regions() -> frozenset[str]:
    return frozenset(lexicon("places")["regions"]["names"].split())


def _is_doubtful(senses: tuple[Sense, ...]) -> bool:
    """Bare names of districts that are words as well, and bare names that several counties share."""
    place = gazetteer().place(senses[0].codes[0])
    return len(senses) > 1 or (place.name.endswith("区") and rjieba.has_word(place.short))
