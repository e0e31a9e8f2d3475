"""Earlier states of the library: every version can be looked at, none can be changed."""

import by_hand
import pytest

from lib.errors import StoreError
from lib.store import open_store


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store")


@pytest.fixture
def rows(store):
    return by_hand.fill(store)


def seen(store):
    sql = "SELECT row_id, case_id, status, domains, time FROM rows ORDER BY row_id"
    return store.ask(sql).to_csv() + store.ask("SELECT article_id, published FROM articles ORDER BY 1").to_csv()


def test_every_version_can_be_looked_at_again(store, rows):
    steps = [
        lambda: store.correct(rows[0], None, "checked", "甲"),
        lambda: store.correct(rows[2], "domains", ["energy"], "甲"),
        lambda: store.put_into_case([rows[3]], rows[2], False, "甲"),
        lambda: store.set_published("three", "2020-09", by_hand.pages()[2].articles[0].cooperations, "甲"),
        lambda: store.correct(rows[1], None, "removed", "甲"),
        lambda: store.undo(1, "乙"),
        lambda: store.undo_import(store.imports()["import_id"][0]),
        lambda: by_hand.fill(store),
    ]
    states = {store.version: seen(store)}
    for step in steps:
        step()
        states[store.version] = seen(store)
    assert len(set(states.values())) > 6
    again = open_store(store.folder)
    for version, state in states.items():
        past = again.as_of(version)
        assert past.version == version
        assert seen(past) == state


def test_the_history_of_a_version_ends_there(store, rows):
    made = store.correct(rows[0], None, "checked", "甲", "看过原文")
    then = store.version
    store.undo(made.id, "乙")
    assert store.history() == [(made, False)]
    assert store.as_of(then).history() == [(made, True)]
    assert store.undoings()[made.id][0] == "乙"
    assert store.as_of(then).undoings() == {}
    assert [change["what"] for change in store.changes(3)] == ["undo", "correction", "import"]
    assert store.changes()[0]["version"] == store.version
    assert store.as_of(then).changes()[0]["version"] == then


def test_an_earlier_state_is_not_changed(store, rows):
    past = store.as_of(store.version)
    for change in (
        lambda: past.correct(rows[0], None, "checked", "甲"),
        lambda: past.undo_import(past.imports()["import_id"][0]),
        lambda: past.add("more", [by_hand.page(by_hand.ReadArticle(by_hand.article("five")))]),
    ):
        with pytest.raises(StoreError, match="历史版本"):
            change()
    assert past.is_past
    assert past.is_read_only
    assert not store.is_read_only


@pytest.mark.parametrize("version", ["", "x", "abcdef-1", "-1", "1"])
def test_a_version_of_another_library_is_refused(store, rows, version):
    with pytest.raises(StoreError, match="不是这个资料库"):
        store.as_of(version)


def test_a_version_that_never_was_is_refused(store, rows):
    id_ = store.version.rpartition("-")[0]
    with pytest.raises(StoreError, match="没有版本"):
        store.as_of(f"{id_}-99")
