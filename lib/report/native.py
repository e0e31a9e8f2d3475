"""Plotly's bars and lines as native charts of a slide, tables as native tables. Works on a figure's plain JSON."""

from __future__ import annotations

import base64
from math import isnan

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

LINES, COLUMNS = 11, 6  # of a table on a slide
MOST_SERIES = 12
LARGE = 1e6  # from here on numbers are written in 亿 or million


def draw_chart(slide, drawing: dict, box: tuple, lang: str = "zh") -> bool:
    """Draw the bars or lines, one chart a pair of axes below each other; False where the figure has others."""
    traces = [trace for trace in drawing["data"] if trace.get("visible", True) is True]
    axes = list(dict.fromkeys(trace.get("yaxis", "y") for trace in traces))
    groups = [[trace for trace in traces if trace.get("yaxis", "y") == axis] for axis in axes]
    if not traces or len(groups) > 2 or not all(_is_plain(trace, drawing["layout"]) for trace in traces):
        return False
    left, top, width, height = box
    shares = (0.7, 0.3) if len(groups) == 2 else (1.0,)
    for group, share in zip(groups, shares, strict=True):
        if len(group) > MOST_SERIES:
            return False
        _draw(slide, group, drawing["layout"], (left, top, width, int(height * share)), lang)
        top += int(height * share)
    return True


def _is_plain(trace: dict, layout: dict) -> bool:
    """A bar, or a line over an axis that is shown (networks are lines over hidden axes)."""
    hidden = layout.get("xaxis", {}).get("visible") is False
    return trace["type"] == "bar" or (trace["type"] == "scatter" and "lines" in trace.get("mode", "") and not hidden)


def _draw(slide, traces: list[dict], layout: dict, box: tuple, lang: str) -> None:
    is_across = traces[0].get("orientation") == "h"
    names, values = ("y", "x") if is_across else ("x", "y")
    series = [(trace, dict(zip(listed(trace[names]), listed(trace[values]), strict=True))) for trace in traces]
    categories = list(dict.fromkeys(name for _, found in series for name in found))
    if all(isinstance(name, (int, float)) for name in categories):
        categories = sorted(categories)
    unit, shape = _unit([value for _, found in series for value in found.values()], lang)
    data = CategoryChartData()
    data.categories = [str(name) for name in categories]
    for trace, found in series:
        numbers = [found.get(name) for name in categories]
        data.add_series(trace.get("name") or " ", [None if n is None else n / unit for n in numbers])
    kind = _kind(traces, layout, is_across)
    chart = slide.shapes.add_chart(kind, *box, data).chart
    chart.has_title = False
    chart.has_legend = sum(bool(trace.get("name")) for trace in traces) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size = Pt(14)
    _plain_axes(chart, is_across, shape)
    _paint(chart, traces, kind)


def _kind(traces: list[dict], layout: dict, is_across: bool):
    if traces[0]["type"] == "scatter":
        return XL_CHART_TYPE.LINE_MARKERS
    if is_across:
        return XL_CHART_TYPE.BAR_CLUSTERED
    is_stack = layout.get("barmode") in ("stack", "relative")
    return XL_CHART_TYPE.COLUMN_STACKED if is_stack else XL_CHART_TYPE.COLUMN_CLUSTERED


def _unit(values: list, lang: str) -> tuple[float, str]:
    """By what large values are divided, and how numbers are written then: 亿 or million."""
    largest = max((abs(value) for value in values if value is not None), default=0)
    if largest < LARGE:
        return 1, "#,##0.##" if largest < 1 else "#,##0"
    return (1e8, '#,##0.0#"亿"') if lang == "zh" else (1e6, '#,##0.0" million"')


def _plain_axes(chart, is_across: bool, shape: str) -> None:
    """Values stand at the ends of bars that lie; else there is a faint grid. ``shape``: how numbers are written."""
    chart.value_axis.has_major_gridlines = not is_across
    chart.value_axis.visible = not is_across
    if not is_across:
        chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xDF, 0xE4, 0xEA)
        chart.value_axis.format.line.fill.background()
        chart.value_axis.tick_labels.number_format = shape
        chart.value_axis.tick_labels.number_format_is_linked = False
    plot = chart.plots[0]
    if hasattr(plot, "gap_width"):
        plot.gap_width = 45
    if is_across:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = shape, False
        plot.data_labels.font.size = Pt(13)


def _paint(chart, traces: list[dict], kind) -> None:
    """The colours on the screen."""
    for series, trace in zip(chart.plots[0].series, traces, strict=True):
        colour = trace.get("marker", {}).get("color") or trace.get("line", {}).get("color")
        if kind == XL_CHART_TYPE.LINE_MARKERS:
            colour = trace.get("line", {}).get("color") or colour
            if rgb(colour):
                series.format.line.color.rgb = rgb(colour)
            series.smooth = False
        elif isinstance(colour, list):
            for i, one in enumerate(colour):
                _fill(series.points[i], one)
        else:
            _fill(series, colour)


def _fill(part, colour: object) -> None:
    if rgb(colour):
        part.format.fill.solid()
        part.format.fill.fore_color.rgb = rgb(colour)


def rgb(colour: object) -> RGBColor | None:
    """``#1f6fa8`` as a slide's colour; None for anything else."""
    is_hex = isinstance(colour, str) and len(colour) == 7 and colour.startswith("#")
    return RGBColor.from_string(colour[1:].upper()) if is_hex else None


def listed(values: object) -> list:
    """A list in a figure's JSON (Plotly packs numbers as base64); "no data" is None."""
    if isinstance(values, dict):
        values = np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]).tolist()
    return [None if isinstance(value, float) and isnan(value) else value for value in values]


def draw_table(slide, table: pd.DataFrame, box: tuple) -> int:
    """The first lines and columns as a native table; how many lines were left out."""
    shown = table.iloc[:LINES, :COLUMNS]
    if shown.empty:
        return 0
    left, top, width, _ = box
    cells = slide.shapes.add_table(
        len(shown) + 1, len(shown.columns), left, top, width, Inches(0.42) * (len(shown) + 1)
    ).table
    for column, name in enumerate(shown):
        for line, value in enumerate([name, *shown[name]]):
            cell = cells.cell(line, column)
            cell.text = _cell(value)
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(13)
    return len(table) - len(shown)


def _cell(value: object) -> str:
    if hasattr(value, "__len__") and not isinstance(value, str):
        return "；".join(map(str, value)) or "–"
    if pd.isna(value):
        return "–"
    return (f"{value:,.6g}" if isinstance(value, float) else str(value)) or "–"
