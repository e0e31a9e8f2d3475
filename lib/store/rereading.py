"""Reading again: what a new version of reader or lexicon makes of the articles, with people's decisions left alone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row

import pyarrow.parquet as pq

from lib.errors import StoreError
from lib.model import Article
from lib.store.corrections import FIELDS, apply
from lib.store.damage import keep_digests
from lib.store.decisions import LIVE, correction_of
from lib.store.manifest import change_of, named_errors
from lib.store.parts import ReadArticle, article_record, file_of, row_records, write_part


@dataclass(frozen=True)
class Stale:
    """A part that another version of the reader has read."""

    part_id: str
    articles: int
    reader: str


@dataclass(frozen=True)
class Difference:
    """What reading an article again changes: ``what`` is new, gone or changed (then ``fields`` says where).

    ``before``, ``after``: the row's records, None where there is none.
    """

    article_id: str
    title: str
    row_id: str
    what: str
    before: dict | None
    after: dict | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The parts of the row that differ."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in FIELDS if self.before[name] != self.after[name])


def merged(old: list[dict], new: list[dict], decided: set[str], taken: set[frozenset]) -> list[dict]:
    """The rows of an article after it was read again, records in and out.

    Rows that people decided on (ids in ``decided``) stay as they were read; new ones with the id of such a row, or with
    a partner set that it has now (``taken``), fall away.
    """
    kept = [row for row in old if row["row_id"] in decided]
    fresh = [row for row in new if row["row_id"] not in decided and partner_set(row) not in taken]
    return kept + fresh


def partner_set(row: dict) -> frozenset:
    """The codes of a row's partners."""
    return frozenset(partner["code"] for partner in row["partners"])


def differences(article: Article, old: list[dict], new: list[dict]) -> list[Difference]:
    """Where two readings of an article differ in what people see."""
    before, after = ({row["row_id"]: row for row in rows} for rows in (old, new))
    found = []
    for id_ in dict.fromkeys([*before, *after]):
        one, two = before.get(id_), after.get(id_)
        what = "new" if one is None else "gone" if two is None else "changed"
        difference = Difference(article.id, article.title, id_, what, one, two)
        if what != "changed" or difference.fields:
            found.append(difference)
    return found


class Rereading:
    """The part of a Store that lets a new version of the reader take over."""

    def stale_parts(self, reader: str) -> list[Stale]:
        """The parts that another version has read, the oldest first; damaged ones are left out."""
        out = {part.part for part in self.damage if part.is_out}
        with self._manifest.read() as db:
            sql = "SELECT part_id, articles, reader FROM parts WHERE dropped IS NULL AND reader <> ? AND articles > 0"
            found = [Stale(*row) for row in db.execute(f"{sql} ORDER BY part_id", (reader,))]
        return [part for part in found if part.part_id not in out]

    def readers(self) -> dict[str, int]:
        """Version of the reader → how many articles it has read; the empty version is not known."""
        with self._manifest.read() as db:
            sql = """SELECT reader, sum(articles) FROM parts WHERE added <= :at AND (dropped IS NULL OR dropped > :at)
                     GROUP BY reader ORDER BY 2 DESC"""
            return {row[0]: row[1] for row in db.execute(sql, {"at": self._at(db)}) if row[1]}

    def articles_of(self, part_id: str) -> list[Article]:
        """The articles of a part as they came in."""
        return [_article(record) for record in self._records(part_id, "articles")]

    def given_dates(self) -> dict[str, str]:
        """Article → the publication date that a person gave it."""
        with self._manifest.read() as db:
            return {article: date for article, (date, _) in dated_rows(db, self._at(db)).items()}

    def compare(self, part_id: str, read: Sequence[ReadArticle], dated: Sequence[ReadArticle] = ()) -> list[Difference]:
        """What would change if a part were ``read`` like this; people's decisions are left alone.

        ``dated``: those of its articles that were given a date, read with it.
        """
        old, old_dated = self._records(part_id, "rows"), self._dated_records(dated)
        rows, rows_dated, _ = self._reread((old, read), (old_dated, dated))
        again = {one.article.id for one in dated}
        plain, with_date = ([_by_article(some) for some in pair] for pair in ((old, rows), (old_dated, rows_dated)))
        found = []
        for one in read:
            before, after = with_date if one.article.id in again else plain
            found += differences(one.article, before.get(one.article.id, []), after.get(one.article.id, []))
        return found

    def take_over(
        self, part_id: str, read: Sequence[ReadArticle], reader: str, dated: Sequence[ReadArticle] = ()
    ) -> None:
        """Put what ``reader`` has read in the place of a part; arguments as for ``compare``.

        What was there before stays on disk, so that earlier versions of the library can still be looked at. Raises
        StoreError where the part is no longer there.
        """
        homes = {record["article_id"]: record for record in self._records(part_id, "articles")}
        new_part = f"{part_id.rpartition('-')[0]}-{secrets.token_hex(3)}"
        old, old_dated = self._records(part_id, "rows"), self._dated_records(dated)
        articles = [
            article_record(one, homes[one.article.id]["page_id"], homes[one.article.id]["import_id"]) for one in read
        ]
        is_done = False
        while not is_done:
            rows, rows_dated, last = self._reread((old, read), (old_dated, dated))
            with named_errors(self.folder):
                write_part(self.folder, new_part, {"articles": articles, "rows": rows})
            with self._manifest.write("reread") as db:
                part = db.execute("SELECT * FROM parts WHERE part_id = ? AND dropped IS NULL", (part_id,)).fetchone()
                if part is None:
                    raise StoreError(f"{self.folder}: 数据 {part_id} 已被别的程序撤销或更新，请再运行一次。")
                is_done = _last(db) == last
                if is_done:
                    self._swap(db, part, new_part, len(rows), reader)
                    _keep_dated(db, dated, _by_article(rows_dated))

    def _swap(self, db: Connection, part: Row, new_part: str, rows: int, reader: str) -> None:
        change = change_of(db)
        db.execute("UPDATE parts SET dropped = ? WHERE part_id = ?", (change, part["part_id"]))
        sizes = (part["pages"], part["articles"], rows)
        pages_of = part["pages_of"] or part["part_id"]
        db.execute(
            """INSERT INTO parts (part_id, import_id, pages, articles, rows, reader, pages_of, added)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (new_part, part["import_id"], *sizes, reader, pages_of, change),
        )
        keep_digests(db, self.folder, new_part, ("articles", "rows"))

    def _reread(self, *sets: tuple[list[dict], Sequence[ReadArticle]]) -> tuple:
        """For each (old rows, articles read again) the rows afterwards; then the last correction that was heeded."""
        with self._manifest.read() as db:
            db.execute("BEGIN")
            last, at = _last(db), {"at": change_of(db)}
            corrections = [correction_of(row) for row in db.execute(f"{LIVE} ORDER BY id", at)]
            db.execute("COMMIT")
        decided = {correction.row_id for correction in corrections if correction.field != "published"}
        complete = {c.row_id: c.new == "complete" for c in corrections if c.field == "article"}
        found = []
        for old, read in sets:
            before = _by_article(old)
            there = apply([row for row in old if row["row_id"] in decided], corrections)
            taken = {id_: {partner_set(row) for row in rows} for id_, rows in _by_article(there).items()}
            rows = []
            for one in read:
                id_, now_read = one.article.id, row_records(one.article.id, one.cooperations)
                ours = before.get(id_, [])
                rows += ours if complete.get(id_) else merged(ours, now_read, decided, taken.get(id_, set()))
            found.append(rows)
        return (*found, last)

    def _records(self, part_id: str, kind: str) -> list[dict]:
        with named_errors(self.folder):
            return pq.read_table(file_of(self.folder, part_id, kind)).to_pylist()

    def _dated_records(self, dated: Sequence[ReadArticle]) -> list[dict]:
        with self._manifest.read() as db:
            known = dated_rows(db, self._at(db))
        return [row for one in dated for row in known.get(one.article.id, (None, ()))[1]]


def dated_rows(db: Connection, at: int) -> dict[str, tuple[str, tuple[dict, ...]]]:
    """Article → (the publication date that a person gave it, what was last read from it with that date known)."""
    found = {}
    for line in db.execute(f"{LIVE} AND field = 'published' ORDER BY id", {"at": at}).fetchall():
        new, again = json.loads(line["new"]), _READ_AGAIN
        given = (line["row_id"], new["published"], line["change"], at)
        later = db.execute(again, given).fetchone()
        found[line["row_id"]] = (new["published"], tuple(json.loads(later[0]) if later else new["rows"]))
    return found


_READ_AGAIN = """SELECT rows FROM dated_rows WHERE article_id = ? AND published = ? AND change > ? AND change <= ?
                 ORDER BY change DESC LIMIT 1"""


def _keep_dated(db: Connection, dated: Sequence[ReadArticle], rows: dict[str, list[dict]]) -> None:
    for one in dated:
        kept = json.dumps(rows.get(one.article.id, []), ensure_ascii=False)
        db.execute(
            "INSERT INTO dated_rows VALUES (?, ?, ?, ?)", (one.article.id, one.article.published, change_of(db), kept)
        )


def _by_article(rows: list[dict]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row["article_id"], []).append(row)
    return found


def _last(db: Connection) -> int:
    """The last line of the corrections, undoings among them."""
    return db.execute("SELECT coalesce(max(id), 0) FROM corrections").fetchone()[0]


def _article(record: dict) -> Article:
    names = ("file", "title", "text", "kicker", "byline", "source", "published", "url", "complete")
    fields = {name: record[name] for name in names}
    return Article(id=record["article_id"], captions=tuple(record["captions"] or ()), **fields)
