"""The unit of work of an import: some files → articles → rows → a draft. The same on one machine and on many."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

from lib.errors import AtlasError, DataError, StoreError
from lib.fetching import at_hand
from lib.gathering import Item
from lib.loading import Options
from lib.model import Article, Cooperation, Page
from lib.reprints import likeness
from lib.store import ReadArticle, ReadPage
from lib.store.drafts import Held, read_facts, write_draft
from lib.store.folders import Folder
from lib.store.parts import page_id

LOG = logging.getLogger(__name__)

Read = Callable[[Article], Sequence[Cooperation]]
Words = Callable[[Article], Sequence[tuple[str, int]]]
Load = Callable[[Path, str | None], Iterable[Page]]


@dataclass(frozen=True)
class Order:
    """What holds for all files of an import. ``published``, ``source``: of articles that don't tell theirs.

    ``edited``: id of a page as it is loaded → the page as a person wants it.
    """

    import_id: str
    published: str | None = None
    source: str | None = None
    options: Options = field(default_factory=Options)
    edited: Mapping[str, Page] = field(default_factory=dict)


@dataclass(frozen=True)
class InPart:
    """Files to read together; ``name`` names the draft that comes of them."""

    name: str
    items: tuple[Item, ...]
    order: Order


@dataclass(frozen=True)
class Tools:
    """What a worker uses; None: the loader, the reader and the keywords of the application.

    ``held``: ids of articles → those that the library holds and that need not be read.
    """

    held: Callable[[Iterable[str]], set[str]]
    load: Load | None = None
    read: Read | None = None


@dataclass
class Facts:
    """What a worker tells of its draft.

    ``reader``: the version of reader and lexicon; ``seen``: articles not read, being there already; ``likenesses``:
    article → facts, signature (hexadecimal), bands of a ``Likeness``.
    """

    reader: str = ""
    files: int = 0
    pages: int = 0
    articles: int = 0
    undated: list[str] = field(default_factory=list)
    seen: list[dict] = field(default_factory=list)
    likenesses: dict[str, list] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def work(
    part: InPart,
    folder: Folder,
    tools: Tools | None = None,
    tell: Callable[[int], object] = lambda items: None,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Read a part's files and write its draft into ``folder``; a draft that is there already stays.

    ``tell``: told of every file that is done. ``stop``: asked before every file; those left are named in the draft.
    """
    if read_facts(folder, part.name) is not None:
        return
    tools = tools or Tools(Held(folder))
    reading, facts, pages = _Reading(tools), Facts(_version(tools)), []
    with at_hand() as here:
        for item in part.items:
            if stop():
                facts.left.append(item.shown)
                continue
            before = len(pages)
            with naming(item.shown, facts.skipped):
                for page in _load(replace(item, path=here(item)), part.order, tools):
                    pages.append(reading.page(page, facts))
            facts.files += len(pages) > before
            tell(1)
    write_draft(folder, part.name, pages, part.order.import_id, asdict(facts))


def work_pages(part: InPart, pages: Iterable[Page], folder: Folder, tools: Tools) -> None:
    """The same for pages that have been loaded already, and perhaps changed by a person."""
    reading, facts, found = _Reading(tools), Facts(_version(tools)), []
    for page in pages:
        found.append(reading.page(with_source(page, part.order.source), facts))
    facts.files = len({page.page.file for page in found})
    write_draft(folder, part.name, found, part.order.import_id, asdict(facts))


def with_source(page: Page, source: str | None) -> Page:
    """The page with ``source`` given to those of its articles that name none."""
    if not source:
        return page
    articles = tuple(article if article.source else replace(article, source=source) for article in page.articles)
    return replace(page, articles=articles)


def _load(item: Item, order: Order, tools: Tools) -> Iterator[Page]:
    if tools.load:
        pages = tools.load(item.path, order.published)
    else:
        from lib.loading import load

        pages = load(item.path, order.published, replace(order.options, rows=item.rows))
    for page in pages:
        yield with_source(order.edited.get(page_id(page), page) if order.edited else page, order.source)


class _Reading:
    """Reads the articles of a draft's pages, each once."""

    def __init__(self, tools: Tools) -> None:
        self.held = tools.held
        self.read, self.words = (tools.read, lambda article: ()) if tools.read else reader()
        self.here: set[str] = set()

    def page(self, page: Page, facts: Facts) -> ReadPage:
        """The page with those articles read that neither the library nor the draft has."""
        facts.pages += 1
        held = self.held([article.id for article in page.articles]) | self.here
        found = []
        for article in page.articles:
            facts.articles += 1
            if article.id in held:
                facts.seen.append(head_of(article))
                continue
            held.add(article.id)
            with naming(f"{article.file}《{article.title}》", facts.skipped):
                rows = tuple(self.read(article))
                found.append(ReadArticle(article, rows, tuple(self.words(article))))
                self.here.add(article.id)
                self._note(article, rows, facts)
                facts.undated += [article.id] if article.published is None else []
        return ReadPage(page, tuple(found))

    @staticmethod
    def _note(article: Article, rows: tuple[Cooperation, ...], facts: Facts) -> None:
        """What tells a reprint."""
        known = likeness(article, rows)
        if known:
            facts.likenesses[article.id] = [known.facts, known.signature.hex(), known.bands]


def head_of(article: Article) -> dict:
    """Where an article stood: id, file, title, source, published, url."""
    return {name: getattr(article, name) for name in ("id", "file", "title", "source", "published", "url")}


@cache
def reader() -> tuple[Read, Words]:
    """The application's reader and its keywords."""
    from lib.reading import read
    from lib.reading.keywords import keywords

    return read, keywords


def _version(tools: Tools) -> str:
    from lib.reading.version import reader_version

    return "" if tools.read else reader_version()


class naming:
    """Errors while a file is read become lines of what was skipped; unforeseen ones stand in the log too.

    An error of our own data files or of the store is no matter of the input and goes on.
    """

    def __init__(self, file: str, skipped: list[tuple[str, str]]) -> None:
        self.file, self.skipped = file, skipped

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> bool:
        if isinstance(error, (DataError, StoreError)):
            return False
        if isinstance(error, AtlasError):
            self.skipped += [(self.file, line) for line in str(error).splitlines()]
            return True
        if isinstance(error, Exception):
            LOG.error("reading %s failed", self.file, exc_info=error)
            why = f"读取时程序出错（{kind.__name__}: {error}），已跳过；请把该文件反馈给开发者。"
            self.skipped.append((self.file, why))
            return True
        return False
