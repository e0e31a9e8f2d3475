"""Which rows of several articles report the same cooperation (codebook, section 9): links in SQL, then their groups.

Two rows of different articles with the same partner set belong to one case where
- they name the same sum (same value, currency and kind; no sum per head or village) within a year of each other, or
  one of them is undated; a rounded sum (近, 约, 余) is the same as what comes to it in two digits; or
- they share a form and the articles stand within ten days: the same event in several papers; or
- they share a form and a date, to the day, of signing, starting or holding: a later report of the same event;
and where the words of both articles do not tell of different things: places and the words of forms (签署, 项目) aside,
two fifths of what the shorter one is about stand in the other as well. An article without keywords says nothing here.
A case bears the id of its first row in the order of ids. Same rows, same cases, in whatever order they came in.
What people decided goes first: rows that they put together are one case, rows that they took apart have no other links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import pyarrow as pa

from lib.lexicon import gazetteer, lexicon

SAME_SUM_DAYS = 366
SAME_EVENT_DAYS = 10
NEAR = 8  # rows before it that a row is held against, in each group: enough for the papers of ten days
WORDS = 60  # of an article, the most frequent
FEW_WORDS = 3  # with fewer words an article is not told apart from another
SHARED = 0.4

# (row, row before it) where both lie in the same group, near in time and in words; i numbers the rows of table alike.
LINKS = f"""
WITH sums AS (
    SELECT row_no, kind, currency, value, qualifier <> 'exact' AS is_round,
           pow(10, greatest(floor(log10(value)) - 1, 0)) AS digit
    FROM amounts WHERE scope <> 'per_unit' AND value > 0
), grouped AS (
    SELECT i, article_no, day, hash(who, (round(value / digit) * digit)::HUGEINT, currency, kind) AS same,
           value, is_round, {SAME_SUM_DAYS} AS days
    FROM alike JOIN sums USING (row_no)
    UNION ALL
    SELECT i, article_no, day, hash(who, form), NULL, TRUE, {SAME_EVENT_DAYS}
    FROM alike JOIN row_forms USING (row_no) WHERE day IS NOT NULL
    UNION ALL
    SELECT i, article_no, NULL, hash(who, value, form), NULL, TRUE, 0
    FROM alike JOIN full_dates USING (row_no) JOIN row_forms USING (row_no)
    WHERE kind IN ('signed', 'started', 'held') AND length(value) = 10
), ordered AS (
    SELECT i, article_no, day, value, is_round, days,
           unnest(list({{i: i, article_no: article_no, day: day, value: value, is_round: is_round}})
           OVER (PARTITION BY same ORDER BY day NULLS LAST, i
           ROWS BETWEEN {NEAR} PRECEDING AND 1 PRECEDING)) AS before
    FROM (FROM grouped QUALIFY count(*) OVER (PARTITION BY same) > 1)
), near AS (
    SELECT DISTINCT i, article_no, before.i AS before, before.article_no AS article_before FROM ordered
    WHERE article_no <> before.article_no AND (day IS NULL OR before.day IS NULL OR day - before.day <= days)
      AND (value IS NOT DISTINCT FROM before.value OR is_round OR before.is_round)
), spoken AS (
    SELECT article_no, unnest(keywords[:{WORDS}]).word AS word
    FROM raw_articles JOIN (SELECT article_id, article_no FROM articles) USING (article_id)
    WHERE article_no IN (SELECT article_no FROM near UNION ALL SELECT article_before FROM near)
), telling AS (
    SELECT article_no, list(DISTINCT hash(word)) AS words FROM spoken
    WHERE word NOT IN (SELECT word FROM common_words) GROUP BY 1 HAVING count(*) >= {FEW_WORDS}
)
SELECT i, before FROM near LEFT JOIN telling AS one USING (article_no)
LEFT JOIN telling AS other ON other.article_no = article_before
WHERE one.words IS NULL OR other.words IS NULL
   OR len(list_intersect(one.words, other.words)) >= {SHARED} * least(len(one.words), len(other.words))
"""


@cache
def common_words() -> pa.Table:
    """word: names of places and the words that forms are read from, which tell no project from another."""
    forms = {word for form in lexicon("forms")["forms"] for word in form["words"]}
    return pa.table({"word": pa.array(sorted(forms | set(gazetteer().names())), pa.string())})


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
