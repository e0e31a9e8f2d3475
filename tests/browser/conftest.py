"""A fresh server with its own store, and a Chromium that can reach nothing else."""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from lib.model import Amount, Article, Block, Body, Cooperation, Count, Page, Partner, Span
from lib.store import ReadArticle, ReadPage, open_store
from tests.gold_rows import fill, gold_pages

ROOT = Path(__file__).parent.parent.parent
SCREENS = ROOT / "build" / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
HOSTILE = "![x](http://outside.example/x.png)"  # Markdown for a picture
PATIENCE = 120_000  # milliseconds; a shared machine is slow at times
# Resolves when an element has stood at one place and looked the same for thirty frames.
AT_REST = """element => new Promise(done => {
    let before = "", still = 0;
    const look = () => {
        const {x, y, width, height} = element.getBoundingClientRect();
        const now = [x, y, width, height, element.outerHTML].join();
        still = now === before ? still + 1 : 0;
        before = now;
        if (still >= 30) done(); else requestAnimationFrame(look);
    };
    look();
})"""
# True when for twenty frames no script has run, every chart had been drawn and the page had kept its height. A click
# that changes the link runs the page twice, and between both it seems to have ended.
SETTLED = """() => {
    const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart]")];
    const ended = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
        && document.querySelector(".atlas-title h1, [data-testid=stException], [data-testid=stAlertContentError]")
        && !document.querySelector("[data-testid=stSkeleton]")
        && charts.every(chart => chart.querySelector(".main-svg"));
    const height = document.querySelector("[data-testid=stMain]")?.scrollHeight;
    const rest = window.atlasRest, still = ended && rest?.height === height ? rest.still + 1 : 0;
    window.atlasRest = {height, still};
    return still >= 20;
}"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    """A port that nobody listens on, below those that the system hands to outgoing connections meanwhile."""
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


class Server:
    """``streamlit run app.py`` on a free port with a store of its own."""

    def __init__(self, store: Path, log: Path) -> None:
        self.port, self.log = free_port(), log
        self.url = f"http://localhost:{self.port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--server.fileWatcherType", "none"],
            cwd=ROOT,
            env=os.environ | {"ATLAS_STORE": str(store)},
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        """Until the server answers; its log is the reason where it does not."""
        for _ in range(300):
            assert self.process.poll() is None, self.log.read_text()
            try:
                with urlopen(self.url + "/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.2)
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="session")
def chromium():
    """The machine's Chromium, driven by Playwright. Skipped where there is none, unless a browser is required."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        reason = "no Chromium on this machine (Debian package: chromium)"
        if os.environ.get("ATLAS_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory):
    """A store with the sample library's coded articles and a hostile one: what is tested here is not the reader."""
    folder = tmp_path_factory.mktemp("store")
    fill(open_store(folder), [*gold_pages(), hostile_page()])
    return folder


def hostile_page() -> ReadPage:
    """An article whose every part tries to fetch a picture from outside or to run a script; the newest of all."""
    attack = f'{HOSTILE}<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    text = f"浙江省与四川省签署协议{attack}，浙江省投入500万元{attack}。"
    article = Article("hostile", f"{attack}.txt", f"浙川{attack}", text, attack, attack, attack, "2026-01-01", attack)
    partners = tuple(
        Partner(code, name, role, (Span(text.index(name), text.index(name) + 3),))
        for code, name, role in (("330000", "浙江省", "provider"), ("510000", "四川省", "recipient"))
    )
    start = text.index("500万元")
    row = Cooperation(
        partners,
        organisations=(Body(0, 5, attack),),
        domains=("health",),
        forms=("agreement",),
        amounts=(Amount(start, start + 5, attack, value=5e6, kind="funding"),),
        counts=(Count(0, 2, attack, value=1, unit=attack, what=attack),),
        evidence=(Span(0, len(text)),),
        flags=("weak_cue",),
    )
    page = Page(article.file, text, (Block("paragraph", text, 0, len(text), 0),), (article,))
    return ReadPage(page, (ReadArticle(article, (row,), ((attack, 3),)),))


@pytest.fixture
def fresh_server(filled_store, tmp_path):
    """A server that nobody has visited yet."""
    server = Server(filled_store, tmp_path / "server.log")
    server.wait()
    yield server
    server.stop()


@pytest.fixture
def new_server(tmp_path):
    """A server on a store that does not exist yet."""
    server = Server(tmp_path / "new-store", tmp_path / "server.log")
    server.wait()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def server(filled_store, tmp_path_factory):
    """A server that all tests share which change nothing in its store."""
    server = Server(filled_store, tmp_path_factory.mktemp("log") / "server.log")
    server.wait()
    yield server
    server.stop()


class Visitor:
    """A browser window on the application. ``outside``: every request that tried to leave the machine."""

    def __init__(self, browser, server: Server, size=(1440, 900)) -> None:
        self.server, self.outside, self.failed = server, [], []
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        self.context.route("**/*", self._let_through)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)

    def _let_through(self, route) -> None:
        if route.request.url.startswith((self.server.url, "data:", "blob:")):
            return route.continue_()
        self.outside.append(route.request.url)
        return route.abort()

    def open(self, path: str = "") -> None:
        """Visit a path and wait until the page is drawn."""
        self.page.goto(f"{self.server.url}/{path}")
        self.settle()

    def settle(self) -> None:
        """Until the script has run through and what it drew has come to rest."""
        self.page.evaluate("delete window.atlasRest")
        self.page.wait_for_function(SETTLED)
        assert not self.page.locator('[data-testid="stException"]').count(), self.server.log.read_text()

    def drawn(self, place: str) -> None:
        """Until the chart in a place has its marks."""
        self.page.locator(f"{place} svg path").nth(2).wait_for(state="attached")

    def click(self, element, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Click an element where it has come to rest: pages that still scroll or find their height move it before.

        ``at``: where on the element, in parts of its width and height.
        """
        element.wait_for(state="attached")
        element.scroll_into_view_if_needed()
        element.evaluate(AT_REST)
        box = element.bounding_box()
        self.page.mouse.click(box["x"] + box["width"] * at[0], box["y"] + box["height"] * at[1])

    def click_mark(self, selector: str, index: int = 0, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Click a chart's mark."""
        self.click(self.page.locator(selector).nth(index), at)

    def title(self) -> str:
        return self.page.locator(".atlas-title h1").inner_text()

    def wait_for_title(self, words: str) -> None:
        """Until the page of that name is drawn."""
        self.page.wait_for_function(f"document.querySelector('.atlas-title h1')?.innerText === '{words}'")
        self.settle()

    def shoot(self, name: str) -> None:
        """A picture of the whole page, for people to look at."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": min(max(size["height"], height), 6000)})
        self.page.screenshot(path=SCREENS / f"{name}.png")
        self.page.set_viewport_size(size)

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def visit(chromium):
    """``visit(server)`` opens a window; every window is closed and must have asked nothing of the outside."""
    open_windows = []

    def start(server: Server, size=(1440, 900)) -> Visitor:
        open_windows.append(Visitor(chromium, server, size))
        return open_windows[-1]

    yield start
    outside = [url for window in open_windows for url in window.outside]
    for window in open_windows:
        window.close()
    assert not outside, f"left the machine: {outside}"
