"""A map of China on a slide: every unit a shape of its own that can be edited, flows as lines, names as text.

The whole country is drawn down to the South China Sea, so there is no inset. Works on a figure's plain JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from lib.figures.offline import geometry
from lib.figures.projections import Point, Projection, albers
from lib.report.native import listed, rgb

FAINT = 0.35  # points: the width of boundaries
SOUTH = 17.5  # degrees north
WORDS, LINE = Inches(6), Inches(0.24)  # a line of the legend


def is_map(drawing: dict) -> bool:
    """A conic map of China or a part of it; the world is left to its table."""
    geo = drawing["layout"].get("geo", {})
    return geo.get("projection", {}).get("type") == "conic equal area"


def draw_map(slide, drawing: dict, box: tuple) -> bool:
    """Units in their shades, the sea line, flows, names."""
    project = albers(drawing["layout"]["geo"]["projection"].get("rotation", {}).get("lon", 105))
    traces = [trace for trace in drawing["data"] if trace.get("geo", "geo") == "geo"]
    shapes, units = geometry([drawing]), []
    for trace in traces:
        if trace["type"] == "choropleth":
            units += _units(trace, shapes[trace["geojson"]])
    fit = _fit([ring for _, _, rings in units for ring in rings], project, box)
    last = {code: (colour, rings) for code, colour, rings in units}  # painted units lie over bare land
    for colour, rings in last.values():
        _draw_unit(slide, rings, colour, fit)
    for trace in traces:
        if trace["type"] == "scattergeo" and trace.get("mode") == "lines":
            _draw_lines(slide, trace, fit)
    for trace in traces:
        if trace["type"] == "scattergeo" and "text" in trace.get("mode", ""):
            _draw_names(slide, trace, fit)
    _draw_legend(slide, drawing["layout"], box)
    return bool(units)


def _draw_legend(slide, layout: dict, box: tuple) -> None:
    """The filled squares and the words that stand at fixed places of the figure."""
    left, top, width, height = box
    for square in layout.get("shapes", ()):
        if square.get("type") == "rect" and rgb(square.get("fillcolor")):
            x0, y0 = left + width * square["x0"], top + height * (1 - square["y1"])
            x1, y1 = left + width * square["x1"], top + height * (1 - square["y0"])
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(round, (x0, y0, x1 - x0, y1 - y0)))
            shape.fill.solid()
            shape.fill.fore_color.rgb = rgb(square["fillcolor"])
            shape.line.fill.background()
            shape.shadow.inherit = False
    for words in layout.get("annotations", ()):
        if words.get("xref") == "paper" and words.get("yref") == "paper":
            at = round(left + width * words["x"]), round(top + height * (1 - words["y"]) - LINE / 2)
            is_right = words.get("xanchor") == "right"
            frame = slide.shapes.add_textbox(at[0] - (WORDS if is_right else 0), at[1], WORDS, LINE).text_frame
            frame.margin_top = frame.margin_bottom = 0
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
            run = frame.paragraphs[0].add_run()
            run.text, run.font.size = re.sub("<[^>]+>", "", words["text"]), Pt(11)


def _units(trace: dict, collection: dict) -> Iterator[tuple[str, str, list[list[Point]]]]:
    """Code, colour and outer rings of every unit that the trace paints."""
    rings = _rings(collection)
    scale, values = trace["colorscale"], listed(trace["z"])
    low, high = trace.get("zmin", min(values)), trace.get("zmax", max(values))
    for code, value in zip(listed(trace["locations"]), values, strict=True):
        share = (value - low) / (high - low) if high > low else 0
        colour = next((paint for end, paint in reversed(scale) if end <= share + 1e-9), scale[0][1])
        if code in rings:
            yield code, colour, rings[code]


def _rings(collection: dict) -> dict[str, list[list[Point]]]:
    """Code → outer rings, largest first; tiny islets fall away."""
    found = {}
    for feature in collection["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found.setdefault(feature["id"], []).extend([(x, y) for x, y, *_ in part[0]] for part in parts)
    return found


def _fit(rings: list[list[Point]], project: Projection, box: tuple) -> Projection:
    """Longitude and latitude → place on the slide, the whole map in the middle of the box."""
    points = [project(*point) for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    left, top, width, height = box
    size = min(width / (east - west), height / (north - south))
    start = left + (width - size * (east - west)) / 2

    @cache
    def place(lon: float, lat: float) -> Point:
        x, y = project(lon, lat)
        return start + (x - west) * size, top + (north - y) * size

    return place


def _draw_unit(slide, rings: list[list[Point]], colour: str, place: Projection) -> None:
    """One shape; of islets only those of the South China Sea are kept, which would be missed."""
    drawn = [([place(*point) for point in ring], ring[0][1] < SOUTH) for ring in rings]
    largest = max((ring for ring, _ in drawn), key=_area)
    kept = [ring for ring, is_south in drawn if ring is largest or is_south or _area(ring) > Inches(0.05) ** 2]
    shape = _free(slide, kept, True)
    if rgb(colour):
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(colour)
    shape.line.color.rgb, shape.line.width = rgb("#ffffff"), Pt(FAINT)


def _area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def _free(slide, paths: list[list[Point]], closed: bool):
    """A shape of straight pieces through the points, given in the slide's units."""
    (x, y), *rest = paths[0]
    builder = slide.shapes.build_freeform(round(x), round(y))
    builder.add_line_segments([(round(x), round(y)) for x, y in rest], close=closed)
    for (x, y), *rest in paths[1:]:
        builder.move_to(round(x), round(y))
        builder.add_line_segments([(round(x), round(y)) for x, y in rest], close=closed)
    shape = builder.convert_to_shape()
    shape.shadow.inherit = False
    return shape


def _draw_lines(slide, trace: dict, place: Projection) -> None:
    """Flows and the dashes of the sea line; None ends a line."""
    path: list[Point] = []
    for lon, lat in [*zip(listed(trace["lon"]), listed(trace["lat"]), strict=True), (None, None)]:
        if lon is not None:
            path.append(place(lon, lat))
        elif len(path) > 1:
            shape = _free(slide, [path], False)
            shape.fill.background()
            line = trace.get("line", {})
            shape.line.width, shape.line.color.rgb = Pt(line.get("width", 1)), rgb(line.get("color")) or rgb("#5a6775")
            path = []
        else:
            path = []


def _draw_names(slide, trace: dict, place: Projection) -> None:
    colours = trace.get("textfont", {}).get("color")
    wide, high = Inches(1.2), Inches(0.26)
    for i, (lon, lat, text) in enumerate(
        zip(listed(trace["lon"]), listed(trace["lat"]), listed(trace["text"]), strict=True)
    ):
        x, y = place(lon, lat)
        frame = slide.shapes.add_textbox(round(x - wide / 2), round(y - high / 2), wide, high).text_frame
        frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        run = frame.paragraphs[0].add_run()
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        run.text, run.font.size = text, Pt(10)
        colour = colours[i] if isinstance(colours, list) else colours
        if rgb(colour):
            run.font.color.rgb = rgb(colour)
