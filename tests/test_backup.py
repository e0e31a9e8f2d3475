"""Backup and restoring, by store and by command line: one command each, whole or not at all."""

import multiprocessing
import sqlite3
import zipfile
from pathlib import Path

import by_hand
import pytest

from lib.__main__ import main
from lib.errors import StoreError
from lib.store import ReadArticle, backup, open_store, restore


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    by_hand.fill(store)
    return store


def rows(store):
    return store.ask("SELECT * EXCLUDE (flags, domains, forms, partner_names) FROM rows ORDER BY row_id").to_csv()


def test_a_backup_by_command_line_comes_back(store, tmp_path, capsys):
    row = store.ask("SELECT row_id FROM rows ORDER BY 1")["row_id"][0]
    store.correct(row, None, "checked", "甲")
    before, version = rows(store), store.version
    out = str(tmp_path / "copy")
    assert main(["backup", out, "--store", str(store.folder)]) == 0
    assert version in capsys.readouterr().out
    store.correct(row, None, "removed", "甲")
    store.undo_import(store.imports()["import_id"][0])
    assert main(["restore", out, "--store", str(store.folder)]) == 0
    assert rows(store) == before == rows(open_store(store.folder))
    assert store.problems() == []
    assert list((store.folder / "backups").glob("atlas-before-restore-*.sqlite"))
    assert main(["restore", out, "--store", str(tmp_path / "elsewhere")]) == 0
    assert rows(open_store(tmp_path / "elsewhere")) == before


def test_versions_given_since_the_backup_are_not_given_again(store, tmp_path):
    backup(store.folder, tmp_path / "copy")
    row = store.ask("SELECT row_id FROM rows ORDER BY 1")["row_id"][0]
    known = store.version
    store.correct(row, None, "checked", "甲")
    lost = store.version
    restore(tmp_path / "copy", store.folder)
    store.correct(row, None, "removed", "乙")
    assert store.version not in (known, lost)
    assert store.as_of(known).ask("SELECT * FROM rows WHERE status = 'checked'").empty
    with pytest.raises(StoreError, match="没有版本"):
        store.as_of(lost)


def test_a_second_backup_copies_what_is_new(store, tmp_path):
    first = backup(store.folder, tmp_path / "copy")
    store.add("more", [by_hand.page(ReadArticle(by_hand.article("five")))])
    second = backup(store.folder, tmp_path / "copy")
    assert (first.new, first.there) == (3, 0)
    assert (second.new, second.there) == (3, 3)
    assert len(open_store(tmp_path / "copy").ask("SELECT * FROM articles")) == 5


def _import_many(folder):
    store = open_store(folder)
    for n in range(60):
        store.add("endless", [by_hand.page(ReadArticle(by_hand.article(f"{n}-{k}"))) for k in range(5)])


def test_a_backup_while_an_import_runs_is_whole(store, tmp_path):
    worker = multiprocessing.get_context("spawn").Process(target=_import_many, args=(store.folder,))
    worker.start()
    number, sizes = 0, []
    while worker.is_alive() and number < 20:
        number += 1
        out = tmp_path / f"copy{number}"
        backup(store.folder, out)
        copy = open_store(out)
        assert copy.problems() == []
        sizes.append(len(copy.ask("SELECT article_id FROM articles")))
    worker.join()
    assert worker.exitcode == 0
    assert all((size - 4) % 5 == 0 for size in sizes)
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("damage", [b"not a database, not at all" * 100, b""])
def test_a_damaged_manifest_comes_back_from_a_backup(store, tmp_path, damage):
    before = rows(store)
    backup(store.folder, tmp_path / "copy")
    for path in store.folder.glob("atlas.sqlite*"):
        path.unlink()
    if damage:
        (store.folder / "atlas.sqlite").write_bytes(damage)
    with pytest.raises(StoreError):
        open_store(store.folder)
    restore(tmp_path / "copy", store.folder)
    assert rows(open_store(store.folder)) == before
    kept = list((store.folder / "backups").glob("atlas-damaged-*.sqlite"))
    assert [path.read_bytes() for path in kept] == ([damage] if damage else [])


def test_a_damaged_part_comes_back_from_a_backup(store, tmp_path):
    before = rows(store)
    backup(store.folder, tmp_path / "copy")
    path = next(store.folder.glob("parts/*-rows.parquet"))
    path.write_bytes(path.read_bytes()[:100])
    assert restore(tmp_path / "copy", store.folder).new == 1
    assert rows(open_store(store.folder)) == before


def test_a_backup_that_is_not_whole_changes_nothing(store, tmp_path, capsys):
    before = rows(store)
    backup(store.folder, tmp_path / "copy")
    next((tmp_path / "copy" / "parts").glob("*-articles.parquet")).unlink()
    assert main(["restore", str(tmp_path / "copy"), "--store", str(store.folder)]) == 1
    assert "备份不全" in capsys.readouterr().err
    assert rows(store) == before
    assert main(["restore", str(tmp_path / "nowhere"), "--store", str(store.folder)]) == 1
    assert "没有备份" in capsys.readouterr().err


def test_a_backup_goes_into_no_other_folder(store, tmp_path):
    with pytest.raises(StoreError, match="里面"):
        backup(store.folder, store.folder / "backups" / "mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(StoreError, match="别的东西"):
        backup(store.folder, tmp_path / "mine")
    with pytest.raises(StoreError, match="没有资料库"):
        backup(tmp_path / "nowhere", tmp_path / "copy")
    other = open_store(tmp_path / "other")
    with pytest.raises(StoreError, match="另一个资料库"):
        backup(store.folder, other.folder)


def test_an_old_backup_is_restored_and_migrated(tmp_path):
    with zipfile.ZipFile(Path(__file__).parent / "data" / "store-1.zip") as archive:
        archive.extractall(tmp_path / "old")
    restore(tmp_path / "old", tmp_path / "store")
    assert len(open_store(tmp_path / "store").ask("SELECT * FROM rows")) == 4
    with sqlite3.connect(tmp_path / "old" / "atlas.sqlite") as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1, "the backup itself stays as it is"


def damaged(store):
    """The file of the rows, now cut short, and the rows that the library held before."""
    before = rows(store)
    [path] = store.folder.glob("parts/*-rows.parquet")
    path.write_bytes(path.read_bytes()[:100])
    return path, before


def test_repair_takes_a_damaged_file_alone_from_a_backup(store, tmp_path, capsys):
    out = str(tmp_path / "copy")
    assert main(["backup", out, "--store", str(store.folder)]) == 0
    path, before = damaged(store)
    assert main(["check", "--store", str(store.folder)]) == 1
    assert path.name in capsys.readouterr().out
    assert main(["repair", out, "--store", str(store.folder)]) == 0
    assert f"{path}: 已从备份取回。" in capsys.readouterr().out
    assert rows(open_store(store.folder)) == before == rows(store)
    assert store.problems() == []
    assert main(["repair", str(tmp_path), "--store", str(store.folder)]) == 1
    assert "这里没有备份" in capsys.readouterr().err


def test_a_backup_never_takes_a_damaged_file_in_place_of_a_whole_one(store, tmp_path, capsys):
    out = str(tmp_path / "copy")
    assert main(["backup", out, "--store", str(store.folder)]) == 0
    path, before = damaged(store)
    assert main(["backup", out, "--store", str(store.folder)]) == 1
    assert path.name in capsys.readouterr().err
    assert main(["repair", out, "--store", str(store.folder)]) == 0
    assert rows(store) == before


def test_without_a_backup_damage_is_set_aside_and_the_files_can_be_imported_again(tmp_path, capsys):
    folder, article = str(tmp_path / "store"), tmp_path / "签约.md"
    article.write_text("# 天水西安签约\n\n6月2日，天水市与西安市签署合作框架协议。\n", encoding="utf-8")
    assert main(["import", str(article), "--store", folder]) == 0
    store = open_store(folder)
    row = store.ask("SELECT row_id FROM rows")["row_id"][0]
    store.correct(row, None, "checked", "甲")
    path, _ = damaged(store)
    capsys.readouterr()
    assert main(["repair", "--set-aside", "--store", folder]) == 0
    assert "签约.md" in capsys.readouterr().out
    assert path.exists()
    assert open_store(folder).ask("SELECT * FROM rows").empty
    assert main(["check", "--store", folder]) == 0
    assert main(["import", str(article), "--store", folder]) == 0
    assert open_store(folder).ask("SELECT row_id, status FROM rows").to_numpy().tolist() == [[row, "checked"]]
