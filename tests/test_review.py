"""The review page: what a person clicks and types there, and what of it the store keeps. Words selected: browser/."""

import json
from dataclasses import replace

import by_hand
import pytest

from lib.store import open_store
from tests.test_pages_app import press, runner, words


@pytest.fixture
def library(tmp_path):
    store = open_store(tmp_path)
    return store, by_hand.fill(store)


@pytest.fixture
def app(library, monkeypatch):
    """``app(do="cases")`` runs the review page on the small library."""
    run = runner(library[0].folder, monkeypatch)
    return lambda **params: run("review", **params)


def live(store) -> list[tuple]:
    """What holds: row, field, new, who, why."""
    return [(c.row_id, c.field, c.new, c.who, c.why) for c, holds in store.history() if holds]


def group(at, prefix: str):
    """The one group of buttons (pills) whose key begins so."""
    (found,) = [one for one in at.get("button_group") if (one.key or "").startswith(prefix)]
    return found


def choose(at, prefix: str, value: object) -> None:
    at.session_state[group(at, prefix).key] = value
    at.run()


def field(at, kind: str, prefix: str):
    (found,) = [one for one in at.get(kind) if (one.key or "").startswith(prefix)]
    return found


def test_the_doubtful_row_comes_first_and_one_click_goes_on(library, app):
    store, rows = library
    at = app()
    at.text_input(key="review.who").set_value("测试员").run()
    at.text_input(key="review.why").set_value("与原文一致").run()
    at.button(key="review-checked").click().run()
    assert not at.exception
    assert live(store) == [(rows[2], None, "checked", "测试员", "与原文一致")]
    assert at.text_input(key="review.why").value == ""
    at.button(key="review-removed").click().run()
    assert live(store)[1] == (rows[3], None, "removed", "测试员", "")
    at.button(key="review-back").click().run()
    assert len(live(store)) == 1
    assert at.query_params["row"] == rows[3]


def test_a_passed_row_comes_back_when_the_others_are_done(library, app):
    store, rows = library
    at = app()
    for name in ("pass", "checked", "checked", "checked", "checked"):
        at.button(key=f"review-{name}").click().run()
    assert [row for row, *_ in live(store)] == [rows[3], rows[1], rows[0], rows[2]]
    assert "没有待校订的记录了" in words(at)


def test_a_domain_is_corrected(library, app):
    store, rows = library
    at = app(row=rows[3])
    choose(at, "part-", "coding")
    choose(at, "edit-domains-", ["health", "energy"])
    at.button(key=f"save-domains-{rows[3]}").click().run()
    assert not at.exception
    assert set(store.row_records([rows[3]])[0]["domains"]) == {"health", "energy"}


def test_a_sum_is_corrected_by_typing_and_must_stand_in_the_text(library, app):
    store, rows = library
    at = app(row=rows[1])
    choose(at, "part-", "amounts")
    assert field(at, "text_input", "words-amounts").value == "two的正文"
    field(at, "text_input", "words-amounts").set_value("文里没有的话")
    press(at, "保存")
    assert "文里没有的话" in words(at)
    assert not live(store)
    field(at, "text_input", "words-amounts").set_value("正文")
    field(at, "number_input", "value-amounts").set_value(4e8)
    press(at, "保存")
    (kept,) = store.row_records([rows[1]])[0]["amounts"]
    assert (kept["text"], kept["start"], kept["end"], kept["value"]) == ("正文", 4, 6, 4e8)
    press(at, "去掉")
    assert store.row_records([rows[1]])[0]["amounts"] == []


def test_a_bad_date_is_refused_in_a_sentence(library, app):
    store, rows = library
    at = app(row=rows[3])
    choose(at, "part-", "dates")
    field(at, "text_input", "value-dates").set_value("2019年")
    press(at, "保存")
    assert "日期“2019年”不对" in words(at)
    assert not live(store)


def test_a_missed_row_is_added_with_its_place_in_the_text(library, app):
    store, rows = library
    at = app(row=rows[2])
    at.multiselect(key="missed-partners-three").set_value(["510727", "330100"]).run()
    at.multiselect(key="missed-domains-three").set_value(["education"]).run()
    at.button(key="missed-add-three").click().run()
    assert not at.exception
    added = at.query_params["row"]
    (record,) = store.row_records([added])
    assert (record["status"], record["domains"]) == ("added", ["education"])
    assert {partner["code"] for partner in record["partners"]} == {"510727", "330100"}
    assert all(partner["mentions"] for partner in record["partners"])
    at.button(key="review-back").click().run()
    assert store.row_records([added]) == []


def test_an_article_without_rows_is_said_to_be_right_and_measured(library, app):
    store, _ = library
    at = app(do="silent")
    at.button(key="silent-right").click().run()
    assert store.complete_articles() == {"four"}
    assert "都看过了" in words(at)
    at = app(do="reader")
    assert not at.exception
    assert "整篇校订过 **1** 篇" in words(at)


def test_cases_are_split_and_merged_and_it_stays(library, app):
    store, rows = library
    case = min(rows[:2])
    at = app(do="cases", case=case)
    other = max(rows[:2])
    at.checkbox(key=f"pick-{other}").check().run()
    at.button(key="case-split").click().run()
    assert not at.exception
    cases = dict(store.ask("SELECT row_id, case_id FROM rows").itertuples(index=False))
    assert cases[rows[0]] != cases[rows[1]]
    at = app(do="cases", case=case)
    at.button(key=f"merge-{other}").click().run()
    cases = dict(open_store(store.folder).ask("SELECT row_id, case_id FROM rows").itertuples(index=False))
    assert cases[rows[0]] == cases[rows[1]]
    at.button(key="case-back").click().run()
    cases = dict(store.ask("SELECT row_id, case_id FROM rows").itertuples(index=False))
    assert cases[rows[0]] != cases[rows[1]]


def test_a_case_shows_what_totals_take(library, app):
    _, rows = library
    said = words(app(do="cases", case=rows[0]))
    assert "计入合计" in said and "取自" in said, said
    assert "各报道都没有可计入合计的金额" not in said


def test_every_step_is_told_and_can_be_taken_back_and_done_again(library, app):
    store, rows = library
    kept = store.correct(rows[3], None, "checked", "甲", "看过原文")
    at = app(do="history")
    assert not at.exception
    assert "看过原文" in json.dumps([one.value for one in at.text], ensure_ascii=False)
    press(at, "撤回")
    assert live(store) == []
    press(at, "恢复")
    assert live(store)[0][:3] == (rows[3], None, "checked")
    assert kept.id in store.undoings()


def test_an_earlier_state_is_looked_at_by_its_link_only(library, app, monkeypatch):
    store, rows = library
    before = store.version
    store.correct(rows[3], None, "removed", "甲")
    at = app(version=before)
    assert before in words(at)
    assert "只能看" in words(at)
    assert not [button for button in at.button if button.key == "review-checked"]
    run = runner(store.folder, monkeypatch)
    assert run("table", version=before).dataframe[0].value.shape[0] == 4
    at = run("table")
    assert at.dataframe[0].value.shape[0] == 3
    at = run("table", version="nonsense-7")
    assert at.dataframe[0].value.shape[0] == 3
    assert "不是这个资料库的" in words(at)
    assert "version" not in at.query_params
    at = run("table", version=before)
    at.button(key="to-present").click().run()
    assert at.dataframe[0].value.shape[0] == 3


def test_the_page_speaks_english(app):
    for task in ("rows", "silent", "cases", "history", "reader"):
        at = app(do=task, lang="en")
        assert not at.exception
        assert "reviewing" not in words(at)


def test_what_a_new_reader_would_change_is_shown_before_it_is_taken_over(library, app, monkeypatch):
    store, rows = library
    coded = {one.article.id: one.cooperations for page in by_hand.pages() for one in page.articles}
    monkeypatch.setattr(
        "lib.reading.read", lambda one: [replace(row, domains=("energy",)) for row in coded[one.id][:1]]
    )
    store.correct(rows[3], None, "checked", "甲")
    at = app(do="reader")
    assert "看会变什么" in [button.label for button in at.button]
    assert not [button for button in at.button if button.key == "reread-take"]
    version = store.version
    at.button(key="reread-look").click().run()
    assert not at.exception
    assert store.version == version
    assert "有变 3 条" in words(at)
    assert "领域：商贸电商 → 能源" in words(at)
    at.button(key="reread-take").click().run()
    assert not at.exception
    kept = store.ask("SELECT row_id, domains, status FROM rows").set_index("row_id")
    assert [list(kept.domains[row]) for row in rows] == [["energy"]] * 3 + [["health"]]
    assert kept.status[rows[3]] == "checked"
    assert "都是用现在的读取规则读的" in words(at)


PAGES = ("overview", "map", "funding", "keywords", "network", "compare", "table", "articles")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_show_checked_rows_only(library, monkeypatch, page):
    store, rows = library
    at = runner(store.folder, monkeypatch)(page, checked="1")
    assert not at.exception
    assert "已校订" in " ".join(button.label for button in at.button)
    store.correct(rows[3], None, "checked", "甲")
    at = runner(store.folder, monkeypatch)(page, checked="1")
    assert not at.exception
    assert "标题one" not in words(at) and "老挝" not in words(at)
    if page in ("table", "articles"):
        assert [len(table.value) for table in at.dataframe] == [1]
