"""What people point at → the files to read: folders and archives with all that is in them, big tables in stretches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from lib.archives import unpack
from lib.errors import AtlasError
from lib.loading.files import TABLE_KINDS
from lib.loading.names import shown_name
from lib.loading.tables import count_rows
from lib.store.folders import Folder

STRETCH_ROWS = 2000  # of a table that one worker reads at a time …
STRETCHES = 20  # … unless the table has so many that going through it again and again would cost more than reading
LARGE_TABLE = 2 * 2**20  # bytes; smaller tables are read at once
DOCUMENT_CHARACTERS = 20_000  # what a PDF or DOCX is taken to hold
BYTES_A_CHARACTER = 3  # in UTF-8


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, or a stretch of a table's rows. ``size``: characters, roughly.

    ``path``: where it is on this machine, or in ``home``, a folder of an object store, or in an ``archive`` there.
    """

    path: Path
    size: int
    rows: tuple[int, int] | None = None
    home: Folder | None = None
    archive: str = ""

    @property
    def shown(self) -> str:
        """The file in words."""
        name = shown_name(self.path.name)
        return f"{name}（第 {self.rows[0] + 1}–{self.rows[1]} 条）" if self.rows else name


def gather(paths: Iterable[Path | Folder], scratch: Path, skipped: list[tuple[str, str]]) -> list[Item]:
    """The files meant, each once, hidden files left out; archives are unpacked below ``scratch``.

    What can't be opened is added to ``skipped`` with the reason.
    """
    found: dict[Path | Item, None] = {}
    for path in paths:
        for file in _far(path, scratch, skipped) if isinstance(path, Folder) else _inside(path):
            if isinstance(file, Item) or file.suffix.lower() != ".zip":
                found[file] = None
                continue
            try:
                files, left = unpack(file, scratch)
            except AtlasError as error:
                skipped.append((shown_name(file.name), str(error)))
                continue
            found |= dict.fromkeys(files)
            skipped += left
    return [item for one in found for item in ([one] if isinstance(one, Item) else _items(one))]


def _inside(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not _is_hidden(file.relative_to(path)):
            yield file


def _far(folder: Folder, scratch: Path, skipped: list[tuple[str, str]]) -> Iterator[Path | Item]:
    """The files of an object store where they are; those that must be looked into first are fetched."""
    home, names = folder, folder.files()
    if not names and folder.is_file():
        home, name = folder.parted()
        names = [(name, 0)]
    for name, size in names:
        path = PurePosixPath(name)
        if _is_hidden(path):
            continue
        if path.suffix.lower() == ".zip" or _is_large_table(path, size):
            yield home.fetch(name, scratch)
        else:
            yield Item(Path(name), _characters(path, size), home=home)
    if not names:
        skipped.append((folder.name, f"{folder}: 这里没有文件，请检查地址。"))


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_large_table(path: PurePath, size: int) -> bool:
    return path.suffix.lower() in TABLE_KINDS and size > LARGE_TABLE


def _characters(path: PurePath, size: int) -> int:
    return DOCUMENT_CHARACTERS if path.suffix.lower() in (".pdf", ".docx") else size // BYTES_A_CHARACTER


def _items(path: Path) -> Iterator[Item]:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # the loader says what is wrong with it
    number = _rows(path) if _is_large_table(path, size) else 0
    step = max(STRETCH_ROWS, -(-number // STRETCHES))
    if number <= step:
        yield Item(path, _characters(path, size))
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
