"""The finder of places: cases from a file, the lexicon's own examples, and what holds for any text."""

import copy
import doctest
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import lexicon
from lib.model import Article
from lib.reading import check as check_module
from lib.reading import places
from lib.reading.check import problems
from lib.reading.homes import home_of
from lib.reading.places import Context, find_article_places, find_places

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text(encoding="utf-8"))
PIECES = [*CASES["found"], *CASES["nothing"], *CASES["part"], "\n", "Ａ１", " ", "<p>", "😀", "\ud800"]


def shown(mentions, *hows):
    """Mentions as the cases write them: printed=code+code, ? where undecided; only of some ``how`` where given."""
    wanted = [m for m in mentions if (m.how in hows if hows else m.how not in ("part", "reference"))]
    return " ".join(f"{m.text}={'?' if m.candidates else '+'.join(m.codes)}" for m in wanted)


@pytest.mark.parametrize("text, expected", CASES["found"].items())
def test_places_are_found(text, expected):
    assert shown(find_places(text)) == expected


@pytest.mark.parametrize("text", CASES["nothing"])
def test_no_place_where_none_acts(text):
    assert shown(find_places(text)) == ""


@pytest.mark.parametrize("text, expected", CASES["part"].items())
def test_part_of_another_name(text, expected):
    assert shown(find_places(text), "part") == expected


@pytest.mark.parametrize("text, source, expected", CASES["references"])
def test_references(text, source, expected):
    assert shown(find_places(text, {"source": source}), "reference") == expected


@pytest.mark.parametrize("source, home", CASES["homes"].items())
def test_homes(source, home):
    assert home_of(source) == home


@pytest.mark.parametrize("case", CASES["context"], ids=str)
def test_context(case):
    context = {key: case[key] for key in ("title", "home", "known", "source") if key in case}
    assert shown(find_places(case["text"], context)) == case["find"]


def test_there_are_enough_cases():
    assert len(CASES["found"]) + len(CASES["nothing"]) >= 200


def test_title_and_text_help_each_other():
    article = Article(
        "1", "a.md", "衢江牵手平武", "浙江省衢州市衢江区与四川省平武县签约，我省领导出席。", source="四川日报"
    )
    title, text = find_article_places(article)
    assert shown(title) == "衢江=330803 平武=510727" and all(m.in_title for m in title)
    assert shown(text, "reference") == "我省=510000"


def test_the_lexicon_proves_itself():
    assert problems() == []


def test_a_wrong_example_is_reported(monkeypatch):
    words = copy.deepcopy(lexicon("places"))
    words["pairs"]["examples"]["没有地名的例句"] = ["510000"]
    words["pairs"]["not"].append("四川与重庆")
    monkeypatch.setattr(check_module, "lexicon", lambda name: words if name == "places" else lexicon(name))
    assert len(problems()) == 2


def test_the_docstring_is_true():
    assert doctest.testmod(places).failed == 0


def check(text, context=None):
    last = 0
    for mention in find_places(text, context):
        assert text[mention.start : mention.end] == mention.text
        assert last <= mention.start < mention.end
        last = mention.end


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_offsets_are_exact_on_news_language(pieces):
    check("".join(pieces))


@given(st.text(), st.text(max_size=20))
def test_any_text_can_be_read(text, title):
    check(text, Context("510700", title, frozenset(("310000",))))
