"""A new version of the reader: what it would change is shown first; what people decided is left alone."""

from dataclasses import replace

import by_hand
import pytest

from lib.__main__ import main
from lib.model import Filter
from lib.reading.version import reader_version
from lib.rereading import reread, stale_articles
from lib.store import open_store

CODED = {read.article.id: read.cooperations for page in by_hand.pages() for read in page.articles}


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store")


@pytest.fixture
def rows(store):
    return by_hand.fill(store)


def better(article):
    """A reader that finds education everywhere, no longer sees row 4, and finds a row in article four."""
    coded = [replace(row, domains=("education",)) for row in CODED[article.id][:1]]
    if article.id == "four":
        coded = [by_hand.pages()[0].articles[0].cooperations[0]]
    return coded


def table(store):
    found = store.ask("SELECT row_id, domains, status FROM rows ORDER BY row_id")
    return {row: (list(domains), status) for row, domains, status in found.itertuples(index=False)}


def test_what_would_change_is_shown_and_nothing_done(store, rows):
    version, before = store.version, table(store)
    found = reread(store, read=better, reader="2")
    assert found.counts == {"new": 1, "gone": 1, "changed": 3}
    gone = next(difference for difference in found.shown if difference.what == "gone")
    assert (gone.row_id, gone.title) == (rows[3], "标题three")
    assert {difference.fields for difference in found.shown if difference.what == "changed"} == {("domains",)}
    assert (store.version, table(store)) == (version, before)


def test_a_new_reading_is_taken_over(store, rows):
    known, before = store.version, table(store)
    reread(store, True, read=better, reader="2")
    after = table(store)
    assert rows[3] not in after
    assert len(after) == 4
    assert all(domains in (["education"], ["poverty", "education"]) for domains, _ in after.values())
    assert store.readers() == {"2": 4}
    assert stale_articles(store, "2") == 0
    assert reread(store, True, read=better, reader="2").articles == 0
    assert table(open_store(store.folder)) == after
    assert table(store.as_of(known)) == before
    assert store.ask("SELECT page_id FROM pages")["page_id"].is_unique
    assert len(store.ask("SELECT * FROM pages")) == 3
    assert store.problems() == []


def test_what_people_decided_stays(store, rows):
    store.correct(rows[3], None, "checked", "甲")
    store.correct(rows[0], "domains", ["energy"], "甲")
    store.correct(rows[1], None, "removed", "甲")
    added = store.add_row("four", by_hand.pages()[0].articles[0].cooperations[0], "甲")
    before = table(store)
    found = reread(store, True, read=better, reader="2")
    assert found.counts == {"new": 0, "gone": 0, "changed": 1}
    after = table(store)
    assert {row: after[row] for row in (rows[3], rows[0], added)} == {
        row: before[row] for row in (rows[3], rows[0], added)
    }
    assert rows[1] not in after
    assert after[rows[2]] == (["education"], "read")


def test_a_row_whose_partners_were_corrected_does_not_come_twice(store, rows):
    record = store.row_records([rows[3]])[0]
    fewer = [partner for partner in store.row_records([rows[2]])[0]["partners"] if partner["code"] != "LAO"]
    assert record["partners"] != fewer
    store.correct(rows[3], "partners", fewer, "甲")

    def same_pair(article):
        coded = list(CODED[article.id])
        if article.id == "three":
            coded[0] = replace(coded[0], partners=tuple(p for p in coded[0].partners if p.code != "LAO"))
        return coded

    reread(store, True, read=same_pair, reader="2")
    pairs = store.ask("SELECT row_id FROM partners WHERE code = '330100'")
    assert pairs["row_id"].tolist() == [rows[3]]


def test_an_article_that_was_gone_through_is_not_touched(store, rows):
    store.mark_article("four", "complete", "甲")
    assert store.complete_articles() == {"four"}
    found = reread(store, True, read=better, reader="2")
    assert found.counts["new"] == 0
    store.mark_article("four", "open", "甲")
    assert store.complete_articles() == set()
    assert reread(store, True, read=better, reader="3").counts["new"] == 1


def test_an_article_that_was_given_a_date_is_read_with_it(store, rows):
    seen = []

    def read(article):
        seen.append((article.id, article.published))
        return better(article)

    made = store.set_published("three", "2020-09", CODED["three"], "甲")
    store.correct(rows[3], None, "checked", "甲")
    found = reread(store, True, read=read, reader="2")
    assert {(None, "three"), ("2020-09", "three")} <= {(date, id_) for id_, date in seen}
    assert found.counts == {"new": 1, "gone": 0, "changed": 3}
    assert table(store)[rows[2]] == (["education"], "read")
    assert table(store)[rows[3]][1] == "checked"
    store.undo(made.id, "甲")
    assert table(store)[rows[3]][1] == "checked"
    assert store.ask("SELECT published FROM articles WHERE article_id = 'three'")["published"].isna().all()


def test_a_decision_made_while_reading_is_heeded(store, rows):
    """Between reading and taking over somebody checks the row that the new reader no longer finds."""
    [part] = store.stale_parts("2")
    other = open_store(store.folder)
    write = store._manifest.write
    made = []

    def late(what="", who=""):
        if what == "reread" and not made:
            made.append(other.correct(rows[3], None, "checked", "乙"))
        return write(what, who)

    store._manifest.write = late
    reread(store, True, read=better, reader="2")
    assert part.articles == 4
    assert table(store)[rows[3]][1] == "checked"


def test_undoing_the_import_takes_the_new_reading_along(store, rows):
    reread(store, True, read=better, reader="2")
    store.undo_import(store.imports()["import_id"][0])
    assert store.ask("SELECT * FROM articles").empty
    by_hand.fill(store)
    assert len(store.ask("SELECT * FROM articles")) == 4


def test_by_command_line(tmp_path, capsys):
    store = open_store(tmp_path / "store")
    article = by_hand.article(
        "签约", "2010-06-03", text="6月2日，天水市与西安市签署合作框架协议。天水市市长到西安市考察。"
    )
    store.add("old", [by_hand.page(by_hand.ReadArticle(article))])
    given = ["--store", str(store.folder)]
    assert main(["reread", *given]) == 0
    shown = capsys.readouterr().out
    assert "新增" in shown
    assert "尚未采用" in shown
    assert store.ask("SELECT * FROM rows").empty
    assert main(["reread", "--apply", *given]) == 0
    assert "已采用" in capsys.readouterr().out
    assert len(store.ask("SELECT * FROM rows", Filter(places=("620500",)))) == 1
    assert store.readers() == {reader_version(): 1}
    assert main(["reread", *given]) == 0
    assert "无需重读" in capsys.readouterr().out


def test_an_import_keeps_the_readers_version(tmp_path):
    from lib.importing import import_text

    store = open_store(tmp_path / "store")
    import_text(store, "# 标题\n\n6月2日，天水市与西安市签署合作框架协议。", "a.md")
    assert store.readers() == {reader_version(): 1}
    assert reader_version().startswith("0.")
