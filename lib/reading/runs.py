"""What runs of sentences say: places, or pairs, told one after the other in the same manner.

A report on what a city does for twelve counties names the city in the title and goes from county to county, a clause
or a sentence each; only the whole run tells that each of them is its partner. How a run is told (how alike its items
are, whether the article counts them, whether each has its sum) is therefore known of each of its pairs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log1p
from typing import NamedTuple

from lib.lexicon import gazetteer
from lib.reading.actors import Actor, Group, Scene
from lib.reading.claims import (
    ACTING,
    LONGEST_LIST,
    PHRASE,
    Claim,
    Cue,
    Memory,
    Run,
    Told,
    are_kin,
    counted,
    is_related,
    sign,
)

LEAST, MOST = 3, 30  # items of a run
PAUSE = 2  # sentences, or paragraphs, from one item to the next
HUBS = 3  # places looked at as the one around which a run is told
CLAUSE = "，；。：、"
DIGIT = re.compile("[0-9０-９]")


class Item(NamedTuple):
    """A place's first mention in a run: the sentence's number, the mention, the text and cues up to the next item."""

    scene: int
    actor: Actor
    code: str
    text: str
    cues: list[Cue]


def claim_runs(scenes: list[Scene], told: list[Told], memory: Memory) -> None:
    """Add what the runs of a text say to what its sentences do (``told``)."""
    for claim in [*_parallel(scenes), *_starred(scenes, told, memory)]:
        if claim.pairs:
            told[claim.scene].claims.append(claim)


def _parallel(scenes: list[Scene]) -> Iterator[Claim]:
    """Clauses built alike: 北京接手和田市、墨玉县；安徽对皮山县. The first place of each acts on the others."""
    run: list[Claim] = []
    last = 0  # the paragraph that the run has come to
    for number, scene in enumerate(scenes):
        if scene.sentence.paragraph > last + 1 or scene.sentence.in_title:
            yield from _together(run)
            run = []
        for first, *rest in _clauses(scene):
            codes = dict.fromkeys(code for group in rest for code in group.codes)
            takers = tuple(code for code in codes if code not in first.codes and not is_related(code, first.codes))
            if takers:
                last = scene.sentence.paragraph
                run.append(Claim("parallel", number, first.codes, takers, "", "", rest[0].start - first.end))
    yield from _together(run)


def _clauses(scene: Scene) -> Iterator[list[Group]]:
    """The groups of each clause that names several, and one of them at its beginning."""
    if len(scene.groups) == 2:
        yield scene.groups
        return
    starts = [0, *(match.end() for match in sign("comma").finditer(scene.text)), len(scene.text)]
    for start, end in pairwise(starts):
        groups = [group for group in scene.groups if start <= group.start < end and len(group.codes) <= LONGEST_LIST]
        if len(groups) > 1 and groups[0].start - start <= PHRASE:
            yield groups


def _together(claims: list[Claim]) -> Iterator[Claim]:
    """The clauses that make a run, if they are enough."""
    size = len(claims)
    if size >= LEAST:
        features = {
            "parallel.size": log1p(size),
            "parallel.single": sum(len(claim.givers) == 1 == len(claim.takers) for claim in claims) / size,
            "parallel.givers": len({claim.givers for claim in claims}) / size,
            "parallel.takers": len({claim.takers for claim in claims}) / size,
        }
        run = Run("", frozenset(claim.scene for claim in claims), features)
        for claim in claims:
            claim.run = run
            yield claim


def _starred(scenes: list[Scene], told: list[Told], memory: Memory) -> Iterator[Claim]:
    """Each place of a run beside the places around which the run may be told."""
    for items in _runs(scenes, told):
        numbers = frozenset(item.scene for item in items)
        manner = _manner(scenes, items)
        for hub, whence in _hubs(scenes, items, memory):
            run = Run(hub, numbers, manner | _about_hub(scenes, hub, whence, items))
            for item in items:
                yield Claim("star", item.scene, (), (hub, item.code), run=run)


def _runs(scenes: list[Scene], told: list[Told]) -> Iterator[list[Item]]:
    """Places of one level, at least three, none told far from the one before; titles left out."""
    begun: dict[str, list[tuple[int, Actor, str]]] = {}
    for number, scene in enumerate(scenes):
        for actor in scene.actors if not scene.sentence.in_title else ():
            for code in actor.codes:
                run = begun.setdefault(_level(code), [])
                if run and _is_apart(scenes, run[-1][0], number):
                    yield from _long_enough(run, scenes, told)
                    begun[_level(code)] = run = []
                run.append((number, actor, code))
    for run in begun.values():
        yield from _long_enough(run, scenes, told)


def _level(code: str) -> str:
    return gazetteer().place(code).level if code.isdigit() else "abroad"


def _is_apart(scenes: list[Scene], one: int, other: int) -> bool:
    between = scenes[other].sentence.paragraph - scenes[one].sentence.paragraph
    return (other - one > PAUSE and between > 1) or between > PAUSE


def _long_enough(run: list[tuple[int, Actor, str]], scenes: list[Scene], told: list[Told]) -> Iterator[list[Item]]:
    first = {code: (number, actor) for number, actor, code in reversed(run)}
    if LEAST <= len(first) <= MOST:
        order = sorted(first.items(), key=lambda held: (held[1][0], held[1][1].start))
        following = [*((number, actor.start) for _, (number, actor) in order[1:]), (-1, 0)]
        items = []
        for (code, (number, actor)), (next_number, start) in zip(order, following, strict=True):
            text = scenes[number].text
            end = max(start, actor.end) if next_number == number else len(text)
            cues = [cue for cue in told[number].cues if actor.end <= cue.start < end]
            items.append(Item(number, actor, code, text[actor.end : end], cues))
        yield items


def _manner(scenes: list[Scene], items: list[Item]) -> dict[str, float]:
    """How a run is told: its size, over how many sentences, how alike its items are, whether they are counted."""
    size, first, last = len(items), items[0].scene, items[-1].scene
    befores = [scenes[item.scene].text[max(0, item.actor.start - 2) : item.actor.start] for item in items]
    counts = set().union(*(counted(scene) for scene in (scenes[0], *scenes[max(first - 2, 1) : last + 2])))
    return {
        "run.size": log1p(size),
        "run.spread": len({item.scene for item in items}) / size,
        "run.before": Counter(befores).most_common(1)[0][1] / size,
        "run.after": Counter(item.text[:2] for item in items).most_common(1)[0][1] / size,
        "run.begins": sum(not before or before[-1] in CLAUSE for before in befores) / size,
        "run.sums": sum(bool(DIGIT.search(item.text)) for item in items) / size,
        "run.cued": sum(any(cue.group in ACTING for cue in item.cues) for item in items) / size,
        "run.silent": sum(any(cue.group == "none" for cue in item.cues) for item in items) / size,
        "run.counted": float(size in counts),
        "run.nearly": float(any(abs(size - count) == 1 for count in counts if count > 2)),
        f"run.level.{_level(items[0].code)}": 1.0,
    }


def _hubs(scenes: list[Scene], items: list[Item], memory: Memory) -> list[tuple[str, str]]:
    """(code, where from) of the places around which a run may be told."""
    first, last = items[0], items[-1]
    before = [code for actor in scenes[first.scene].actors if actor.end <= first.actor.start for code in actor.codes]
    after = [code for actor in scenes[last.scene].actors if actor.start >= last.actor.end for code in actor.codes]
    earlier = scenes[first.scene - 1].codes if first.scene > 1 else []
    whence: dict[str, Sequence[str]] = {
        "title": memory.title[:1],
        "topic": memory.topic[:1],
        "before": [*earlier[-1:], *before][-1:],
        "after": after[:1],
        "topic.second": memory.topic[1:2],
        "title.second": memory.title[1:2],
        "start": next((scene.codes[:1] for scene in scenes[1:] if scene.codes), []),
    }
    found: dict[str, str] = {}
    for name, codes in whence.items():
        for code in codes:
            found.setdefault(code, name)
    return list(found.items())[:HUBS]


def _about_hub(scenes: list[Scene], hub: str, whence: str, items: list[Item]) -> dict[str, float]:
    """How a place stands to the run that may be told around it."""
    numbers, pairings = {item.scene for item in items}, gazetteer().pairings
    others = [item.code for item in items if not are_kin(hub, item.code)]
    official = sum((hub, code) in pairings or (code, hub) in pairings for code in others)
    return {
        f"run.hub.{whence}": 1.0,
        "run.hub.within": sum(hub in scenes[number].seats for number in numbers) / len(numbers),
        "run.hub.official": official / max(len(others), 1),
        "run.hub.others": len(others) / len(items),
        "run.hub.inside": float(any(item.code == hub for item in items)),
    }
