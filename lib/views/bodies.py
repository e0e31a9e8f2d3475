"""Organisations that act together: a tie where one row names both, with direction where their places have one."""

from __future__ import annotations

import pandas as pd

from lib.model import Filter
from lib.store import Store

MOST_IDS = 500

# Row, body and the role of the place that it belongs to; a body that a row names twice stands once.
ACTS = """acts AS (
    SELECT o.row_id, o.name, bool_or(coalesce(role = 'provider', FALSE)) AS gives,
           bool_or(coalesce(role = 'recipient', FALSE)) AS takes
    FROM organisations AS o LEFT JOIN partners AS p ON p.row_id = o.row_id AND p.code = o.code
    WHERE o.name NOT LIKE '%~%' GROUP BY o.row_id, o.name)"""


def ties(store: Store, filter: Filter) -> pd.DataFrame:
    """a, b, cases, given, taken of bodies (by the names printed), most cases first; a < b."""
    return store.ask(
        f"""WITH {ACTS}, tie AS (
                SELECT case_id, x.name AS a, y.name AS b, bool_or(x.gives AND y.takes) AS gives,
                       bool_or(y.gives AND x.takes) AS takes
                FROM acts AS x JOIN acts AS y ON x.row_id = y.row_id AND x.name < y.name
                JOIN rows ON rows.row_id = x.row_id GROUP BY ALL)
            SELECT a, b, count(*) AS cases, count(*) FILTER (gives) AS given, count(*) FILTER (takes) AS taken
            FROM tie GROUP BY a, b ORDER BY cases DESC, a, b""",
        filter,
    )


def strengths(store: Store, filter: Filter) -> dict[str, int]:
    """Body → number of cases in which it acts together with another."""
    table = store.ask(
        f"""WITH {ACTS}, company AS (SELECT row_id FROM acts GROUP BY 1 HAVING count(*) > 1)
            SELECT name, count(DISTINCT case_id) AS cases FROM acts JOIN company USING (row_id)
            JOIN rows USING (row_id) GROUP BY 1""",
        filter,
    )
    return dict(zip(table["name"], table["cases"].astype(int), strict=True))


def rows_of_bodies(store: Store, filter: Filter, *names: str) -> list[str]:
    """The rows that name all these bodies, latest first, at most 500."""
    inside = " AND ".join(["row_id IN (SELECT row_id FROM organisations WHERE name = ?)"] * len(names))
    sql = f"SELECT row_id FROM rows WHERE {inside} ORDER BY time DESC NULLS LAST, row_id LIMIT {MOST_IDS}"
    return list(store.ask(sql, filter, names)["row_id"])
