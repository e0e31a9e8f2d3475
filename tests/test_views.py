"""The pages' tables, against the library made by hand (``by_hand.py``): every figure here was worked out on paper."""

from dataclasses import asdict

import by_hand
import pytest

from lib.errors import DataError
from lib.model import Filter
from lib.store import ReadArticle, open_store
from lib.views import cases, evidence, facets, groups, listing, method, review, summary

EVERYTHING = Filter()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return open_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def rows(store):
    return by_hand.fill(store)


@pytest.fixture
def fresh(tmp_path):
    """A store of one's own, to change."""
    store = open_store(tmp_path)
    return store, by_hand.fill(store)


def lines(table) -> list[tuple]:
    """The table's lines, missing values as None, lists as lists."""
    return [tuple(record.values()) for record in evidence.records(table)]


# -- overview

FIGURES = {
    "articles": 4,
    "articles_with": 3,
    "rows": 4,
    "cases": 3,  # rows 1 and 2 are one
    "pairs": 5,  # 闽—宁, 杭州—平武, 杭州—老挝, 平武—老挝, 衢江—平武
    "places": 6,
    "provinces": 4,  # 闽, 宁, 浙, 川
    "elsewhere": 1,  # 老挝
    "rows_with_money": 4,
    "dated": 3,
}


def test_key_figures(store, rows):
    assert asdict(summary.key_figures(store, EVERYTHING)) == FIGURES


def test_key_figures_under_a_filter(store, rows):
    found = asdict(summary.key_figures(store, Filter(places=("640000",))))
    assert found == FIGURES | {"articles": 2, "articles_with": 2, "rows": 2, "cases": 1, "pairs": 1} | {
        "places": 2,
        "provinces": 2,
        "elsewhere": 0,
        "rows_with_money": 2,
        "dated": 2,
    }


def test_key_figures_of_nothing(store, rows):
    assert set(asdict(summary.key_figures(store, Filter(places=("110000",)))).values()) == {0}


def test_time_line_and_coverage(store, rows):
    assert lines(summary.time_line(store, EVERYTHING)) == [
        (2019, "education", 1),
        (2019, "poverty", 2),
        (2020, "trade", 1),
    ]
    # 2021 has an article and no row; article three has no date, its row has
    assert lines(summary.coverage(store, EVERYTHING)) == [(2019, 2, 2), (2020, 0, 1), (2021, 1, 0)]


def test_domains(store, rows):
    assert lines(summary.domains(store, EVERYTHING)) == [
        ("poverty", 2),
        ("education", 1),
        ("health", 1),
        ("trade", 1),
    ]


def test_leading_pairs(store, rows):
    # by province: 浙—川 in rows 3 (peers) and 4 (浙 gives: 330000 < 510000, so "given")
    assert lines(summary.leading_pairs(store, EVERYTHING)) == [
        ("330000", "510000", 2, 1, 0),
        ("350000", "640000", 2, 2, 0),
        ("330000", "LAO", 1, 0, 0),
        ("510000", "LAO", 1, 0, 0),
    ]
    assert lines(summary.leading_pairs(store, EVERYTHING, "place"))[:3] == [
        ("350000", "640000", 2, 2, 0),
        ("330100", "510727", 1, 0, 0),
        ("330100", "LAO", 1, 0, 0),
    ]
    assert ("330803", "510727", 1, 1, 0) in lines(summary.leading_pairs(store, EVERYTHING, "place"))


def test_doubts(store, rows):
    assert summary.doubts(store, EVERYTHING) == {"date_unresolved": 1, "low_confidence": 1}
    for code in ("date_unresolved", "low_confidence"):
        assert summary.rows_of_doubt(store, EVERYTHING, code) == [rows[2]]
    assert summary.articles_to_look_at(store, EVERYTHING) == {"no_date": 1, "fragment": 1}


def test_what_a_person_decided_on_is_no_doubt_any_more(fresh):
    store, rows = fresh
    store.correct(rows[2], None, "checked", "甲")
    assert summary.doubts(store, EVERYTHING) == {}


# -- filter bar


def test_choices_of_the_filter_bar(store, rows):
    found = facets.facets(store, EVERYTHING)
    assert found.years == (2019, 2020)
    assert found.undated == 1
    assert found.domains == {"poverty": 2, "education": 1, "health": 1, "trade": 1}
    assert found.forms == {"assistance": 2, "agreement": 1, "donation": 1, "visit": 1}
    assert found.roles == {"provider": 3, "recipient": 3, "peer": 1}
    assert found.kinds == {"funding": 2, "donation": 1, "income": 1, "trade": 1}
    assert found.sources == {"宁夏日报": 1, "福建日报": 1}
    places = {"330000": 2, "350000": 2, "510000": 2, "510700": 2, "510727": 2, "640000": 2}
    assert found.places == places | {"330100": 1, "330800": 1, "330803": 1, "LAO": 1}


def test_choices_of_an_empty_library(tmp_path):
    found = facets.facets(open_store(tmp_path), EVERYTHING)
    assert (found.years, found.undated, found.domains, found.places) == (None, 0, {}, {})


# -- table and articles


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("latest", [3, 2, 1, 4]),
        ("earliest", [1, 2, 3, 4]),
        ("largest", [1, 2, 4, 3]),  # row 3 has only US dollars of trade: no money put in
        ("sure", [1, 2, 4, 3]),
        ("unsure", [3, 4, 2, 1]),
    ],
)
def test_the_tables_orders(store, rows, order, numbers):
    found = listing.table_rows(store, EVERYTHING, order)["row_id"].tolist()
    assert found == [rows[number - 1] for number in numbers]
    paged = [listing.table_rows(store, EVERYTHING, order, 1, n)["row_id"].iloc[0] for n in range(4)]
    assert paged == found


def test_a_line_of_the_table(store, rows):
    found = evidence.records(listing.table_rows(store, Filter(rows=(rows[0],))))[0]
    assert found["providers"] == ["350000"]
    assert found["recipients"] == ["640000"]
    assert found["amounts"] == ["近10亿元", "人均500元"]
    assert found["largest_cny"] == 1e9
    assert found["event_dates"] == ["2019-11"]
    assert found["organisations"] == ["援宁群"]
    assert found["peers"] is None


def test_an_unknown_order_is_named(store, rows):
    with pytest.raises(DataError, match="colour"):
        listing.table_rows(store, EVERYTHING, "colour")


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("all", ["four", "two", "one", "three"]),
        ("with", ["two", "one", "three"]),
        ("without", ["four"]),
        ("no_date", ["three"]),
        ("fragment", ["three"]),
    ],
)
def test_the_articles(store, rows, show, names):
    table = listing.article_list(store, EVERYTHING, show)
    assert table["article_id"].tolist() == names
    assert listing.count_articles(store, EVERYTHING, show) == len(names)
    numbers = {"one": 1, "two": 1, "three": 2, "four": 0}
    assert table.set_index("article_id")["rows"].to_dict() == {name: numbers[name] for name in names}


def test_an_article_with_its_page(store, rows):
    found = listing.article(store, Filter(domains=("health",)), "four")
    assert found["title"] == "标题four"
    assert found["original"] == "杭州与平武、老挝签约 ABC\nfour的正文"
    assert listing.article(store, EVERYTHING, "nowhere") is None


def test_cards_hold_every_value(store, rows):
    card = evidence.cards_of(store, [rows[0]])[0]
    assert card.article["text"] == "闽宁协作，援宁群众"
    assert [partner["code"] for partner in card.partners] == ["350000", "640000"]
    assert card.partners[0]["mentions"] == [{"start": 0, "end": 1, "in_title": False}]
    assert [len(part) for part in (card.amounts, card.counts, card.dates, card.organisations)] == [2, 1, 1, 1]
    assert [(part["start"], part["end"], part["in_title"]) for part in card.evidence] == [(0, 2, True), (0, 4, False)]
    assert evidence.cards_of(store, ["nowhere"]) == []


def test_cards_come_latest_first_and_by_place_in_an_article(store, rows):
    assert evidence.row_ids(store, EVERYTHING) == [rows[n - 1] for n in (3, 2, 1, 4)]
    assert [card.id for card in evidence.cards_of_article(store, EVERYTHING, "three")] == [rows[2], rows[3]]
    assert evidence.count_rows(store, Filter(kinds=("trade",))) == 1


# -- method and review


def test_gaps_and_sources(store, rows):
    assert asdict(method.gaps(store, EVERYTHING)) == {
        "articles": 4,
        "undated": 1,
        "unsourced": 1,
        "fragments": 1,
        "silent": 1,
    }
    assert lines(method.coverage_by_source(store, EVERYTHING)) == [
        ("宁夏日报", 2, 1, 1, "2019-11-05", "2021-03"),
        ("福建日报", 1, 1, 1, "2019-11-08", "2019-11-08"),
        (None, 1, 1, 2, None, None),
    ]


def test_what_waits_for_a_decision(fresh):
    store, rows = fresh
    assert review.waiting(store, EVERYTHING, limit=4) == [rows[n - 1] for n in (3, 4, 2, 1)]
    store.correct(rows[2], None, "checked", "甲")
    assert review.waiting(store, EVERYTHING) == [rows[3]]
    assert review.progress(store, EVERYTHING) == (1, 4)


# -- cases


def test_a_case_and_its_reports(store, rows):
    case = min(rows[:2])
    assert lines(cases.cases(store, EVERYTHING)) == [(case, 2, 2, "2019-11-05", "2019-11-08", False, "标题one")]
    assert cases.count_cases(store, EVERYTHING) == 1
    assert cases.case_of(store, max(rows[:2])) == case
    assert cases.case_of(store, "nobody") is None
    assert cases.reports(store, case)["article_id"].tolist() == ["one", "two"]


def test_reports_of_other_scope_do_not_disagree(store, rows):
    assert lines(cases.disagreements(store, min(rows[:2]))) == []


@pytest.mark.parametrize(
    ("text", "value", "disagree"),
    [("3.2亿元", 3.2e8, False), ("3.5亿元", 3.5e8, False), ("4亿元", 4e8, True)],
)
def test_where_reports_disagree(fresh, text, value, disagree):
    store, rows = fresh
    other = by_hand.Cooperation(
        by_hand.partners(provider="350000", recipient="640000"),
        forms=("visit",),
        amounts=(by_hand.amount(text, value, "funding"),),
        dates=(by_hand.EventDate(0, 1, "今", value="2019-11-01", kind="signed"),),
    )
    store.add("i2", [by_hand.page(ReadArticle(by_hand.article("five", "2019-11-09"), (other,)))])
    fifth = store.ask("SELECT row_id, case_id FROM rows WHERE article_id = 'five'").iloc[0]
    assert len(cases.reports(store, fifth["case_id"])) == 3
    found = lines(cases.disagreements(store, fifth["case_id"]))
    expected = {(rows[1], "3.2亿余元"), (fifth["row_id"], text)} if disagree else set()
    assert {(row, *texts) for _, _, _, row, texts in found} == expected


# -- the table in groups


def test_groups_count_rows_cases_and_articles(store, rows):
    def found(by: str) -> list[tuple]:
        return [line[:4] for line in lines(groups.groups(store, EVERYTHING, by))]

    assert found("domain") == [("poverty", 2, 1, 2), ("education", 1, 1, 1), ("health", 1, 1, 1), ("trade", 1, 1, 1)]
    two = [("330000~510000", 2, 2, 1), ("350000~640000", 2, 1, 2)]
    assert found("pair") == [*two, ("330000~LAO", 1, 1, 1), ("510000~LAO", 1, 1, 1)]
    assert found("year") == [("2019", 2, 1, 2), ("2020", 1, 1, 1)]
    assert found("source") == [("宁夏日报", 1, 1, 1), ("福建日报", 1, 1, 1)]
    assert found("kind")[0] == ("funding", 2, 1, 2)
    with pytest.raises(DataError, match="分组"):
        groups.groups(store, EVERYTHING, "colour")
