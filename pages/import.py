"""导入 · Import: files or pasted text → what would be read from them → into the library; every import can be undone."""

import streamlit as st

from lib.rights import IMPORT
from lib.ui.frame import open_page
from lib.ui.intake.given import ask
from lib.ui.intake.imports import show_imports
from lib.ui.intake.look import look
from lib.ui.intake.preview import show_preview
from lib.ui.intake.run import begin, running, show_done, show_running
from lib.ui.view import View

LOOK = "intake.look"


def show_intake(view: View) -> None:
    """What is given, and the two ways on."""
    with st.container(border=True, key="card-intake"):
        st.markdown(f"#### {view.t('intake_title')}", anchors=False)
        given = ask(view)
        with st.container(horizontal=True):
            preview = st.button(view.t("preview"), key="preview", disabled=given is None)
            start = st.button(view.t("start"), key="start", type="primary", disabled=given is None)
        if given is None:
            st.caption(view.t("give_something"))
    if preview and given is not None:
        with st.spinner(view.t("looking")):
            st.session_state[LOOK] = (given, look(given))
    if start and given is not None:
        seen, found = st.session_state.pop(LOOK, (None, None))
        begin(view, given, found if seen == given else None)
        st.rerun()


def main() -> None:
    view = open_page("import", filters=False)
    if running():
        show_running(view)
    else:
        if view.store.may(IMPORT):
            show_intake(view)
        else:
            st.info(view.t("only_looking" if view.store.is_read_only else "not_yours"))
        show_done(view)
        if LOOK in st.session_state:
            show_preview(view, st.session_state[LOOK][1])
    show_imports(view)


main()
