"""A word in its contexts: the sentences that hold it, highlighted, each group with the way into its article."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from lib.rights import CORRECT
from lib.ui.view import View, set_link
from lib.ui.wordlists import save
from lib.ui.words import literal
from lib.views import keywords as tables

STEP = 12  # articles with the word shown at once
LONGEST = 46  # characters left and right of a word


def show_context(view: View, word: str) -> None:
    """The sentences that hold the word, each with its article."""
    with st.container(border=True, key="card-context"):
        if not word:
            st.markdown(f"#### {view.t('context_title_none')}", anchors=False)
            st.caption(view.t("context_none"))
            return
        number = view.get(tables.count_contexts, word)
        title = view.t("context_title", word=literal(word))
        st.markdown(f"#### {title}", help=view.t("context_help"), anchors=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(view.t("context_count", n=number))
            st.button(
                view.t("as_filter"),
                key="word-filter",
                type="tertiary",
                on_click=set_link,
                args=(view.narrow(text=word), view.lang),
            )
            st.button(
                view.t("leave_out"),
                key="word-stop",
                type="tertiary",
                disabled=not view.store.may(CORRECT),
                on_click=leave_out,
                args=(view, word),
            )
        show_lines(view, word, number)


def leave_out(view: View, word: str) -> None:
    """Add a word to the library's stop words."""
    save(view, "stop", (*view.store.words("stop"), word))
    set_link(view.filter, view.lang, word=None)


def show_lines(view: View, word: str, number: int) -> None:
    """The sentences, article by article, latest first; ``number``: how many articles hold the word."""
    key = f"lines.{word}"
    shown = st.session_state.get(key, STEP)
    with st.container(height=460, border=False, key="lines"):
        for article, lines in groupby(view.get(tables.contexts, word, shown), lambda line: line.article_id):
            lines = list(lines)
            st.html("".join(map(line_html, lines)))
            first = lines[0]
            source = view.t(
                "from", source=first.source or view.t("no_source"), time=first.published or view.t("undated")
            )
            view.page_link("articles", literal(f"{first.title} · {source}"), article=article)
        if number > shown:
            st.button(
                view.t("more_articles", n=min(STEP, number - shown)),
                key="more-lines",
                on_click=lambda: st.session_state.update({key: shown + STEP}),
            )


def line_html(line: tables.Line) -> str:
    """A word between what stands left and right of it in its sentence."""
    left, right = line.left, line.right
    left = "…" + left[-LONGEST:] if len(left) > LONGEST else left
    right = right[:LONGEST] + "…" if len(right) > LONGEST else right
    marked = f'<mark class="m-amount">{escape(line.word)}</mark>'
    right = marked.join(map(escape, right.split(line.word)))  # it may stand there again
    return f'<div class="row-card" data-atlas-own style="line-height:1.7">{escape(left)}{marked}{right}</div>'
