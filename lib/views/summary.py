"""The overview's tables: key figures, time line with coverage, pairs, domains, newest rows, what needs a look."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.model import Filter
from lib.store import Store
from lib.views.evidence import records

DOUBTFUL = 0.5  # rows with less confidence than this are for a person to look at
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
    return KeyFigures(
        articles=_one(store, filter, "SELECT count(*) FROM articles"),
        articles_with=_one(store, filter, "SELECT count(DISTINCT article_id) FROM rows"),
        rows=_one(store, filter, "SELECT count(*) FROM rows"),
        cases=_one(store, filter, "SELECT count(DISTINCT coalesce(case_id, row_id)) FROM rows"),
        pairs=_one(store, filter, "SELECT count(*) FROM (SELECT DISTINCT least(a, b), greatest(a, b) FROM pairs)"),
        places=_one(store, filter, "SELECT count(DISTINCT code) FROM partners"),
        provinces=_one(store, filter, "SELECT count(DISTINCT province) FROM partners WHERE province LIKE '%0000'"),
        elsewhere=_one(store, filter, f"SELECT count(DISTINCT code) FROM partners WHERE {ELSEWHERE}"),
        rows_with_money=_one(store, filter, "SELECT count(DISTINCT row_id) FROM amounts"),
        dated=_one(store, filter, "SELECT count(year) FROM rows"),
    )


def _one(store: Store, filter: Filter, sql: str) -> int:
    return int(store.ask(sql, filter).iloc[0, 0] or 0)


def time_line(store: Store, filter: Filter) -> pd.DataFrame:
    """year, domain, rows: a row counts once in each of its domains; rows without a year are left out."""
    return store.ask(
        """SELECT year, domain, count(*) AS rows FROM rows JOIN row_domains USING (row_id)
           WHERE year IS NOT NULL GROUP BY ALL ORDER BY ALL""",
        filter,
    )


def coverage(store: Store, filter: Filter) -> pd.DataFrame:
    """year, articles, rows: how many articles the library holds of each year, and how many rows they yield.

    ``articles`` counts by publication year; what the library holds of a year bounds what it can show of it.
    """
    return store.ask(
        """SELECT year, sum(articles)::INT AS articles, sum(rows)::INT AS rows FROM (
               SELECT try_cast(left(published, 4) AS INT) AS year, 1 AS articles, 0 AS rows FROM articles
               UNION ALL SELECT year, 0, 1 FROM rows
           ) WHERE year IS NOT NULL GROUP BY 1 ORDER BY 1""",
        filter,
    )


def domains(store: Store, filter: Filter) -> pd.DataFrame:
    """domain, rows: most frequent first."""
    return store.ask("SELECT domain, count(*) AS rows FROM row_domains GROUP BY 1 ORDER BY 2 DESC, 1", filter)


def leading_pairs(store: Store, filter: Filter, level: str = "province", limit: int = 10) -> pd.DataFrame:
    """a, b, rows, given: the pairs with most cooperations. ``given``: rows in which a gives to b; b gives: ``taken``.

    ``level``: ``province`` rolls counties and cities up (pairs inside a province fall away), ``place`` takes the
    places as the articles name them.
    """
    one, two = ("a_province", "b_province") if level == "province" else ("a", "b")
    return store.ask(
        f"""SELECT least({one}, {two}) AS a, greatest({one}, {two}) AS b, count(DISTINCT row_id) AS rows,
                   count(DISTINCT row_id) FILTER (directed AND {one} < {two}) AS given,
                   count(DISTINCT row_id) FILTER (directed AND {one} > {two}) AS taken
            FROM pairs WHERE {one} <> {two} GROUP BY 1, 2 ORDER BY rows DESC, 1, 2 LIMIT ?""",
        filter,
        (limit,),
    )


@dataclass(frozen=True)
class Doubt:
    """Rows that a person should look at for one reason. ``code``: a flag of the codebook, or ``low_confidence``."""

    code: str
    number: int
    rows: tuple[str, ...]


def doubts(store: Store, filter: Filter) -> list[Doubt]:
    """Reasons to look, most rows first; rows that a person has already decided on are left out."""
    table = store.ask(
        f"""SELECT code, count(*) AS number, list(row_id ORDER BY confidence, row_id)[:{MOST_IDS}] AS ids FROM (
                SELECT unnest(flags) AS code, row_id, confidence FROM rows WHERE status = 'read'
                UNION ALL SELECT 'low_confidence', row_id, confidence FROM rows
                WHERE status = 'read' AND confidence < {DOUBTFUL}
            ) GROUP BY 1 ORDER BY 2 DESC, 1""",
        filter,
    )
    return [Doubt(found["code"], int(found["number"]), tuple(found["ids"])) for found in records(table)]


def articles_to_look_at(store: Store, filter: Filter) -> dict[str, int]:
    """Number of articles without a publication date (``no_date``) and of those cut off (``fragment``)."""
    table = store.ask(
        """SELECT count(*) FILTER (published IS NULL) AS no_date, count(*) FILTER (NOT complete) AS fragment
           FROM articles""",
        filter,
    )
    return {name: int(table[name][0]) for name in ("no_date", "fragment")}
