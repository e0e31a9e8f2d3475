"""Map, funding, keywords and network through what their readers touch: links, clicks, choices, empty states."""

import json
from pathlib import Path

import by_hand_charts
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.store import open_store

ROOT = Path(__file__).parent.parent
SLOW = 120  # seconds a page may take on a busy machine before the test gives up


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    return folder, by_hand_charts.fill(open_store(folder))


@pytest.fixture
def app(library, monkeypatch):
    """``app("map", area="510000")`` runs a page on the library made by hand."""
    monkeypatch.setenv("ATLAS_STORE", str(library[0]))
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    st.cache_data.clear()

    def run(page, **params) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SLOW)
        for name, value in params.items():
            at.query_params[name] = value
        at.switch_page(f"pages/{page}.py")
        at.run()
        assert not at.exception
        assert not at.error
        return at

    return run


def click(at: AppTest, chart: str, *customdata: object) -> None:
    """A click on a mark of a chart."""
    at.session_state[chart] = {"selection": {"points": [{"customdata": list(customdata)}]}}
    at.run()
    assert not at.exception


def html(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


def words(at: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning")
    return "\n".join([html(at), *(element.value for kind in kinds for element in at.get(kind))])


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def figures(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.spec) for element in at.get("plotly_chart")]


# -- map


def test_a_province_opens_its_cities_a_city_its_counties_a_county_its_rows(app):
    at = app("map")
    click(at, "map-china-province-all", "place", "510000")
    assert at.query_params["area"] == "510000"
    assert "四川省" in words(at)
    click(at, "map-china-city-510000", "place", "510700")
    assert at.query_params["area"] == "510700"
    click(at, "map-china-county-510700", "place", "510727")
    assert "医院捐款" in html(at)
    at.button(key="way-510000").click().run()
    assert at.query_params["area"] == "510000"
    at.button(key="way-None").click().run()
    assert "area" not in at.query_params


def test_an_arrow_opens_the_rows_of_its_pair(app):
    at = app("map", lang="en")
    click(at, "map-china-province-all", "pair", "330000~510000")
    assert html(at).count('class="row-card"') == 3


def test_a_place_without_parts_and_data_says_so(app):
    at = app("map")
    click(at, "map-china-province-all", "place", "710000")
    assert "area" not in at.query_params
    assert 'class="row-card"' not in html(at)
    assert "台湾" in at.toast[0].value


def test_the_choices_of_a_map_are_in_its_link(app):
    at = app("map", measure="funding", side="recipient", level="city", flows="0")
    spec = figures(at)[0]
    assert not [trace for trace in spec["data"] if trace["type"] == "scattergeo" and trace["mode"] == "markers"]
    at = app("map", scope="world", lang="en")
    assert "Abroad" in words(at)


def test_a_map_link_that_means_nothing_shows_the_country(app):
    at = app("map", area="LAO", level="galaxy", measure="gold", scope="moon")
    assert "各省" in words(at)


def test_boundaries_name_their_source_and_are_no_statement(app):
    said = words(app("map"))
    assert "天地图" in said
    assert "GS(2024)0650" in said
    assert "不代表本软件的立场" in said


def test_official_pairings_stand_beside_what_is_reported(app):
    at = app("map", official="1")
    (table,) = (frame.value for frame in at.dataframe)
    line = table[(table["提供方"] == "浙江省") & (table["安排"] == "东西部扶贫协作(1996安排)")].iloc[0]
    assert list(line[["接受方", "期内支援（件）", "其他（件）", "时期"]]) == ["四川省", 1, 1, "1996-05 – 2016-12"]
    assert line["来源"]
    assert "结对表不完整" in words(at)
    squares = [trace for trace in figures(at)[0]["data"] if trace.get("marker", {}).get("symbol") == "square"]
    without, reported = (trace["customdata"] for trace in squares)
    assert sorted(reported) == [["pair", pair] for pair in ("310000~540000", "330000~510000", "370000~540000")]
    assert len(without) > 20
    assert not app("map").dataframe


def test_the_time_slider_writes_the_years_into_the_link_and_leaves_undated_rows_out(app):
    at = app("map")
    assert at.slider(key="time.slider").value == (2010, 2018)
    at.slider(key="time.slider").set_range(2010, 2011).run()
    assert [at.query_params[name] for name in ("since", "until", "undated")] == ["2010", "2011", "0"]
    at.button(key="time-after").click().run()
    assert [at.query_params[name] for name in ("since", "until")] == ["2012", "2013"]
    assert "没有符合当前条件的合作" in html(at), "no rows in these years, and the slider still there"
    at.slider(key="time.slider").set_range(2010, 2018).run()
    assert not {"since", "until", "undated"} & set(at.query_params)


# -- compare


def test_two_places_stand_side_by_side_on_the_same_scales(app):
    at = app("compare", one="510000", two="540000")
    by_year, *others = figures(at)
    assert by_year["layout"]["xaxis"]["range"] == by_year["layout"]["xaxis2"]["range"]
    assert by_year["layout"]["yaxis"]["range"] == by_year["layout"]["yaxis2"]["range"]
    for figure in others:
        assert figure["layout"]["xaxis"]["range"] == figure["layout"]["xaxis2"]["range"]
        assert figure["layout"]["yaxis"]["categoryarray"] == figure["layout"]["yaxis2"]["categoryarray"]
    click(at, "compare-year", 0, 2018)
    assert "医院捐款" in html(at)
    at.button(key="swap").click().run()
    assert (at.query_params["one"], at.query_params["two"]) == ("540000", "510000")


def test_periods_and_pairs_are_chosen_and_kept_in_the_link(app):
    at = app("compare", lang="en", places="540000")
    assert "replaced by the two sides" in words(at)
    at.button_group(key="compare.way").set_value("periods").run()
    assert at.query_params["way"] == "periods"
    at.slider(key="compare.period.one").set_range(2011, 2012).run()
    assert at.query_params["one"] == "2011-2012"
    at = app("compare", way="pairs", one="330000~510000", two="nowhere")
    assert not at.exception
    assert "浙江省 — 四川省" in html(at)


# -- funding


def test_every_kind_has_its_own_sum_and_the_rule_stands_beside_it(app):
    at = app("funding")
    said = words(at)
    assert "≥ 109.05亿元" in said or "≈ 109.05亿元" in said
    assert "300万元" in said
    assert "另有 1,000万 USD" in said
    assert "1 个单位均值" in said


def test_a_kind_is_chosen_and_its_year_narrows_the_page(app):
    at = app("funding")
    at.button(key="choose-donation").click().run()
    assert at.query_params["measure"] == "donation"
    click(at, "funding-year-donation-printed", 2018)
    assert at.query_params["since"] == at.query_params["until"] == "2018"
    assert at.query_params["kinds"] == "donation"


def test_sums_are_added_up_over_the_years_with_cumulative_figures_beside_them(app):
    at = app("funding", counted="running")
    chart = next(figure for figure in figures(at) if any(trace.get("name") == "自首年累加" for trace in figure["data"]))
    line = next(trace for trace in chart["data"] if trace["name"] == "自首年累加")
    diamonds = next(trace for trace in chart["data"] if trace["name"] == "累计数（可能含往年）")
    assert (line["x"], line["y"]) == ([2011], [9e8])
    assert (diamonds["x"], diamonds["y"]) == ([2018], [1e10])


def test_the_largest_figures_stand_with_their_sentence(app):
    body = html(app("funding", measure="donation"))
    assert '<mark class="m-amount">300万元</mark>' in body


def test_a_sum_leads_to_its_rows(app):
    at = app("funding", lang="en")
    at.button(key="rows-donation").click().run()
    assert "m-partner" in html(at)


def test_prices_are_told(app):
    at = app("funding", measure="investment", prices="constant", lang="en")
    assert "1 figures lack a year or rate" in words(at)


def test_a_filter_without_money_says_what_to_do(app):
    at = app("funding", places="LAO", kinds="loan")
    assert "没有符合当前条件的合作" in words(at)


# -- keywords


def test_a_word_stands_in_its_sentences_and_they_lead_to_the_article(app):
    at = app("keywords", word="医院")
    body = html(at)
    assert '上城区的<mark class="m-amount">医院</mark>对口帮扶平武县。' in body
    assert '捐款300万元，<mark class="m-amount">医院</mark>很忙！' in body
    assert "1 篇文章含此词" in words(at)
    at.button(key="word-filter").click().run()
    assert at.query_params["text"] == "医院"


def test_a_stop_word_of_the_link_leaves_the_page(app):
    at = app("keywords", stops="旅游;协作", trend="医院")
    assert [trace["name"] for trace in figures(at)[0]["data"]] == ["医院"]


@pytest.fixture
def own_library(tmp_path, monkeypatch, app):
    """The same with a library of its own, whose word lists may be changed."""
    by_hand_charts.fill(open_store(tmp_path))
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path))
    return app, open_store(tmp_path)


def test_stop_words_and_own_terms_are_kept_in_the_library(own_library):
    app, store = own_library
    at = app("keywords", word="协作")
    at.button(key="word-stop").click().run()
    assert "word" not in at.query_params
    assert store.words("stop") == ("协作",)
    at.multiselect(key="keywords.own").set_value(["对口帮扶"]).run()
    assert store.words("own") == ("对口帮扶",)
    at = app("keywords", trend="对口帮扶")
    assert at.multiselect(key="keywords.stop").value == ["协作"]
    (line,) = (trace for trace in figures(at)[0]["data"] if trace["name"] == "对口帮扶")
    assert "2 篇中有 1 篇" in " ".join(map(str, line["hovertext"]))  # of 2018


def test_what_is_no_word_is_said_and_not_kept(own_library):
    app, store = own_library
    at = app("keywords", lang="en")
    at.multiselect(key="keywords.own").set_value(["一" * 21]).run()
    assert "20" in at.toast[0].value
    assert store.words("own") == ()


def test_a_word_of_the_page_is_escaped(app):
    at = app("keywords", word="<b>坏</b>")
    assert "<b>坏</b>" not in html(at)


def test_a_point_of_the_trend_narrows_to_word_and_year(app):
    at = app("keywords")
    click(at, "keyword-trend", "协作", 2010)
    assert at.query_params["text"] == "协作"
    assert at.query_params["since"] == "2010"


def test_keyness_asks_for_a_group_first(app):
    assert "选出一组文章" in words(app("keywords"))
    assert "没有显著不同的词" in words(app("keywords", places="540000"))


def test_keyness_sets_two_places_beside_each_other(app):
    at = app("keywords", way="places", one="510000", two="540000")
    assert at.selectbox(key="compare.places.one").value == "510000"
    assert "没有显著不同的词" in words(at)  # each word in one article only
    at.button(key="swap").click().run()
    assert at.query_params["one"] == "540000"
    assert not app("keywords", way="periods", one="2010-2011", two="2018-2018").exception


# -- network


def test_a_place_opens_its_circle_and_its_partners_their_rows(app):
    at = app("network")
    click(at, "network-province-all", "node", "510000")
    assert at.query_params["node"] == "510000"
    assert "四川省的合作圈" in words(at)
    assert "← 浙江：2 件" in labels(at)
    at.button(key="partner-330000").click().run()
    assert html(at).count('class="row-card"') == 3


def test_the_whole_network_says_who_stands_where(app):
    at = app("network", lang="en")
    said = words(at)
    assert "Sichuan has most partners: 2 of the 6 places" in said
    at = app("network", node="510000")
    at.button(key="network-whole").click().run()
    assert "node" not in at.query_params


def test_bodies_have_a_network_and_a_circle_of_their_own(app, tmp_path, monkeypatch):
    by_hand_charts.fill(open_store(tmp_path / "bodies"), by_hand_charts.bodies())
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "bodies"))
    st.cache_resource.clear()
    at = app("network", level="body")
    assert "哪些机构一起合作" in words(at)
    assert "浙江大学的合作机构最多：图中 4 个机构里有 3 个与它直接合作。" in words(at)
    drawn = json.dumps(figures(at)[0], ensure_ascii=False)
    assert "&lt;b&gt;甲公司" in drawn
    click(at, "network-body-all", "node", "浙江大学")
    assert at.query_params["node"] == "浙江大学"
    assert "浙江大学的合作圈" in words(at)
    assert "→ 四川大学：2 件" in labels(at)
    at.button(key="partner-四川大学").click().run()
    assert html(at).count('class="row-card"') == 2
    assert "Zhejiang" not in words(at)
    assert not app("network", level="body", lang="en", node="独一医院").exception


def test_too_high_a_number_says_what_to_do(app):
    assert "没有达到这个件数" in words(app("network", least="10"))


def test_a_place_without_ties_shows_the_whole_network(app):
    at = app("network", node="460000", level="nonsense")
    assert "谁与谁合作" in words(at)
