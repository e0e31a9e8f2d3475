"""Traditional characters read as simplified ones, in place: the same length, so that offsets stay true.

Halves of characters (lone surrogates), which no loaded text holds and no word finder takes, are read as U+FFFD.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lib.lexicon import lexicon

SURROGATES = re.compile("[\ud800-\udfff]")


@cache
def _table() -> tuple[re.Pattern, dict[int, str]]:
    """A pattern of any traditional character, and the table that ``str.translate`` takes."""
    traditional, simplified = (lexicon("script")[name].replace(" ", "") for name in ("traditional", "simplified"))
    table = dict(zip(map(ord, traditional), simplified, strict=True)) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    return re.compile(f"{SURROGATES.pattern}|[{traditional}]"), table


@lru_cache(maxsize=4)
def simplify(text: str) -> str:
    """The text with traditional characters replaced one by one; ``len(simplify(text)) == len(text)`` always.

    Finders read the simplified text and print from the original; they all ask for the same text, so the last are kept.
    Source of the table: ``data/lexicon/script.yaml``.

    >>> simplify("兩省簽署協議，經費3億元")
    '两省签署协议，经费3亿元'
    """
    pattern, table = _table()
    return text.translate(table) if pattern.search(text) else text
