"""Which rows of several articles report the same cooperation (codebook, section 9): links in SQL, then their groups.

Two rows of different articles with the same partner set belong to one case where
- they name the same sum (same value, currency and kind; no sum per head or village) within a year of each other, or
  one of them is undated; or
- they share a form and the articles stand within ten days: the same event in several papers; or
- they share a form and a date, to the day, of signing, starting or holding: a later report of the same event.
A case bears the id of its first row in the order of ids. Same rows, same cases, in whatever order they came in.
"""

from __future__ import annotations

import numpy as np

SAME_SUM_DAYS = 366
SAME_EVENT_DAYS = 10

# (row, row before it) where both lie in the same group and near in time; i numbers the rows in the order of their ids.
LINKS = f"""
WITH marked AS (
    SELECT row_id, article_id, (row_number() OVER (ORDER BY row_id) - 1)::INT AS i,
           list_aggregate(list_sort(list_transform(partners, lambda p: p.code)), 'string_agg', '~') AS who,
           middle_day(time) AS day, amounts, forms, dates
    FROM raw_rows JOIN (SELECT row_id, time FROM uncased_rows) USING (row_id)
), shared AS (
    SELECT *, count(*) OVER (PARTITION BY who) AS alike FROM marked QUALIFY alike > 1
), grouped AS (
    SELECT i, article_id, day, who || '/' || m.value::BIGINT || m.currency || m.kind AS same, {SAME_SUM_DAYS} AS days
    FROM (SELECT i, article_id, day, who, unnest(amounts) AS m FROM shared) WHERE m.scope <> 'per_unit'
    UNION ALL
    SELECT i, article_id, day, who || '/' || form, {SAME_EVENT_DAYS}
    FROM (SELECT i, article_id, day, who, unnest(forms) AS form FROM shared) WHERE day IS NOT NULL
    UNION ALL
    SELECT i, article_id, NULL, who || '/' || d.value || '/' || form, 0
    FROM (SELECT i, article_id, who, unnest(dates) AS d, form FROM shared, unnest(forms) AS every_form(form))
    WHERE d.kind IN ('signed', 'started', 'held') AND length(d.value) = 10
), ordered AS (
    SELECT i, article_id, day, days, lag(i) OVER near AS before, lag(article_id) OVER near AS article_before,
           lag(day) OVER near AS day_before
    FROM grouped WINDOW near AS (PARTITION BY same ORDER BY day NULLS LAST, i)
)
SELECT DISTINCT i, before FROM ordered
WHERE before IS NOT NULL AND article_id <> article_before
  AND (day IS NULL OR day_before IS NULL OR day - day_before <= days)
"""


def groups(number: int, one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """For each of ``number`` rows the lowest row that it hangs together with by the links ``one[k]``–``two[k]``."""
    lowest = np.arange(number)
    while True:
        before = lowest.copy()
        np.minimum.at(lowest, one, before[two])
        np.minimum.at(lowest, two, before[one])
        lowest = np.minimum(lowest, lowest[lowest])
        if np.array_equal(before, lowest):
            return lowest
