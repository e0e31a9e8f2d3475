"""Meetings kept in a link: packed and read back, nothing breaks them, and the pages that show them."""

from hypothesis import given
from hypothesis import strategies as some

from lib.ui.steps import MOST, Step, pack, step_of, unpack
from lib.ui.view import PAGES
from tests.test_pages_app import app, html, press, sample_store  # noqa: F401

NAMED = some.text(max_size=40)
PARAMS = some.dictionaries(NAMED, some.lists(NAMED, min_size=1), max_size=3)
STEPS = some.lists(some.builds(step_of, NAMED, some.sampled_from(list(PAGES)), PARAMS), max_size=6)
TWO = pack([Step("总览", "overview", "domains=health"), Step("按时间", "table", "since=2019")])


@given(STEPS)
def test_a_meeting_survives_its_link(steps):
    assert unpack(pack(steps), PAGES.__contains__) == steps


@given(some.text(max_size=60))
def test_no_link_breaks_a_meeting(word):
    steps = unpack(word, PAGES.__contains__)
    assert steps is None or isinstance(steps, list)


def test_a_broken_or_foreign_meeting_is_none():
    assert unpack(TWO[:-6], PAGES.__contains__) is None
    assert unpack(pack([Step("a", "nowhere")]), PAGES.__contains__) is None
    assert len(unpack(pack([Step("a", "map")] * 99), PAGES.__contains__)) == MOST


def test_a_step_leaves_the_meeting_itself_out():
    step = step_of("a", "map", {"domains": ["health", "trade"], "meeting": ["x"], "step": ["1"], "lang": ["en"]})
    assert step.params == {"domains": ["health", "trade"], "lang": ["en"]}


def test_views_become_steps_that_can_be_named_ordered_and_taken_out(app):  # noqa: F811
    at = app(domains="health")
    press(at, "加入当前页面")
    at.query_params["domains"] = "trade"
    at.run()
    press(at, "加入当前页面")
    names = [step.name for step in unpack(at.query_params["meeting"], PAGES.__contains__)]
    assert names == ["总览 · 医疗卫生", "总览 · 商贸电商"]
    at.text_input(key="meeting-name-1").set_value("商贸").run()
    at.button(key="meeting-up-1").click().run()
    steps = unpack(at.query_params["meeting"], PAGES.__contains__)
    assert [(step.name, step.query) for step in steps] == [
        ("商贸", "domains=trade"),
        ("总览 · 医疗卫生", "domains=health"),
    ]
    at.button(key="meeting-out-0").click().run()
    at.button(key="meeting-out-0").click().run()
    assert "meeting" not in at.query_params


def test_a_step_on_display_has_its_name_and_no_bar(app):  # noqa: F811
    at = app(domains="health", meeting=TWO, step="1")
    assert "<h1>总览</h1>" in html(at) and "1 / 2" in html(at)
    assert not [field for field in at.text_input if field.key == "filter.text"]
    assert at.button(key="meeting-before").disabled
    at.button(key="meeting-leave").click().run()
    assert "step" not in at.query_params and at.query_params["meeting"] == TWO


def test_a_broken_meeting_says_so_and_shows_the_page(app):  # noqa: F811
    at = app(meeting="nonsense", step="1")
    assert "会议" in at.warning[0].value
    assert not at.exception
