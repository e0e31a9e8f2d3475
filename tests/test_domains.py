"""Domains and forms: the cases of tests/cases/domains.yaml and forms.yaml, every entry of the two lexicons."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lib.lexicon import codes, lexicon
from lib.reading.domains import code_domains, code_forms

CODERS = {"domains": code_domains, "forms": code_forms}
FOLDER = Path(__file__).parent / "cases"
CASES = [(n, c) for n in CODERS for c in yaml.safe_load((FOLDER / f"{n}.yaml").read_text(encoding="utf-8"))]
ENTRIES = [(name, entry[name[:-1]], entry) for name in CODERS for entry in lexicon(name)[name]]


@pytest.mark.parametrize(
    ("name", "case"), CASES, ids=lambda part: part["text"][:20] if isinstance(part, dict) else part
)
def test_case(name, case):
    found = set(CODERS[name](case["text"]))
    assert set(case["has"]) <= found
    assert not set(case["lacks"]) & found


@pytest.mark.parametrize(("name", "label", "text"), [(n, c, t) for n, c, e in ENTRIES for t in e["examples"]])
def test_lexicon_example(name, label, text):
    assert label in CODERS[name](text)


@pytest.mark.parametrize(("name", "label", "text"), [(n, c, t) for n, c, e in ENTRIES for t in e.get("not", ())])
def test_lexicon_counter_example(name, label, text):
    assert label not in CODERS[name](text)


def test_every_code_has_words():
    for name in CODERS:
        assert {label for n, label, _ in ENTRIES if n == name} == set(codes(name))


def test_the_title_weighs_more():
    text = "双方代表出席。养老机构签约，医院加入。"
    assert "health" in code_domains(text, "两地医院结成医联体 远程会诊开通")
    assert code_domains("", "两地医院结成医联体") == ("health",)


def test_the_rest_of_the_article_counts_a_little():
    text = "双方代表出席签约仪式。"
    assert code_domains(text, context="两地医院结成医联体，专家远程会诊。") == ("health",)


def test_nothing_leads():
    assert code_domains("") == ("general",)
    assert code_forms("") == ()


@given(st.text(max_size=60), st.text(max_size=20))
def test_labels_are_codes_in_their_order(text, title):
    for name, coder in CODERS.items():
        found = coder(text, title)
        assert list(found) == [code for code in codes(name) if code in found]
        assert coder(text, title) == found
