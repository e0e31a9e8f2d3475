"""网络 · Network: who works with whom; a place's own circle; what a place's standing means."""

import pandas as pd
import streamlit as st

from lib.figures import network as figures
from lib.figures.numbers import percent
from lib.ui.charts import show_chart
from lib.ui.choices import Choice, in_words
from lib.ui.columns import wide_and_narrow
from lib.ui.downloads import download_buttons
from lib.ui.frame import open_page
from lib.ui.parts import is_empty, plain_table
from lib.ui.timebar import show_time_slider
from lib.ui.view import View, set_link
from lib.ui.words import literal
from lib.views import bodies
from lib.views import map as places
from lib.views import network as tables

LEVEL = Choice("level", tables.LEVELS)
LEAST = Choice("least", ("1", "2", "3", "5", "10"))
MEASURES = ["cases", "partners", "betweenness"]


def is_bodies() -> bool:
    """Whether the nodes are bodies, by their names, and no places."""
    return LEVEL.value == "body"


def said(key: str) -> str:
    """The words' key for places, or the one for bodies."""
    return f"{key}_bodies" if is_bodies() else key


def name_of(view: View, code: str) -> str:
    """A node in short."""
    return literal(code) if is_bodies() else view.words.place(code)


def full_name(view: View, code: str) -> str:
    """A node with what it lies in."""
    return literal(code) if is_bodies() else view.words.place_path(code)


def rows_of(view: View, *codes: str) -> list[str]:
    """The rows of a node, or of two together."""
    if is_bodies():
        return view.get(bodies.rows_of_bodies, *codes)
    return view.get(places.rows_of_pair if len(codes) == 2 else places.rows_of_place, *codes)


def asked_node(view: View) -> str | None:
    """The place whose circle the link asks for, if it has ties on this level."""
    code = st.query_params.get("node")
    ties = view.get(tables.ties, LEVEL.value)
    return code if code in {*ties["a"], *ties["b"]} else None


def show_controls(view: View, node: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="network-controls"):
        LEVEL.draw(view, view.t("level"), lambda value: view.t("level_" + value))
        LEAST.draw(view, view.t("least"), lambda value: view.t("least_n", n=value), as_list=True)
        if node:
            st.button(
                view.t("whole_network"),
                key="network-whole",
                icon=":material/arrow_back:",
                on_click=set_link,
                args=(view.filter, view.lang),
                kwargs={"node": None},
            )


def show_graph(view: View, found: tables.Network, node: str | None) -> None:
    def clicked(point: dict) -> list[str] | None:
        what, value = point["customdata"]
        if what == "pair":
            return rows_of(view, *value.split("~"))
        set_link(view.filter, view.lang, node=None if value == node else value)
        return None

    title = view.t("ego_title", name=full_name(view, node)) if node else view.t(said("network_title"))
    if found.nodes.empty:
        st.info(view.t("no_ties"))
        return
    show_chart(
        view,
        figures.places(found.nodes, found.edges, view.words, view.dark, node, is_bodies()),
        f"network-{LEVEL.value}-{'all' if node is None else 'ego' if is_bodies() else node}",
        in_words(view, found.edges, places=() if is_bodies() else ("a", "b")),
        title,
        view.t("network_help"),
        view.t(said("network_alt"), n=len(found.nodes), m=len(found.edges)),
        clicked,
    )
    note = view.t("bodies_note" if is_bodies() else "network_note")
    st.caption(note + (" " + view.t("hidden", n=found.hidden) if found.hidden else ""))


def show_node(view: View, node: str, found: tables.Network) -> None:
    """The chosen place: its figures, its rows, its partners."""
    record = found.nodes.set_index("code").loc[node] if node in set(found.nodes["code"]) else None
    with st.container(border=True, key="card-node"):
        st.markdown(f"#### {full_name(view, node)}", anchors=False)
        if record is not None:
            st.markdown(view.t(said("node_line"), cases=int(record["cases"]), partners=int(record["partners"])))
        with st.container(horizontal=True):
            rows = rows_of(view, node)
            st.button(
                view.t("see_rows"),
                key="node-rows",
                type="primary",
                on_click=view.open_rows,
                args=(rows, name_of(view, node)),
            )
            st.button(
                view.t("narrow_to"),
                key="node-filter",
                on_click=set_link,
                args=(view.narrow(**({"text": node} if is_bodies() else {"places": (node,)})), view.lang),
            )
        show_partners(view, node, found.edges)


def show_partners(view: View, node: str, edges: pd.DataFrame) -> None:
    ours = edges[(edges["a"] == node) | (edges["b"] == node)].sort_values("cases", ascending=False)
    for record in ours.head(12).to_dict("records"):
        other = record["b"] if record["a"] == node else record["a"]
        gives, takes = (record["given"], record["taken"]) if record["a"] == node else (record["taken"], record["given"])
        way = "⇄" if gives and takes else "→" if gives else "←" if takes else "—"
        st.button(
            view.t("partner_line", way=way, name=name_of(view, other), n=record["cases"]),
            key=f"partner-{other}",
            type="tertiary",
            on_click=lambda other=other: view.open_rows(
                rows_of(view, node, other), f"{name_of(view, node)} — {name_of(view, other)}"
            ),
        )


def show_standing(view: View, found: tables.Network) -> None:
    """The leading places by number of cooperations, partners and lying between, each number explained."""
    nodes = found.nodes
    with st.container(border=True, key="card-standing"):
        with st.container(horizontal=True, vertical_alignment="center", key="head-standing"):
            st.markdown(f"#### {view.t(said('standing_title'))}", help=view.t("standing_help"), anchors=False)
            with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key="save-standing"):
                whole = in_words(view, nodes[["code", *MEASURES, "group"]], places=() if is_bodies() else ("code",))
                download_buttons(view, whole, "network", view.t(said("standing_title")), view.t("standing_help"))
        shown = nodes.head(10)
        table = {
            view.t(said("col_code_name")): [code if is_bodies() else view.place(code) for code in shown["code"]],
            view.t("col_cases"): shown["cases"].astype(int),
            view.t(said("col_partners")): shown["partners"].astype(int),
            view.t("col_betweenness"): [percent(value) for value in shown["betweenness"]],
        }
        plain_table(pd.DataFrame(table), numbers=tuple(list(table)[1:]))
        st.caption(standing_in_words(view, nodes))


def standing_in_words(view: View, nodes: pd.DataFrame) -> str:
    """What the table says, in two sentences."""
    most, between = (nodes.sort_values([name, "code"], ascending=[False, True]).iloc[0] for name in MEASURES[1:])
    text = view.t(said("said_partners"), name=name_of(view, most["code"]), n=int(most["partners"]), all=len(nodes))
    if between["betweenness"] > 0:
        share = percent(between["betweenness"], 0)
        text += " " + view.t(said("said_between"), name=name_of(view, between["code"]), share=share)
    return text


def main() -> None:
    view = open_page("network")
    show_time_slider(view)
    if is_empty(view):
        return
    node = asked_node(view)
    show_controls(view, node)
    found = view.get(tables.network, LEVEL.value, int(LEAST.value), node)
    if not node:
        show_graph(view, found, node)
        if not found.nodes.empty:
            show_standing(view, found)
        return
    left, right = wide_and_narrow("network")
    with left:
        show_graph(view, found, node)
    with right:
        show_node(view, node, found)


main()
