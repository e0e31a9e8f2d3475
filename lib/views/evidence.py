"""The rows behind a number, each with its article and every value's place in it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.model import Filter
from lib.store import Store

PARTS = {
    "partners": "SELECT * FROM partners ORDER BY row_id, role, code",
    "amounts": 'SELECT * FROM amounts ORDER BY row_id, in_title DESC, start, "end"',
    "counts": 'SELECT * FROM counts ORDER BY row_id, in_title DESC, start, "end"',
    "dates": 'SELECT * FROM dates ORDER BY row_id, in_title DESC, start, "end"',
    "organisations": 'SELECT * FROM organisations ORDER BY row_id, in_title DESC, start, "end"',
    "evidence": 'SELECT * FROM evidence ORDER BY row_id, in_title DESC, start, "end"',
}


@dataclass(frozen=True)
class RowCard:
    """A row with its article's text. ``partners`` … ``evidence``: records as the store's tables hold them.

    ``same_case``: the other rows that report the same cooperation.
    """

    row: dict
    article: dict
    partners: list[dict]
    amounts: list[dict]
    counts: list[dict]
    dates: list[dict]
    organisations: list[dict]
    evidence: list[dict]
    same_case: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The row's id."""
        return self.row["row_id"]


def count_rows(store: Store, filter: Filter) -> int:
    """How many rows the filter leaves."""
    return int(store.ask("SELECT count(*) AS n FROM rows", filter)["n"][0])


def row_ids(store: Store, filter: Filter, limit: int = 10, offset: int = 0) -> list[str]:
    """Row ids, latest first, undated last."""
    sql = "SELECT row_id FROM rows ORDER BY time DESC NULLS LAST, confidence DESC, row_id LIMIT ? OFFSET ?"
    return list(store.ask(sql, filter, (limit, offset))["row_id"])


def row_cards(store: Store, filter: Filter, limit: int = 10, offset: int = 0) -> list[RowCard]:
    """The rows of the filter with everything a reader needs to judge them, latest first, undated last."""
    ids = row_ids(store, filter, limit, offset)
    return cards_of(store, ids)


def cards_of(store: Store, ids: list[str] | tuple[str, ...]) -> list[RowCard]:
    """The cards of the rows named, in the order given; ids that the library does not hold are left out."""
    if not ids:
        return []
    ours = Filter(rows=tuple(ids))
    rows = {row["row_id"]: row for row in records(store.ask("SELECT * FROM rows", ours))}
    articles = {article["article_id"]: article for article in records(store.ask("SELECT * FROM articles", ours))}
    parts = {name: _by_row(store.ask(sql, ours)) for name, sql in PARTS.items()}
    cases = _cases(store, [row["case_id"] for row in rows.values()])
    return [
        RowCard(
            row=rows[id_],
            article=articles[rows[id_]["article_id"]],
            same_case=tuple(other for other in cases[rows[id_]["case_id"]] if other != id_),
            **{name: found.get(id_, []) for name, found in parts.items()},
        )
        for id_ in ids
        if id_ in rows
    ]


def _cases(store: Store, ids: list[str]) -> dict[str, list[str]]:
    """Case → its rows in the whole library."""
    sql = """WITH head AS (SELECT row_no AS case_no, row_id AS name FROM rows
                           WHERE row_id IN (SELECT unnest(?::VARCHAR[])))
             SELECT name, list(row_id ORDER BY row_id) AS ids FROM rows JOIN head USING (case_no) GROUP BY 1"""
    return {case["name"]: case["ids"] for case in records(store.ask(sql, Filter(), (ids,)))}


def cards_of_article(store: Store, filter: Filter, article_id: str) -> list[RowCard]:
    """All rows of an article, whatever else is filtered, in the order of the text."""
    sql = "SELECT row_id FROM rows WHERE article_id = ? ORDER BY row_id"
    ids = list(store.ask(sql, Filter(), (article_id,))["row_id"])
    return sorted(cards_of(store, ids), key=first_place)


def first_place(card: RowCard) -> int:
    """Where the row first shows in the text; −1 where its title holds it."""
    places = [-1 if part["in_title"] else part["start"] for part in card.evidence]
    return min(places, default=1 << 30)


def records(table: pd.DataFrame) -> list[dict]:
    """A table as plain records: missing values become None, arrays become lists."""
    return [{key: _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: object) -> object:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple, dict)):
        return value
    return None if pd.isna(value) else value


def _by_row(table: pd.DataFrame) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for record in records(table):
        found.setdefault(record["row_id"], []).append(record)
    return found
