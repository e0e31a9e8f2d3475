"""Parts before they belong to the library: written whole by whoever reads, then taken in by the one who asked for it.

A draft lies in a folder of its import, ``incoming/IMPORT`` in the store's folder: its Parquet files, and last of all
``NAME.json`` with what it holds; a draft without that file is not whole and is written again.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from lib.store.manifest import named_errors, now
from lib.store.parts import KINDS, ReadPage, file_of, page_id, records_of, sync, write_part, write_table
from lib.store.sightings import Notes, write_notes

STALE_SECONDS = 7 * 24 * 3600  # an import that wrote nothing for so long is dead
HELD = "held.txt"


def write_draft(folder: Path, name: str, pages: Sequence[ReadPage], import_id: str, facts: dict) -> None:
    """Write a draft; ``facts``: what its writer tells of it, as plain JSON values, kept beside what it holds.

    Raises StoreError where the folder can't be written.
    """
    records = records_of(pages, import_id)
    rows = Counter(row["article_id"] for row in records["rows"])
    holds = {
        "pages": [page_id(page.page) for page in pages],
        "articles": [(a["article_id"], a["page_id"], rows[a["article_id"]]) for a in records["articles"]],
    }
    half = folder / f"{name}.{os.getpid()}.tmp"
    with named_errors(folder):
        write_part(folder, name, records)
        half.write_text(json.dumps(facts | {"holds": holds}, ensure_ascii=False), encoding="utf-8")
        half.replace(folder / f"{name}.json")


def read_facts(folder: Path, name: str) -> dict | None:
    """What a whole draft's writer told of it, None where it is not there or not whole."""
    path = folder / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


class Held:
    """What the library held when an import began, for workers who must not open it: ``held(ids) -> those it holds``."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / HELD

    def __call__(self, ids: Iterable[str]) -> set[str]:
        known = _known(self.path)
        return {id_ for id_ in ids if id_ in known}


@lru_cache(maxsize=1)
def _known(path: Path) -> frozenset[str]:
    return frozenset(path.read_text(encoding="utf-8").split()) if path.exists() else frozenset()


class Drafts:
    """The part of a Store that takes drafts in."""

    @contextmanager
    def incoming(self, import_id: str) -> Iterator[Path]:
        """A folder for the drafts of an import; gone with all that is left in it when the import is over.

        Raises, before anything is read, RightsError where the acting person may not import, StoreError where none can.
        """
        self._manifest.check("import")
        home = self.folder / "incoming"
        with named_errors(self.folder):
            _sweep(home)
            (home / import_id).mkdir(parents=True)
        try:
            yield home / import_id
        finally:
            shutil.rmtree(home / import_id, ignore_errors=True)

    def tell_held(self, folder: Path) -> None:
        """Write what the library holds into a folder of drafts, for ``Held``."""
        with self._manifest.read() as db, named_errors(self.folder):
            ids = (row[0] for row in db.execute("SELECT article_id FROM held_articles ORDER BY 1"))
            (folder / HELD).write_text("\n".join(ids), encoding="utf-8")

    def adopt(self, import_id: str, folder: Path, name: str, what: str = "", notes: Notes | None = None) -> list[str]:
        """Take a draft into the library as one part, whole or not at all; the ids of the articles that were new.

        Articles that the library holds, also by another process a moment ago, are left out; where nothing is new the
        library stays as it is. ``what`` as in ``Store.add``; the draft's fact ``reader`` is kept with the part.
        ``notes`` of articles that are new come in with them.
        """
        facts = read_facts(folder, name)
        holds = facts["holds"]
        part, before = f"{import_id}-{name}", None
        while True:
            fresh, pages = self._fresh(holds)
            if not fresh:
                return []
            if before != (fresh, pages):
                with named_errors(self.folder):
                    _lay_down(folder, name, self.folder, part, fresh, pages, holds)
                before = (fresh, pages)
            rows = sum(n for id_, _, n in holds["articles"] if id_ in fresh)
            records = {
                "pages": [{"page_id": id_} for id_ in pages],
                "articles": [{"article_id": id_} for id_ in fresh],
                "rows": [None] * rows,
            }
            with self._manifest.write("import") as db:
                if not self._held(db, "article", list(fresh)):
                    begun = (import_id, now(), what)
                    db.execute("INSERT OR IGNORE INTO imports (import_id, started, what) VALUES (?, ?, ?)", begun)
                    self._name_part(db, part, import_id, records, facts["reader"])
                    write_notes(db, notes or Notes(), fresh)
                    return list(fresh)

    def _fresh(self, holds: dict) -> tuple[dict[str, None], dict[str, None]]:
        """(articles, pages) of a draft that the library lacks, in order; a page stays for its new articles."""
        with self._manifest.read() as db:
            articles = self._held(db, "article", [id_ for id_, _, _ in holds["articles"]])
            known = self._held(db, "page", holds["pages"])
        fresh = {id_: page for id_, page, _ in holds["articles"] if id_ not in articles}
        pages = set(fresh.values())
        return dict.fromkeys(fresh), dict.fromkeys(id_ for id_ in holds["pages"] if id_ in pages or id_ not in known)


def _lay_down(source: Path, name: str, target: Path, part: str, fresh, pages, holds: dict) -> None:
    """The draft's files under the part's name: as they are where all of it is wanted, else what is."""
    (target / "parts").mkdir(parents=True, exist_ok=True)
    whole = len(fresh) == len(holds["articles"]) and len(pages) == len(holds["pages"])
    for kind in KINDS:
        old, new = file_of(source, name, kind), file_of(target, part, kind)
        if whole:
            shutil.copyfile(old, half := new.with_suffix(".tmp"))
            with half.open("rb") as file:
                os.fsync(file.fileno())
            half.rename(new)
        else:
            column, wanted = ("page_id", list(pages)) if kind == "pages" else ("article_id", list(fresh))
            write_table(new, pq.read_table(old).filter(pc.field(column).isin(wanted)))
    sync(target / "parts")


def _sweep(home: Path) -> None:
    """Remove what imports that died long ago have left."""
    for folder in home.glob("*"):
        if folder.stat().st_mtime < time.time() - STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
