"""How the first pages would come in: loaded, read, and changed by hand before they do."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lib.errors import AtlasError
from lib.gathering import gather
from lib.importing import with_source
from lib.loading import load
from lib.model import Article, Page
from lib.reading import read
from lib.store.parts import page_id
from lib.ui.intake.given import Given
from lib.ui.intake.scratch import scratch
from lib.views.evidence import RowCard
from lib.views.preview import preview_cards

SHOWN_PAGES = 20  # pages looked at before an import; the import itself takes all


@dataclass
class Seen:
    """A page as it was loaded and as it is wanted, with the rows read from each of its articles."""

    loaded: str
    page: Page
    cards: list[list[RowCard]]
    before: list[Page] = field(default_factory=list)

    def change(self, edit: Callable[..., Page], *args: object, **values: object) -> None:
        """Have the page changed by a function of ``lib.arranging``; only articles that are new are read again."""
        self.before.append(self.page)
        self._show(edit(self.page, *args, **values))

    def undo(self) -> None:
        """Take the last change back."""
        self._show(self.before.pop())

    def _show(self, page: Page) -> None:
        known = {_key(article): cards for article, cards in zip(self.page.articles, self.cards, strict=True)}
        self.cards = [known.get(_key(article)) or cards_of(article) for article in page.articles]
        self.page = page


@dataclass
class Look:
    """The first pages of what was given, and what can't be read with the reason."""

    pages: list[Seen]
    problems: list[str]

    def edited(self) -> dict[str, Page]:
        """Id of a page as it is loaded → the page as it is wanted, for those that were changed."""
        return {seen.loaded: seen.page for seen in self.pages if seen.before}


def look(given: Given) -> Look:
    """The first pages with what is read from them."""
    skipped: list[tuple[str, str]] = []
    items = gather(given.keep(), Path(tempfile.mkdtemp(dir=scratch())), skipped)
    found = Look([], [why for _, why in skipped])
    for item in items:
        if len(found.pages) >= SHOWN_PAGES:
            break
        try:
            for page in islice(load(item.path, given.published, given.options), SHOWN_PAGES - len(found.pages)):
                shown = with_source(page, given.source)
                found.pages.append(Seen(page_id(page), shown, [cards_of(article) for article in shown.articles]))
        except AtlasError as error:
            found.problems.append(str(error))
    return found


def cards_of(article: Article) -> list[RowCard]:
    """What is read from an article."""
    return preview_cards(article, read(article))


def _key(article: Article) -> tuple:
    return article.id, article.source, article.published
