"""Organisations that act together: a tie where one row names both, with direction where their places have one."""

from __future__ import annotations

import pandas as pd

from lib.model import Filter
from lib.store import Store

MOST_IDS = 500


def ties(store: Store, filter: Filter) -> pd.DataFrame:
    """a, b, cases, given, taken of bodies (by the names printed), most cases first; a < b."""
    return store.ask(
        """WITH tie AS (
                SELECT case_no, a, b, bool_or(gives) AS gives, bool_or(takes) AS takes
                FROM body_pairs JOIN rows USING (row_no) GROUP BY ALL)
            SELECT a, b, count(*) AS cases, count(*) FILTER (gives) AS given, count(*) FILTER (takes) AS taken
            FROM tie GROUP BY a, b ORDER BY cases DESC, a, b""",
        filter,
    )


def strengths(store: Store, filter: Filter) -> dict[str, int]:
    """Body → number of cases in which it acts together with another."""
    table = store.ask(
        """SELECT name, count(DISTINCT case_no) AS cases
           FROM (SELECT row_no, unnest([a, b]) AS name FROM body_pairs) JOIN rows USING (row_no) GROUP BY 1""",
        filter,
    )
    return dict(zip(table["name"], table["cases"].astype(int), strict=True))


def rows_of_bodies(store: Store, filter: Filter, *names: str) -> list[str]:
    """The rows that name all these bodies, latest first, at most 500."""
    inside = " AND ".join(["row_no IN (SELECT row_no FROM organisations WHERE name = ?)"] * len(names))
    sql = f"SELECT row_id FROM rows WHERE {inside} ORDER BY time DESC NULLS LAST, row_id LIMIT {MOST_IDS}"
    return list(store.ask(sql, filter, names)["row_id"])
