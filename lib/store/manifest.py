"""The store's system of record: which parts belong to it, its imports, its corrections. SQLite in WAL mode."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

from lib.errors import StoreError, reason
from lib.rights import ADMINISTER, CORRECT, IMPORT, OWNER, Person
from lib.store.migrations import copy_manifest, migrate, newest, version_of

WAIT_SECONDS = 30
NEEDED = {"import": IMPORT} | dict.fromkeys(("correction", "undo", "case", "word"), CORRECT)  # all else: ADMINISTER


def now() -> str:
    """The present moment as the store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def named_errors(folder: Path) -> Iterator[None]:
    """Turn the engine's and the file system's errors into one sentence that names the store's folder."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{folder}: {_sqlite_words(error)}") from error
    except OSError as error:
        raise StoreError(f"{folder}: {_file_words(error)}") from error


def _sqlite_words(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    for key, words in _SQLITE_WORDS.items():
        if name.startswith(key):
            return words
    return f"资料库清单出错（{error}），请运行 python -m lib check 查看。"


_SQLITE_WORDS = {
    "SQLITE_NOTADB": "资料库清单 atlas.sqlite 已损坏，请用备份恢复整个文件夹；程序不会覆盖它。",
    "SQLITE_CORRUPT": "资料库清单 atlas.sqlite 已损坏，请用备份恢复整个文件夹；程序不会覆盖它。",
    "SQLITE_BUSY": "另一个程序正在写入资料库，请稍后再试。",
    "SQLITE_LOCKED": "另一个程序正在写入资料库，请稍后再试。",
    "SQLITE_READONLY": "资料库文件夹不可写，请检查权限，或用 --store 指定别的文件夹。",
    "SQLITE_CANTOPEN": "资料库清单打不开，请检查文件夹的权限，或用 --store 指定别的文件夹。",
    "SQLITE_FULL": "磁盘已满，本批未写入，请腾出空间后重新导入（已写入的不受影响）。",
    "SQLITE_IOERR": "磁盘读写出错，请检查磁盘后再试（已写入的不受影响）。",
}


def _file_words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _SQLITE_WORDS["SQLITE_FULL"]
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _SQLITE_WORDS["SQLITE_READONLY"]
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "这里不是文件夹，不能作资料库，请用 --store 指定别的文件夹。"
    return f"资料库文件读写出错（{reason(error)}），请检查该文件夹。"


class Manifest:
    """``atlas.sqlite`` in the store's folder. Every call opens its own connection, so threads need no care.

    ``at``: the change after which the library is looked at, None for the present; an earlier state can't be written.
    ``is_read_only``: the folder can't be written; what it holds can still be read. ``person``: who acts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "atlas.sqlite"
        self.at: int | None = None
        self.person = OWNER
        with named_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self.is_read_only = self.path.exists() and not all(os.access(p, os.W_OK) for p in (folder, self.path))
            self._create_or_check()

    def as_of(self, version: str) -> Manifest:
        """The manifest as it was at a version. Raises StoreError where that version is not of this library."""
        with self.read() as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
            numbers = {row[0] for row in connection.execute("SELECT change FROM changes")}
        id_, _, number = version.rpartition("-")
        oldest, latest = meta.get("oldest", 0), meta["changes"]
        if id_ != meta["id"] or not re.fullmatch(r"[0-9]{1,15}", number):
            raise StoreError(f"{self.folder}: 版本“{version}”不是这个资料库的，请核对链接。")
        if int(number) not in numbers | {oldest}:
            first, last = f"{id_}-{oldest}", f"{id_}-{latest}"
            raise StoreError(f"{self.folder}: 没有版本“{version}”，可看的是 {first} 到 {last}。")
        other = copy(self)
        other.at = int(number)
        return other

    def acting(self, person: Person) -> Manifest:
        """The same manifest, which ``person`` writes from now on."""
        other = copy(self)
        other.person = person
        return other

    def signed(self, who: str) -> str:
        """The name that a change is signed with: the acting person's own where it is known, else the given one."""
        return self.person.name or who

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection for questions."""
        with named_errors(self.folder):
            connection = self._connect()
            try:
                yield connection
            finally:
                connection.close()

    def check(self, what: str) -> None:
        """Whether a change of that kind may be made here and now. Raises RightsError or StoreError where not."""
        self.person.need(NEEDED.get(what, ADMINISTER))
        if self.at is not None:
            raise StoreError(f"{self.folder}: 这是历史版本 {self.version()}，只能看；请回到最新版本再改。")
        if self.is_read_only:
            raise StoreError(f"{self.folder}: {_SQLITE_WORDS['SQLITE_READONLY']}")

    @contextmanager
    def write(self, what: str = "", who: str = "") -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction that counts as one change of the library; undone where an error comes.

        The change has its number (``change_of``) from the beginning on; ``what`` and ``who`` are noted with it. Raises
        as ``check`` does.
        """
        self.check(what)
        with self.read() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'changes'")
                line = (change_of(connection), now(), what, self.signed(who))
                connection.execute("INSERT INTO changes VALUES (?, ?, ?, ?)", line)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK") if connection.in_transaction else None
                raise

    def version(self) -> str:
        """Changes with every import, undo and correction, whoever made it; stays for an earlier state."""
        with self.read() as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
        return f"{meta['id']}-{meta['changes'] if self.at is None else self.at}"

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise StoreError(f"{self.folder}: 资料库清单 atlas.sqlite 不见了，请用备份恢复整个文件夹。")
        connection = sqlite3.connect(self._address(), uri=True, timeout=WAIT_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _address(self) -> str:
        """Where nothing can be written, SQLite can share no memory with writers; where none works it needs none."""
        log = self.path.with_name("atlas.sqlite-wal")
        if not self.is_read_only:
            return self.path.as_uri()
        return self.path.as_uri() + ("?mode=ro" if log.exists() and log.stat().st_size else "?immutable=1")

    def _create_or_check(self) -> None:
        if not self.path.exists():
            if any((self.folder / "parts").glob("*.parquet")):
                raise StoreError(f"{self.folder}: 有数据而没有清单 atlas.sqlite，请用备份恢复整个文件夹。")
            self.path.touch()
        with self.read() as connection:
            if not self.is_read_only:
                connection.execute("PRAGMA journal_mode = WAL")
            version = version_of(connection)
            if version > newest():
                raise StoreError(
                    f"{self.folder}: 资料库版本是 {version}，本程序只认到 {newest()}，"
                    "请用更新的程序打开，或另选文件夹。"
                )
            if version < newest():
                if self.is_read_only:
                    raise StoreError(f"{self.folder}: 资料库版本是 {version}，须升级才能打开，但文件夹不可写。")
                self._lay_out(connection)

    def _lay_out(self, connection: sqlite3.Connection) -> None:
        """Bring an empty or older store to the newest version; another process may be doing so at this moment."""
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = version_of(connection)
            if version == 0:
                if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise StoreError(f"{self.path}: 这不是本程序的资料库，请另选文件夹。")
                migrate(connection, version)
                connection.execute("INSERT INTO meta VALUES ('id', ?), ('changes', 0)", (secrets.token_hex(3),))
            elif version < newest():
                copy_manifest(self.path, self.folder / "backups" / f"atlas-version-{version}.sqlite")
                migrate(connection, version)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK") if connection.in_transaction else None
            raise


def change_of(connection: sqlite3.Connection) -> int:
    """The number of the change that is being made, or of the last one."""
    return connection.execute("SELECT value FROM meta WHERE key = 'changes'").fetchone()[0]
