"""What a page prints twice: paragraphs that stand whole in another one, in time linear in the page."""

from __future__ import annotations

import re
from collections import defaultdict

PROBE = 12  # characters by which a possible container is found
SHORTEST = 15  # a shorter piece may say the same by chance
TRIES = 32  # candidates looked at in one place, so that a page of like beginnings stays linear
_NOT_WORDS = re.compile(r"[\W_]+")


def find_repeats(texts: list[str]) -> dict[int, int]:
    """Index of each text that another one holds whole → index of that one. Of equal texts the first is kept.

    Compared by letters, digits and Chinese characters alone.
    """
    plain = [_NOT_WORDS.sub("", text) for text in texts]
    first, found = {}, {}
    for index, text in enumerate(plain):
        if len(text) < SHORTEST:
            continue
        if text in first:
            found[index] = first[text]
        else:
            first[text] = index
    return found | _held_inside(plain, list(first.values()))


def _held_inside(plain: list[str], candidates: list[int]) -> dict[int, int]:
    by_probe = defaultdict(list)
    for index in candidates:
        by_probe[plain[index][:PROBE]].append(index)
    found: dict[int, int] = {}
    for holder in candidates:
        text = plain[holder]
        for at in range(len(text) - PROBE + 1):
            hits = by_probe.get(text[at : at + PROBE])
            if hits is None:
                continue
            for index in hits[:TRIES]:
                if index != holder and index not in found and text.startswith(plain[index], at):
                    found[index] = holder
    return found
