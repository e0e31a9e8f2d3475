"""A copy of the whole library in a folder of its own, and the way back from it.

The manifest is copied first, by SQLite's own means, then the parts that this copy names: parts never change and never
go, so the backup is the library of one moment, whatever is imported or corrected meanwhile. A second backup into the
same folder copies only what is new.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lib.errors import StoreError
from lib.store.manifest import Manifest, named_errors, now
from lib.store.migrations import copy_manifest, newest, version_of
from lib.store.parts import SCHEMAS, file_of

NAME = "atlas.sqlite"
AHEAD = 10_000  # numbers of changes left out where it is not known which ones the lost manifest had given


@dataclass(frozen=True)
class Copied:
    """What a backup or a restoring did: the library's version, files copied, files that were there already."""

    version: str
    new: int
    there: int


def backup(store: Path, out: Path) -> Copied:
    """Copy the library in ``store`` to ``out``. Raises StoreError where that can't be done."""
    if not (store / NAME).exists():
        raise StoreError(f"{store}: 这里没有资料库，无可备份；请用 --store 指明。")
    if out.absolute().is_relative_to(store.absolute()):
        raise StoreError(f"{out}: 备份不能放在资料库文件夹里面，请另选地方。")
    with named_errors(store):
        manifest = Manifest(store)
    with named_errors(out):
        _need_ours(out, manifest.version().rpartition("-")[0])
        half = out / "atlas.sqlite.new"
        copy_manifest(manifest.path, half)
        copied = _copy_parts(half, store, out)
        half.replace(out / NAME)
    return copied


def restore(source: Path, store: Path) -> Copied:
    """Bring the library in ``store`` back to what the backup ``source`` holds; its manifest is laid aside first.

    Parts that are whole stay where they are. Raises StoreError where the backup is not whole: then nothing is changed.
    """
    with named_errors(source):
        if not (source / NAME).exists():
            raise StoreError(f"{source}: 这里没有备份（缺 {NAME}），请给出 backup 命令写出的文件夹。")
        _need_whole(source)
    with named_errors(store):
        store.mkdir(parents=True, exist_ok=True)
        copied = _copy_parts(source / NAME, source, store)
        _replace_manifest(source / NAME, store)
    return copied


def _need_ours(out: Path, id_: str) -> None:
    """A folder that holds nothing, or an older backup of the same library."""
    if not (out / NAME).exists():
        if out.exists() and any(out.iterdir()) and not (out / "parts").is_dir():
            raise StoreError(f"{out}: 文件夹里有别的东西，请另选一个空文件夹放备份。")
        return
    with closing(_open(out / NAME)) as db:
        if _meta(db, "id") != id_:
            raise StoreError(f"{out}: 这里是另一个资料库的备份，请另选文件夹。")


def _files(manifest: Path) -> Iterator[tuple[str, str]]:
    """(part, kind) of every file that a manifest names, parts that were dropped among them."""
    with closing(_open(manifest)) as db:
        lines = db.execute("SELECT * FROM parts").fetchall()
    for line in lines:
        shared = line["pages_of"] if "pages_of" in line.keys() else None  # noqa: SIM118
        yield from ((line["part_id"], kind) for kind in SCHEMAS if kind != "pages" or not shared)


def _need_whole(source: Path) -> None:
    with closing(_open(source / NAME)) as db:
        if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise StoreError(f"{source}: 备份里的清单 {NAME} 已损坏，请换一份备份。")
        if version_of(db) > newest():
            raise StoreError(f"{source}: 备份是更新的程序写的，请用那个程序恢复。")
    lost = [file for file in (file_of(source, *one) for one in _files(source / NAME)) if not file.exists()]
    if lost:
        raise StoreError(f"{source}: 备份不全，缺 {len(lost)} 个数据文件（如 {lost[0].name}），请换一份备份。")


def _copy_parts(manifest: Path, source: Path, target: Path) -> Copied:
    """Copy the files that a manifest names, each whole or not at all; those with the same size and end stay."""
    (target / "parts").mkdir(parents=True, exist_ok=True)
    new = there = 0
    for part, kind in _files(manifest):
        here, to = file_of(source, part, kind), file_of(target, part, kind)
        if to.exists() and _looks(to) == _looks(here):
            there += 1
            continue
        half = to.with_suffix(".tmp")
        shutil.copyfile(here, half)
        with half.open("rb+") as file:
            os.fsync(file.fileno())
        half.replace(to)
        new += 1
    with closing(_open(manifest)) as db:
        return Copied(f"{_meta(db, 'id')}-{_meta(db, 'changes')}", new, there)


def _looks(path: Path) -> tuple[int, bytes]:
    """Size and the last kilobytes, where Parquet keeps its index and checks: the same for the same part."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 4096))
        return size, file.read()


def _replace_manifest(source: Path, store: Path) -> None:
    """Lay the present manifest aside and put the backup's in its place, also while other processes have it open."""
    live, stamp = store / NAME, now().replace(":", "")
    last = None
    if live.exists():
        try:
            copy_manifest(live, store / "backups" / f"atlas-before-restore-{stamp}.sqlite")
            with closing(_open(live)) as db:
                last = _meta(db, "changes")
        except sqlite3.DatabaseError:
            _lay_aside(store, stamp)
    with closing(_open(source)) as backup, closing(sqlite3.connect(live, timeout=30)) as db:
        backup.backup(db)
    with closing(sqlite3.connect(live, timeout=30, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    with Manifest(store).write("restore") as db:
        number = db.execute("SELECT value FROM meta WHERE key = 'changes'").fetchone()[0]
        ahead = max(number, last + 1) if last is not None else number + AHEAD
        db.execute("UPDATE meta SET value = ? WHERE key = 'changes'", (ahead,))
        db.execute("UPDATE changes SET change = ? WHERE change = ?", (ahead, number))


def _lay_aside(store: Path, stamp: str) -> None:
    """Move a manifest that can't be read out of the way, with all that belongs to it."""
    for ending in ("", "-wal", "-shm"):
        file = store / f"{NAME}{ending}"
        if file.exists():
            (store / "backups").mkdir(exist_ok=True)
            file.rename(store / "backups" / f"atlas-damaged-{stamp}.sqlite{ending}")


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30)
    db.row_factory = sqlite3.Row
    return db


def _meta(db: sqlite3.Connection, key: str) -> object:
    return db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0]
