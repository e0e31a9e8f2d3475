"""From files to rows in the store: loading, reading and keeping, in whole batches that survive a stop."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.archives import unpack
from lib.errors import AtlasError, DataError, InputError, StoreError
from lib.lexicon import DATA
from lib.model import Article, Cooperation, Filter, Page
from lib.store import ReadArticle, ReadPage, Store

SAMPLE = DATA / "sample"
BATCH_CHARACTERS = 1_000_000  # of article text: about 700 articles, a few seconds of reading
LOG = logging.getLogger(__name__)

Read = Callable[[Article], Sequence[Cooperation]]
Keywords = Callable[[Article], Sequence[tuple[str, int]]]
Load = Callable[[Path, str | None], Iterable[Page]]
Progress = Callable[[int, int], object]


@dataclass
class Summary:
    """What an import did. ``import_id`` is None where nothing was new; ``skipped``: (file, why) of what was not read.

    ``articles`` were read, ``new`` of them came in with ``rows``, ``held`` were in the library already; ``undated``
    of the new ones lack a publication date.
    """

    import_id: str | None = None
    files: int = 0
    pages: int = 0
    articles: int = 0
    new: int = 0
    held: int = 0
    undated: int = 0
    rows: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)


def import_paths(
    store: Store,
    paths: Iterable[str | Path],
    published: str | None = None,
    progress: Progress | None = None,
    read: Read | None = None,
    source: str | None = None,
    load: Load | None = None,
) -> Summary:
    """Read files, folders and ZIP archives into the store.

    ``published``, ``source``: of articles that don't tell theirs. ``progress(done, total)`` counts files. What can't
    be read is named in the summary, the rest comes in. Stopped half-way, whole batches stay and a second call brings
    the rest. ``read`` and ``load`` stand in for the reader and the loader. Raises InputError for a wrong
    ``published``, StoreError where the store can't be written.
    """
    given = list(map(Path, paths))
    published, summary = checked_date(published) if published else None, Summary()
    with TemporaryDirectory() as folder:
        files = _files(given, Path(folder), summary)
        pages = (with_source(page, source) for page in _load_all(files, published, summary, progress, load))
        _import(store, pages, "、".join(map(str, given)), summary, read)
    return summary


def with_source(page: Page, source: str | None) -> Page:
    """The page with ``source`` given to those of its articles that name none."""
    if not source:
        return page
    articles = tuple(article if article.source else replace(article, source=source) for article in page.articles)
    return replace(page, articles=articles)


def import_text(store: Store, text: str, name: str, published: str | None = None) -> Summary:
    """Read a pasted page of text under a name of its own."""
    from lib.loading import read_page

    page = read_page(text, name, checked_date(published) if published else None)
    return import_pages(store, [page], name)


def import_pages(store: Store, pages: Iterable[Page], what: str, read: Read | None = None) -> Summary:
    """Read the articles of loaded pages and keep them. ``what``: where they came from, in words."""
    summary = Summary()
    _import(store, pages, what, summary, read)
    return summary


def import_sample(store: Store, progress: Progress | None = None) -> Summary:
    """Fill a new store with the sample library, as one batch: it is there whole or not at all."""
    return import_paths(store, [SAMPLE / "articles", SAMPLE / "newspaper-page.txt"], progress=progress)


def give_published(store: Store, article_id: str, published: str, who: str = "", read: Read | None = None) -> None:
    """Give an article its publication date and read it again, so that its relative dates resolve.

    Kept as a correction, which ``Store.undo`` takes back. Raises InputError for a wrong date, StoreError where the
    article is not there.
    """
    article = stored_article(store, article_id)
    if article is None:
        raise InputError(f"资料库里没有文章 {article_id}，无法补日期；请刷新页面后再试。")
    dated = replace(article, published=checked_date(published))
    store.set_published(article_id, dated.published, (read or _reader())(dated), who)


def stored_article(store: Store, article_id: str) -> Article | None:
    """The article as the store holds it, None where it does not."""
    found = store.ask("SELECT * FROM articles WHERE article_id = ?", Filter(), (article_id,))
    if found.empty:
        return None
    record = found.astype(object).where(found.notna(), None).iloc[0].to_dict()
    names = ("file", "title", "text", "kicker", "byline", "source", "published", "url")
    return Article(
        id=article_id,
        captions=tuple(record["captions"]),
        complete=bool(record["complete"]),
        **{name: record[name] for name in names},
    )


def checked_date(text: str) -> str:
    """A publication date: year, month or day. Raises InputError for anything else."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text.strip())
    try:
        date(*(int(part) if part else 1 for part in match.groups()))
    except (AttributeError, ValueError):
        raise InputError(f"日期“{text}”不对，请写成 2019、2019-11 或 2019-11-05。") from None
    return text.strip()


def _files(paths: list[Path], scratch: Path, summary: Summary) -> list[Path]:
    """The files meant, each once: folders and archives with all that lies in them, hidden files left out."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inside:
            if any(part.startswith(".") for part in file.relative_to(path).parts):
                continue
            if file.suffix.lower() != ".zip":
                found[file] = None
                continue
            with _naming(file.name, summary):
                found |= dict.fromkeys(unpack(file, scratch))
    return list(found)


def _load_all(
    files: list[Path], published: str | None, summary: Summary, progress: Progress | None, load: Load | None
) -> Iterator[Page]:
    load = load or _loader()
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files))
        pages = []
        with _naming(file.name, summary):
            pages = list(load(file, published))
            summary.files += 1
        yield from pages
    if progress:
        progress(len(files), len(files))


class _naming:
    """Errors while a file is read become a line of the summary; ours as they are, unforeseen ones also in the log.

    An error of our own data files or of the store is no matter of the input and goes on.
    """

    def __init__(self, file: str, summary: Summary) -> None:
        self.file, self.summary = file, summary

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> bool:
        if isinstance(error, (DataError, StoreError)):
            return False
        if isinstance(error, AtlasError):
            self.summary.skipped.append((self.file, str(error)))
            return True
        if isinstance(error, Exception):
            LOG.error("reading %s failed", self.file, exc_info=error)
            why = f"读取时程序出错（{kind.__name__}: {error}），已跳过；请把该文件反馈给开发者。"
            self.summary.skipped.append((self.file, why))
            return True
        return False


def _import(store: Store, pages: Iterable[Page], what: str, summary: Summary, read: Read | None) -> None:
    reader, read, words = ("", read, _no_words) if read else (_version(), _reader(), _keywords())
    import_id = store.new_import_id()
    for batch in _batches(pages):
        summary.pages += len(batch)
        fresh = [_read_page(page, store, read, words, summary) for page in batch]
        rows = sum(len(article.cooperations) for page in fresh for article in page.articles)
        new = store.add(import_id, fresh, what, reader)
        summary.new += new
        summary.rows += rows
        if new:
            summary.import_id = import_id
    if summary.import_id:
        store.finish_import(import_id, asdict(summary))


def _read_page(page: Page, store: Store, read: Read, words: Keywords, summary: Summary) -> ReadPage:
    """The page with those articles read that the store lacks."""
    held = store.held_articles([article.id for article in page.articles])
    found = []
    for article in page.articles:
        summary.articles += 1
        if article.id in held:
            summary.held += 1
            continue
        with _naming(f"{article.file}《{article.title}》", summary):
            found.append(ReadArticle(article, tuple(read(article)), tuple(words(article))))
            summary.undated += article.published is None
    return ReadPage(page, tuple(found))


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    batch, size = [], 0
    for page in pages:
        batch.append(page)
        size += sum(len(article.text) for article in page.articles)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _loader() -> Load:
    from lib.loading import load

    return load


def _reader() -> Read:
    from lib.reading import read

    return read


def _version() -> str:
    from lib.reading.version import reader_version

    return reader_version()


def _keywords() -> Keywords:
    from lib.reading.keywords import keywords

    return keywords


def _no_words(article: Article) -> tuple:
    return ()
