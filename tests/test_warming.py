"""Answers found before somebody waits for them."""

import time

import pytest
import streamlit as st

from lib.model import Filter
from lib.store import open_store
from lib.ui import view, warming
from tests.gold_rows import fill
from tests.test_pages_app import PAGES, runner


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warm")
    fill(open_store(folder))
    return folder


@pytest.fixture
def store(folder):
    st.cache_data.clear()
    return open_store(folder)


def is_kept(store, function, *args) -> bool:
    """True where the answer is there without asking the library."""

    def ask(*_):
        raise LookupError

    ask.__module__, ask.__qualname__ = function.__module__, function.__qualname__
    try:
        view.answer(store, (), Filter(), ask, *args)
    except LookupError:
        return False
    return True


def test_the_pages_ask_for_everything_that_is_found_beforehand(folder, monkeypatch):
    asked, answer = set(), view.answer

    def noted(store, damage, filter_, function, *args):
        if filter_.is_empty():
            asked.add((function, *args))
        return answer(store, damage, filter_, function, *args)

    monkeypatch.setattr(view, "answer", noted)
    run = runner(folder, monkeypatch)
    for page in PAGES:
        assert not run(page).exception
    assert set(warming.QUESTIONS) <= asked


def test_a_warm_library_has_the_answers(store):
    assert not any(is_kept(store, *question) for question in warming.QUESTIONS)
    warming.warm(store)
    assert all(is_kept(store, *question) for question in warming.QUESTIONS)


def test_after_a_change_the_library_is_warmed_again(store, monkeypatch):
    monkeypatch.setattr(warming, "STILL", 0.05)
    warming.keep_warm(store)
    last = warming.QUESTIONS[-1]
    wait(lambda: is_kept(store, *last))
    store.correct(store.ask("SELECT row_id FROM rows LIMIT 1")["row_id"][0], None, "checked", "")
    wait(lambda: is_kept(store, *last))


def wait(is_true) -> None:
    for _ in range(600):
        if is_true():
            return
        time.sleep(0.05)
    raise AssertionError("nothing happened for 30 seconds")
