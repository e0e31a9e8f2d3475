"""Reviewing with real keys and a real mouse: decide, go on and back, open a part, and take a value from the text."""

import pytest

from lib.store import open_store
from lib.store.backup import backup, restore
from tests.browser.conftest import Server

# The middle of the first and of the last character of words in the article, in pixels; they may run over two marks.
ENDS = """([place, words]) => {
    const texts = document.createTreeWalker(document.querySelector(place), 4), nodes = [];
    while (texts.nextNode()) nodes.push(texts.currentNode);
    const at = nodes.map(node => node.data).join("").indexOf(words);
    const point = (index, side) => {
        let node = 0;
        while (index >= nodes[node].data.length) index -= nodes[node++].data.length;
        const range = document.createRange();
        range.setStart(nodes[node], index);
        range.setEnd(nodes[node], index + 1);
        nodes[node].parentElement.scrollIntoView({block: "center"});
        const box = range.getBoundingClientRect();
        return [box[side] + (side === "left" ? 1 : -1), box.top + box.height / 2];
    };
    point(at, "left");
    return [point(at, "left"), point(at + words.length - 1, "right")];
}"""


@pytest.fixture
def library(filled_store, tmp_path):
    """A store of the test's own with its server."""
    folder = tmp_path / "store"
    backup(filled_store, tmp_path / "backup")  # other servers have it open
    restore(tmp_path / "backup", folder)
    server = Server(folder, tmp_path / "server.log")
    server.wait()
    yield open_store(folder), server
    server.stop()


def decisions(store) -> list[tuple]:
    """row, field, new of what holds."""
    return [(one.row_id, one.field, one.new) for one, holds in store.history() if holds]


def row_here(window) -> str:
    """The row that is shown."""
    return window.page.locator("[data-row]").get_attribute("data-row")


def press(window, key: str) -> None:
    window.page.keyboard.press(key)
    window.settle()


def select(window, words: str) -> None:
    """Draw the mouse over words of the article's text."""
    (x, y), (to_x, to_y) = window.page.evaluate(ENDS, [".pick .body", words])
    window.page.mouse.move(x, y)
    window.page.mouse.down()
    window.page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
    window.page.mouse.move(to_x, to_y, steps=4)
    window.page.mouse.up()
    window.page.locator(".pick-menu").wait_for()


def test_rows_are_decided_by_keys(library, visit):
    store, server = library
    window = visit(server)
    window.open("review")
    seen = [row_here(window)]
    for key in "sad":
        press(window, key)
        seen.append(row_here(window))
    assert len(set(seen)) == 4
    assert decisions(store) == [(seen[1], None, "checked"), (seen[2], None, "removed")]
    press(window, "w")
    assert row_here(window) == seen[1]
    press(window, "w")
    assert row_here(window) == seen[0]
    press(window, "z")
    assert row_here(window) == seen[2]
    assert decisions(store) == [(seen[1], None, "checked")]
    window.page.get_by_placeholder("理由").fill("a s d")
    assert decisions(store) == [(seen[1], None, "checked")]


def test_a_part_is_opened_by_its_number_and_kept_by_enter(library, visit):
    store, server = library
    row = store.ask("SELECT row_id FROM amounts WHERE NOT in_title AND value_max IS NULL ORDER BY row_id LIMIT 1")
    row_id = row["row_id"][0]
    window = visit(server)
    window.open(f"review?row={row_id}")
    press(window, "2")
    window.page.wait_for_function("document.activeElement.closest('.st-key-card-edit form, [data-testid=stForm]')")
    window.page.get_by_label("数值").fill("12345")
    window.page.get_by_label("数值").press("Enter")
    window.page.get_by_text("这条记录的历史").wait_for()
    window.settle()
    assert 12345 in [one["value"] for one in store.row_records([row_id])[0]["amounts"]]
    press(window, "1")
    window.page.wait_for_function("document.activeElement.closest('.st-key-card-edit')")
    press(window, "Escape")
    press(window, "s")
    assert row_here(window) != row_id


def test_a_sum_is_taken_from_words_selected_with_the_mouse(library, visit):
    store, server = library
    row_id = store.ask("SELECT row_id FROM rows WHERE article_id = 'hostile'")["row_id"][0]
    window = visit(server)
    window.open(f"review?row={row_id}")
    select(window, "500万元")
    press(window, "2")
    window.page.wait_for_function("document.activeElement.closest('.st-key-card-edit')")
    assert window.page.get_by_label("原文词句").input_value() == "500万元"
    window.page.keyboard.press("Enter")
    window.page.get_by_text("这条记录的历史").wait_for()
    window.settle()
    (kept,) = store.row_records([row_id])[0]["amounts"]
    assert (kept["text"], kept["value"], kept["end"] - kept["start"]) == ("500万元", 5e6, 5)
    assert not window.page.evaluate("window.hacked")
