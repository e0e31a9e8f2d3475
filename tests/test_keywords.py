"""Keywords: what an article is about in single words."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from lib.model import Article
from lib.reading import keywords as module
from lib.reading.keywords import keywords, stopwords


def article(text: str, title: str = "") -> Article:
    return Article(id="x", file="x.txt", title=title, text=text)


def test_the_example_of_the_docstring():
    assert doctest.testmod(module).failed == 0


def test_counts_words_of_title_and_text_and_leaves_out_stop_words():
    text = "记者了解到，衢江区与平武县的食用菌基地已经投产，食用菌销往各地。"
    found = dict(keywords(article(text, "食用菌走出平武县")))
    assert found["食用菌"] == 3
    assert found["平武县"] == 2
    assert not found.keys() & stopwords()
    assert not {word for word in found if len(word) < 2}


def test_traditional_characters_count_as_simplified_ones():
    assert dict(keywords(article("兩地簽署協議。協議明確。")))["协议"] == 2


@given(st.text(max_size=300))
def test_any_text_gives_counts(text):
    assert all(count >= 1 and word for word, count in keywords(article(text)))
