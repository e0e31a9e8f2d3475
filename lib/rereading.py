"""What the present reader and lexicon make of articles that an earlier one has read: first shown, then taken over.

What people decided stays: rows that they checked, changed, added or removed, cases, and whole articles that they have
gone through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lib.model import Article, Cooperation
from lib.store import Difference, ReadArticle, Store

Read = Callable[[Article], Sequence[Cooperation]]
Progress = Callable[[int, int], object]


@dataclass
class Rereading:
    """What reading again changes. ``counts``: how many rows are new, gone, changed; ``shown``: the first of them."""

    reader: str
    articles: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "gone": 0, "changed": 0})
    shown: list[Difference] = field(default_factory=list)


def stale_articles(store: Store, reader: str | None = None) -> int:
    """How many articles another version of the reader has read."""
    return sum(part.articles for part in store.stale_parts(reader or _version()))


def reread(
    store: Store,
    is_taken_over: bool = False,
    progress: Progress | None = None,
    read: Read | None = None,
    reader: str | None = None,
    most_shown: int = 1000,
) -> Rereading:
    """Read again what another version has read; ``is_taken_over``: let the library have it, part by part.

    Stopped half-way, whole parts stay and a second call does the rest. ``progress(done, total)`` counts articles;
    ``read`` and ``reader`` stand in for the reader and its version.
    """
    reader = reader or _version()
    found, parts = Rereading(reader), store.stale_parts(reader)
    number, dates = sum(part.articles for part in parts), store.given_dates()
    for part in parts:
        again = []
        for one in _read_again(store.articles_of(part.part_id), read):
            again.append(one)
            found.articles += 1
            if progress:
                progress(found.articles, number)
        given = [replace(one.article, published=dates[one.article.id]) for one in again if one.article.id in dates]
        dated = list(_read_again(given, read))
        for difference in store.compare(part.part_id, again, dated):
            found.counts[difference.what] += 1
            if len(found.shown) < most_shown:
                found.shown.append(difference)
        if is_taken_over:
            store.take_over(part.part_id, again, reader, dated)
    return found


def _read_again(articles: Sequence[Article], read: Read | None) -> Iterator[ReadArticle]:
    from lib.reading import keywords as words
    from lib.reading import read as own

    for article in articles:
        yield ReadArticle(article, tuple((read or own)(article)), tuple(words.keywords(article)))


def _version() -> str:
    from lib.reading.version import reader_version

    return reader_version()
