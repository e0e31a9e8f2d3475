"""What people point at → the files to read: folders and archives with all that is in them, big tables in stretches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.archives import unpack
from lib.errors import AtlasError
from lib.loading.files import TABLE_KINDS
from lib.loading.names import shown_name
from lib.loading.tables import count_rows

STRETCH_ROWS = 2000  # of a table that one worker reads at a time …
STRETCHES = 20  # … unless the table has so many that going through it again and again would cost more than reading
LARGE_TABLE = 2 * 2**20  # bytes; smaller tables are read at once
DOCUMENT_CHARACTERS = 20_000  # what a PDF or DOCX is taken to hold
BYTES_A_CHARACTER = 3  # in UTF-8


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, or a stretch of a table's rows. ``size``: characters, roughly."""

    path: Path
    size: int
    rows: tuple[int, int] | None = None

    @property
    def shown(self) -> str:
        """The file in words."""
        name = shown_name(self.path.name)
        return f"{name}（第 {self.rows[0] + 1}–{self.rows[1]} 条）" if self.rows else name


def gather(paths: Iterable[Path], scratch: Path, skipped: list[tuple[str, str]]) -> list[Item]:
    """The files meant, each once, hidden files left out; archives are unpacked below ``scratch``.

    What can't be opened is added to ``skipped`` with the reason.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in _inside(path):
            if file.suffix.lower() != ".zip":
                found[file] = None
                continue
            try:
                files, left = unpack(file, scratch)
            except AtlasError as error:
                skipped.append((shown_name(file.name), str(error)))
                continue
            found |= dict.fromkeys(files)
            skipped += left
    return [item for path in found for item in _items(path)]


def _inside(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


def _items(path: Path) -> Iterator[Item]:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # the loader says what is wrong with it
    kind = path.suffix.lower()
    if kind in (".pdf", ".docx"):
        yield Item(path, DOCUMENT_CHARACTERS)
        return
    number = _rows(path) if kind in TABLE_KINDS and size > LARGE_TABLE else 0
    step = max(STRETCH_ROWS, -(-number // STRETCHES))
    if number <= step:
        yield Item(path, size // BYTES_A_CHARACTER)
        return
    for start in range(0, number, step):
        share = size * step // number
        yield Item(path, share // BYTES_A_CHARACTER, (start, min(start + step, number)))


def _rows(path: Path) -> int:
    """How many rows a table has; 0 where it can't be read, which its loader will say."""
    try:
        return count_rows(path, path.name)
    except (AtlasError, OSError):
        return 0
