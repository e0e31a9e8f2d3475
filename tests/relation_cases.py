"""Articles written for the reader's sake, with the rows that must, and may, be read from them, in a short YAML form.

A case has ``title``, ``text``, perhaps ``source`` and ``published``, and ``rows``: 甲>乙 where 甲 helps 乙 (several of
a side joined by +), 甲+乙 for peers; or a mapping with ``who`` in that form, ``domains``, ``forms``, ``amounts``
(printed words → kind), ``counts``, ``dates`` (printed words → kind) and ``optional``. ``may`` lists pairs that are
neither wanted nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from lib.lexicon import gazetteer
from lib.loading import read_page
from lib.model import Article

CASES = Path(__file__).parent / "cases" / "relations.yaml"
LEVELS = ("province", "group", "country", "city", "county")
NAMED = ("full", "short", "country", "group", "former", "alias", "corps")
PUBLISHED = "2020-06-01"


def code_of(name: str) -> str:
    """The code of a place as the cases name it: of several places of a name the largest; a code is its own.

    Raises ValueError where that is no single place.
    """
    places, name = gazetteer(), name.strip()
    if name in places:
        return name
    senses = [sense for sense in places.names().get(name, ()) if len(sense.codes) == 1 and sense.kind in NAMED]
    found = sorted({sense.codes[0] for sense in senses}, key=lambda code: LEVELS.index(places.place(code).level))
    levels = [places.place(code).level for code in found]
    if not found or levels.count(levels[0]) > 1:
        raise ValueError(f"{name} names no single place: {found}")
    return found[0]


def row_of(row: str | dict, is_optional: bool = False) -> dict:
    """A row of a case in the form of the coded corpus; values have only their printed words and kind."""
    row = {"who": row} if isinstance(row, str) else row
    who = row["who"]
    roles = ("provider", "recipient") if ">" in who else ("peer",)
    parts = zip(roles, who.split(">"), strict=True)
    partners = [{"code": code_of(name), "name": name, "role": role} for role, part in parts for name in part.split("+")]
    coded = {"partners": partners, "optional": is_optional or bool(row.get("optional"))}
    for name in ("amounts", "counts", "dates"):
        values = row.get(name) or ()
        kinds = values if isinstance(values, dict) else {}
        coded[name] = [{"text": str(text), "kind": kinds.get(text)} for text in values]
    return coded | {name: list(row.get(name) or ()) for name in ("domains", "forms")}


def coded_cases(path: Path) -> Iterator[tuple[Article, list[dict]]]:
    """Each case of a file as (article, rows); rows that may be read are optional."""
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
        rows = [row_of(row) for row in case.get("rows") or ()]
        rows += [row_of(row, True) for row in case.get("may") or ()]
        yield _article(case, f"{path.stem}-{number}"), rows


def _article(case: dict, name: str) -> Article:
    published = str(case["published"]) if case.get("published") else None
    text = "\n".join(filter(None, (line.strip() for line in str(case["text"]).splitlines())))
    head = {"id": name, "file": name, "title": str(case.get("title") or ""), "source": case.get("source")}
    if "<" not in text and "&" not in text:
        return Article(text=text, published=published, **head)
    page = read_page(text, f"{name}.txt")
    return Article(text="\n".join(article.text for article in page.articles) or text, published=published, **head)


def relation_cases() -> Iterator[tuple[Article, list[dict]]]:
    """The cases of ``tests/cases/relations.yaml``."""
    yield from coded_cases(CASES)
