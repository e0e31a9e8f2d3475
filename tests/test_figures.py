"""What the figures hold: words in both languages, no data never drawn as zero, marks that say what they lead to."""

import json
from math import isnan, nan

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.figures import amounts, funding, keywords, network
from lib.figures import classes as shades
from lib.figures import map as maps
from lib.figures import projections as drawn
from lib.ui.words import Words
from lib.views import boundaries

PLACES = pd.DataFrame(
    [
        ("510000", 9e8, 0.0, 9e8, False, 3),
        ("330000", 2e7, 2e7, nan, False, 2),
        ("LAO", 5e6, 5e6, 5e6, True, 1),
    ],
    columns=["code", "value", "low", "high", "is_about", "cases"],
)
FLOWS = pd.DataFrame(
    [("330000", "510000", 3.0, 3, 2, 0), ("110000", "130000", 1.0, 1, 0, 0), ("320000", "540000", 2.0, 2, 1, 1)],
    columns=["a", "b", "value", "cases", "given", "taken"],
)
NO_FLOWS = FLOWS.iloc[:0]


def look(lang: str = "zh", measure: str = "cases", dark: bool = False) -> maps.Look:
    return maps.Look(Words("map", lang), measure, dark)


def traces(fig, kind: str) -> list:
    return [trace for trace in fig.data if trace.type == kind]


# -- classes, bounds, directions

values = some.lists(some.floats(1, 1e12), min_size=1, max_size=60)


@given(values, some.integers(1, 7))
def test_every_value_falls_in_its_class(found, most):
    ranges = shades.classes(found, most)
    assert 1 <= len(ranges) <= most
    assert [low for low, _ in ranges] == sorted(low for low, _ in ranges)
    for value in found:
        low, high = ranges[shades.class_of(value, ranges)]
        assert low <= value <= high


def test_few_values_have_a_class_each_and_shades_differ():
    assert shades.classes([3, 1, 3]) == [(1, 1), (3, 3)]
    for number in range(1, 6):
        assert len(set(shades.shades(number))) == number
    assert shades.shades(0) == []


@pytest.mark.parametrize(
    ("value", "low", "high", "about", "expected"),
    [
        (5, 5, 5, False, ""),
        (5, 5, nan, False, "≥ "),
        (5, 0, 5, False, "≤ "),
        (5, 0, nan, False, "≈ "),
        (5, 5, 8, False, "≈ "),
        (5, 5, 5, True, "≈ "),
    ],
)
def test_the_sign_says_what_is_open(value, low, high, about, expected):
    assert amounts.sign(value, low, high, about) == expected


def test_whiskers_reach_the_bounds_and_an_open_end_has_none():
    bars = amounts.whiskers(PLACES)
    assert bars["arrayminus"] == [9e8, 0, 0]
    assert bars["array"] == [0, 0, 0]


def test_arrows_point_the_way_of_their_line():
    project = drawn.albers(105)
    assert drawn.bearing((105, 30), (105, 35), project) == pytest.approx(0)
    assert drawn.bearing((105, 35), (105, 30), project) == pytest.approx(180)
    assert 60 < drawn.bearing((103, 30), (107, 30), project) < 120
    world = drawn.natural_earth(100)
    assert drawn.bearing((90, 0), (110, 0), world) == pytest.approx(90)


@given(*(some.tuples(some.floats(75, 135), some.floats(18, 53)) for _ in range(2)))
def test_a_bow_starts_and_ends_at_its_places(start, end):
    path = drawn.bow(start, end)
    assert path[0] == pytest.approx(start)
    assert path[-1] == pytest.approx(end)


def test_a_bow_takes_the_shorter_way_round_the_globe():
    path = drawn.bow((120, 30), (-98, 40))
    assert path[-1] == (262, 40)
    assert all(100 < lon < 280 for lon, _ in path)


# -- map


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_places_without_data_are_land_and_say_so(lang, dark):
    fig = maps.china(PLACES, NO_FLOWS, look(lang, dark=dark), boundaries.shape("province"))
    land, painted = traces(fig, "choropleth")[:2]
    assert len(land.locations) == 34
    assert Words("map", lang).t("no_data") in land.hovertemplate
    assert set(painted.locations) == {"510000", "330000"}
    assert not any(isnan(value) for value in painted.z)
    assert {"geo", "geo2"} == {trace.geo for trace in traces(fig, "choropleth")}
    names = {text for trace in traces(fig, "scattergeo") if trace.mode == "text" for text in trace.text}
    assert ("四川" if lang == "zh" else "Sichuan") in names
    assert len(names) == 34


def test_the_map_asks_only_this_server_for_geometry():
    for fig in (
        maps.china(PLACES, FLOWS, look(), boundaries.shape("city", "510000"), "510000"),
        maps.world(PLACES, NO_FLOWS, look(), boundaries.shape("province")),
    ):
        for trace in traces(fig, "choropleth"):
            assert trace.geojson.startswith("./app/static/geo/")
            assert trace.featureidkey == "id"


def test_money_on_the_map_carries_its_bounds():
    fig = maps.china(PLACES, NO_FLOWS, look(measure="funding"), boundaries.shape("province"))
    said = dict(zip(traces(fig, "choropleth")[1].locations, traces(fig, "choropleth")[1].text, strict=True))
    assert "≤ 9亿元" in said["510000"]
    assert "≥ 2,000万元" in said["330000"]


def test_lines_leave_the_click_to_the_places_and_heads_carry_their_pair():
    fig = maps.china(PLACES, FLOWS, look(), boundaries.shape("province"))
    lines = [trace for trace in traces(fig, "scattergeo") if trace.mode == "lines"]
    assert lines
    assert all(trace.hoverinfo == "skip" for trace in lines)
    heads = {trace.marker.symbol: trace for trace in traces(fig, "scattergeo") if trace.mode == "markers"}
    assert sorted(pair for _, pair in heads["arrow"].customdata) == ["320000~540000"] * 2 + ["330000~510000"]
    assert [list(data) for data in heads["circle"].customdata] == [["pair", "110000~130000"]]
    assert len(set(heads["arrow"].marker.angle)) == 3


def test_an_empty_map_is_drawn_with_a_legend_of_no_data():
    fig = maps.china(PLACES.iloc[:0], NO_FLOWS, look("en"), boundaries.shape("province"))
    assert len(traces(fig, "choropleth")) == 2  # land, on map and inset
    assert "No data" in {note.text for note in fig.layout.annotations}


def test_the_world_has_countries_and_groups_and_china_as_home():
    table = pd.concat([PLACES, PLACES.assign(code=["X-ASEAN", "G-EAST", "CHN"])])
    fig = maps.world(table, NO_FLOWS, look("en"), boundaries.shape("province"))
    painted = traces(fig, "choropleth")[2]
    assert list(painted.locations) == ["LAO"]
    (diamonds,) = [trace for trace in traces(fig, "scattergeo") if trace.mode == "markers+text"]
    assert "ASEAN" in diamonds.text
    assert not {"G-EAST", "CHN"} & {code for _, code in diamonds.customdata}


# -- funding

YEARS = pd.DataFrame(
    [(2010, True, 7e8, 7e8, nan, False, 1), (2011, False, 9e8, 0.0, 9e8, False, 2)],
    columns=["year", "is_cumulative", "value", "low", "high", "is_about", "cases"],
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cumulative_years_look_different_and_missing_years_are_not_zero(lang):
    fig = funding.by_year(YEARS, "funding", Words("funding", lang))
    assert len(fig.data) == 2
    assert fig.data[0].marker.pattern.shape != fig.data[1].marker.pattern.shape
    assert sorted(year for trace in fig.data for year in trace.x) == [2010, 2011]
    assert "≥" in fig.data[1].hovertext[0]


def test_flows_hold_every_end_on_its_side():
    table = pd.DataFrame(
        [("*", "540000", 1e10, 1e10, nan, False, 1), ("330000", "510000", 9e8, 9e8, 9e8, False, 1),
         ("510000", "540000", 1e8, 1e8, 1e8, False, 1)],
        columns=["giver", "taker", "value", "low", "high", "is_about", "cases"],
    )  # fmt: skip
    option = funding.sankey(table, "funding", Words("funding", "en"))
    (series,) = option["series"]
    names = [node["name"] for node in series["data"]]
    assert names == ["g:*", "g:330000", "g:510000", "t:540000", "t:510000"]
    assert len(set(names)) == len(names)
    assert {(link["source"], link["target"]) for link in series["links"]} == {
        ("g:*", "t:540000"),
        ("g:330000", "t:510000"),
        ("g:510000", "t:540000"),
    }
    assert "Several places" in series["data"][0]["label"]["formatter"]
    json.dumps(option)


# -- keywords

WORDS = pd.DataFrame([("协作", 9, 6), ("旅游", 4, 4), ("医院", 3, 1)], columns=["word", "n", "articles"])


def test_the_cloud_is_ordered_by_articles_and_says_its_numbers():
    found = keywords.cloud_words(WORDS, Words("keywords", "en"))
    assert [word["text"] for word in found] == ["协作", "旅游", "医院"]
    assert found[0]["size"] > found[1]["size"] > found[2]["size"] > 0
    assert "6 articles" in found[0]["hint"]
    assert keywords.cloud_words(WORDS.iloc[:0], Words("keywords")) == []
    assert keywords.cloud_words(WORDS.iloc[:1], Words("keywords"))[0]["size"] > 0


def test_a_year_without_articles_is_a_gap_in_the_trend():
    table = pd.DataFrame(
        [(2010, "协作", 1, 2, 0.5), (2012, "协作", 0, 3, 0.0)], columns=["year", "word", "articles", "of", "share"]
    )
    (line,) = keywords.trend(table, Words("keywords")).data
    assert list(line.x) == [2010, 2011, 2012]
    assert isnan(line.y[1])
    assert line.y[2] == 0
    assert line.connectgaps is False


def test_keyness_shows_both_sides():
    table = pd.DataFrame(
        [("援藏", 8, 1, 9.0, 1.0, 20.0, 3.0, 4, 1), ("旅游", 1, 9, 1.0, 4.0, 12.0, -2.0, 1, 5)],
        columns=["word", "here", "rest", "here_rate", "rest_rate", "g2", "log_ratio", "articles_here", "articles_rest"],
    )
    fig = keywords.keyness(table, Words("keywords", "zh"))
    assert list(fig.data[0].text) == ["4.0 倍", "8.0 倍"]
    assert len(fig.layout.annotations) == 2


# -- network


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_groups_differ_in_shape_and_colour_and_every_place_is_named(lang):
    nodes = pd.DataFrame(
        [(code, 9 - i, 2, 0.1, i // 3, float(i), float(-i)) for i, code in enumerate(
            ["510000", "330000", "110000", "120000", "130000", "310000", "LAO"])],
        columns=["code", "cases", "partners", "betweenness", "group", "x", "y"],
    )  # fmt: skip
    edges = pd.DataFrame(
        [("330000", "510000", 3, 2, 0), ("510000", "LAO", 1, 0, 0)], columns=["a", "b", "cases", "given", "taken"]
    )
    fig = network.places(nodes, edges, Words("network", lang), ego="510000")
    named = [trace for trace in fig.data if trace.mode == "markers+text"]
    assert sum(len(trace.x) for trace in named) == 7
    looks = [(trace.marker.symbol, trace.marker.color) for trace in named]
    assert len({symbol for symbol, _ in looks[:2]}) == len({colour for _, colour in looks[:2]}) == 2
    assert ("浙江" if lang == "zh" else "Zhejiang") in {text for trace in named for text in trace.text}
    pairs = {data[1] for trace in fig.data if trace.mode == "markers" for data in trace.customdata}
    assert pairs == {"330000~510000", "510000~LAO"}
