"""The library's door: what is in it, questions, imports, corrections."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import MappingProxyType

import duckdb
import pandas as pd

from lib.errors import StoreError
from lib.lexicon import DATA
from lib.model import Filter
from lib.rights import Person
from lib.store.damage import Damage, Files, find_damage, keep_digests
from lib.store.decisions import LIVE, Decisions, correction_of
from lib.store.drafts import Drafts
from lib.store.manifest import Manifest, change_of, named_errors, now
from lib.store.parts import KINDS, ReadPage, page_id, records_of, sweep, write_part
from lib.store.raw import Content
from lib.store.repairs import Repairs
from lib.store.rereading import Rereading, dated_rows
from lib.store.sightings import Sightings, groups_of
from lib.store.snapshot import Snapshot
from lib.store.wordlists import FIELD, WordLists

DEFAULT = DATA / "store"
EVERYTHING, NOTHING = Filter(), MappingProxyType({})


def open_store(path: str | os.PathLike | None = None) -> Store:
    """The store in ``path``, else ``$ATLAS_STORE``, else ``data/store``; an empty one is laid out where there is none.

    Raises StoreError where the folder holds something else, is damaged, can't be written or is of another version.
    """
    return Store(store_folder(path))


def store_folder(path: str | os.PathLike | None = None) -> Path:
    """The folder that ``open_store`` opens, whether it is there or not."""
    return Path(path or os.environ.get("ATLAS_STORE") or DEFAULT)


@dataclass
class _Kept:
    """The version that is open, shared by everybody who acts in the library."""

    lock: Lock = field(default_factory=Lock)
    snapshot: Snapshot | None = None
    files: Files = field(default_factory=Files)


class Store(Decisions, WordLists, Rereading, Drafts, Sightings, Repairs):
    """A library of articles and their rows in one folder; several threads and processes may use it at once."""

    def __init__(self, folder: Path, manifest: Manifest | None = None) -> None:
        self.folder = folder.absolute()
        self._manifest = manifest or Manifest(self.folder)
        self._kept, self._fixed = _Kept(), None
        if manifest is None and not self.is_read_only:
            with named_errors(self.folder):
                sweep(self.folder, self._named_parts())

    def as_of(self, version: str) -> Store:
        """The library as it was at a version, to be looked at only. Raises StoreError for a version it never had."""
        return Store(self.folder, self._manifest.as_of(version))

    def acting(self, person: Person) -> Store:
        """The same library with ``person`` at work in it: what that person may not change raises RightsError, and what
        changes is signed with that person's name."""
        other = copy(self)
        other._manifest = self._manifest.acting(person)
        return other

    @property
    def person(self) -> Person:
        """Who acts."""
        return self._manifest.person

    def may(self, right: str) -> bool:
        """True where the acting person may do what that right (``lib.rights``) is about, here and now."""
        return self.person.may(right) and not self.is_read_only

    @property
    def is_past(self) -> bool:
        """True for an earlier state of the library (``as_of``)."""
        return self._manifest.at is not None

    @property
    def is_read_only(self) -> bool:
        """True where nothing can be changed: an earlier state, or a folder that can't be written."""
        return self.is_past or self._manifest.is_read_only

    def changes(self, limit: int = 100) -> list[dict]:
        """The latest changes of the library: version, at, what, who; the newest first."""
        with self._manifest.read() as db:
            id_ = db.execute("SELECT value FROM meta WHERE key = 'id'").fetchone()[0]
            lines = db.execute(
                "SELECT * FROM changes WHERE change <= ? ORDER BY change DESC LIMIT ?", (self._at(db), limit)
            ).fetchall()
        return [{"version": f"{id_}-{line['change']}", **{k: line[k] for k in ("at", "what", "who")}} for line in lines]

    # -- questions

    @property
    def version(self) -> str:
        """Changes with every import, undo and correction, also by another process."""
        return self._fixed.version if self._fixed else self._manifest.version()

    def steady(self) -> Store:
        """The same library for questions that belong together: whatever is imported or undone meanwhile, they are
        answered from the parts of now. A correction of a row shows nevertheless."""
        other = copy(self)
        other._fixed = self._fixed or self._current()
        return other

    def is_new(self) -> bool:
        """True where nothing was ever imported."""
        with self._manifest.read() as db:
            return db.execute("SELECT count(*) FROM imports").fetchone()[0] == 0

    def ask(
        self,
        sql: str,
        filter: Filter = EVERYTHING,
        params: Sequence = (),
        shared: Mapping[str, str] = NOTHING,
    ) -> pd.DataFrame:
        """The answer to a SELECT over the library's tables (``tables.sql``), restricted to what ``filter`` keeps.

        ``params`` fill the question marks of ``sql``. ``shared``: further tables, name → SELECT without question marks,
        which may name others of them; made once for the filter and kept for other questions that give the same. A
        missing value is NaN or None. Parts that are damaged are left out (``damage``). Raises StoreError where the
        files can't be read for another reason.
        """
        return self._answer(lambda snapshot: snapshot.ask(sql, filter, params, shared))

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What this version of the library should hold but can't be read."""
        snapshot = self._kept.snapshot
        content = snapshot.content if snapshot and snapshot.version == self.version else self._content()
        return content.damage

    def _answer(self, question: Callable[[Snapshot], object]):
        """What the present version answers; where a file fails meanwhile, what it answers without it."""
        for is_last in (False, True):
            snapshot = self._fixed or self._current()
            try:
                return question(snapshot)
            except duckdb.Error as error:
                if not is_last and self._look_again(snapshot):
                    self._fixed = self._fixed and self._current()
                    continue
                if isinstance(error, duckdb.IOException):
                    raise self._unreadable(error) from error
                raise
        raise AssertionError("the loop returns or raises")

    def _look_again(self, snapshot: Snapshot) -> bool:
        """True where the library is no longer what the snapshot was made of: other parts, or damaged ones."""
        kept = self._kept
        with kept.lock:
            kept.files = Files(is_deep=True)
            content = self._content()
            is_other = (content.version, content.damage) != (snapshot.version, snapshot.content.damage)
            if is_other and kept.snapshot is snapshot:
                kept.snapshot = None
            return is_other

    def _current(self) -> Snapshot:
        kept = self._kept
        with kept.lock:
            if kept.snapshot is None or kept.snapshot.version != self.version:
                try:
                    self._open()
                except duckdb.Error:
                    kept.snapshot, kept.files = None, Files(is_deep=True)
                    try:
                        self._open()
                    except duckdb.Error as error:
                        raise self._unreadable(error) from error
            return kept.snapshot

    def _open(self) -> None:
        content, before = self._content(), self._kept.snapshot
        if before is None or not before.refresh(content):
            self._kept.snapshot = Snapshot(self.folder, content)

    def _unreadable(self, error: duckdb.Error) -> StoreError:
        return StoreError(f"{self.folder}: 数据文件读不出来（{_first_line(error)}），请运行 python -m lib check 查看。")

    def _content(self) -> Content:
        """Everything that one moment's version is made of, read in one transaction."""
        with self._manifest.read() as db:
            db.execute("BEGIN")
            at = self._at(db)
            id_ = db.execute("SELECT value FROM meta WHERE key = 'id'").fetchone()[0]
            parts = db.execute(_PARTS, {"at": at}).fetchall()
            live = [correction_of(row) for row in db.execute(f"{LIVE} ORDER BY id", {"at": at})]
            dated = dated_rows(db, at)
            groups = groups_of(db)
            damage = find_damage(db, self.folder, self._kept.files, at)
            db.execute("COMMIT")
        out = {part.part for part in damage if part.is_out}
        without_pages = {part.home for part in damage if any(file.kind == "pages" for file in part.files)}
        parts = [part for part in parts if part["part_id"] not in out]
        homes = [part["pages_of"] or part["part_id"] for part in parts]
        cases = {c.row_id: (c.new["anchor"], c.new["alone"]) for c in live if c.field == "case"}
        return Content(
            version=f"{id_}-{at}",
            parts=tuple(part["part_id"] for part in parts),
            page_parts=tuple(home for home in homes if home not in without_pages),
            corrections=tuple(c for c in live if c.field not in ("published", "article", "case", FIELD)),
            published=tuple((article, *given) for article, given in dated.items()),
            cases=tuple((row, *decided) for row, decided in cases.items()),
            groups=groups,
            damage=damage,
        )

    # -- imports

    @staticmethod
    def new_import_id() -> str:
        """An id for an import that is about to begin; ids sort by time, to the part of a second."""
        moment = datetime.now(UTC)
        return f"{moment:%Y%m%d%H%M%S}-{moment.microsecond >> 4:04x}{secrets.token_hex(2)}"

    def add(self, import_id: str, pages: Sequence[ReadPage], what: str = "", reader: str = "") -> int:
        """Put pages into the library as one part, whole or not at all; the number of articles that were new.

        Articles that the library holds, also by another process a moment ago, are left out; where nothing is new the
        library stays as it is. ``what``: the paths in words, kept with the import's first part; ``reader``: the version
        of reader and lexicon, kept with each part.
        """
        pages = self._new_only(pages)
        while pages:
            part = f"{import_id}-{secrets.token_hex(3)}"
            records = records_of(pages, import_id)
            with named_errors(self.folder):
                write_part(self.folder, part, records)
            with self._manifest.write("import") as db:
                if not self._held(db, "article", [record["article_id"] for record in records["articles"]]):
                    begun = (import_id, now(), what)
                    db.execute("INSERT OR IGNORE INTO imports (import_id, started, what) VALUES (?, ?, ?)", begun)
                    self._name_part(db, part, import_id, records, reader)
                    return len(records["articles"])
            pages = self._new_only(pages)
        return 0

    def finish_import(self, import_id: str, summary: dict) -> None:
        """Close an import that brought something, with its summary (plain JSON values)."""
        with self._manifest.write("import") as db:
            db.execute(
                "UPDATE imports SET finished = ?, summary = ? WHERE import_id = ?",
                (now(), json.dumps(summary, ensure_ascii=False), import_id),
            )

    def undo_import(self, import_id: str) -> None:
        """Take everything of an import out of the library; it can be imported again. Raises StoreError if unknown.

        Its parts stay on disk, so that versions of the library before this one can still be looked at.
        """
        with self._manifest.write("undo_import") as db:
            found = db.execute("SELECT undone FROM imports WHERE import_id = ?", (import_id,)).fetchone()
            if found is None or found[0]:
                raise StoreError(f"{self.folder}: 没有可撤销的导入 {import_id}，请在导入记录里核对编号。")
            ours = "part_id IN (SELECT part_id FROM parts WHERE import_id = ?)"
            for table in ("held_articles", "held_pages"):
                db.execute(f"DELETE FROM {table} WHERE {ours}", (import_id,))
            for table in ("parts", "sightings"):
                sql = f"UPDATE {table} SET dropped = ? WHERE import_id = ? AND dropped IS NULL"
                db.execute(sql, (change_of(db), import_id))
            db.execute("UPDATE imports SET undone = ? WHERE import_id = ?", (now(), import_id))

    def imports(self) -> pd.DataFrame:
        """import_id, started, finished, what, undone, articles, rows, summary (a dict or None); the latest first."""
        with self._manifest.read() as db:
            found = db.execute(
                """SELECT import_id, started, finished, what, undone, coalesce(sum(articles), 0) AS articles,
                          coalesce(sum(rows), 0) AS rows, summary
                   FROM imports LEFT JOIN (SELECT * FROM parts WHERE dropped IS NULL) USING (import_id)
                   GROUP BY import_id ORDER BY started DESC, import_id"""
            ).fetchall()
        records = [dict(row) | {"summary": json.loads(row["summary"] or "null")} for row in found]
        found = pd.DataFrame(records, columns=_IMPORT_COLUMNS, dtype=object)  # None stays None
        return found.astype({"articles": int, "rows": int})

    def held_articles(self, ids: Iterable[str]) -> set[str]:
        """Those of the article ids that the library holds."""
        with self._manifest.read() as db:
            return self._held(db, "article", ids)

    def _new_only(self, pages: Sequence[ReadPage]) -> list[ReadPage]:
        """The pages with their new articles, each once; pages that bring nothing new are left out."""
        with self._manifest.read() as db:
            articles = self._held(db, "article", [read.article.id for page in pages for read in page.articles])
            known_pages = self._held(db, "page", [page_id(page.page) for page in pages])
        found = []
        for page in pages:
            fresh = {read.article.id: read for read in page.articles if read.article.id not in articles}
            articles |= fresh.keys()
            id_ = page_id(page.page)
            if fresh or id_ not in known_pages:
                found.append(ReadPage(page.page, tuple(fresh.values())))
                known_pages.add(id_)
        return found

    @staticmethod
    def _held(db, kind: str, ids: Iterable[str]) -> set[str]:
        wanted = json.dumps(list(ids))
        sql = f"SELECT {kind}_id FROM held_{kind}s WHERE {kind}_id IN (SELECT value FROM json_each(?))"
        return {row[0] for row in db.execute(sql, (wanted,))}

    def _name_part(self, db, part: str, import_id: str, records: dict[str, list[dict]], reader: str) -> None:
        sizes = [len(records[kind]) for kind in KINDS]
        names = "part_id, import_id, pages, articles, rows, reader, added"
        given = (part, import_id, *sizes, reader, change_of(db))
        db.execute(f"INSERT INTO parts ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", given)
        keep_digests(db, self.folder, part)
        for kind in ("article", "page"):
            held = [(record[f"{kind}_id"], part) for record in records[f"{kind}s"]]
            db.executemany(f"INSERT OR IGNORE INTO held_{kind}s VALUES (?, ?)", held)

    def _named_parts(self) -> set[str]:
        with self._manifest.read() as db:
            return {row[0] for row in db.execute("SELECT part_id FROM parts")}


_PARTS = """SELECT part_id, pages_of FROM parts WHERE added <= :at AND (dropped IS NULL OR dropped > :at)
            ORDER BY part_id"""
_IMPORT_COLUMNS = ["import_id", "started", "finished", "what", "undone", "articles", "rows", "summary"]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
