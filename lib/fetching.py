"""An import's files that don't lie on the disk of whoever reads them: sent along with a part, or in an object store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from lib.gathering import Item
from lib.loading.names import shown_name
from lib.store.folders import Folder


def sent(items: Sequence[Item], folder: Folder, name: str) -> tuple[Item, ...]:
    """The items, those of this machine laid into the file ``name`` of ``folder``, one archive for all."""
    found = []
    with folder.writing(name) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, item in enumerate(items):
            if item.home is None and item.path.is_file():
                inside = f"{number}/{shown_name(item.path.name)}"
                archive.write(item.path, inside)
                item = replace(item, path=Path(inside), home=folder, archive=name)
            found.append(item)
    return tuple(found)


@contextmanager
def at_hand() -> Iterator[Callable[[Item], Path]]:
    """``here(item)``: where its file is on this machine, fetched if need be; copies go in the end.

    ``here`` raises InputError where there is no such file, StoreError where the object store fails.
    """
    with TemporaryDirectory(prefix="atlas-") as name:
        scratch, unpacked = Path(name), set()

        def here(item: Item) -> Path:
            if item.home is None:
                return item.path
            if not item.archive:
                return item.home.fetch(item.path.as_posix(), scratch)
            if item.archive not in unpacked:
                with ZipFile(item.home.fetch(item.archive, scratch)) as archive:
                    archive.extractall(scratch / item.archive)
                unpacked.add(item.archive)
            return scratch / item.archive / item.path

        yield here
