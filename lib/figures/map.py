"""The map's figures: places in shades, flows as bows with arrows, the South China Sea inset, the world.

The browser fetches the geometry from ``static/geo``; a place without data has the colour of land, not of a low value.
``customdata`` of a mark: ["place", code] or ["pair", "a~b"].
"""

from __future__ import annotations

from math import hypot

import pandas as pd
import plotly.graph_objects as go

from lib.figures.amounts import measure_words
from lib.figures.classes import class_of, classes, is_deep, shades, stepped
from lib.figures.flows import draw_flows
from lib.figures.look import Look, point_of
from lib.figures.numbers import number
from lib.figures.official import draw_official
from lib.figures.projections import PARALLELS, albers, natural_earth
from lib.figures.style import ACCENT_BRIGHT, CARD, FONT, INK, LAND, LINE, MUTED, STEADY, halo
from lib.lexicon import gazetteer

GEO = "./app/static/geo/"
CENTRE, WORLD_CENTRE = 105, 150  # degrees east: the meridian that stands upright
MAIN = {"lon": [80, 127.5], "lat": [16.5, 54.5]}
SEA = {"lon": [105.5, 122.5], "lat": [2.5, 24.5]}
INSET = (0.88, 0.01, 0.995, 0.3)  # left, bottom, right, top of the figure
HOME = {"light": "#f0e3cf", "dark": "#4a4134"}  # China on the world map
HEIGHT, WORLD_HEIGHT, NOTE = 560, 500, 22
# Where a province's name stands beside its label point, so that neighbours' names do not lie on each other.
BESIDE = {
    "110000": "top center",
    "120000": "middle right",
    "130000": "bottom center",
    "310000": "middle right",
    "440000": "top center",
    "810000": "middle right",
    "820000": "bottom left",
}
OUTSIDE = frozenset(("110000", "120000", "310000", "810000", "820000"))  # too small for their names


def china(
    table: pd.DataFrame, flows: pd.DataFrame, look: Look, shape, area: str | None = None, official=None
) -> go.Figure:
    """The country or an area. ``shape``: the units drawn (``lib.views.boundaries``).

    ``table``: code, value, low, high, is_about, cases; ``flows``: a, b, value, cases, given, taken; ``official``: the
    layer of official pairings (``lib.views.pairings.beside``), None: not drawn.
    """
    fig, table = go.Figure(), table[table["code"].isin(shape.units)]
    ranges = classes(table["value"].tolist())
    for geo in ("geo", "geo2") if area is None else ("geo",):
        _land(fig, GEO + shape.file, shape.units, look, geo)
        _painted(fig, GEO + shape.file, table, ranges, look, geo)
        if area is None:
            _sea_line(fig, shape.sea, look, geo)
    middle = CENTRE if area is None else point_of(area)[0]
    if official is not None:
        draw_official(fig, official, look)
    draw_flows(fig, flows, look, albers(middle))
    codes = shape.units if shape.file == "province.json" else table["code"].tolist()
    _names(fig, _uncrowded(codes) if shape.file == "city_lite.json" else codes, table, ranges, look, area is None)
    cone = {"type": "conic equal area", "parallels": list(PARALLELS), "rotation": {"lon": middle}}
    west, south, east, north = shape.reach or (MAIN["lon"][0], MAIN["lat"][0], MAIN["lon"][1], MAIN["lat"][1])
    fig.update_layout(geo=_frame(cone, [west, east], [south, north]))
    if area is None:
        _inset(fig, look)
    return _finish(fig, ranges, look)


def world(table: pd.DataFrame, flows: pd.DataFrame, look: Look, home) -> go.Figure:
    """Countries in shades, international groups as diamonds, flows from China's provinces (shape ``home``)."""
    fig = go.Figure()
    countries = [place.code for place in gazetteer() if place.level == "country"]
    table = table[~table["code"].str.startswith("G-") & (table["code"] != "CHN")]  # those lie in China
    is_country = table["code"].isin(countries)
    ranges = classes(table["value"].tolist())
    _land(fig, GEO + "world.json", countries, look)
    _land(fig, GEO + home.file, home.units, look, paint=HOME[look.mode])
    _painted(fig, GEO + "world.json", table[is_country], ranges, look)
    _sea_line(fig, home.sea, look, "geo")
    draw_flows(fig, flows, look, natural_earth(WORLD_CENTRE))
    _names(fig, _uncrowded(table["code"][is_country].tolist(), 5.5), table[is_country], ranges, look, False)
    _diamonds(fig, table[~is_country], ranges, look)
    fig.update_layout(geo=_frame({"type": "natural earth", "rotation": {"lon": WORLD_CENTRE}}, None, [-52, 78]))
    return _finish(fig, ranges, look, WORLD_HEIGHT)


def _frame(projection: dict, lon: list[float] | None, lat: list[float]) -> dict:
    """A geo subplot without Plotly's own coastlines."""
    axes = {"lataxis": {"range": lat}} | ({"lonaxis": {"range": lon}} if lon else {})
    whole = {"x": [0, 1], "y": [0, 1]}
    return {"visible": False, "bgcolor": "rgba(0,0,0,0)", "domain": whole, "projection": projection, **axes}


def _finish(fig: go.Figure, ranges: list[tuple[float, float]], look: Look, height: int = HEIGHT) -> go.Figure:
    _legend(fig, ranges, look)
    note = _written(look.words.t("boundaries_short"), 1.0, 0.0, MUTED[look.mode])  # stays on saved images
    fig.add_annotation(**note | {"xanchor": "right", "yanchor": "top", "font": note["font"] | {"size": 11.5}})
    margin = {"l": 0, "r": 0, "t": 4, "b": NOTE}
    return fig.update_layout(height=height + NOTE, margin=margin, showlegend=False, dragmode=False)


def _inset(fig: go.Figure, look: Look) -> None:
    left, bottom, right, top = INSET
    frame = _frame({"type": "mercator"}, SEA["lon"], SEA["lat"])
    fig.update_layout(geo2=frame | {"domain": {"x": [left, right], "y": [bottom, top]}})
    edge = {"color": MUTED[look.mode], "width": 1}
    fig.add_shape(type="rect", xref="paper", yref="paper", x0=left, x1=right, y0=bottom, y1=top, line=edge)


def _land(fig: go.Figure, file: str, codes, look: Look, geo: str = "geo", paint: str | None = None) -> None:
    """Every unit in the colour of land: what is not painted over has no data."""
    paint = paint or LAND[look.mode]
    is_home = paint != LAND[look.mode]
    fig.add_choropleth(
        geo=geo,
        geojson=file,
        featureidkey="id",
        locations=list(codes),
        z=[0] * len(codes),
        colorscale=[[0, paint], [1, paint]],
        showscale=False,
        marker={"line": {"color": MUTED[look.mode], "width": 0.5}},
        text=[look.words.place(code) for code in codes],
        customdata=[["place", code] for code in codes],
        hovertemplate="%{text}" + ("" if is_home else f"<br>{look.words.t('no_data')}") + "<extra></extra>",
        **STEADY,
    )


def _painted(fig: go.Figure, file: str, table: pd.DataFrame, ranges: list, look: Look, geo: str = "geo") -> None:
    """Units with data in the shade of their class."""
    if table.empty:
        return
    fig.add_choropleth(
        geo=geo,
        geojson=file,
        featureidkey="id",
        locations=table["code"].tolist(),
        z=[class_of(value, ranges) for value in table["value"]],
        zmin=-0.5,
        zmax=len(ranges) - 0.5,
        colorscale=stepped(shades(len(ranges), look.dark)),
        showscale=False,
        marker={"line": {"color": CARD[look.mode], "width": 0.9}},
        text=[look.place_hover(record) for record in table.to_dict("records")],
        customdata=[["place", code] for code in table["code"]],
        hovertemplate="%{text}<extra></extra>",
        **STEADY,
    )


def _sea_line(fig: go.Figure, sea, look: Look, geo: str) -> None:
    lon = [value for dash in sea for value in [*(point[0] for point in dash), None]]
    lat = [value for dash in sea for value in [*(point[1] for point in dash), None]]
    line = {"color": MUTED[look.mode], "width": 1.3}
    fig.add_scattergeo(geo=geo, lon=lon, lat=lat, mode="lines", line=line, hoverinfo="skip")


def _legend(fig: go.Figure, ranges: list[tuple[float, float]], look: Look) -> None:
    """Classes as labelled squares, "no data" the lowest: what the shades mean is written."""
    words, mode = look.words, look.mode
    rows = [(LAND[mode], words.t("no_data"))]
    rows += [
        (paint, _range_words(ends, words.lang))
        for paint, ends in zip(shades(len(ranges), look.dark), ranges, strict=True)
    ]
    step, left = 0.046, 0.006
    for i, (paint, text) in enumerate(rows):
        low = 0.012 + i * step
        square = {"x0": left, "x1": left + 0.028, "y0": low, "y1": low + step * 0.78}
        edge = {"color": MUTED[mode], "width": 0.6}
        fig.add_shape(type="rect", xref="paper", yref="paper", fillcolor=paint, line=edge, **square)
        fig.add_annotation(**_written(text, left + 0.036, low + step * 0.39, MUTED[mode]))
    title = words.t("n_cases_title") if look.measure == "cases" else words.label("kinds", look.measure)
    fig.add_annotation(**_written(f"<b>{title}</b>", left, 0.035 + len(rows) * step, INK[mode]))


def _written(text: str, x: float, y: float, colour: str) -> dict:
    font = {"size": 14, "color": colour, "family": FONT}
    place = {"x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "middle"}
    return {"text": text, "showarrow": False, "font": font, **place}


def _range_words(ends: tuple[float, float], lang: str) -> str:
    low, high = (number(value, lang, 1) for value in ends)
    return low if low == high else f"{low} – {high}"


def _names(fig: go.Figure, codes, table: pd.DataFrame, ranges: list, look: Look, is_country: bool) -> None:
    """Names at label points, light on deep shades, with a halo of the shade against flows and borders."""
    known, value = [code for code in codes if point_of(code)], dict(zip(table["code"], table["value"], strict=True))

    def ink(code: str) -> str:
        if code not in value:
            return MUTED[look.mode]
        deep = is_deep(class_of(value[code], ranges), len(ranges))
        return CARD[look.mode] if deep and not (is_country and code in OUTSIDE) else INK[look.mode]

    inks = [ink(code) for code in known]
    halos = [halo(INK[look.mode] if colour == CARD[look.mode] else CARD[look.mode]) for colour in inks]
    fig.add_scattergeo(
        lon=[point_of(code)[0] for code in known],
        lat=[point_of(code)[1] for code in known],
        mode="text",
        text=[look.words.place(code) for code in known],
        textposition=[BESIDE.get(code, "middle center") if is_country else "middle center" for code in known],
        textfont={
            "size": 11 if look.words.lang == "en" and is_country else 13,
            "color": inks,
            "shadow": halos,
        },
        hoverinfo="skip",
    )


def _uncrowded(codes: list[str], apart: float = 1.7, most: int = 40) -> list[str]:
    """The first codes whose label points lie at least ``apart`` degrees from those before."""
    kept: list[str] = []
    for code in codes:
        here = point_of(code)
        if here and all(hypot(here[0] - x, (here[1] - y) * 1.6) > apart for x, y in map(point_of, kept)):
            kept.append(code)
    return kept[:most]


def _diamonds(fig: go.Figure, table: pd.DataFrame, ranges: list, look: Look) -> None:
    """Groups (东盟, 中东欧 …) have no boundary of their own: a diamond with the name."""
    known = [record for record in table.to_dict("records") if point_of(record["code"])]
    if not known:
        return
    paint = shades(len(ranges), look.dark)
    fig.add_scattergeo(
        lon=[point_of(record["code"])[0] for record in known],
        lat=[point_of(record["code"])[1] for record in known],
        mode="markers+text",
        marker={
            "symbol": "diamond",
            "size": 17,
            "color": [paint[class_of(record["value"], ranges)] for record in known],
            "line": {"color": INK[look.mode], "width": 1.4},
        },
        text=[look.words.place(record["code"]) for record in known],
        textposition="bottom center",
        textfont={"size": 13, "color": INK[look.mode]},
        customdata=[["place", record["code"]] for record in known],
        hovertext=[look.place_hover(record) for record in known],
        hovertemplate="%{hovertext}<extra></extra>",
        **STEADY,
    )


def ranking(table: pd.DataFrame, look: Look, most: int = 12) -> go.Figure:
    """One bar a place, largest on top. ``customdata``: ["place", code]."""
    table = table.head(most).iloc[::-1]
    records = table.to_dict("records")
    bar = go.Bar(
        x=table["value"].tolist(),
        y=[look.words.place(code) for code in table["code"]],
        orientation="h",
        marker={"color": ACCENT_BRIGHT},
        customdata=[["place", code] for code in table["code"]],
        text=[measure_words(record, look.measure, look.words.lang) for record in records],
        textposition="outside",
        cliponaxis=False,
        hovertext=[look.place_hover(record) for record in records],
        hovertemplate="%{hovertext}<extra></extra>",
        **STEADY,
    )
    fig = go.Figure(bar)
    room = 1.25 if look.measure == "cases" else 1.75 if look.words.lang == "zh" else 2.1  # for the words at the ends
    fig.update_layout(height=max(150, 30 * len(table) + 20), margin={"r": 8, "t": 4, "b": 4}, bargap=0.34)
    fig.update_xaxes(visible=False, range=[0, room * table["value"].max()])
    fig.update_yaxes(showgrid=False, ticksuffix="  ", type="category", linecolor=LINE[look.mode])
    return fig
