"""The words around two places, from which the models tell how likely they act together and which of them gives.

Each word of a sentence that speaks of the pair is a feature, by where it stands: ``b`` between the two places, ``l``
and ``r`` left and right of them, ``w`` anywhere in their sentence, ``o`` in a sentence that names only one of them;
``x`` for the parts that the two places play (``lib/reading/contexts.py``). Places themselves and numbers are left out,
so that the models learn what is said, not of whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import rjieba

from lib.reading.contexts import contexts

if TYPE_CHECKING:
    from lib.reading.actors import Actor, Scene

BESIDE = 16  # characters left and right of the two places that are looked at
LONGEST_SENTENCE = 400  # characters; of a longer one only the beginning is cut into words
NUMBER = re.compile(r"[0-9０-９.,．，%％一二三四五六七八九十百千万亿\s]+")


class Wording:
    """The words of an article's sentences; each sentence is cut once, when it is first asked for."""

    def __init__(self, scenes: list[Scene]) -> None:
        self._scenes = scenes
        self._words: dict[int, list[tuple[str, int]]] = {}
        self._whole: dict[tuple[int, str], list[str]] = {}
        self._parts: dict[tuple[int, int, int], list[str]] = {}

    def around(self, a: str, b: str, numbers: list[int], told: set[int]) -> set[str]:
        """The features of a pair of codes from the sentences of these numbers; ``told``: of which more is known."""
        found: set[str] = set()
        for number in numbers:
            scene = self._scenes[number]
            span = _span(scene, a, b)
            mark = "o" if span is None else "w"
            found.update(self._marked(number, mark.upper() if number in told else mark))
            if span is not None:
                found.update(_placed(self._cut(number), *span))
            for actor in scene.actors:
                if a in actor.codes or b in actor.codes:
                    found.update(self._played(number, actor.start, actor.end))
        return found

    def toward(self, giver: str, taker: str, numbers: list[int]) -> set[str]:
        """The features of ``giver`` helping ``taker``: ``>`` and ``<`` tell which of them stands first."""
        found: set[str] = set()
        for number in numbers:
            scene = self._scenes[number]
            givers = [actor for actor in scene.actors if giver in actor.codes]
            takers = [actor for actor in scene.actors if taker in actor.codes]
            if givers and takers:
                one, other = _nearest(givers, takers)
                order = ">" if one.start <= other.start else "<"
                span = min(one.start, other.start), max(one.end, other.end)
                found.update(order + word for word in _placed(self._cut(number), *span))
            else:
                side = "g" if givers else "t"
                found.update(side + word for word in self._marked(number, ""))
            for side, actors in (("g", givers), ("t", takers)):
                for actor in actors:
                    found.update(side + part for part in self._played(number, actor.start, actor.end))
        return found

    def _marked(self, number: int, mark: str) -> list[str]:
        key = (number, mark)
        if key not in self._whole:
            self._whole[key] = [f"{mark} {word}" for word, _ in self._cut(number)]
        return self._whole[key]

    def _played(self, number: int, start: int, end: int) -> list[str]:
        key = (number, start, end)
        if key not in self._parts:
            self._parts[key] = [f"x {name}" for name in contexts(self._scenes[number].text, start, end)]
        return self._parts[key]

    def _cut(self, number: int) -> list[tuple[str, int]]:
        if number not in self._words:
            self._words[number] = list(_words(self._scenes[number]))
        return self._words[number]


def _words(scene: Scene) -> Iterator[tuple[str, int]]:
    """The words outside the names of those who act, each with where it begins."""
    text, at = scene.text[:LONGEST_SENTENCE], 0
    for start, end in [*((actor.start, actor.end) for actor in scene.actors), (len(text), len(text))]:
        for word in rjieba.cut(text[at:start], False) if start > at else ():
            if not NUMBER.fullmatch(word):
                yield word, at
            at += len(word)
        at = max(at, end)


def _span(scene: Scene, a: str, b: str) -> tuple[int, int] | None:
    """From where to where the two places nearest to each other reach; None where only one of them is named."""
    ones = [actor for actor in scene.actors if a in actor.codes]
    others = [actor for actor in scene.actors if b in actor.codes]
    if not ones or not others:
        return None
    one, other = _nearest(ones, others)
    return min(one.start, other.start), max(one.end, other.end)


def _nearest(ones: list[Actor], others: list[Actor]) -> tuple[Actor, Actor]:
    pairs = ((one, other) for one in ones for other in others)
    return min(pairs, key=lambda pair: max(pair[0].end, pair[1].end) - min(pair[0].start, pair[1].start))


def _placed(words: list[tuple[str, int]], start: int, end: int) -> Iterator[str]:
    for word, at in words:
        if start <= at < end:
            yield f"b {word}"
        elif start - BESIDE <= at < start:
            yield f"l {word}"
        elif end <= at < end + BESIDE:
            yield f"r {word}"
