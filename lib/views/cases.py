"""Cooperations that several articles report: their sources side by side, and where these disagree."""

from __future__ import annotations

import pandas as pd

from lib.model import Filter
from lib.store import Store


def cases(store: Store, filter: Filter, limit: int = 50) -> pd.DataFrame:
    """case_id, rows, articles, first, last: cooperations that several rows report, the most reported first."""
    return store.ask(
        """SELECT case_id, count(*) AS rows, count(DISTINCT article_id) AS articles,
                  min(time) AS first, max(time) AS last
           FROM rows GROUP BY 1 HAVING count(*) > 1 ORDER BY rows DESC, case_id LIMIT ?""",
        filter,
        (limit,),
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
