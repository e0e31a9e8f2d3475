"""How the manifest came to be what it is: one SQL file a version, carried out in order.

A new store runs all of them, an older one those that it lacks, after a copy of its manifest was laid into ``backups/``.
So a change of the tables is a new file with the next number; a file that was released is never edited. Parts are
immutable: a migration leaves them alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def steps() -> tuple[str, ...]:
    """The scripts in order; the first lays out version 1."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("[0-9][0-9][0-9].sql")))


def newest() -> int:
    """The version that this program writes and reads."""
    return len(steps())


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a manifest; 0: nothing is laid out yet."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Carry out the steps after ``version``; to be called inside a transaction, so that all are done or none."""
    for script in steps()[version:]:
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {newest()}")


def copy_manifest(path: Path, target: Path) -> None:
    """A copy of the manifest as it stands at this moment, whoever is writing, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".tmp")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(half)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    half.replace(target)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
