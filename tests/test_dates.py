"""Dates: every case of tests/cases/dates.yaml, every entry of data/lexicon/dates.yaml."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import lexicon
from lib.reading.dates import find_dates, is_event_date

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "dates.yaml").read_text(encoding="utf-8"))
LEXICON = lexicon("dates")
PUBLISHED = LEXICON["published"]
SECTIONS = [section for section in LEXICON.values() if isinstance(section, dict)]
DAY = r"\d{4}(-\d\d(-\d\d)?)?|\d{3}X"
EDTF = re.compile(f"({DAY})(/({DAY}))?")


def show(text, found):
    return f"{found.text} = {found.value} {found.kind}{'' if is_event_date(text, found) else ' background'}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_case(case):
    found = find_dates(case["text"], case.get("published", PUBLISHED))
    assert [show(case["text"], one) for one in found] == case["dates"]


@pytest.mark.parametrize(
    ("text", "value"),
    [pair for s in SECTIONS if isinstance(s.get("examples"), dict) for pair in s["examples"].items()],
)
def test_word_example(text, value):
    assert str(value) in {found.value for found in find_dates(text, PUBLISHED)}


@pytest.mark.parametrize("text", [t for s in SECTIONS if isinstance(s.get("examples"), dict) for t in s.get("not", ())])
def test_no_date(text):
    assert find_dates(text, PUBLISHED) == []


@pytest.mark.parametrize(("entry", "text"), [(e, t) for e in LEXICON["kinds"] for t in e["examples"]])
def test_kind_example(entry, text):
    assert entry["kind"] in {found.kind for found in find_dates(text, PUBLISHED)}


@pytest.mark.parametrize(("name", "expected"), [("examples", False), ("not", True)])
def test_background(name, expected):
    for text in LEXICON["background"][name]:
        assert [is_event_date(text, found) for found in find_dates(text, PUBLISHED)] == [expected], text


def test_without_a_publication_date_relative_words_are_kept_unresolved():
    found = find_dates("昨日，两省签约；今年互访10次；6月2日开幕；2019年结对。")
    assert [(one.text, one.value) for one in found] == [
        ("昨日", None),
        ("今年", None),
        ("6月2日", None),
        ("2019年", "2019"),
    ]


WORDS = [
    "今年",
    "去年",
    "6月",
    "18日",
    "至",
    "20日",
    "2019年",
    "昨日",
    "近日",
    "底",
    "，",
    "。",
    "9号",
    "“十三五”",
    "三年来",
    "\n",
    "31日",
]
DATES = st.sampled_from([None, "2021-06-10", "2021-06", "2021", "0001-01-01", "9999-12-31", "2021-02-30", "last year"])


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=15).map("".join), DATES)
def test_offsets_and_values_hold_for_any_text(text, published):
    found = find_dates(text, published)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(one.value is None or EDTF.fullmatch(one.value) for one in found)
    assert find_dates(text, published) == found
