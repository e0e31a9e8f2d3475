"""What the interface is made of, without a screen: numbers in words, links, marked text, files to take away."""

import io
import re
import time
from dataclasses import fields

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from lib.errors import DataError
from lib.figures import numbers, style
from lib.lexicon import DATA, codes
from lib.model import Filter
from lib.ui import downloads, marks
from lib.ui.links import link_params, read_filter
from lib.ui.timebar import shown_span, widened
from lib.ui.times import local_time
from lib.ui.words import Words, entries

INTERFACE = sorted((DATA / "interface").glob("*.yaml"))


def known(code: str) -> bool:
    return code in {"510000", "510727", "330000", "LAO"}


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (6, "6", "6"),
        (9999, "9,999", "9,999"),
        (77_000_000, "7,700万", "77 million"),
        (762_000_000, "7.62亿", "762 million"),
        (1_000_000_000, "10亿", "1 billion"),
        (2.5e12, "2.5万亿", "2.5 trillion"),
        (-30_000, "-3万", "-30,000"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
    ],
)
def test_a_number_in_short(value, chinese, english):
    assert numbers.number(value, "zh") == chinese
    assert numbers.number(value, "en") == english


def test_money_names_its_currency():
    assert numbers.money(7.62e8) == "7.62亿元"
    assert numbers.money(7.62e8, "en") == "CNY 762 million"
    assert numbers.money(3e6, "zh", "USD") == "300万 USD"


def test_bounds_say_what_is_open():
    assert numbers.bounds(2e8, None) == "≥ 2亿元"
    assert numbers.bounds(None, 1e9) == "≤ 10亿元"
    assert numbers.bounds(7e7, 7.7e7) == "7,000万元 – 7,700万元"
    assert numbers.bounds(5e6, 5e6) == "500万元"
    assert numbers.bounds(None, None) == "–"


@given(some.floats(min_value=1e-3, max_value=1e15), some.sampled_from(["zh", "en"]))
def test_axis_ticks_cover_the_values_with_distinct_labels(top, lang):
    values, labels = numbers.ticks(top, lang)
    assert values[0] == 0
    assert values[-1] >= top * 0.999
    assert 3 <= len(values) <= 12
    assert len(values) == len(labels)


def test_every_domain_and_kind_has_its_own_colour():
    colours = style.domain_colours()
    assert list(colours) == list(codes("domains"))
    assert len(set(colours.values())) == len(colours)
    assert set(style.KIND_HUES) == set(codes("kinds"))
    assert set(style.ROLE_HUES) == set(codes("roles"))


def brightness(colour: str) -> float:
    """Relative luminance after WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_is_legible_on_its_ground(mode):
    for ink in (style.INK[mode], style.MUTED[mode]):
        one, two = sorted([brightness(ink), brightness(style.CARD[mode])])
        assert (two + 0.05) / (one + 0.05) >= 4.5


def test_the_sequential_scale_darkens_evenly():
    steps = [brightness(colour) for colour in style.SEQUENTIAL]
    assert steps == sorted(steps, reverse=True)


filters = some.builds(
    Filter,
    since=some.none() | some.sampled_from(["2008", "2019-11"]),
    until=some.none() | some.sampled_from(["2020", "2021-02"]),
    undated=some.booleans(),
    places=some.sampled_from([(), ("510000",), ("LAO", "330000")]),
    pairs=some.sampled_from([(), ("330000~510000",)]),
    domains=some.lists(some.sampled_from(list(codes("domains"))), unique=True).map(tuple),
    forms=some.lists(some.sampled_from(list(codes("forms"))), unique=True).map(tuple),
    roles=some.sampled_from([(), ("provider",)]),
    kinds=some.sampled_from([(), ("loan", "funding")]),
    sources=some.sampled_from([(), ("宁夏日报", "A&B=C")]),
    text=some.sampled_from(["", "医疗", "50% & 更多"]),
    rows=some.sampled_from([(), ("r1", "r2")]),
    checked=some.booleans(),
)


@given(filters)
def test_a_filter_survives_its_link(filter_):
    assert read_filter(link_params(filter_), known) == (filter_, [])


@given(
    some.dictionaries(
        some.sampled_from([*(part.name for part in fields(Filter)), "lang", "article"]),
        some.lists(some.text(max_size=12), min_size=1, max_size=3),
    )
)
def test_no_link_breaks_the_reading(params):
    filter_, bad = read_filter(params, known)
    assert read_filter(link_params(filter_), known) == (filter_, [])
    assert all(isinstance(value, str) for value in bad)


def test_undated_rows_can_be_asked_for_alone():
    assert read_filter(link_params(Filter(dated=False)), known) == (Filter(dated=False), [])
    assert read_filter({"dated": ["0"], "since": ["2019"]}, known) == (Filter(dated=False), [])
    assert read_filter({"dated": ["0"], "undated": ["0"]}, known) == (Filter(), ["dated=0 undated=0"])


def test_bad_values_are_dropped_and_named():
    params = {"places": ["510000", "999999"], "domains": ["health", "wealth"], "since": ["2019-13"], "pairs": ["LAO"]}
    filter_, bad = read_filter(params, known)
    assert filter_ == Filter(places=("510000",), domains=("health",))
    assert sorted(bad) == ["2019-13", "999999", "LAO", "wealth"]


def test_a_time_range_the_wrong_way_round_is_named():
    assert read_filter({"since": ["2020"], "until": ["2008"]}, known)[1] == ["2020–2008"]
    assert read_filter({"since": ["2020-05"], "until": ["2020"]}, known)[1] == []


some_marks = some.lists(
    some.builds(
        marks.Mark,
        some.integers(0, 30),
        some.integers(0, 30),
        some.sampled_from(marks.KINDS),
        some.sampled_from([("r1",), ("r2",), ()]),
        some.sampled_from(["", '"<hint>']),
    ),
    max_size=8,
)


@given(some.text(alphabet='川浙<>&"。\n甲', max_size=30), some_marks, some.sampled_from(["", "r1"]))
def test_marking_never_loses_or_runs_a_word_of_the_text(text, found, bright):
    html = marks.highlight(text, found, bright=bright)
    bare = re.sub(r'</?mark(?: class="[a-z -]+")?(?: title="[^"<>]*")?>', "", html)
    assert "<" not in bare.replace(marks.NEW_PARAGRAPH, "")
    words = bare.replace(marks.NEW_PARAGRAPH, "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert words.replace("&amp;", "&") == text


@given(
    some.text(alphabet="川浙。！\n甲”", max_size=40), some.lists(some.tuples(some.integers(0, 39), some.integers(1, 5)))
)
def test_sentences_cover_their_spans_in_order(text, spans):
    spans = [(start, min(start + length, len(text))) for start, length in spans if start < len(text)]
    found = marks.sentences(text, spans)
    assert found == sorted(found)
    for start, end in spans:
        assert any(left <= start and end <= right for left, right in found)


def test_a_quote_is_the_whole_sentence_with_the_amount_on_top():
    text = "甲说。浙江捐给四川500万元，已到位。乙说。"
    found = [marks.Mark(3, 19, "evidence"), marks.Mark(9, 14, "amount")]
    (piece,) = marks.quote(text, found)
    assert 'class="m-amount">500万元<' in piece
    assert "甲说" not in piece
    assert "乙说" not in piece


@pytest.mark.parametrize("path", INTERFACE, ids=lambda path: path.stem)
def test_interface_words_are_complete_in_both_languages(path):
    for key, entry in entries(path.stem).items():
        assert set(entry) == {"zh", "en"}, f"{path.name}: {key}"
        holes = [set(re.findall(r"{(\w+)}", entry[lang])) for lang in ("zh", "en")]
        assert holes[0] == holes[1], f"{path.name}: {key}: the two languages name different values"


@pytest.mark.parametrize("path", INTERFACE, ids=lambda path: path.stem)
def test_no_interface_word_stands_twice(path):
    keys = [node.value for node, _ in yaml.compose(path.read_text(encoding="utf-8")).value]
    assert sorted(keys) == sorted(set(keys))


def test_a_missing_word_is_named():
    with pytest.raises(DataError, match="no_such_key"):
        Words("frame").t("no_such_key")


TABLE = pd.DataFrame(
    {"名称": ["=1+1", "川,渝", None], "领域": [["health"], [], ["trade", "labour"]], "值": [1.5, -2, 3]}
)


def test_csv_opens_in_excel_and_says_what_it_is():
    raw = downloads.csv_bytes(TABLE, [("内容", "测试"), ("筛选条件", "全部")])
    text = raw.decode("utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert text.splitlines()[:2] == ["# 内容: 测试", "# 筛选条件: 全部"]
    back = pd.read_csv(io.StringIO(text), comment="#")
    assert list(back["值"]) == [1.5, -2, 3]
    assert back["名称"][0] == "'=1+1"
    assert back["领域"][2] == "trade；labour"


def test_excel_holds_data_and_description():
    raw = downloads.xlsx_bytes(TABLE, [("内容", "测试")], "数据")
    sheets = pd.read_excel(io.BytesIO(raw), sheet_name=None, header=None)
    assert list(sheets) == ["数据", "编码手册", "说明"]
    assert "health" in sheets["编码手册"].iloc[:, 1].tolist()
    assert sheets["说明"].iloc[0].tolist() == ["内容", "测试"]
    assert sheets["数据"].iloc[1, 0] == "=1+1"


def test_the_time_slider_says_the_years_that_the_link_asks_for():
    asked = Filter(since="2030", until="2031")
    known = widened(asked, (2002, 2025))
    assert known == (2002, 2031)
    assert shown_span(asked, known) == (2030, 2031)
    assert widened(Filter(), (2002, 2025)) == (2002, 2025)


def test_moments_are_shown_by_the_servers_clock_with_its_zone(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        for written in ("2026-11-24T18:30:05+00:00", "2026-11-24T18:30:05"):
            assert local_time(written) == "2026-11-25 02:30 (UTC+08:00)"
    finally:
        monkeypatch.undo()
        time.tzset()
