"""What people decide: appended to the manifest, never changed; taking one back is a line of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from sqlite3 import Connection, Row

from lib.errors import StoreError
from lib.model import Cooperation, Correction
from lib.store.corrections import ARTICLE_STATES, FIELDS, STATUSES
from lib.store.manifest import change_of, now
from lib.store.parts import row_records

# Corrections that hold at a change: made by then and not taken back by then.
LIVE = """SELECT * FROM corrections WHERE undoes IS NULL AND change <= :at
          AND id NOT IN (SELECT undoes FROM corrections WHERE undoes IS NOT NULL AND change <= :at)"""


class Decisions:
    """The part of a Store that keeps corrections of rows, articles and cases."""

    def correct(self, row_id: str, field: str | None, new: object, who: str, why: str = "") -> Correction:
        """Append what a person decided: a field's new value (as in the row records), or for the whole row
        ``checked``, ``unchecked``, ``removed``. Raises StoreError for a row or field that is not there."""
        rows = self.row_records([row_id])
        if not rows:
            raise StoreError(f"{self.folder}: 资料库里没有行 {row_id}，无法校订；请刷新页面后再试。")
        if not (field in FIELDS or (field is None and new in STATUSES)):
            raise StoreError(f"{self.folder}: 不能校订“{field or new}”，可校订：{'、'.join((*FIELDS, *STATUSES))}。")
        return self._append(row_id, field, rows[0]["status"] if field is None else rows[0][field], new, who, why)

    def add_row(self, article_id: str, cooperation: Cooperation, who: str, why: str = "") -> str:
        """Append a row that a person found in an article; its id. Raises StoreError where article or row don't fit."""
        self._need_article(article_id)
        record = row_records(article_id, [cooperation])[0]
        if self.row_records([record["row_id"]]):
            raise StoreError(f"{self.folder}: 该文章已有这些合作方的一行，请直接校订那一行。")
        self._append(record["row_id"], None, None, record, who, why)
        return record["row_id"]

    def set_published(self, article_id: str, date: str, rows: Sequence[Cooperation], who: str) -> Correction:
        """Give an article its publication date; ``rows`` are what was read from it with that date known."""
        self._need_article(article_id)
        old = self.ask("SELECT published FROM articles WHERE article_id = ?", params=(article_id,))["published"]
        before = None if old.isna().all() else old.iloc[0]
        new = {"published": date, "rows": row_records(article_id, rows)}
        return self._append(article_id, "published", before, new, who, "")

    def mark_article(self, article_id: str, state: str, who: str, why: str = "") -> Correction:
        """Note that a person has gone through an article (``complete``: every cooperation in it is a row now) or that
        it is to be looked at again (``open``)."""
        self._need_article(article_id)
        if state not in ARTICLE_STATES:
            raise StoreError(f"{self.folder}: 文章只能记为 {'、'.join(ARTICLE_STATES)}，不能记为“{state}”。")
        old = "complete" if article_id in self.complete_articles() else "open"
        return self._append(article_id, "article", old, state, who, why)

    def put_into_case(self, rows: Iterable[str], anchor: str, alone: bool, who: str, why: str = "") -> int:
        """Say that rows belong to the case of the row ``anchor``; the id of the first line that says so.

        ``alone``: they no longer belong to any case by what they have in common (splitting); otherwise they bring their
        case along (merging). Raises StoreError for rows that are not there.
        """
        rows = list(dict.fromkeys(rows))
        known = {record["row_id"] for record in self.row_records([*rows, anchor])}
        lost = [row for row in (*rows, anchor) if row not in known]
        if lost or not rows:
            raise StoreError(f"{self.folder}: 资料库里没有行 {'、'.join(lost)}，无法归并；请刷新页面后再试。")
        new = {"anchor": anchor, "alone": alone}
        with self._manifest.write("case", who) as db:
            return min(self._insert(db, row, "case", None, new, who, why) for row in rows)

    def undo(self, correction_id: int, who: str) -> None:
        """Take a correction back, by appending that it is; one about several rows of a case goes back as a whole.

        Raises StoreError where it is unknown or undone already.
        """
        with self._manifest.write("undo", who) as db:
            at = {"at": change_of(db)}
            found = db.execute(f"{LIVE} AND id = :id", at | {"id": correction_id}).fetchone()
            if found is None:
                raise StoreError(f"{self.folder}: 没有可撤销的校订 {correction_id}，可能已被撤销；请刷新页面。")
            together = [found]
            if found["field"] == "case":
                together = db.execute(f"{LIVE} AND field = 'case' AND change = :then", at | {"then": found["change"]})
            for row in together.fetchall() if found["field"] == "case" else together:
                db.execute(
                    "INSERT INTO corrections (row_id, field, who, at, undoes, change) VALUES (?, ?, ?, ?, ?, ?)",
                    (row["row_id"], row["field"], self._manifest.signed(who), now(), row["id"], at["at"]),
                )

    def history(self, row_id: str | None = None) -> list[tuple[Correction, bool]]:
        """Every correction ever made (of one row or article), the oldest first; True where it still holds.

        What was decided about words of the keyword page is left out (``lib.store.wordlists``)."""
        where = "" if row_id is None else " AND row_id = :row"
        with self._manifest.read() as db:
            given = {"at": self._at(db), "row": row_id}
            where = f"{where} AND field IS NOT 'word'"
            sql = f"SELECT * FROM corrections WHERE undoes IS NULL AND change <= :at{where} ORDER BY id"
            every = db.execute(sql, given).fetchall()
            live = {row["id"] for row in db.execute(f"{LIVE}{where}", given)}
        return [(correction_of(row), row["id"] in live) for row in every]

    def undoings(self) -> dict[int, tuple[str, str]]:
        """Correction → (who took it back, when)."""
        with self._manifest.read() as db:
            sql = "SELECT undoes, who, at FROM corrections WHERE undoes IS NOT NULL AND change <= ?"
            return {row["undoes"]: (row["who"], row["at"]) for row in db.execute(sql, (self._at(db),))}

    def complete_articles(self) -> set[str]:
        """Articles that a person has gone through to the end."""
        with self._manifest.read() as db:
            lines = db.execute(f"{LIVE} AND field = 'article' ORDER BY id", {"at": self._at(db)}).fetchall()
        states = {row["row_id"]: json.loads(row["new"]) for row in lines}
        return {article for article, state in states.items() if state == "complete"}

    def row_records(self, row_ids: Sequence[str]) -> list[dict]:
        """Rows as whole records (``lib.store.parts.SCHEMAS`` and ``status``), corrections included."""
        return self._answer(lambda snapshot: snapshot.row_records(list(row_ids)))

    def read_records(self, article_ids: Sequence[str]) -> list[dict]:
        """The rows of articles as they were read, whatever people decided about them since."""
        return self._answer(lambda snapshot: snapshot.read_records(list(article_ids)))

    def reviewed_articles(self) -> list[str]:
        """Articles that people have decided on: marked as complete, or every row of them decided."""
        held = self.held_articles(self.complete_articles())
        return sorted(held | set(self._answer(lambda snapshot: snapshot.decided_articles())))

    def _need_article(self, article_id: str) -> None:
        if not self.held_articles([article_id]):
            raise StoreError(f"{self.folder}: 资料库里没有文章 {article_id}；请刷新页面后再试。")

    def _append(self, row_id: str, field: str | None, old: object, new: object, who: str, why: str) -> Correction:
        with self._manifest.write("correction", who) as db:
            id_ = self._insert(db, row_id, field, old, new, who, why)
            return correction_of(db.execute("SELECT * FROM corrections WHERE id = ?", (id_,)).fetchone())

    def _insert(
        self, db: Connection, row_id: str, field: str | None, old: object, new: object, who: str, why: str
    ) -> int:
        sql = "INSERT INTO corrections (row_id, field, old, new, who, at, why, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        values = (row_id, field, _json(old), _json(new), self._manifest.signed(who), now(), why, change_of(db))
        return db.execute(sql, values).lastrowid

    def _at(self, db: Connection) -> int:
        """The change up to which this store looks at the library."""
        return change_of(db) if self._manifest.at is None else self._manifest.at


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def correction_of(row: Row) -> Correction:
    """A line of the table ``corrections``."""
    old, new = (json.loads(row[name] or "null") for name in ("old", "new"))
    return Correction(row["id"], row["row_id"], row["field"], old, new, row["who"], row["at"], row["why"])
