"""Measure how fast the reader is, how its cost grows with length, what it needs in memory, what two processes bring.

    python benchmarks/speed.py [--peers PYTHON] [--note "what changed"]

PYTHON is the interpreter of an environment with jionlp 1.5.29 and cpca 0.5.5; they then read the same text, one after
the other, in the same run. The text is the sample library, repeated to about one megabyte. Adds a section to
``benchmarks/speed.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

PEERS = """
import logging, sys, time
import jionlp, cpca
logging.disable()
texts = sys.stdin.read().split("\\x00")
def both(text):
    for money in jionlp.ner.extract_money(text, with_parsing=True): pass
    for when in jionlp.ner.extract_time(text, time_base=time.time(), with_parsing=True): pass
    try: cpca.transform_text_with_addrs(text, pos_sensitive=True)
    except KeyError: pass  # what cpca raises on a text that names no place
both(texts[0])
start = time.perf_counter()
for text in texts: both(text)
print(time.perf_counter() - start)
"""


def sample_texts() -> list[str]:
    """The sample articles' bodies, without their front matter."""
    paths = sorted((ROOT / "data/sample/articles").glob("*.md"))
    return [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in paths]


def corpus(size: int) -> list[str]:
    """Sample texts repeated until together they hold about ``size`` bytes."""
    texts, wanted, total = sample_texts(), [], 0
    while total < size:
        text = texts[len(wanted) % len(texts)]
        wanted.append(text)
        total += len(text.encode())
    return wanted


def read_all(texts: list[str]) -> int:
    """Page text → rows for each text; returns the number of rows."""
    from lib.loading import read_page
    from lib.reading import read

    pages = (read_page(text, "text.txt", published="2020-06-12") for text in texts)
    return sum(len(read(article)) for page in pages for article in page.articles)


def timed(work, *arguments, **options) -> float:
    start = time.perf_counter()
    work(*arguments, **options)
    return time.perf_counter() - start


def import_seconds() -> float:
    """A fresh interpreter that imports the reader and reads one sentence, less an empty interpreter's start."""
    code = (
        "from lib.loading import read_page; from lib.reading import read;"
        "[read(a) for a in read_page('四川与重庆签署合作协议。两地将共建园区。', 'x.txt').articles]"
    )

    def start(command: str) -> float:
        return min(timed(subprocess.run, [sys.executable, "-c", command], check=True, cwd=ROOT) for _ in range(3))

    return start(code) - start("pass")


def growth() -> list[tuple[int, float]]:
    """(bytes, seconds) for one article of 1 KB to 10 MB."""
    from lib.loading import read_page
    from lib.reading import read

    article = read_page("\n\n".join(sample_texts()), "text.txt", published="2020-06-12").articles[0]
    text, rows = "\n".join(sample_texts()), []
    for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        long = text * (size // len(text.encode()) + 1)
        long = long.encode()[:size].decode(errors="ignore")
        rows.append((size, timed(read, replace(article, text=long))))
    return rows


def peers(python: str, texts: list[str]) -> float:
    command = [python, "-W", "ignore", "-c", PEERS]
    done = subprocess.run(command, input="\x00".join(texts), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout.split()[-1])


def two_processes(texts: list[str]) -> float:
    """Seconds of two worker processes over the same texts, workers already warm."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(read_all, [texts[:20]] * 4))
        return timed(lambda: list(pool.map(read_all, [texts[i::8] for i in range(8)])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--note", default="")
    parser.add_argument("--dry", action="store_true", help="print only, keep nothing")
    arguments = parser.parse_args()
    lines = [f"## {date.today().isoformat()} {arguments.note}".rstrip(), ""]
    lines.append(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    lines += ["", "| what | figure |", "|---|---|", f"| import and first sentence | {import_seconds():.2f} s |"]
    texts = corpus(1_000_000)
    size = sum(len(text.encode()) for text in texts)
    read_all(texts[:20])
    ours = min(timed(read_all, texts) for _ in range(3))
    lines.append(f"| page text → rows, one process | {size / ours / 1000:.0f} KB/s |")
    if arguments.peers:
        theirs = peers(arguments.peers, texts)
        lines.append(f"| jionlp (money + time) and cpca, one after the other | {size / theirs / 1000:.0f} KB/s |")
        lines.append(f"| ratio | {theirs / ours:.1f} |")
    lines.append(f"| memory at its highest | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB |")
    double = two_processes(texts * 3)
    lines.append(f"| two processes against one | {3 * ours / double:.2f} |")
    lines += [f"| one article of {size:,} bytes | {seconds:.3f} s |" for size, seconds in growth()]
    print("\n".join(lines))
    if not arguments.dry:
        with (ROOT / "benchmarks/speed.md").open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
