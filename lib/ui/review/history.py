"""Who decided what, when and why; every step with its undo; and the library as it was after any of them."""

from __future__ import annotations

import streamlit as st

from lib.lexicon import gazetteer
from lib.model import Correction
from lib.rights import CORRECT
from lib.ui.review.state import redo, undo
from lib.ui.times import local_time
from lib.ui.view import View
from lib.ui.words import literal
from lib.views.review import latest_decisions, titles

SHOWN = 50


def show_history(view: View) -> None:
    """The latest decisions, then the latest versions."""
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, key="card-decisions"):
        st.markdown(f"#### {view.t('decisions')}", help=view.t("decisions_help"), anchors=False)
        found = latest_decisions(view.store, SHOWN)
        if not found:
            st.caption(view.t("no_decisions"))
        names = titles(view.store, [correction.row_id for correction, _ in found])
        for correction, holds in found:
            _line(view, correction, holds, names.get(correction.row_id))
    with right, st.container(border=True, key="card-versions"):
        st.markdown(f"#### {view.t('versions')}", help=view.t("versions_help"), anchors=False)
        for change in view.store.changes(SHOWN):
            what = view.t("change_" + (change["what"] or "other"))
            words = f"{local_time(change['at'])}　{what}" + (f" · {change['who']}" if change["who"] else "")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(words, width="stretch")
                view.page_link("overview", change["version"], version=change["version"])


def show_row_history(view: View, row_id: str) -> None:
    """What people decided about one row, from the first step on."""
    found = view.store.history(row_id)
    if not found:
        return
    with st.expander(view.t("row_history", n=len(found)), key=f"history-{row_id}"):
        for correction, holds in reversed(found):
            _line(view, correction, holds)


def _line(view: View, correction: Correction, holds: bool, title: str | None = None) -> None:
    """A decision with its undo, or, where it was taken back, by whom and the way to decide it once more."""
    words = view.t("decision_line", who=correction.who, when=local_time(correction.when), what=what(view, correction))
    if correction.why:
        words += view.t("because", why=correction.why)
    if title:
        words += f" · 《{title}》"
    with st.container(horizontal=True, vertical_alignment="center", key=f"decision-{correction.id}-{bool(title)}"):
        key, row = f"{correction.id}-{bool(title)}", correction.row_id
        if holds:
            st.text(words, width="stretch")
            if view.store.may(CORRECT):
                st.button(view.t("undo"), key=f"undo-{key}", on_click=undo, args=(view, correction.id))
        else:
            by, at = view.store.undoings().get(correction.id, ("", ""))
            st.caption(literal(words) + view.t("taken_back", who=literal(by), when=local_time(at)), width="stretch")
            if correction.field not in ("published", "article", "case") and not isinstance(correction.new, dict):
                args = (view, row, correction.field, correction.new)
                st.button(view.t("redo"), key=f"redo-{key}", on_click=redo, args=args)


def what(view: View, correction: Correction) -> str:
    """A decision in words, with what was and what is."""
    if correction.field == "published":
        return view.t("decided_published", date=correction.new["published"])
    if correction.field == "article":
        return view.t("decided_" + correction.new)
    if correction.field == "case":
        return view.t("decided_apart" if correction.new["alone"] else "decided_together")
    if correction.field is None:
        return view.t("decided_" + (correction.new if isinstance(correction.new, str) else "added"))
    before, after = (values_in_words(view, correction.field, value) for value in (correction.old, correction.new))
    return view.t("decided_field", field=view.t(correction.field), before=before, after=after)


def values_in_words(view: View, field: str, values: object) -> str:
    """The values of a part in short; what a reader must see to tell two readings apart."""
    if field in ("domains", "forms"):
        words = [view.label(field, code) for code in values or ()]
    elif field == "partners":
        words = [f"{_name(one['code'])}（{view.label('roles', one['role'])}）" for one in values or ()]
    elif field == "evidence":
        return str(len(values or ()))
    elif field == "amounts":
        words = [f"{view.label('kinds', one['kind'])} {one['text']}" for one in values or ()]
    elif field == "dates":
        words = [f"{view.label('date_kinds', one['kind'])} {one['value'] or one['text']}" for one in values or ()]
    else:
        words = [one.get("text") or one.get("name") or "" for one in values or ()]
    return view.t("comma").join(words) or view.t("nothing")


def _name(code: str) -> str:
    return gazetteer().name(code) if code in gazetteer() else code
