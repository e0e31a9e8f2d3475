"""`kill -9` at random moments of an import and of corrections: nothing reported as saved may be lost.

    python benchmarks/kills.py [--kills 200] [--seed 1]

Half of the kills hit a process that imports the sample library cut small (a part of about 20,000 characters at a time,
each told of once it is in), half one that corrects rows (each told of once it returned). After every kill: all that was
told of is there, every article is there with all its rows or not at all, the library has no problem and can be written.
In the end an import that nobody kills brings the same articles and rows as one into an empty library.
Adds a section to ``benchmarks/store.md``; ends with status 1 where anything was lost.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from lib import importing  # noqa: E402
from lib.store import Store, open_store  # noqa: E402

SMALL = 20_000  # characters of a part
FILES = [ROOT / "data/sample/articles", ROOT / "benchmarks/broadcast/articles"]
LONGEST = {"import": 2.0, "correct": 2.0}  # seconds after the first thing told until the kill, at most


def work(kind: str, folder: Path) -> None:
    """What the killed process does; it prints an id as soon as the thing is saved."""
    store = open_store(folder)
    if kind == "import":
        import_in_small_parts(store)
    for saved in corrected(store):
        print(saved, flush=True)


def import_in_small_parts(store: Store) -> None:
    """Import, and print the articles of each part once it is in; then end."""
    take_in = importing._take_in

    def take_in_and_tell(store: Store, part, folder, what: str, summary) -> None:
        facts = importing.read_facts(folder, part.name)
        take_in(store, part, folder, what, summary)
        print(*(id_ for id_, _, _ in facts["holds"]["articles"]), sep="\n", flush=True)

    importing.BATCH_CHARACTERS, importing._take_in = SMALL, take_in_and_tell
    importing.import_paths(store, FILES)
    raise SystemExit


def corrected(store: Store) -> Iterator[str]:
    """Check rows and take the check back, for ever; each decision once it is kept."""
    rows = sorted(store.ask("SELECT row_id FROM rows")["row_id"])
    for turn, row in enumerate(cycle(rows)):
        state = "unchecked" if turn // len(rows) % 2 else "checked"
        yield str(store.correct(row, None, state, "kills").id)


def killed(kind: str, folder: Path, dice: random.Random) -> tuple[list[str], bool]:
    """What a process told of before it was killed, and whether it was killed before it was through."""
    command = [sys.executable, __file__, "--work", kind, "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process, closing(process.stdout):
        told = [process.stdout.readline()]
        time.sleep(dice.random() * LONGEST[kind])
        was_running = process.poll() is None
        process.kill()
        told += process.stdout.readlines()
    return [line.strip() for line in told if line.strip() and line.endswith("\n")], was_running


def holds(store: Store) -> dict[str, Counter]:
    """article → its rows by id."""
    found: dict[str, Counter] = {id_: Counter() for id_ in store.ask("SELECT article_id FROM articles")["article_id"]}
    for article, row in store.ask("SELECT article_id, row_id FROM rows").itertuples(index=False):
        found[article][row] += 1
    return found


def faults(kind: str, folder: Path, told: list[str], whole: dict[str, Counter]) -> Iterator[str]:
    """What is wrong with a library after a kill, in words. ``whole``: what each article holds when all went well."""
    store = open_store(folder)
    found = holds(store)
    decided = {str(correction.id) for correction, _ in store.history()}
    kept = store.held_articles(told) if kind == "import" else decided
    if lost := set(told) - kept:
        yield f"{len(lost)} reported as saved are lost"
    if halves := [article for article, rows in found.items() if rows != whole.get(article)]:
        yield f"{len(halves)} articles differ from those of an undisturbed import"
    yield from store.problems()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", choices=("import", "correct"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.work:
        work(args.work, args.folder)
        return
    with tempfile.TemporaryDirectory() as scratch:
        tallies = trial(Path(scratch), args.kills, random.Random(args.seed))
    report(args, tallies)
    if wrong := sum((tally["wrong"] for tally in tallies.values()), Counter()):
        raise SystemExit("\n".join(f"{count} × {what}" for what, count in wrong.items()))


def trial(scratch: Path, kills: int, dice: random.Random) -> dict[str, dict]:
    """For imports and corrections: kills in the middle, things told of, libraries begun, what was wrong."""
    importing.import_paths(open_store(scratch / "whole"), FILES)
    whole = holds(open_store(scratch / "whole"))
    tallies = {kind: {"kills": 0, "told": 0, "libraries": 1, "wrong": Counter()} for kind in LONGEST}
    folders = {"import": scratch / "imported-1", "correct": scratch / "whole"}
    told: dict[str, list[str]] = {kind: [] for kind in LONGEST}
    while sum(tally["kills"] for tally in tallies.values()) < kills:
        kind = min(tallies, key=lambda kind: tallies[kind]["kills"])
        tally = tallies[kind]
        said, was_running = killed(kind, folders[kind], dice)
        told[kind] += said
        tally["kills"] += was_running
        tally["told"] += len(said)
        tally["wrong"].update(faults(kind, folders[kind], told[kind], whole))
        print(kind, tally, flush=True)
        if not was_running:  # the import came to its end: it must be whole, and the next begins anew
            tally["wrong"].update(unlike(folders[kind], whole))
            tally["libraries"] += 1
            folders[kind], told[kind] = scratch / f"imported-{tally['libraries']}", []
    importing.import_paths(open_store(folders["import"]), FILES)
    tallies["import"]["wrong"].update(unlike(folders["import"], whole))
    return tallies


def unlike(folder: Path, whole: dict[str, Counter]) -> list[str]:
    return ["an import carried on after kills differs from an undisturbed one"] * (holds(open_store(folder)) != whole)


def report(args: argparse.Namespace, tallies: dict[str, dict]) -> None:
    lines = [
        f"\n## {date.today().isoformat()}, kill -9 at {args.kills} random moments (seed {args.seed})\n",
        "| of | kills | reported as saved | libraries | lost, halved or damaged |",
        "|---|---|---|---|---|",
    ]
    for kind, tally in tallies.items():
        name = "an import" if kind == "import" else "corrections"
        lines.append(
            f"| {name} | {tally['kills']} | {tally['told']} | {tally['libraries']} | {tally['wrong'].total()} |"
        )
    print("\n".join(lines))
    with (ROOT / "benchmarks" / "store.md").open("a", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
