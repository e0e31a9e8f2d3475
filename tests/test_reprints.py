"""Reprints and mirrors: one article with several sources; what differs in what was read stays two."""

import pytest

from lib.__main__ import main
from lib.importing import import_paths
from lib.store import open_store

TEXT = """福建省与宁夏回族自治区6月2日在银川签署新一轮协作协议，双方将在产业、教育、医疗等领域继续携手。
根据协议，福建省今年将投入帮扶资金5亿元，支持宁夏建设产业园区，带动当地群众就近就业。
宁夏回族自治区有关负责人表示，二十多年来，两省区干部群众携手同心，走出了一条东西部协作的路子。
福建省有关负责人表示，将继续选派优秀干部和专业技术人才到宁夏工作，把协作的各项任务落到实处。"""


def page(folder, name, source, text=TEXT, title="闽宁续签协作协议", published="2020-06-03"):
    folder.mkdir(exist_ok=True)
    front = f"---\ntitle: {title}\nsource: {source}\npublished: {published}\n---\n"
    (folder / name).write_text(f"{front}\n{text}\n", encoding="utf-8")
    return folder


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store")


@pytest.fixture
def daily(tmp_path):
    return page(tmp_path / "daily", "a.md", "宁夏日报")


@pytest.fixture
def mirror(tmp_path):
    """The same report with another opening, title and end."""
    text = "本报福州6月2日讯（记者 林立）" + TEXT + "\n（责任编辑：陈平）"
    return page(tmp_path / "mirror", "b.md", "福建日报", text, "福建宁夏续签新一轮协作协议", "2020-06-04")


def articles(store):
    return store.ask("SELECT source FROM articles ORDER BY 1")["source"].tolist()


def number_of_rows(store):
    return len(store.ask("SELECT row_id FROM rows"))


def sources(store):
    (id_,) = store.ask("SELECT article_id FROM articles")["article_id"]
    return [(one["source"], one["published"], one["differs"]) for one in store.sources(id_)]


def test_a_reprint_is_another_source_of_the_article_that_was_first(store, daily, mirror):
    first = import_paths(store, [daily])
    rows = number_of_rows(store)
    again = import_paths(store, [mirror])
    assert (first.new, first.copies, again.new, again.copies, again.rows) == (1, 0, 0, 1, 0)
    assert articles(store) == ["宁夏日报"]
    assert number_of_rows(store) == rows > 0
    assert sources(store) == [("福建日报", "2020-06-04", True)]
    assert store.problems() == []


def test_reprints_of_one_import_are_found_too(store, daily, mirror):
    done = import_paths(store, [daily, mirror])
    assert (done.new, done.copies) == (1, 1)
    assert articles(store) == ["宁夏日报"]


def test_the_same_text_in_another_paper_is_another_source(store, daily, tmp_path):
    import_paths(store, [daily])
    done = import_paths(store, [page(tmp_path / "same", "c.md", "人民日报")])
    assert (done.new, done.held, done.copies) == (0, 1, 0)
    assert sources(store) == [("人民日报", "2020-06-03", False)]


def test_reports_with_another_sum_or_partner_stay_two(store, daily, tmp_path):
    import_paths(store, [daily])
    import_paths(store, [page(tmp_path / "x", "x.md", "甲报", TEXT.replace("5亿元", "6亿元"))])
    import_paths(store, [page(tmp_path / "y", "y.md", "乙报", TEXT.replace("福建", "浙江"))])
    assert articles(store) == ["乙报", "宁夏日报", "甲报"]


def test_the_same_folders_twice_change_nothing(store, daily, mirror, tmp_path):
    folders = [daily, mirror, page(tmp_path / "same", "c.md", "人民日报")]
    import_paths(store, folders)
    before = store.version
    again = import_paths(store, folders)
    assert (again.new, again.copies, again.held, again.import_id) == (0, 0, 3, None)
    assert store.version == before


def test_undoing_the_first_shows_the_reprint_and_the_first_comes_back_behind_it(store, daily, mirror):
    first = import_paths(store, [daily])
    import_paths(store, [mirror])
    version = store.version
    store.undo_import(first.import_id)
    assert articles(store) == ["福建日报"]
    assert number_of_rows(store) > 0
    assert articles(store.as_of(version)) == ["宁夏日报"]
    back = import_paths(store, [daily])
    assert (back.new, back.copies) == (0, 1)
    assert articles(store) == ["福建日报"]
    assert sources(store) == [("宁夏日报", "2020-06-03", True)]


def test_undoing_an_import_takes_its_sources_along(store, daily, mirror, tmp_path):
    import_paths(store, [daily])
    ids = [import_paths(store, [folder]).import_id for folder in (mirror, page(tmp_path / "same", "c.md", "人民日报"))]
    assert len(sources(store)) == 2
    for id_ in ids:
        store.undo_import(id_)
    assert sources(store) == []
    assert import_paths(store, [mirror]).copies == 1


def test_what_people_corrected_stays_in_sight(store, daily, mirror):
    """A reprint whose first was undone and that was corrected since does not vanish when the first comes back."""
    first = import_paths(store, [daily])
    import_paths(store, [mirror])
    store.undo_import(first.import_id)
    (row, *_) = store.ask("SELECT row_id FROM rows ORDER BY 1")["row_id"]
    store.correct(row, "forms", ["park"], "丙")
    import_paths(store, [daily])
    assert "changed" in store.ask("SELECT status FROM rows")["status"].tolist()


def test_the_command_names_reprints(store, daily, mirror, capsys):
    assert main(["import", str(daily), str(mirror), "--store", str(store.folder)]) == 0
    assert "转载 1 篇（并入原文，作为另一来源）" in capsys.readouterr().out


def test_a_short_text_is_a_reprint_of_nothing(store, tmp_path):
    text = "福建与宁夏今天签署协议。"
    import_paths(store, [page(tmp_path / "s", "a.md", "甲报", text), page(tmp_path / "s", "b.md", "乙报", text + "！")])
    assert len(articles(store)) == 2
