"""Cooperations that several articles report: their sources side by side, and where these disagree."""

from __future__ import annotations

import pandas as pd

from lib.model import Filter
from lib.store import Store
from lib.views.money import largest, row_sums_sql

# Table ``differing`` (``Store.ask``): rows of cases whose reports differ by more than a tenth in their largest sum of a
# kind, currency and scope.
DIFFERING = {
    "differing": """
        SELECT row_no FROM (
            SELECT row_no, case_no, kind, currency, scope, max(value) AS most FROM amounts JOIN rows USING (row_no)
            WHERE scope <> 'per_unit' AND NOT is_lone GROUP BY ALL)
        WINDOW same AS (PARTITION BY case_no, kind, currency, scope)
        QUALIFY max(most) OVER same > 1.1 * min(most) OVER same"""
}


def cases(store: Store, filter: Filter, limit: int = 50, offset: int = 0) -> pd.DataFrame:
    """case_id, rows, articles, first, last, differ, title: cooperations that several rows report.

    Those whose sources ``differ`` in a sum come first, then the most reported; ``title``: of the first report.
    """
    return store.ask(
        """SELECT case_id, count(*) AS rows, count(DISTINCT article_id) AS articles, min(time) AS first,
                   max(time) AS last, bool_or(row_no IN (FROM differing)) AS differ, first(title ORDER BY time) AS title
            FROM rows WHERE NOT is_lone GROUP BY 1 HAVING count(*) > 1
            ORDER BY differ DESC, rows DESC, case_id LIMIT ? OFFSET ?""",
        filter,
        (limit, offset),
        DIFFERING,
    )


def count_cases(store: Store, filter: Filter) -> int:
    """How many cooperations several rows report."""
    sql = "SELECT count(*) AS n FROM (SELECT case_no FROM rows WHERE NOT is_lone GROUP BY 1 HAVING count(*) > 1)"
    return int(store.ask(sql, filter)["n"][0])


def case_of(store: Store, row_or_case: str) -> str | None:
    """The case that a row (or the row that a case is named after) belongs to, None where there is no such row."""
    found = store.ask("SELECT case_id FROM rows WHERE row_id = ?", Filter(), (row_or_case,))
    return None if found.empty else found["case_id"][0]


def alike(store: Store, case_id: str, limit: int = 12) -> pd.DataFrame:
    """row_id, case_id, title, source, time: reports outside a case that name two of its partners, nearest in time."""
    return store.ask(
        """WITH ours AS (SELECT * FROM rows WHERE case_id = ?),
                day AS (SELECT avg(epoch(middle_day(time))) AS day FROM ours)
           SELECT row_id, case_id, title, source, time FROM rows
           WHERE case_id <> ? AND row_id IN (
               SELECT one.row_id FROM pairs AS one JOIN pairs AS two ON least(one.a, one.b) = least(two.a, two.b)
               AND greatest(one.a, one.b) = greatest(two.a, two.b) JOIN ours ON ours.row_id = two.row_id)
           ORDER BY abs(epoch(middle_day(time)) - (SELECT day FROM day)) NULLS LAST, row_id LIMIT ?""",
        Filter(),
        (case_id, case_id, limit),
    )


def counted(store: Store, case_id: str) -> pd.DataFrame:
    """What totals take of a case, one line a kind and currency: kind, currency, value, is_cumulative, figures, row_id,
    title, source, reports (how many of its reports name such a sum). Rule: ``money.py``."""
    return store.ask(
        f"""WITH ours AS (SELECT row_no, row_id, title, source FROM rows WHERE case_id = ?),
                 sums AS (SELECT *, count(*) OVER (PARTITION BY kind, currency) AS reports
                          FROM ({row_sums_sql()}) JOIN ours USING (row_no))
            SELECT kind, currency, value, is_cumulative, figures, row_id, title, source, reports
            FROM ({largest("sums")}) ORDER BY kind, currency""",
        Filter(),
        (case_id,),
    )


def reports(store: Store, case_id: str) -> pd.DataFrame:
    """row_id, article_id, title, source, time: every report of a cooperation, whatever is filtered, in time."""
    return store.ask(
        """SELECT row_id, article_id, title, source, time FROM rows WHERE case_id = ?
           ORDER BY time NULLS LAST, row_id""",
        Filter(),
        (case_id,),
    )


def disagreements(store: Store, case_id: str) -> pd.DataFrame:
    """Where reports of a cooperation differ: field, kind, currency, row_id, values (as printed), one line a report.

    Two reports agree on sums of a kind, currency and scope where one figure is common; a rounded figure (约, 余, 近) is
    common to what lies within a tenth of it. They agree on the day of signing or starting where one day is common.
    What only one report gives is no disagreement.
    """
    return store.ask(
        """WITH ours AS (SELECT row_id FROM rows WHERE case_id = ?),
        figures AS (
            SELECT 'amounts' AS field, kind, currency, scope, row_id, value, qualifier = 'exact' AS is_exact,
                   NULL AS day, text
            FROM amounts JOIN ours USING (row_id) WHERE scope <> 'per_unit'
            UNION ALL
            SELECT 'dates', kind, NULL, NULL, row_id, NULL, TRUE, value, value FROM dates JOIN ours USING (row_id)
            WHERE kind IN ('signed', 'started') AND length(value) = 10
        ), compared AS (
            SELECT one.field, one.kind, one.currency, one.row_id, other.row_id AS other_row,
                   bool_or(one.value = other.value OR one.day = other.day OR (NOT (one.is_exact AND other.is_exact)
                           AND abs(one.value - other.value) <= 0.1 * greatest(one.value, other.value))) AS agree,
                   list(DISTINCT one.text ORDER BY one.text) AS "values"
            FROM figures AS one JOIN figures AS other
            ON one.row_id <> other.row_id AND one.field = other.field AND one.kind = other.kind
            AND one.currency IS NOT DISTINCT FROM other.currency AND one.scope IS NOT DISTINCT FROM other.scope
            GROUP BY ALL
        )
        SELECT DISTINCT field, kind, currency, row_id, "values" FROM compared WHERE agree IS NOT TRUE
        ORDER BY field, kind, currency, row_id""",
        Filter(),
        (case_id,),
    )
