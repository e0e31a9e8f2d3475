"""Measure the reader on the halves of two coded sets and on composed pages; keep the figures with their date.

    python benchmarks/accuracy.py YARDSTICK [--note "what changed"]

YARDSTICK is the folder with ``score.py`` and ``pages.py``. Rules are written on the odd-numbered articles; the
even-numbered ones are only counted, never looked at, so the gap between the halves tells how far rules were fitted
to articles. Models that are shipped learn from both halves, so they are measured before: fitted on the development
half they tell how good the shipped ones are at least. The sets: the sample library (newspapers) and
``benchmarks/broadcast`` (another style). Writes ``benchmarks/accuracy.json`` (what the application's method page
shows) and adds a section to ``benchmarks/accuracy.md``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
MODELS = ROOT / "data" / "models"
SETS = {"newspaper": SAMPLE, "broadcast": ROOT / "benchmarks" / "broadcast"}
HALVES = ("odd", "even", "all")
SHARES = ("direction", "amount_kinds", "negatives", "evidence")


def half_of(path: Path) -> str:
    """The half an article belongs to, by the number in its file name."""
    return "odd" if int(re.search(r"\d+", path.stem)[0]) % 2 else "even"


def extract(paths: list[Path], out: Path) -> None:
    """What ``python -m lib extract --json`` prints for the files, written to ``out``."""
    with out.open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, "-m", "lib", "extract", *map(str, paths), "--json"], stdout=file, cwd=ROOT)


def load_scorer(yardstick: Path):
    spec = importlib.util.spec_from_file_location("score", yardstick / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_halves(yardstick: Path, coded: Path, scratch: Path) -> dict[str, dict]:
    """Scores of the odd half, the even half and all articles of a set, as the yardstick gives them."""
    rows = scratch / "rows.jsonl"
    extract(sorted((coded / "articles").glob("*.md")), rows)
    scorer, results = load_scorer(yardstick), {}
    for half in HALVES:
        gold = scratch / f"gold-{half}"
        gold.mkdir()
        for path in (coded / "gold").glob("*.json"):
            if half in (half_of(path), "all"):
                shutil.copy(path, gold)
        with rows.open(encoding="utf-8") as file:
            results[half] = scorer.score(gold, file)
    return results


def score_pages(yardstick: Path, scratch: Path, seeds: tuple[int, ...]) -> dict[int, dict[str, str]]:
    """Share of articles, titles, paragraphs and junk put right, in percent, on pages composed with each seed."""
    results = {}
    for seed in seeds:
        pages, found = scratch / f"pages-{seed}", scratch / f"pages-{seed}.jsonl"
        command = [sys.executable, str(yardstick / "pages.py")]
        subprocess.run(
            [*command, "make", str(SAMPLE / "articles"), str(pages), "--seed", str(seed)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        extract(sorted(pages.glob("*.txt")), found)
        printed = subprocess.run(
            [*command, "score", str(pages), str(found)], check=True, capture_output=True, text=True
        )
        results[seed] = {
            line.split()[0]: float(re.search(r"[\d.]+", line)[0]) for line in printed.stdout.splitlines() if "%" in line
        }
    return results


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def table(results: dict[str, dict]) -> list[str]:
    """The halves side by side, as Markdown lines."""
    lines = ["| measure | odd half (written on) | even half (only counted) | gap | all |", "|---|---|---|---|---|"]
    for name, first in results["odd"].items():
        if not isinstance(first, dict):
            continue
        key = "share" if name in SHARES else "f1"
        odd, even, both = (results[half][name][key] for half in HALVES)
        gap = "–" if odd is None or even is None else f"{100 * (odd - even):+.1f}"
        lines.append(f"| {name} | {percent(odd)} | {percent(even)} | {gap} | {percent(both)} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("yardstick", type=Path)
    parser.add_argument("--note", default="", help="what changed since the last figures")
    parser.add_argument("--dry", action="store_true", help="print only, keep nothing")
    arguments = parser.parse_args()
    if seen := [
        path.name for path in MODELS.glob("*.json") if 0 in json.loads(path.read_text("utf-8")).get("halves", [])
    ]:
        parser.error(f"{', '.join(seen)}: learned from the even half; first python -m benchmarks.train_reader --keep")
    with tempfile.TemporaryDirectory() as scratch:
        sets = {}
        for name, coded in SETS.items():
            (folder := Path(scratch) / name).mkdir()
            sets[name] = score_halves(arguments.yardstick, coded, folder)
        pages = score_pages(arguments.yardstick, Path(scratch), (1, 2, 11, 12))
    lines = [
        f"## {date.today().isoformat()} {arguments.note}".rstrip(),
        "",
        "Newspapers",
        "",
        *table(sets["newspaper"]),
        "",
    ]
    lines += ["Broadcast and portals", "", *table(sets["broadcast"]), ""]
    lines += [
        "| composed pages, seed | articles whole | titles | paragraphs | junk kept out |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {seed} | " + " | ".join(f"{value:.1f}" for value in got.values()) + " |" for seed, got in pages.items()
    ]
    print("\n".join(lines))
    if arguments.dry:
        return
    kept = {"date": date.today().isoformat(), "machine": platform.platform(), "sets": sets, "pages": pages}
    (ROOT / "benchmarks/accuracy.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    with (ROOT / "benchmarks/accuracy.md").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
