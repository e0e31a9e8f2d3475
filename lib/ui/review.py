"""Checking and correcting rows, one at a time, by keyboard if wanted. Decisions are appended and can be undone."""

from __future__ import annotations

from html import escape

import streamlit as st

from lib.errors import AtlasError
from lib.lexicon import codes, gazetteer
from lib.ui.evidence import card_html, marks_of, source_line
from lib.ui.marks import highlight
from lib.ui.view import View
from lib.ui.words import literal
from lib.views.evidence import RowCard, cards_of
from lib.views.review import latest_decisions, progress, waiting, with_partner

PASSED, LAST, WHO = "review.passed", "review.last", "review.who"
KEYS = {"checked": "a", "removed": "d", "pass": "s", "back": "z"}


def show_review(view: View) -> None:
    """The row that waits longest for a decision, with its text; below, what was decided."""
    done, number = view.get(progress)
    st.progress(done / number if number else 0.0, text=view.t("review_progress", done=done, n=number))
    st.text_input(view.t("who"), key=WHO, placeholder=view.t("who_hint"), width=280)
    ids = waiting(view.store, view.filter, tuple(st.session_state.get(PASSED, ())))
    cards = cards_of(view.store, ids)
    if not cards:
        st.success(view.t("review_done"))
    else:
        show_case(view, cards[0])
    show_decisions(view)


def show_case(view: View, card: RowCard) -> None:
    """Text on the left, the row and what can be done with it on the right."""
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, key="card-review-text", height=620):
        marks = marks_of(view, card)
        title = highlight(card.article["title"] or view.t("untitled"), [m for m in marks if m.in_title], bright=card.id)
        text = highlight(card.article["text"], [m for m in marks if not m.in_title], bright=card.id)
        source = escape(source_line(view, card.article))
        st.html(
            f'<div class="article" data-atlas-own><h2>{title}</h2><p class="from">{source}</p>'
            f'<div class="body">{text}</div></div>'
        )
    with right:
        with st.container(border=True, key="row-review"):
            st.html(card_html(view, card, with_quotes=False))
        with st.container(horizontal=True):
            _button(view, "checked", card, type="primary")
            _button(view, "removed", card)
            _button(view, "pass", card)
            if st.session_state.get(LAST):
                _button(view, "back", card)
        show_editor(view, card)


def _button(view: View, name: str, card: RowCard, type: str = "secondary") -> None:
    st.button(
        view.t("do_" + name),
        key=f"review-{name}",
        type=type,
        shortcut=KEYS[name],
        on_click=_decide,
        args=(view, name, card.id),
    )


def _decide(view: View, name: str, row_id: str) -> None:
    """Note the decision; a passed row comes back when the others are done."""
    if name == "pass":
        st.session_state[PASSED] = [*st.session_state.get(PASSED, ()), row_id]
    elif name == "back":
        _undo(view, st.session_state.pop(LAST))
    else:
        _correct(view, row_id, None, name)


def _correct(view: View, row_id: str, field: str | None, new: object) -> None:
    try:
        done = view.store.correct(row_id, field, new, st.session_state.get(WHO) or view.t("nobody"))
        st.session_state[LAST] = done.id
    except AtlasError as error:
        st.session_state["review.error"] = str(error)


def _undo(view: View, correction_id: int) -> None:
    try:
        view.store.undo(correction_id, st.session_state.get(WHO) or view.t("nobody"))
    except AtlasError as error:
        st.session_state["review.error"] = str(error)


def show_editor(view: View, card: RowCard) -> None:
    """Correct a row's parts; each saved part is one decision."""
    error = st.session_state.pop("review.error", None)
    if error:
        st.error(literal(error))
    record = view.store.row_records([card.id])[0]
    with st.expander(view.t("edit"), key=f"edit-{card.id}"):
        for name in ("domains", "forms"):
            _edit_codes(view, card.id, name, record[name])
        _edit_partners(view, card.id, record["partners"])
        _edit_amounts(view, card.id, record["amounts"])


def _edit_codes(view: View, row_id: str, name: str, now: list[str]) -> None:
    chosen = st.pills(
        view.t(name),
        list(codes(name)),
        selection_mode="multi",
        default=[code for code in now if code in codes(name)],
        key=f"edit-{name}-{row_id}",
        format_func=lambda code: view.label(name, code),
    )
    if set(chosen) != set(now):
        _save(view, row_id, name, [code for code in codes(name) if code in chosen])


def _save(view: View, row_id: str, field: str, new: list) -> None:
    st.button(
        view.t("save_" + field),
        key=f"save-{field}-{row_id}",
        type="primary",
        on_click=_correct,
        args=(view, row_id, field, new),
    )


def _edit_partners(view: View, row_id: str, now: list[dict]) -> None:
    new = []
    for partner in now:
        role = st.selectbox(
            view.words.place_path(partner["code"]),
            [*codes("roles"), ""],
            index=list(codes("roles")).index(partner["role"]),
            key=f"edit-{partner['code']}-{row_id}",
            format_func=lambda code: view.label("roles", code) if code else view.t("take_out"),
        )
        new += [partner | {"role": role}] if role else []
    asked = st.text_input(view.t("add_partner"), key=f"add-{row_id}", placeholder=view.t("filter_places_hint"))
    found = [place.code for place in gazetteer().search(asked, 8)] if asked else []
    if found:
        code = st.pills(view.t("add_partner"), found, key=f"added-{row_id}", format_func=view.words.place_path)
        new = with_partner(new, code, gazetteer().name(code), "peer") if code else new
    if len(new) < 2:
        st.caption(view.t("two_partners"))
    elif new != now:
        _save(view, row_id, "partners", new)


def _edit_amounts(view: View, row_id: str, now: list[dict]) -> None:
    new = []
    for number, amount in enumerate(now):
        kind = st.selectbox(
            literal(amount["text"]),
            [*codes("kinds"), ""],
            index=list(codes("kinds")).index(amount["kind"]),
            key=f"edit-amount-{number}-{row_id}",
            format_func=lambda code: view.label("kinds", code) if code else view.t("take_out"),
        )
        new += [amount | {"kind": kind}] if kind else []
    if new != now:
        _save(view, row_id, "amounts", new)


def show_decisions(view: View) -> None:
    """What people decided, newest first, each with its undo."""
    with st.container(border=True, key="card-decisions"):
        st.markdown(f"#### {view.t('decisions')}", help=view.t("decisions_help"), anchors=False)
        found = latest_decisions(view.store)
        if not found:
            st.caption(view.t("no_decisions"))
        for correction, holds in found:
            words = view.t("decision_line", who=correction.who, when=correction.when[:10], what=_what(view, correction))
            with st.container(horizontal=True, vertical_alignment="center", key=f"decision-{correction.id}"):
                (st.text if holds else st.caption)(words if holds else f"{words} · {view.t('taken_back')}")
                if holds:
                    st.button(view.t("undo"), key=f"undo-{correction.id}", on_click=_undo, args=(view, correction.id))


def _what(view: View, correction) -> str:
    """A decision in words."""
    if correction.field == "published":
        return view.t("decided_published", date=correction.new["published"])
    if correction.field is None:
        return view.t("decided_" + (correction.new if isinstance(correction.new, str) else "added"))
    return view.t("decided_field", field=view.t(correction.field))
