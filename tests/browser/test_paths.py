"""From a chart to the printed sentence in two clicks; links that carry a view; files that are opened again."""

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from tests.browser.conftest import AT_REST

# Where a chart stands → the place of the link that the second click takes.
CHARTS = {
    "|time": "newest",
    "|domains": "newest",
    "|pairs": "newest",
    "map|map-ranking-province": "drawer",
    "funding|funding-domain-funding-printed": "largest",
}


@pytest.mark.parametrize("chart", CHARTS)
def test_two_clicks_from_a_chart_to_the_sentence(server, visit, chart):
    (path, key), behind = chart.split("|"), CHARTS[chart]
    window = visit(server)
    window.open(path)
    before = window.page.url
    window.click_mark(f".st-key-card-{key} .bars .point path")  # the first click
    if behind == "drawer":
        inside = window.page.locator('[role="dialog"]')
        inside.locator("blockquote mark").first.wait_for()
    else:
        window.page.wait_for_function(f"location.href !== {before!r}")
        window.settle()
        inside = window.page.locator(f".st-key-card-{behind}")
    link = inside.locator('a[href*="article="]').first
    link.click()  # the second
    window.page.locator(".article mark.m-bright").first.wait_for()


def test_a_copied_link_shows_the_same_view_on_a_fresh_server(server, fresh_server, visit):
    window = visit(server)
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.open("?lang=en")
    window.click_mark(".st-key-card-domains .bars .point path")
    window.page.wait_for_function("location.search.includes('domains=')")
    window.settle()
    button = window.page.locator('[data-atlas-copy="Copied"]')
    button.evaluate(  # what it says for a moment only
        "button => new MutationObserver(() => { button.dataset.said ||= button.textContent; })"
        ".observe(button, {childList: true})"
    )
    button.click()
    window.page.wait_for_function("document.querySelector('[data-atlas-copy]').dataset.said === 'Copied'")
    copied = window.page.evaluate("navigator.clipboard.readText()")
    other = visit(fresh_server)
    other.open(copied.removeprefix(server.url + "/"))
    assert shown(other) == shown(window)
    assert "lang=en" in copied and other.page.locator(".st-key-chip-0").count() == 1


def shown(window) -> list[str]:
    """Title, conditions and key figures."""
    places = (".atlas-title h1", ".st-key-atlas-chips p", ".key-figure .value")
    return [text for place in places for text in window.page.locator(place).all_inner_texts()]


def test_the_table_is_taken_away_and_read_back(server, visit):
    window = visit(server)
    window.open("table?domains=health")
    files = {}
    window.page.locator(".st-key-save-table button").first.click()
    for kind in ("csv", "xlsx"):
        with window.page.expect_download() as saved:
            window.page.locator(f".st-key-cooperations-{kind} button").click()
        files[kind] = Path(saved.value.path()).read_bytes()
    lines = files["csv"].decode("utf-8-sig").splitlines()
    about = [line for line in lines if line.startswith("# ")]
    assert files["csv"].startswith(b"\xef\xbb\xbf")
    assert any("医疗卫生" in line for line in about) and any("引用" in line for line in about)
    records = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
    assert records and all("医疗卫生" in record["领域"] for record in records)
    assert not any(value.startswith(("=", "+", "@")) for record in records for value in record.values() if value)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]), read_only=True)
    assert {"合作表", "编码手册", "说明"} <= set(book.sheetnames)
    assert sum(1 for _ in book["合作表"].iter_rows()) == len(records) + 1
    assert any("医疗卫生" in str(line) for line in book["说明"].iter_rows(values_only=True))


def test_a_mark_leads_to_its_row_and_a_row_to_its_marks(server, visit):
    window = visit(server)
    window.open("?domains=health")
    window.page.locator('.st-key-card-newest a[href*="article="]').last.click()
    bright = window.page.locator(".article mark.m-bright")
    bright.first.wait_for()
    mark = window.page.locator(".article .body mark[data-rows]").last
    mark.evaluate(AT_REST)  # the page scrolls to the bright mark
    mark.click()  # the rows beside may still be on their way
    card = window.page.locator("[data-atlas-found]")
    card.wait_for()
    found = card.get_attribute("class")
    assert any(f"st-key-row-{row}" in found for row in mark.get_attribute("data-rows").split())
    window.settle()
    row = parse_qs(urlsplit(window.page.url).query)["row"][0]
    window.page.locator(f".st-key-shine-{row} button").click()
    window.page.wait_for_function("!location.search.includes('row=')")
    bright.first.wait_for(state="detached")


def test_places_are_found_by_pinyin_initials_and_chips_take_them_back(server, visit):
    window = visit(server)
    window.open("table")
    window.page.locator(".st-key-pop-places button").first.click()
    field = window.page.get_by_label("查找地区")
    field.fill("sc")
    field.press("Enter")
    window.page.locator('[data-testid="stPopoverBody"] button', has_text="四川省").first.click()
    window.page.wait_for_function("location.search.includes('places=510000')")
    window.settle()
    window.page.keyboard.press("Escape")
    window.page.locator(".st-key-chip-0 button").first.click()
    window.page.wait_for_function("!location.search.includes('places=')")
