"""What holds of reading any text: exact evidence, the same result twice, and that nothing unrelated changes a value."""

import doctest
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

import lib.reading
from lib.loading import read_page
from lib.model import Article
from lib.reading import amounts, counts, dates, find_amounts, find_counts, find_dates, find_places, numbers, read

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
PUBLISHED = "2021-06-10"
FINDERS = {
    "amounts": find_amounts,
    "counts": find_counts,
    "dates": lambda text: find_dates(text, PUBLISHED),
    "places": find_places,
}
UNRELATED = "夜里下过一场小雨，院子里的石榴树又开了花。"


def sentences() -> list[str]:
    """Sentences of the finders' cases, whole articles of the relations'."""
    found = []
    for name in ("amounts", "counts", "dates"):
        found += [case["text"] for case in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))]
    found += list(yaml.safe_load((CASES / "places.yaml").read_text(encoding="utf-8"))["found"])
    relations = yaml.safe_load((CASES / "relations.yaml").read_text(encoding="utf-8"))
    return found + [case["text"] for case in relations]


NEWS = st.lists(st.sampled_from([*sentences(), "\n", "<p>", "\u3000", "１", "😀", "\ud800"]), max_size=8).map("".join)
ANY = st.text(st.characters(codec=None), max_size=80)


def article(text: str, title: str = "") -> Article:
    return Article("0", "x.txt", title, text, published=PUBLISHED)


def check_evidence(one: Article):
    """Every value of the rows is printed where it says, and a second reading is the same."""
    rows = read(one)
    for row in rows:
        assert len({partner.code for partner in row.partners}) == len(row.partners) >= 2
        for value in (*row.organisations, *row.amounts, *row.counts, *row.dates):
            assert (one.title if value.in_title else one.text)[value.start : value.end] == value.text != ""
        for span in (*row.evidence, *(mention for partner in row.partners for mention in partner.mentions)):
            assert 0 <= span.start < span.end <= len(one.title if span.in_title else one.text)
    assert read(one) == rows


@settings(max_examples=60)
@given(NEWS, st.sampled_from(["", *sentences()[:40]]))
@example("四川省、重庆市、云南省签署协议，两三省共建机制，一一市合作，十十地合作。", "")
def test_news_language_is_read_with_exact_evidence(text, title):
    check_evidence(article(text.replace("\ud800", ""), title))


@settings(max_examples=60)
@given(ANY, ANY)
def test_any_text_can_be_read(text, title):
    read(article(text, title))
    for one in read_page(text, "x.txt", PUBLISHED).articles if not text.lstrip("\ufeff \n").startswith("---") else ():
        check_evidence(one)


@settings(max_examples=60)
@given(NEWS)
@pytest.mark.parametrize("name", FINDERS)
def test_an_unrelated_paragraph_changes_no_value(name, text):
    find = FINDERS[name]
    assert find(f"{text}\n{UNRELATED}") == find(text)


@pytest.mark.parametrize("module", [amounts, counts, dates, numbers, lib.reading], ids=lambda module: module.__name__)
def test_the_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_the_documentation_is_true():
    found = doctest.testfile(str(ROOT / "docs" / "library.md"), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted > 15) == (0, True)
