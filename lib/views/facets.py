"""What there is to choose from: the filter bar's values with their number of rows in the whole library."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.model import Filter
from lib.store import Store


@dataclass(frozen=True)
class Facets:
    """Value → number of rows, most frequent first. ``years``: first and last year of a dated row, None if none is.

    ``places`` counts a row once for each place on any level (a county's rows count for its province too).
    """

    years: tuple[int, int] | None
    undated: int
    domains: dict[str, int]
    forms: dict[str, int]
    roles: dict[str, int]
    kinds: dict[str, int]
    sources: dict[str, int]
    places: dict[str, int]


QUERIES = {
    "domains": "SELECT domain AS value, count(*) AS n FROM row_domains GROUP BY 1",
    "forms": "SELECT form AS value, count(*) AS n FROM row_forms GROUP BY 1",
    "roles": "SELECT role AS value, count(*) AS n FROM (SELECT DISTINCT row_no, role FROM partners) GROUP BY 1",
    "kinds": "SELECT kind AS value, count(*) AS n FROM (SELECT DISTINCT row_no, kind FROM amounts) GROUP BY 1",
    "sources": """
        SELECT source AS value, sum(n)::BIGINT AS n FROM (SELECT article_no, count(*) AS n FROM rows GROUP BY 1)
        JOIN articles USING (article_no) WHERE source IS NOT NULL GROUP BY 1""",
    "places": "SELECT place AS value, count(*) AS n FROM row_places GROUP BY 1",
}


def facets(store: Store, filter: Filter) -> Facets:
    """The values that rows of the filtered library hold; the filter bar asks with an empty filter."""
    found = {}
    for name, sql in QUERIES.items():
        table = store.ask(sql + " ORDER BY n DESC, value", filter)
        found[name] = {str(value): int(n) for value, n in zip(table["value"], table["n"], strict=True)}
    span = store.ask("SELECT min(year) AS low, max(year) AS high, count(*) - count(year) AS undated FROM rows", filter)
    low, high, undated = span.iloc[0]
    years = None if pd.isna(low) else (int(low), int(high))
    return Facets(years=years, undated=int(undated), **found)
