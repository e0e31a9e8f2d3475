"""A report as one HTML file that needs nothing else: charts stay interactive, maps carry their geometry."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from string import Template

import pandas as pd

from lib.figures.offline import geometry, plotly_js, spec
from lib.report.content import Chart, Figure, Progress, Report

HERE = Path(__file__).parent
LOOK = HERE.parent.parent / "static" / "ui" / "atlas.css"  # rows and marks look as in the application
MOST_LINES = 200  # of a chart's data
HTML_LANG = {"zh": "zh-CN", "en": "en"}


def to_html(report: Report, progress: Progress = lambda share: None) -> bytes:
    """The file. ``progress`` is told of every chart."""
    t, charts = report.words.t, []
    for i, chart in enumerate(report.charts):
        charts.append(_chart(chart, i, report))
        progress(0.2 + 0.7 * (i + 1) / len(report.charts))
    specs = [spec(chart.drawing) for chart in report.charts]
    shown = t("rows_shown", shown=len(report.rows), n=report.number)
    parts = {
        "lang": HTML_LANG[report.words.lang],
        "title": escape(f"{report.title} · {t('product')}"),
        "css": LOOK.read_text(encoding="utf-8") + (HERE / "report.css").read_text(encoding="utf-8"),
        "plotly": plotly_js(),
        "data": _json({"charts": specs, "geometry": geometry(specs)}),
        "script": (HERE / "report.js").read_text(encoding="utf-8"),
        "product": escape(t("product")),
        "heading": escape(report.title),
        "lead": escape(report.lead),
        "facts": "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in report.facts),
        "figures": "".join(map(_figure, report.figures)),
        "charts": "".join(charts),
        "rows_title": escape(t("rows_heading")),
        "rows_note": escape(shown if report.rows else t("no_rows")),
        "rows": "".join(f'<article class="card">{row.html}</article>' for row in report.rows),
    }
    page = Template((HERE / "report.html").read_text(encoding="utf-8")).substitute(parts)
    progress(1.0)
    return page.encode("utf-8")


def _json(value: object) -> str:
    """JSON that can't end the script it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _figure(figure: Figure) -> str:
    words = f"<strong>{escape(figure.name)}</strong><b>{escape(figure.value)}</b><span>{escape(figure.more)}</span>"
    return f'<div class="figure">{words}<small>{escape(figure.definition)}</small></div>'


def _chart(chart: Chart, number: int, report: Report) -> str:
    """Title, place to draw in, note, definition, data."""
    t, lines = report.words.t, chart.table.head(MOST_LINES)
    more = f"<p>{escape(t('lines_shown', shown=len(lines), n=len(chart.table)))}</p>"
    data = _table(lines) + (more if len(lines) < len(chart.table) else "")
    definition = f'<p class="definition"><b>{escape(t("definition"))}</b> {escape(chart.definition)}</p>'
    return (
        f'<section class="card"><h2>{escape(chart.title)}</h2>'
        f'<div class="chart" id="chart-{number}" role="img" aria-label="{escape(chart.alt or chart.title)}"></div>'
        f"<p>{escape(chart.note)}</p>{definition if chart.definition else ''}"
        f"<details><summary>{escape(t('data'))}</summary>{data}</details></section>"
    )


def _table(table: pd.DataFrame) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in record) + "</tr>"
        for record in table.itertuples(index=False)
    )
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(value: object) -> str:
    """A value as text; "no data" is a dash, never zero."""
    if hasattr(value, "__len__") and not isinstance(value, str):
        return "；".join(map(str, value))
    if pd.isna(value):
        return "–"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
