"""Which rows of several articles report the same cooperation (codebook, section 9): links in SQL, then their groups.

Two rows of different articles with the same partner set belong to one case where
- they name the same sum (same value, currency and kind; no sum per head or village) within a year of each other, or
  one of them is undated; or
- they share a form and the articles stand within ten days: the same event in several papers; or
- they share a form and a date, to the day, of signing, starting or holding: a later report of the same event.
A case bears the id of its first row in the order of ids. Same rows, same cases, in whatever order they came in.
What people decided goes first: rows that they put together are one case, rows that they took apart have no other links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    FROM alike JOIN full_dates USING (row_id) JOIN row_forms USING (row_id)
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


def decided(
    ids: Sequence[str], one: np.ndarray, two: np.ndarray, decisions: Iterable[tuple[str, str, bool]]
) -> tuple[np.ndarray, np.ndarray]:
    """The links ``one[k]``–``two[k]`` between the rows ``ids`` as people want them.

    ``decisions``: row, the row whose case it belongs to, whether its other links fall away. Rows that are to belong to
    a row that is no longer there still belong together.
    """
    place = {id_: n for n, id_ in enumerate(ids)}
    ours = [(place[row], anchor, alone) for row, anchor, alone in decisions if row in place]
    apart = [row for row, _, alone in ours if alone]
    stays = ~(np.isin(one, apart) | np.isin(two, apart))
    heads: dict[str, int] = {anchor: place[anchor] for _, anchor, _ in ours if anchor in place}
    pairs = [(row, heads.setdefault(anchor, row)) for row, anchor, _ in ours]
    more = np.array([pair for pair in pairs if pair[0] != pair[1]], dtype=one.dtype).reshape(-1, 2)
    return np.concatenate([one[stays], more[:, 0]]), np.concatenate([two[stays], more[:, 1]])
