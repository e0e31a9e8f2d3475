"""The only reader of ``data/lexicon`` and ``data/gazetteer``: loads each file once and says what is wrong with it."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import yaml

from lib.errors import DataError, reason
from lib.model import Place

DATA = Path(__file__).parent.parent / "data"
ENGLISH_KINDS = re.compile(r" (County|District|Prefecture|League|Banner|Forestry District|City)$")
CODE_SHAPE = re.compile(r"[1-8]\d{5}|[XG]-[A-Z-]+")
MUNICIPALITIES = frozenset(("110000", "120000", "310000", "500000", "710000", "810000", "820000"))


@cache
def lexicon(name: str) -> dict:
    """The content of ``data/lexicon/NAME.yaml``. Raises DataError where the file is missing or not valid YAML."""
    path = DATA / "lexicon" / f"{name}.yaml"
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except OSError as error:
        raise DataError(f"{path}: 词典文件读不到（{reason(error)}），请恢复该文件。") from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise DataError(f"{path}:{line}: 不是合法的 YAML，请改正该行。") from error


def codes(group: str) -> dict[str, dict]:
    """The codebook's values of one group (domains, forms, roles, kinds, …): code → {zh, en, …}, in their order."""
    return lexicon("codebook")[group]


class Sense(NamedTuple):
    """What a name may mean: its codes together (川渝 has two), and what kind of name it is.

    ``kind``: full (四川省), short (四川), former (襄樊市), alias (浦东), corps (兵团第一师), country, foreign (汉堡),
    group (东盟), cluster (京津冀), compound (川滇).
    """

    codes: tuple[str, ...]
    kind: str


@cache
def gazetteer() -> Gazetteer:
    """All places that have a code, loaded once. Raises DataError where a table is missing or a line is wrong."""
    return Gazetteer(DATA / "gazetteer", DATA / "facts")


class Gazetteer:
    """Divisions in force, countries and groups by code, and every name that stands for one of them."""

    def __init__(self, folder: Path, facts: Path) -> None:
        self._folder, self._facts = folder, facts
        self._places: dict[str, Place] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        self._fixed_members: dict[str, tuple[str, ...]] = {}
        for row in self._rows("divisions"):
            self._add(row, row["level"], row["parent"] or None)
        for row in self._rows("countries"):
            self._add(row, "country")
        for row in self._rows("groups"):
            self._add(row, "group")
            self._fixed_members[row["code"]] = tuple(filter(None, row["members"].split(";")))

    def __contains__(self, code: object) -> bool:
        return code in self._places

    def __iter__(self) -> Iterator[Place]:
        """Every place, divisions first, in the order of their codes."""
        return iter(self._places.values())

    def place(self, code: str) -> Place:
        """The place of a code. Raises DataError for an unknown one."""
        try:
            return self._places[code]
        except KeyError:
            raise DataError(f"{self._folder}: 地名库里没有代码 {code}，请检查该代码或补充地名库。") from None

    def name(self, code: str, lang: str = "zh") -> str:
        """The full name: 平武县, Pingwu County."""
        place = self.place(code)
        return place.name_en if lang == "en" else place.name

    def short(self, code: str, lang: str = "zh") -> str:
        """The name as people say it, for charts: 平武, Pingwu; 凉山, Liangshan."""
        place = self.place(code)
        if lang != "en":
            return place.short
        if " Autonomous " in place.name_en:
            return place.name_en.split()[0]
        return ENGLISH_KINDS.sub("", place.name_en)

    def province(self, code: str) -> str:
        """The province that a mainland code rolls up to; every other code is its own."""
        return code[:2] + "0000" if code.isdigit() else code

    def city(self, code: str) -> str | None:
        """The unit that a code rolls up to on a map of cities, None for a province.

        A county under a prefecture gives the prefecture; a county directly under a province (仙桃, 石河子), a foreign
        country and a group are their own; all of a municipality (北京) or special region is the municipality.
        """
        province = self.province(code)
        if not code.isdigit() or province in MUNICIPALITIES:
            return province
        place = self.place(code)
        if place.level != "county":
            return None if place.level == "province" else code
        return code if place.parent == province else place.parent

    def parents(self, code: str) -> tuple[str, ...]:
        """The codes above a code, the nearest first: 510727 → (510700, 510000)."""
        found: list[str] = []
        parent = self.place(code).parent
        while parent:
            found.append(parent)
            parent = self.place(parent).parent
        return tuple(found)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes right below a province or prefecture."""
        return tuple(self._children.get(code, ()))

    def members(self, code: str, on: str | None = None) -> tuple[str, ...]:
        """The codes that make up a group today, or on a date (``2004``, ``2004-05-01``); () for an open group.

        A place that is no group is its own only member.
        """
        if self.place(code).level != "group":
            return (code,)
        return self._fixed_members[code] or tuple(
            member for member, since, until in self._blocs.get(code, ()) if _in_force(since, until, on)
        )

    @cached_property
    def pairings(self) -> frozenset[tuple[str, str]]:
        """The official pairings (provider, recipient) of 东西部协作, 对口支援 and 对口合作, of all periods."""
        with (self._facts / "pairings.csv").open(encoding="utf-8") as file:
            return frozenset((row["provider_code"], row["recipient_code"]) for row in csv.DictReader(file))

    def search(self, text: str, limit: int = 20) -> list[Place]:
        """Places whose name, short name, English name, pinyin or initials begin with ``text``, the best first.

        Best: an exact hit, then a name before pinyin before initials, then the higher level.
        """
        wanted = text.strip().lower()
        if not wanted:
            return []
        keys, ranked = self._search_index, {}
        for key, rank, code in keys[bisect_left(keys, (wanted,)) :]:
            if not key.startswith(wanted):
                break
            best = (key != wanted, rank, _LEVELS.index(self._places[code].level), len(key), code)
            ranked[code] = min(best, ranked.get(code, best))
        return [self._places[code] for code in sorted(ranked, key=ranked.__getitem__)[:limit]]

    def names(self) -> dict[str, tuple[Sense, ...]]:
        """Every printed name with all it may mean, for a finder."""
        return self._names

    def problems(self) -> list[str]:
        """What is wrong in the tables, one sentence a problem; empty where all is well."""
        found = [
            f"{self._folder / 'divisions.csv'}: {place.code} 的上级 {place.parent} 不存在，请改正该行。"
            for place in self
            if place.parent and place.parent not in self
        ]
        for name, senses in self.names().items():
            for code in {code for sense in senses for code in sense.codes} - self._places.keys():
                found.append(f"{self._folder}: “{name}”指向地名库没有的代码 {code}，请改正。")
        for group in self._blocs:
            unknown = [code for code, *_ in self._blocs[group] if code not in self]
            found += [f"{self._facts / 'blocs.csv'}: {group} 的成员 {code} 不在地名库，请改正。" for code in unknown]
        return found

    def _rows(self, table: str, folder: Path | None = None) -> Iterator[dict[str, str]]:
        path = (folder or self._folder) / f"{table}.csv"
        try:
            with path.open(encoding="utf-8", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), 2):
                    if None in row.values() or None in row:
                        raise DataError(f"{path}:{number}: 列数与表头不符，请改正该行。")
                    yield row
        except OSError as error:
            raise DataError(f"{path}: 地名库文件读不到（{reason(error)}），请恢复该文件。") from error

    def _add(self, row: dict[str, str], level: str, parent: str | None = None) -> None:
        lon, lat = (float(row[axis]) if row[axis] else None for axis in ("lon", "lat"))
        pinyin, initials = row.get("pinyin", ""), row.get("initials", "")
        self._places[row["code"]] = Place(
            row["code"], row["name"], row["short"], level, parent, lon, lat, row["name_en"], pinyin, initials
        )
        if parent:
            self._children[parent].append(row["code"])

    @cached_property
    def _blocs(self) -> dict[str, list[tuple[str, str, str]]]:
        found = defaultdict(list)
        for row in self._rows("blocs", self._facts):
            found[row["bloc"]].append((row["iso3"], row["since"], row["until"]))
        return found

    @cached_property
    def _search_index(self) -> list[tuple[str, int, str]]:
        keys = set()
        for place in self:
            for rank, key in enumerate((place.name, place.short, place.name_en.lower(), place.pinyin, place.initials)):
                if key:
                    keys.add((key, rank, place.code))
        for name, senses in self.names().items():
            for sense in senses:
                if len(sense.codes) == 1 and sense.kind in ("former", "country", "group", "corps"):
                    keys.add((name.lower(), 2, sense.codes[0]))
        return sorted(keys)

    @cached_property
    def _names(self) -> dict[str, tuple[Sense, ...]]:
        found: dict[str, dict[Sense, None]] = defaultdict(dict)
        for place in self:
            kind = place.level if place.level in ("country", "group") else "full"
            found[place.name][Sense((place.code,), kind)] = None
            if place.short != place.name:
                found[place.short][Sense((place.code,), kind if kind != "full" else "short")] = None
            for name in _plain_forms(place) if kind == "full" else ():
                found[name][Sense((place.code,), "full")] = None
        for name, places, kind in self._other_names():
            if not (kind in ("former", "alias") and any(s.kind == "full" for s in found.get(name, ()))):
                found[name][Sense(tuple(places), kind)] = None
        return {name: tuple(senses) for name, senses in found.items()}

    def _other_names(self) -> Iterator[tuple[str, list[str], str]]:
        """Rows of the hand-kept tables as (name, codes, kind)."""
        for table in ("former", "former_by_hand"):
            for row in self._rows(table):
                yield row["name"], row["codes"].split(";"), "former"
        for row in self._rows("countries"):
            yield from ((name, [row["code"]], "country") for name in row["aliases"].split(";") if name)
        for row in self._rows("groups"):
            yield from ((name, [row["code"]], "group") for name in row["aliases"].split(";") if name)
        for row in self._rows("foreign"):
            yield from ((name, [row["code"]], "foreign") for name in row["names"].split(";"))
        for row in self._rows("aliases"):
            kind = {"corps": "corps", "cluster": "cluster"}.get(row["kind"], "alias")
            yield from ((name, row["codes"].split(";"), kind) for name in row["names"].split(";"))
        for row in self._rows("compounds", self._facts):
            places = [code for code in row["codes"].split(";") if code]
            if len(places) > 1:
                yield row["compound"], places, "compound"


_LEVELS = ("province", "group", "country", "city", "county")
_AUTONOMOUS = re.compile(r"自治([州县旗区])$")


def _plain_forms(place: Place) -> Iterator[str]:
    """Shorter forms of a full name that keep its kind: 景宁县 for 景宁畲族自治县, 恩施州, 广西自治区, 林芝地区."""
    match = _AUTONOMOUS.search(place.name)
    if match and place.level == "province":
        yield place.short + "自治区"
    elif match and not place.short.endswith(match.group(1)):
        yield place.short + match.group(1)
        if match.group(1) in "州县":
            yield place.short + "自治" + match.group(1)


def _in_force(since: str, until: str, on: str | None) -> bool:
    return not until if on is None else since[: len(on)] <= on and (not until or on < until[: len(on)])


def _codes_in(value: object) -> Iterator[str]:
    """Every text in a lexicon's values that has the shape of a division's or group's code."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _codes_in(one)
    elif isinstance(value, str) and CODE_SHAPE.fullmatch(value):
        yield value


def problems() -> list[str]:
    """Everything wrong in the lexicon and the gazetteer, one sentence a problem (``python -m lib check``)."""
    found = gazetteer().problems()
    for path in sorted((DATA / "lexicon").glob("*.yaml")):
        try:
            if not isinstance(lexicon(path.stem), dict):
                found.append(f"{path}: 应是“键: 值”的表，请改正该文件。")
            unknown = sorted({code for code in _codes_in(lexicon(path.stem)) if code not in gazetteer()})
            found += [f"{path}: 地名库里没有代码 {code}，请改正。" for code in unknown]
        except DataError as error:
            found.append(str(error))
    return found
