"""Two sides beside each other on the same scales. ``customdata`` of a mark: [side (0 or 1), code]."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lib.figures.amounts import sum_words, whiskers
from lib.figures.numbers import number, year_step
from lib.figures.overview import Words
from lib.figures.style import ACCENT, STEADY

COLOURS = (ACCENT, "#c7771a")


def years(sides: tuple[pd.DataFrame, pd.DataFrame], names: tuple[str, str], words: Words) -> go.Figure:
    """Columns by year; both sides have the same years and the same height."""
    fig = make_subplots(rows=1, cols=2, shared_yaxes=True, subplot_titles=names, horizontal_spacing=0.06)
    every = [int(code) for table in sides for code in table["code"]] or [0]
    for i, table in enumerate(sides):
        bar = go.Bar(
            x=table["code"].astype(int).tolist(),
            y=table["value"].tolist(),
            marker={"color": COLOURS[i]},
            customdata=[[i, int(code)] for code in table["code"]],
            hovertext=[
                f"{int(r['code'])}<br>{words.t('n_cases', n=int(r['value']))}" for r in table.to_dict("records")
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            **STEADY,
        )
        fig.add_trace(bar, row=1, col=i + 1)
    top = max([value for table in sides for value in table["value"]], default=1)
    step = year_step(min(every), max(every), 6)
    fig.update_xaxes(
        range=[min(every) - 0.8, max(every) + 0.8], tickformat="d", dtick=step, showgrid=False, tickangle=0
    )
    fig.update_yaxes(range=[0, top * 1.08], tickformat=",d", nticks=6)
    fig.update_yaxes(title_text=words.t("axis_cases"), row=1, col=1)
    return fig.update_layout(height=320, showlegend=False, margin={"t": 40}, bargap=0.25)


def bars(
    sides: tuple[pd.DataFrame, pd.DataFrame], names: tuple[str, str], label: Callable[[str], str], words: Words
) -> go.Figure:
    """Horizontal bars with the same lines in the same order on both sides, and the same scale.

    Tables with ``low`` and ``high`` are sums of money: whiskers reach their bounds.
    """
    fig = make_subplots(rows=1, cols=2, shared_yaxes=True, subplot_titles=names, horizontal_spacing=0.04)
    whole = pd.concat(sides).groupby("code")["value"].sum()
    order = sorted(whole.index, key=lambda code: (whole[code], code))
    is_money, top = "low" in sides[0], 0.0
    for i, table in enumerate(sides):
        records = table.to_dict("records")
        said = [sum_words(r, words.lang) if is_money else number(r["value"], words.lang) for r in records]
        ends = table["high"].fillna(table["value"]) if is_money else table["value"]
        top = max([top, *ends])
        bar = go.Bar(
            x=table["value"].tolist(),
            y=[label(code) for code in table["code"]],
            orientation="h",
            marker={"color": COLOURS[i]},
            customdata=[[i, code] for code in table["code"]],
            hovertext=[f"{label(r['code'])}<br>{text}" for r, text in zip(records, said, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
            **({"error_x": whiskers(table)} if is_money else {}),
            **STEADY,
        )
        fig.add_trace(bar, row=1, col=i + 1)
        place = {"xref": f"x{i + 1 if i else ''}", "yref": f"y{i + 1 if i else ''}", "xanchor": "left", "xshift": 6}
        for record, end, text in zip(records, ends, said, strict=True):
            fig.add_annotation(x=end, y=label(record["code"]), text=text, showarrow=False, **place)
        if table.empty:
            middle = {"xref": f"{place['xref']} domain", "yref": f"{place['yref']} domain", "x": 0.5, "y": 0.5}
            fig.add_annotation(text=words.t("side_none"), showarrow=False, **middle)
    room = (1.9 if words.lang == "en" else 1.7) if is_money else 1.2
    fig.update_xaxes(visible=False, range=[0, (top or 1) * room])
    lines = [label(code) for code in order]
    fig.update_yaxes(
        showgrid=False,
        ticksuffix="  ",
        type="category",
        categoryorder="array",
        categoryarray=lines,
        range=[-0.6, len(lines) - 0.4],
    )
    return fig.update_layout(
        height=max(190, 30 * len(lines) + 60), showlegend=False, margin={"t": 40, "b": 8}, bargap=0.34
    )
