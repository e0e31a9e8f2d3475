"""The tables of map, funding, keywords and network against ``by_hand_charts.py``: every sum worked out on paper."""

import csv
import json
from math import isclose, log, log2

import by_hand_charts
import pandas as pd
import pytest

from lib.errors import DataError
from lib.lexicon import DATA, gazetteer
from lib.model import Filter
from lib.store import open_store
from lib.views import bodies, boundaries, compare, funding, keywords, money, network, pairings
from lib.views import map as places
from lib.views.evidence import records

EVERYTHING = Filter()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return open_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def rows(store):
    return by_hand_charts.fill(store)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return open_store(tmp_path_factory.mktemp("empty"))


def lines(table: pd.DataFrame, *columns: str) -> list[tuple]:
    """The table's lines, missing values as None, only the columns asked for."""
    return [tuple(record[name] for name in columns or record) for record in records(table)]


# -- sums of money

SUMS = ("kind", "currency", "value", "low", "high", "cases", "kind_cases")


def test_kinds_and_currencies_stand_apart_and_a_case_counts_once(store, rows):
    assert lines(funding.totals(store, EVERYTHING), *SUMS) == [
        ("donation", "CNY", 3e6, 3e6, 3e6, 1, 1),
        ("funding", "CNY", 9e8 + 1e10 + 5e6, 9e8 + 1e10, None, 3, 3),
        ("investment", "CNY", 7.6e7, 7.6e7, 8.6e7, 2, 2),
        ("investment", "USD", 1e7, 1e7, 1e7, 1, 2),
    ]


def test_the_larger_of_cumulative_and_single_figures_is_taken(store, rows):
    one_report = Filter(since="2010", until="2010", undated=False)
    assert lines(funding.by_year(store, one_report, "funding"), "year", "is_cumulative", "value") == [(2010, True, 7e8)]
    assert lines(funding.by_year(store, EVERYTHING, "funding"), "year", "is_cumulative", "value", "high") == [
        (2011, False, 9e8, 9e8),
        (2018, True, 1e10, None),
    ]
    assert funding.undated(store, EVERYTHING, "funding") == 1


def test_single_figures_are_added_up_over_the_years_and_cumulative_ones_are_not(store, rows):
    assert lines(funding.running(store, EVERYTHING, "funding"), "year", "value", "high", "annual", "cases") == [
        (2011, 9e8, 9e8, 9e8, 1)
    ]
    assert funding.running(store, Filter(since="2018", until="2018", undated=False), "funding").empty


def test_a_year_without_a_report_adds_nothing_and_an_open_bound_stays_open(monkeypatch):
    told = pd.DataFrame(
        [(2010, False, 5.0, 4.0, 6.0, 1), (2012, False, 2.0, 2.0, None, 1), (2012, True, 90.0, 90.0, 90.0, 1),
         (2013, False, 1.0, 0.0, 1.0, 2)],
        columns=["year", "is_cumulative", "value", "low", "high", "cases"],
    )  # fmt: skip
    monkeypatch.setattr(funding, "by_year", lambda *_: told)
    assert lines(funding.running(None, EVERYTHING, "funding"), "year", "value", "low", "high", "annual") == [
        (2010, 5, 4, 6, 5),
        (2011, 5, 4, 6, 0),
        (2012, 7, 6, None, 2),
        (2013, 8, 6, None, 1),
    ]


def test_a_sum_named_in_two_currencies_counts_once_when_converted(store, rows):
    table = funding.by_year(store, EVERYTHING, "investment", "yuan")
    assert lines(table, "year", "value", "cases") == [(2018, 6.6e7, 1)]
    dollars = money.exchange_rates()[2018, "USD"]
    assert abs(1e7 * dollars - 6.6e7) < 0.1 * 6.6e7
    assert money.unconverted(store, EVERYTHING, "investment", "yuan") == 0
    assert money.unconverted(store, EVERYTHING, "investment", "constant") == 1
    assert money.per_unit(store, EVERYTHING, "funding") == 1


def test_constant_prices_follow_the_price_index(store, rows):
    with (DATA / "facts" / "cpi.csv").open(encoding="utf-8", newline="") as file:
        index = {int(line["year"]): line["world_bank_index"] for line in csv.DictReader(file)}
    grown = 6.6e7
    for year in range(2019, money.base_year() + 1):
        grown *= float(index[year]) / 100
    (value,) = funding.by_year(store, EVERYTHING, "investment", "constant")["value"]
    assert isclose(value, grown)
    assert money.price_levels()[money.base_year()] == 1


def test_rates_are_for_one_unit():
    rates = money.exchange_rates()
    assert 0.04 < rates[2018, "JPY"] < 0.08  # the table has 100 yen
    assert rates[2018, "CNY"] == 1


def test_an_unknown_way_of_pricing_is_named(store):
    with pytest.raises(DataError, match="dollars"):
        money.case_sums(store, EVERYTHING, "dollars")


def test_a_case_stands_in_each_of_its_domains_and_pairs(store, rows):
    assert lines(funding.by_domain(store, EVERYTHING, "donation"), "domain", "value") == [
        ("education", 3e6),
        ("health", 3e6),
    ]
    assert lines(funding.by_pair(store, EVERYTHING, "funding"), "a", "b", "directed", "value") == [
        ("310000", "540000", True, 1e10),
        ("370000", "540000", True, 1e10),
        ("330000", "510000", True, 9e8),
        ("510000", "LAO", False, 5e6),
    ]
    assert lines(funding.by_pair(store, EVERYTHING, "donation", level="place"), "a", "b") == [("330102", "510727")]


def test_a_flow_counts_a_case_once_and_names_no_share_that_is_not_told(store, rows):
    table = funding.flows(store, EVERYTHING, "funding")
    assert lines(table, "giver", "taker", "value", "cases") == [
        (funding.SEVERAL, "540000", 1e10, 1),
        ("330000", "510000", 9e8, 1),
    ]
    assert funding.rows_of_flow(store, EVERYTHING, "funding", funding.SEVERAL, "540000") == [rows["m3"]]
    assert set(funding.rows_of_flow(store, EVERYTHING, "funding", None, "510000")) <= {rows["m1"], rows["m2"]}
    assert funding.rows_of_flow(store, EVERYTHING, "funding", "540000", None) == []


def test_the_largest_figures_one_a_case_no_unit_figures(store, rows):
    table = funding.largest(store, EVERYTHING, "funding")
    assert lines(table, "text") == [("超百亿元",), ("累计7亿元",), ("不足500万元",)]
    foreign = funding.largest(store, EVERYTHING, "investment")
    assert lines(foreign, "text")[0] == ("1000万美元",)  # 6617 万元 at the rate of 2018
    assert [card.id for _, card in funding.largest_cards(store, EVERYTHING, "donation")] == [rows["m5"]]
    assert funding.rows_of_kind(store, EVERYTHING, "donation") == [rows["m5"]]


def test_a_figure_that_rows_of_an_article_share_is_told_once(tmp_path):
    store = open_store(tmp_path)
    by_hand_charts.fill(store, by_hand_charts.shared_figure())
    assert lines(funding.totals(store, EVERYTHING), "kind", "value", "cases") == [("loan", 5e9, 1)]
    assert lines(funding.by_domain(store, EVERYTHING, "loan"), "domain", "value") == [("finance", 5e9)]
    assert lines(funding.flows(store, EVERYTHING, "loan"), "giver", "taker", "value") == [
        (funding.SEVERAL, "500000", 5e9)
    ]
    assert lines(funding.by_pair(store, EVERYTHING, "loan"), "a", "b", "value") == [
        ("430000", "500000", 5e9),
        ("420000", "500000", 4e9),
    ]
    assert lines(places.places(store, EVERYTHING, kind="loan"), "code", "value") == [
        ("430000", 5e9),
        ("500000", 5e9),
        ("420000", 4e9),
    ]
    assert len(funding.rows_of_flow(store, EVERYTHING, "loan", funding.SEVERAL, "500000")) == 2
    assert lines(funding.largest(store, EVERYTHING, "loan"), "text") == [("40亿元",)]


# -- map


def test_places_of_each_level_count_cases_once(store, rows):
    assert lines(places.places(store, EVERYTHING), "code", "value") == [
        ("510000", 3),
        ("330000", 2),
        ("310000", 1),
        ("370000", 1),
        ("540000", 1),
    ]
    assert dict(lines(places.places(store, EVERYTHING, "city"), "code", "value")) == {
        "330100": 1, "510100": 1, "510700": 1, "310000": 1,
    }  # fmt: skip
    assert lines(places.places(store, EVERYTHING, "city", "510000"), "code") == [("510100",), ("510700",)]
    assert lines(places.places(store, EVERYTHING, "county", "510700"), "code", "value") == [("510727", 1)]
    assert lines(places.places(store, EVERYTHING, "abroad"), "code", "value") == [("LAO", 1)]


def test_places_by_money_and_role(store, rows):
    table = places.places(store, EVERYTHING, kind="funding", role="recipient")
    assert lines(table, "code", "value", "low", "high") == [("540000", 1e10, 1e10, None), ("510000", 9e8, 9e8, 9e8)]
    assert dict(lines(places.places(store, EVERYTHING, kind="funding"), "code", "value"))["510000"] == 9e8 + 5e6
    assert "loan" not in places.kinds_with_sums(store, EVERYTHING)


def test_flows_have_their_direction(store, rows):
    assert lines(places.flows(store, EVERYTHING), "a", "b", "value", "given", "taken") == [
        ("330000", "510000", 2, 2, 0),
        ("310000", "540000", 1, 1, 0),
        ("370000", "540000", 1, 1, 0),
        ("510000", "LAO", 1, 0, 0),
    ]
    assert lines(places.flows_abroad(store, EVERYTHING), "a", "b") == [("510000", "LAO")]
    assert lines(places.flows(store, EVERYTHING, "city"), "a", "b")[0] == ("310000", "540000")
    assert places.flows(store, EVERYTHING, "city", "510000").empty
    assert lines(places.flows(store, EVERYTHING, kind="donation"), "a", "b", "value") == [("330000", "510000", 3e6)]


def test_the_partners_and_rows_of_an_area(store, rows):
    assert lines(places.partners_of(store, EVERYTHING, "510000"), "code", "value") == [("330000", 2), ("LAO", 1)]
    assert lines(places.partners_of(store, EVERYTHING, "510700"), "code") == [("330000",)]
    assert set(places.rows_of_place(store, EVERYTHING, "510000")) == {rows[name] for name in ("m1", "m2", "m4", "m5")}
    assert places.rows_of_place(store, EVERYTHING, "510000", "donation") == [rows["m5"]]
    assert places.rows_of_place(store, EVERYTHING, "510000", role="provider") == []
    assert set(places.rows_of_pair(store, EVERYTHING, "510000", "330000")) == {rows[n] for n in ("m1", "m2", "m5")}


def test_a_code_that_is_no_place_is_refused(store):
    with pytest.raises(DataError):
        places.places(store, EVERYTHING, "city", "510000' OR 1=1 --")


def ids(file: str) -> set[str]:
    return {one["id"] for one in json.loads((boundaries.STATIC / file).read_text(encoding="utf-8"))["features"]}


@pytest.mark.parametrize(
    ("level", "area"), [("province", None), ("city", None), ("city", "510000"), ("county", "510700")]
)
def test_every_unit_has_a_boundary(level, area):
    shape = boundaries.shape(level, area)
    assert set(shape.units) <= ids(shape.file)
    assert len(shape.sea) == 10


def test_every_province_has_its_counties_drawn():
    without = set()
    for province in boundaries.units("province"):
        known = ids(boundaries.file_of("county", province))
        without |= {code for code in boundaries.units("county", province) if code not in known}
    assert without <= {"653228", "653229", "540481", "540581", "460302", "460303"}


def test_the_reach_of_an_area_holds_its_capital():
    west, south, east, north = boundaries.shape("city", "510000").reach
    chengdu = gazetteer().place("510100")
    assert west < chengdu.lon < east
    assert south < chengdu.lat < north
    assert boundaries.shape("city", "460000").reach[1] > boundaries.SOUTH  # the far islands are left to the inset


# -- network


def test_bodies_of_one_row_are_tied_with_the_direction_of_their_places(tmp_path):
    store = open_store(tmp_path / "bodies")
    made = by_hand_charts.fill(store, by_hand_charts.bodies())
    found = network.network(store, EVERYTHING, "body")
    assert lines(found.edges, "a", "b", "cases", "given", "taken") == [
        ("四川大学", "浙江大学", 2, 0, 2),
        ("<b>甲公司</b>", "四川大学", 1, 0, 0),
        ("<b>甲公司</b>", "浙江大学", 1, 0, 0),
        ("复旦大学", "浙江大学", 1, 0, 0),
    ]
    standing = found.nodes.set_index("code")
    assert standing["cases"].to_dict() == {"浙江大学": 3, "四川大学": 2, "<b>甲公司</b>": 1, "复旦大学": 1}
    assert standing["partners"]["浙江大学"] == 3
    assert standing["betweenness"]["浙江大学"] == pytest.approx(2 / 3)  # of the three pairs of others: both to 复旦
    assert set(network.network(store, EVERYTHING, "body", ego="复旦大学").nodes["code"]) == {"复旦大学", "浙江大学"}
    assert bodies.rows_of_bodies(store, EVERYTHING, "浙江大学", "四川大学") == [made["b2"], made["b1"]]
    assert network.network(store, Filter(since="2020"), "body").nodes["code"].tolist() == ["复旦大学", "浙江大学"]
    assert network.network(store, Filter(since="2021"), "body").nodes.empty


def test_ties_strength_and_standing(store, rows):
    found = network.network(store, EVERYTHING)
    assert lines(found.edges, "a", "b", "cases") == [
        ("330000", "510000", 2),
        ("310000", "540000", 1),
        ("370000", "540000", 1),
        ("510000", "LAO", 1),
    ]
    standing = {code: rest for code, *rest in lines(found.nodes, "code", "cases", "partners", "betweenness")}
    # Six places; one of the ten pairs of others has its shortest way through 510000, one through 540000.
    assert standing["510000"] == [3, 2, pytest.approx(0.1)]
    assert standing["540000"] == [1, 2, pytest.approx(0.1)]
    assert standing["LAO"] == [1, 1, 0]
    group = dict(lines(found.nodes, "code", "group"))
    assert group["310000"] == group["370000"] == group["540000"] != group["510000"] == group["LAO"]


def test_the_layout_is_the_same_every_time_and_names_do_not_collide(store, rows):
    one, two = (network.network(store, EVERYTHING, "place").nodes for _ in range(2))
    assert one.equals(two)
    spots = list(zip(one["x"], one["y"], strict=True))
    wide, high = network.LABEL
    for i, (x, y) in enumerate(spots):
        assert all(abs(x - u) >= 0.95 * wide or abs(y - v) >= 0.95 * high for u, v in spots[i + 1 :])


def test_a_circle_and_a_least_number_of_cases(store, rows):
    assert set(network.network(store, EVERYTHING, ego="510000").nodes["code"]) == {"510000", "330000", "LAO"}
    assert lines(network.network(store, EVERYTHING, least=2).edges, "a", "b") == [("330000", "510000")]
    assert network.network(store, EVERYTHING, least=9).nodes.empty


# -- keywords


def test_words_are_counted_by_articles_without_stop_words(store, rows):
    table = keywords.frequencies(store, EVERYTHING)
    assert lines(table)[0] == ("协作", 6, 3)
    assert "协作" not in set(keywords.frequencies(store, EVERYTHING, ("协作",))["word"])
    assert lines(keywords.frequencies(store, Filter(domains=("health",)))) == [("医院", 2, 1)]


def test_a_trend_is_a_share_and_a_year_without_articles_is_missing(store, rows):
    assert lines(keywords.trend(store, EVERYTHING, ("协作", "医院"))) == [
        (2010, "医院", 0, 1, 0),
        (2011, "医院", 0, 1, 0),
        (2018, "医院", 1, 2, 0.5),
        (2010, "协作", 1, 1, 1),
        (2011, "协作", 1, 1, 1),
        (2018, "协作", 0, 2, 0),
    ]
    assert keywords.trend(store, EVERYTHING, ()).empty


def test_keyness_figures():
    # Ten against five in a thousand words each: 7.5 expected on either side.
    assert keywords.g2(10, 5, 1000, 1000) == pytest.approx(2 * (10 * log(10 / 7.5) + 5 * log(5 / 7.5)))
    assert keywords.g2(7, 7, 500, 500) == pytest.approx(0)
    assert keywords.log_ratio(10, 5, 1000, 1000) == 1
    assert keywords.log_ratio(0, 8, 1000, 1000) == -4


def test_what_sets_articles_apart(store, rows):
    tibet = Filter(places=("540000",))
    (found,) = records(keywords.keyness(store, tibet, least=1))
    # 2 of 2 words here, 0 of 11 elsewhere
    assert (found["word"], found["here"], found["rest"]) == ("援藏", 2, 0)
    assert found["g2"] == pytest.approx(4 * log(13 / 2))
    assert found["log_ratio"] == pytest.approx(log2(22))
    assert keywords.keyness(store, tibet).empty  # only one article uses it
    assert keywords.keyness(store, EVERYTHING).empty  # nothing to compare with


def test_two_groups_are_set_against_each_other(store, rows):
    tibet, others = Filter(places=("540000",)), Filter(domains=("infrastructure", "trade"))
    (found,) = records(keywords.keyness(store, tibet, against=others, least=1))
    # 2 of 2 words here; 0 of 9 there: m1 4, m2 2, m4 3
    assert (found["word"], found["here"], found["rest"], found["articles_rest"]) == ("援藏", 2, 0, 0)
    assert found["g2"] == pytest.approx(4 * log(11 / 2))
    assert found["log_ratio"] == pytest.approx(log2(18))


def test_an_own_term_counts_as_it_stands_in_title_and_text(store, rows):
    found = keywords.frequencies(store, EVERYTHING, own=("对口帮扶", "医院", "不在"))
    assert dict(zip(found["word"], found["n"], strict=True)) == {
        "协作": 6,
        "援藏": 2,
        "旅游": 2,
        "资金": 1,
        "对口帮扶": 1,
        "医院": 3,  # as printed; cutting had counted two
    }
    (line,) = lines(keywords.trend(store, Filter(domains=("health",)), ("对口帮扶",), own=("对口帮扶",)))
    assert line == (2018, "对口帮扶", 1, 1, 1)


def test_words_together_are_measured_against_chance(store, rows):
    found = {(a, b): rest for a, b, *rest in lines(keywords.together(store, EVERYTHING, least=1))}
    # 协作 in three of five articles, 资金 in one, together in one; 0.6 by chance
    assert found["协作", "资金"] == [1, pytest.approx(0.6), pytest.approx(log(1 / 0.6) / log(5))]
    assert set(found) == {("协作", "资金"), ("协作", "旅游")}
    assert keywords.together(store, EVERYTHING).empty


def test_a_word_in_its_sentences(store, rows):
    lines_found = keywords.contexts(store, EVERYTHING, "医院")
    assert [(line.left, line.word, line.right, line.more) for line in lines_found] == [
        ("上城区的", "医院", "对口帮扶平武县。", 0),
        ("", "医院", "捐款300万元，医院很忙！", 0),
    ]
    (only,) = keywords.contexts(store, EVERYTHING, "医院", per_article=1)
    assert only.more == 1
    (title,) = keywords.contexts(store, EVERYTHING, "标题m2")
    assert (title.left, title.word, title.right) == ("", "标题m2", "")
    assert keywords.count_contexts(store, EVERYTHING, "医院") == 1
    assert keywords.contexts(store, EVERYTHING, "没有") == keywords.contexts(store, EVERYTHING, "") == []


# -- nothing there


def test_an_empty_library_gives_empty_tables(empty):
    for table in (
        funding.totals(empty, EVERYTHING),
        funding.by_year(empty, EVERYTHING, "funding", "constant"),
        funding.flows(empty, EVERYTHING, "funding"),
        places.places(empty, EVERYTHING),
        places.flows(empty, EVERYTHING, "city"),
        network.network(empty, EVERYTHING).nodes,
        keywords.frequencies(empty, EVERYTHING),
        keywords.keyness(empty, Filter(domains=("health",))),
        keywords.together(empty, EVERYTHING),
        keywords.term_graph(empty, EVERYTHING).nodes,
        keywords.trend(empty, EVERYTHING, ("协作",)),
    ):
        assert table.empty


# -- official pairings beside what is reported


def beside(store, level="province", area=None, filter=EVERYTHING) -> dict[tuple, tuple]:
    table = pairings.beside(store, filter, level, area)
    return {key: (given, other) for *key, given, other in lines(table, "programme", "giver", "taker", "given", "other")
            for key in [tuple(key)] if given or other}  # fmt: skip


def test_help_counts_for_the_arrangement_in_whose_years_it_was_reported(store, rows):
    old, new, now = "东西部扶贫协作(1996安排)", "东西部扶贫协作(2016-12安排)", "东西部协作(2021调整)"
    assert beside(store) == {
        (old, "330000", "510000"): (1, 1),  # rows 1 and 2 are one case of 2010 and 2011; row 5 is of 2018
        (new, "330000", "510000"): (1, 1),  # 上城区 → 平武 in 2018
        (now, "330000", "510000"): (0, 2),
        ("对口支援西藏", "310000", "540000"): (1, 0),
        ("对口支援西藏", "370000", "540000"): (1, 0),
    }
    assert beside(store, filter=Filter(since="2010", until="2012")) == {(old, "330000", "510000"): (1, 0)}
    assert beside(store, "city", "540000") == {}  # Tibet is named as a whole, no prefecture of it
    assert pairings.unassigned(store, EVERYTHING).empty


def test_every_pairing_shown_has_a_source_and_a_period(store, empty):
    for level in ("province", "city", "county"):
        table = pairings.beside(empty, EVERYTHING, level)
        assert len(table) > 20
        assert (table["source"] != "").all()
        assert (table["since"] != "").all()
        assert table[["given", "other"]].to_numpy().sum() == 0


# -- two sides


def counted(table: pd.DataFrame) -> dict:
    return dict(zip(table["code"], table["value"].astype(float), strict=True))


def test_two_places_are_counted_alike(store, rows):
    one, two = (compare.side(EVERYTHING, "places", code) for code in ("510000", "540000"))
    assert compare.figures(store, one) == {"articles": 4, "cases": 3, "places": 6, "with_sum": 3, "undated": 1}
    assert compare.figures(store, two) == {"articles": 1, "cases": 1, "places": 3, "with_sum": 1, "undated": 0}
    assert counted(compare.by_year(store, one)) == {2010: 1, 2011: 1, 2018: 1}  # one case, reported in 2010 and 2011
    assert counted(compare.by_kind(store, one)) == {"donation": 3e6, "funding": 9e8 + 5e6, "investment": 1e7}
    assert counted(compare.by_kind(store, two)) == {"funding": 1e10, "investment": 6.6e7}
    both = compare.together(compare.by_domain(store, one), compare.by_domain(store, two))
    assert lines(both) == [
        ("education", 1, 0),
        ("health", 1, 0),
        ("infrastructure", 1, 0),
        ("talent", 0, 1),
        ("trade", 1, 0),
    ]


def test_two_periods_hold_dated_rows_only_and_two_pairs_what_lies_in_them(store, rows):
    first, second = compare.offered(store, EVERYTHING, "periods")
    assert (first, second) == ("2010-2014", "2015-2018")
    assert [compare.figures(store, compare.side(EVERYTHING, "periods", span))["cases"] for span in (first, second)] == [
        1,
        2,
    ]
    assert compare.offered(store, EVERYTHING, "pairs")[0] == "330000~510000"
    pair = compare.side(Filter(places=("540000",)), "pairs", "330000~510000")
    assert compare.figures(store, pair)["cases"] == 2  # 浙江 → 四川, and 上城区 → 平武 inside them
    assert compare.offered(store, Filter(rows=("none",)), "periods") == []
