"""Importing: what comes in, what is told, what a second time or a stop half-way does."""

import os
import zipfile

import by_hand
import gold_rows
import pytest

from lib import archives, importing
from lib.__main__ import main
from lib.errors import DataError, InputError, StoreError
from lib.model import Article, Filter, Page
from lib.store import open_store


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store")


def load(path, published):
    """A loader of one's own: a file holds one article, the first line its title; 坏 can't be read."""
    text = path.read_text(encoding="utf-8")
    if "坏" in text:
        raise InputError(f"{path.name}: 这个文件坏了。")
    title, _, body = text.partition("\n")
    return [Page(path.name, text, (), (Article(f"id-{title}", path.name, title, body, published=published),))]


def read(article):
    """A reader of one's own: one row for an article of 闽宁, a failure for one of 虫."""
    if "虫" in article.text:
        raise ZeroDivisionError("bug")
    found = [by_hand.pages()[0].articles[0].cooperations[0]] if "闽宁" in article.text else []
    return found if article.published is None else [*found, by_hand.pages()[2].articles[0].cooperations[1]]


def bring(store, *paths, **more):
    return importing.import_paths(store, paths, read=read, load=load, **more)


@pytest.fixture
def folder(tmp_path):
    files = {
        "a.txt": "甲\n闽宁协作",
        "sub/b.txt": "乙\n别的事",
        "sub/.hidden/c.txt": "丙\n闽宁",
        "bad.txt": "丁\n坏",
        "bug.txt": "戊\n虫",
        ".DS_Store": "x",
    }
    for name, text in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "in"


def titles(store):
    return sorted(store.ask("SELECT title FROM articles")["title"])


def test_a_folder_comes_in_and_what_was_not_read_is_named(store, folder):
    seen = []
    summary = bring(store, folder, progress=lambda done, total: seen.append((done, total)))
    assert titles(store) == ["乙", "甲"]
    assert (summary.files, summary.pages, summary.articles, summary.new, summary.rows) == (3, 3, 3, 2, 1)
    assert summary.undated == 2
    assert [name for name, _ in summary.skipped] == ["bad.txt", "bug.txt《戊》"]
    assert summary.skipped[0][1] == "bad.txt: 这个文件坏了。"
    assert "ZeroDivisionError: bug" in summary.skipped[1][1]
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_failure_of_the_reader_is_in_the_log_too(store, folder, caplog):
    bring(store, folder / "bug.txt")
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_an_article_that_could_not_be_read_comes_in_later(store, folder):
    bring(store, folder / "bug.txt")
    assert titles(store) == []
    assert importing.import_paths(store, [folder / "bug.txt"], read=lambda article: [], load=load).new == 1
    assert store.ask("SELECT file FROM pages")["file"].tolist() == ["bug.txt"]


def test_importing_twice_changes_nothing(store, folder):
    bring(store, folder)
    version = store.version
    summary = bring(store, folder)
    assert (summary.new, summary.held, summary.rows, summary.import_id) == (0, 2, 0, None)
    assert store.version == version


def test_a_file_named_twice_is_read_once(store, folder):
    assert bring(store, folder / "a.txt", folder / "a.txt", folder / "sub", folder).articles == 3


def test_an_import_is_kept_with_its_summary_and_can_be_undone(store, folder):
    summary = bring(store, folder)
    kept = store.imports().iloc[0]
    assert kept["import_id"] == summary.import_id
    assert kept["summary"]["new"] == 2
    assert kept["summary"]["skipped"] == [list(pair) for pair in summary.skipped]
    assert str(folder) in kept["what"]
    store.undo_import(summary.import_id)
    assert titles(store) == []
    assert bring(store, folder).new == 2


def test_a_stop_half_way_keeps_whole_batches(store, folder, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_CHARACTERS", 1)

    def stop(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(store, folder, progress=stop)
    assert titles(store) == ["甲"]
    assert bring(store, folder).new == 1
    assert titles(store) == ["乙", "甲"]


def test_a_stop_that_is_asked_for_keeps_what_is_done_and_names_the_rest(store, folder):
    done = []
    summary = bring(store, folder, progress=lambda at, total: done.append(at), stop=lambda: len(done) > 2)
    assert titles(store) == ["甲"]
    assert (summary.new, summary.left) == (1, ["bug.txt", "b.txt"])
    assert store.imports().iloc[0]["summary"]["left"] == summary.left
    assert bring(store, folder).new == 1
    assert not list((store.folder / "incoming").iterdir())


def test_an_error_of_our_own_data_stops_the_import(store, folder):
    def broken(article):
        raise DataError("词典坏了。")

    with pytest.raises(DataError):
        importing.import_paths(store, [folder], read=broken, load=load)
    assert store.is_new()


@pytest.mark.parametrize("date", ["2019", "2019-11", "2019-11-05", " 2020-02-29 "])
def test_a_publication_date(store, folder, date):
    bring(store, folder / "a.txt", published=date)
    assert store.ask("SELECT published FROM articles")["published"].tolist() == [date.strip()]


@pytest.mark.parametrize("date", ["2019-13", "2021-02-29", "19-1-1", "昨天", "2019/11/05", "2019-11-05T00"])
def test_no_date_is_refused_before_anything_is_read(store, folder, date):
    with pytest.raises(InputError, match="日期"):
        bring(store, folder, published=date)
    assert store.is_new()


def test_an_article_that_gets_its_date_is_read_again(store, folder):
    bring(store, folder)
    before = store.ask("SELECT row_id FROM rows")["row_id"].tolist()
    importing.give_published(store, "id-甲", "2020-09-01", "甲", read=read)
    rows = store.ask("SELECT row_id, time FROM rows")
    assert len(rows) == 2
    assert set(before) < set(rows["row_id"])
    assert set(rows["time"]) == {"2020-09-01"}
    article = importing.stored_article(store, "id-甲")
    assert (article.title, article.text, article.published, article.captions) == ("甲", "闽宁协作", "2020-09-01", ())
    store.undo(store.history("id-甲")[0][0].id, "乙")
    assert store.ask("SELECT row_id FROM rows")["row_id"].tolist() == before


def test_a_date_needs_an_article_and_a_day(store, folder):
    bring(store, folder)
    with pytest.raises(InputError, match="没有文章"):
        importing.give_published(store, "nowhere", "2020", read=read)
    with pytest.raises(InputError, match="日期"):
        importing.give_published(store, "id-甲", "2020-99", read=read)
    assert store.history() == []


def test_a_store_that_fails_stops_the_import(store, folder):
    (store.folder / "atlas.sqlite").unlink()
    with pytest.raises(StoreError):
        bring(store, folder)


def test_coded_rows_of_the_sample_library_come_out_as_they_went_in(store):
    pages = gold_rows.gold_pages()
    gold_rows.fill(store, pages)
    rows = store.ask("SELECT row_id FROM rows")
    assert len(rows) == sum(len(page.articles[0].cooperations) for page in pages)
    texts = store.ask(
        """SELECT amounts.text AS printed, in_title, substr(CASE WHEN in_title THEN a.title ELSE a.text END,
                  start + 1, "end" - start) AS stands
           FROM amounts JOIN rows USING (row_id) JOIN articles AS a USING (article_id) WHERE "end" > 0"""
    )
    assert len(texts) > 50
    assert (texts["printed"] == texts["stands"]).all()
    funding = store.ask("SELECT sum(value) AS total FROM amounts", Filter(kinds=("funding",)))["total"][0]
    by_people = sum(
        amount.value
        for page in pages
        for row in page.articles[0].cooperations
        for amount in row.amounts
        if amount.kind == "funding"
    )
    assert funding == by_people


# -- archives


def zipped(path, files, flag_utf8=True):
    """A ZIP of name → bytes; without the flag its names are GB 18030 bytes, as Chinese Windows writes them."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            if flag_utf8:
                archive.writestr(name, content)
            else:
                member = zipfile.ZipInfo("x" * len(name.encode("gb18030")))
                archive.writestr(member, content)
    if not flag_utf8:
        raw = path.read_bytes()
        for name in files:
            raw = raw.replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030"))
        path.write_bytes(raw)
    return path


@pytest.mark.parametrize("flag", [True, False])
def test_an_archive_comes_in(store, tmp_path, flag):
    files = {"闽宁.txt": "甲\n闽宁协作".encode()}
    hidden = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "sub/inner.zip": b"x", "dir/": b""} if flag else {}
    summary = bring(store, zipped(tmp_path / "in.zip", files | hidden, flag))
    inner = [("sub/inner.zip", "in.zip: 里面的压缩包“sub/inner.zip”未读，请解开后单独导入。")]
    assert (summary.new, summary.rows, summary.skipped) == (1, 1, inner if flag else [])
    assert store.ask("SELECT file FROM articles")["file"].tolist() == ["闽宁.txt"]


@pytest.mark.parametrize("way_out", ["../../out.txt", "/out.txt", "a\\..\\..\\out.txt", "C:\\out.txt"])
def test_an_archive_leads_nowhere_else(store, tmp_path, way_out):
    path = zipped(tmp_path / "in.zip", {way_out: "甲\n闽宁".encode(), "in.txt": "乙\n闽宁".encode()})
    summary = bring(store, path)
    shown = way_out.replace("\\", "/") if os.name == "nt" else way_out
    assert summary.skipped == [(shown, f"in.zip: 里面的“{shown}”路径指向压缩包之外，未读。")]
    assert titles(store) == ["乙"]
    assert not list(tmp_path.rglob("out.txt"))
    assert not (tmp_path.parent / "out.txt").exists()


def test_a_bomb_is_refused(store, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", "哈" * 10_000_000)
    assert path.stat().st_size < 100_000
    assert bring(store, path).skipped == [
        ("bomb.zip", "bomb.zip: 里面的 big.txt 解开后异常巨大，可能是压缩炸弹，未读。")
    ]


def test_a_name_in_an_archive_is_cleaned(store, tmp_path):
    bring(store, zipped(tmp_path / "in.zip", {"a\x1b[2J\u202e.txt": "甲\n闽宁".encode()}))
    assert store.ask("SELECT file FROM articles")["file"].tolist() == ["a_[2J_.txt"]


def test_an_archive_that_cannot_be_read_is_named(store, tmp_path, monkeypatch):
    (tmp_path / "in.zip").write_bytes(b"PK\x03\x04 no archive")
    assert "压缩包打不开" in bring(store, tmp_path / "in.zip").skipped[0][1]
    monkeypatch.setattr(archives, "LIMIT_BYTES", 3)
    path = zipped(tmp_path / "big.zip", {"a.txt": b"abcd"})
    assert "请分成几个压缩包" in bring(store, path).skipped[0][1]


# -- the whole way from files, with the real loader


def test_the_sample_library_loads(store):
    summary = importing.import_paths(
        store, [importing.SAMPLE / "articles", importing.SAMPLE / "newspaper-page.txt"], read=lambda article: []
    )
    assert summary.skipped == []
    assert summary.files == 79
    assert summary.new == summary.articles > 79
    heads = store.ask("SELECT title, source, published FROM articles WHERE file LIKE '%.md'")
    assert len(heads) == 78
    assert heads[["title", "source"]].notna().all().all()
    dated = [path for path in importing.SAMPLE.glob("articles/*.md") if "\npublished: " in path.read_text("utf-8")]
    assert heads["published"].notna().sum() == len(dated)


@pytest.mark.parametrize("table", ["amounts", "counts", "dates"])
def test_every_value_of_the_sample_library_stands_where_it_says(sample, table):
    values = sample.ask(
        f"""SELECT part.text AS printed, substr(CASE WHEN in_title THEN a.title ELSE a.text END,
                   part.start + 1, part."end" - part.start) AS stands
            FROM {table} AS part JOIN rows USING (row_id) JOIN articles AS a USING (article_id)"""
    )
    assert len(values) > 50
    assert (values["printed"] == values["stands"]).all()


def test_the_sample_library_is_read(sample):
    assert not sample.is_new()
    assert len(sample.ask("SELECT * FROM rows")) > 78
    assert sample.ask("SELECT count(DISTINCT article_id) AS n FROM keywords")["n"][0] > 78
    lost = "SELECT row_id FROM rows WHERE row_id NOT IN (SELECT row_id FROM evidence)"
    assert sample.ask(lost).empty, "a row without a sentence to show for it"
    assert importing.import_sample(sample).import_id is None


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample library as a first start makes it."""
    store = open_store(tmp_path_factory.mktemp("sample"))
    importing.import_sample(store)
    return store


def test_the_command_names_what_it_skips(tmp_path, capsys):
    good, bad = tmp_path / "good.md", tmp_path / "bad.pdf"
    good.write_text("---\ntitle: 闽宁协作\n---\n近日，天气晴好，大家都说很好。\n", encoding="utf-8")
    bad.write_bytes(b"%PDF")
    words = ["import", str(good), str(bad), str(tmp_path / "gone.txt"), "--store", str(tmp_path / "store")]
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert "新增 1 篇" in out
    assert "bad.pdf" in err
    assert "gone.txt" in err
    assert main(words[:2] + words[-2:]) == 0
    assert "已在库中 1 篇。资料库未变。" in capsys.readouterr().out.replace("；", "")


def test_a_wrong_date_is_a_matter_of_usage(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["import", str(tmp_path), "--published", "昨天", "--store", str(tmp_path / "store")])
    assert stop.value.code == 2
    assert "日期“昨天”不对" in capsys.readouterr().err


def test_a_disk_that_fills_up_is_named_and_the_import_can_be_run_again(tmp_path, monkeypatch):
    from lib.store import parts

    (tmp_path / "a.txt").write_text(
        "四川与重庆签署合作协议\n\n6月2日，四川省与重庆市在成都签署合作框架协议。\n", encoding="utf-8"
    )
    store = open_store(tmp_path / "store")
    with monkeypatch.context() as patch:
        patch.setattr(parts.os, "fsync", lambda handle: os.write(os.open("/dev/full", os.O_WRONLY), b"x"))
        with pytest.raises(StoreError, match="磁盘已满"):
            importing.import_paths(store, [tmp_path / "a.txt"])
    assert store.problems() == []
    assert importing.import_paths(store, [tmp_path / "a.txt"]).new == 1
