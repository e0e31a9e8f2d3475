"""What the words right before and right behind a place say of its part in a sentence (``data/lexicon/contexts.yaml``).

A place may act (成都市政府), receive (向成都捐款), be only where something happens (在成都举行), where somebody comes
from (成都人), what something is called after (成都火锅). One place may stand so in several ways at once.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from lib.lexicon import lexicon

PAST = ("", "了", "过")  # what may stand between a word and the place behind it
Table = dict[str, tuple[str, ...]]  # word → parts


@cache
def _tables() -> tuple[Table, int, Table, int, tuple[str, ...]]:
    """The words before and those behind a place, each table with its longest word; what may stand before the latter."""
    words = lexicon("contexts")
    before, after = defaultdict(list), defaultdict(list)
    for name, entry in words["before"].items():
        for word in entry["words"]:
            for past in PAST:
                before[word + past].append(f"before.{name}")
    for name, entry in words["after"].items():
        for word in entry["words"]:
            after[word].append(f"after.{name}")
    tables = ({word: tuple(names) for word, names in table.items()} for table in (before, after))
    ends, begins = tables
    return ends, max(map(len, ends)), begins, max(map(len, begins)), tuple(words["link"])


def contexts(text: str, start: int, end: int) -> set[str]:
    """The parts that a place at ``start``–``end`` of a sentence may play: before.NAME and after.NAME.

    >>> sorted(contexts("会议在成都举行", 3, 5))
    ['after.host', 'before.by', 'before.in']
    """
    ends, longest_end, begins, longest, links = _tables()
    found: set[str] = set()
    for at in range(max(0, start - longest_end), start):
        found.update(ends.get(text[at:start], ()))
    linked = [end + len(link) for link in links if text.startswith(link, end)] if text.startswith(links, end) else []
    for first in (end, *linked):
        for last in range(first + 1, min(first + longest, len(text)) + 1):
            found.update(begins.get(text[first:last], ()))
    return found
