"""The fitted models that weigh what the reader finds: weights of words, and boosted trees over named features.

``data/models/NAME.json`` holds a model: ``features`` (names, in order), ``threshold`` (a chance from which on the
answer is yes), ``base`` (log-odds), and ``trees``. A tree is a list of nodes ``[feature, limit, left, right]`` or, at
its ends, ``[value]``; what is at most ``limit`` goes left. ``words``, where there are any, has a ``bias`` and
``weights`` (word → log-odds): what the words around say, which the trees hear as one more feature.
benchmarks/train_reader.py fits and writes them.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum
from typing import TypeVar

import numpy as np

from lib.errors import DataError
from lib.lexicon import DATA
from lib.reading.wording import Marked

MODELS = DATA / "models"
NAMES = ("links", "givers", "amounts", "counts", "dates")
LARGEST_BATCH = 1000  # rows of features judged at once
Model = TypeVar("Model")
MOST_LEAVES = 24  # of a tree: they are bits of a number that stays exact as a single float


@dataclass(frozen=True)
class WordJudge:
    """Weights of words: mark → what a word is called (itself, or its number in ``vocabulary``) → weight."""

    bias: float
    weights: dict[str, Sequence[float] | Mapping[str, float]]

    def logit(self, words: Marked) -> float:
        """The log-odds that the answer is yes."""
        said = [self.bias]
        for mark, found in words.items():
            if mark in self.weights:
                said.extend(map(self.weights[mark].__getitem__, found))
        return fsum(said)


@dataclass(frozen=True)
class Judge:
    """A model ready to answer.

    The leaves of a tree are numbered from the left. A split that sends a row to the right rules out the leaves on its
    left; the row ends in the first leaf that no split rules out. As many splits ask the same of a feature, what they
    rule out together is known beforehand: a row of ``gone`` for each feature and each step between its limits.
    """

    limits: dict[str, tuple[int, list[float]]]  # feature → row of ``gone`` below its first limit; its limits, rising
    below: dict[str, float]  # 0 for features with a limit below 0: what a row leaves out says something there
    threshold: float
    base: float
    gone: np.ndarray  # step × tree: bits of the leaves that are ruled out; the first row rules out none
    leaves: np.ndarray  # of all trees, tree after tree, each as wide as the widest
    firsts: np.ndarray  # where the leaves of each tree begin
    words: WordJudge

    def heard(self, row: dict[str, float], words: Marked) -> dict[str, float]:
        """A row of features with what the words around say, as one more."""
        return row | {"words": self.words.logit(words)}

    def chances(self, rows: list[dict[str, float]]) -> list[float]:
        """For each row of features (what is missing is 0) the chance that the answer is yes, 0–1."""
        found: list[float] = []
        for start in range(0, len(rows), LARGEST_BATCH):
            found += (1 / (1 + np.exp(-self._sums(rows[start : start + LARGEST_BATCH])))).tolist()
        return found

    def _sums(self, rows: list[dict[str, float]]) -> np.ndarray:
        steps = [self._steps(row) for row in rows]
        most = max(map(len, steps))
        gone = np.bitwise_or.reduce(self.gone.take([found + [0] * (most - len(found)) for found in steps], 0), axis=1)
        _, leaf = np.frexp((~gone & (gone + 1)).astype(np.float32))
        return self.base + np.add.reduce(self.leaves.take(self.firsts + leaf), axis=1)

    def _steps(self, row: dict[str, float]) -> list[int]:
        """The rows of ``gone`` for a row's features; a 0 rules nothing out where no limit is below it."""
        known, below, steps = self.limits, self.below, [0]
        for name, value in (below | row).items():
            if (value or name in below) and name in known:
                first, limits = known[name]
                steps.append(first + bisect_left(limits, value))
        return steps


@cache
def vocabulary() -> dict[str, int]:
    """The number of each word that one of the models has a weight for. Raises DataError as ``judge``."""
    read = (read_model(name, lambda model: model.get("words", {}).get("weights", {})) for name in NAMES)
    words = sorted({name.split(" ", 1)[1] for weights in read for name in weights})
    return {word: number for number, word in enumerate(words)}


def _words(bias: float, weights: dict[str, float]) -> WordJudge:
    """Weights as the file has them, mark and word in one ("b 与"), by mark and the word's number."""
    numbers = vocabulary()
    by_mark: dict[str, array] = {}
    for name, weight in weights.items():
        mark, word = name.split(" ", 1)
        by_mark.setdefault(mark, array("d", bytes(8 * len(numbers))))[numbers[word]] = weight
    return WordJudge(bias, by_mark)


@cache
def judge(name: str) -> Judge:
    """One of ``NAMES``. Raises DataError where its file is missing or damaged."""
    return read_model(name, _built)


def read_model(name: str, build: Callable[[dict], Model]) -> Model:
    """What ``build`` makes of a file of ``data/models``. Raises DataError where it is missing or damaged."""
    path = MODELS / f"{name}.json"
    try:
        return build(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise DataError(f"{path}: 模型文件读不出（{error}），请从发布包中恢复该文件。") from error


def _built(model: dict) -> Judge:
    trees = [_splits(tree) for tree in model["trees"]]
    width = max(len(leaves) for _, leaves in trees)
    if width > MOST_LEAVES:
        raise ValueError(f"{width} leaves in a tree, {MOST_LEAVES} at most")
    leaves = np.array([value for _, leaves in trees for value in leaves + [0.0] * (width - len(leaves))])
    limits, gone = _ruled_out(model["features"], [splits for splits, _ in trees])
    return Judge(
        limits,
        {name: 0.0 for name, (_, found) in limits.items() if found and found[0] < 0},
        model["threshold"],
        model["base"],
        gone.astype(np.int16 if width <= 16 else np.int32),
        leaves,
        np.arange(len(trees)) * width - 1,
        _words(**model.get("words", {"bias": 0.0, "weights": {}})),
    )


def _ruled_out(names: list[str], trees: list[list]) -> tuple[dict[str, tuple[int, list[float]]], np.ndarray]:
    """``Judge.limits`` and ``Judge.gone`` of the splits of each tree."""
    drops: list[dict[float, list[tuple[int, int]]]] = [{} for _ in names]  # of a feature: limit → (tree, bits)
    for tree, splits in enumerate(trees):
        for feature, limit, bits in splits:
            drops[feature].setdefault(limit, []).append((tree, bits))
    steps = [np.zeros(len(trees), dtype=np.int64)]
    limits = {}
    for name, found in zip(names, drops, strict=True):
        limits[name] = len(steps), sorted(found)
        steps.append(steps[0])
        for limit in sorted(found):
            steps.append(steps[-1].copy())
            for tree, bits in found[limit]:
                steps[-1][tree] |= bits
    return limits, np.array(steps)


def _splits(tree: list[list]) -> tuple[list[tuple[int, float, int]], list[float]]:
    """((feature, limit, bits of the leaves on its left) of each split, the values of the leaves from the left)."""
    splits: list[tuple[int, float, int]] = []
    leaves: list[float] = []

    def walk(at: int) -> None:
        node = tree[at]
        if len(node) == 1:
            leaves.append(node[0])
            return
        first = len(leaves)
        walk(node[2])
        splits.append((node[0], node[1], (1 << len(leaves)) - (1 << first)))
        walk(node[3])

    walk(0)
    return splits, leaves
