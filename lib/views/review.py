"""What waits for a person's decision, and what people decided."""

from __future__ import annotations

from lib.model import Correction, Filter
from lib.store import Store

WAITING = "SELECT row_id FROM rows WHERE status = 'read' ORDER BY len(flags) > 0 DESC, confidence, row_id"


def waiting(store: Store, filter: Filter, passed_over: tuple[str, ...] = (), limit: int = 1) -> list[str]:
    """Ids of rows that nobody has decided on, the doubtful first; those passed over come last."""
    ids = list(store.ask(f"{WAITING} LIMIT ?", filter, (limit + len(passed_over),))["row_id"])
    return sorted(ids, key=passed_over.__contains__)[:limit]


def progress(store: Store, filter: Filter) -> tuple[int, int]:
    """How many of the filter's rows people have decided on, and how many there are."""
    found = store.ask("SELECT count(*) FILTER (status <> 'read') AS done, count(*) AS rows FROM rows", filter)
    return int(found["done"][0]), int(found["rows"][0])


def latest_decisions(store: Store, limit: int = 50) -> list[tuple[Correction, bool]]:
    """The last decisions, the newest first; True where one still holds."""
    return store.history()[::-1][:limit]


def with_partner(partners: list[dict], code: str, name: str, role: str) -> list[dict]:
    """The partners of a row with one more, which has no place in the text; one that is there already stays."""
    if any(partner["code"] == code for partner in partners):
        return partners
    return [*partners, {"code": code, "name": name, "role": role, "mentions": []}]
