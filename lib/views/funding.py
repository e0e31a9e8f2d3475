"""The funding page's tables: sums by kind, year, domain and pair, flows, the largest figures. Rule: ``money.py``."""

from __future__ import annotations

import pandas as pd

from lib.model import Filter
from lib.store import Store
from lib.views import money
from lib.views.evidence import RowCard, cards_of
from lib.views.money import TOTALS, exchange_rates, row_sums_sql, sums

SEVERAL = "*"  # stands for several places at one end of a flow
PRINTED = {"printed_sums": row_sums_sql()}  # whatever prices are asked for
# The ends of a case: over all its rows, so that a sum told of three givers together has several.
ENDS = f"""
SELECT case_no, kind,
       CASE WHEN min(a_province) = max(a_province) THEN min(a_province) ELSE '{SEVERAL}' END AS giver,
       CASE WHEN min(b_province) = max(b_province) THEN min(b_province) ELSE '{SEVERAL}' END AS taker
FROM (SELECT DISTINCT case_no, kind, row_no FROM printed_sums) JOIN pairs USING (row_no)
WHERE directed GROUP BY case_no, kind"""


def totals(store: Store, filter: Filter) -> pd.DataFrame:
    """kind, currency, value, low, high, is_about, cases, kind_cases: what cooperations come to, as printed; yuan first.

    ``kind_cases``: cases of the kind over all currencies.
    """
    return store.ask(
        f"""WITH whole AS (SELECT kind, count(DISTINCT case_no) AS kind_cases FROM case_sums GROUP BY kind)
            SELECT kind, currency, {TOTALS}, any_value(kind_cases) AS kind_cases FROM case_sums JOIN whole USING (kind)
            GROUP BY kind, currency ORDER BY kind, currency <> 'CNY', cases DESC, currency""",
        filter,
        shared=sums(),
    )


def by_year(store: Store, filter: Filter, kind: str, prices: str = "printed") -> pd.DataFrame:
    """year, is_cumulative, value, low, high, is_about, cases, in yuan; undated cases are left out.

    A case stands in the year of the report that is counted. With ``printed`` only sums in yuan are here.
    """
    return store.ask(
        f"""SELECT year, is_cumulative, {TOTALS} FROM case_sums
            WHERE kind = ? AND currency = 'CNY' AND year IS NOT NULL GROUP BY ALL ORDER BY year, is_cumulative""",
        filter,
        (kind,),
        sums(prices),
    )


def running(store: Store, filter: Filter, kind: str, prices: str = "printed") -> pd.DataFrame:
    """year, value, low, high, annual, cases: single figures added up from the first year on, every year a line.

    Cumulative figures are not in it: they may contain the others and each other. ``high`` is missing from the first
    year on whose upper bound is open. ``annual``: the year's own sum, 0 where the library has none.
    """
    table = by_year(store, filter, kind, prices)
    table = table[~table["is_cumulative"].astype(bool)].set_index("year")
    if table.empty:
        return pd.DataFrame(columns=["year", "value", "low", "high", "annual", "cases"])
    years = range(int(table.index.min()), int(table.index.max()) + 1)
    is_open = table["high"].isna().reindex(years, fill_value=False).cummax()
    whole = table[["value", "low", "high", "cases"]].fillna({"high": 0}).reindex(years, fill_value=0)
    found = whole.cumsum().assign(annual=whole["value"])
    found["high"] = found["high"].where(~is_open)
    found.index.name = "year"
    return found.reset_index()[["year", "value", "low", "high", "annual", "cases"]]


def undated(store: Store, filter: Filter, kind: str, prices: str = "printed") -> int:
    """How many cases with a sum in yuan have no year."""
    sql = "SELECT count(*) AS n FROM case_sums WHERE kind = ? AND currency = 'CNY' AND year IS NULL"
    return int(store.ask(sql, filter, (kind,), sums(prices))["n"][0])


def by_domain(store: Store, filter: Filter, kind: str, prices: str = "printed") -> pd.DataFrame:
    """domain, value, low, high, is_about, cases, largest first; a case stands in each of its domains in full."""
    return store.ask(
        f"""SELECT domain, {TOTALS} FROM (
                {money.largest("row_sums JOIN row_domains USING (row_no)", "domain")})
            WHERE kind = ? AND currency = 'CNY' GROUP BY ALL ORDER BY value DESC, domain""",
        filter,
        (kind,),
        sums(prices),
    )


def by_pair(
    store: Store, filter: Filter, kind: str, prices: str = "printed", level: str = "province", limit: int = 15
) -> pd.DataFrame:
    """a, b, directed, value, low, high, is_about, cases, largest first; a gives to b where ``directed``.

    A case with several pairs stands in full under each of them, so pairs can't be added up.
    """
    one, two = ("a_province", "b_province") if level == "province" else ("a", "b")
    return store.ask(
        f"""WITH pair AS (SELECT DISTINCT row_no, directed,
                   CASE WHEN directed THEN {one} ELSE least({one}, {two}) END AS a,
                   CASE WHEN directed THEN {two} ELSE greatest({one}, {two}) END AS b
               FROM pairs WHERE {one} <> {two})
            SELECT a, b, directed, {TOTALS} FROM (
                {money.largest("row_sums JOIN pair USING (row_no)", "a", "b", "directed")})
            WHERE kind = ? AND currency = 'CNY' GROUP BY ALL ORDER BY value DESC, a, b, directed LIMIT {int(limit)}""",
        filter,
        (kind,),
        sums(prices),
    )


def flows(store: Store, filter: Filter, kind: str, prices: str = "printed", limit: int = 25) -> pd.DataFrame:
    """giver, taker, value, low, high, is_about, cases: money between provinces, countries, groups; largest first.

    Only cases in which one side gives. Each case counts once: where a case has several givers or takers, that end is
    ``SEVERAL``, because the report does not say who had how much. Flows inside one province are kept.
    """
    return store.ask(
        f"""WITH ends AS ({ENDS})
            SELECT giver, taker, {TOTALS} FROM case_sums JOIN ends USING (case_no, kind)
            WHERE kind = ? AND currency = 'CNY' GROUP BY ALL ORDER BY value DESC, giver, taker LIMIT {int(limit)}""",
        filter,
        (kind,),
        {**sums(prices), **PRINTED},
    )


def rows_of_flow(store: Store, filter: Filter, kind: str, giver: str | None, taker: str | None) -> list[str]:
    """The rows behind a flow, or behind one of its ends where the other is None; largest sum first."""
    table = store.ask(
        f"""WITH ends AS ({ENDS})
            SELECT row_id, max(value) AS value FROM printed_sums JOIN ends USING (case_no, kind)
            JOIN (SELECT row_no, row_id FROM rows) USING (row_no)
            WHERE kind = ? AND (? IS NULL OR giver = ?) AND (? IS NULL OR taker = ?)
            GROUP BY 1 ORDER BY 2 DESC, 1""",
        filter,
        (kind, giver, giver, taker, taker),
        PRINTED,
    )
    return list(table["row_id"])


def rows_of_kind(store: Store, filter: Filter, kind: str) -> list[str]:
    """The rows with a figure of a kind, largest first, at most 500."""
    sql = """SELECT rows.row_id FROM (SELECT row_no, max(value) AS most FROM amounts WHERE kind = ? GROUP BY 1)
             JOIN rows USING (row_no) ORDER BY most DESC, 1 LIMIT 500"""
    return list(store.ask(sql, filter, (kind,))["row_id"])


def largest(store: Store, filter: Filter, kind: str, limit: int = 8) -> pd.DataFrame:
    """The largest figures: row_id, n, value, currency, scope, qualifier, start, end, in_title, time, about_yuan, text.

    One a case, no sums per unit; currencies are ordered by their yuan of the year where known, so that 1亿日元 does not
    lead 1亿元.
    """
    table = store.ask(
        f"""WITH rate(year, currency, factor) AS (VALUES {_rates()}),
                 last_rate AS (SELECT currency, last(factor ORDER BY year) AS last_factor FROM rate GROUP BY 1),
                 told AS (SELECT row_no, kind, any_value(case_no) AS case_no
                          FROM printed_sums WHERE kind = ? GROUP BY 1, 2)
            SELECT rows.row_id, n, value, amounts.currency, scope, qualifier, start, "end", in_title,
                   rows.time, value * coalesce(factor, last_factor, 0) AS about_yuan
            FROM amounts JOIN rows USING (row_no)
            JOIN told USING (row_no, kind)
            LEFT JOIN rate ON rate.year = rows.year AND rate.currency = amounts.currency
            LEFT JOIN last_rate ON last_rate.currency = amounts.currency
            WHERE kind = ? AND scope <> 'per_unit'
            QUALIFY row_number() OVER (PARTITION BY told.case_no ORDER BY about_yuan DESC, row_no, n) = 1
            ORDER BY about_yuan DESC, row_no, n LIMIT {int(limit)}""",
        filter,
        (kind, kind),
        PRINTED,
    )
    words = store.ask("SELECT row_id, n, text FROM amounts", Filter(rows=tuple(table["row_id"]) or ("",)))
    return table.merge(words, on=["row_id", "n"])


def _rates() -> str:
    return ", ".join(f"({year}, '{currency}', {rate!r})" for (year, currency), rate in exchange_rates().items())


def largest_cards(store: Store, filter: Filter, kind: str, limit: int = 8) -> list[tuple[dict, RowCard]]:
    """The largest figures, each with the row that it was read from."""
    table = largest(store, filter, kind, limit)
    cards = {card.id: card for card in cards_of(store, list(table["row_id"]))}
    return [(record, cards[record["row_id"]]) for record in table.to_dict("records") if record["row_id"] in cards]
