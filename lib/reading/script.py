"""Traditional characters read as simplified ones, in place: the same length, so that offsets stay true."""

from __future__ import annotations

import re
from functools import cache

from lib.lexicon import lexicon


@cache
def _table() -> tuple[re.Pattern, dict[int, str]]:
    """A pattern of any traditional character, and the table that ``str.translate`` takes."""
    traditional, simplified = (lexicon("script")[name].replace(" ", "") for name in ("traditional", "simplified"))
    return re.compile(f"[{traditional}]"), dict(zip(map(ord, traditional), simplified, strict=True))


def simplify(text: str) -> str:
    """The text with traditional characters replaced one by one; ``len(simplify(text)) == len(text)`` always.

    Finders read the simplified text and print from the original. Source of the table: ``data/lexicon/script.yaml``.

    >>> simplify("兩省簽署協議，經費3億元")
    '两省签署协议，经费3亿元'
    """
    pattern, table = _table()
    return text.translate(table) if pattern.search(text) else text
