"""How the store does with a large library: bringing in, opening, questions of the pages, corrections.

    python benchmarks/store.py [--articles 100000] [--copies 10] [--folder DIR] [--keep]

Makes a synthetic library (1.4 KB and three rows an article, skewed to few provinces as news is), prints seconds and
megabytes, and adds a section to ``benchmarks/store.md``. ``--copies`` makes it that many times larger by copying its
parts under new ids, with other years and sums, so that a copy is no second report of the same cooperation.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402

from lib.lexicon import codes, gazetteer  # noqa: E402
from lib.model import Amount, Article, Body, Cooperation, EventDate, Filter, Page, Partner, Place, Span  # noqa: E402
from lib.store import ReadArticle, ReadPage, Store, open_store  # noqa: E402
from lib.store.manifest import change_of, now  # noqa: E402
from lib.store.parts import file_of  # noqa: E402
from lib.views import facets, listing, money, summary  # noqa: E402
from lib.views.evidence import row_cards  # noqa: E402

BATCH = 2000
ROWS = 3
BODIES = ("政府", "商务厅", "发改委", "农业农村局", "第一医院", "大学")


def library(number: int) -> Iterator[list[ReadPage]]:
    """Batches of pages, the same for the same number."""
    dice = random.Random(7)
    places = [place for place in gazetteer() if place.level in ("province", "city", "county")]
    weights = [{"province": 60, "city": 4, "county": 1}[place.level] for place in places]
    words = [place.name for place in places[:2000]]
    for start in range(0, number, BATCH):
        yield [page(dice, n, places, weights, words) for n in range(start, min(start + BATCH, number))]


def page(dice: random.Random, n: int, places: list, weights: list, words: list) -> ReadPage:
    text = "，".join(dice.choices(words, k=90))
    published = f"{dice.randint(2000, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    source = f"报纸{dice.randint(1, 40)}"
    article = Article(f"{n:016x}", f"{n}.txt", f"标题{n}", text, source=source, published=published)
    rows = tuple(row(dice, places, weights) for _ in range(ROWS))
    keywords = tuple((dice.choice(words), dice.randint(1, 9)) for _ in range(10))
    return ReadPage(Page(f"{n}.txt", text, (), (article,)), (ReadArticle(article, rows, keywords),))


def row(dice: random.Random, places: list, weights: list) -> Cooperation:
    one, two = dice.choices(places, weights, k=2)
    amount = Amount(20, 25, "500万元", value=dice.randint(1, 999) * 1e4, kind=dice.choice(list(codes("kinds"))))
    return Cooperation(
        partners=(
            Partner(one.code, one.name, "provider", (Span(0, 2),)),
            Partner(two.code, two.name, "recipient", (Span(4, 6),)),
        ),
        organisations=tuple(body(dice, place) for place in (one, two)),
        domains=(dice.choice(list(codes("domains"))),),
        forms=(dice.choice(list(codes("forms"))),),
        amounts=(amount,) if dice.random() < 0.5 else (),
        dates=(EventDate(30, 32, "日前", value="2019-11", kind="held"),),
        evidence=(Span(0, 60),),
        confidence=dice.random(),
    )


def body(dice: random.Random, place: Place) -> Body:
    name = place.name + dice.choice(BODIES)
    return Body(0, len(name), name, code=place.code)


QUESTIONS = {
    "key figures": lambda store, filter: summary.key_figures(store, filter),
    "time line": lambda store, filter: summary.time_line(store, filter),
    "leading pairs": lambda store, filter: summary.leading_pairs(store, filter),
    "sums by case": lambda store, filter: money.case_sums(store, filter),
    "filter bar": lambda store, filter: facets.facets(store, filter),
    "a page of the table": lambda store, filter: listing.table_rows(store, filter, "largest", 100),
    "ten cards": lambda store, filter: row_cards(store, filter, 10),
    "a page of articles": lambda store, filter: listing.article_list(store, filter),
}
FILTERS = {
    "everything": Filter(),
    "a province since 2015": Filter(places=("510000",), since="2015", undated=False),
    "a word": Filter(text="平武"),
}


class Clock:
    """Notes what was measured: name, seconds."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, float]] = []

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.lines.append((name, time.perf_counter() - begin))
        print(f"{name:44} {self.lines[-1][1]:8.3f} s", flush=True)


def bring_in(store: Store, number: int) -> float:
    """Fill the store; seconds spent in it alone, without making the library."""
    import_id, spent = store.new_import_id(), 0.0
    for batch in library(number):
        begin = time.perf_counter()
        store.add(import_id, batch, "benchmark")
        spent += time.perf_counter() - begin
    store.finish_import(import_id, {})
    return spent


COPIES = {
    "pages": "SELECT page_id || {k} AS page_id, file, original, blocks FROM part",
    "articles": """SELECT * REPLACE ({k} || article_id[3:] AS article_id, page_id || {k} AS page_id,
        (2000 + (published[:4]::INT + 5 * {n}) % 26) || '-' || format('{{:02d}}', (published[6:7]::INT + {m}) % 12 + 1)
        || published[8:] AS published) FROM part""",
    "rows": """SELECT * REPLACE (row_id[:10] || {k} AS row_id, {k} || article_id[3:] AS article_id,
        list_transform(amounts, lambda x: struct_update(x, value := x.value * {n})) AS amounts) FROM part""",
}


def multiply(store: Store, copies: int) -> None:
    """Put further copies of every part into the store under new ids, with other years, months and sums.

    One copy in ten tells of the same months as another, so that some cooperations are reported twice.
    """
    import_id = store.new_import_id()
    with store._manifest.write() as db:
        db.execute(
            "INSERT INTO imports (import_id, started, finished, what) VALUES (?, ?, ?, 'copies')",
            [import_id, now(), now()],
        )
        added = change_of(db)
        for part, *sizes in db.execute("SELECT part_id, pages, articles, rows FROM parts").fetchall():
            for n in range(1, copies):
                copy = f"{import_id}-{part[-6:]}{n}"
                for kind, sql in COPIES.items():
                    source, target = file_of(store.folder, part, kind), file_of(store.folder, copy, kind)
                    months = 5 * (n // 26) if n % 5 else 0
                    select = sql.format(k=f"'{chr(ord('A') + n % 26)}{n // 26}'", n=n, m=months)
                    select = f"WITH part AS (FROM read_parquet('{source}')) {select}"
                    duckdb.execute(f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
                names = "part_id, import_id, pages, articles, rows, added"
                db.execute(f"INSERT INTO parts ({names}) VALUES (?, ?, ?, ?, ?, ?)", (copy, import_id, *sizes, added))


def measure(store: Store, clock: Clock) -> None:
    for about, filter in FILTERS.items():
        for question, ask in QUESTIONS.items():
            with clock.time(f"{about}: {question}"):
                ask(store, filter)
    with clock.time("everything, again: key figures"):
        summary.key_figures(store, Filter())
    row = store.ask("SELECT row_id FROM rows LIMIT 1")["row_id"][0]
    with clock.time("a correction"):
        store.correct(row, None, "checked", "benchmark")
    with clock.time("key figures after it"):
        summary.key_figures(store, Filter())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the store is made, or was made before")
    parser.add_argument("--keep", action="store_true", help="leave the store there")
    args = parser.parse_args()
    folder = args.folder or Path(tempfile.mkdtemp())
    clock = Clock()
    store = open_store(folder)
    if store.is_new():
        clock.lines.append(("import", bring_in(store, args.articles)))
        print(f"import {clock.lines[0][1]:.1f} s")
        multiply(store, args.copies)
    measure(open_store(folder), clock)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    report(args.articles * args.copies, clock, size, memory)
    if not args.keep:
        shutil.rmtree(folder)


def report(articles: int, clock: Clock, size: float, memory: float) -> None:
    lines = [f"\n## {date.today().isoformat()}, {articles:,} articles, {articles * ROWS:,} rows\n"]
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    lines.append(f"{machine}; {size:.0f} MB on disk, {memory:.0f} MB at most in memory\n")
    lines += ["| what | seconds |", "|---|---|", *(f"| {name} | {seconds:.3f} |" for name, seconds in clock.lines), ""]
    print("\n".join(lines[:2]))
    with (ROOT / "benchmarks" / "store.md").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main()
