"""A file's name as it may be shown, printed and kept: no control characters, no more than fits a line."""

from __future__ import annotations

import unicodedata

LONGEST = 160  # characters


def shown_name(name: str) -> str:
    """The name with ``_`` for what would move the cursor, turn the writing round or can't be written as UTF-8.

    >>> shown_name("a\\x1b[31m\\n\\u202etxt.md")
    'a_[31m__txt.md'
    """
    clean = "".join(
        "_" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter for letter in name
    )
    if len(clean) <= LONGEST:
        return clean
    stem, dot, ending = clean.rpartition(".")
    ending = dot + ending if stem and len(ending) < 10 else ""
    return clean[: LONGEST - len(ending) - 1] + "…" + ending
