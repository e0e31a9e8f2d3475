"""The cooperation table in groups; a click on a group narrows the view to it."""

from __future__ import annotations

import streamlit as st

from lib.ui.choices import Choice
from lib.ui.downloads import download_buttons
from lib.ui.parts import choose_lines
from lib.ui.view import View, set_link
from lib.views.groups import VALUES, groups

GROUP = Choice("group", ("none", *VALUES))
NARROWS = {
    "pair": "pairs",
    "place": "places",
    "domain": "domains",
    "form": "forms",
    "kind": "kinds",
    "source": "sources",
}
CODED = {"domain": "domains", "form": "forms", "kind": "kinds"}


def show_groups(view: View) -> None:
    """A line a group; the line that is ticked becomes a condition, and the rows show."""
    by = GROUP.value
    table = view.get(groups, by)
    if table.empty:
        st.info(view.t("no_groups"))
        return
    shown = table.assign(value=[name_of(view, by, value) for value in table["value"]])
    shown = shown.rename(columns={name: view.t("g_" + name) for name in table} | {"value": view.t("group_" + by)})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(view.t("groups_count", n=len(table)), help=view.t("groups_help"))
        with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key="save-groups"):
            download_buttons(view, shown, "groups", view.t("menu_table"), view.t("groups_help"))
    for line in choose_lines(shown, f"groups-{by}-{hash(view.filter)}", view.t("groups_help")):
        open_group(view, by, table["value"].iloc[line])


def name_of(view: View, by: str, value: str) -> str:
    """A group's value in words."""
    if by in CODED:
        return view.label(CODED[by], value)
    if by in ("pair", "place"):
        return " — ".join(view.words.place(code) for code in value.split("~"))
    return value


def open_group(view: View, by: str, value: str) -> None:
    """The rows of one group."""
    span = {"since": value, "until": value, "undated": False}
    changes = span if by == "year" else {NARROWS[by]: (value,)}
    set_link(view.narrow(**changes), view.lang, group=None)
    st.rerun()
