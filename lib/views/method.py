"""The method page's tables: what the library covers, how well the reader was measured to read, where data come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lib.errors import DataError
from lib.model import Filter
from lib.store import Store

ROOT = Path(__file__).parent.parent.parent
ACCURACY = ROOT / "benchmarks" / "accuracy.json"
SHARES = ("direction", "amount_kinds", "negatives", "evidence")


def coverage_by_source(store: Store, filter: Filter) -> pd.DataFrame:
    """source, articles, with_rows, rows, first, last: a line for each source, most articles first."""
    return store.ask(
        """SELECT source, count(*) AS articles, count(n) AS with_rows, coalesce(sum(n), 0)::INT AS rows,
                  min(published) AS first, max(published) AS last
           FROM articles LEFT JOIN (SELECT article_no, count(*) AS n FROM rows GROUP BY 1) USING (article_no)
           GROUP BY 1 ORDER BY articles DESC, source NULLS LAST""",
        filter,
    )


@dataclass(frozen=True)
class Gaps:
    """What the library lacks. ``silent``: articles in which no cooperation was found."""

    articles: int
    undated: int
    unsourced: int
    fragments: int
    silent: int


def gaps(store: Store, filter: Filter) -> Gaps:
    """How many articles lack a date, a source, an end, or any cooperation."""
    found = store.ask(
        """SELECT count(*) AS articles, count(*) FILTER (published IS NULL) AS undated,
                  count(*) FILTER (source IS NULL) AS unsourced, count(*) FILTER (NOT complete) AS fragments,
                  count(*) FILTER (article_no NOT IN (SELECT article_no FROM rows)) AS silent FROM articles""",
        filter,
    )
    return Gaps(**{name: int(found[name][0] or 0) for name in found})


@dataclass(frozen=True)
class Accuracy:
    """Measured on ``date``. ``table``: measure, then shares between 0 and 1 (None where a measure has no such figure):
    ``f1`` with ``precision`` and ``recall`` on newspaper articles that no rule was written on, ``f1_seen`` on the
    others, ``f1_broadcast`` on broadcast and portal texts that no rule was written on; ``of``: items of the first.

    ``articles``, ``broadcast``: how many articles were held out of each set.
    """

    date: str
    articles: int
    broadcast: int
    table: pd.DataFrame


def accuracy(path: Path = ACCURACY) -> Accuracy | None:
    """The last measurement, None where none was made. Raises DataError where the file can't be understood."""
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        unseen, seen = (kept["sets"]["newspaper"][half] for half in ("even", "odd"))
        other = kept["sets"]["broadcast"]["even"]
        lines = [
            _line(name, unseen[name], seen[name], other[name]) for name in unseen if isinstance(unseen[name], dict)
        ]
        return Accuracy(kept["date"], int(unseen["articles"]), int(other["articles"]), pd.DataFrame(lines))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: 准确度记录读不懂（{error}），请重新运行 benchmarks/accuracy.py。") from error


def _line(name: str, unseen: dict, seen: dict, other: dict) -> dict:
    """One measure: F1 where it has one, else the share that is right."""
    key = "share" if name in SHARES else "f1"
    return {
        "measure": name,
        "precision": unseen.get("precision"),
        "recall": unseen.get("recall"),
        "f1": unseen[key],
        "of": unseen.get("of", unseen.get("gold")),
        "f1_seen": seen[key],
        "f1_broadcast": other[key],
    }


def source_notes(root: Path = ROOT) -> dict[str, tuple[str, str]]:
    """Folder → the heading and the text of its SOURCES.md: where the data come from and under which licence."""
    found = {}
    for path in sorted([*root.glob("data/*/SOURCES.md"), *root.glob("static/**/SOURCES.md")]):
        head, _, text = path.read_text(encoding="utf-8").partition("\n")
        found[str(path.parent.relative_to(root))] = (head.lstrip("# "), text)
    return found
