"""A page's text → its blocks and articles. Nothing is thrown away: what is no article's is kept with its kind."""

from __future__ import annotations

import re
from dataclasses import replace

from lib.loading.bylines import tail_byline
from lib.loading.clean import clean, joined
from lib.loading.front import Front, read_front
from lib.loading.kinds import (
    Piece,
    heading_prefix,
    is_jump,
    is_lead,
    is_numbered,
    is_residue,
    jump_at,
    sort_line,
    starts_within,
    stops_short,
)
from lib.loading.lines import Line, read_lines
from lib.loading.repeats import find_repeats
from lib.loading.split import Draft, split
from lib.loading.webpage import is_web_page, read_web_page
from lib.model import Article, Block, Page, article_id

CROSSHEAD = 10  # characters: a shorter unmarked line between two paragraphs is a heading inside an article
LIST = 5  # unmarked short lines in a row: kicker, title and subtitle are fewer
_DAY = re.compile(r"(\d{4})\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})(?!\d)")
_PICTURE = re.compile(r"[【（(\[][^】）)\]]{1,6}[】）)\]]")  # 【资料图】 only says that a picture was there
_LABEL = re.compile(r"^(?:标题|題目|题目|標題)\s?[：:]\s*(?=\S)")
_SOURCE = re.compile(r"(?:来源|稿源|來源)\s*[：:]\s*据?([^\s\u3000|：:。]{2,20}?)(?:报道|報道)?(?=[\s\u3000|]|$)")


def read_page(text: str, file: str, published: str | None = None) -> Page:
    """Clean a page's text and take it apart. ``published``: the date of articles that tell none (EDTF).

    A text with front matter (``title``, ``source``, ``published``, ``url``) and a whole web page are one article;
    anything else is a page of any number. Offsets of blocks count characters of ``text``. Raises InputError for front
    matter with a wrong date.
    """
    front = read_front(text, file)
    if front is None and is_web_page(text):
        web = read_web_page(text)
        front = Front(web.values)
        return _single(text, file, published, front, read_lines(text, markdown=False), web.is_text)
    if front is not None:
        return read_article(text, file, published, front)
    return _several(text, file, published, read_lines(text))


def read_article(text: str, file: str, published: str | None, front: Front) -> Page:
    """A page of one article whose head is known: its text begins at ``front.end``."""
    return _single(text, file, published, front, read_lines(text, front.end))


def _single(text: str, file: str, published: str | None, front: Front, lines: list[Line], is_text=None) -> Page:
    """One article: every line is its text except what is plainly none."""
    title, _, _ = clean(front.values.get("title", ""), markdown=False)
    pieces = _tails([sort_line(line) for line in lines], text)
    if is_text and not any(is_text(piece.text) for piece in pieces):
        is_text = None
    for piece in pieces:
        same = _bare(piece.text) == _bare(title)
        if is_residue(piece.text) or (is_text and not same and not is_text(piece.text)):
            piece.kind = "furniture"
        elif piece.kind == "heading" and not same:
            piece.crosshead = True
        elif piece.kind == "advertisement" and not re.search(r"\d{6}|\d-\d", piece.text):
            piece.kind, piece.crosshead = "paragraph", False
    _mark_repeats(pieces)
    body = [i for i, p in enumerate(pieces) if p.kind == "paragraph" or p.crosshead]
    others = [i for i, p in enumerate(pieces) if p.kind in ("byline", "caption", "furniture", "repeat")]
    if not title and pieces:
        title = _take_title(pieces, body)
    facts = {name: front.values.get(name) or None for name in ("source", "published", "url")}
    article = _article(pieces, Draft(None, body=body, others=others), file, title, facts, published)
    if article is None:
        return Page(file, text, tuple(_head_blocks(text, front) + _blocks(pieces)))
    for index in body + [i for i in others if pieces[i].kind != "repeat"]:
        pieces[index].article = 0
    if not facts["published"]:
        article = replace(article, published=_page_day(pieces) or published)
    if front.values.get("author") and not article.byline:
        article = replace(article, byline=front.values["author"])
    return Page(file, text, tuple(_head_blocks(text, front) + _blocks(pieces)), (article,))


def _take_title(pieces: list[Piece], body: list[int]) -> str:
    """A missing title is the first heading that stands above the first paragraph."""
    if body and pieces[body[0]].crosshead and len(body) > 1:
        piece = pieces[body.pop(0)]
        piece.crosshead = False
        return piece.text
    return ""


def _several(text: str, file: str, published: str | None, lines: list[Line]) -> Page:
    """A page of any number of articles."""
    pieces = _tails([sort_line(line) for line in lines], text)
    _mark_advertisements(pieces)
    _mark_repeats(pieces)
    _mark_lists(pieces)
    _mark_crossheads(pieces)
    drafts = split(pieces)
    day = _page_day(pieces)
    articles: list[Article] = []
    for draft in drafts:
        kicker, title = _title(pieces, draft)
        own_day = _page_day([pieces[i] for i in draft.others])
        facts = {"source": None, "published": own_day or day, "url": None}
        article = _article(pieces, draft, file, title, facts, published, kicker)
        if article is None:
            continue
        for index in (*draft.body, *draft.kickers, *draft.subtitles, *draft.others):
            if pieces[index].kind != "repeat":
                pieces[index].article = len(articles)
        for index in draft.kickers:
            pieces[index].kind = "kicker"
        if draft.heading is not None:
            pieces[draft.heading].article = len(articles)
        articles.append(article)
    return Page(file, text, tuple(_blocks(pieces)), tuple(_group_bylines(pieces, articles)))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _tails(pieces: list[Piece], original: str) -> list[Piece]:
    """Note who signs at a paragraph's end, （记者 …）, and cut 下转…版 off as a piece of its own."""
    found: list[Piece] = []
    for piece in pieces:
        found.append(piece)
        if piece.kind not in ("paragraph", "caption"):
            continue
        tail = tail_byline(piece.text)
        if tail and piece.kind == "paragraph":
            piece.names = " ".join(filter(None, (piece.names, tail)))
        at = jump_at(piece.text)
        place = original.rfind(piece.text[at], piece.line.start, piece.line.end) if at else -1
        shorter = piece.text[:at].rstrip() if at else ""
        if shorter and place > piece.line.start:
            found.append(Piece(Line(place, piece.line.end, piece.text[at:].strip(), gap=False), "furniture"))
            piece.line = replace(piece.line, text=shorter, end=place)
    return found


def _mark_advertisements(pieces: list[Piece]) -> None:
    """The short lines right above a line that sells, and the one below a line that says 广告, are advertisement too."""
    for at in [i for i, piece in enumerate(pieces) if piece.kind == "advertisement"]:
        for before in range(at - 1, max(-1, at - 3), -1):
            line = pieces[before].line
            if pieces[before].kind != "heading" or line.level or line.bold or len(line.text) > 30:
                break
            pieces[before].kind = "advertisement"
        if re.search("广告|信息|声明", pieces[at].text) and len(pieces[at].text) <= 6 and at + 1 < len(pieces):
            line = pieces[at + 1].line
            if pieces[at + 1].kind == "heading" and not line.level and not line.bold and len(line.text) <= 30:
                pieces[at + 1].kind = "advertisement"


def _mark_repeats(pieces: list[Piece]) -> None:
    chosen = [p for p in pieces if p.kind == "paragraph"]
    for index in find_repeats([piece.text for piece in chosen]):
        chosen[index].kind = "repeat"


def _mark_lists(pieces: list[Piece]) -> None:
    """Many unmarked short lines in a row are a list in a text, not headings; a page's first line stays one."""
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.kind == "heading" and not piece.line.level and not piece.line.bold:
            run.append(piece)
            continue
        if len(run) >= LIST:
            for item in run if run[0] is not pieces[0] else run[1:]:
                item.kind = "paragraph"
        run = []


def _mark_crossheads(pieces: list[Piece]) -> None:
    """Headings inside an article: deeper than the page's own headings, numbered, or very short between paragraphs.

    A picture's caption stands below an article's heading rather than below one inside it.
    """
    levels = {p.line.level for p in pieces if p.kind == "heading" and p.line.level}
    top = min(levels, default=0)
    flow = [i for i, p in enumerate(pieces) if p.kind in ("heading", "paragraph", "advertisement", "byline")]
    for place, index in enumerate(flow[1:-1], 1):
        piece = pieces[index]
        if piece.kind != "heading":
            continue
        before, after = pieces[flow[place - 1]], pieces[flow[place + 1]]
        inside = before.kind == after.kind == "paragraph" and not is_lead(after.text)
        inside = inside and pieces[index + 1].kind != "caption"
        if piece.line.level:
            piece.crosshead = piece.line.level > max(2, top)
        else:
            piece.crosshead = inside and (len(piece.text) < CROSSHEAD or is_numbered(piece.text))


def _title(pieces: list[Piece], draft: Draft) -> tuple[str | None, str]:
    """(kicker, title) of a draft: lines above the heading, its column word, the heading with its subtitle."""
    kickers = [pieces[i].text for i in draft.kickers]
    if draft.heading is None:
        return None, ""
    prefix, title = heading_prefix(_LABEL.sub("", pieces[draft.heading].text))
    if prefix:
        kickers.append(prefix)
    title = " ".join([title, *(pieces[i].text for i in draft.subtitles)])
    return " ".join(kickers) or None, title


def _article(
    pieces: list[Piece],
    draft: Draft,
    file: str,
    title: str,
    facts: dict[str, str | None],
    published: str | None,
    kicker: str | None = None,
) -> Article | None:
    """The article of a draft, None where it has no text."""
    paragraphs = _paragraphs(pieces, draft.body)
    text = "\n".join(paragraphs)
    if not text:
        return None
    others = [pieces[i] for i in draft.others]
    jumps = any(piece.kind == "furniture" and is_jump(piece.text) for piece in others)
    names = [piece.byline.names for piece in others if piece.byline]
    names += [pieces[draft.body[0]].names, pieces[draft.body[-1]].names]
    return Article(
        id=article_id(title, text),
        file=file,
        title=title,
        text=text,
        kicker=kicker,
        byline=" ".join(dict.fromkeys(" ".join(filter(None, names)).split())) or None,
        source=facts["source"] or _source(others),
        published=facts["published"] or published,
        url=facts["url"],
        captions=tuple(
            piece.text for piece in others if piece.kind == "caption" and not _PICTURE.fullmatch(piece.text)
        ),
        complete=not (jumps or starts_within(paragraphs[0]) or stops_short(paragraphs[-1])),
    )


def _paragraphs(pieces: list[Piece], body: list[int]) -> list[str]:
    """The paragraphs of a body; a paragraph that a page break or a picture cuts in two is made whole."""
    found: list[str] = []
    for before, index in zip([None, *body], body, strict=False):
        text = pieces[index].text
        if found and not pieces[before].crosshead and not pieces[index].crosshead and _goes_on(found[-1], text):
            found[-1] = joined(found[-1], text)
        else:
            found.append(text)
    return found


def _goes_on(left: str, right: str) -> bool:
    """Whether a long paragraph breaks off in mid-sentence, so that the next one is its other half."""
    broken = bool(re.search(r"[\u3400-\u9fff，、,]$", left)) and len(left) >= 40 and bool(re.search("[，。]", left))
    return broken and not is_lead(right) and not is_numbered(right)


def _source(others: list[Piece]) -> str | None:
    for piece in others:
        match = _SOURCE.search(piece.text) if piece.kind == "furniture" else None
        if match:
            return match[1]
    return None


def _page_day(pieces: list[Piece]) -> str | None:
    """The one date that the page's furniture gives, None where there is none or several."""
    days = set()
    for piece in pieces:
        for match in _DAY.finditer(piece.text) if piece.kind == "furniture" else ():
            year, month, day = map(int, match.groups())
            if 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31:
                days.add(f"{year:04}-{month:02}-{day:02}")
    return days.pop() if len(days) == 1 else None


def _group_bylines(pieces: list[Piece], articles: list[Article]) -> list[Article]:
    """Give a group's byline to the articles above it that have none, up to the group before."""
    since = last = 0
    for piece in pieces:
        if piece.article is not None:
            last = max(last, piece.article + 1)
        if not piece.byline or piece.byline.scope not in ("group", "page"):
            continue
        whole = piece.byline.scope == "page"
        for at in range(0 if whole else since, len(articles) if whole else last):
            articles[at] = replace(articles[at], byline=articles[at].byline or piece.byline.names or None)
        since = last
    return articles


def _head_blocks(text: str, front: Front) -> list[Block]:
    """Blocks for the lines of front matter: the title is the article's heading."""
    return [
        Block("heading" if key == "title" else "furniture", text[start:end], start, end, 0 if key == "title" else None)
        for start, end, key in front.lines
    ]


def _blocks(pieces: list[Piece]) -> list[Block]:
    return [Block(p.kind, p.text, p.line.start, p.line.end, p.article) for p in pieces]
