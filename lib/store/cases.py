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

# (row, row before it) where both lie in the same group and near in time; i numbers the rows of table alike.
LINKS = f"""
WITH grouped AS (
    SELECT i, article, day, hash(who, value, currency, kind) AS same, {SAME_SUM_DAYS} AS days
    FROM alike JOIN amounts USING (row_id) WHERE scope <> 'per_unit'
    UNION ALL
    SELECT i, article, day, hash(who, form), {SAME_EVENT_DAYS}
    FROM alike JOIN row_forms USING (row_id) WHERE day IS NOT NULL
    UNION ALL
    SELECT i, article, NULL, hash(who, value, form), 0
    FROM alike JOIN dates USING (row_id) JOIN row_forms USING (row_id)
    WHERE kind IN ('signed', 'started', 'held') AND length(value) = 10
), ordered AS (
    SELECT i, article, day, days, lag(i) OVER near AS before, lag(article) OVER near AS article_before,
           lag(day) OVER near AS day_before
    FROM grouped WINDOW near AS (PARTITION BY same ORDER BY day NULLS LAST, i)
)
SELECT DISTINCT i, before FROM ordered
WHERE before IS NOT NULL AND article <> article_before
  AND (day IS NULL OR day_before IS NULL OR day - day_before <= days)
"""


def groups(number: int, one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """For each of ``number`` rows the lowest row that it hangs together with by the links ``one[k]``–``two[k]``."""
    lowest = np.arange(number)
    while len(one):
        high, low = np.maximum(one, two), np.minimum(one, two)
        np.minimum.at(lowest, high, low)
        while not np.array_equal(lowest, lowest[lowest]):
            lowest = lowest[lowest]
        one, two = lowest[one], lowest[two]
        apart = one != two
        one, two = one[apart], two[apart]
    return lowest
