"""The words around two places, from which the model ``words`` tells how likely they act together.

Each word of a sentence that speaks of the pair is a feature, by where it stands: ``b`` between the two places, ``l``
and ``r`` left and right of them, ``w`` anywhere in their sentence, ``o`` in a sentence that names only one of them;
``x`` for the parts that the two places play (``lib/reading/contexts.py``). Places themselves and numbers are left out,
so that the model learns what is said, not of whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from lib.reading.actors import Scene
from lib.reading.contexts import contexts

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

    def around(self, a: str, b: str, numbers: list[int]) -> set[str]:
        """The features of a pair of codes from the sentences of these numbers."""
        found: set[str] = set()
        for number in numbers:
            scene = self._scenes[number]
            span = _span(scene, a, b)
            found.update(self._marked(number, "o" if span is None else "w"))
            if span is not None:
                found.update(_placed(self._cut(number), *span))
            for actor in scene.actors:
                if a in actor.codes or b in actor.codes:
                    found.update(self._played(number, actor.start, actor.end))
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
    spans = ((min(x.start, y.start), max(x.end, y.end)) for x in ones for y in others)
    return min(spans, key=lambda span: span[1] - span[0], default=None)


def _placed(words: list[tuple[str, int]], start: int, end: int) -> Iterator[str]:
    for word, at in words:
        if start <= at < end:
            yield f"b {word}"
        elif start - BESIDE <= at < start:
            yield f"l {word}"
        elif end <= at < end + BESIDE:
            yield f"r {word}"
