"""Numbers and scripts: values as printed, qualifiers by their words, offsets kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import lexicon
from lib.reading.amounts import find_amounts
from lib.reading.counts import find_counts
from lib.reading.numbers import find_numbers, parse_number
from lib.reading.script import simplify

VALUES = {
    "0": 0, "7700万": 77_000_000, "1,054.5亿": 105_450_000_000, "３００亿": 30_000_000_000, "十": 10, "十二": 12,
    "二十": 20, "一百零五": 105, "一百一十": 110, "二百五": 250, "三千二百万": 32_000_000, "一亿五千万": 150_000_000,
    "两亿三千万": 230_000_000, "五十八点五亿": 5_850_000_000, "二〇一九": 2019, "一九九四": 1994, "伍万": 50_000,
    "叁佰": 300, "两万五": 25_000, "1亿2千万": 120_000_000, "三万亿": 3_000_000_000_000, "4万亿": 4_000_000_000_000,
    "百亿": 10_000_000_000, "十万": 100_000, "一千零一": 1001, "九百九十九万": 9_990_000, "2663.26万": 26_632_600,
}  # fmt: skip
OPEN = {
    "170余": 170,
    "130多亿": 13_000_000_000,
    "十几万": 100_000,
    "几十": 10,
    "数百万": 1_000_000,
    "3亿多": 300_000_000,
}
RANGES = {"两三百": (200, 300), "三四十": (30, 40), "七八": (7, 8), "十五六": (15, 16)}
SILENT = [
    "第三次",
    "三分之一",
    "百分之十",
    "35%",
    "20％",
    "2个百分点",
    "5折",
    "3倍",
    "三成",
    "一带一路",
    "统一",
    "一起",
]


@pytest.mark.parametrize(("word", "value"), VALUES.items())
def test_value(word, value):
    assert parse_number(word) == (value, None, False)


@pytest.mark.parametrize(("word", "value"), OPEN.items())
def test_open_value(word, value):
    assert parse_number(word) == (value, None, True)


@pytest.mark.parametrize(("word", "ends"), RANGES.items())
def test_neighbours_are_a_range(word, ends):
    assert parse_number(word) == (*ends, False)


@pytest.mark.parametrize("text", SILENT)
def test_no_quantity(text):
    assert find_numbers(text) == ()


def test_phone_numbers_and_days_are_no_ranges():
    assert all(number.value_max is None for number in find_numbers("电话400-1573-518，日期2020-04-14"))


def qualifiers(text):
    return {found.qualifier for found in [*find_amounts(text), *find_counts(text)]}


@pytest.mark.parametrize(
    ("entry", "text"),
    [(e, t) for part in ("before", "inside", "after") for e in lexicon("numbers")[part] for t in e["examples"]],
)
def test_qualifier_example(entry, text):
    assert entry["qualifier"] in qualifiers(text)


@pytest.mark.parametrize(
    ("entry", "text"),
    [(e, t) for part in ("before", "inside", "after") for e in lexicon("numbers")[part] for t in e.get("not", ())],
)
def test_qualifier_counter_example(entry, text):
    assert entry["qualifier"] not in qualifiers(text)


@pytest.mark.parametrize(("text", "plain"), lexicon("script")["examples"].items())
def test_traditional_example(text, plain):
    assert simplify(text) == plain


@pytest.mark.parametrize("text", lexicon("script")["not"])
def test_simplified_text_stays(text):
    assert simplify(text) == text


NUMERALS = st.text("0123456789０１２,，.．十百千万亿一二两三〇余多几数点至到—-近约超第个元年月日兩萬億 ", max_size=40)


@given(NUMERALS)
def test_any_numerals_are_read_without_error_and_in_order(text):
    found = find_numbers(text)
    assert all(number.start <= number.core < number.end <= len(text) for number in found)
    assert all(a.end <= b.core for a, b in pairwise(found))


@given(st.text(max_size=60))
def test_simplify_keeps_length(text):
    assert len(simplify(text)) == len(text)
