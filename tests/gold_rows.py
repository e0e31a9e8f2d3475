"""Rows as people coded them, placed in their articles: fills a store where the reader is not what is tested.

``gold_pages()`` gives the sample library's articles with the first coding of each; ``fill(store)`` imports them.
Only the development half (odd numbers) unless told otherwise.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from lib.model import Amount, Article, Block, Body, Cooperation, Count, EventDate, Page, Partner, Span
from lib.store import ReadArticle, ReadPage, Store, open_store

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
NAMES = re.compile(r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市|区|县)$")


def gold_pages(halves: tuple[str, ...] = ("odd",)) -> list[ReadPage]:
    """The articles of the halves asked for (``odd``, ``even``), each a page of its own, with coded rows."""
    found = []
    for path in sorted((SAMPLE / "articles").glob("*.md")):
        half = "odd" if int(re.search(r"\d+", path.stem)[0]) % 2 else "even"
        if half in halves:
            found.append(read_page(path))
    return found


def fill(store: Store, pages: list[ReadPage] | None = None) -> str:
    """Import coded pages; the import's id."""
    pages = gold_pages() if pages is None else pages
    import_id = store.new_import_id()
    store.add(import_id, pages, "gold")
    store.finish_import(import_id, {"files": len(pages)})
    return import_id


def read_page(path: Path) -> ReadPage:
    original = path.read_text(encoding="utf-8")
    _, front, text = original.split("---\n", 2)
    head = {key: str(value) for key, value in yaml.safe_load(front).items()}
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    article = Article(
        id=hashlib.sha256(f"{head['title']}\n{text}".encode()).hexdigest()[:16],
        file=path.name,
        title=head["title"],
        text=text,
        source=head.get("source"),
        published=head.get("published"),
        url=head.get("url"),
    )
    coded = json.loads((SAMPLE / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))["codings"][0]
    page = Page(path.name, original, (Block("paragraph", text, 0, len(text), 0),), (article,))
    return ReadPage(page, (ReadArticle(article, tuple(placed(row, article) for row in coded), (("合作", 2),)),))


def placed(row: dict, article: Article) -> Cooperation:
    """A coded row as a Cooperation: each value with the first place in text or title where its words stand."""
    partners = tuple(
        Partner(partner["code"], partner["name"], partner["role"], tuple(mentions(partner["name"], article)))
        for partner in row["partners"]
    )
    spans = [span for partner in partners for span in partner.mentions if not span.in_title]
    return Cooperation(
        partners=partners,
        organisations=tuple(Body(**stands(name, article)) for name in row["organisations"]),
        domains=tuple(row["domains"]),
        forms=tuple(row["forms"]),
        amounts=tuple(Amount(**stands(v["text"], article), **values(v)) for v in row["amounts"]),
        counts=tuple(Count(**stands(v["text"], article), **values(v)) for v in row["counts"]),
        dates=tuple(EventDate(**stands(v["text"], article), **values(v)) for v in row["dates"]),
        evidence=tuple(sentence(span, article.text) for span in spans[:1]),
        confidence=1.0,
    )


def values(coded: dict) -> dict:
    return {key: value for key, value in coded.items() if key not in ("text", "optional", "note")}


def stands(words: str, article: Article) -> dict:
    """text, start, end, in_title; the start of the text where the coder's words are not the printed ones."""
    start = article.text.find(words)
    if start >= 0:
        return {"text": words, "start": start, "end": start + len(words), "in_title": False}
    start = article.title.find(words)
    if start >= 0:
        return {"text": words, "start": start, "end": start + len(words), "in_title": True}
    return {"text": words, "start": 0, "end": 0, "in_title": False}


def mentions(name: str, article: Article) -> Iterator[Span]:
    """Where the place is named, by its full or its short name."""
    for words in (name, NAMES.sub("", name)):
        for match in re.finditer(re.escape(words), article.text):
            yield Span(match.start(), match.end())
        if words in article.text:
            return


def sentence(span: Span, text: str) -> Span:
    """The sentence around a place in the text."""
    start = max(text.rfind(mark, 0, span.start) for mark in "。\n！？") + 1
    ends = [place for mark in "。\n！？" if (place := text.find(mark, span.end)) >= 0]
    return Span(start, min(ends, default=len(text) - 1) + 1)


if __name__ == "__main__":
    # python tests/gold_rows.py FOLDER: a store of the coded development half, for looking at pages
    import sys

    fill(open_store(sys.argv[1]))
