"""An article → mentions → rows of the cooperation table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lib.model import Article, Body, Cooperation, Mention
from lib.reading import domains
from lib.reading.actors import Cast, cast_of
from lib.reading.amounts import find_amounts
from lib.reading.attach import Rows, attach, once
from lib.reading.coding import Coding
from lib.reading.counts import find_counts
from lib.reading.dates import find_dates, is_event_date
from lib.reading.judges import vocabulary
from lib.reading.links import accepted, links_of
from lib.reading.places import find_places
from lib.reading.roles import directions
from lib.reading.rows import Draft, cooperation, drafts_of
from lib.reading.script import SURROGATES
from lib.reading.telling import Part

__all__ = ["find_amounts", "find_counts", "find_dates", "find_places", "read", "values_of"]

VALUES = ("amounts", "counts", "dates")
LOW = 0.6  # a lower confidence is flagged


def read(article: Article) -> list[Cooperation]:
    """The rows of an article: who with whom, in which domains and forms, with amounts, counts, dates and evidence.

    An article that reports no cooperation gives an empty list. Never raises on any text; halves of characters (lone
    surrogates, which no loaded text holds) are read as U+FFFD.

    >>> from lib.model import Article
    >>> text = "6月2日，天水市与西安市签署合作框架协议。"
    >>> [row] = read(Article(id="x", file="x.txt", title="天水西安签约", text=text, published="2010-06-03"))
    >>> sorted(partner.name for partner in row.partners), [date.value for date in row.dates]
    (['天水市', '西安市'], ['2010-06-02'])
    """
    article = replace(article, title=_whole(article.title), text=_whole(article.text))
    cast = cast_of(article, vocabulary())
    links, told = links_of(cast)
    chosen = accepted(links)
    if not chosen:
        return []
    drafts = drafts_of(chosen, directions([link for link, _ in chosen], cast))
    rows = Rows(drafts, cast, told)
    values = {name: values_of(article, name) for name in VALUES}
    found = {name: attach(name, values[name], rows) for name in VALUES}
    coding = Coding(article, rows, links, values["amounts"], domains.vocabulary().numbers)
    return [
        _row(cast, draft, coding.parts(n), coding.marks(n), {name: tuple(once(found[name][n])) for name in VALUES})
        for n, draft in enumerate(drafts)
    ]


def _whole(text: str) -> str:
    return SURROGATES.sub("\ufffd", text) if SURROGATES.search(text) else text


def _row(cast: Cast, draft: Draft, parts: dict[str, Part], marks: set[str], values: dict[str, tuple]) -> Cooperation:
    flags = [flag for flag, is_raised in _doubts(cast, draft, values["dates"]) if is_raised]
    return cooperation(
        draft,
        cast,
        organisations=tuple(_bodies(cast, draft)),
        domains=domains.code("domain", parts, marks) or ("general",),
        forms=domains.code("form", parts, marks),
        flags=tuple(flags),
        **values,
    )


def _doubts(cast: Cast, draft: Draft, dates) -> Iterable[tuple[str, bool]]:
    yield "place_undecided", cast.undecided
    yield "date_unresolved", any(date.value is None for date in dates)
    yield "weak_cue", min(draft.chances) < LOW


def _bodies(cast: Cast, draft: Draft) -> Iterable[Body]:
    seen = set()
    for body in cast.bodies:
        if body.text not in seen and body.code in draft.codes:
            seen.add(body.text)
            yield body


def values_of(article: Article, name: str) -> list[Mention]:
    """The amounts, counts or event dates of an article's title and text, whichever ``name`` says."""
    in_title = [replace(value, in_title=True) for value in _find(name, article.title, article)]
    return [*in_title, *_find(name, article.text, article)]


def _find(name: str, text: str, article: Article) -> Iterable[Mention]:
    if name == "dates":
        return (date for date in find_dates(text, article.published) if is_event_date(text, date))
    return find_amounts(text, article.title) if name == "amounts" else find_counts(text)
