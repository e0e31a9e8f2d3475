"""Graphs of who works with whom, and of words that stand together: nodes by strength, groups by colour and shape.

``customdata`` of a mark: ["node", code] or ["pair", "a~b"].
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from unicodedata import east_asian_width

import pandas as pd
import plotly.graph_objects as go

from lib.figures.classes import class_of, classes
from lib.figures.numbers import percent
from lib.figures.overview import Words
from lib.figures.style import CARD, HUES, INK, MUTED, STEADY, WARNING, halo

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "pentagon", "hexagon", "star", "cross")
GROUP_HUES = (HUES[0], HUES[1], HUES[2], HUES[3], HUES[7], HUES[8], HUES[12], HUES[13])
OTHERS = "#9aa3ab"
WIDTHS = (1.0, 1.9, 3.2, 5.0, 7.0)
SIZES = (13, 18, 24, 31, 39)
Name = Callable[[str], str]


def places(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    words: Words,
    dark: bool = False,
    ego: str | None = None,
    are_bodies: bool = False,
) -> go.Figure:
    """Places or bodies and their ties (``lib.views.network``): arrows where help goes one way, else dots."""
    name = escape if are_bodies else words.place

    def node_hover(record: dict) -> str:
        lines = [f"<b>{name(record['code'])}</b>", words.t("n_cases", n=record["cases"])]
        lines += [words.t("n_partner_bodies" if are_bodies else "n_partners", n=record["partners"])]
        lines += [words.t("between", share=percent(record["betweenness"])), words.t("click_node")]
        return "<br>".join(lines)

    def edge_hover(record: dict, start: str, end: str, is_arrow: bool) -> str:
        way = " → " if is_arrow else " — "
        lines = [f"<b>{name(start)}{way}{name(end)}</b>", words.t("n_cases", n=record["cases"])]
        if is_arrow:
            given = record["given"] if start == record["a"] else record["taken"]
            lines.append(words.t("n_given", n=given, name=name(start)))
        return "<br>".join([*lines, words.t("click_rows")])

    group = "group_bodies" if are_bodies else "group"
    return graph(nodes, edges, name, node_hover, edge_hover, words, dark, ego, group)


def terms(nodes: pd.DataFrame, edges: pd.DataFrame, words: Words, dark: bool = False) -> go.Figure:
    """Words and how closely they stand together; ``edges`` have ``articles, expected, npmi`` too."""

    def node_hover(record: dict) -> str:
        return f"<b>{record['code']}</b><br>{words.t('n_articles', n=record['cases'])}"

    def edge_hover(record: dict, start: str, end: str, _: bool) -> str:
        both = words.t("both", n=record["articles"], expected=f"{record['expected']:.1f}")
        return f"<b>{start} — {end}</b><br>{both}<br>NPMI {record['npmi']:.2f}"

    return graph(nodes, edges, str, node_hover, edge_hover, words, dark)


def graph(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    name: Name,
    node_hover: Callable[[dict], str],
    edge_hover: Callable[[dict, str, str, bool], str],
    words: Words,
    dark: bool = False,
    ego: str | None = None,
    group: str = "group",
) -> go.Figure:
    """The drawing that all share. ``nodes``: code, cases, group, x, y; ``edges``: a, b, cases, given, taken.

    ``group``: the words of the legend for a group.
    """
    fig, mode = go.Figure(), "dark" if dark else "light"
    at = dict(zip(nodes["code"], zip(nodes["x"], nodes["y"], strict=True), strict=True))
    _ties(fig, edges.to_dict("records"), at, edge_hover, mode)
    _nodes(fig, nodes, name, node_hover, partial(words.t, group), words.t("no_group"), mode, ego)
    reach = _reach(nodes, [_wrapped(name(code)) for code in nodes["code"]])
    fig.update_layout(
        height=round(min(1300, max(600, 250 * (reach[1][1] - reach[1][0]) + 50))),
        margin={"l": 4, "r": 4, "t": 44, "b": 4},
        legend={"y": 1.0, "itemclick": False, "itemdoubleclick": False, "itemsizing": "constant"},
        dragmode="pan",
    )
    fig.update_xaxes(visible=False, range=reach[0])
    return fig.update_yaxes(visible=False, range=reach[1])


def _reach(nodes: pd.DataFrame, names: list[str]) -> tuple[list[float], list[float]]:
    """Axis ranges with room for the names at the edge."""
    longest = max(_width(line) for name in names for line in name.split("<br>"))
    side = max(0.22, 0.038 * longest)
    return (
        [float(nodes["x"].min()) - side, float(nodes["x"].max()) + side],
        [
            float(nodes["y"].min()) - 0.12,
            float(nodes["y"].max()) + (0.24 if any("<br>" in name for name in names) else 0.16),
        ],
    )


def _width(line: str) -> float:
    """How wide a line is, in Chinese characters."""
    return sum(1.0 if east_asian_width(letter) in "WF" else 0.55 for letter in line)


def _ties(fig: go.Figure, edges: list[dict], at: dict, hover, mode: str) -> None:
    ranges = classes([edge["cases"] for edge in edges], len(WIDTHS))
    lines: dict[tuple[int, bool], list] = {}
    heads: dict[bool, list] = {False: [], True: []}
    for edge in edges:
        grade = class_of(edge["cases"], ranges)
        for start, end, is_arrow, share in _ways(edge):
            lines.setdefault((grade, is_arrow), []).append((at[start], at[end]))
            heads[is_arrow].append((at[start], at[end], share, grade, edge, start, end))
    for (grade, is_arrow), ends in sorted(lines.items()):
        fig.add_scatter(
            x=[value for one, two in ends for value in (one[0], two[0], None)],
            y=[value for one, two in ends for value in (one[1], two[1], None)],
            mode="lines",
            line={"color": WARNING if is_arrow else MUTED[mode], "width": WIDTHS[grade]},
            opacity=0.38,
            hoverinfo="skip",
            showlegend=False,
        )
    for is_arrow, ours in heads.items():
        if ours:
            _heads(fig, ours, is_arrow, hover, mode)


def _ways(edge: dict) -> list[tuple[str, str, bool, float]]:
    """(from, to, is an arrow, where on the line its mark sits): two arrows where help goes both ways."""
    a, b = edge["a"], edge["b"]
    found = [(x, y, True, 0.6) for x, y, n in ((a, b, edge["given"]), (b, a, edge["taken"])) if n]
    return found or [(a, b, False, 0.5)]


def _heads(fig: go.Figure, heads: list[tuple], is_arrow: bool, hover, mode: str) -> None:
    """Marks on the lines that can be clicked. An arrow takes its direction from an unseen point just before it."""

    def along(share: float, axis: int) -> list[float]:
        return [one[axis] + (middle - share) * (two[axis] - one[axis]) for one, two, middle, *_ in heads]

    def woven(before: list, at: list) -> list:
        return [value for pair in zip(before, at, strict=True) for value in pair]

    fig.add_scatter(
        x=woven(along(0.03, 0), along(0, 0)),
        y=woven(along(0.03, 1), along(0, 1)),
        mode="markers",
        marker={
            "symbol": "arrow" if is_arrow else "circle",
            "angleref": "previous" if is_arrow else "up",
            "size": woven([0] * len(heads), [(11 if is_arrow else 6) + 2 * grade for *_, grade, _, _, _ in heads]),
            "color": WARNING if is_arrow else MUTED[mode],
            "line": {"color": CARD[mode], "width": 1},
            "opacity": 1,
        },
        customdata=[["pair", f"{edge['a']}~{edge['b']}"] for *_, edge, _, _ in heads for _ in range(2)],
        hovertext=[hover(edge, start, end, is_arrow) for *_, edge, start, end in heads for _ in range(2)],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        **STEADY,
    )


def _wrapped(name: str, most: int = 14) -> str:
    """A long name in two lines, cut at the space nearest to its middle, or in it where there is none."""
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    if not spaces and len(name) > 9:
        return f"{name[: (len(name) + 1) // 2]}<br>{name[(len(name) + 1) // 2 :]}"
    if len(name) <= most or not spaces:
        return name
    cut = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:cut]}<br>{name[cut + 1 :]}"


def _nodes(
    fig: go.Figure,
    nodes: pd.DataFrame,
    name: Name,
    hover,
    grouped: Callable,
    ungrouped: str,
    mode: str,
    ego: str | None,
) -> None:
    """One trace a group, so that the legend says what colour and shape mean; groups of one or two share a grey."""
    sizes = nodes.groupby("group")["code"].transform("size")
    ranges = classes(nodes["cases"].tolist(), len(SIZES))
    shown = [group for group in sorted(nodes["group"].unique()) if group < len(SYMBOLS)]
    marked = {group for group in shown if int(sizes[nodes["group"] == group].iloc[0]) > 2}
    for group in [*sorted(marked), None]:
        ours = nodes[nodes["group"] == group] if group is not None else nodes[~nodes["group"].isin(marked)]
        if ours.empty:
            continue
        records = ours.to_dict("records")
        leading = name(records[0]["code"])
        label = grouped(name=leading, n=len(ours)) if group is not None else ungrouped
        fig.add_scatter(
            x=ours["x"],
            y=ours["y"],
            mode="markers+text",
            name=label,
            marker={
                "symbol": SYMBOLS[group] if group is not None else "circle",
                "size": [SIZES[class_of(value, ranges)] for value in ours["cases"]],
                "color": GROUP_HUES[group] if group is not None else OTHERS,
                "line": {
                    "color": [INK[mode] if code == ego else CARD[mode] for code in ours["code"]],
                    "width": [3 if code == ego else 1.2 for code in ours["code"]],
                },
                "opacity": 1,
            },
            text=[_wrapped(name(code)) for code in ours["code"]],
            textposition="top center",
            textfont={
                "color": INK[mode],
                "size": [15 if class_of(v, ranges) >= 2 else 13 for v in ours["cases"]],
                "shadow": halo(CARD[mode]),
            },
            customdata=[["node", code] for code in ours["code"]],
            hovertext=[hover(record) for record in records],
            hovertemplate="%{hovertext}<extra></extra>",
            **STEADY,
        )
