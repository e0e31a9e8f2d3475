"""Articles in which the reader found nothing: a person says that this is right, or adds what it missed."""

from __future__ import annotations

import streamlit as st

from lib.ui.review.adding import show_article_tools
from lib.ui.review.pick import show_text
from lib.ui.review.queue import HEIGHT
from lib.ui.review.state import LAST, PASSED, ask_who, attempt, show_error, who
from lib.ui.view import View
from lib.views.listing import article
from lib.views.review import silent_articles


def show_silent(view: View) -> None:
    """One article without rows after the other."""
    ask_who(view)
    show_error()
    passed = tuple(st.session_state.get(PASSED, ()))
    ids, number = silent_articles(view.store, view.filter, passed)
    if not ids:
        st.success(view.t("silent_done"))
        return
    st.caption(view.t("silent_left", n=number))
    found = article(view.store, view.filter, ids[0])
    left, right = st.columns([11, 9], gap="medium")
    with left, st.container(border=True, key="card-silent-text", height=HEIGHT):
        show_text(view, found, [])
    with right:
        with st.container(horizontal=True):
            args = (view, ids[0])
            st.button(
                *(view.t("do_nothing_there"), "silent-right"),
                type="primary",
                icon=":material/check:",
                shortcut="a",
                on_click=_right,
                args=args,
            )
            st.button(
                view.t("do_pass"),
                "silent-pass",
                icon=":material/arrow_forward:",
                shortcut="s",
                on_click=_pass,
                args=args[1:],
            )
        show_article_tools(view, found, [])


def _right(view: View, article_id: str) -> None:
    done = attempt(lambda: view.store.mark_article(article_id, "complete", who(view)))
    if done:
        st.session_state[LAST] = (done.id, None)


def _pass(article_id: str) -> None:
    st.session_state[PASSED] = [*st.session_state.get(PASSED, ()), article_id]
