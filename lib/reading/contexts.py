"""What the words right before and right behind a place say of its part in a sentence (``data/lexicon/contexts.yaml``).

A place may act (成都市政府), receive (向成都捐款), be only where something happens (在成都举行), where somebody comes
from (成都人), what something is called after (成都火锅). One place may stand so in several ways at once.
"""

from __future__ import annotations

import re
from functools import cache

from lib.lexicon import lexicon


@cache
def _patterns() -> tuple[dict[str, re.Pattern], dict[str, re.Pattern]]:
    words = lexicon("contexts")
    link = f"(?:{_either(words['link'])})?"
    before = {name: re.compile(f"(?:{_either(entry['words'])})(?:了|过)?$") for name, entry in words["before"].items()}
    after = {name: re.compile(f"{link}(?:{_either(entry['words'])})") for name, entry in words["after"].items()}
    return before, after


def _either(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def contexts(text: str, start: int, end: int) -> list[str]:
    """The parts that a place at ``start``–``end`` of a sentence may play: before.NAME and after.NAME, in file order.

    >>> contexts("会议在成都举行", 3, 5)
    ['before.in', 'before.by', 'after.host']
    """
    before, after = _patterns()
    lead = text[max(0, start - 6) : start]
    found = [f"before.{name}" for name, pattern in before.items() if pattern.search(lead)]
    return found + [f"after.{name}" for name, pattern in after.items() if pattern.match(text, end)]
