"""The finder of bodies: cases from a file, and what holds for any text."""

import doctest
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import gazetteer
from lib.reading import bodies
from lib.reading.bodies import find_bodies
from lib.reading.places import find_places

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "bodies.yaml").read_text(encoding="utf-8"))
PIECES = [*CASES["found"], "。", "\n", "省", "大学", "驻", "<p>", "\ud800"]


@pytest.mark.parametrize("text, expected", CASES["found"].items())
def test_bodies_are_found(text, expected):
    assert [[b.text, b.code, b.kind] for b in find_bodies(text, find_places(text))] == expected


@pytest.mark.parametrize("text, home, expected", CASES["at_home"])
def test_elided_places(text, home, expected):
    assert [[b.text, b.code] for b in find_bodies(text, find_places(text, {"home": home}), home)] == expected


def test_there_are_enough_cases():
    assert len(CASES["found"]) >= 60


def test_the_docstring_is_true():
    assert doctest.testmod(bodies).failed == 0


def check(text):
    last = 0
    for body in find_bodies(text, find_places(text), "510700"):
        assert text[body.start : body.end] == body.text
        assert last <= body.start < body.end
        assert body.code is None or body.code in gazetteer()
        last = body.end


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_offsets_are_exact_on_news_language(pieces):
    check("".join(pieces))


@given(st.text())
def test_any_text_can_be_read(text):
    check(text)
