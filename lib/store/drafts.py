"""Parts before they belong to the library: written whole by whoever reads, then taken in by the one who asked for it.

A draft lies in a folder of its import, ``incoming/IMPORT`` in the store's folder or wherever else the import was told,
be it an object store: its Parquet files, and last of all ``NAME.json`` with what it holds. A draft without that file is
not whole and is written again; what a writer that died has left beside it is named by none and goes with the folder.
Nothing of it need outlive a power cut: the library's own files are written anew from it.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lib.errors import StoreError
from lib.store.folders import Folder
from lib.store.manifest import named_errors, now
from lib.store.parts import (
    KINDS,
    SCHEMAS,
    ReadPage,
    file_of,
    packed,
    page_id,
    records_of,
    sync,
    write_file,
    write_table,
)
from lib.store.sightings import Notes, write_notes

STALE_SECONDS = 7 * 24 * 3600  # an import that wrote nothing for so long is dead
INCOMING, HELD, BEGUN = "incoming", "held.txt", "begun"
IMPORT = r"\d{14}-[0-9a-f]+"


def write_draft(folder: Folder, name: str, pages: Sequence[ReadPage], import_id: str, facts: dict) -> None:
    """Write a draft; ``facts``: what its writer tells of it, as plain JSON values, kept beside what it holds.

    Raises StoreError where the folder can't be written.
    """
    records = records_of(pages, import_id)
    rows = Counter(row["article_id"] for row in records["rows"])
    holds = {
        "pages": [page_id(page.page) for page in pages],
        "articles": [(a["article_id"], a["page_id"], rows[a["article_id"]]) for a in records["articles"]],
    }
    for kind in KINDS:
        folder.write(f"{name}-{kind}.parquet", packed(pa.Table.from_pylist(records[kind], SCHEMAS[kind])))
    folder.write(f"{name}.json", json.dumps(facts | {"holds": holds}, ensure_ascii=False).encode())


def read_facts(folder: Folder, name: str) -> dict | None:
    """What a whole draft's writer told of it, None where it is not there or not whole."""
    told = folder.read(f"{name}.json")
    return None if told is None else json.loads(told)


class Held:
    """What the library held when an import began, for workers who must not open it: ``held(ids) -> those it holds``."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def __call__(self, ids: Iterable[str]) -> set[str]:
        known = _known(self.folder)
        return {id_ for id_ in ids if id_ in known}


@lru_cache(maxsize=1)
def _known(folder: Folder) -> frozenset[str]:
    return frozenset((folder.read(HELD) or b"").decode().split())


class Drafts:
    """The part of a Store that takes drafts in."""

    @contextmanager
    def incoming(self, import_id: str, drafts: Folder | None = None) -> Iterator[tuple[Folder, Path]]:
        """(folder for the drafts of an import, folder of this machine for its other files): gone when it is over.

        ``drafts``: where the first shall be, if not in the store's folder. Raises, before anything is read, RightsError
        where the acting person may not import, StoreError where none can or a folder can't be written.
        """
        self._manifest.check("import")
        own = Folder(str(self.folder.absolute()))
        begun: list[Folder] = []
        try:
            for home in (own, drafts) if drafts else (own,):
                _sweep(home / INCOMING)
                (folder := home / INCOMING / import_id).write(BEGUN, b"")
                begun.append(folder)
            yield folder, Path(str(begun[0] if folder.is_remote else folder))
        finally:
            for folder in begun:
                with suppress(StoreError):  # what is left is swept by a later import
                    folder.remove()

    def tell_held(self, folder: Folder) -> None:
        """Write what the library holds into a folder of drafts, for ``Held``."""
        with self._manifest.read() as db:
            ids = [row[0] for row in db.execute("SELECT article_id FROM held_articles ORDER BY 1")]
        folder.write(HELD, "\n".join(ids).encode())

    def adopt(self, import_id: str, folder: Folder, name: str, what: str = "", notes: Notes | None = None) -> list[str]:
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


def _lay_down(source: Folder, name: str, target: Path, part: str, fresh, pages, holds: dict) -> None:
    """The draft's files under the part's name: as they are where all of it is wanted, else what is."""
    (target / "parts").mkdir(parents=True, exist_ok=True)
    whole = len(fresh) == len(holds["articles"]) and len(pages) == len(holds["pages"])
    for kind in KINDS:
        data, new = source.read(f"{name}-{kind}.parquet"), file_of(target, part, kind)
        if whole:
            write_file(new, data)
        else:
            column, wanted = ("page_id", list(pages)) if kind == "pages" else ("article_id", list(fresh))
            write_table(new, pq.read_table(pa.BufferReader(data)).filter(pc.field(column).isin(wanted)))
    sync(target / "parts")


def _sweep(home: Folder) -> None:
    """Remove what imports that died long ago have left; nothing that isn't called as an import is."""
    for folder in home.folders():
        if re.fullmatch(IMPORT, folder.name) and folder.last_written() < time.time() - STALE_SECONDS:
            folder.remove()
