"""Sums of money: every case of tests/cases/amounts.yaml, every entry of data/lexicon/amounts.yaml."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import lexicon
from lib.reading.amounts import find_amounts

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "amounts.yaml").read_text(encoding="utf-8"))
LEXICON = lexicon("amounts")
KINDS = {entry["kind"] for entry in LEXICON["kinds"]}
SCOPES = {entry["scope"] for entry in LEXICON["scopes"]} - {"weak"} | {"unknown"}


def number(value):
    return f"{value:.0f}" if value == int(value) else repr(value)


def show(amount):
    high = "" if amount.value_max is None else f"..{number(amount.value_max)}"
    words = [amount.currency, amount.qualifier, amount.kind, amount.scope]
    return f"{amount.text} = {number(amount.value)}{high} {' '.join(words)}"


def marked(case):
    """A case that can't be read yet fails, and is reported the day it can."""
    return pytest.param(case, id=case["text"][:24], marks=[pytest.mark.xfail(strict=True)] * case.get("is_open", False))


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case):
    assert [show(amount) for amount in find_amounts(case["text"])] == case["amounts"]


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in LEXICON["currencies"] for t in e["examples"]])
def test_currency_example(entry, text):
    assert entry["code"] in {amount.currency for amount in find_amounts(text)}


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in LEXICON["kinds"] for t in e["examples"]])
def test_kind_example(entry, text):
    assert entry["kind"] in {amount.kind for amount in find_amounts(text)}


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in LEXICON["scopes"] for t in e["examples"]])
def test_scope_example(entry, text):
    assert entry["scope"] in {amount.scope for amount in find_amounts(text)}


def test_aid_is_public_money():
    assert {find_amounts(text)[0].kind for text in LEXICON["aid"]["examples"]} == {"funding"}
    assert {find_amounts(text)[0].kind for text in LEXICON["aid"]["not"]} == {"investment"}


def test_scope_counter_examples():
    wrong = [
        (e["scope"], t)
        for e in LEXICON["scopes"]
        for t in [*e.get("not", ()), *e.get("each", {}).get("not", ())]
        if e["scope"] in {amount.scope for amount in find_amounts(t)}
    ]
    assert wrong == []


@pytest.mark.parametrize(("text", "scope"), LEXICON["scope_shapes"]["examples"].items())
def test_scope_shape_example(text, scope):
    assert find_amounts(text)[-1].scope == scope


def test_firms_and_the_public_hand_are_told_apart():
    firm = LEXICON["firm"]
    assert {find_amounts(text)[-1].kind for text in firm["examples"]} == {"investment"}
    assert "investment" not in {find_amounts(text)[-1].kind for text in firm["not"]}


def test_the_opening_tells_what_a_bare_sum_is():
    assert find_amounts("全县共计300万元。", "爱心善款送到山区")[0].kind == "donation"
    assert find_amounts("全县共计300万元。")[0].kind == "other"


def test_per_unit_examples():
    per = LEXICON["per"]
    assert [find_amounts(text)[0].scope for text in per["examples"]] == ["per_unit"] * len(per["examples"])
    assert "per_unit" not in {find_amounts(text)[0].scope for text in per["not"]}


@pytest.mark.parametrize(
    "text",
    [t for name in ("bare_money", "not_amount", "small_chinese", "threshold") for t in LEXICON[name]["examples"]],
)
def test_money_is_found(text):
    assert find_amounts(text)


@pytest.mark.parametrize(
    "text",
    [t for name in ("bare_money", "not_amount", "small_chinese", "threshold") for t in LEXICON[name]["not"]]
    + [t for entry in LEXICON["currencies"] for t in entry.get("not", ())],
)
def test_no_money(text):
    assert find_amounts(text) == []


WORDS = [
    "投资",
    "近",
    "3亿",
    "元",
    "至",
    "美元",
    "5亿元",
    "每村",
    "，",
    "捐款",
    "约",
    "人民币",
    "万元",
    "以上",
    "/亩",
    "\n",
    "港幣",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=15).map("".join))
def test_offsets_are_exact_and_reading_is_repeatable(text):
    found = find_amounts(text)
    assert all(text[amount.start : amount.end] == amount.text for amount in found)
    assert all(amount.value_max is None or amount.value < amount.value_max for amount in found)
    assert {amount.kind for amount in found} <= KINDS
    assert {amount.scope for amount in found} <= SCOPES
    assert find_amounts(text) == found
