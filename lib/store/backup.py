"""A copy of the whole library in a folder of its own, and the way back from it.

The manifest is copied first, by SQLite's own means, then the parts that this copy names: parts never change and never
go, so the backup is the library of one moment, whatever is imported or corrected meanwhile. A second backup into the
same folder copies only what is new. A damaged file never takes the place of a whole one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from lib.errors import StoreError
from lib.store.damage import File, Files
from lib.store.manifest import Manifest, named_errors, now
from lib.store.migrations import copy_manifest, newest, version_of
from lib.store.parts import KINDS, copy_file, file_of

NAME = "atlas.sqlite"
AHEAD = 10_000  # numbers of changes left out where it is not known which ones the lost manifest had given


@dataclass(frozen=True)
class Copied:
    """What a backup or a restoring did: the library's version, files copied, files that were there already.

    ``damaged``: files that are damaged or missing and were left out; an older copy of them in a backup stays.
    """

    version: str
    new: int
    there: int
    damaged: tuple[str, ...] = ()


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
        copied = _copy_parts(half, store, out, _look_alike)
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
        copied = _copy_parts(source / NAME, source, store, _is_the_same)
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


def _files(manifest: Path) -> Iterator[tuple[str, File, bool]]:
    """(part, file, whether it was set aside) of every file that a manifest names, parts that were dropped among them.

    The file's path is that beside the manifest. A manifest of any version is read as it is.
    """
    with closing(_open(manifest)) as db:
        lines = [dict(line) for line in db.execute("SELECT * FROM parts")]
        has_digests = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'digests'").fetchone()[0]
        known = db.execute("SELECT * FROM digests").fetchall() if has_digests else []
    digests = {(line["part_id"], line["kind"]): line["digest"] for line in known}
    for line in lines:
        part = line["part_id"]
        for kind in KINDS:
            if kind != "pages" or not line.get("pages_of"):
                path = file_of(manifest.parent, part, kind)
                yield part, File(kind, path, line[kind], digests.get((part, kind), "")), bool(line.get("aside"))


def _need_whole(source: Path) -> None:
    with closing(_open(source / NAME)) as db:
        if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise StoreError(f"{source}: 备份里的清单 {NAME} 已损坏，请换一份备份。")
        if version_of(db) > newest():
            raise StoreError(f"{source}: 备份是更新的程序写的，请用那个程序恢复。")
    files = Files(is_deep=True)
    lost = [file.path.name for _, file, aside in _files(source / NAME) if not aside and not files.is_whole(file)]
    if lost:
        raise StoreError(
            f"{source}: 备份不全，{len(lost)} 个数据文件缺失或损坏（如 {lost[0]}），请换一份备份；"
            "若没有别的备份，可把它整个复制为资料库文件夹打开，其余仍可读。"
        )


def _copy_parts(manifest: Path, source: Path, target: Path, is_there: Callable[[File, File], bool]) -> Copied:
    """Copy the files that a manifest names, each whole or not at all; ``is_there(from, to)``: one that stays."""
    (target / "parts").mkdir(parents=True, exist_ok=True)
    new, there, damaged, files = 0, 0, [], Files(is_deep=True)
    for part, file, is_aside in _files(manifest):
        here = replace(file, path=file_of(source, part, file.kind))
        to = replace(file, path=file_of(target, part, file.kind))
        if is_aside and not here.path.exists():
            continue
        if is_there(here, to):
            there += 1
        elif is_aside or files.is_whole(here):
            copy_file(here.path, to.path)
            new += 1
        else:
            damaged.append(here.path.name)
    with closing(_open(manifest)) as db:
        return Copied(f"{_meta(db, 'id')}-{_meta(db, 'changes')}", new, there, tuple(damaged))


def _look_alike(here: File, to: File) -> bool:
    """Quick, for a backup that is repeated every night."""
    return here.path.exists() and to.path.exists() and _looks(here.path) == _looks(to.path)


def _is_the_same(here: File, to: File) -> bool:
    """Sure, for a library that may be damaged."""
    return _look_alike(here, to) and Files(is_deep=True).is_whole(to)


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
