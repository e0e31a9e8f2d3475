"""Vectors of words: those that are used alike lie close together. ``data/vectors/SOURCES.md``: where they are from."""

from __future__ import annotations

from functools import cache

import numpy as np

from lib.errors import DataError
from lib.lexicon import DATA

FOLDER = DATA / "vectors"
LONGEST = 127  # what the whole numbers of the file are divided by


@cache
def word_rows() -> dict[str, int]:
    """The row of each word in ``vectors``. Raises DataError where the file is missing or damaged."""
    path = FOLDER / "words.txt"
    try:
        return {word: row for row, word in enumerate(path.read_text(encoding="utf-8").split())}
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: 词表读不出（{error}），请从发布包中恢复该文件。") from error


@cache
def vectors() -> np.ndarray:
    """Word × direction, whole numbers. Raises DataError where the file is missing, damaged or fits no word list."""
    path = FOLDER / "vectors.npy"
    try:
        table = np.load(path)
        if len(table) != len(word_rows()):
            raise ValueError(f"{len(table)} ≠ {len(word_rows())}")
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: 词向量读不出（{error}），请从发布包中恢复该文件。") from error
    return table


def mean_of(rows: list[int]) -> np.ndarray:
    """The sum of the vectors of some rows, divided by the root of their number; zeros where there are none."""
    if not rows:
        return np.zeros(vectors().shape[1])
    return vectors()[rows].sum(axis=0, dtype=np.float64) / (LONGEST * len(rows) ** 0.5)
