"""The funding page's figures: sums by year, domain and pair with their bounds, and who gives to whom."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.figures.amounts import sum_words, whiskers
from lib.figures.numbers import bounds, money, number, ticks, year_step
from lib.figures.overview import Words
from lib.figures.style import CARD, HUES, INK, MUTED, STEADY, domain_colours, kind_colour, tooltip

SEVERAL = "*"


def by_year(table: pd.DataFrame, kind: str, words: Words) -> go.Figure:
    """A bar a year: cumulative figures hatched, sums of single ones plain, whiskers to the bounds.

    ``customdata``: [year].
    """
    fig = go.Figure()
    for is_cumulative in (False, True):
        ours = table[table["is_cumulative"] == is_cumulative]
        if ours.empty:
            continue
        fig.add_bar(
            x=ours["year"].tolist(),
            y=ours["value"].tolist(),
            name=words.t("basis_cumulative" if is_cumulative else "basis_single"),
            marker={
                "color": kind_colour(kind),
                "pattern": {
                    "shape": "/" if is_cumulative else "",
                    "fgcolor": CARD["light"],
                    "fillmode": "overlay",
                    "size": 8,
                },
                "line": {"width": 1, "color": kind_colour(kind)},
            },
            error_y=whiskers(ours),
            width=0.4,
            customdata=[[int(year)] for year in ours["year"]],
            hovertext=[f"<b>{int(r['year'])}</b><br>{detail(r, words)}" for r in ours.to_dict("records")],
            hovertemplate="%{hovertext}<extra></extra>",
            **STEADY,
        )
    years = table["year"]
    return _years(fig, int(years.min()), int(years.max()), float(table["value"].max()), words)


def running(table: pd.DataFrame, printed: pd.DataFrame, kind: str, words: Words) -> go.Figure:
    """Single figures added up year by year as a line over the years' own bars; cumulative figures as diamonds.

    ``table``: ``views.funding.running``; ``printed``: ``by_year``, of which the cumulative figures are drawn.
    ``customdata``: [year].
    """
    fig, colour = go.Figure(), kind_colour(kind)
    printed = printed[printed["is_cumulative"].astype(bool)]
    if len(table):
        years = table["year"].tolist()
        data = [[int(year)] for year in years]
        hover = [
            f"<b>{year}</b><br>{words.t('basis_running')} {bounds(low or None, high, words.lang)}"
            f"<br>{words.t('basis_single')} {money(annual, words.lang)}"
            for year, low, high, annual in zip(years, table["low"], table["high"], table["annual"], strict=True)
        ]
        told = {"customdata": data, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
        bar = {"color": colour, "opacity": 0.45}
        fig.add_bar(x=years, y=table["annual"].tolist(), name=words.t("basis_single"), marker=bar, width=0.5, **told)
        line = {"color": colour, "width": 3, "shape": "hv"}
        name = words.t("basis_running")
        fig.add_scatter(x=years, y=table["value"].tolist(), name=name, mode="lines+markers", line=line, **told)
    if len(printed):
        fig.add_scatter(
            x=printed["year"].tolist(),
            y=printed["value"].tolist(),
            name=words.t("basis_cumulative"),
            mode="markers",
            marker={"symbol": "diamond-open", "size": 13, "color": colour, "line": {"width": 2}},
            customdata=[[int(year)] for year in printed["year"]],
            hovertext=[f"<b>{int(r['year'])}</b><br>{detail(r, words)}" for r in printed.to_dict("records")],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    every = [*table["year"], *printed["year"]]
    top = max([*table["value"], *printed["value"]])
    return _years(fig, int(min(every)), int(max(every)), float(top), words)


def _years(fig: go.Figure, first: int, last: int, top: float, words: Words) -> go.Figure:
    """Axes of sums over years."""
    values, labels = ticks(top, words.lang)
    step = year_step(first, last, 8)
    fig.update_layout(height=380, barmode="group", bargap=0.3, margin={"t": 40}, showlegend=True, hovermode="x")
    fig.update_yaxes(tickvals=values, ticktext=labels, rangemode="tozero", title_text=words.t("axis_yuan"))
    return fig.update_xaxes(showgrid=False, tickformat="d", dtick=step, tickangle=0, range=[first - 0.8, last + 0.8])


def detail(record: dict, words: Words) -> str:
    """A sum in words for the pointer: printed, bounds, cases."""
    low, high = record["low"] or None, record["high"]
    span = bounds(low, high, words.lang)
    lines = [words.t("hover_printed", value=money(record["value"], words.lang))]
    if span != money(record["value"], words.lang):
        lines.append(words.t("hover_bounds", value=span))
    return "<br>".join([*lines, words.t("n_cases", n=int(record["cases"]))])


def domain_bars(table: pd.DataFrame, words: Words) -> go.Figure:
    """One bar a domain, largest on top. ``customdata``: [domain]."""
    table = table.iloc[::-1]
    names = [words.label("domains", code) for code in table["domain"]]
    colours = [domain_colours().get(code, HUES[-1]) for code in table["domain"]]
    return _bars(table, names, colours, [[code] for code in table["domain"]], words)


def pair_bars(table: pd.DataFrame, kind: str, words: Words) -> go.Figure:
    """One bar a pair, an arrow where one side gives. ``customdata``: [a~b]."""
    table = table.iloc[::-1]
    names = [
        f"{words.place(r['a'])} {'→' if r['directed'] else '—'} {words.place(r['b'])}" for r in table.to_dict("records")
    ]
    pairs = [[f"{a}~{b}"] for a, b in zip(table["a"], table["b"], strict=True)]
    return _bars(table, names, [kind_colour(kind)] * len(table), pairs, words)


def _bars(table: pd.DataFrame, names: list[str], colours: list[str], data: list, words: Words) -> go.Figure:
    """Horizontal bars with whiskers; the printed sum stands behind the bar and its whisker."""
    records = table.to_dict("records")
    ends = table["high"].fillna(table["value"]).clip(lower=table["value"])
    fig = go.Figure(
        go.Bar(
            x=table["value"].tolist(),
            y=names,
            orientation="h",
            marker={"color": colours},
            error_x=whiskers(table),
            customdata=data,
            hovertext=[f"<b>{name}</b><br>{detail(r, words)}" for name, r in zip(names, records, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
            **STEADY,
        )
    )
    for name, end, record in zip(names, ends, records, strict=True):
        fig.add_annotation(
            x=end, y=name, text=f" {sum_words(record, words.lang)}", showarrow=False, xanchor="left", xshift=6
        )
    top = float(ends.max()) if len(ends) else 1
    fig.update_layout(height=max(160, 32 * len(table) + 24), margin={"r": 8, "t": 4, "b": 4}, bargap=0.36)
    fig.update_xaxes(visible=False, range=[0, top * (1.6 if words.lang == "zh" else 1.9)])
    return fig.update_yaxes(showgrid=False, ticksuffix="  ", type="category")


def flow_name(code: str, words: Words) -> str:
    """An end of a flow in words; several places are named as such."""
    return words.t("several_places") if code == SEVERAL else words.place(code)


def flow_ends(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Givers and takers in the order that the figure holds them: the nodes of ``sankey``."""
    return list(dict.fromkeys(table["giver"])), list(dict.fromkeys(table["taker"]))


def sankey(table: pd.DataFrame, kind: str, words: Words, dark: bool = False) -> dict:
    """Who gives to whom, as the setting of an ECharts Sankey (Plotly's reports no clicks).

    A place that gives and takes stands on both sides. Nodes: givers, then takers (``flow_ends``); links: table rows.
    """
    mode = "dark" if dark else "light"
    givers, takers = flow_ends(table)
    label = {"color": INK[mode], "fontSize": 14, "overflow": "truncate", "width": 230}

    def node(side: str, code: str, column: str) -> dict:
        total = table.loc[table[column] == code, "value"].sum()
        text = f"{flow_name(code, words)}  {number(total, words.lang, 1)}"
        return {
            "name": f"{side}:{code}",
            "value": round(total),
            "label": label | {"formatter": text, "position": "right" if side == "g" else "left"},
            "itemStyle": {"color": kind_colour(kind) if code != SEVERAL else "#8c949c"},
            "tooltip": {"formatter": f"{flow_name(code, words)}<br>{money(total, words.lang)}"},
        }

    links = [
        {
            "source": f"g:{r['giver']}",
            "target": f"t:{r['taker']}",
            "value": round(r["value"]),
            "lineStyle": {"color": kind_colour(kind), "opacity": 0.34},
            "tooltip": {
                "formatter": f"{flow_name(r['giver'], words)} → {flow_name(r['taker'], words)}<br>{detail(r, words)}"
            },
        }
        for r in table.to_dict("records")
    ]
    return {
        "animation": False,
        "tooltip": tooltip(mode),
        "series": [
            {
                "type": "sankey",
                "selectedMode": "single",
                "left": 8,
                "right": 8,
                "top": 40,
                "bottom": 8,
                "nodeWidth": 14,
                "nodeGap": 21,
                "nodeAlign": "justify",
                "layoutIterations": 64,
                "draggable": False,
                "emphasis": {"focus": "adjacency"},
                "lineStyle": {"curveness": 0.5},
                "data": [node("g", code, "giver") for code in givers] + [node("t", code, "taker") for code in takers],
                "links": links,
            }
        ],
        "graphic": [
            {
                "type": "text",
                "left": 8,
                "top": 4,
                "style": {"text": words.t("givers"), "fill": MUTED[mode], "fontSize": 14},
            },
            {
                "type": "text",
                "right": 8,
                "top": 4,
                "style": {"text": words.t("takers"), "fill": MUTED[mode], "fontSize": 14},
            },
        ],
    }
