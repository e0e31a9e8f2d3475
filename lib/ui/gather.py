"""What a page has shown so far, so that a report can be made of it: key figures and charts, in their order."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.figures.style import Figure as Drawing
from lib.figures.style import dress
from lib.report import Chart, Figure
from lib.ui.view import View

STATE = "atlas.gathered"


def begin() -> None:
    """Forget what the page before showed; every run of a page starts with this."""
    st.session_state[STATE] = {}


def gather_figure(key: str, name: str, value: str, more: str = "", definition: str = "") -> None:
    """A key figure was shown."""
    st.session_state.setdefault(STATE, {})[f"figure-{key}"] = Figure(name, value, more, definition)


def gather_chart(
    view: View,
    key: str,
    drawing: Drawing,
    table: pd.DataFrame,
    title: str,
    definition: str = "",
    alt: str = "",
    note: str = "",
) -> None:
    """A chart was shown (or one that says the same: a report draws with Plotly alone)."""
    chart = Chart(title, dress(drawing, view.dark), table, definition, alt or title, note)
    st.session_state.setdefault(STATE, {})[f"chart-{key}"] = chart


def gathered(kind: type) -> tuple:
    """All key figures (``Figure``) or charts (``Chart``) of the page as it stands."""
    return tuple(part for part in st.session_state.get(STATE, {}).values() if isinstance(part, kind))
