"""Many users at once: what pages ask of the store, by threads in one process, each with filters of its own.

    python benchmarks/users.py STORE [--users 20] [--rounds 3]

Prints and adds to ``benchmarks/store.md``: answers, errors, median and longest wait, memory. The screen is left out.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from lib.lexicon import codes  # noqa: E402
from lib.model import Filter  # noqa: E402
from lib.store import Store, open_store  # noqa: E402
from lib.views import facets, funding, keywords, listing, network, summary  # noqa: E402
from lib.views import map as places  # noqa: E402

ASKED = {
    "key figures": summary.key_figures,
    "time line": summary.time_line,
    "filter bar": facets.facets,
    "map": lambda store, filter: places.places(store, filter, "province"),
    "funding by year": lambda store, filter: funding.by_year(store, filter, "funding", "printed"),
    "words": keywords.frequencies,
    "network": network.network,
    "a page of the table": lambda store, filter: listing.table_rows(store, filter, "latest", 100),
    "a page of articles": listing.article_list,
}
PROVINCES = ("510000", "440000", "330000", "310000", "640000", "350000", "370000", "540000", "650000", "110000")


def filter_of(user: int, turn: int) -> Filter:
    domains = list(codes("domains"))
    return Filter(places=(PROVINCES[user % len(PROVINCES)],), domains=(domains[(user + turn) % len(domains)],))


def walk(store: Store, user: int, rounds: int) -> list[tuple[str, float, str]]:
    """What a user asked: name, seconds, the error in words or ""."""
    found = []
    for turn in range(rounds):
        for name, ask in ASKED.items():
            begin, error = time.perf_counter(), ""
            try:
                ask(store, filter_of(user, turn))
            except Exception as problem:  # counted and printed: an error is what is looked for
                error = f"{type(problem).__name__}: {problem}".splitlines()[0]
            found.append((name, time.perf_counter() - begin, error))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    store = open_store(args.store)
    begin = time.perf_counter()
    summary.key_figures(store, Filter())
    first = time.perf_counter() - begin
    with ThreadPoolExecutor(args.users) as crew:
        walks = list(crew.map(lambda user: walk(store, user, args.rounds), range(args.users)))
    report(args.users, first, [answer for walk_ in walks for answer in walk_])


def report(users: int, first: float, answers: list[tuple[str, float, str]]) -> None:
    errors = [error for *_, error in answers if error]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    lines = [
        f"\n## {date.today().isoformat()}, {users} users at once\n",
        f"{platform.machine()}, Python {platform.python_version()}; {memory:.0f} MB at most in memory; first key "
        f"figures {first:.1f} s; {len(answers)} answers, {len(errors)} errors\n",
        "| what | median, s | longest, s |",
        "|---|---|---|",
    ]
    for name in ASKED:
        spent = [seconds for asked, seconds, _ in answers if asked == name]
        lines.append(f"| {name} | {median(spent):.2f} | {max(spent):.2f} |")
    print("\n".join([*lines, *sorted(set(errors))]))
    with (ROOT / "benchmarks" / "store.md").open("a", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
