"""Who gave how much to whom as areas, an ECharts treemap: Plotly's reports no clicks, this one does."""

from __future__ import annotations

import pandas as pd

from lib.figures.funding import SEVERAL, detail, flow_ends, flow_name
from lib.figures.numbers import money
from lib.figures.overview import Words
from lib.figures.style import FONT, HUES, INK, tooltip

WRITTEN = {"fontSize": 14, "fontFamily": FONT, "overflow": "truncate", "textBorderWidth": 0}


def ink_on(colour: str) -> str:
    """White or dark, whichever is easier to read on ``#rrggbb``."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return INK["light"] if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def flow_order(table: pd.DataFrame) -> list[tuple[str | None, str | None]]:
    """What the areas stand for, in ECharts' numbering: the whole, then each giver followed by its takers."""
    found: list[tuple[str | None, str | None]] = [(None, None)]
    for giver in flow_ends(table)[0]:
        found += [(giver, None), *((giver, taker) for taker in table.loc[table["giver"] == giver, "taker"])]
    return found


def treemap(table: pd.DataFrame, words: Words, dark: bool = False) -> dict:
    """Givers as fields, their takers in them, areas by printed sums; ``table``: giver, taker, value and its bounds."""
    mode = "dark" if dark else "light"

    def taker(record: dict) -> dict:
        name = flow_name(record["taker"], words)
        way = f"{flow_name(record['giver'], words)} → {name}"
        label = f"{name}\n{money(record['value'], words.lang)}"
        return _field(label, record["value"], f"{way}<br>{detail(record, words)}")

    fields = []
    for number, giver in enumerate(flow_ends(table)[0]):
        ours = table[table["giver"] == giver]
        total = float(ours["value"].sum())
        name = f"{flow_name(giver, words)}  {money(total, words.lang)}"
        field = _field(name, total, name) | {"children": [taker(record) for record in ours.to_dict("records")]}
        colour = "#7b8590" if giver == SEVERAL else HUES[number % len(HUES)]
        style = {"itemStyle": {"color": colour, "borderColor": colour}}
        fields.append(field | style | {"upperLabel": {"color": ink_on(colour)}})
        for child in field["children"]:
            child["label"] = {"color": ink_on(colour)}
    return {
        "animation": False,
        "tooltip": tooltip(mode),
        "series": [
            {
                "type": "treemap",
                "selectedMode": "single",
                "select": {"disabled": False},
                "nodeClick": False,
                "roam": False,
                "breadcrumb": {"show": False},
                "left": 0,
                "right": 0,
                "top": 4,
                "bottom": 4,
                "sort": False,
                "visibleMin": 0,
                "label": WRITTEN | {"lineHeight": 20},
                "upperLabel": WRITTEN | {"show": True, "height": 26},
                "levels": [
                    {"itemStyle": {"gapWidth": 4, "borderWidth": 0}, "upperLabel": {"show": False}},
                    {"itemStyle": {"gapWidth": 2, "borderWidth": 2}},
                ],
                "data": fields,
            }
        ],
    }


def _field(name: str, value: float, tip: str) -> dict:
    return {"name": name, "value": round(value), "tooltip": {"formatter": tip}}
