"""The words around two places, from which the models tell how likely they act together and which of them gives.

Words are told apart by where they stand, their mark: ``b`` between the two places, ``l`` and ``r`` left and right of
them, ``w`` anywhere in their sentence, ``o`` in a sentence that names only one of them; ``n`` in
the title and the article's beginning, ``N`` in the run of sentences that tells of both; ``x`` for the parts that the
two places play (``lib/reading/contexts.py``). Places themselves and numbers are left out, so that the models learn what
is said, not of whom.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import rjieba

from lib.reading.contexts import contexts

if TYPE_CHECKING:
    from lib.reading.actors import Actor, Scene
    from lib.reading.claims import Claim

BESIDE = 16  # characters left and right of the two places that are looked at
LEAD = 2  # sentences, the title's among them, that tell what an article is about
LONGEST_SENTENCE = 400  # characters; of a longer one only the beginning is cut into words
NUMBER = re.compile(r"[0-9０-９.,．，%％一二三四五六七八九十百千万亿\s]+")
Marked = dict[str, set]  # mark → words, or their numbers


class Wording:
    """The words of an article's sentences; each sentence is cut once, when it is first asked for.

    ``vocabulary``: the number of each word that a model has a weight for; a word stands as its number then, others are
    left out. Without one, to learn from, words stand as they are.
    """

    def __init__(self, scenes: list[Scene], vocabulary: dict[str, int] | None = None) -> None:
        self._scenes = scenes
        self._number = _itself if vocabulary is None else vocabulary.get
        self._words: dict[int, tuple[list, list[int]]] = {}
        self._parts: dict[tuple[int, str], set] = {}

    def known(self, words: Iterable[str]) -> set:
        """The words as they stand in what the other methods give."""
        return {number for number in map(self._number, words) if number is not None}

    def around(self, a: str, b: str, numbers: list[int], told: set[int]) -> Marked:
        """The words around a pair of codes in the sentences of these numbers; ``told``: of which more is known."""
        found: Marked = defaultdict(set)
        for number in numbers:
            seats = self._scenes[number].seats
            ones, others = seats.get(a, ()), seats.get(b, ())
            mark = "w" if ones and others else "o"
            found[mark.upper() if number in told else mark].update(self._cut(number)[0])
            if ones and others:
                self._place(found, number, "", *_nearest(ones, others))
            found["x"].update(self._played(number, a), self._played(number, b))
        return found

    def told(self, claims: list[Claim]) -> Marked:
        """The words of an article's title and beginning, and those of the runs that a pair belongs to."""
        runs = set().union(*(claim.run.scenes for claim in claims if claim.run))
        return {"n": self._all(range(min(LEAD, len(self._scenes)))), "N": self._all(runs)}

    def toward(self, giver: str, taker: str, numbers: list[int]) -> Marked:
        """The words around ``giver`` helping ``taker``: ``>`` and ``<`` tell which of them stands first."""
        found: Marked = defaultdict(set)
        for number in numbers:
            seats = self._scenes[number].seats
            givers, takers = seats.get(giver, ()), seats.get(taker, ())
            if givers and takers:
                one, other = _nearest(givers, takers)
                self._place(found, number, ">" if one.start <= other.start else "<", one, other)
            else:
                found["g" if givers else "t"].update(self._cut(number)[0])
            found["gx"].update(self._played(number, giver))
            found["tx"].update(self._played(number, taker))
        return found

    def _place(self, found: Marked, number: int, order: str, one: Actor, other: Actor) -> None:
        """Add the words between two actors, and those left and right of them."""
        words, starts = self._cut(number)
        begin, end = min(one.start, other.start), max(one.end, other.end)
        left, first, last, right = (bisect_left(starts, at) for at in (begin - BESIDE, begin, end, end + BESIDE))
        found[order + "l"].update(words[left:first])
        found[order + "b"].update(words[first:last])
        found[order + "r"].update(words[last:right])

    def _played(self, number: int, code: str) -> set:
        """The parts that a place plays in a sentence."""
        key = (number, code)
        if key not in self._parts:
            scene = self._scenes[number]
            parts = (contexts(scene.text, actor.start, actor.end) for actor in scene.seats.get(code, ()))
            self._parts[key] = self.known(set().union(*parts))
        return self._parts[key]

    def _all(self, numbers: Iterable[int]) -> set:
        return set().union(*(self._cut(number)[0] for number in numbers))

    def _cut(self, number: int) -> tuple[list, list[int]]:
        """The words of a sentence outside the names of those who act, and where each begins."""
        if number not in self._words:
            self._words[number] = self._read(self._scenes[number])
        return self._words[number]

    def _read(self, scene: Scene) -> tuple[list, list[int]]:
        text, at, called = scene.text[:LONGEST_SENTENCE], 0, self._number
        words, starts = [], []
        for start, end in [*((actor.start, actor.end) for actor in scene.actors), (len(text), len(text))]:
            for word in rjieba.cut(text[at:start], False) if start > at else ():
                number = called(word)
                if number is not None:
                    words.append(number)
                    starts.append(at)
                at += len(word)
            at = max(at, end)
        return words, starts


def _itself(word: str) -> str | None:
    return None if NUMBER.fullmatch(word) else word


def _nearest(ones: list[Actor], others: list[Actor]) -> tuple[Actor, Actor]:
    if len(ones) == 1 == len(others):
        return ones[0], others[0]
    pairs = ((one, other) for one in ones for other in others)
    return min(pairs, key=lambda pair: max(pair[0].end, pair[1].end) - min(pair[0].start, pair[1].start))
