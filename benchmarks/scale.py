"""Measure an import from files to the store, with one worker and with more: what ``docs/scale.md`` works from.

    python benchmarks/scale.py [--articles 2000] [--workers 1 2]

The articles are put together from paragraphs of the sample library and of the training texts, with other figures, so
that none is the reprint of another. Time is told twice: by the clock, and as the processor's seconds, which other work
on the machine does not lengthen. Prints a table; nothing is kept.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
FILES_A_FOLDER = 1000


def texts() -> list[list[str]]:
    """Articles as paragraphs: those of the sample library and of the training texts that are no HTML."""
    found = [
        path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in (ROOT / "data/sample/articles").iterdir()
    ]
    for path in sorted((ROOT / "benchmarks/training").glob("*.yaml")):
        found += [one["text"] for one in yaml.safe_load(path.read_text(encoding="utf-8")) if "<p" not in one["text"]]
    return [[line for line in text.splitlines() if line.strip()] for text in found]


def lay_out(folder: Path, number: int) -> int:
    """Write the articles, a file each; the number of their characters."""
    chance, known, total = random.Random(7), texts(), 0
    lines = [line for text in known for line in text]
    for n in range(number):
        body = "\n\n".join(chance.choice(lines) for _ in range(len(chance.choice(known))))
        body = re.sub(r"\d", lambda _: str(chance.randint(1, 9)), body)
        text = f"---\ntitle: 第{n}号合作消息\nsource: 测量日报\npublished: 20{n % 20:02}-0{n % 9 + 1}-15\n---\n{body}\n"
        path = folder / f"{n // FILES_A_FOLDER:04}" / f"{n:07}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        total += len(body)
    return total


def measured(source: Path, store: Path, workers: int) -> tuple[float, float, str]:
    """Seconds by the clock, seconds of all processors, what the command said at its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "lib", "import", str(source), "--store", str(store), "--workers", str(workers)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout.strip()


def size_of(folder: Path) -> dict[str, int]:
    """Bytes on disk: parts, and everything else."""
    sizes = {"parts": 0, "manifest": 0}
    for path in folder.rglob("*"):
        if path.is_file():
            sizes["parts" if path.suffix == ".parquet" else "manifest"] += path.stat().st_size
    return sizes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "articles")
        source.mkdir()
        characters = lay_out(source, options.articles)
        print(
            f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()}"
        )
        print(f"{options.articles} articles, {characters / options.articles:.0f} characters each on average\n")
        print("| workers | clock, s | processors, s | articles a processor second | MB parts | MB manifest |")
        print("|---|---|---|---|---|---|")
        for workers in options.workers:
            store = Path(name, f"store-{workers}")
            clock, busy, said = measured(source, store, workers)
            sizes = [f"{size / 1e6:.1f}" for size in size_of(store).values()]
            rate = f"{options.articles / busy:.1f}"
            print("|", " | ".join([str(workers), f"{clock:.0f}", f"{busy:.0f}", rate, *sizes]), "|", flush=True)
        print(f"\n{said}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"largest process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
