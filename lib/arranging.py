"""What a person changes of a page before it comes in: articles joined, split, renamed, dated, left out.

Every function gives a new page. Its blocks stay; which article each belongs to is told anew.
"""

from __future__ import annotations

from dataclasses import replace

from lib.model import Article, Block, Page, article_id

LONGEST_TITLE = 40  # characters; a longer first paragraph is none


def change(page: Page, number: int, **values: str | None) -> Page:
    """The page with parts of an article replaced: ``title``, ``source``, ``published``."""
    articles = list(page.articles)
    articles[number] = _named(replace(articles[number], **values))
    return replace(page, articles=tuple(articles))


def drop(page: Page, number: int) -> Page:
    """The page without an article; its blocks belong to none then."""
    articles = page.articles[:number] + page.articles[number + 1 :]
    homes = {number: None} | {later: later - 1 for later in range(number + 1, len(page.articles))}
    return replace(page, articles=articles, blocks=_moved(page.blocks, homes))


def join(page: Page, number: int) -> Page:
    """The page with an article and the next one as one; the heading of the second becomes a paragraph."""
    one, two = page.articles[number : number + 2]
    joined = replace(
        one,
        text="\n".join(filter(None, (one.text, two.title, two.text))),
        byline=" ".join(filter(None, dict.fromkeys((one.byline, two.byline)))) or None,
        source=one.source or two.source,
        published=one.published or two.published,
        captions=one.captions + two.captions,
        complete=two.complete,
    )
    articles = (*page.articles[:number], _named(joined), *page.articles[number + 2 :])
    homes = {later: later - 1 for later in range(number + 1, len(page.articles))}
    return replace(page, articles=articles, blocks=_moved(page.blocks, homes))


def split(page: Page, number: int, paragraph: int) -> Page:
    """The page with an article cut before a paragraph (from 1); a short one becomes the heading of what follows."""
    whole = page.articles[number]
    paragraphs = whole.text.split("\n")
    first, rest = paragraphs[:paragraph], paragraphs[paragraph:]
    is_title = len(rest) > 1 and len(rest[0]) <= LONGEST_TITLE and rest[0][-1:] not in "。！？；"
    title = rest.pop(0) if is_title else ""
    one = _named(replace(whole, text="\n".join(first), complete=True))
    two = _named(replace(whole, title=title, text="\n".join(rest), kicker=None, byline=None, captions=()))
    homes = {later: later + 1 for later in range(number + 1, len(page.articles))}
    blocks = _parted(_moved(page.blocks, homes), number, one, "\n".join([title, *rest]))
    return replace(page, articles=(*page.articles[:number], one, two, *page.articles[number + 1 :]), blocks=blocks)


def _named(article: Article) -> Article:
    return replace(article, id=article_id(article.title, article.text))


def _moved(blocks: tuple[Block, ...], homes: dict[int, int | None]) -> tuple[Block, ...]:
    """Blocks of the articles named belong to others; the rest stay."""
    return tuple(replace(b, article=homes[b.article]) if b.article in homes else b for b in blocks)


def _parted(blocks: tuple[Block, ...], number: int, one: Article, rest: str) -> tuple[Block, ...]:
    """Blocks of a cut article whose words stand in the second half only belong to the next one."""
    first = f"{one.title}\n{one.text}"
    return tuple(
        replace(b, article=number + 1) if b.article == number and b.text in rest and b.text not in first else b
        for b in blocks
    )
