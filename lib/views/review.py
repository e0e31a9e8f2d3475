"""What waits for a person's decision, and what people decided."""

from __future__ import annotations

from lib.model import Correction, Filter
from lib.store import Store
from lib.views.cases import DIFFERING

# Rows whose case has sources that differ, or that the reader itself doubts, come first; then the least sure.
WAITING = """
SELECT row_id FROM rows WHERE status = 'read'
ORDER BY is_doubtful OR row_no IN (FROM differing) DESC, row_no IN (FROM differing) DESC, confidence, row_id"""
SILENT = "FROM articles WHERE article_no NOT IN (SELECT article_no FROM rows)"


def waiting(store: Store, filter: Filter, passed_over: tuple[str, ...] = (), limit: int = 1) -> list[str]:
    """Ids of rows that nobody has decided on, the doubtful first; those passed over come last."""
    ids = list(store.ask(f"{WAITING} LIMIT ?", filter, (limit + len(passed_over),), DIFFERING)["row_id"])
    return sorted(ids, key=passed_over.__contains__)[:limit]


def progress(store: Store, filter: Filter) -> tuple[int, int]:
    """How many of the filter's rows people have decided on, and how many there are."""
    found = store.ask("SELECT count(*) FILTER (status <> 'read') AS done, count(*) AS rows FROM rows", filter)
    return int(found["done"][0]), int(found["rows"][0])


def silent_articles(store: Store, filter: Filter, passed_over: tuple[str, ...] = ()) -> tuple[list[str], int]:
    """Articles without a row that nobody has gone through yet (some of them, passed ones last), and how many."""
    found = store.ask(f"SELECT article_id {SILENT} ORDER BY published DESC NULLS LAST, article_id", filter)
    done = store.complete_articles()
    left = [article for article in found["article_id"] if article not in done]
    return sorted(left, key=passed_over.__contains__)[:10], len(left)


def latest_decisions(store: Store, limit: int = 50) -> list[tuple[Correction, bool]]:
    """The last decisions, the newest first; True where one still holds."""
    return store.history()[::-1][:limit]


def titles(store: Store, ids: list[str]) -> dict[str, str]:
    """The title of the article behind each id of a row or an article; ids that are not there are left out."""
    sql = """SELECT row_id AS id, title FROM rows WHERE row_id IN (SELECT unnest(?::VARCHAR[]))
             UNION SELECT article_id, title FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"""
    found = store.ask(sql, Filter(), (ids, ids))
    return dict(zip(found["id"], found["title"], strict=True))
