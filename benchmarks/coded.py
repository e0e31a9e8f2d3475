"""Coded articles that the reader's models may learn from, with what the reader finds in them.

They stand for the development half: the odd-numbered articles of ``data/sample`` and ``benchmarks/broadcast``, all of
``benchmarks/training``, the newspaper page, and the cases of the relation tests. Where a model is fitted to be shipped,
after it was measured, the even-numbered articles join. What both coders hold is required, what only one holds is
optional.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from lib.loading import load  # noqa: E402
from lib.model import Article, Cooperation, Partner  # noqa: E402
from lib.reading.actors import Cast, cast_of  # noqa: E402
from lib.reading.claims import Told  # noqa: E402
from lib.reading.links import Link, links_of  # noqa: E402
from lib.reading.rows import Draft, drafts_of  # noqa: E402
from tests.relation_cases import coded_cases, relation_cases  # noqa: E402

SAMPLES = ("data/sample", "benchmarks/broadcast")
TRAINING = ROOT / "benchmarks" / "training"
UNCLEAR = "?"  # the giver of a pair that gives both ways

Pair = frozenset[str]


@dataclass
class Coded:
    """A coded article: its candidates, the pairs that both coders hold, those that only one does, and who gives."""

    article: Article
    codings: list[list[dict]]
    cast: Cast
    told: list[Told]
    links: list[Link]
    required: set[Pair]
    optional: set[Pair]
    givers: dict[Pair, str | None]

    def pair(self, link: Link) -> Pair:
        return frozenset((link.a, link.b))

    @property
    def lost(self) -> int:
        """How many required pairs are no candidates."""
        return len(self.required - {self.pair(link) for link in self.links})

    def drafts(self) -> list[Draft]:
        """The rows that the candidates give when each is judged as the coders do."""
        right = [link for link in self.links if self.pair(link) in self.required | self.optional]
        givers = [self.givers.get(self.pair(link)) for link in right]
        sides = [
            1 if giver == link.a else -1 if giver == link.b else 0 for link, giver in zip(right, givers, strict=True)
        ]
        return drafts_of([(link, 1.0) for link in right], sides)

    def rows(self, codes: set[str]) -> list[list[dict]]:
        """For each coder the rows that share two partners with ``codes``."""
        return [[row for row in rows if len(_codes(row) & codes) >= 2] for rows in self.codings]


def coded_articles(halves: tuple[int, ...] = (1,)) -> list[Coded]:
    """The coded articles, well mixed, in the same order on every machine; ``halves``: 1 odd numbers, 0 even ones."""
    return sorted(_all(halves), key=lambda coded: _mixed(coded.article.file + coded.article.title))


def _mixed(name: str) -> int:
    return sum(ord(c) * 31**i for i, c in enumerate(name)) * 2654435761 % 2**32


def _all(halves: tuple[int, ...]) -> Iterator[Coded]:
    for folder in (ROOT / name for name in SAMPLES):
        for path in sorted((folder / "articles").glob("*.md")):
            if int(re.search(r"\d+", path.stem)[0]) % 2 in halves:
                gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
                yield _coded(next(load(path)).articles[0], gold["codings"])
    gold = json.loads((ROOT / "tests/data/newspaper-page.gold.json").read_text(encoding="utf-8"))
    rows = {article["title"]: article["rows"] for article in gold["articles"]}
    for article in next(load(ROOT / "data/sample/newspaper-page.txt")).articles:
        yield _coded(article, [rows[article.title]])
    for path in sorted(TRAINING.glob("*.yaml")):
        for article, coding in coded_cases(path):
            yield _coded(article, [coding])
    for article, coding in relation_cases():
        yield _coded(article, [coding])


def _coded(article: Article, rows: list[list[dict]]) -> Coded:
    codings = [_pairs(coding) for coding in rows]
    firm = [{pair for pair, (_, is_optional) in coding.items() if not is_optional} for coding in codings]
    required = set.intersection(*firm)
    anywhere = set().union(*codings)
    givers = {pair: codings[0][pair][0] for pair in required if all(c[pair][0] == codings[0][pair][0] for c in codings)}
    cast = cast_of(article)
    links, told = links_of(cast)
    return Coded(article, rows, cast, told, links, required, anywhere - required, givers)


def _pairs(rows: list[dict]) -> dict[Pair, tuple[str | None, bool]]:
    """pair → (giver, whether it is optional in every row that holds it) of one coding."""
    found: dict[Pair, tuple[str | None, bool]] = {}
    for row in rows:
        partners = tuple(Partner(p["code"], p["name"], p.get("role", "peer")) for p in row["partners"])
        for a, b in Cooperation(partners).pairs():
            pair = frozenset((a.code, b.code))
            giver = a.code if a.role == "provider" else None
            before, was_optional = found.get(pair, (giver, True))
            found[pair] = (giver if giver == before else UNCLEAR, row.get("optional", False) and was_optional)
    return found


def _codes(row: dict) -> set[str]:
    return {partner["code"] for partner in row["partners"]}
