"""Official pairings (东西部协作, 对口支援, 对口合作) beside what the library reports of the same two places.

The list (``data/facts/pairings.csv``) is incomplete: a pair that is not in it may have been assigned all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from lib.lexicon import gazetteer
from lib.model import Filter
from lib.store import Store
from lib.views.money import read_facts

COLUMNS = ["programme", "giver", "taker", "since", "until", "given", "other", "source", "url"]
OFFICIAL_LEVELS = {"province": ("province", "prefecture"), "city": ("province", "prefecture"), "county": ("county",)}


@dataclass(frozen=True)
class Pairing:
    """``giver`` was assigned to help ``taker``. ``since``, ``until``: as the source has them, "" open or not known."""

    programme: str
    giver: str
    taker: str
    since: str
    until: str
    source: str
    url: str

    @property
    def years(self) -> tuple[int, int]:
        """First and last year; an open end is far away. ``[1994..2001]`` begins in 1994 at the earliest."""
        first, last = (text.strip("[")[:4] for text in (self.since, self.until))
        return int(first or 0), int(last or 9999)


@cache
def assigned(level: str = "province") -> tuple[Pairing, ...]:
    """The pairings that belong on the map of a level; what has no source is left out.

    Provinces: those whose giver is a whole province, with the taker's province (a prefecture's helper helps the
    province; a city's duty is not its province's). Counties repeat what their prefectures have, so they stand alone.
    """
    found: dict[tuple[str, str, str], Pairing] = {}
    for line in read_facts("pairings"):
        giver, taker = line["provider_code"], line["recipient_code"]
        is_odd = not line["source_title"] or giver not in gazetteer() or taker not in gazetteer()
        if is_odd or line["level"] not in OFFICIAL_LEVELS[level] or (level == "province" and giver[2:] != "0000"):
            continue
        taker = gazetteer().province(taker) if level == "province" else taker
        pairing = Pairing(
            line["programme"], giver, taker, line["since"], line["until"], line["source_title"], line["source_url"]
        )
        found.setdefault((pairing.programme, giver, taker), pairing)
    return tuple(found.values())


def programmes(level: str = "province") -> list[str]:
    """Names of the arrangements, as the list has them."""
    return list(dict.fromkeys(pairing.programme for pairing in assigned(level)))


def in_force(level: str, area: str | None, filter: Filter) -> list[Pairing]:
    """Those that touch an area (None: all) and were in force at some time of the filter's span."""
    low, high = int((filter.since or "0")[:4]), int((filter.until or "9999")[:4])
    places = gazetteer()
    return [
        pairing
        for pairing in assigned(level)
        if pairing.years[0] <= high
        and pairing.years[1] >= low
        and (area is None or any(area in (end, *places.parents(end)) for end in (pairing.giver, pairing.taker)))
    ]


def beside(store: Store, filter: Filter, level: str = "province", area: str | None = None) -> pd.DataFrame:
    """programme, giver, taker, since, until, given, other, source, url: assigned beside reported.

    ``given``: cooperations, each once, in which giver (or a place in it) gives to taker in the years of the
    arrangement; ``other``: the pair's other ones (no direction, the other way, other years, undated).
    """
    pairings = in_force(level, area, filter)
    if not pairings:
        return pd.DataFrame(columns=COLUMNS)
    table = store.ask(_sql(pairings), filter).set_index("i")
    records = [
        (p.programme, p.giver, p.taker, p.since, p.until, *_counts(table, i), p.source, p.url)
        for i, p in enumerate(pairings)
    ]
    found = pd.DataFrame(records, columns=COLUMNS)
    return found.sort_values(["given", "other"], ascending=False, kind="stable", ignore_index=True)


def _counts(table: pd.DataFrame, i: int) -> tuple[int, int]:
    if i not in table.index:
        return 0, 0
    return int(table["given"][i]), int(table["every"][i] - table["given"][i])


def _sql(pairings: list[Pairing]) -> str:
    """Codes and years are facts of the project's own file, safe to write into the query."""
    listed = ", ".join(f"({i}, '{p.giver}', '{p.taker}', {p.years[0]}, {p.years[1]})" for i, p in enumerate(pairings))
    held = "{end} IN ({x}, {x}_city, {x}_province)"
    a_gives, b_takes = held.format(end="giver", x="a"), held.format(end="taker", x="b")
    b_gives, a_takes = held.format(end="giver", x="b"), held.format(end="taker", x="a")
    return f"""WITH assigned(i, giver, taker, first, last) AS (VALUES {listed}),
        known AS (SELECT DISTINCT a, b, a_city, b_city, a_province, b_province FROM pairs),
        met AS (SELECT i, a, b, coalesce({a_gives}, FALSE) AND coalesce({b_takes}, FALSE) AS a_gives, first, last
                FROM known JOIN assigned ON ({a_gives} AND {b_takes}) OR ({b_gives} AND {a_takes})),
        told AS (SELECT i, case_no,
                        bool_or(directed AND a_gives AND coalesce(year BETWEEN first AND last, FALSE)) AS is_given
                 FROM met JOIN pairs USING (a, b) JOIN rows USING (row_no) GROUP BY i, case_no)
        SELECT i, count(*) FILTER (is_given) AS given, count(*) AS every FROM told GROUP BY i"""


def unassigned(store: Store, filter: Filter) -> pd.DataFrame:
    """giver, taker, cases: provinces of which one helps the other in the library, and that the list does not have."""
    known = {(pairing.giver, pairing.taker) for pairing in assigned("province")}
    table = store.ask(
        """SELECT a_province AS giver, b_province AS taker, count(DISTINCT case_no) AS cases
           FROM pairs JOIN rows USING (row_no) WHERE directed AND a_province <> b_province
                AND a_province LIKE '%0000' AND b_province LIKE '%0000'
           GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
        filter,
    )
    return table[[ends not in known for ends in zip(table["giver"], table["taker"], strict=True)]]
