"""What an article says that tells of domains and forms, by the part of the article that says it.

Of a row, ``own`` are the sentences that name its partners together, ``held`` all that speak of it; ``title``,
``article`` and ``lead`` (its beginning) are those of the article.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import ahocorasick_rs
import numpy as np

from lib.lexicon import codes, lexicon
from lib.reading.cutting import cut
from lib.reading.script import simplify

GROUPS = ("domain", "form")
PARTS = ("own", "held", "title", "article", "lead")
LONGEST, LEAD = 4000, 150  # characters of a part, and of the lead, that are read


@dataclass
class Part:
    """The words of a part (or their numbers in a vocabulary), and each find of a word of the lexicons, by group."""

    words: set = field(default_factory=set)
    hits: dict[str, list[int]] = field(default_factory=lambda: {group: [] for group in GROUPS})


class Telling:
    """An article's title and sentences, each read once. ``vocabulary``: word → number; without one words stand as they
    are, to learn from."""

    def __init__(self, title: str, sentences: Sequence[str], vocabulary: Mapping[str, int] | None = None) -> None:
        self._number = vocabulary.get if vocabulary is not None else lambda word: word
        self._sentences = [simplify(sentence) for sentence in sentences]
        self._starts = [0, *accumulate(map(len, sentences))]
        self._read: dict[int, Part] = {}
        lead = sum(start < LEAD for start in self._starts[:-1])
        self._whole = {
            "title": self._part_of(simplify(title)),
            "article": self._joined(range(len(sentences))),
            "lead": self._joined(range(lead)),
        }

    def parts(self, own: Collection[int], held: Collection[int]) -> dict[str, Part]:
        """What a row is coded by; ``own`` and ``held``: numbers of sentences in order; without any, the title."""
        title = self._whole["title"]
        return {
            "own": self._joined(own) if own else title,
            "held": self._joined(held) if held else title,
            **self._whole,
        }

    def _joined(self, numbers: Iterable[int]) -> Part:
        """The sentences of these numbers together, as many as are read."""
        joined, length = Part(), 0
        for number in numbers:
            if number not in self._read:
                self._read[number] = self._part_of(self._sentences[number])
            joined.words |= self._read[number].words
            for group in GROUPS:
                joined.hits[group] += self._read[number].hits[group]
            length += len(self._sentences[number])
            if length > LONGEST:
                break
        return joined

    def _part_of(self, text: str) -> Part:
        text = text[:LONGEST]
        numbers = {number for number in map(self._number, set(cut(text))) if number is not None}
        hits = {
            group: [index for index, _, _ in lexicon_of(group).finder.find_matches_as_indexes(text)] for group in GROUPS
        }
        return Part(numbers, hits)


@dataclass(frozen=True)
class Lexicon:
    """The words of a group: where they are found, and how much each says for which label (word × label)."""

    finder: ahocorasick_rs.AhoCorasick
    weights: np.ndarray

    def scores(self, hits: list[int]) -> np.ndarray:
        """The evidence for each label: the weights of the words found, a word found n times counting √n times.

        Words inside a masked word (学院 in 科学院) do not count.
        """
        times = np.bincount(hits, minlength=len(self.weights)) if hits else np.zeros(len(self.weights))
        return np.sqrt(times) @ self.weights


@cache
def lexicon_of(group: str) -> Lexicon:
    """The lexicon of "domain" or "form"; its labels stand in the codebook's order."""
    entries, labels = lexicon(f"{group}s")[f"{group}s"], {label: n for n, label in enumerate(codes(f"{group}s"))}
    words: dict[str, dict[str, float]] = {}
    for entry in entries:
        for word in entry["words"]:
            words.setdefault(word, {})[entry[group]] = entry["weight"]
    for mask in {mask for entry in entries for mask in entry.get("without", ())}:
        words.setdefault(mask, {})
    weights = np.zeros((len(words), len(labels)))
    for row, by_label in enumerate(words.values()):
        for label, weight in by_label.items():
            weights[row, labels[label]] = weight
    finder = ahocorasick_rs.AhoCorasick(list(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return Lexicon(finder, weights)
