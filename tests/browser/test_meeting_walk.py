"""A meeting from its first saved view to its end, by keyboard."""


def test_a_meeting_is_prepared_and_held_by_keyboard(server, visit):
    window = visit(server)
    window.open("?domains=education")
    add(window)
    window.page.locator(".st-key-menu-map a").click()
    window.wait_for_title("地图")
    add(window)
    window.page.locator(".st-key-meeting-start button").click()
    window.wait_for_title("总览 · 教育")
    assert not window.page.locator('[data-testid="stSidebar"]').is_visible()
    link = window.page.url
    window.page.keyboard.press("ArrowRight")
    window.wait_for_title("地图 · 教育")
    window.page.wait_for_function("location.search.includes('step=2')")
    window.drawn("[class*=st-key-card-map]")
    window.shoot("meeting-map-zh")
    window.page.keyboard.press("ArrowLeft")
    window.wait_for_title("总览 · 教育")
    window.click_mark(".st-key-card-domains .bars .point path")  # charts are live
    window.page.wait_for_function("location.search.includes('domains=')")
    window.settle()
    window.page.keyboard.press("Escape")
    window.wait_for_title("总览")
    assert "step=" not in window.page.url and "meeting=" in window.page.url
    later = visit(server)  # the copied link is the meeting
    later.open(link.removeprefix(server.url + "/"))
    later.page.keyboard.press("PageDown")
    later.wait_for_title("地图 · 教育")


def add(window) -> None:
    """Save the page as a step; its list stays open until it is left."""
    window.page.locator(".st-key-pop-meeting button").first.click()
    before = window.page.url
    window.page.locator(".st-key-meeting-add button").click()
    window.page.wait_for_function(f"location.href !== {before!r}")
    window.settle()
    window.page.locator(".st-key-meeting-start button").wait_for()
