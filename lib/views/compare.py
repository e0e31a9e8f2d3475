"""Two places, pairs or periods side by side: what each comes to, counted alike. A side is a Filter of its own."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lib.model import Filter
from lib.store import Store
from lib.views import funding, network
from lib.views.facets import facets
from lib.views.once import CASES
from lib.views.summary import figures as counts

WAYS = ("places", "pairs", "periods")


def side(filter: Filter, way: str, value: str) -> Filter:
    """The page's filter with one side's place, pair (``a~b``), domain or years (``2010-2015``) in place of its own."""
    if way == "places":
        return replace(filter, places=(value,), pairs=())
    if way == "pairs":
        return replace(filter, pairs=(value,), places=())
    if way == "domains":
        return replace(filter, domains=(value,))
    since, until = value.split("-")
    return replace(filter, since=since, until=until, undated=False, dated=True)


def offered(store: Store, filter: Filter, way: str) -> list[str]:
    """What can be compared, most rows first: places, pairs of provinces (``a~b``), domains, two periods.

    The periods are the halves of its years, a proposal: any two spans can be compared.
    """
    if way == "places":
        return list(facets(store, filter).places)
    if way == "domains":
        return list(facets(store, filter).domains)
    if way == "pairs":
        table = network.ties(store, filter, "province")
        return [f"{a}~{b}" for a, b in zip(table["a"], table["b"], strict=True)]
    years = facets(store, filter).years
    if years is None or years[0] == years[1]:
        return []
    middle = (years[0] + years[1]) // 2
    return [f"{years[0]}-{middle}", f"{middle + 1}-{years[1]}"]


def figures(store: Store, filter: Filter) -> dict[str, int]:
    """Counts of one side: articles with a cooperation, cooperations (each once), places, cooperations with a sum."""
    found = counts(store, filter, "rows", "places")
    with_sum = store.ask("SELECT count(DISTINCT case_no) AS n FROM amounts JOIN rows USING (row_no)", filter)["n"][0]
    return {
        "articles": found["articles_with"],
        "cases": found["cases"],
        "places": found["places"],
        "with_sum": int(with_sum),
        "undated": found["rows"] - found["dated"],
    }


def by_year(store: Store, filter: Filter) -> pd.DataFrame:
    """code (year), value: cooperations, each once in every year that reports it; undated ones are left out."""
    return store.ask(
        f"""SELECT year AS code, {CASES}::INT AS value FROM rows WHERE year IS NOT NULL
           GROUP BY 1 ORDER BY 1""",
        filter,
    )


def by_domain(store: Store, filter: Filter) -> pd.DataFrame:
    """code (domain), value: cooperations; one stands in each of its domains."""
    return _by_label(store, filter, "domain")


def by_form(store: Store, filter: Filter) -> pd.DataFrame:
    """code (form), value: cooperations; one stands in each of its forms."""
    return _by_label(store, filter, "form")


def _by_label(store: Store, filter: Filter, label: str) -> pd.DataFrame:
    return store.ask(
        f"""SELECT {label} AS code, {CASES}::INT AS value FROM row_{label}s JOIN rows USING (row_no)
            GROUP BY 1 ORDER BY 2 DESC, 1""",
        filter,
    )


def by_kind(store: Store, filter: Filter) -> pd.DataFrame:
    """code (kind), value, low, high, is_about, cases: sums in yuan as printed, by the rule of ``money.py``."""
    table = funding.totals(store, filter)
    table = table[table["currency"] == "CNY"]
    return table.rename(columns={"kind": "code"})[["code", "value", "low", "high", "is_about", "cases"]]


def together(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    """code, one, two: both sides' values beside each other, 0 where a side has none; largest together first."""
    both = one.set_index("code")["value"].rename("one").to_frame()
    both = both.join(two.set_index("code")["value"].rename("two"), how="outer").fillna(0)
    both["whole"] = both["one"] + both["two"]
    both.index.name = "code"
    return both.reset_index().sort_values(["whole", "code"], ascending=[False, True], ignore_index=True)[
        ["code", "one", "two"]
    ]
