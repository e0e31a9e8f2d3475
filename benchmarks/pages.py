"""The server's part of every page on a library: seconds from the request to the whole page handed over, no browser.

    python benchmarks/pages.py STORE [--pages map,funding] [--note "what changed"]

The library is first loaded and warmed, as the server does by itself after its start and after an import. Then every
page is asked for without a filter and with several that it has not seen. Adds a section with the seconds of loading,
and of every page the first request, median and longest of the others to ``benchmarks/store.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from streamlit.testing.v1 import AppTest  # noqa: E402

from lib.ui.library import open_library  # noqa: E402
from lib.ui.view import PAGES  # noqa: E402
from lib.ui.warming import warm  # noqa: E402
from lib.ui.words import Words  # noqa: E402

ASKED = (
    {},
    {"places": "510000"},
    {"since": "2015", "undated": "0"},
    {"domains": "health"},
    {"kinds": "funding", "until": "2019"},
)
WITHOUT = ("import", "method")  # pages that show no part of the library


def seconds(page: str, params: dict[str, str]) -> float:
    """How long the server is busy with one request; an error on the page ends the measurement."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    for name, value in params.items():
        at.query_params[name] = value
    if page != "overview":
        at.switch_page(PAGES[page])
    begin = time.perf_counter()
    at.run()
    spent = time.perf_counter() - begin
    if at.exception or at.error:
        raise SystemExit(f"{page} {params}: {[*at.exception, *at.error]}")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--pages", default=",".join(name for name in PAGES if name not in WITHOUT))
    parser.add_argument("--note", default="")
    args = parser.parse_args()
    os.environ["ATLAS_STORE"] = str(args.store)
    lines, begin = [], time.perf_counter()
    warm(open_library(Words("overview", "zh")))
    loaded = time.perf_counter() - begin
    print(f"loaded and warmed in {loaded:.1f} s", flush=True)
    for page in args.pages.split(","):
        spent = [seconds(page, params) for params in ASKED]
        lines.append(f"| {page} | {spent[0]:.2f} | {median(spent[1:]):.2f} | {max(spent[1:]):.2f} |")
        print(lines[-1], [f"{value:.2f}" for value in spent], f"{memory():.0f} MB", flush=True)
    report(args.note, loaded, lines)


def memory() -> float:
    """The most that the process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def report(note: str, loaded: float, lines: list[str]) -> None:
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    text = [
        f"\n## {date.today().isoformat()}, pages{': ' + note if note else ''}\n",
        f"{machine}; {memory():.0f} MB at most in memory; loaded and warmed in {loaded:.1f} s\n",
    ]
    text += ["| page | all rows, s | median of others, s | longest, s |", "|---|---|---|---|", *lines, ""]
    with (ROOT / "benchmarks" / "store.md").open("a", encoding="utf-8") as file:
        file.write("\n".join(text))


if __name__ == "__main__":
    main()
