"""A store of any older version is brought to the newest one, with a copy of its manifest laid aside first.

``data/store-1.zip`` was written by the program of version 1: the library of ``by_hand`` with four corrections, one
of them taken back.
"""

import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from lib.errors import StoreError
from lib.model import Filter
from lib.store import migrations, open_store

OLD = sorted((Path(__file__).parent / "data").glob("store-*.zip"))


@pytest.fixture(params=OLD, ids=lambda path: path.stem)
def old(request, tmp_path):
    """The folder of a store as an older program left it."""
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path / "store")
    return tmp_path / "store"


def version(path):
    with closing(sqlite3.connect(path)) as db:
        return migrations.version_of(db)


def schema(folder):
    with closing(sqlite3.connect(folder / "atlas.sqlite")) as db:
        return sorted(
            re.sub(r"\s+", " ", row[0]) for row in db.execute("SELECT sql FROM sqlite_master WHERE sql <> ''")
        )


@pytest.fixture
def next_version(monkeypatch):
    """A version that does not exist yet."""
    steps = (*migrations.steps(), "CREATE TABLE tomorrow (a);\nINSERT INTO tomorrow VALUES (';');\n")
    monkeypatch.setattr(migrations, "steps", lambda: steps)


def test_an_old_store_holds_what_it_held(old):
    store = open_store(old)
    assert version(old / "atlas.sqlite") == migrations.newest()
    assert len(store.ask("SELECT * FROM rows")) == 4
    assert store.ask("SELECT status FROM rows ORDER BY 1")["status"].tolist() == ["changed", "checked", "read", "read"]
    assert len(store.ask("SELECT * FROM rows", Filter(domains=("energy",)))) == 1
    assert store.ask("SELECT published FROM articles WHERE article_id = 'three'")["published"][0] == "2020-09"
    assert [holds for _, holds in store.history()] == [False, True, True, True]
    assert store.problems() == []


def test_an_old_store_takes_new_decisions(old):
    store = open_store(old)
    row = store.ask("SELECT row_id FROM rows WHERE status = 'read' ORDER BY 1")["row_id"][0]
    made = store.correct(row, "forms", ["park"], "丙")
    assert store.ask("SELECT form FROM row_forms", Filter(rows=(row,)))["form"].tolist() == ["park"]
    store.undo(made.id, "丙")
    store.undo_import(store.imports()["import_id"][0])
    assert store.ask("SELECT * FROM rows").empty


def test_an_old_and_a_new_store_have_the_same_tables(old, tmp_path):
    open_store(old)
    assert schema(old) == schema(open_store(tmp_path / "fresh").folder)


def test_the_next_version_leaves_a_copy_of_this_one(old, next_version):
    before = version(old / "atlas.sqlite")
    open_store(old)
    assert version(old / "atlas.sqlite") == migrations.newest()
    copy = old / "backups" / f"atlas-version-{before}.sqlite"
    assert version(copy) == before
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT count(*) FROM corrections").fetchone()[0] == 5


def test_a_step_that_fails_changes_nothing(old, monkeypatch):
    steps = (*migrations.steps(), "CREATE TABLE tomorrow (a);\nINSERT INTO nowhere VALUES (1);\n")
    before = version(old / "atlas.sqlite")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "steps", lambda: steps)
        with pytest.raises(StoreError):
            open_store(old)
    assert version(old / "atlas.sqlite") == before
    assert len(open_store(old).ask("SELECT * FROM rows")) == 4


def test_a_new_store_needs_no_copy(tmp_path):
    folder = open_store(tmp_path / "store").folder
    open_store(folder)
    assert not (folder / "backups").exists()


def test_the_steps_are_numbered_without_a_gap():
    names = sorted(path.name for path in migrations.HERE.glob("*.sql"))
    assert names == [f"{n:03}.sql" for n in range(1, len(names) + 1)]
