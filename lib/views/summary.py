"""The overview's tables: key figures, time line with coverage, pairs, domains, newest rows, what needs a look."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.model import Filter
from lib.store import Store
from lib.views.once import CASES
from lib.views.ties import ties_sql

DOUBTFUL = 0.5  # rows with less confidence than this are for a person to look at
UNSURE = f"status = 'read' AND confidence < {DOUBTFUL}"
MOST_IDS = 500  # row ids handed to the drawer at once
ELSEWHERE = "province IS NULL OR province NOT LIKE '%0000'"


@dataclass(frozen=True)
class KeyFigures:
    """``articles_with``: those that report a cooperation. ``cases``: cooperations, each once however often reported.

    ``elsewhere``: places in no province: countries, blocs, great regions.
    """

    articles: int
    articles_with: int
    rows: int
    cases: int
    pairs: int
    places: int
    provinces: int
    elsewhere: int
    rows_with_money: int
    dated: int


def key_figures(store: Store, filter: Filter) -> KeyFigures:
    """Counts of the filtered library. ``articles`` counts all articles that the filter leaves."""
    return KeyFigures(**figures(store, filter, *FIGURES))


def figures(store: Store, filter: Filter, *names: str) -> dict[str, int]:
    """The counts of these groups of ``FIGURES``."""
    return {
        name: int(value or 0) for group in names for name, value in store.ask(FIGURES[group], filter).iloc[0].items()
    }


FIGURES = {
    "articles": "SELECT count(*) AS articles FROM articles",
    "rows": f"""SELECT count(DISTINCT article_no) AS articles_with, count(*) AS rows, {CASES} AS cases,
                       count(year) AS dated
                FROM rows""",
    "pairs": """SELECT count(*) AS pairs FROM (
                    SELECT DISTINCT least(a, b), greatest(a, b) FROM (SELECT DISTINCT a, b FROM pairs))""",
    "places": f"""SELECT count(DISTINCT code) AS places,
                         count(DISTINCT province) FILTER (province LIKE '%0000') AS provinces,
                         count(DISTINCT code) FILTER ({ELSEWHERE}) AS elsewhere
                  FROM (SELECT DISTINCT code, province FROM partners)""",
    "money": "SELECT count(DISTINCT row_no) AS rows_with_money FROM amounts",
}


def time_line(store: Store, filter: Filter) -> pd.DataFrame:
    """year, domain, rows: a row counts once in each of its domains; rows without a year are left out."""
    return store.ask(
        """SELECT year, domain, count(*) AS rows FROM rows JOIN row_domains USING (row_no)
           WHERE year IS NOT NULL GROUP BY ALL ORDER BY ALL""",
        filter,
    )


def coverage(store: Store, filter: Filter) -> pd.DataFrame:
    """year, articles, rows: how many articles the library holds of each year, and how many rows they yield.

    ``articles`` counts by publication year; what the library holds of a year bounds what it can show of it.
    """
    return store.ask(
        """SELECT year, sum(articles)::INT AS articles, sum(rows)::INT AS rows FROM (
               SELECT year, count(*) AS articles, 0 AS rows FROM articles GROUP BY 1
               UNION ALL SELECT year, 0, count(*) FROM rows GROUP BY 1
           ) WHERE year IS NOT NULL GROUP BY 1 ORDER BY 1""",
        filter,
    )


def checked(store: Store, filter: Filter) -> tuple[int, int]:
    """How many rows there are, and how many of them a person has checked, changed or added; the others are as read."""
    table = store.ask("SELECT count(*) AS every, count(*) FILTER (status <> 'read') AS checked FROM rows", filter)
    return int(table["every"][0]), int(table["checked"][0])


def domains(store: Store, filter: Filter) -> pd.DataFrame:
    """domain, rows: most frequent first."""
    return store.ask("SELECT domain, count(*) AS rows FROM row_domains GROUP BY 1 ORDER BY 2 DESC, 1", filter)


def leading_pairs(store: Store, filter: Filter, level: str = "province", limit: int = 10) -> pd.DataFrame:
    """a, b, rows, given: the pairs with most cooperations. ``given``: rows in which a gives to b; b gives: ``taken``.

    ``level``: ``province`` rolls counties and cities up (pairs inside a province fall away), ``place`` takes the
    places as the articles name them.
    """
    return store.ask(
        f"""SELECT a, b, count(*) AS rows, count(*) FILTER (gives) AS given, count(*) FILTER (takes) AS taken
            FROM ({ties_sql(level)}) GROUP BY 1, 2 ORDER BY rows DESC, 1, 2 LIMIT ?""",
        filter,
        (limit,),
    )


def doubts(store: Store, filter: Filter) -> dict[str, int]:
    """Reasons to look at rows (flags of the codebook, and ``low_confidence``) with how many rows each has, most first.

    Rows that a person has already decided on are left out.
    """
    table = store.ask(
        f"""SELECT flag AS code, count(*) AS number FROM row_flags JOIN rows USING (row_no) WHERE status = 'read'
            GROUP BY 1 UNION ALL
            SELECT 'low_confidence', count(*) FROM rows WHERE {UNSURE} HAVING count(*) > 0 ORDER BY 2 DESC, 1""",
        filter,
    )
    return dict(zip(table["code"], map(int, table["number"]), strict=True))


def rows_of_doubt(store: Store, filter: Filter, code: str) -> list[str]:
    """The rows behind a reason to look, least sure first, at most 500."""
    flagged = "status = 'read' AND row_no IN (SELECT row_no FROM row_flags WHERE flag = ?)"
    where, params = (UNSURE, ()) if code == "low_confidence" else (flagged, (code,))
    sql = f"SELECT row_id FROM rows WHERE {where} ORDER BY confidence, row_no LIMIT {MOST_IDS}"
    return list(store.ask(sql, filter, params)["row_id"])


def articles_to_look_at(store: Store, filter: Filter) -> dict[str, int]:
    """Number of articles without a publication date (``no_date``) and of those cut off (``fragment``)."""
    table = store.ask(
        """SELECT count(*) FILTER (published IS NULL) AS no_date, count(*) FILTER (NOT complete) AS fragment
           FROM articles""",
        filter,
    )
    return {name: int(table[name][0]) for name in ("no_date", "fragment")}
