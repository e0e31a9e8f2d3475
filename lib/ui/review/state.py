"""What a person at the review page is about: name, reason, the step before, what was selected. Kept for the session."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.errors import AtlasError
from lib.ui.view import View, set_link
from lib.ui.words import literal

NAMES = ("who", "why", "spent", "last", "passed", "trail", "error", "draft")
WHO, WHY, SPENT, LAST, PASSED, TRAIL, ERROR, DRAFT = (f"review.{name}" for name in NAMES)


def who(view: View) -> str:
    """The name given for decisions; the store signs with that of who is signed in, where somebody is."""
    return (st.session_state.get(WHO) or "").strip() or view.t("nobody")


def why() -> str:
    """The reason given for the next step; it goes with that step only."""
    st.session_state[SPENT] = True
    return (st.session_state.get(WHY) or "").strip()


def ask_why(view: View) -> None:
    """The field for the reason, empty again after a step."""
    if st.session_state.pop(SPENT, False):
        st.session_state[WHY] = ""
    st.text_input(view.t("why"), key=WHY, placeholder=view.t("why_hint"), label_visibility="collapsed")


def ask_who(view: View) -> None:
    """The field for the name; who is signed in has one already."""
    if view.store.person.name:
        return
    st.text_input(view.t("who"), key=WHO, placeholder=view.t("who_hint"), label_visibility="collapsed", width=220)


def attempt(do: Callable[[], object]) -> object:
    """Carry out a change of the library; where it can't be done its sentence is shown by the next run."""
    try:
        return do()
    except AtlasError as error:
        st.session_state[ERROR] = str(error)
        return None


def show_error() -> None:
    """The sentence of the step before, if it failed."""
    error = st.session_state.pop(ERROR, None)
    if error:
        st.error(literal(error))


def correct(view: View, row_id: str, field: str | None, new: object) -> bool:
    """Append a decision with name and reason; True where it was kept."""
    reason = why()
    done = attempt(lambda: view.store.correct(row_id, field, new, who(view), reason))
    if done is None:
        return False
    st.session_state[LAST] = (done.id, row_id)
    st.session_state.pop(DRAFT, None)
    return True


def undo(view: View, correction_id: int, row_id: str | None = None) -> None:
    """Take a decision back, and show the row again that it was about."""
    attempt(lambda: view.store.undo(correction_id, who(view)))
    st.session_state.pop(LAST, None)
    if row_id:
        set_link(view.filter, view.lang, row=row_id)


def redo(view: View, row_id: str, field: str | None, new: object) -> None:
    """Decide once more what was taken back."""
    attempt(lambda: view.store.correct(row_id, field, new, who(view), view.t("redone")))


def undo_last(view: View) -> None:
    """Take the last decision of this session back."""
    id_, row_id = st.session_state[LAST]
    undo(view, id_, row_id)
