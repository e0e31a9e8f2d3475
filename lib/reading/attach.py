"""Which rows an amount, a count or a date belongs to, and which values belong to none.

Each value is held against each row of its article: where the row is spoken of, who else is named nearby, what kind of
value it is. The models ``amounts``, ``counts`` and ``dates`` (``lib/reading/judges.py``) weigh that; a value may
belong to several rows, or to none (the background of a story).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import ahocorasick_rs

from lib.lexicon import lexicon
from lib.model import Amount, Count, EventDate, Mention
from lib.reading.actors import Cast, Scene
from lib.reading.claims import Told, are_kin
from lib.reading.judges import judge
from lib.reading.rows import Draft

Value = TypeVar("Value", bound=Mention)
CLAUSE = 30  # characters before a value that tell what it measures
REACH, LONG_REACH = 4, 12  # sentences that a row's sentence speaks for: beside other rows, alone
WINDOW, MOST_NEAR = 12, 24  # sentences around a value, and rows, that are looked at
BIG_COUNTS = frozenset("项个家名人户亩公里吨批次期套台辆所座万")


@dataclass(frozen=True, slots=True)
class Course:
    """A draft's way through its article, looked up once for all values. Sentences by number, in order."""

    draft: Draft
    told: list[int]  # sentences of the text that tell of it
    spoken: list[int]  # those, the title, and all that name its places
    paragraphs: frozenset[int]
    is_titled: bool
    sure: float


def attach(name: str, values: Iterable[Value], rows: Rows) -> list[list[Value]]:
    """For each draft its values, in the order given. ``name``: amounts, counts or dates, the model that judges."""
    held = list(held_against(values, rows))
    model = judge(name)
    chances = iter(model.chances([row for _, features in held for row in features.values()]))
    found: list[list[Value]] = [[] for _ in rows.drafts]
    for value, features in held:
        for number in features:
            if next(chances) >= model.threshold:
                found[number].append(value)
    return found


def held_against(values: Iterable[Value], rows: Rows) -> Iterable[tuple[Value, dict[int, dict[str, float]]]]:
    """Each value with what speaks for and against every draft near it; drafts far away have no features."""
    for value in values:
        number = rows.sentence(value)
        said, near = rows.said(number)
        common = said | _about_value(value, rows.cast.scenes[number])
        rivals = rows.nearest(value, number, near)
        heirs = rivals.intersection(rows.owners[number]) or rows.owners[number]
        yield (
            value,
            {
                n: common
                | features
                | {
                    "mine": float(n in rivals),
                    "theirs": float(bool(rivals) and n not in rivals),
                    "heir": float(n in heirs),
                }
                for n, features in near.items()
            },
        )


class Rows:
    """An article's drafts and how they stand to each of its sentences, looked up once for all values."""

    def __init__(self, drafts: list[Draft], cast: Cast, told: list[Told]) -> None:
        self.drafts, self.cast, self.told = drafts, cast, told
        self.owners = _owners(drafts, cast)
        self._courses = [_course(draft, cast) for draft in drafts]
        self._codes = [frozenset(draft.codes) for draft in drafts]
        self._in_scene: dict[int, list[int]] = defaultdict(list)
        for n, draft in enumerate(drafts):
            for number in draft.scenes:
                self._in_scene[number].append(n)
        self._first = int(bool(cast.scenes) and cast.scenes[0].sentence.in_title)  # sentence of the text
        self._starts = [scene.sentence.start for scene in cast.scenes[self._first :]]
        self._said: dict[int, tuple[dict[str, float], dict[int, dict[str, float]]]] = {}

    def sentence(self, value: Mention) -> int:
        """The number of the sentence that a value stands in."""
        return 0 if value.in_title else self._first + max(bisect_right(self._starts, value.start) - 1, 0)

    def said(self, number: int) -> tuple[dict[str, float], dict[int, dict[str, float]]]:
        """What a sentence says to every value in it, and for each draft near it what is so of the two."""
        if number not in self._said:
            near = self._near(number)
            last = {n: _last(self._courses[n].spoken, number, self.cast) for n in near}
            self._said[number] = self._about_scene(number), {n: self._about_draft(n, number, last) for n in near}
        return self._said[number]

    def nearest(self, value: Mention, number: int, near: Collection[int]) -> set[int]:
        """Of several drafts, those whose own places stand nearest before the value in its sentence."""
        if len(near) < 2:
            return set()
        scene = self.cast.scenes[number]
        at = value.start - scene.sentence.start
        shared = frozenset.intersection(*(self._codes[n] for n in near))
        before = [actor for actor in scene.actors if actor.end <= at]
        ends = {}
        for n in near if before else ():
            own = self._codes[n] - shared
            ends[n] = max((actor.end for actor in before if not own.isdisjoint(actor.codes)), default=-1)
        best = max(ends.values(), default=-1)
        return {n for n, end in ends.items() if end == best} if best >= 0 else set()

    def _near(self, number: int) -> list[int]:
        """The drafts told of in the ``WINDOW`` sentences before and behind a sentence, or in the title."""
        titled = self._in_scene.get(0, []) if self._first else []
        window = range(max(0, number - WINDOW), number + WINDOW + 1)
        inside = dict.fromkeys(n for other in window for n in self._in_scene.get(other, ()))
        return sorted({*titled[:MOST_NEAR], *list(inside)[:MOST_NEAR]})

    def _about_scene(self, number: int) -> dict[str, float]:
        scene = self.cast.scenes[number]
        f = {f"cue.{kind}": 1.0 for kind in self.told[number].kinds}
        f["title"] = float(scene.sentence.in_title)
        f["place"] = number / len(self.cast.scenes)
        f["first"] = float(number <= 1)
        f["alone"] = float(len(self.drafts) == 1)
        f["unnamed"] = float(not scene.actors)
        return f

    def _about_draft(self, n: int, number: int, last: dict[int, int]) -> dict[str, float]:
        """``last``: for each draft the last sentence up to this one that speaks of it."""
        scene, course, codes = self.cast.scenes[number], self._courses[n], self._codes[n]
        told, here = course.told, last[n]
        at = bisect_right(told, number)
        return {
            "told.here": float(number in course.draft.scenes),
            "told.near": 1 / (1 + number - told[at - 1]) if at else 0.0,
            "told.next": 1 / (told[at] - number) if at < len(told) else 0.0,
            "named.here": float(here == number),
            "named.near": 1 / (1 + number - here) if here >= 0 else 0.0,
            "paragraph": float(scene.sentence.paragraph in course.paragraphs),
            "share": len(course.spoken) / len(self.cast.scenes),
            "strangers": float(any(not any(are_kin(c, code) for code in codes) for c in scene.seats)),
            "all.here": float(codes <= scene.seats.keys()),
            "rival.nearer": float(max(last.values()) > here),
            "sure": course.sure,
            "titled": float(course.is_titled),
        }


def _last(scenes: list[int], number: int, cast: Cast) -> int:
    """The last of a draft's sentences up to this one, −1 where there is none (the title does not count)."""
    at = bisect_right(scenes, number) - 1
    return scenes[at] if at >= 0 and not cast.scenes[scenes[at]].sentence.in_title else -1


def _course(draft: Draft, cast: Cast) -> Course:
    sentences = {number: cast.scenes[number].sentence for number in sorted(draft.scenes)}
    return Course(
        draft,
        [number for number, sentence in sentences.items() if not sentence.in_title],
        sorted({*draft.scenes, *(number for code in draft.codes for number, _ in cast.named.get(code, ()))}),
        frozenset(sentence.paragraph for sentence in sentences.values()),
        any(sentence.in_title for sentence in sentences.values()),
        min(draft.chances),
    )


def _owners(drafts: list[Draft], cast: Cast) -> list[list[int]]:
    """For each sentence the drafts that it speaks of: its own, else those of the sentences right before it."""
    speaking: dict[str, list[int]] = defaultdict(list)
    telling: dict[int, list[int]] = defaultdict(list)
    for n, draft in enumerate(drafts):
        for code in draft.codes:
            speaking[code].append(n)
        for number in draft.scenes:
            telling[number].append(n)
    reach = REACH if len(drafts) > 1 else LONG_REACH
    owners: list[list[int]] = []
    last: list[int] = []
    distance = 0
    for number, scene in enumerate(cast.scenes):
        own = telling.get(number, [])
        if not own:
            own = sorted({n for code in scene.seats for n in speaking.get(code, ())})
            own = [n for n in own if n in last] or own
        if own:
            last, distance = own, 0
        else:
            distance += 1
            own = [] if scene.seats or distance > reach else last
        owners.append(own)
    return owners


def _about_value(value: Mention, scene: Scene) -> dict[str, float]:
    at = value.start - scene.sentence.start
    before = scene.text[max(0, at - CLAUSE) : at]
    after = scene.text[at + len(value.text) : at + len(value.text) + 12]
    f = {"background": float(bool(_background().find_matches_as_indexes(f"{before}|{after}")))}
    if isinstance(value, Amount):
        f[f"kind.{value.kind}"] = f[f"scope.{value.scope}"] = 1.0
    elif isinstance(value, Count):
        f[f"unit.{value.unit}" if value.unit in BIG_COUNTS else "unit.other"] = 1.0
        f["small"] = float(value.value < 10)
        f["huge"] = float(value.value >= 1_000_000)
    elif isinstance(value, EventDate):
        f[f"kind.{value.kind}"] = 1.0
        f["bare"] = float(not any(c.isdigit() for c in value.text))
        f["year.only"] = float(bool(value.value) and len(value.value) == 4)
        f["unresolved"] = float(value.value is None)
    return f


@cache
def _background() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(lexicon("linking")["background"]["words"])


def once(values: list[Value]) -> list[Value]:
    """A value that the title repeats or rounds counts once: the text's wording stays. Title first, then in order."""
    in_text = [value for value in values if not value.in_title]
    kept = [value for value in values if not value.in_title or not any(_same(value, other) for other in in_text)]
    return sorted(kept, key=lambda value: (not value.in_title, value.start))


def _same(headline: Value, full: Value) -> bool:
    """True where a headline's value is the text's value, or its rounding (超3亿元 for 3.3亿元)."""
    if isinstance(headline, EventDate):
        return headline.value == full.value
    if isinstance(headline, Count):
        return (headline.value, headline.unit) == (full.value, full.unit)
    if headline.currency != full.currency or not full.value:
        return False
    ratio = headline.value / full.value
    if headline.qualifier == "over":
        return 0.9 <= ratio <= 1
    if headline.qualifier == "under":
        return 1 <= ratio <= 1.1
    return abs(ratio - 1) < 0.005
