"""The users' stop words and own terms: edited here, kept in the library for everybody who uses it."""

from __future__ import annotations

import streamlit as st

from lib.errors import AtlasError
from lib.rights import CORRECT
from lib.ui.review.state import WHO
from lib.ui.view import View
from lib.ui.words import literal
from lib.views.keywords import frequencies

PROBLEM = "keywords.problem"


def save(view: View, kind: str, words: tuple[str, ...]) -> None:
    """Write a list into the library; what can't be a word is said in a sentence at the next run."""
    try:
        view.store.set_words(kind, words, st.session_state.get(WHO, ""))
    except AtlasError as error:
        st.session_state[PROBLEM] = str(error)


def show_word_lists(view: View, stops: tuple[str, ...], own: tuple[str, ...]) -> None:
    """Both lists behind one button, which says how many words they hold."""
    problem = st.session_state.pop(PROBLEM, None)
    if problem:
        st.toast(literal(problem), icon=":material/error:")
    number = len(stops) + len(own)
    with st.popover(view.t("word_lists") + (f" · {number}" if number else ""), type="tertiary", key="pop-words"):
        for kind, words in (("stop", stops), ("own", own)):
            _show_list(view, kind, words)
        if not view.store.may(CORRECT):
            st.caption(view.t("lists_fixed" if view.store.is_read_only else "not_yours"))


def _show_list(view: View, kind: str, words: tuple[str, ...]) -> None:
    key = f"keywords.{kind}"
    st.session_state[key] = list(words)
    offered = view.get(frequencies, (), 60)["word"].tolist() if kind == "stop" else []
    st.multiselect(
        view.t(f"list_{kind}"),
        list(dict.fromkeys([*words, *offered])),
        key=key,
        accept_new_options=True,
        help=view.t(f"list_{kind}_help"),
        placeholder=view.t("list_hint"),
        disabled=not view.store.may(CORRECT),
        on_change=lambda: save(view, kind, tuple(word.strip() for word in st.session_state[key])),
    )
