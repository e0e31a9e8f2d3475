"""Which column of a table holds what: by the person's word, else by its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lib.errors import InputError
from lib.lexicon import lexicon

PARTS = ("title", "text", "source", "published", "url", "author")


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Part of an article → heading, for what the headings tell; words in ``data/lexicon/columns.yaml``.

    >>> guess_columns(["序号", "新闻标题", "来源", "发布时间", "内容"])
    {'text': '内容', 'title': '新闻标题', 'source': '来源', 'published': '发布时间'}
    """
    bare = {_bare(name): name for name in reversed(header) if name.strip()}
    found = {}
    for part, words in lexicon("columns").items():
        heading = next((bare[_bare(word)] for word in words if _bare(word) in bare), None)
        if heading is not None:
            found[part] = heading
    return found


def fit_columns(header: Sequence[str], given: Mapping[str, str], where: str) -> dict[str, str]:
    """Part → heading, the person's word first. Raises InputError where a heading is missing or none holds the text."""
    listed = "、".join(name for name in header if name.strip())
    for part, heading in given.items():
        if heading not in header:
            raise InputError(f"{where}: 没有“{heading}”这一列（{part}），有：{listed}。")
    taken = set(given.values())
    found = {part: name for part, name in guess_columns(header).items() if name not in taken} | dict(given)
    if "text" not in found:
        raise InputError(f"{where}: 看不出哪一列是正文（有：{listed}），请指明，如 --columns text=列名,title=列名。")
    return found


def parse_columns(words: str) -> tuple[tuple[str, str], ...]:
    """``title=标题,text=正文`` as pairs. Raises InputError for an unknown part or a missing heading."""
    found = []
    for piece in filter(str.strip, re.split("[,，;；]", words)):
        part, _, heading = (half.strip() for half in piece.partition("="))
        if part not in PARTS or not heading:
            raise InputError(f"列的对应“{piece.strip()}”不对，请写成 title=标题,text=正文，可用：{'、'.join(PARTS)}。")
        found.append((part, heading))
    return tuple(found)


def _bare(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading).lower()
