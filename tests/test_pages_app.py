"""Every page through what its readers touch: links, filters, language, clicks, empty states. No browser needed."""

import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.importing import import_paths
from lib.store import open_store
from tests.gold_rows import fill

ROOT = Path(__file__).parent.parent
PAGES = [
    "overview",
    "map",
    "funding",
    "keywords",
    "network",
    "compare",
    "table",
    "articles",
    "import",
    "review",
    "method",
]
SLOW = 120  # seconds a page may take on a busy machine before the test gives up


@pytest.fixture(scope="module")
def sample_store(tmp_path_factory):
    """A store with the sample library's coded articles: what is tested here is not the reader."""
    folder = tmp_path_factory.mktemp("sample-store")
    fill(open_store(folder))
    return folder


@pytest.fixture
def app(sample_store, monkeypatch):
    """``app("table", domains="health")`` runs a page of the application on the sample library."""
    return runner(sample_store, monkeypatch)


@pytest.fixture
def empty_app(tmp_path, monkeypatch):
    """The same on a library that once held the sample and holds nothing now."""
    store = open_store(tmp_path)
    store.undo_import(fill(store))
    return runner(tmp_path, monkeypatch)


def runner(store, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", str(store))
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    st.cache_data.clear()

    def run(page="overview", **params) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SLOW)
        for name, value in params.items():
            at.query_params[name] = value
        if page != "overview":
            at.switch_page(f"pages/{page}.py")
        return at.run()

    return run


def html(at: AppTest) -> str:
    """All HTML of the page, sidebar left out."""
    return "\n".join(element.proto.body for element in at.main.get("html"))


def words(at: AppTest) -> str:
    """What the page says outside of charts and tables."""
    kinds = ("markdown", "caption", "info", "warning", "error", "success")
    return "\n".join([html(at), *(element.value for kind in kinds for element in at.main.get(kind))])


def chips(at: AppTest) -> list[str]:
    return [button.label for button in at.button if (button.key or "").startswith("chip-")]


def press(at: AppTest, label: str) -> None:
    """Click the button of that label and let the page run."""
    (button,) = [button for button in at.button if button.label == label]
    button.click().run()


def figure(at: AppTest, number: int = 0) -> dict:
    """The specification of a chart, as it goes to the browser."""
    return json.loads(at.get("plotly_chart")[number].proto.spec)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_in_both_languages(app, page, lang):
    at = app(page, lang=lang)
    assert not at.exception
    assert not at.error
    assert "atlas-title" in html(at)


@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_says_nothing_of_its_own_in_chinese(app, page):
    at = app(page, lang="en")
    labels = [w.label for kind in ("button", "toggle", "text_input", "selectbox", "tabs") for w in at.main.get(kind)]
    chinese = [label for label in labels if any("\u4e00" <= letter <= "\u9fff" for letter in label)]
    assert chinese in ([], ["中文"])


def test_the_language_switch_keeps_the_rest_of_the_link(app):
    at = app(domains="industry")
    at.button(key="language").click().run()
    assert at.query_params["lang"] == "en"
    assert at.query_params["domains"] == "industry"
    assert chips(at) == ["Industry"]
    at.button(key="language").click().run()
    assert "lang" not in at.query_params


def test_a_filter_of_the_bar_goes_into_the_link_and_back_out(app):
    at = app("table")
    at.get("button_group")
    at.text_input(key="filter.text").set_value("医院").run()
    assert at.query_params["text"] == "医院"
    assert chips(at) == ["“医院”"]
    at.button_group(key="filter.dates").set_value("dated").run()
    assert at.query_params["undated"] == "0"
    at.button_group(key="filter.dates").set_value("undated").run()
    assert at.query_params["dated"] == "0" and "undated" not in at.query_params
    assert "只看无日期的" in chips(at)
    at.button(key="chip-0").click().run()
    assert "text" not in at.query_params
    at.button(key="clear-all").click().run()
    assert dict(at.query_params) == {}
    assert chips(at) == []


@pytest.mark.parametrize("asked", ["四川", "sc", "sichuan", "Sichuan"])
def test_a_place_is_found_by_name_pinyin_and_initials(app, asked):
    at = app("table")
    at.text_input(key="filter.place_search").set_value(asked).run()
    offered = [option.content for option in at.button_group(key="filter.places").proto.options]
    assert offered[0].startswith("四川省")
    at.button_group(key="filter.places").set_value(["510000"]).run()
    assert at.query_params["places"] == "510000"


def test_a_full_link_shows_all_its_conditions(app):
    at = app(
        since="2008",
        until="2024-06",
        undated="0",
        places=["510000", "310000"],
        domains=["industry"],
        kinds=["funding"],
    )
    assert not at.exception
    assert len(chips(at)) == 6
    assert not at.warning


def test_a_bad_link_is_named_and_shows_everything(app):
    whole = figure(app())
    at = app(domains="wealth", places="123", since="yesterday", checked="perhaps", pairs="x")
    assert not at.exception
    for value in ("wealth", "123", "yesterday", "perhaps", "x"):
        assert value in at.warning[0].value
    assert figure(at)["data"] == whole["data"]


def test_checked_rows_are_told_from_read_ones_on_every_page_with_a_filter(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    fill(store)
    rows = list(store.ask("SELECT row_id FROM rows")["row_id"])
    for row in rows[:2]:
        store.correct(row, None, "checked", "甲")
    app = runner(tmp_path, monkeypatch)
    for page in ("overview", "map", "funding", "keywords", "network", "table"):
        assert app(page).button(key="only-checked").label == f"{len(rows)} 条，已校订 2"
    at = app()
    at.button(key="only-checked").click().run()
    assert chips(at) == ["已校订"]
    assert at.button(key="only-checked").disabled
    assert app(lang="en", since="2090", undated="0").button(key="only-checked").label == "0 rows, 0 checked"


def test_a_click_on_a_domain_narrows_the_page(app):
    at = app()
    at.session_state["domains"] = {"selection": {"points": [{"customdata": ["education"]}]}}
    at.run()
    assert at.query_params["domains"] == "education"
    assert chips(at) == ["教育"]


def test_a_click_on_a_year_narrows_to_it(app):
    at = app()
    year = figure(at)["data"][0]["customdata"][0][0]
    at.session_state["time"] = {"selection": {"points": [{"customdata": [year, ""]}]}}
    at.run()
    assert at.query_params["since"] == at.query_params["until"] == str(year)
    assert at.query_params["undated"] == "0"


def test_a_number_opens_its_rows_with_their_sentences(app):
    at = app()
    at.button(key="rows-figure_rows").click().run()
    assert not at.exception
    body = "\n".join(element.proto.body for element in at.get("html"))
    assert "<blockquote>" in body
    assert "m-partner" in body


def test_a_filter_that_leaves_nothing_says_what_to_do(app):
    at = app("table", text="没有任何报道会写的一串字")
    assert "没有符合当前条件的合作" in html(at)
    at.button(key="empty-clear").click().run()
    assert "没有符合当前条件的合作" not in html(at)
    assert len(at.dataframe) == 1


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_library_says_what_to_do(empty_app, page):
    at = empty_app(page)
    assert not at.exception
    assert not at.error


def test_an_undone_sample_does_not_come_back(empty_app):
    assert "库里还没有文章" in html(empty_app())


def test_a_damaged_library_is_named_and_kept(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    fill(store)
    for part in (tmp_path / "parts").glob("*-rows.parquet"):
        part.write_bytes(b"broken")
    at = runner(tmp_path, monkeypatch)("overview")
    assert not at.exception
    assert not at.error
    assert "备份" in at.warning[0].value
    assert {path.read_bytes() for path in (tmp_path / "parts").glob("*-rows.parquet")} == {b"broken"}


def first_article(sample_store) -> tuple[str, str]:
    found = open_store(sample_store).ask("SELECT article_id, row_id FROM rows ORDER BY confidence DESC, row_id LIMIT 1")
    return found["article_id"][0], found["row_id"][0]


def test_the_reader_marks_the_row_that_was_asked_for(app, sample_store):
    article, row = first_article(sample_store)
    at = app("articles", article=article, row=row)
    assert not at.exception
    assert "m-bright" in html(at)
    at.button(key=f"shine-{row}").click().run()
    assert "m-bright" not in html(at)
    assert "m-partner" in html(at)
    at.button(key="back").click().run()
    assert "article" not in at.query_params
    assert len(at.dataframe) == 1


def test_the_reader_says_that_an_article_is_not_there(app):
    at = app("articles", article="nothing")
    assert not at.exception
    assert "库里没有这篇报道" in at.warning[0].value


def test_an_article_without_a_date_is_given_one(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    fill(store)
    article = store.ask("SELECT article_id FROM articles WHERE published IS NULL ORDER BY 1")["article_id"][0]
    at = runner(tmp_path, monkeypatch)("articles", article=article)
    at.text_input(key="given-date").set_value("小雪那天")
    press(at, "保存并重新读取")
    assert "小雪那天" in at.error[0].value
    at.text_input(key="given-date").set_value("2020-06-18")
    press(at, "保存并重新读取")
    assert not at.exception
    assert not at.error
    published = store.ask("SELECT published FROM articles WHERE article_id = ?", params=(article,))["published"][0]
    assert published == "2020-06-18"
    assert "2020-06-18" in html(at)


REPRINTED = """福建省与宁夏回族自治区6月2日在银川签署新一轮协作协议，双方将在产业、教育、医疗等领域继续携手。
根据协议，福建省今年将投入帮扶资金5亿元，支持宁夏建设产业园区，带动当地群众就近就业。"""


def test_the_reader_names_the_other_papers_of_an_article(tmp_path, monkeypatch):
    store = open_store(tmp_path / "store")
    for source in ("宁夏日报", "福建日报"):
        front = f"---\ntitle: 闽宁续签协作协议\nsource: {source}\npublished: 2020-06-03\n---\n\n"
        (tmp_path / f"{source}.md").write_text(front + REPRINTED, encoding="utf-8")
        import_paths(store, [tmp_path / f"{source}.md"])
    (article,) = store.ask("SELECT article_id FROM articles")["article_id"]
    at = runner(store.folder, monkeypatch)("articles", article=article)
    assert not at.exception
    assert "也见于：福建日报 2020-06-03" in html(at)


TEXT = """<script>alert(1)</script>浙江省与四川省签署协议

本报讯　浙江省与四川省日前签署合作协议，浙江省将投入<b>500万元</b>支持四川省建设医院。"""


def import_all(at: AppTest) -> None:
    """Press the button that imports, and wait for the import's end."""
    at.button(key="start").click().run()
    assert not at.exception
    at.session_state["intake.job"].wait()
    at.run()
    assert not at.exception


def test_a_pasted_text_is_looked_at_imported_and_undone(tmp_path, monkeypatch):
    at = runner(tmp_path, monkeypatch)("import")
    at.segmented_control(key="intake-way").set_value("text").run()
    at.text_area(key="pasted").set_value(TEXT)
    at.text_input(key="published").set_value("2020-06-18").run()
    at.button(key="preview").click().run()
    assert not at.exception
    assert "m-amount" in html(at)
    assert "<script>alert" not in html(at)
    before = len(open_store(tmp_path).imports())
    import_all(at)
    assert at.success
    imports = open_store(tmp_path).imports()
    assert len(imports) == before + 1


TWO = """闽宁续签协作协议

福建省与宁夏回族自治区6月2日在银川签署新一轮协作协议，福建省今年将投入帮扶资金5亿元。

浙川共建医院

浙江省与四川省6月3日在成都签署合作协议，浙江省将投入500万元支持四川省建设医院。"""


def edit(at: AppTest, name: str, number: int = 0):
    """The button that changes the preview's article of that number."""
    (button,) = [one for one in at.button if (one.key or "").startswith(f"{name}-0-{number}-")]
    return button


def test_articles_are_joined_split_renamed_and_left_out_before_they_come_in(tmp_path, monkeypatch):
    at = runner(tmp_path, monkeypatch)("import")
    at.segmented_control(key="intake-way").set_value("text").run()
    at.text_area(key="pasted").set_value(TWO).run()
    at.button(key="preview").click().run()
    assert "**1　闽宁续签协作协议**" in words(at)
    edit(at, "cut").click().run()
    assert "**2　浙川共建医院**" in words(at)
    edit(at, "join").click().run()
    assert "2　浙川共建医院" not in words(at)
    press(at, "撤回上一步修改")
    assert "**2　浙川共建医院**" in words(at)
    edit(at, "drop").click().run()
    assert "**1　浙川共建医院**" in words(at)
    for name, value in (("title", "浙川医院协议"), ("source", "四川日报"), ("published", "2020-06-04")):
        (field,) = [one for one in at.text_input if (one.key or "").startswith(f"{name}-0-0-")]
        field.set_value(value)
    press(at, "保存")
    assert "四川日报" in words(at)
    import_all(at)
    found = open_store(tmp_path).ask(
        "SELECT title, source, published FROM articles WHERE file LIKE 'paste%' ORDER BY title"
    )
    assert found.values.tolist() == [["浙川医院协议", "四川日报", "2020-06-04"]]


def test_a_table_s_columns_are_mapped_by_hand(tmp_path, monkeypatch):
    at = runner(tmp_path, monkeypatch)("import")
    lines = [
        "甲,乙",
        "闽宁续签协作协议,福建省与宁夏回族自治区6月2日在银川签署新一轮协作协议，双方将在产业领域继续携手。",
    ]
    at.get("file_uploader")[0].upload("table.csv", "\n".join(lines).encode(), "text/csv").run()
    for part, heading in (("title", "甲"), ("text", "乙")):
        (box,) = [box for box in at.selectbox if (box.key or "").startswith(f"column-{part}-")]
        box.set_value(heading).run()
    import_all(at)
    titles = open_store(tmp_path).ask("SELECT title FROM articles WHERE file = 'table.csv'")["title"].tolist()
    assert titles == ["闽宁续签协作协议"]


def test_a_date_that_is_none_is_refused(app):
    at = app("import")
    at.text_input(key="published").set_value("明天").run()
    assert "明天" in at.error[0].value


def test_the_method_page_shows_the_measured_figures_of_both_sets(app):
    kept = json.loads((ROOT / "benchmarks" / "accuracy.json").read_text(encoding="utf-8"))
    at = app("method")
    assert kept["date"] in words(at)
    for name, half in (("newspaper", "even"), ("newspaper", "odd"), ("broadcast", "even")):
        assert f"{100 * kept['sets'][name][half]['pairs']['f1']:.1f}%" in words(at)


def test_the_table_is_taken_away_with_its_conditions(app):
    at = app("table", domains="education")
    assert not at.exception
    assert {button.key for button in at.get("download_button")} >= {"cooperations-csv", "cooperations-xlsx"}


def test_picked_rows_are_what_all_pages_count(app):
    at = app("table")
    at.session_state[at.dataframe[0].key] = {"selection": {"rows": [0, 2]}}
    at.run()
    assert sum("row-card" in element.proto.body for element in at.main.get("html")) == 2
    at.button(key="only-picked").click().run()
    assert chips(at) == ["选定的 2 条"]
    assert "共 2 条" in words(at)


@pytest.mark.parametrize("by", ["pair", "place", "domain", "form", "kind", "year", "source"])
def test_the_table_in_groups_narrows_to_the_group_ticked(app, by):
    at = app("table", group=by, lang="zh")
    assert not at.exception
    table = at.dataframe[0].value
    number = int(table["合作记录"].iloc[0])
    at.session_state[at.dataframe[0].key] = {"selection": {"rows": [0]}}
    at.run()
    assert "group" not in at.query_params
    assert f"共 {number} 条" in words(at)
    assert len(chips(at)) >= 1


def test_a_pages_own_choices_are_in_the_link(app):
    at = app("table", order="unsure")
    assert at.selectbox(key="choice.table.order").value == "unsure"
    at.selectbox(key="choice.table.order").set_value("largest").run()
    assert at.query_params["order"] == "largest"
    at = app("articles", show="no_date")
    assert set(at.dataframe[0].value["published"].isna()) == {True}
    assert not app("table", order="nonsense").exception


def test_a_damaged_library_says_on_its_pages_what_is_missing(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    fill(store)
    lost = len(store.ask("SELECT * FROM rows"))
    [path] = tmp_path.glob("parts/*-rows.parquet")
    path.write_bytes(path.read_bytes()[:100])
    at = runner(tmp_path, monkeypatch)("table")
    assert not at.exception
    [said] = [warning.value for warning in at.warning if "损坏" in warning.value]
    assert f"{lost} 行合作" in said
    assert path.name in said.replace("\\", "")
