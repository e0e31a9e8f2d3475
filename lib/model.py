"""The types that every stage speaks in.

Offsets are half-open and count Unicode code points of the article's text, or of its title where ``in_title`` is
true, so that ``text[start:end]`` is always the printed words (codebook, section 8).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Literal

Role = Literal["provider", "recipient", "peer"]
Qualifier = Literal["exact", "about", "over", "under", "up_to"]
AmountKind = Literal["funding", "donation", "investment", "loan", "trade", "output", "income", "other"]
Scope = Literal["cumulative", "annual", "single", "per_unit", "unknown"]
DateKind = Literal["signed", "started", "held", "period", "planned", "reported"]
BlockKind = Literal["heading", "kicker", "byline", "caption", "paragraph", "advertisement", "furniture", "repeat"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page. ``text`` is the cleaned text; ``start``/``end`` are its place in ``Page.original``.

    ``article`` is the index of the article in ``Page.articles`` that it belongs to, None for what belongs to none.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article: ``text`` is its paragraphs joined by ``\\n``; ``published`` is an EDTF date or None.

    ``id`` is a hash of title and text, the same on every machine. ``file`` is the input's file name.
    """

    id: str
    file: str
    title: str
    text: str
    kicker: str | None = None
    byline: str | None = None
    source: str | None = None
    published: str | None = None
    url: str | None = None
    captions: tuple[str, ...] = ()
    complete: bool = True


def article_id(title: str, text: str) -> str:
    """The id of an article, the same on every machine."""
    return hashlib.sha256(f"{title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Page:
    """One input page: the text as it came in, its blocks in order, its articles. Nothing of the input is lost."""

    file: str
    original: str
    blocks: tuple[Block, ...] = ()
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer. ``code``: GB/T 2260, ISO 3166-1 alpha-3, ``X-…`` or ``G-…`` (codebook, section 2)."""

    code: str
    name: str
    short: str
    level: Literal["country", "group", "province", "city", "county"]
    parent: str | None = None
    lon: float | None = None
    lat: float | None = None
    name_en: str = ""
    pinyin: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding in a text: ``text[start:end] == self.text``, or the same in the title where ``in_title``."""

    start: int
    end: int
    text: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention(Mention):
    """A place named in the text, resolved to codes (several for a compound or cluster: 川渝, 京津冀).

    ``how``: name, compound, frame (入滇, 援藏), former (襄樊), group, country, reference (我省, 两地).
    ``candidates``: the codes it might mean, where the context does not decide; ``codes`` is then empty.
    """

    codes: tuple[str, ...] = ()
    how: str = "name"
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body(Mention):
    """An organisation that acts, with the code of its place where known. ``kind``: government, university, firm …"""

    code: str | None = None
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Amount(Mention):
    """A sum of money in whole units of ``currency`` (ISO 4217); a range has its high end in ``value_max``."""

    value: float = 0
    value_max: float | None = None
    currency: str = "CNY"
    qualifier: Qualifier = "exact"
    kind: AmountKind = "other"
    scope: Scope = "unknown"


@dataclass(frozen=True, slots=True)
class Count(Mention):
    """A number with its measure word (``unit``) and what is counted (``what``): 170余项合作项目."""

    value: float = 0
    value_max: float | None = None
    unit: str = ""
    what: str = ""
    qualifier: Qualifier = "exact"


@dataclass(frozen=True, slots=True)
class EventDate(Mention):
    """A date in EDTF (ISO 8601-2), None where it can't be resolved without a publication date."""

    value: str | None = None
    kind: DateKind = "reported"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the article's text (or title) that something was read from."""

    start: int
    end: int
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Partner:
    """A place that takes part in a cooperation; ``name`` as the gazetteer has it, ``mentions`` where it is named."""

    code: str
    name: str
    role: Role = "peer"
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Cooperation:
    """One row of the cooperation table: what one article reports of one set of partners (codebook, section 1).

    ``confidence`` (0–1) is the chance that the pairs are right; ``flags`` are codes of doubts, in words in
    ``data/lexicon/codebook.yaml``.
    """

    partners: tuple[Partner, ...]
    organisations: tuple[Body, ...] = ()
    domains: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    counts: tuple[Count, ...] = ()
    dates: tuple[EventDate, ...] = ()
    evidence: tuple[Span, ...] = ()
    confidence: float = 0.0
    flags: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[Partner, Partner]]:
        """The row's partner pairs: provider × recipient, or every two partners where nobody gives."""
        givers = [p for p in self.partners if p.role == "provider"]
        takers = [p for p in self.partners if p.role == "recipient"]
        if givers and takers:
            return [(g, t) for g in givers for t in takers if g.code != t.code]
        return [(a, b) for i, a in enumerate(self.partners) for b in self.partners[i + 1 :] if a.code != b.code]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided about a row: appended, never overwritten. ``field`` None: the whole row (status)."""

    id: int
    row_id: str
    field: str | None
    old: object
    new: object
    who: str
    when: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the library is shown. Empty means everything; kept in the link by ``to_params``.

    ``since``/``until``: years or months (``2019``, ``2019-11``), inclusive; ``undated``: keep rows without a date,
    ``dated``: keep those with one.
    ``places``: codes on any level, a province holds what lies in it; several: any of them.
    ``pairs``: ``code~code``, both places take part; several: any of them.
    ``text``: words that title or text must hold; ``rows``: row ids picked by hand; ``checked``: only rows that a
    person has accepted.
    """

    since: str | None = None
    until: str | None = None
    undated: bool = True
    dated: bool = True
    places: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    text: str = ""
    rows: tuple[str, ...] = field(default=())
    checked: bool = False

    def is_empty(self) -> bool:
        """True where nothing is left out."""
        return self == Filter()

    def to_params(self) -> dict[str, list[str]]:
        """The parts that differ from "everything", as link parameters; ``from_params`` reads them back."""
        default, params = Filter(), {}
        for part in fields(self):
            value = getattr(self, part.name)
            if value == getattr(default, part.name):
                continue
            if isinstance(value, bool):
                params[part.name] = [str(int(value))]
            else:
                params[part.name] = list(value) if isinstance(value, tuple) else [value]
        return params

    @classmethod
    def from_params(cls, params: dict[str, list[str]]) -> Filter:
        """Read a filter from link parameters; parameters of other names are left alone."""
        default, values = cls(), {}
        for part in fields(cls):
            given = params.get(part.name)
            if not given:
                continue
            before = getattr(default, part.name)
            if isinstance(before, bool):
                values[part.name] = given[0] == "1"
            else:
                values[part.name] = tuple(given) if isinstance(before, tuple) else given[0]
        return cls(**values)
