"""What a reader waits for, in Chromium: from starting the server to the first page, page changes, filters, drill-down.

    python benchmarks/chromium.py [--rounds 5] [--note "what changed"]

Works on the sample library in a store of its own. A wait ends when the new page is on the screen and the script has run
through; of a filter it is told when the new chart is there, and when the whole page is. Adds a table of medians and
longest waits, with their limits, to ``benchmarks/pages.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "benchmarks" / "pages.md"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
IDLE = "document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"
BARS = ".st-key-card-domains .bars .point path"
# Names and numbers of the chart's bars, without what a pointer brings up.
SHOWN = """[...document.querySelectorAll('.st-key-card-domains svg text')]
    .filter(text => !text.closest('.hoverlayer')).map(text => text.textContent).join(' ')"""
PAGES = ("map", "funding", "keywords", "network", "table", "articles", "import", "method", "overview")
# What must be on the screen before a page counts as there; the others are there with their title.
DRAWN = {
    "overview": "[class*=st-key-card-] .bars path",
    "map": ".choroplethlayer path",
    "funding": "[class*=st-key-card-funding] .bars path",
    "keywords": "[class*=st-key-card-] .scatterlayer path",
    "network": ".scatterlayer .point",
    "table": "[data-testid=stDataFrame] canvas",
    "articles": "[data-testid=stDataFrame] canvas",
}
LIMITS = {"first page": 5.0, "page": 1.0, "filter": 0.4, "drill-down": 1.0, "report": 10.0}  # seconds

Waits = dict[str, list[float]]


def start(store: Path) -> tuple[subprocess.Popen, str]:
    """A server of its own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"ATLAS_STORE": str(store)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    return server, f"http://localhost:{port}"


def answers(url: str) -> bool:
    """Whether the server answers yet."""
    try:
        return urlopen(url + "/_stcore/health", timeout=2).status == 200
    except OSError:
        return False


def until(page: Page, *conditions: str) -> None:
    """Until all conditions hold, looked at in every frame of the screen."""
    page.wait_for_function(" && ".join(f"!!({one})" for one in conditions), polling="raf", timeout=120_000)


def timed(waits: Waits, name: str, page: Page, act: Callable[[], object], condition: str, chart: str = "") -> None:
    """Seconds from ``act`` until ``condition`` holds and the script has run through; before that, until ``chart``."""
    begin = time.perf_counter()
    act()
    if chart:
        until(page, chart)
        waits.setdefault(f"{name}, new chart", []).append(time.perf_counter() - begin)
    until(page, IDLE, condition)
    waits.setdefault(f"{name}, whole page" if chart else name, []).append(time.perf_counter() - begin)


def clicker(page: Page, what: Locator) -> Callable[[], None]:
    """A click into the middle of what is on the screen, without the browser driver's own checks before it."""
    box = what.bounding_box()
    return partial(page.mouse.click, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def there(page: str) -> str:
    """The condition that a page is on the screen."""
    menu = f"document.querySelector('.st-key-menu-{page}-here')"
    return menu + (f" && document.querySelector('{DRAWN[page]}')" if page in DRAWN else "")


def first_page(waits: Waits, name: str, chromium, store: Path) -> None:
    """From starting the server until the overview's charts are drawn in a browser that has seen nothing."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    begin = time.perf_counter()
    server, url = start(store)
    try:
        while not answers(url):
            time.sleep(0.05)
        page.goto(url)
        until(page, IDLE, there("overview"))
        waits.setdefault(name, []).append(time.perf_counter() - begin)
    finally:
        page.close()
        server.terminate()
        server.wait()


def walk(waits: Waits, page: Page, url: str) -> None:
    """One round: every page by the menu, a filter and back, into a province and back."""
    page.goto(url)
    until(page, IDLE, there("overview"))
    for name in PAGES:
        timed(waits, f"page: {name}", page, page.locator(f".st-key-menu-{name} a").click, there(name))
    page.wait_for_timeout(500)
    page.evaluate(f"window.before = {SHOWN}")
    click = clicker(page, page.locator(BARS).last)  # the longest, on top
    timed(waits, "filter: a bar clicked", page, click, "location.search.includes('domains=')", f"{SHOWN} !== before")
    click = clicker(page, page.locator(".st-key-clear-all button"))
    timed(waits, "filter: cleared", page, click, "!location.search.includes('domains=')", f"{SHOWN} === before")
    page.goto(url + "/map?flows=0")
    until(page, IDLE, there("map"))
    name = page.locator(".scattergeo text", has_text="四川").first
    name.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    click = clicker(page, name)
    inside = "document.querySelectorAll('.choroplethlayer path').length"
    there_now = f"location.search.includes('area=') && {inside} > 20 && {inside} < 34"
    timed(waits, "drill-down: into Sichuan", page, click, there_now)
    timed(waits, "drill-down: back", page, page.locator(".st-key-way-None button").click, f"{inside} >= 34")


def reports(waits: Waits, page: Page, url: str) -> None:
    """From the click until the file can be saved."""
    for kind in ("html", "pptx"):
        page.goto(url)
        until(page, IDLE, there("overview"))
        page.locator(".st-key-report button").click()
        button = page.locator(f".st-key-report-{kind} button")
        saved = f"document.querySelector('.st-key-report-save-{kind} button')"
        timed(waits, f"report: {kind}", page, button.click, saved)


def written(waits: Waits, note: str) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [f"\n## {date.today().isoformat()}{': ' + note if note else ''}\n"]
    lines += [f"{machine}; load while measuring {os.getloadavg()[1]:.1f}; sample library\n"]
    lines += ["| wait | median, s | longest, s | limit, s |", "|---|---|---|---|"]
    for name, found in waits.items():
        limit = None if name.endswith("whole page") else LIMITS.get(name.split(":")[0])
        lines.append(f"| {name} | {median(found):.2f} | {max(found):.2f} | {'' if limit is None else limit} |")
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--note", default="")
    args = parser.parse_args()
    waits: Waits = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        first_page(waits, "very first start, reads the sample library", chromium, Path(folder))
        for _ in range(args.rounds):
            first_page(waits, "first page", chromium, Path(folder))
        server, url = start(Path(folder))
        try:
            while not answers(url):
                time.sleep(0.05)
            for _ in range(args.rounds + 1):
                page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
                walk(waits, page, url)
                reports(waits, page, url)
                page.close()
        finally:
            server.terminate()
            server.wait()
        chromium.close()
    text = written(waits, args.note)
    print(text)
    with OUT.open("a", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
