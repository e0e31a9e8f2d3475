"""A figure on a page: its title with its definition, its data to take away, what a click on it does."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from lib.figures.style import Figure, dress, enlarged
from lib.model import Filter
from lib.ui.downloads import about, download_buttons, file_name
from lib.ui.gather import gather_chart
from lib.ui.view import View, set_link
from lib.ui.words import entries

# Plotly's own hints; the ones left out of the bar need no words.
HINTS = (
    "Download plot as a PNG",
    "Download plot",
    "Zoom in",
    "Zoom out",
    "Reset axes",
    "Reset view",
    "Reset",
    "Autoscale",
    "Pan",
    "Zoom",
)
UNUSED = ["select2d", "lasso2d", "autoScale2d", "zoom2d", "pan2d", "hoverClosestGeo", "toggleSpikelines"]
ANSWERS = "atlas.answers"  # of the charts drawn last: a chart's key → what to do with the point clicked
# What a click on a mark gives back: its ``customdata`` and the other fields Streamlit reports.
OnClick = Callable[[dict], "Filter | list[str] | None"]


def config(view: View, key: str) -> dict:
    """Plotly's settings: no logo, geometry from this server only, hints in the page's language."""
    words = {hint: entries("plotly")[hint][view.lang] for hint in HINTS if hint in entries("plotly")}
    return {
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtonsToRemove": UNUSED,
        "topojsonURL": "./app/static/topo/",
        "locale": "zh-CN" if view.lang == "zh" else "en-US",
        "locales": {"zh-CN": {"dictionary": words, "format": {}}},
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": key},
        "scrollZoom": False,
        "responsive": True,
    }


def show_chart(
    view: View,
    fig: Figure,
    key: str,
    table: pd.DataFrame,
    title: str,
    definition: str = "",
    alt: str = "",
    on_click: OnClick | None = None,
    card: bool = True,
    controls: Callable[[], object] | None = None,
    note: str = "",
) -> None:
    """Draw ``fig`` under its title with ``definition`` behind a question mark, and its ``table`` to download.

    ``on_click`` is given the clicked point (``customdata``, ``x``, ``y``, ``location`` …) and returns a new Filter (the
    page narrows to it), row ids (their sentences open), or None. ``alt`` says in a sentence what the figure shows.
    ``controls`` draws the figure's own choices (level, measure) beside its title; ``note``: a sentence below the figure
    (what is left out, whose boundaries).
    """
    place = f"card-{key}" if card else f"plain-{key}"
    with st.container(key=place, border=card):
        with st.container(horizontal=True, vertical_alignment="center", key=f"head-{key}"):
            st.markdown(f"#### {title}", help=definition or None, anchors=False)
            if controls:
                controls()
            with st.popover(view.t("download"), icon=":material/download:", type="tertiary", key=f"save-{key}"):
                image_buttons(view, place, title)
                download_buttons(view, table, key, title, definition)
        # A key with a number that grows makes a fresh chart, so that a mark once clicked can be clicked again.
        turn = st.session_state.get(f"turn.{key}", 0)
        name = f"{key}.{turn}" if turn else key
        gather_chart(view, key, fig, table, title, definition, alt, note)
        st.plotly_chart(
            enlarged(dress(fig, view.dark)) if view.large else dress(fig, view.dark),
            key=name,
            theme=None,
            on_select="rerun" if on_click else "ignore",
            selection_mode="points",
            config=config(view, key),
            alt=alt or title,
        )
        if note:
            st.caption(note)
    if on_click:
        answers = st.session_state.setdefault(ANSWERS, {})
        answers[name] = partial(_answer, view, on_click, title, f"turn.{key}", turn + 1)


def answer_click() -> None:
    """Do what a click on a chart of the page asks for, before the page is drawn anew: one run is enough then."""
    for name, answer in st.session_state.pop(ANSWERS, {}).items():
        event = st.session_state.get(name)
        if points := event["selection"]["points"] if event else []:
            answer(points[0])


def _answer(view: View, on_click: OnClick, title: str, turn: str, number: int, point: dict) -> None:
    st.session_state[turn] = number
    answer = on_click(point)
    if isinstance(answer, Filter):
        set_link(answer, view.lang)
    elif answer:
        view.open_rows(answer, title)


def image_buttons(view: View, place: str, title: str) -> None:
    """Image files are made by the browser itself, from the chart in the container ``place`` as it stands.

    Title, conditions, versions, date and citation are printed in (``static/ui/atlas.js``).
    """
    facts = dict(about(view, title))
    notes = [f"{view.t(name)}{view.t('colon')}{facts[view.t(name)]}" for name in ("meta_filter", "meta_cite")]
    job = {"place": place, "title": title, "name": file_name(title), "notes": notes}
    st.html(
        "".join(
            f'<button class="atlas-save" data-atlas-image="{escape(json.dumps(job | {"kind": kind}))}">'
            f"{view.t('download_' + kind)}</button>"
            for kind in ("png", "svg")
        )
    )
