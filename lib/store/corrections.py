"""What people decided, laid over what was read: pure functions on row records (``lib.store.parts.SCHEMAS``)."""

from __future__ import annotations

from collections.abc import Iterable

from lib.model import Correction

FIELDS = ("partners", "organisations", "domains", "forms", "amounts", "counts", "dates", "evidence")
STATUSES = ("checked", "unchecked", "removed")
ARTICLE_STATES = ("complete", "open")


def apply(rows: Iterable[dict], corrections: Iterable[Correction]) -> list[dict]:
    """The rows as people want them: in order, corrections of a row that is not there do nothing.

    A whole-row correction (``field`` None) says ``checked``, ``unchecked``, ``removed``, or holds a row to add. Rows
    get a ``status``: read, checked, changed, added. Nothing that was handed in is changed.
    """
    found = {row["row_id"]: {"status": "read", **row} for row in rows}
    for correction in corrections:
        before = found.get(correction.row_id)
        if correction.field is None:
            _whole(found, correction, before)
        elif correction.field in FIELDS and before is not None:
            status = "added" if before["status"] == "added" else "changed"
            found[correction.row_id] = before | {correction.field: correction.new, "status": status}
    return list(found.values())


def _whole(found: dict[str, dict], correction: Correction, before: dict | None) -> None:
    if isinstance(correction.new, dict):
        found[correction.row_id] = correction.new | {"status": "added"}
    elif correction.new == "removed":
        found.pop(correction.row_id, None)
    elif before is not None and before["status"] in ("read", "checked"):
        status = "checked" if correction.new == "checked" else "read"
        found[correction.row_id] = before | {"status": status}
