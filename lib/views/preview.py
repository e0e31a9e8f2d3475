"""What a file would bring into the library, before it is imported: the same cards as the library's own rows."""

from __future__ import annotations

from dataclasses import asdict

from lib.lexicon import gazetteer
from lib.model import Article, Cooperation
from lib.views.evidence import RowCard


def preview_cards(article: Article, cooperations: list[Cooperation]) -> list[RowCard]:
    """Cards of rows that have just been read and are in no store yet."""
    return [_card(article, cooperation, number) for number, cooperation in enumerate(cooperations)]


def _card(article: Article, cooperation: Cooperation, number: int) -> RowCard:
    parts = asdict(cooperation)
    row = {
        "row_id": f"{article.id}-{number}",
        "article_id": article.id,
        "time": article.published,
        "domains": list(cooperation.domains),
        "forms": list(cooperation.forms),
        "confidence": cooperation.confidence,
        "flags": list(cooperation.flags),
        "status": "read",
    }
    lists = ("amounts", "counts", "dates", "evidence")
    organisations = [part | {"name": part["text"]} for part in parts["organisations"]]
    partners = [part | {"province": gazetteer().province(part["code"])} for part in parts["partners"]]
    return RowCard(
        row=row,
        article=asdict(article) | {"article_id": article.id},
        partners=partners,
        organisations=organisations,
        **{name: list(parts[name]) for name in lists},
    )
