"""What the sums of money of a cooperation come to: the one rule that map, funding and network count by.

The rule. Amounts of one kind and currency belong together; kinds are never added up. Sums per unit (人均, 每村) are
left out. In one report, a figure printed twice counts once; its total is the larger of its largest cumulative figure
and the sum of the others, because a cumulative figure may contain them. A cooperation that several articles report
takes the report with the largest total: it counts once. So do several cooperations of one article that share a
printed figure (three provinces helped D with 1 billion in all, read as three rows): the sum was told once. A range
counts with its low end. Where currencies are converted, a foreign sum beside the same sum in yuan (within a tenth)
counts once.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pandas as pd

from lib.errors import DataError, reason
from lib.lexicon import DATA
from lib.model import Filter
from lib.store import Store
from lib.views.once import first_of

PRICES = ("printed", "yuan", "constant")

# One line a row (report of a cooperation), kind and currency.
SUMS = """
WITH factor(year, currency, factor) AS ({factors}),
told AS (
    SELECT kind, case_no, min(case_no) OVER (PARTITION BY place) AS first FROM shared_figures JOIN rows USING (row_no)
), hop AS (
    SELECT case_no, kind, min(first) AS first FROM told GROUP BY case_no, kind
), teller AS (
    -- cases that share a printed figure go by the first of them
    SELECT one.case_no, one.kind, min(two.first) AS teller
    FROM hop AS one JOIN hop AS two ON two.case_no = one.first AND two.kind = one.kind GROUP BY one.case_no, one.kind
), every_figure AS (
    SELECT coalesce(teller, case_no) AS case_no, is_lone AND teller IS NULL AS is_lone, row_no, rows.year, kind,
           {currency} AS currency, row_figures.currency AS printed_in, is_cumulative, qualifier, is_alone,
           value * {factor} AS value, low * {factor} AS low, high * {factor} AS high
    FROM row_figures JOIN rows USING (row_no) LEFT JOIN teller USING (case_no, kind)
    LEFT JOIN factor ON factor.year = rows.year AND factor.currency = row_figures.currency
    WHERE {usable}
), figure AS (
    SELECT * FROM every_figure WHERE is_alone
    -- 1000万美元（约合7000万元）: the foreign sum is the same money
    UNION ALL SELECT * FROM every_figure AS one WHERE NOT is_alone AND ({own_money})
), report AS (
    SELECT case_no, is_lone, row_no, year, kind, currency, is_alone, is_cumulative,
           value, coalesce(low, 0) AS low, high, qualifier = 'about' AS is_about, 1 AS figures
    FROM figure WHERE is_alone OR is_cumulative
    UNION ALL
    SELECT case_no, is_lone, row_no, year, kind, currency, FALSE, FALSE, sum(value), sum(coalesce(low, 0)),
           CASE WHEN count(high) = count(*) THEN sum(high) END, bool_or(qualifier = 'about'), count(*)
    FROM figure WHERE NOT is_alone AND NOT is_cumulative GROUP BY case_no, is_lone, row_no, year, kind, currency
)
SELECT * EXCLUDE (is_alone) FROM report WHERE is_alone
UNION ALL SELECT * EXCLUDE (is_alone) FROM report WHERE NOT is_alone
QUALIFY row_number() OVER (PARTITION BY row_no, kind, currency ORDER BY value DESC, is_cumulative DESC) = 1
"""

OWN_MONEY = """one.currency = one.printed_in OR NOT EXISTS (
        FROM every_figure AS same WHERE same.row_no = one.row_no AND same.kind = one.kind AND same.printed_in = 'CNY'
        AND abs(same.value - one.value) <= 0.1 * one.value)"""


def read_facts(name: str) -> list[dict[str, str]]:
    """The lines of a table of ``data/facts``. Raises DataError where it can't be read."""
    path = DATA / "facts" / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise DataError(f"{path}: 读不到（{reason(error)}），请恢复该文件。") from error


@cache
def exchange_rates() -> dict[tuple[int, str], float]:
    """(year, currency) → yuan for one unit, yearly averages (``data/facts/exchange_rates.csv``); CNY is 1."""
    found = {
        (int(row["year"]), row["currency"]): float(row["cny"]) / float(row["units"])
        for row in read_facts("exchange_rates")
        if row["cny"]
    }
    return found | {(year, "CNY"): 1.0 for year in range(1949, 2101)}


@cache
def price_levels() -> dict[int, float]:
    """Year → how much of that year's yuan one yuan of the last known year is worth (consumer prices).

    From ``data/facts/cpi.csv`` (previous year = 100), World Bank figures: dividing by a year's level gives
    prices of the last year that the table knows (``base_year``).
    """
    index = {
        int(row["year"]): float(row["world_bank_index"]) / 100 for row in read_facts("cpi") if row["world_bank_index"]
    }
    levels, level = {}, 1.0
    for year in range(max(index), min(index) - 1, -1):
        levels[year] = level
        level /= index[year]
    return levels


def base_year() -> int:
    """The year whose prices "constant prices" are in."""
    return max(price_levels())


def factors(prices: str) -> dict[tuple[int, str], float]:
    """(year, currency) → what a printed sum is multiplied with; what has no entry can't be converted."""
    if prices == "constant":
        levels = price_levels()
        return {key: rate / levels[key[0]] for key, rate in exchange_rates().items() if key[0] in levels}
    return exchange_rates() if prices == "yuan" else {}


def _sql(prices: str) -> str:
    if prices not in PRICES:
        raise DataError(f"金额不能按“{prices}”计，可用：{'、'.join(PRICES)}。")
    printed = prices == "printed"
    # Facts of the project's own files, no words of a reader: safe to write into the query.
    known = [f"({year}, '{currency}', {factor!r})" for (year, currency), factor in factors(prices).items()]
    values = "SELECT NULL::INT, NULL::VARCHAR, NULL::DOUBLE" if printed else f"VALUES {', '.join(known)}"
    undated_yuan = "OR (row_figures.currency = 'CNY' AND rows.year IS NULL)" if prices == "yuan" else ""
    return SUMS.format(
        factors=values,
        factor="1" if printed else "coalesce(factor, 1)",
        own_money="TRUE" if printed else OWN_MONEY,
        currency="row_figures.currency" if printed else "'CNY'",
        usable="TRUE" if printed else f"(factor IS NOT NULL {undated_yuan})",
    )


@cache
def row_sums_sql(prices: str = "printed") -> str:
    """What each row comes to, by kind and currency, with the case that it counts for; to be used inside queries.

    row_no, case_no, is_lone, then as in ``case_sums``. Rows of one case must not be added up: see ``largest``.
    """
    return _sql(prices)


def largest(sums: str, *columns: str) -> str:
    """Of the lines of a table or ``(SELECT …)`` of row sums the largest report of a case for each value of ``columns``,
    so that the case counts once there."""
    return first_of(f"FROM {sums}", ("kind", "currency", *columns), ORDER)


ORDER = "value DESC, is_cumulative DESC, year NULLS LAST, row_no"


@cache
def sums(prices: str = "printed") -> Mapping[str, str]:
    """The tables that questions about money share (``Store.ask``): ``row_sums``, what each row comes to, and
    ``case_sums``, its largest report of each case. Columns as in ``case_sums``, with row_no, case_no, is_lone."""
    return MappingProxyType({"case_sums": largest("row_sums"), "row_sums": row_sums_sql(prices)})


def case_sums(store: Store, filter: Filter, prices: str = "printed") -> pd.DataFrame:
    """What each cooperation comes to, by kind and currency; one line a case, kind and currency.

    case_id, row_id (the report that is counted), year, kind, currency, is_cumulative, value, low (at least), high (at
    most; missing: open), is_about, figures (how many figures are in it). ``prices``: ``printed`` (each currency apart),
    ``yuan`` (converted at the yearly average of the row's year), ``constant`` (yuan in prices of ``base_year``). What
    can't be converted (no year, no rate) is left out; ``unconverted`` counts it.
    """
    sql = """SELECT head.row_id AS case_id, mine.row_id, sums.* EXCLUDE (case_no, row_no, is_lone)
              FROM case_sums AS sums JOIN rows AS mine USING (row_no)
              JOIN rows AS head ON head.row_no = sums.case_no"""
    return store.ask(sql, filter, shared=sums(prices))


def unconverted(store: Store, filter: Filter, kind: str, prices: str) -> int:
    """How many figures of a kind fall away because their year or rate is not known."""
    if prices == "printed":
        return 0
    table = store.ask(
        """SELECT rows.year, currency, count(*) AS n FROM amounts JOIN rows USING (row_no)
           WHERE kind = ? AND scope <> 'per_unit' GROUP BY ALL""",
        filter,
        (kind,),
    )
    known = factors(prices)
    lost = [
        int(n)
        for year, currency, n in zip(table["year"].astype(float), table["currency"], table["n"], strict=True)
        if not (prices == "yuan" and currency == "CNY" and year != year)
        and (year != year or (int(year), currency) not in known)
    ]
    return sum(lost)


def per_unit(store: Store, filter: Filter, kind: str) -> int:
    """How many figures of a kind are per head, village, hectare …, and so in no sum."""
    sql = "SELECT count(*) AS n FROM amounts WHERE kind = ? AND scope = 'per_unit'"
    return int(store.ask(sql, filter, (kind,))["n"][0])


# Sums a group of cases: printed values, least and most; "open" says that somewhere a lower or upper bound is missing.
TOTALS = """sum(value) AS value, sum(low) AS low, CASE WHEN count(high) = count(*) THEN sum(high) END AS high,
            bool_or(is_about) AS is_about, count(DISTINCT case_no) AS cases"""
