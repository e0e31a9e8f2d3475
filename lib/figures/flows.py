"""Flows between places on a map: bows with widths by class, arrow heads and dots that can be clicked.

``customdata`` of a head: ["pair", "a~b"].
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from lib.figures.classes import class_of, classes
from lib.figures.look import Look, point_of
from lib.figures.projections import Point, Projection, bearing, bow
from lib.figures.style import CARD, STEADY, WARNING

PEERS = {"light": "#7b8590", "dark": "#a3b0bd"}
WIDTHS = (1.4, 2.4, 3.8, 5.6, 8.0)


def ways(record: dict) -> list[tuple[str, str, bool]]:
    """How a pair is drawn: (from, to, is an arrow). Help both ways gives two arrows; none gives a plain line."""
    a, b = record["a"], record["b"]
    found = [(x, y, True) for x, y, n in ((a, b, record["given"]), (b, a, record["taken"])) if n]
    return found or [(a, b, False)]


@dataclass(frozen=True)
class _Line:
    """One drawn way of a pair. ``grade``: the class of its width."""

    record: dict
    start: str
    end: str
    is_arrow: bool
    grade: int
    path: list[Point]

    @property
    def head(self) -> tuple[Point, Point]:
        """Where its mark sits, and the point before."""
        middle = len(self.path) // 2 + (2 if self.is_arrow else 0)
        return self.path[middle - 1], self.path[middle]


def draw_flows(fig: go.Figure, flows: pd.DataFrame, look: Look, project: Projection) -> None:
    """Bows with widths by class, and on each a mark to click: an arrow head, or a dot where there is no direction."""
    known = [record for record in flows.to_dict("records") if point_of(record["a"]) and point_of(record["b"])]
    ranges = classes([record["value"] for record in known], len(WIDTHS))
    lines = [
        _Line(record, start, end, is_arrow, class_of(record["value"], ranges), bow(point_of(start), point_of(end)))
        for record in reversed(known)
        for start, end, is_arrow in ways(record)
    ]
    for grade, is_arrow in sorted({(line.grade, line.is_arrow) for line in lines}):
        ours = [line for line in lines if (line.grade, line.is_arrow) == (grade, is_arrow)]
        _bows(fig, ours, WARNING if is_arrow else PEERS[look.mode], WIDTHS[grade])
    for is_arrow in (False, True):
        ours = [line for line in lines if line.is_arrow == is_arrow]
        if ours:
            _heads(fig, ours, look, project)


def _bows(fig: go.Figure, lines: list[_Line], colour: str, width: float) -> None:
    fig.add_scattergeo(
        lon=[value for line in lines for value in [*(point[0] for point in line.path), None]],
        lat=[value for line in lines for value in [*(point[1] for point in line.path), None]],
        mode="lines",
        line={"color": colour, "width": width},
        opacity=0.6,
        hoverinfo="skip",  # else a line takes the click from the place under it
    )


def _heads(fig: go.Figure, lines: list[_Line], look: Look, project: Projection) -> None:
    is_arrow = lines[0].is_arrow
    fig.add_scattergeo(
        lon=[line.head[1][0] for line in lines],
        lat=[line.head[1][1] for line in lines],
        mode="markers",
        marker={
            "symbol": "arrow" if is_arrow else "circle",
            "angleref": "up",
            "angle": [bearing(*line.head, project) if is_arrow else 0 for line in lines],
            "size": [(13 if is_arrow else 8) + 2.2 * line.grade for line in lines],
            "color": WARNING if is_arrow else PEERS[look.mode],
            "line": {"color": CARD[look.mode], "width": 1.2},
            "opacity": 1,
        },
        customdata=[["pair", f"{line.record['a']}~{line.record['b']}"] for line in lines],
        text=[look.flow_hover(line.record, line.start, line.end, is_arrow) for line in lines],
        hovertemplate="%{text}<extra></extra>",
        **STEADY,
    )
