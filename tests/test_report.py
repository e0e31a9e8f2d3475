"""Reports as people get them: made from figures and rows, opened again, read back. The browser's part is elsewhere."""

import io
import json
import re

import pandas as pd
import plotly.graph_objects as go
import pytest
from pptx import Presentation

from lib.figures import map as maps
from lib.figures.look import Look
from lib.figures.overview import domain_bars
from lib.figures.style import CARD, INK, dress
from lib.report import Chart, Figure, Report, Row, to_html, to_slides
from lib.ui.words import Words
from lib.views.boundaries import shape

WORDS = Words("report")
FACTS = (("筛选条件", "教育；2019 起"), ("数据版本", "abc-1"), ("引用", "区域合作图谱 0.1.0，数据版本 abc-1"))
DOMAINS = pd.DataFrame({"domain": ["health", "education"], "rows": [7, 3]})
HOSTILE = "<script>window.hacked=1</script>"


def bars(dark: bool = False) -> Chart:
    fig = dress(domain_bars(DOMAINS, Words("overview")), dark)
    return Chart("合作领域", fig, DOMAINS, "一条记录可属几个领域。", "条形图", "注")


def china() -> Chart:
    places = pd.DataFrame(
        {"code": ["510000", "330000"], "value": [3.0, 1.0], "low": [3.0, 1.0], "high": [3.0, 1.0], "cases": [3, 1]}
    )
    flows = pd.DataFrame([{"a": "330000", "b": "510000", "value": 1, "cases": 1, "given": 1, "taken": 0}])
    fig = maps.china(places, flows, Look(Words("map")), shape("province"))
    return Chart("各省", dress(fig), places)


def money(values: list) -> Chart:
    table = pd.DataFrame({"年": [2019, 2020, 2021], "元": values})
    return Chart("各年", dress(go.Figure(go.Bar(x=table["年"], y=table["元"], name="经费"))), table)


def report(*charts: Chart, rows: int = 4) -> Report:
    figures = (Figure("报道", "84", "其中 72 篇", "符合条件的文章数"),)
    row = Row(f"浙江 → 四川{HOSTILE}", "2019 · 教育", (f"两地签署协议{HOSTILE}。",), "来源", "<b>浙江</b>")
    return Report("总览", "库里有什么", FACTS, figures, charts, (row,) * rows, 9, WORDS)


def slides(made: Report) -> list:
    return list(Presentation(io.BytesIO(to_slides(made))).slides)


def texts(slide) -> str:
    return "\n".join(found.text_frame.text for found in slide.shapes if found.has_text_frame)


def test_a_page_holds_all_it_says_and_asks_for_nothing():
    page = to_html(report(bars(), china())).decode("utf-8")
    for words in (
        "教育；2019 起",
        "abc-1",
        "84",
        "符合条件的文章数",
        "合作领域",
        "一条记录可属几个领域。",
        "列出 4 条，共 9 条",
    ):
        assert words in page
    ours = page[: page.index("plotly.js v")] + page[page.index("const REPORT") :]
    assert not re.findall(r'(?:src|href)="', ours)
    data = json.loads(re.search(r"const REPORT = (.*);</script>", page)[1])
    (name,) = data["geometry"]
    assert len(data["geometry"][name]["features"]) == 34
    assert {trace.get("geojson") for trace in data["charts"][1]["data"]} == {name, None}


def test_a_figure_of_the_dark_theme_is_light_in_a_file():
    page = to_html(report(bars(dark=True))).decode("utf-8")
    data = re.search(r"const REPORT = (.*);</script>", page)[1]
    assert INK["dark"] not in data and CARD["dark"] not in data
    assert INK["light"] in data


def test_progress_is_told_to_the_end():
    for make in (to_html, to_slides):
        told = []
        make(report(bars(), china()), told.append)
        assert told == sorted(told) and told[-1] == 1.0 and len(told) >= 3


def test_slides_hold_native_charts_with_their_numbers():
    title, figures, chart, *rows = slides(report(bars()))
    assert "总览" in texts(title) and "区域合作图谱 0.1.0" in texts(title)
    assert "84" in texts(figures)
    (drawn,) = [found.chart for found in chart.shapes if found.has_chart]
    assert list(drawn.plots[0].categories) == ["教育", "医疗卫生"]
    assert list(drawn.plots[0].series[0].values) == [3, 7]
    assert "教育；2019 起" in texts(chart) and "abc-1" in texts(chart)
    assert "一条记录可属几个领域。" in chart.notes_slide.notes_text_frame.text
    assert len(rows) == 2 and HOSTILE in texts(rows[0])


def test_no_data_is_no_zero_and_large_sums_are_written_in_short():
    chart = slides(report(money([2.5e8, None, 1e9])))[2]
    (drawn,) = [found.chart for found in chart.shapes if found.has_chart]
    assert list(drawn.plots[0].series[0].values) == [2.5, None, 10]
    assert "亿" in drawn.value_axis.tick_labels.number_format


def test_a_map_is_drawn_of_shapes_within_the_slide():
    slide = slides(report(china()))[2]
    drawn = [found for found in slide.shapes if found.shape_type is not None and "FREEFORM" in str(found.shape_type)]
    assert len(drawn) >= 34 + 10
    assert all(found.left >= 0 and found.left + found.width <= 12192000 for found in drawn)
    assert "四川" in texts(slide) and "无数据" in texts(slide)


@pytest.mark.parametrize("table", [DOMAINS, pd.DataFrame({"空": []})])
def test_what_has_no_native_chart_comes_as_a_table(table):
    fig = dress(go.Figure(go.Treemap(labels=["a"], parents=[""], values=[1])))
    slide = slides(report(Chart("树图", fig, table), rows=0))[2]
    tables = [found.table for found in slide.shapes if found.has_table]
    assert len(tables) == (not table.empty)
    if tables:
        assert tables[0].cell(1, 1).text == "7"


def test_a_report_without_charts_or_rows_is_made():
    empty = report(rows=0)
    assert "没有符合条件的合作" in to_html(empty).decode("utf-8")
    assert len(slides(empty)) == 2
