"""Accepted pairs → rows: pairs told together are one row, everything said of the same partners goes into one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from lib.lexicon import gazetteer
from lib.model import Cooperation, Partner, Span
from lib.reading.actors import Cast
from lib.reading.links import Link

SOBER = 0.75


@dataclass
class Draft:
    """A row in the making: partners by role, the sentences that speak of them, the chance that the pairs are right."""

    givers: tuple[str, ...]
    takers: tuple[str, ...]
    peers: tuple[str, ...]
    scenes: set[int]
    chances: list[float] = field(default_factory=list)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return (*self.givers, *self.takers, *self.peers)


def drafts_of(chosen: list[tuple[Link, float]], sides: list[int]) -> list[Draft]:
    """The rows of an article without their values, in the order in which the article speaks of them.

    ``chosen``: pairs that are cooperations, with their chances; ``sides``: who gives in each (``directions``).
    """
    directed: dict[tuple[str, str], tuple[Link, float]] = {}
    mutual: dict[tuple[str, str], tuple[Link, float]] = {}
    for (link, p), side in zip(chosen, sides, strict=True):
        if side:
            directed[(link.a, link.b) if side > 0 else (link.b, link.a)] = (link, p)
        else:
            mutual[link.a, link.b] = (link, p)
    drafts = [*_directed(directed), *_mutual(mutual)]
    return sorted(drafts, key=lambda draft: (min(draft.scenes), draft.codes))


def _directed(pairs: dict[tuple[str, str], tuple[Link, float]]) -> Iterable[Draft]:
    """One row for each giver and the takers told in the same sentences; givers of the same takers told there join."""
    told: dict[tuple[str, frozenset[int]], list[str]] = defaultdict(list)
    for (giver, taker), (link, _) in pairs.items():
        told[giver, frozenset(link.scenes)].append(taker)
    merged: dict[tuple[tuple[str, ...], frozenset[int]], list[str]] = defaultdict(list)
    for (giver, scenes), takers in told.items():
        merged[tuple(sorted(takers)), scenes].append(giver)
    for (takers, scenes), givers in merged.items():
        chances = [pairs[giver, taker][1] for giver in givers for taker in takers]
        yield Draft(tuple(givers), takers, (), set(scenes), chances)


def _mutual(pairs: dict[tuple[str, str], tuple[Link, float]]) -> Iterable[Draft]:
    """Pairs among the same places told in the same sentence are one row, where every two of them are a pair."""
    left = dict(pairs)
    by_scene: dict[int, set[str]] = defaultdict(set)
    for (a, b), (link, _) in pairs.items():
        for scene in link.scenes:
            by_scene[scene] |= {a, b}
    for _, codes in sorted(by_scene.items(), key=lambda item: (-len(item[1]), item[0])):
        whole = sorted(codes)
        keys = list(combinations(whole, 2))
        if len(whole) > 2 and all(key in left for key in keys):
            yield _mutual_draft(whole, [left.pop(key) for key in keys])
    for (a, b), found in left.items():
        yield _mutual_draft([a, b], [found])


def _mutual_draft(codes: list[str], found: list[tuple[Link, float]]) -> Draft:
    scenes = {scene for link, _ in found for scene in link.scenes}
    return Draft((), (), tuple(codes), scenes, [p for _, p in found])


def cooperation(draft: Draft, cast: Cast, **values) -> Cooperation:
    """The row of a draft: partners with where they are named, its sentences as evidence, and the given values."""
    roles = [("provider", code) for code in draft.givers] + [("recipient", code) for code in draft.takers]
    roles += [("peer", code) for code in draft.peers]
    partners = tuple(Partner(code, gazetteer().name(code), role, _mentions(code, cast)) for role, code in roles)
    evidence = tuple(_evidence(cast, number) for number in sorted(draft.scenes))
    confidence = round(_sober(min(draft.chances)), 2)
    return Cooperation(partners=partners, evidence=evidence, confidence=confidence, **values)


def _sober(chance: float) -> float:
    """A chance as it holds for articles of the world: of pairs that the model was 0.80–0.89, 0.90–0.94 and 0.95–1 sure
    of, 78, 84 and 98 % were right on articles it had not learned from, so its odds are taken to the power of 0.75."""
    odds = (chance / max(1 - chance, 1e-6)) ** SOBER
    return odds / (1 + odds)


def _mentions(code: str, cast: Cast) -> tuple[Span, ...]:
    spans = []
    for number, actor in cast.named.get(code, ()):
        sentence = cast.scenes[number].sentence
        spans.append(Span(sentence.start + actor.start, sentence.start + actor.end, sentence.in_title))
    return tuple(spans)


def _evidence(cast: Cast, number: int) -> Span:
    sentence = cast.scenes[number].sentence
    lost = len(sentence.text) - len(sentence.text.rstrip())
    return Span(sentence.start, sentence.end - lost, sentence.in_title)
