"""校订 · Review: check and correct rows beside their articles, merge and split cases, look back, read again."""

import streamlit as st

from lib.errors import AtlasError
from lib.rights import CORRECT
from lib.ui.choices import Choice
from lib.ui.frame import open_page
from lib.ui.parts import is_empty
from lib.ui.review.cases import show_cases
from lib.ui.review.history import show_history
from lib.ui.review.queue import show_queue
from lib.ui.review.reader import show_reader
from lib.ui.review.silent import show_silent
from lib.ui.words import literal

TASKS = {
    "rows": show_queue,
    "silent": show_silent,
    "cases": show_cases,
    "history": show_history,
    "reader": show_reader,
}
CHANGING = ("rows", "silent")
TASK = Choice("do", tuple(TASKS))


def main() -> None:
    view = open_page("review", filters=TASK.value in ("rows", "silent", "cases"))
    TASK.draw(view, view.t("task"), lambda name: view.t("task_" + name))
    if TASK.value in CHANGING and not view.store.may(CORRECT):
        st.info(view.t("only_looking" if view.store.is_read_only else "not_yours"))
    elif TASK.value not in ("rows", "cases") or not is_empty(view):
        try:
            TASKS[TASK.value](view)
        except AtlasError as error:
            st.error(literal(str(error)))


main()
