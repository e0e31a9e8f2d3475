"""From files to rows in the store: loading, reading and keeping, in whole batches that survive a stop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path

from lib.crews import Alone, Crew
from lib.errors import InputError
from lib.gathering import Item, gather
from lib.lexicon import DATA
from lib.loading import Options
from lib.model import Article, Filter, Page
from lib.reprints import find_originals
from lib.store import Store
from lib.store.drafts import read_facts
from lib.store.folders import Folder, is_address
from lib.store.sightings import Likeness, Notes
from lib.working import InPart, Load, Order, Read, Tools, reader, with_source, work_pages

__all__ = ["Summary", "import_pages", "import_paths", "import_sample", "import_text", "with_source"]

SAMPLE = DATA / "sample"
BATCH_CHARACTERS = 1_000_000  # of article text: about 700 articles, a few seconds of reading
BATCH_FILES = 500

Progress = Callable[[int, int], object]


@dataclass
class Summary:
    """What an import did. ``import_id`` is None where nothing was new; ``skipped``: (file, why) of what was not read.

    ``articles`` were read, ``new`` of them came in with ``rows``, ``held`` were in the library already, ``copies`` are
    reprints of what was there: kept, and shown as further sources of the article that they hide behind; ``undated``
    of the new ones lack a publication date; ``left``: files that were not begun before a stop.
    """

    import_id: str | None = None
    files: int = 0
    pages: int = 0
    articles: int = 0
    new: int = 0
    held: int = 0
    copies: int = 0
    undated: int = 0
    rows: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def import_paths(
    store: Store,
    paths: Iterable[str | Path],
    published: str | None = None,
    progress: Progress | None = None,
    read: Read | None = None,
    source: str | None = None,
    load: Load | None = None,
    options: Options | None = None,
    crew: Crew | None = None,
    stop: Callable[[], bool] = lambda: False,
    edited: Mapping[str, Page] | None = None,
    drafts: str | None = None,
) -> Summary:
    """Read files, folders and ZIP archives into the store, from this machine's disk or from an object store's address.

    ``published``, ``source``: of articles that don't tell theirs. ``progress(done, total)`` counts files. ``stop()`` is
    asked between files: once it is True, what is done stays and what is left is named. What can't be read is named in
    the summary, the rest comes in; a second call brings what is still missing. ``crew``: who does the work; else this
    process, for which ``read`` and ``load`` may stand in for the reader and the loader. ``edited``: see ``Order``.
    ``drafts``: the folder or the object store by which the crew hands over what it read, if not the store's own folder.
    Raises InputError for a wrong ``published`` or address, StoreError where store or drafts can't be written.
    """
    given = [Folder(str(path)) if is_address(str(path)) else Path(path) for path in paths]
    day = published and checked_date(published)
    order = Order(store.new_import_id(), day, source, options or Options(), edited or {})
    summary = Summary()
    crew = crew or Alone(Tools(store.held_articles, load, read))
    with store.incoming(order.import_id, Folder(drafts) if drafts else None) as (folder, home):
        scratch = home / "unpacked"
        scratch.mkdir()
        items = gather(given, scratch, summary.skipped)
        if not isinstance(crew, Alone):
            store.tell_held(folder)
        tell = _counter(progress, len(items))
        todo = {part.name: part for part in _parts(items, order)}
        for part in crew.run(list(todo.values()), folder, tell, stop):
            del todo[part.name]
            _take_in(store, part, folder, "、".join(map(str, given)), summary)
        summary.left += [item.shown for part in todo.values() for item in part.items]
    return _finished(store, summary)


def import_text(store: Store, text: str, name: str, published: str | None = None) -> Summary:
    """Read a pasted page of text under a name of its own."""
    from lib.loading import read_page

    page = read_page(text, name, checked_date(published) if published else None)
    return import_pages(store, [page], name)


def import_pages(store: Store, pages: Iterable[Page], what: str, read: Read | None = None) -> Summary:
    """Read the articles of loaded pages and keep them. ``what``: where they came from, in words."""
    summary, order = Summary(), Order(store.new_import_id())
    with store.incoming(order.import_id) as (folder, _):
        for number, batch in enumerate(_batches(pages)):
            part = InPart(f"{number:06}", (), order)
            work_pages(part, batch, folder, Tools(store.held_articles, read=read))
            _take_in(store, part, folder, what, summary)
    return _finished(store, summary)


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
    store.set_published(article_id, dated.published, (read or reader()[0])(dated), who)


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


def _parts(items: Sequence[Item], order: Order) -> Iterator[InPart]:
    """The files in batches that make a part of the library each."""
    numbers, batch = count(), []
    for item in items:
        batch.append(item)
        if sum(one.size for one in batch) >= BATCH_CHARACTERS or len(batch) >= BATCH_FILES:
            yield InPart(f"{next(numbers):06}", tuple(batch), order)
            batch = []
    if batch:
        yield InPart(f"{next(numbers):06}", tuple(batch), order)


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


def _take_in(store: Store, part: InPart, folder: Folder, what: str, summary: Summary) -> None:
    """Take a part's draft into the library and add it up."""
    facts = read_facts(folder, part.name)
    if facts is None:
        why = "读取它的进程一再意外中止（可能内存不足），已跳过；请单独导入或拆小后再试。"
        summary.skipped += [(item.shown, why) for item in part.items]
        return
    new = set(store.adopt(part.order.import_id, folder, part.name, what, _notes(store, facts)))
    copies = store.reprints(new) if new else set()
    seen = store.see_again(part.order.import_id, facts["seen"], what)
    for name in ("files", "pages", "articles", "skipped", "left"):
        setattr(summary, name, getattr(summary, name) + facts[name])
    held = [id_ for id_, _, _ in facts["holds"]["articles"] if id_ not in new]
    summary.new += len(new - copies)
    summary.copies += len(copies)
    summary.held += len(facts["seen"]) + len(held)
    summary.undated += len(new.intersection(facts["undated"]))
    summary.rows += sum(rows for id_, _, rows in facts["holds"]["articles"] if id_ in new - copies)
    if new or seen:
        summary.import_id = part.order.import_id


def _notes(store: Store, facts: dict) -> Notes:
    """What tells the draft's articles, and which of them are reprints."""
    told = {id_: Likeness(f, bytes.fromhex(s), tuple(bands)) for id_, (f, s, bands) in facts["likenesses"].items()}
    return Notes(told, find_originals(store, told) if told else {})


def _finished(store: Store, summary: Summary) -> Summary:
    summary.skipped = [(name, why) for name, why in summary.skipped]
    if summary.import_id:
        store.finish_import(summary.import_id, asdict(summary))
    return summary


def _counter(progress: Progress | None, total: int) -> Callable[[int], None]:
    """``tell(n)``: n more files are done; begins at none."""
    done = 0

    def tell(number: int) -> None:
        nonlocal done
        done += number
        if progress:
            progress(done, total)

    tell(0)
    return tell
