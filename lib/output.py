"""What ``extract`` prints: an article and its cooperations as JSON (one line an article) or as a table to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from lib.lexicon import codes
from lib.model import Article, Cooperation, Mention, Partner, Span

SHOWN = ("id", "title", "kicker", "byline", "source", "published", "complete", "text")
FIGURES = {
    "amounts": ("text", "start", "end", "value", "value_max", "currency", "qualifier", "kind", "scope"),
    "counts": ("text", "start", "end", "value", "value_max", "unit", "what", "qualifier"),
    "dates": ("text", "start", "end", "value", "kind"),
}


def record(article: Article, cooperations: Sequence[Cooperation]) -> dict:
    """The article and its rows as plain values, in the shape that docs/design.md fixes.

    Offsets are half-open and count characters of ``article.text``; a value that stands in the title only has
    ``"in": "title"`` and offsets in the title.
    """
    shown = {name: getattr(article, name) for name in SHOWN}
    if article.captions:
        shown["captions"] = list(article.captions)
    if article.url:
        shown["url"] = article.url
    return {"file": article.file, "article": shown, "cooperations": [_row(row) for row in cooperations]}


def json_line(article: Article, cooperations: Sequence[Cooperation]) -> str:
    """One line of JSON without its end; Chinese stays Chinese."""
    return json.dumps(record(article, cooperations), ensure_ascii=False)


def _row(row: Cooperation) -> dict:
    found = {
        "partners": [_partner(partner) for partner in row.partners],
        "organisations": [
            {"name": body.text, "code": body.code, "start": body.start, "end": body.end, **_place(body)}
            for body in row.organisations
        ],
        "domains": list(row.domains),
        "forms": list(row.forms),
    }
    for group, names in FIGURES.items():
        found[group] = [_figure(value, names) for value in getattr(row, group)]
    found |= _spans("evidence", "title_evidence", row.evidence)
    return found | {"confidence": round(row.confidence, 3), "flags": list(row.flags)}


def _partner(partner: Partner) -> dict:
    found = {"code": partner.code, "name": partner.name, "role": partner.role}
    return found | _spans("mentions", "title_mentions", partner.mentions)


def _figure(value: Mention, names: Sequence[str]) -> dict:
    return {name: _number(getattr(value, name)) for name in names} | _place(value)


def _number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _place(value: Mention) -> dict:
    return {"in": "title"} if value.in_title else {}


def _spans(name: str, title_name: str, spans: Sequence[Span]) -> dict:
    """Spans of the text under one name, those of the title, where there are any, under another."""
    found = {name: [[span.start, span.end] for span in spans if not span.in_title]}
    titled = [[span.start, span.end] for span in spans if span.in_title]
    return found | {title_name: titled} if titled else found


def table_lines(article: Article, cooperations: Sequence[Cooperation]) -> Iterator[str]:
    """The article and its rows for a person to read: a head line, then one line a row and its figures below it."""
    title = article.title or "（无题）"
    yield f"{article.file}  《{title}》  {article.published or '日期不详'}  {article.byline or ''}".rstrip()
    for number, row in enumerate(cooperations, 1):
        domains = _pad(_words("domains", row.domains), 24)
        yield f"  {number:>2}  {_pad(_partners(row), 36)}  {domains}  {_words('forms', row.forms)}"
        figures = [value.text for group in FIGURES for value in getattr(row, group)]
        if figures:
            yield "      " + "；".join(dict.fromkeys(figures))
    if not cooperations:
        yield "      没有合作"


def _partners(row: Cooperation) -> str:
    givers = "、".join(p.name for p in row.partners if p.role == "provider")
    takers = "、".join(p.name for p in row.partners if p.role == "recipient")
    if givers and takers:
        return f"{givers} → {takers}"
    return " — ".join(p.name for p in row.partners)


def _words(group: str, names: Sequence[str]) -> str:
    return "、".join(codes(group)[name]["zh"] for name in names)


def _pad(text: str, width: int) -> str:
    """The text with spaces up to ``width`` columns; a Chinese character takes two."""
    return text + " " * max(0, width - sum(2 if east_asian_width(c) in "WF" else 1 for c in text))
