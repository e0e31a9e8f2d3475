"""The map's tables: what places and pairs of places come to, on each level; foreign partners; the rows behind them.

``kind`` is ``cases`` (number of cooperations, each once) or a kind of amounts (yuan as printed, rule of ``money.py``).
``area`` is None for the whole country, or a province or prefecture: what lies in it is shown.
"""

from __future__ import annotations

import pandas as pd

from lib.lexicon import gazetteer
from lib.model import Filter
from lib.store import Store
from lib.views.money import sums
from lib.views.once import CASES, first_of
from lib.views.ties import END, case_ties_sql, ties_sql

LEVELS = ("province", "city", "county")
MOST_IDS = 500
ROLES = ("provider", "recipient", "peer")

# Which of a row's places are the units of a level.
PLACES = {
    "province": "level = 'province'",
    "city": "place IN (SELECT city FROM places WHERE province LIKE '%0000')",
    "county": "level = 'county'",
    "abroad": "level IN ('country', 'group')",
}
# For one role alone: which column of ``partners`` holds the unit of a level, and when a partner has one.
UNIT = {
    "province": "CASE WHEN province LIKE '%0000' THEN province END",
    "city": "CASE WHEN province LIKE '%0000' AND city IS NOT NULL THEN city END",
    "county": "CASE WHEN level = 'county' THEN code END",
    "abroad": "CASE WHEN level IN ('country', 'group') THEN code END",
}
# Provinces whose parts are counties right away.
WITHOUT_CITIES = frozenset(("110000", "120000", "310000", "500000", "710000", "810000", "820000"))


def _units(level: str, area: str | None, role: str) -> str:
    """SELECT for row_no, code: the units of a level that take part in a row (in that role), each once.

    The area's code is checked against the gazetteer, so it is safe in the query.
    """
    code = None if area is None else gazetteer().place(area).code
    inside = "TRUE" if code is None else f"(province = '{code}' OR city = '{code}')"
    if role in ROLES:
        return f"""SELECT DISTINCT row_no, {UNIT[level]} AS code FROM partners
                   WHERE {inside} AND role = '{role}' AND {UNIT[level]} IS NOT NULL"""
    within = "TRUE" if code is None else f"place IN (SELECT code FROM places WHERE {inside})"
    return f"SELECT row_no, place AS code FROM row_places WHERE {PLACES[level]} AND {within}"


MEASURED = """SELECT row_no, case_no, is_lone, value, low, high, is_about FROM row_sums
              WHERE kind = ? AND currency = 'CNY'"""
TOTAL = """sum(value) AS value, sum(low) AS low, CASE WHEN count(high) = count(*) THEN sum(high) END AS high,
           bool_or(is_about) AS is_about"""
COUNT = "cases::DOUBLE AS value, cases::DOUBLE AS low, cases::DOUBLE AS high, FALSE AS is_about"


def places(
    store: Store,
    filter: Filter,
    level: str = "province",
    area: str | None = None,
    kind: str = "cases",
    role: str = "all",
) -> pd.DataFrame:
    """code, value, low, high, is_about, cases: what each place of a level comes to, largest first.

    ``level`` ``abroad``: countries and groups. Only places with data are here. A case counts once for every place that
    takes part, so places can't be added up.
    """
    units = _units(level, area, role)
    if kind == "cases":
        sql = f"""SELECT code, {COUNT}, cases FROM (
                      SELECT code, {CASES} AS cases FROM ({units}) JOIN rows USING (row_no) GROUP BY 1)"""
        return store.ask(f"{sql} ORDER BY value DESC, code", filter)
    lines = first_of(f"FROM ({MEASURED}) JOIN ({units}) USING (row_no)", ("code",), "value DESC, row_no")
    sql = f"SELECT code, {TOTAL}, count(*) AS cases FROM ({lines}) GROUP BY 1 ORDER BY value DESC, code"
    return store.ask(sql, filter, (kind,), sums())


def flows(
    store: Store, filter: Filter, level: str = "province", area: str | None = None, kind: str = "cases", limit: int = 28
) -> pd.DataFrame:
    """a, b, value, cases, given, taken …: pairs of different places of a level, largest first; a < b.

    ``given``: cases in which a gives to b, ``taken``: b gives to a. In an area: pairs with both ends in it.
    """
    within = "TRUE"
    if area is not None:
        code = gazetteer().place(area).code
        within = " AND ".join(
            f"('{code}' IN ({x}_province, {x}_city) AND {END[level].format(x=x)} <> '{code}')" for x in "ab"
        )
    order = f"ORDER BY value DESC, a, b LIMIT {int(limit)}"
    if kind == "cases":
        ties = case_ties_sql(level, within)
        return store.ask(f"SELECT a, b, {COUNT}, cases, given, taken FROM ({ties}) {order}", filter)
    return store.ask(
        f"""WITH pair AS ({ties_sql(level, within)}),
            told AS (SELECT *, bool_or(gives) OVER same AS any_gives, bool_or(takes) OVER same AS any_takes
                     FROM ({MEASURED}) JOIN pair USING (row_no) WINDOW same AS (PARTITION BY case_no, a, b))
            SELECT a, b, {TOTAL}, count(*) AS cases, count(*) FILTER (any_gives) AS given,
                   count(*) FILTER (any_takes) AS taken
            FROM ({first_of("FROM told", ("a", "b"), "value DESC, row_no")}) GROUP BY a, b {order}""",
        filter,
        (kind,),
        sums(),
    )


def flows_abroad(store: Store, filter: Filter, kind: str = "cases", limit: int = 28) -> pd.DataFrame:
    """The same for pairs of a Chinese province and a country or group; China as a whole is no end of a line."""
    table = flows(store, filter, "province", None, kind, limit=10_000)
    home = table["a"].str[0].str.isdigit(), table["b"].str[0].str.isdigit()
    return table[home[0] != home[1]].head(limit)


def partners_of(store: Store, filter: Filter, area: str, limit: int = 12) -> pd.DataFrame:
    """code, value (cases): the provinces, countries and groups that an area works with, most cases first.

    For a province its own places fall away; for a prefecture the other prefectures of its province are counted as such.
    """
    code, province = gazetteer().place(area).code, gazetteer().province(area)
    end = "{x}_province"
    if code != province:
        end = f"CASE WHEN {end} = '{province}' THEN coalesce({{x}}_city, {end}) ELSE {end} END"
    inside = f"coalesce('{code}' IN ({{x}}_province, {{x}}_city), FALSE)"
    sides = " UNION ".join(
        f"""SELECT row_no, {end.format(x=there)} AS code FROM pairs
            WHERE {inside.format(x=here)} AND NOT {inside.format(x=there)}"""
        for here, there in ("ab", "ba")
    )
    return store.ask(
        f"""SELECT code, cases::DOUBLE AS value, cases FROM (
                SELECT code, {CASES} AS cases FROM ({sides}) JOIN rows USING (row_no) GROUP BY 1)
            ORDER BY 2 DESC, 1 LIMIT {int(limit)}""",
        filter,
    )


def _role(role: str) -> str:
    return f"role = '{role}'" if role in ROLES else "TRUE"


def rows_of_place(store: Store, filter: Filter, code: str, kind: str = "cases", role: str = "all") -> list[str]:
    """The rows behind a place (with what lies in it), latest first, at most 500."""
    place = gazetteer().place(code).code
    with_kind = "TRUE" if kind == "cases" else "row_no IN (SELECT row_no FROM amounts WHERE kind = ?)"
    table = store.ask(
        f"""SELECT row_id FROM rows WHERE {with_kind} AND row_no IN (
                SELECT row_no FROM partners WHERE '{place}' IN (code, province, city) AND {_role(role)})
            ORDER BY time DESC NULLS LAST, row_id LIMIT {MOST_IDS}""",
        filter,
        () if kind == "cases" else (kind,),
    )
    return list(table["row_id"])


def rows_of_pair(store: Store, filter: Filter, a: str, b: str, kind: str = "cases") -> list[str]:
    """The rows in which two places (with what lies in them) form a pair, latest first, at most 500."""
    ends = [gazetteer().place(code).code for code in (a, b)]
    side = "('{0}' IN (a, a_province, a_city) AND '{1}' IN (b, b_province, b_city))"
    both = f"{side.format(*ends)} OR {side.format(*reversed(ends))}"
    with_kind = "TRUE" if kind == "cases" else "row_no IN (SELECT row_no FROM amounts WHERE kind = ?)"
    table = store.ask(
        f"""SELECT row_id FROM rows WHERE {with_kind} AND row_no IN (SELECT row_no FROM pairs WHERE {both})
            ORDER BY time DESC NULLS LAST, row_id LIMIT {MOST_IDS}""",
        filter,
        () if kind == "cases" else (kind,),
    )
    return list(table["row_id"])


def kinds_with_sums(store: Store, filter: Filter) -> list[str]:
    """The kinds of amounts that have a sum in yuan."""
    sql = "SELECT DISTINCT kind FROM amounts WHERE currency = 'CNY' AND scope <> 'per_unit' ORDER BY 1"
    return list(store.ask(sql, filter)["kind"])
