"""Which files of a library can't be trusted any more, and what is missing because of them.

A file is whole where it has the digest that it was written with; one of an older store, which has no digest, where it
holds as many records as the manifest says. A part whose articles or rows are damaged is left out as a whole, so that no
article is shown without its rows; where only its pages are, the originals of its articles are missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection, Row

import pyarrow as pa
import pyarrow.parquet as pq

from lib.store.parts import KINDS, file_of

_PARTS = "SELECT parts.*, imports.what FROM parts JOIN imports USING (import_id)"


@dataclass(frozen=True)
class File:
    """A file of a part: pages, articles or rows; where it lies, how many records it holds, its digest ("": unknown)."""

    kind: str
    path: Path
    records: int
    digest: str


@dataclass(frozen=True)
class Damage:
    """A part that can't be read whole.

    ``files``: which of its files; ``home``: the part that holds its pages; ``import_id``, ``what``: the import it came
    by and what was imported, in words; ``is_past``: only earlier states of the library need it; ``is_out``: it is left
    out; ``articles``, ``rows``, ``originals`` of pages: how many are missing.
    """

    part: str
    files: tuple[File, ...]
    home: str
    import_id: str
    what: str
    is_past: bool
    is_out: bool
    articles: int = 0
    rows: int = 0
    originals: int = 0


class Files:
    """Tells whole files from damaged ones; each is read once, and again where it has changed.

    ``is_deep``: files without a digest are read to the last record too.
    """

    def __init__(self, is_deep: bool = False) -> None:
        self.is_deep = is_deep
        self._known: dict[Path, tuple[tuple[int, int] | None, bool]] = {}

    def is_whole(self, file: File) -> bool:
        """False where the file is missing, can't be read or holds something else than was written."""
        stamp = _stamp(file.path)
        known = self._known.get(file.path)
        if known is None or known[0] != stamp:
            known = self._known[file.path] = (stamp, stamp is not None and _is_whole(file, self.is_deep))
        return known[1]


def digest_of(path: Path) -> str:
    """What a file holds, in 32 characters. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def keep_digests(db: Connection, folder: Path, part: str, kinds: Iterable[str] = KINDS) -> None:
    """Note what the files of a part hold, as they lie on the disk. Raises OSError."""
    lines = [(part, kind, digest_of(file_of(folder, part, kind))) for kind in kinds]
    db.executemany("INSERT INTO digests VALUES (?, ?, ?)", lines)


def find_damage(db: Connection, folder: Path, files: Files, at: int | None = None) -> tuple[Damage, ...]:
    """The damaged ones among the parts of the library as it was after change ``at``; None: of all that are kept,
    those of earlier states among them, but not those that were set aside."""
    where = "aside IS NULL" if at is None else "added <= :at AND (dropped IS NULL OR dropped > :at)"
    digests = {(row["part_id"], row["kind"]): row["digest"] for row in db.execute("SELECT * FROM digests")}
    found = []
    for part in db.execute(f"{_PARTS} WHERE {where} ORDER BY part_id", {"at": at}).fetchall():
        home = part["pages_of"] or part["part_id"]
        lost = []
        for kind in KINDS:
            id_ = home if kind == "pages" else part["part_id"]
            file = File(kind, file_of(folder, id_, kind), part[kind], digests.get((id_, kind), ""))
            lost += [] if files.is_whole(file) else [file]
        if lost:
            found.append(_damage(part, home, lost))
    return tuple(found)


def _damage(part: Row, home: str, lost: list[File]) -> Damage:
    kinds = {file.kind for file in lost}
    is_out = bool(kinds - {"pages"})
    return Damage(
        part=part["part_id"],
        files=tuple(lost),
        home=home,
        import_id=part["import_id"],
        what=part["what"],
        is_past=part["dropped"] is not None,
        is_out=is_out,
        articles=part["articles"] if is_out else 0,
        rows=part["rows"] if is_out else 0,
        originals=part["pages"] if "pages" in kinds else 0,
    )


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file does; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_whole(file: File, is_deep: bool) -> bool:
    try:
        if file.digest:
            return digest_of(file.path) == file.digest
        with pq.ParquetFile(file.path, page_checksum_verification=True) as found:
            if is_deep:
                found.read()
            return found.metadata.num_rows == file.records
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        return False
