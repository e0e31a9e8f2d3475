"""The README's pictures, taken anew from the sample library: ``python benchmarks/pictures.py`` writes docs/images/."""

from __future__ import annotations

import io
import shutil
import tempfile
import time
from pathlib import Path

from chromium import FLAGS, ROOT, answers, start, there, until
from PIL import Image
from playwright.sync_api import sync_playwright

OUT = ROOT / "docs" / "images"
READER = "document.querySelector('.article mark.m-bright')"
SIZE = {"width": 1440, "height": 960}
COLOURS = 128


def save(page, name: str) -> None:
    """A picture of the window as a small PNG."""
    page.wait_for_timeout(1500)  # fonts and the last chart
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        server, url = start(Path(folder))
        chromium = player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            while not answers(url):
                time.sleep(0.1)
            for lang in ("zh", "en"):
                page = chromium.new_page(viewport=SIZE, color_scheme="light")
                page.goto(f"{url}/?lang={lang}")
                until(page, there("overview"))
                save(page, f"overview.{lang}")
                page.goto(f"{url}/?lang={lang}&domains=health")
                until(page, there("overview"))
                page.locator('.st-key-card-newest a[href*="article="]').nth(1).click()
                until(page, READER)
                save(page, f"reader.{lang}")
                page.close()
        finally:
            chromium.close()
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
