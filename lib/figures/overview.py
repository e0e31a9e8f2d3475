"""The overview's figures: time line over coverage, domains, leading pairs."""

from __future__ import annotations

from typing import Protocol

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lib.figures.numbers import number, year_step
from lib.figures.style import ACCENT_BRIGHT, HUES, domain_colours

OTHERS = "#c5ccd3"  # lighter than "general", which is a domain
SHOWN_DOMAINS = 7  # in the time line; the rest is drawn together


class Words(Protocol):
    """The interface's words in the reader's language."""

    lang: str

    def t(self, key: str, **values: object) -> str: ...
    def label(self, group: str, code: str) -> str: ...
    def place(self, code: str) -> str: ...


def time_line(table: pd.DataFrame, coverage: pd.DataFrame, words: Words) -> go.Figure:
    """Rows by year and domain above, the library's articles of each year below: few articles, few rows.

    ``customdata`` of a bar: [year, domain]; domain is "" for the domains drawn together and for coverage.
    """
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.76, 0.24], vertical_spacing=0.1)
    leading = table.groupby("domain")["rows"].sum().nlargest(SHOWN_DOMAINS).index
    table = table.assign(shown=table["domain"].where(table["domain"].isin(leading), ""))
    for domain in [*leading, ""]:
        ours = table[table["shown"] == domain].groupby("year", as_index=False)["rows"].sum()
        if ours.empty:
            continue
        name = words.label("domains", domain) if domain else words.t("other_domains")
        bar = go.Bar(
            x=ours["year"],
            y=ours["rows"],
            width=0.72,
            name=name,
            marker={"color": domain_colours().get(domain, OTHERS), "line": {"width": 0}},
            customdata=[[int(year), domain] for year in ours["year"]],
            hovertemplate=f"%{{x}} · {name}<br>{words.t('hover_rows', n='%{y}')}<extra></extra>",
        )
        fig.add_trace(bar, row=1, col=1)
    bar = go.Bar(
        x=coverage["year"],
        y=coverage["articles"],
        width=0.72,
        name=words.t("coverage"),
        marker={"color": HUES[11], "opacity": 0.55},
        customdata=[[int(year), ""] for year in coverage["year"]],
        hovertemplate=f"%{{x}}<br>{words.t('hover_articles', n='%{y}')}<extra></extra>",
        showlegend=False,
    )
    fig.add_trace(bar, row=2, col=1)
    fig.update_layout(barmode="stack", height=560, margin={"t": 92}, legend={"traceorder": "normal", "y": 1.04})
    fig.update_yaxes(title_text=words.t("axis_rows"), row=1, col=1, tickformat=",d", rangemode="tozero")
    fig.update_yaxes(title_text=words.t("axis_articles"), row=2, col=1, tickformat=",d", nticks=3, rangemode="tozero")
    if len(coverage) and coverage["articles"].max() < 3:
        fig.update_yaxes(dtick=1, row=2, col=1)
    fig.update_xaxes(showgrid=False, tickformat="d", dtick=year_step(*_span(coverage["year"]), 12))
    return _unfaded(fig)


def _span(years: pd.Series) -> tuple[int, int]:
    return (int(years.min()), int(years.max())) if len(years) else (0, 0)


def domain_bars(table: pd.DataFrame, words: Words) -> go.Figure:
    """One bar a domain, most frequent on top. ``customdata``: [domain]."""
    table = table.iloc[::-1]
    bar = go.Bar(
        x=table["rows"],
        y=[words.label("domains", code) for code in table["domain"]],
        orientation="h",
        marker={"color": [domain_colours().get(code, HUES[-1]) for code in table["domain"]]},
        customdata=[[code] for code in table["domain"]],
        text=[number(value, words.lang) for value in table["rows"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate=f"%{{y}}<br>{words.t('hover_rows', n='%{x}')}<extra></extra>",
    )
    return _bars(go.Figure(bar), len(table), least=120)


def pair_bars(table: pd.DataFrame, words: Words) -> go.Figure:
    """One bar a pair of places, an arrow where help goes one way only. ``customdata``: [a~b]."""
    table = table.iloc[::-1]
    bar = go.Bar(
        x=table["rows"],
        y=[pair_name(record, words) for record in table.to_dict("records")],
        orientation="h",
        marker={"color": ACCENT_BRIGHT},
        customdata=[[f"{a}~{b}"] for a, b in zip(table["a"], table["b"], strict=True)],
        text=[number(value, words.lang) for value in table["rows"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate=f"%{{y}}<br>{words.t('hover_rows', n='%{x}')}<extra></extra>",
    )
    return _bars(go.Figure(bar), len(table), least=120)


def pair_name(record: dict, words: Words) -> str:
    """``上海 → 万州`` where every directed row goes that way, else ``四川 — 重庆``."""
    a, b = words.place(record["a"]), words.place(record["b"])
    if record["given"] == record["rows"]:
        return f"{a} → {b}"
    if record["taken"] == record["rows"]:
        return f"{b} → {a}"
    return f"{a} — {b}"


def _bars(fig: go.Figure, number_of_bars: int, least: int) -> go.Figure:
    """Common look of horizontal bars: no axis, names beside, values at the ends."""
    fig.update_layout(height=max(least, 31 * number_of_bars + 30), margin={"r": 48, "t": 8})
    fig.update_layout(bargap=0.35 if number_of_bars > 2 else 0.7)  # a bar alone would be a block
    fig.update_xaxes(visible=False)
    fig.update_yaxes(showgrid=False, ticksuffix="  ")
    return _unfaded(fig)


def _unfaded(fig: go.Figure) -> go.Figure:
    """A click must not fade the other marks."""
    return fig.update_traces(unselected={"marker": {"opacity": 0.9}}, selected={"marker": {"opacity": 1}})
