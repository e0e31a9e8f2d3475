"""What the domains and forms of an article's rows are coded by: the parts that speak of a row, and its marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from lib.model import Amount, Article
from lib.reading.attach import Rows
from lib.reading.links import Link
from lib.reading.telling import Part, Telling


class Coding:
    """An article read for the labels of its rows, all its words once. ``vocabulary``: as for ``Telling``."""

    def __init__(
        self,
        article: Article,
        rows: Rows,
        links: Iterable[Link],
        amounts: Iterable[Amount],
        vocabulary: Mapping[str, int] | None = None,
    ) -> None:
        scenes = [scene for scene in rows.cast.scenes if not scene.sentence.in_title]
        self._first = len(rows.cast.scenes) - len(scenes)  # sentence of the text
        self._telling = Telling(article.title, [scene.sentence.text for scene in scenes], vocabulary)
        self._rows = rows
        self._links = {(link.a, link.b): link for link in links}
        self._held: dict[int, list[int]] = defaultdict(list)
        for number, owners in enumerate(rows.owners):
            for n in owners if number >= self._first else ():
                self._held[n].append(number - self._first)
        self._money: dict[int, set[str]] = defaultdict(set)
        everywhere = range(len(rows.drafts))
        for amount in amounts:
            is_shared = amount.in_title or len(rows.drafts) == 1
            for n in everywhere if is_shared else rows.owners[rows.sentence(amount)]:
                self._money[n].add(amount.kind)

    def parts(self, n: int) -> dict[str, Part]:
        """The parts of the article that speak of row ``n``."""
        own = [number - self._first for number in sorted(self._rows.drafts[n].scenes) if number >= self._first]
        return self._telling.parts(own, self._held[n])

    def marks(self, n: int) -> set[str]:
        """What else is known of row ``n``: how its places are named, what claims its pairs, who gives, what money."""
        return {*self._marks(n), *(f"money.{kind}" for kind in self._money[n])}

    def _marks(self, n: int) -> Iterator[str]:
        draft, named = self._rows.drafts[n], self._rows.cast.named
        if draft.givers:
            yield "giver"
        if not all(code.isdigit() for code in draft.codes):
            yield "foreign"
        for code in draft.codes:
            yield from {f"how.{actor.how}" for _, actor in named.get(code, ())}
        for pair in combinations(sorted(draft.codes), 2):
            for claim in self._links[pair].claims if pair in self._links else ():
                yield f"cue.{claim.cue or 'plain'}"
                yield f"rule.{claim.rule.split('.')[0]}"
