"""Who gives to whom as Plotly's Sankey, for files: on the screen ECharts draws it, whose bands can be clicked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.figures.amounts import sum_words
from lib.figures.funding import flow_ends, flow_name
from lib.figures.overview import Words
from lib.figures.style import ACCENT_BRIGHT

BAND = "rgba(85,155,199,0.45)"


def bands(table: pd.DataFrame, words: Words) -> go.Figure:
    """``table``: giver, taker, value and its bounds."""
    givers, takers = flow_ends(table)
    records = table.to_dict("records")
    link = {
        "source": [givers.index(record["giver"]) for record in records],
        "target": [len(givers) + takers.index(record["taker"]) for record in records],
        "value": [record["value"] for record in records],
        "customdata": [sum_words(record, words.lang) for record in records],
        "hovertemplate": "%{source.label} → %{target.label}<br>%{customdata}<extra></extra>",
        "color": BAND,
    }
    names = [flow_name(code, words) for code in (*givers, *takers)]
    fig = go.Figure(go.Sankey(node={"label": names, "color": ACCENT_BRIGHT, "pad": 18}, link=link))
    return fig.update_layout(height=max(320, 42 * max(len(givers), len(takers)) + 70), margin={"l": 12, "r": 12})
