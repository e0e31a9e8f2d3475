"""Which row an amount, a count or a date belongs to, and which values belong to none.

A value goes to the rows that its sentence speaks of; in a sentence that speaks of several, to those whose own places
stand nearest before it; in one that speaks of none, to the rows of the sentences right before it in its paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TypeVar

from lib.model import Amount, Mention
from lib.reading.actors import Cast
from lib.reading.rows import Draft

Value = TypeVar("Value", bound=Mention)
REACH = 4  # sentences that a row's sentence speaks for, where nobody else is named


def attach(values: Iterable[Value], drafts: list[Draft], cast: Cast) -> list[list[Value]]:
    """For each draft its values, in the order given."""
    found: list[list[Value]] = [[] for _ in drafts]
    if not drafts:
        return found
    owners = _owners(drafts, cast)
    title = [n for n, scene in enumerate(cast.scenes) if scene.sentence.in_title]
    text = [n for n, scene in enumerate(cast.scenes) if not scene.sentence.in_title]
    starts = [cast.scenes[n].sentence.start for n in text]
    for value in values:
        number = title[0] if value.in_title else text[max(bisect_right(starts, value.start) - 1, 0)]
        for draft in _choose(value, number, owners[number], drafts, cast):
            found[draft].append(value)
    return found


def _owners(drafts: list[Draft], cast: Cast) -> list[list[int]]:
    """For each sentence the drafts that it speaks of."""
    everyone = {code for draft in drafts for code in draft.codes}
    owners: list[list[int]] = []
    last: list[int] = []
    distance, paragraph = 0, None
    for number, scene in enumerate(cast.scenes):
        own = [n for n, draft in enumerate(drafts) if number in draft.scenes]
        named = set(scene.codes)
        if not own and named & everyone:
            own = [n for n, draft in enumerate(drafts) if named & set(draft.codes)]
            own = [n for n in own if n in last] or own
        if own:
            last, distance = own, 0
        else:
            distance += 1
            strangers = bool(named)
            if len(drafts) > 1 and scene.sentence.paragraph != paragraph and distance > 1:
                last = last if len(set(last)) == 1 else []
            own = [] if strangers or distance > (REACH if len(drafts) > 1 else 12) else last
        paragraph = scene.sentence.paragraph
        owners.append(own)
    return owners


def _choose(value: Mention, number: int, own: list[int], drafts: list[Draft], cast: Cast) -> list[int]:
    """Of the drafts that a sentence speaks of, those whose own places stand nearest before the value."""
    if len(own) < 2:
        return own
    scene = cast.scenes[number]
    at = value.start - scene.sentence.start
    shared = set.intersection(*(set(drafts[n].codes) for n in own))
    best, chosen = -1, []
    for n in own:
        distinct = set(drafts[n].codes) - shared
        near = max((a.end for a in scene.actors if a.end <= at and distinct & set(a.codes)), default=-1)
        if near > best:
            best, chosen = near, [n]
        elif near == best:
            chosen.append(n)
    return chosen if best >= 0 else own


def once(amounts: list[Amount]) -> list[Amount]:
    """A sum that the title rounds or repeats counts once: the text's wording stays."""
    in_text = [amount for amount in amounts if not amount.in_title]
    kept = [amount for amount in amounts if not amount.in_title or not any(_same(amount, other) for other in in_text)]
    return sorted(kept, key=lambda amount: (not amount.in_title, amount.start))


def _same(headline: Amount, full: Amount) -> bool:
    """True where a headline's sum is the text's sum, or its rounding (超3亿元 for 3.3亿元)."""
    if headline.currency != full.currency or not full.value:
        return False
    ratio = headline.value / full.value
    if headline.qualifier == "over":
        return 0.9 <= ratio <= 1
    if headline.qualifier == "under":
        return 1 <= ratio <= 1.1
    return abs(ratio - 1) < 0.005
