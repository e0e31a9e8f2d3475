"""The fitted models that weigh what the reader finds: boosted trees over named features, and weights of words.

``data/models/NAME.json`` holds a model: ``features`` (names, in order), ``threshold`` (a chance from which on the
answer is yes), ``base`` (log-odds), and ``trees``. A tree is a list of nodes ``[feature, limit, left, right]`` or, at
its ends, ``[value]``; what is at most ``limit`` goes left. A model of words has ``bias`` and ``weights`` (word →
log-odds). benchmarks/train_reader.py fits and writes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from math import fsum
from typing import TypeVar

import numpy as np

from lib.errors import DataError
from lib.lexicon import DATA

MODELS = DATA / "models"
NAMES = ("links", "givers", "amounts", "counts", "dates")
LARGEST_BATCH = 4000  # rows of features judged at once
Model = TypeVar("Model")


@dataclass(frozen=True)
class Judge:
    """A model ready to answer. The trees' nodes stand in one table; ``roots`` are where each tree begins."""

    columns: dict[str, int]
    threshold: float
    base: float
    roots: np.ndarray
    feature: np.ndarray
    limit: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    depth: int

    def chances(self, rows: list[dict[str, float]]) -> list[float]:
        """For each row of features (what is missing is 0) the chance that the answer is yes, 0–1."""
        found: list[float] = []
        for start in range(0, len(rows), LARGEST_BATCH):
            table = self._table(rows[start : start + LARGEST_BATCH])
            found += (1 / (1 + np.exp(-self._sums(table)))).tolist()
        return found

    def _table(self, rows: list[dict[str, float]]) -> np.ndarray:
        table = np.zeros((len(rows), len(self.columns)))
        for number, row in enumerate(rows):
            for name, value in row.items():
                column = self.columns.get(name)
                if column is not None:
                    table[number, column] = value
        return table

    def _sums(self, table: np.ndarray) -> np.ndarray:
        """Walk down all trees at once; an end leads to itself."""
        rows = np.arange(len(table))[:, None]
        nodes = np.broadcast_to(self.roots, (len(table), len(self.roots)))
        for _ in range(self.depth):
            goes_left = table[rows, self.feature[nodes]] <= self.limit[nodes]
            nodes = np.where(goes_left, self.left[nodes], self.right[nodes])
        return self.base + self.value[nodes].sum(axis=1)


@dataclass(frozen=True)
class WordJudge:
    """A model of words ready to answer."""

    bias: float
    weights: dict[str, float]

    def logit(self, words: Iterable[str]) -> float:
        """The log-odds that the answer is yes; words that the model does not know say nothing."""
        weights = self.weights
        return self.bias + fsum(weights[word] for word in words if word in weights)


@cache
def judge(name: str) -> Judge:
    """One of ``NAMES``. Raises DataError where its file is missing or damaged."""
    return _read(name, _built)


@cache
def word_judge(name: str) -> WordJudge:
    """A model of words by its name. Raises DataError where its file is missing or damaged."""
    return _read(name, lambda model: WordJudge(float(model["bias"]), model["weights"]))


def _read(name: str, build: Callable[[dict], Model]) -> Model:
    path = MODELS / f"{name}.json"
    try:
        return build(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise DataError(f"{path}: 模型文件读不出（{error}），请从发布包中恢复该文件。") from error


def _built(model: dict) -> Judge:
    nodes: list[tuple[int, float, int, int, float]] = []
    roots = []
    for tree in model["trees"]:
        roots.append(shift := len(nodes))
        for number, node in enumerate(tree):
            at = shift + number
            if len(node) == 1:
                nodes.append((0, 0.0, at, at, node[0]))
            else:
                nodes.append((node[0], node[1], shift + node[2], shift + node[3], 0.0))
    feature, limit, left, right, value = (np.array(column) for column in zip(*nodes, strict=True))
    columns = {name: number for number, name in enumerate(model["features"])}
    depth = max(map(_depth, model["trees"]))
    return Judge(columns, model["threshold"], model["base"], np.array(roots), feature, limit, left, right, value, depth)


def _depth(tree: list[list], at: int = 0) -> int:
    node = tree[at]
    return 0 if len(node) == 1 else 1 + max(_depth(tree, node[2]), _depth(tree, node[3]))
