"""The application in a real browser without a network: what only a browser can prove."""

import base64
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.browser.conftest import HOSTILE

PAGES = {
    "": "总览",
    "map": "地图",
    "funding": "资金",
    "keywords": "关键词",
    "network": "网络",
    "compare": "对比",
    "table": "合作表",
    "articles": "原文",
    "import": "导入",
    "review": "校订",
    "method": "方法",
}


def test_a_deep_link_on_a_fresh_server_shows_its_view_and_survives_a_reload(fresh_server, visit):
    window = visit(fresh_server)
    window.open("table?domains=health&lang=en")
    assert window.title() == "Cooperation table"
    assert window.page.locator(".st-key-atlas-chips").inner_text().startswith("Health")
    assert window.page.evaluate("document.documentElement.lang") == "en"
    window.page.reload()
    window.settle()
    assert "domains=health" in window.page.url
    assert window.page.locator(".st-key-atlas-chips").inner_text().startswith("Health")


def test_the_first_start_reads_the_sample_library(new_server, visit):
    window = visit(new_server)
    window.open()
    figures = window.page.locator(".key-figure .value").all_inner_texts()
    assert int(figures[0]) >= 78
    assert int(figures[1]) > 50


@pytest.mark.parametrize("path", PAGES)
def test_every_page_draws(server, visit, path):
    window = visit(server)
    window.open(path)
    assert window.title() == PAGES[path]
    charts = window.page.locator('[data-testid="stPlotlyChart"]')
    for i in range(charts.count()):
        charts.nth(i).locator(".main-svg").first.wait_for(state="attached")
    window.shoot(f"{path or 'overview'}-zh")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_draws_in_english_on_a_small_screen(server, visit, path):
    window = visit(server, (1024, 768))
    window.open(path + "?lang=en")
    window.shoot(f"{path or 'overview'}-en-small")
    wide = window.page.evaluate(
        "(() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth; })()"
    )
    assert wide <= 1, "the page is wider than the screen"


def test_filter_and_language_stay_through_a_page_change(server, visit):
    window = visit(server)
    window.open("?domains=industry")
    window.page.get_by_role("button", name="English").click()
    window.wait_for_title("Overview")
    window.page.locator(".st-key-menu-table a").click()
    window.wait_for_title("Cooperation table")
    assert "domains=industry" in window.page.url
    assert "lang=en" in window.page.url
    window.page.get_by_role("button", name="Clear all").click()
    window.page.wait_for_function("!location.search.includes('domains')")


def test_a_bad_link_says_so_and_shows_everything(server, visit):
    window = visit(server)
    window.open("?domains=nonsense&places=999999&since=soon")
    assert "nonsense" in window.page.locator('[data-testid="stAlert"]').inner_text()
    assert window.page.locator(".key-figure").count() >= 4


def test_a_number_leads_to_its_rows_and_a_row_to_its_sentence(server, visit):
    window = visit(server)
    window.open()
    window.page.locator(".st-key-rows-figure_rows button").click()
    card = window.page.locator('[role="dialog"] .row-card').first
    card.wait_for()
    assert card.locator("blockquote mark").count() > 0
    window.page.locator('[role="dialog"] [data-testid="stPageLink-NavLink"]', has_text="读原文").first.click()
    window.page.wait_for_selector(".article mark.m-bright")
    assert "article=" in window.page.url


@pytest.mark.parametrize(
    "path", ["articles?article=hostile", "table", "import", "review", "", "?text=HOSTILE&places=HOSTILE"]
)
def test_words_of_an_article_or_a_link_are_never_run(server, visit, path):
    window = visit(server)
    window.open(path.replace("HOSTILE", quote(HOSTILE)))
    assert window.page.evaluate("window.hacked") is None
    assert not window.page.locator('img[src*="outside"]').count()
    if "hostile" in path:
        assert HOSTILE in window.page.locator(".article h2").inner_text()


def test_a_click_on_a_bar_narrows_the_page_and_the_bar_can_be_clicked_again(server, visit):
    window = visit(server)
    window.open()
    for bar in (0, 0, -1):  # the shortest, once more, and the longest
        window.click_mark(".st-key-card-domains .bars .point path", bar)
        window.page.wait_for_function("location.search.includes('domains=')")
        window.settle()
        window.page.get_by_role("button", name="清除全部").click()
        window.page.wait_for_function("!location.search.includes('domains=')")
        window.settle()


CHARTS = {"": "domains", "map": "map-china-province-all", "funding": "flows"}


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_is_saved_with_what_it_shows_printed_in(server, visit, path):
    window, key = visit(server), CHARTS[path]
    window.open(path + "?since=2008")
    window.drawn(f".st-key-card-{key}")
    for kind in ("png", "svg"):
        window.page.locator(f".st-key-save-{key} button").first.click()
        with window.page.expect_download() as saved:
            window.page.locator("button.atlas-save", has_text=kind.upper()).click()
        window.page.keyboard.press("Escape")
        assert saved.value.suggested_filename.endswith(f".{kind}")
        file = Path(saved.value.path())
        if kind == "svg":
            words = " ".join(ElementTree.parse(file).getroot().itertext())
            assert all(
                word in words for word in ("2008 起", "数据版本", "区域合作图谱", "四川" if path else "医疗卫生")
            )
        else:
            assert colours(window, file) > 8, "the image is blank"


def colours(window, file: Path) -> int:
    """How many colours an image has, told by the browser."""
    source = "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
    return window.page.evaluate(
        """async (source) => {
            const image = new Image(); image.src = source; await image.decode();
            const pen = Object.assign(document.createElement("canvas"), {width: 300, height: 300}).getContext("2d");
            pen.drawImage(image, 0, 0, 300, 300);
            return new Set(new Uint32Array(pen.getImageData(0, 0, 300, 300).data.buffer)).size;
        }""",
        source,
    )
