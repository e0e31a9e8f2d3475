"""What was imported, newest first, each with its undo."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lib.errors import AtlasError
from lib.rights import ADMINISTER
from lib.ui.times import local_time
from lib.ui.view import View
from lib.ui.words import literal

PROBLEM = "intake.problem"


def show_imports(view: View) -> None:
    """The list of imports."""
    with st.container(border=True, key="card-imports"):
        st.markdown(f"#### {view.t('imports_title')}", help=view.t("imports_help"), anchors=False)
        if problem := st.session_state.pop(PROBLEM, None):
            st.error(literal(problem))
        imports = view.store.imports()
        if not len(imports):
            st.caption(view.t("no_imports"))
        for found in imports.to_dict("records"):
            show_import(view, found)


def show_import(view: View, found: dict) -> None:
    """One import in a line, with its undo or the note that it was undone."""
    id_, when, what = found["import_id"], local_time(found["started"]), literal(shortened(view, found["what"]))
    facts = {"when": when, "what": what, "articles": found["articles"], "rows": found["rows"]}
    with st.container(horizontal=True, vertical_alignment="center", key=f"import-{id_}"):
        if found["undone"]:
            st.caption(view.t("import_undone", **facts | {"undone": local_time(found["undone"])}))
            return
        st.markdown(view.t("import_line", **facts))
        if not view.store.may(ADMINISTER):
            return
        with st.popover(view.t("undo"), key=f"undo-{id_}"):
            st.markdown(view.t("undo_ask", articles=found["articles"], rows=found["rows"]))
            st.button(view.t("undo_do"), key=f"undo-do-{id_}", type="primary", on_click=undo, args=(view, id_))


def undo(view: View, id_: str) -> None:
    """Take an import back; where that can't be done its sentence is shown."""
    try:
        view.store.undo_import(id_)
    except AtlasError as error:
        st.session_state[PROBLEM] = str(error)


def shortened(view: View, what: str) -> str:
    """File names without their folders, at most three of them."""
    names = [Path(path).name or path for path in what.split("、")]
    return view.t("list_comma").join(names[:3]) + (f" … ({len(names)})" if len(names) > 3 else "")
