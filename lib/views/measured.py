"""How well the reader reads this library, measured on what people decided: the rows as read against those as decided.

Only articles count that people have decided on as a whole (``Store.reviewed_articles``). Whether rows were missed can
only be told where a person has gone through the article and said so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

import pandas as pd

from lib.model import Filter
from lib.store import Store

MEASURES = ("rows", "pairs", "domains", "forms", "amounts", "counts", "dates")


@dataclass(frozen=True)
class Measured:
    """``table``: measure, precision, recall, f1, gold (how many are right), found (how many were read).

    ``articles``: how many were decided on, ``complete``: how many of them as complete; ``rows``: decided rows.
    """

    articles: int
    complete: int
    rows: int
    table: pd.DataFrame


def measured(store: Store, filter: Filter | None = None) -> Measured | None:
    """The reader's accuracy on the articles that people have decided on, None where there are none."""
    ids = store.reviewed_articles()
    if not ids:
        return None
    read, gold = store.read_records(ids), gold_records(store, ids)
    lines = [_line(name, _items(gold, name), _items(read, name)) for name in MEASURES]
    return Measured(len(ids), len(store.complete_articles() & set(ids)), len(gold), pd.DataFrame(lines))


def gold_records(store: Store, article_ids: list[str]) -> list[dict]:
    """The rows of articles as people decided, whole records."""
    sql = "SELECT row_id FROM rows WHERE article_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY row_id"
    ids = list(store.ask(sql, Filter(), (article_ids,))["row_id"])
    return store.row_records(ids)


def _line(name: str, gold: set, read: set) -> dict:
    hit = len(gold & read)
    precision, recall = (hit / len(some) if some else None for some in (read, gold))
    f1 = 2 * hit / (len(gold) + len(read)) if gold or read else None
    return {"measure": name, "precision": precision, "recall": recall, "f1": f1, "gold": len(gold), "found": len(read)}


def _items(rows: Iterable[dict], measure: str) -> set:
    """What is compared: one item an article for each thing said there."""
    found = defaultdict(set)
    for row in rows:
        found[row["article_id"]].update(_of_row(row, measure))
    return {(article, item) for article, items in found.items() for item in items}


def _of_row(row: dict, measure: str) -> Iterable[object]:
    if measure == "rows":
        return [frozenset(partner["code"] for partner in row["partners"])]
    if measure == "pairs":
        return pairs_of(row)
    if measure in ("domains", "forms"):
        return product(pairs_of(row), row[measure])
    if measure == "amounts":
        return [(one["value"], one["value_max"], one["currency"], one["kind"]) for one in row["amounts"]]
    if measure == "counts":
        return [(one["value"], one["value_max"], one["unit"]) for one in row["counts"]]
    return [one["value"] or one["text"] for one in row["dates"]]


def pairs_of(row: dict) -> list[frozenset]:
    """The unordered partner pairs of a row record (codebook, section 2)."""
    sides = [[p["code"] for p in row["partners"] if p["role"] == role] for role in ("provider", "recipient")]
    if all(sides):
        return [frozenset(pair) for pair in product(*sides) if pair[0] != pair[1]]
    return [frozenset(pair) for pair in combinations(sorted({p["code"] for p in row["partners"]}), 2)]
