"""Counts: every case of tests/cases/counts.yaml, every entry of data/lexicon/counts.yaml."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import lexicon
from lib.reading.counts import find_counts

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "counts.yaml").read_text(encoding="utf-8"))
LEXICON = lexicon("counts")


def number(value):
    return f"{value:.0f}" if value == int(value) else repr(value)


def show(count):
    high = "" if count.value_max is None else f"..{number(count.value_max)}"
    return f"{count.text} = {number(count.value)}{high} {count.unit} {count.qualifier} {count.what}".rstrip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_case(case):
    assert [show(count) for count in find_counts(case["text"])] == case["counts"]


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in LEXICON["units"] for t in e["examples"]])
def test_unit_example(entry, text):
    assert {count.unit for count in find_counts(text)} & set(entry["words"])


@pytest.mark.parametrize("text", [t for name in ("chinese", "nouns", "not_count") for t in LEXICON[name]["examples"]])
def test_count_is_found(text):
    assert find_counts(text)


@pytest.mark.parametrize(
    "text",
    [t for name in ("chinese", "nouns", "not_count") for t in LEXICON[name]["not"]]
    + [t for entry in LEXICON["units"] for t in entry.get("not", ())],
)
def test_no_count(text):
    assert find_counts(text) == []


WORDS = [
    "项目",
    "近",
    "30",
    "批次",
    "两",
    "家",
    "企业",
    "个",
    "，",
    "二百",
    "万",
    "亩",
    "多",
    "第",
    "人",
    "總人次",
    "超过",
    "\n",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=15).map("".join))
def test_offsets_are_exact_and_reading_is_repeatable(text):
    found = find_counts(text)
    assert all(text[count.start : count.end] == count.text for count in found)
    assert all(count.unit for count in found)
    assert find_counts(text) == found
