#!/usr/bin/env python3
"""Check the training articles' codings against their texts and the codebook.

    python benchmarks/training/check.py [FILE …]

Prints every problem with its file and article, then how many articles, rows and values of each kind there are; ends
with status 1 where there was a problem.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from lib.model import Article, Cooperation, Partner  # noqa: E402
from tests.relation_cases import coded_cases, row_of  # noqa: E402

CODEBOOK = yaml.safe_load((ROOT / "data" / "lexicon" / "codebook.yaml").read_text(encoding="utf-8"))
LISTS = {"domains": CODEBOOK["domains"], "forms": CODEBOOK["forms"]}
KINDS = {"amounts": CODEBOOK["kinds"], "dates": CODEBOOK["date_kinds"]}
VALUES = ("amounts", "counts", "dates")
ROW_KEYS = {"who", "optional", *LISTS, *VALUES}
CASE_KEYS = {"title", "source", "published", "text", "rows", "may"}


def misspelt(path: Path) -> Iterator[str]:
    """What keeps a case from being loaded: unknown keys, a place that is none or several."""
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        name = case.get("title") or str(case.get("text"))[:16]
        yield from (f"{name}: unknown key {key}" for key in set(case) - CASE_KEYS)
        for row in [*(case.get("rows") or ()), *(case.get("may") or ())]:
            if isinstance(row, dict):
                yield from (f"{name}: unknown key {key}" for key in set(row) - ROW_KEYS)
            try:
                row_of(row)
            except ValueError as error:
                yield f"{name}: {error}"


def problems(article: Article, rows: list[dict]) -> Iterator[str]:
    """What is wrong with the rows of one article."""
    yield from turned(rows)
    printed = f"{article.title}\n{article.text}"
    for row in rows:
        names = [partner["name"] for partner in row["partners"]]
        if len({partner["code"] for partner in row["partners"]}) < max(2, len(names)):
            yield f"{names}: partners missing or twice"
        if not row["optional"]:
            yield from (f"{names}: no {name}" for name in LISTS if not row[name])
        for name, words in LISTS.items():
            yield from (f"{name}: {value} is not in the codebook" for value in row[name] if value not in words)
        for name, kinds in KINDS.items():
            yield from (f"{v['text']}: kind {v['kind']} of {name}" for v in row[name] if v["kind"] not in kinds)
        for value in (value for name in VALUES for value in row[name]):
            if value["text"] not in printed:
                yield f"{value['text']}: not in the text"


def turned(rows: list[dict]) -> Iterator[str]:
    """Pairs for which two rows of an article name different givers: whoever fits a model could hold only one."""
    givers: dict[frozenset[str], set[str | None]] = {}
    for a, b in (pair for row in rows for pair in pairs_of(row)):
        giver = a.code if a.role == "provider" else None
        givers.setdefault(frozenset((a.code, b.code)), set()).add(giver)
    yield from (f"{sorted(pair)}: given by {found}" for pair, found in givers.items() if len(found) > 1)


def pairs_of(row: dict) -> Iterator[tuple[Partner, Partner]]:
    """The pairs of a row."""
    yield from Cooperation(tuple(Partner(p["code"], p["name"], p["role"]) for p in row["partners"])).pairs()


def tally(rows: list[dict], counted: Counter) -> None:
    """Count an article's rows, pairs and values."""
    firm = [row for row in rows if not row["optional"]]
    counted["articles"] += 1
    counted["negatives"] += not rows
    counted["rows"] += len(firm)
    counted["optional rows"] += len(rows) - len(firm)
    for row in firm:
        counted["pairs"] += sum(1 for _ in pairs_of(row))
        counted.update(f"{name} {value}" for name in LISTS for value in row[name])
        counted.update(f"{name} {value['kind']}" for name in KINDS for value in row[name])
        counted["counts"] += len(row["counts"])


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(HERE.glob("*.yaml"))
    counted, found = Counter(), 0
    for path in paths:
        bad = list(misspelt(path))
        for article, rows in coded_cases(path) if not bad else ():
            bad += [f"{article.title}: {problem}" for problem in problems(article, rows)]
            tally(rows, counted)
        print(*(f"{path.name}: {problem}" for problem in bad), sep="\n", end="\n" if bad else "")
        found += len(bad)
    for name, number in sorted(counted.items()):
        print(f"{number:6} {name}")
    print(f"{len(paths)} files, {found} problems")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
