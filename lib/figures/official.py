"""Official pairings on a map: dotted bows, each with a square to click; filled where the library reports of it.

``customdata`` of a square: ["pair", "giver~taker"].
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.figures.look import Look, point_of
from lib.figures.projections import bow
from lib.figures.style import CARD, STEADY

COLOUR = {"light": "#6a4c93", "dark": "#b79ddb"}
BEND = -0.1  # to the other side than flows, so that both can be seen


def draw_official(fig: go.Figure, table: pd.DataFrame, look: Look) -> None:
    """``table``: programme, giver, taker, since, until, given, other …; what has no place on the map is left out.

    Two places are joined once, however many arrangements they had; those without a report are drawn thinner.
    """
    pairs: dict[tuple[str, str], list[dict]] = {}
    for record in table.to_dict("records"):
        if point_of(record["giver"]) and point_of(record["taker"]):
            pairs.setdefault((record["giver"], record["taker"]), []).append(record)
    for is_reported, width in ((False, 1.1), (True, 2.2)):
        ours = {ends: told for ends, told in pairs.items() if any(r["given"] for r in told) == is_reported}
        if ours:
            _draw(fig, ours, is_reported, width, look)


def _draw(
    fig: go.Figure, pairs: dict[tuple[str, str], list[dict]], is_reported: bool, width: float, look: Look
) -> None:
    paths = [bow(point_of(giver), point_of(taker), bend=BEND) for giver, taker in pairs]
    colour = COLOUR[look.mode]
    fig.add_scattergeo(
        lon=[value for path in paths for value in [*(point[0] for point in path), None]],
        lat=[value for path in paths for value in [*(point[1] for point in path), None]],
        mode="lines",
        line={"color": colour, "width": width, "dash": "dot"},
        hoverinfo="skip",
    )
    middles = [path[int(len(path) * 0.6)] for path in paths]
    fig.add_scattergeo(
        lon=[point[0] for point in middles],
        lat=[point[1] for point in middles],
        mode="markers",
        marker={
            "symbol": "square",
            "size": 10 if is_reported else 7,
            "color": colour if is_reported else CARD[look.mode],
            "line": {"color": colour, "width": 1.6},
            "opacity": 1,
        },
        customdata=[["pair", f"{giver}~{taker}"] for giver, taker in pairs],
        text=[hover(told, look) for told in pairs.values()],
        hovertemplate="%{text}<extra></extra>",
        **STEADY,
    )


def hover(told: list[dict], look: Look) -> str:
    """Who was assigned to whom, by which arrangements, and what the library reports for each."""
    words = look.words
    lines = [f"<b>{words.place(told[0]['giver'])} → {words.place(told[0]['taker'])}</b>"]
    for record in told:
        lines.append(f"{record['programme']} {period(record, words)}")
        lines.append(words.t("official_reported", n=int(record["given"]), m=int(record["other"])))
    return "<br>".join(lines)


def period(record: dict, words) -> str:
    """``2016-12 – 2021-03``; an end that is not known is said so."""
    return f"{record['since'] or '?'} – {record['until'] or words.t('official_open')}"
