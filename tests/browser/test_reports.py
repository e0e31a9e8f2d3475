"""Reports from the first click to the opened file: the page is opened in a browser that has no network at all."""

from pathlib import Path

import pytest
from pptx import Presentation

CHARTS = {"": 3, "map": 3, "funding": 4}


def make(window, kind: str, folder: Path) -> Path:
    """The report of the page as it stands, saved."""
    window.page.locator(".st-key-report button").click()
    window.page.locator(f".st-key-report-{kind} button").click()
    save = window.page.locator(f".st-key-report-save-{kind} button")
    save.wait_for()
    with window.page.expect_download() as saved:
        save.click()
    assert saved.value.suggested_filename.endswith(f".{kind}")
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    window.page.keyboard.press("Escape")
    return path


@pytest.mark.parametrize("path", CHARTS)
def test_a_report_opens_without_a_network_with_its_charts_drawn(server, visit, chromium, tmp_path, path):
    window = visit(server)
    window.open(path + "?since=2008")
    file = make(window, "html", tmp_path)
    alone = chromium.new_context(offline=True)
    page, outside = alone.new_page(), []
    page.on("request", lambda request: outside.append(request.url))
    page.on("pageerror", lambda error: outside.append(str(error)))
    page.goto(file.as_uri())
    for i in range(CHARTS[path]):
        page.locator(f"#chart-{i} .main-svg path").nth(2).wait_for(state="attached")
    assert "2008 起" in page.locator("header").inner_text()
    assert page.locator(".rows .card mark").count() > 10
    if path == "map":
        assert page.locator("#chart-0 .choroplethlayer path").count() >= 34
    assert [url for url in outside if not url.startswith(("file:", "blob:", "data:"))] == []
    alone.close()


def test_slides_are_made_of_what_the_page_shows(server, visit, tmp_path):
    window = visit(server)
    window.open("?domains=health")
    slides = list(Presentation(make(window, "pptx", tmp_path)).slides)
    charts = [found.chart for slide in slides for found in slide.shapes if found.has_chart]
    assert len(charts) == 4  # the time line is two
    words = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert "医疗卫生" in words and "数据版本" in words
