"""Map, cloud, flows and network in a real browser without a network: that they are drawn, and that clicks arrive."""

import sys
from pathlib import Path

import pytest

from tests.browser.conftest import Server

sys.path.insert(0, str(Path(__file__).parent.parent))

PROVINCES = 34


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server on the library made by hand: what is tested here is not the reader."""
    import by_hand_charts

    from lib.store import open_store

    folder = tmp_path_factory.mktemp("charts")
    by_hand_charts.fill(open_store(folder))
    server = Server(folder, folder / "server.log")
    server.wait()
    yield server
    server.stop()


def test_the_map_of_provinces_is_drawn_with_its_inset(server, visit):
    window = visit(server)
    window.open("map")
    window.page.wait_for_function(f"document.querySelectorAll('.choroplethlayer path').length >= {PROVINCES}")
    shapes = window.page.locator(".geo > .backplot .choroplethlayer path, .geo .choroplethlayer path")
    sizes = [shapes.nth(i).bounding_box() for i in range(PROVINCES)]
    assert all(size and size["width"] < 700 for size in sizes), "a province fills the globe: rings run the wrong way"
    assert window.page.locator(".geo2 .choroplethlayer path").count() >= PROVINCES
    window.shoot("charts-map-zh")


def test_a_click_on_a_province_goes_into_it_and_the_way_leads_back(server, visit):
    window = visit(server)
    window.open("map?flows=0")
    window.page.wait_for_function(f"document.querySelectorAll('.choroplethlayer path').length >= {PROVINCES}")
    window.click_mark(".st-key-card-map-china-province-all .scattergeo text:text('四川')")
    window.page.wait_for_function("location.search.includes('area=510000')")
    window.settle()
    window.page.wait_for_function("document.querySelectorAll('.choroplethlayer path').length >= 21")
    window.page.locator(".st-key-area-rows button").click()
    window.page.locator('[role="dialog"] .row-card').first.wait_for()
    window.page.keyboard.press("Escape")
    window.page.locator(".st-key-way-None button").click()
    window.page.wait_for_function("!location.search.includes('area=')")


def test_a_click_on_an_arrow_opens_the_rows_of_the_pair(server, visit):
    window = visit(server)
    window.open("map?lang=en")
    window.page.wait_for_function(f"document.querySelectorAll('.choroplethlayer path').length >= {PROVINCES}")
    window.click_mark(".scattergeo .point")
    window.page.locator('[role="dialog"] .row-card').first.wait_for()


def test_the_world_is_drawn_around_china(server, visit):
    window = visit(server, (1024, 768))
    window.open("map?scope=world&lang=en")
    window.page.wait_for_function("document.querySelectorAll('.choroplethlayer path').length > 230")
    window.shoot("charts-world-en-small")


def test_a_word_of_the_cloud_leads_to_its_sentence_and_that_to_the_article(server, visit):
    window = visit(server)
    window.open("keywords")
    word = window.page.locator('.st-key-card-cloud text[data-word="医院"]')
    word.wait_for()
    word.click()
    window.page.wait_for_function("decodeURIComponent(location.search).includes('word=医院')")
    line = window.page.locator(".st-key-lines .row-card", has_text="对口帮扶平武县").first
    line.wait_for()
    window.shoot("charts-keywords-zh")
    window.page.locator('.st-key-lines [data-testid="stPageLink-NavLink"]').first.click()
    window.page.wait_for_selector(".article")


def test_no_word_of_the_cloud_lies_on_another_or_outside(server, visit):
    window = visit(server, (1024, 768))
    window.open("keywords")
    texts = window.page.locator(".st-key-card-cloud text")
    texts.first.wait_for()
    boxes = texts.evaluate_all(
        """texts => texts.map(text => {
            const [x, y, size] = ["x", "y", "font-size"].map(name => Number(text.getAttribute(name)));
            const wide = text.getComputedTextLength();
            return [x - wide / 2, y - size / 2, x + wide / 2, y + size / 2];
        })"""
    )
    edge = texts.first.evaluate("text => text.ownerSVGElement.getAttribute('viewBox').split(' ').map(Number)")
    assert len(boxes) == 5
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert edge[0] <= left < right <= edge[0] + edge[2]
        assert edge[1] <= top < bottom <= edge[1] + edge[3]
        for left_2, top_2, right_2, bottom_2 in boxes[i + 1 :]:
            assert right <= left_2 or right_2 <= left or bottom <= top_2 or bottom_2 <= top


def test_a_word_is_reached_by_keyboard(server, visit):
    window = visit(server)
    window.open("keywords?lang=en")
    word = window.page.locator('.st-key-card-cloud text[data-word="旅游"]')
    word.wait_for()
    word.focus()
    window.page.keyboard.press("Enter")
    window.page.wait_for_function("decodeURIComponent(location.search).includes('word=旅游')")


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_cloud_can_be_saved(server, visit, kind):
    window = visit(server)
    window.open("keywords")
    window.page.locator(".st-key-card-cloud text").first.wait_for()
    with window.page.expect_download() as saved:
        window.page.locator(".st-key-card-cloud .save button", has_text=kind.upper()).click()
    assert saved.value.suggested_filename == f"keywords.{kind}"
    head = Path(saved.value.path()).read_bytes()[:200]
    assert head.startswith(b"\x89PNG") if kind == "png" else b"<svg" in head


def test_a_click_on_a_flow_of_money_opens_its_rows(server, visit):
    window = visit(server)
    window.open("funding")
    window.page.wait_for_function(
        "document.querySelectorAll('[data-testid=stPlotlyChart] .main-svg').length >= 3"
        " && document.querySelectorAll('.st-key-card-flows path').length > 4"
    )
    window.click_mark(".st-key-card-flows svg", -1, (0.5, 0.4))
    window.page.locator('[role="dialog"] .row-card').first.wait_for()
    window.shoot("charts-funding-zh")


def test_a_click_on_an_area_of_the_treemap_opens_its_rows(server, visit):
    window = visit(server)
    window.open("funding?drawn=treemap")
    text = window.page.locator(".st-key-card-flows svg text", has_text="100亿元").last
    window.click(text)
    drawer = window.page.locator('[role="dialog"] .row-card').first
    drawer.wait_for()
    assert "西藏" in drawer.inner_text()


def test_a_click_on_a_place_of_the_network_shows_its_circle(server, visit):
    window = visit(server)
    window.open("network")
    window.page.locator(".st-key-card-network-province-all .scatterlayer text", has_text="四川").first.wait_for()
    marks = ".st-key-card-network-province-all .scatterlayer .trace:has(text) .point"
    window.page.locator(marks).first.wait_for(state="attached")
    window.click_mark(marks)
    window.page.wait_for_function("location.search.includes('node=')")
    window.settle()
    window.page.locator(".st-key-card-node").wait_for()
    window.shoot("charts-network-circle-zh")
