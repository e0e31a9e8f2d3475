"""Which rows an amount, a count or a date belongs to, and which values belong to none.

Each value is held against each row of its article: where the row is spoken of, who else is named nearby, what kind of
value it is. The models ``amounts``, ``counts`` and ``dates`` (``lib/reading/judges.py``) weigh that; a value may
belong to several rows, or to none (the background of a story).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
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


def attach(name: str, values: Iterable[Value], drafts: list[Draft], cast: Cast, told: list[Told]) -> list[list[Value]]:
    """For each draft its values, in the order given. ``name``: amounts, counts or dates, the model that judges."""
    held = list(held_against(values, drafts, cast, told))
    model = judge(name)
    chances = iter(model.chances([row for _, features in held for row in features.values()]))
    found: list[list[Value]] = [[] for _ in drafts]
    for value, features in held:
        for number in features:
            if next(chances) >= model.threshold:
                found[number].append(value)
    return found


def held_against(
    values: Iterable[Value], drafts: list[Draft], cast: Cast, told: list[Told]
) -> Iterable[tuple[Value, dict[int, dict[str, float]]]]:
    """Each value with what speaks for and against every draft near it; drafts far away have no features."""
    courses, owners, near = [_course(draft, cast) for draft in drafts], _owners(drafts, cast), _near(drafts, cast)
    text = [number for number, scene in enumerate(cast.scenes) if not scene.sentence.in_title]
    starts = [cast.scenes[number].sentence.start for number in text]
    for value in values:
        number = 0 if value.in_title else text[max(bisect_right(starts, value.start) - 1, 0)]
        scene = cast.scenes[number]
        common = _about_value(value, number, scene, told[number], len(cast.scenes), len(drafts))
        close = near[number]
        rivals = _nearest(value, scene, {n: drafts[n] for n in close})
        heirs = (rivals & set(owners[number])) or set(owners[number])
        last = {n: _last(courses[n].spoken, number, cast) for n in close}
        features = {
            n: common | _about_draft(n, number, courses[n], last, cast, rivals) | {"heir": float(n in heirs)}
            for n in close
        }
        yield value, features


def _near(drafts: list[Draft], cast: Cast) -> list[list[int]]:
    """For each sentence the drafts told of in the ``WINDOW`` sentences before and behind it, or in the title."""
    told: dict[int, list[int]] = defaultdict(list)
    for n, draft in enumerate(drafts):
        for number in draft.scenes:
            told[number].append(n)
    titled = told[0] if cast.scenes and cast.scenes[0].sentence.in_title else []
    near = []
    for number in range(len(cast.scenes)):
        window = range(max(0, number - WINDOW), number + WINDOW + 1)
        inside = dict.fromkeys(n for other in window for n in told.get(other, ()))
        near.append(sorted({*titled[:MOST_NEAR], *list(inside)[:MOST_NEAR]}))
    return near


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
    everyone = {code for draft in drafts for code in draft.codes}
    reach = REACH if len(drafts) > 1 else LONG_REACH
    owners: list[list[int]] = []
    last: list[int] = []
    distance = 0
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
            own = [] if named or distance > reach else last
        owners.append(own)
    return owners


def _about_value(value: Mention, number: int, scene: Scene, told: Told, scenes: int, drafts: int) -> dict[str, float]:
    at = value.start - scene.sentence.start
    before = scene.text[max(0, at - CLAUSE) : at]
    after = scene.text[at + len(value.text) : at + len(value.text) + 12]
    f = {f"cue.{kind}": 1.0 for kind in told.kinds}
    f["title"] = float(value.in_title)
    f["place"] = number / max(scenes, 1)
    f["first"] = float(number <= 1)
    f["alone"] = float(drafts == 1)
    f["background"] = float(bool(_background().find_matches_as_indexes(before + "|" + after)))
    f["unnamed"] = float(not scene.actors)
    if isinstance(value, Amount):
        f |= {f"kind.{value.kind}": 1.0, f"scope.{value.scope}": 1.0}
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


def _about_draft(
    n: int, number: int, course: Course, last: dict[int, int], cast: Cast, rivals: set[int]
) -> dict[str, float]:
    scene, draft, told = cast.scenes[number], course.draft, course.told
    at = bisect_right(told, number)
    strangers = [c for c in scene.codes if not any(are_kin(c, code) for code in draft.codes)]
    return {
        "told.here": float(number in draft.scenes),
        "told.near": 1 / (1 + number - told[at - 1]) if at else 0.0,
        "told.next": 1 / (told[at] - number) if at < len(told) else 0.0,
        "named.here": float(last[n] == number),
        "named.near": 1 / (1 + number - last[n]) if last[n] >= 0 else 0.0,
        "paragraph": float(scene.sentence.paragraph in course.paragraphs),
        "share": len(course.spoken) / max(len(cast.scenes), 1),
        "strangers": float(bool(strangers)),
        "all.here": float(set(draft.codes) <= set(scene.codes)),
        "rival.nearer": float(max(last.values()) > last[n]),
        "mine": float(n in rivals),
        "theirs": float(bool(rivals) and n not in rivals),
        "sure": course.sure,
        "titled": float(course.is_titled),
    }


def _nearest(value: Mention, scene: Scene, drafts: dict[int, Draft]) -> set[int]:
    """Of several drafts, those whose own places stand nearest before the value in its sentence."""
    if len(drafts) < 2:
        return set()
    at = value.start - scene.sentence.start
    shared = set.intersection(*(set(draft.codes) for draft in drafts.values()))
    before = [actor for actor in scene.actors if actor.end <= at]
    ends = {
        n: max((actor.end for actor in before if (set(draft.codes) - shared) & set(actor.codes)), default=-1)
        for n, draft in drafts.items()
    }
    best = max(ends.values())
    return {n for n, end in ends.items() if end == best} if best >= 0 else set()


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
