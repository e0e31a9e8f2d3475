"""Row after row: the article with its values marked, the row, and what a person makes of it, by keyboard if wanted."""

from __future__ import annotations

import streamlit as st

from lib.editing import value_of_words
from lib.errors import AtlasError
from lib.ui.evidence import card_html
from lib.ui.review.adding import show_article_tools
from lib.ui.review.editor import draft_of, show_editor
from lib.ui.review.history import show_row_history
from lib.ui.review.pick import show_text
from lib.ui.review.state import DRAFT, ERROR, LAST, PASSED, TRAIL, ask_who, ask_why, correct, show_error, undo_last
from lib.ui.view import View, set_link
from lib.views.evidence import RowCard, cards_of, cards_of_article
from lib.views.review import progress, waiting

KEYS = {"checked": "a", "removed": "d", "pass": "s", "before": "w", "back": "z"}
ICONS = {"checked": "check", "removed": "close", "pass": "arrow_forward", "before": "arrow_back", "back": "undo"}
HEIGHT = 720


def show_queue(view: View) -> None:
    """The row that the link names, else the one that most needs a look; beside it its article."""
    done, number = view.get(progress)
    with st.container(horizontal=True, vertical_alignment="bottom", key="review-head"):
        st.progress(done / number if number else 0.0, text=view.t("review_progress", done=done, n=number))
        ask_who(view)
    show_error()
    card = current(view)
    if card is None:
        st.success(view.t("review_done"))
        if st.session_state.get(LAST):
            _button(view, "back", "")
        return
    left, right = st.columns([11, 9], gap="medium")
    with left, st.container(border=True, key="card-review-text", height=HEIGHT):
        draft = draft_of(card)
        picked = show_text(view, card.article, [card], card.id, draft["number"] if draft else 0)
    with right:
        show_row(view, card)
    if picked:
        take_words(view, card, picked)


def current(view: View) -> RowCard | None:
    """The row to look at."""
    asked = st.query_params.get("row")
    cards = cards_of(view.store, [asked]) if asked else []
    if not cards:
        cards = cards_of(view.store, view.get(waiting, tuple(st.session_state.get(PASSED, ()))))
    return cards[0] if cards else None


def show_row(view: View, card: RowCard) -> None:
    """The row with its buttons, then what can be changed in it and what was."""
    with st.container(border=True, key="row-review"):
        st.html(card_html(view, card, with_quotes=False))
        if card.same_case:
            words = view.t("case_also", n=len(card.same_case))
            view.page_link("review", words, do="cases", case=card.row["case_id"])
    with st.container(horizontal=True, key="review-buttons"):
        for name in ("checked", "removed", "pass", *(("before",) if trail(card.id) else ())):
            _button(view, name, card.id)
        if st.session_state.get(LAST):
            _button(view, "back", card.id)
    ask_why(view)
    show_editor(view, card)
    show_article_tools(view, card.article, cards_of_article(view.store, view.filter, card.article["article_id"]), card)
    show_row_history(view, card.id)


def _button(view: View, name: str, row_id: str) -> None:
    st.button(
        view.t("do_" + name),
        key=f"review-{name}",
        type="primary" if name == "checked" else "secondary",
        icon=f":material/{ICONS[name]}:",
        shortcut=KEYS[name],
        on_click=decide,
        args=(view, name, row_id),
    )


def decide(view: View, name: str, row_id: str) -> None:
    """Note the decision and go on; a passed row comes back when the others are done."""
    if name == "back":
        undo_last(view)
        return
    if name == "before":
        st.session_state.pop(DRAFT, None)
        set_link(view.filter, view.lang, row=trail(row_id)[-1])
        st.session_state[TRAIL] = trail(row_id)[:-1]
        return
    if name == "pass":
        st.session_state[PASSED] = [*st.session_state.get(PASSED, ()), row_id]
        st.session_state.pop(DRAFT, None)
    elif not correct(view, row_id, None, name):
        return
    if name != "removed":
        st.session_state[TRAIL] = [*trail(row_id), row_id]
    set_link(view.filter, view.lang, row=None)


def trail(row_id: str) -> list[str]:
    """The rows that were looked at before this one, the last at the end; removed ones come back by undo only."""
    return [row for row in st.session_state.get(TRAIL, ()) if row != row_id]


def take_words(view: View, card: RowCard, picked: dict) -> None:
    """Read what the selected words say, and open them in the editor; without words its part only."""
    field, start = picked["field"], picked["start"]
    try:
        found = (card.article, field, start, picked.get("end"), bool(picked.get("in_title")))
        value = None if start is None else value_of_words(*found)
        before = st.session_state.get(DRAFT) or {"number": 0}
        st.session_state[DRAFT] = {"row": card.id, "field": field, "value": value, "number": before["number"] + 1}
    except AtlasError as error:
        st.session_state[ERROR] = str(error)
    set_link(view.filter, view.lang, row=card.id)
    st.rerun()
