"""A raw piece of a page → its clean text: no tags, entities or Markdown marks, no stray white space."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache

import rjieba

from lib.lexicon import lexicon

TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|"
    r"footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|noscript|o:p|ol|option|p|pre|"
    r"s|section|select|small|source|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|video)"
    r"(?=[\s/>])[^<>]{0,4000}>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp;)?(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});|&(nbsp|ensp|emsp)\b")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
SURROGATES = re.compile("[\ud800-\udfff]")  # halves of a character: no text can be written with them
_SPACES = re.compile(r"[\s\u00a0\u3000\u1680\u180e\u2000-\u200a\u202f\u205f]+")
_HEADING = re.compile(r"\s*(#{1,6})(?!#)\s*")
_QUOTE = re.compile(r"\s*(?:>\s?)+(?=\S)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{1,2000}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1")
_ONLY_MARKS = re.compile(r"[\s\-*_=~`#>|]*")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_SPACED = re.compile(f"(?<![{_HAN}])[{_HAN}](?:[ \u3000][{_HAN}])+(?![{_HAN}])")
_GAP = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_LEFT, _RIGHT = re.compile(f"[{_HAN}]{{1,6}}$"), re.compile(f"[{_HAN}]{{1,6}}")


def clean(raw: str, markdown: bool = True) -> tuple[str, int, bool]:
    """(text, level, bold): the words as printed, the level of a Markdown heading or 0, whether all of it is bold."""
    text, level, bold = raw, 0, False
    if "<" in text:
        bold = bool(
            re.match(r"\s*<(?:b|strong)>", text, re.I) and re.search(r"</(?:b|strong)>\s*$", text.rstrip(), re.I)
        )
        bold = bold and len(re.findall(r"<(?:b|strong)>", text, re.I)) == 1
        text = TAG.sub("", _CELL.sub(" ", text))
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
    if markdown:
        text, level, starred = _without_markdown(text)
        bold = bold or starred
    return _tidy(text), level, bold


def _decoded(match: re.Match) -> str:
    return html.unescape(f"&{match[1] or match[2]};")


def _without_markdown(text: str) -> tuple[str, int, bool]:
    level = 0
    if _ONLY_MARKS.fullmatch(text):
        return "", 0, False
    quote = _QUOTE.match(text)
    text = text[quote.end() :] if quote else text
    heading = _HEADING.match(text)
    if heading:
        level, text = len(heading[1]), text[heading.end() :].rstrip().rstrip("#")
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    whole = _STRONG.fullmatch(text.strip())
    return _STRONG.sub(r"\2", text) if "**" in text or "__" in text else text, level, bool(whole)


def _tidy(text: str) -> str:
    text = SURROGATES.sub("\ufffd", _SPACES.sub(_one_space, _INVISIBLE.sub("", text)).strip())
    if " " in text or "\u3000" in text:
        text = _SPACED.sub(lambda match: match[0].replace(" ", "").replace("\u3000", ""), text)
        text = _GAP.sub(_gap, text)
    return text


def _one_space(match: re.Match) -> str:
    return "\u3000" if "\u3000" in match[0] else " "


def _gap(match: re.Match) -> str:
    """Nothing where the white space stands inside a word of the dictionary (经 济), itself between words."""
    left = _LEFT.search(match.string[max(0, match.start() - 6) : match.start()])[0]
    right = _RIGHT.match(match.string, match.end())[0]
    return "" if _splits_word(left, right) else match[0]


@cache
def _splits_word(left: str, right: str) -> bool:
    at = 0
    for word in rjieba.cut(left + right, False):
        at += len(word)
        if at >= len(left):
            return at > len(left)
    return False


def joined(left: str, right: str) -> str:
    """Two halves of a broken line: Latin words get a space between them, Chinese and numbers nothing."""
    latin = left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha()
    return f"{left} {right}" if latin else left + right


_HALF, _USUAL = "｡､｢｣０１２３４５６７８９", "。、「」0123456789"  # other widths of the same signs


@cache
def _simplified() -> tuple[re.Pattern, dict[int, str]]:
    traditional, simplified = (lexicon("script")[name].replace(" ", "") for name in ("traditional", "simplified"))
    table = dict(zip(map(ord, traditional + _HALF), simplified + _USUAL, strict=True))
    return re.compile(f"[{traditional}{_HALF}]"), table


@lru_cache(maxsize=16)
def simplify(text: str) -> str:
    """The text as it is matched: simplified characters, digits and stops of the usual width, each in its place.

    The length stays the same, so offsets found in it hold in the text.
    """
    pattern, table = _simplified()
    return text.translate(table) if pattern.search(text) else text
