"""Who gives to whom, as an ECharts Sankey or treemap: Plotly's report no clicks, these do."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from lib.figures.bands import bands
from lib.figures.funding import flow_ends, flow_name, sankey
from lib.figures.treemap import flow_order, treemap
from lib.ui.charts import image_buttons
from lib.ui.choices import Choice
from lib.ui.downloads import download_buttons
from lib.ui.gather import gather_chart
from lib.ui.view import View

DRAWN = Choice("drawn", ("sankey", "treemap"))


def show_flows(
    view: View,
    table: pd.DataFrame,
    kind: str,
    shown: pd.DataFrame,
    definition: str,
    rows_of: Callable[[str | None, str | None], list[str]],
) -> None:
    """Draw the flows (``giver, taker, value …``); ``shown`` is what is downloaded.

    A click on a flow opens its rows, on an end all of that end's; ``rows_of(giver, taker)`` finds them.
    """
    title = view.t("flow_title", kind=view.label("kinds", kind))
    with st.container(key="card-flows", border=True):
        with st.container(horizontal=True, vertical_alignment="center", key="head-flows"):
            st.markdown(f"#### {title}", help=definition, anchors=False)
            if len(table):
                DRAWN.draw(view, view.t("drawn"), lambda value: view.t("drawn_" + value))
                with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key="save-flows"):
                    image_buttons(view, "card-flows", title)
                    download_buttons(view, shown, "flows", title, definition)
        if table.empty:
            st.info(view.t("no_flow"))
            return
        turn = st.session_state.get("turn.flows", 0)
        givers, takers = flow_ends(table)
        gather_chart(view, "flows", bands(table, view.words), shown, title, definition)
        is_map = DRAWN.value == "treemap"
        event = st.echarts_chart(
            treemap(table, view.words, view.dark) if is_map else sankey(table, kind, view.words, view.dark),
            key=f"flows-{kind}-{DRAWN.value}-{turn}",
            height=460 if is_map else max(280, 42 * max(len(givers), len(takers)) + 70),
            theme=None,
            on_select="rerun",
            renderer="svg",
            alt=title,
        )
    ends = _area(event, table) if is_map else _clicked(event, table, givers, takers)
    if ends and any(ends):
        st.session_state["turn.flows"] = turn + 1  # a fresh chart, so that the same flow can be clicked again
        view.open_rows(rows_of(*ends), " → ".join(flow_name(end, view.words) for end in ends if end))
        st.rerun()


def _area(event, table: pd.DataFrame) -> tuple | None:
    """(giver, taker) of the area that was clicked; taker None for a giver's whole field."""
    for series in event.selection.selected if event else ():
        for number in series["data_indices"]:
            return flow_order(table)[number]
    return None


def _clicked(event, table: pd.DataFrame, givers: list[str], takers: list[str]) -> tuple | None:
    """(giver, taker) of the link that was clicked, one of them None for a node; None where nothing was."""
    for series in event.selection.selected if event else ():
        for number in series["data_indices"]:
            if series["data_type"] == "edge":
                return table["giver"].iloc[number], table["taker"].iloc[number]
            is_giver = number < len(givers)
            return (givers[number], None) if is_giver else (None, takers[number - len(givers)])
    return None
