"""Figures for a file that opens without a network: Plotly's own script, a figure as plain JSON, its geometry."""

from __future__ import annotations

import json
import re
from pathlib import Path

from plotly.offline import get_plotlyjs

from lib.figures import style

STATIC = Path(__file__).parent.parent.parent / "static"
SERVED = "./app/static/"  # how figures name geometry that the server hands out
# Colours of the dark theme → those of the light one.
LIGHT = {
    part["dark"]: part["light"] for part in (style.INK, style.MUTED, style.LINE, style.GROUND, style.CARD, style.LAND)
} | dict(zip(style.SEQUENTIAL_DARK, style.SEQUENTIAL, strict=True))


def plotly_js() -> str:
    """Plotly's script, ready to stand in a page."""
    return get_plotlyjs().replace("</script", "<\\/script")


def spec(fig: style.Figure) -> dict:
    """The figure as JSON on light ground, whatever theme it was drawn for."""
    is_dark = fig.layout.template == style.template(True)
    text = style.solid(fig).to_json()
    if is_dark:
        text = re.sub("|".join(LIGHT), lambda found: LIGHT[found[0]], text)
    made = json.loads(text)
    made["layout"].pop("width", None)
    return made


def geometry(specs: list[dict]) -> dict[str, dict]:
    """What the specs' traces name as geometry → the GeoJSON itself."""
    names = {trace.get("geojson") for made in specs for trace in made["data"]}
    return {
        name: json.loads((STATIC / name.removeprefix(SERVED)).read_text(encoding="utf-8"))
        for name in names
        if isinstance(name, str)
    }
