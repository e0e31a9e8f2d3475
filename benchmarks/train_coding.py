"""Fit the models by which domains and forms are coded, and print how well they do.

    pip install scikit-learn
    python -m benchmarks.train_coding [--keep] [--all]

Learns from the lexicon's examples and from the rows of the articles of ``benchmarks/coded.py``: what both codings hold
is right, what one alone holds is left out. Each label has a model of its own (``lib/reading/domains.py``): what the
lexicon's words say of it, the single words of the row's parts and what they mean, and the row's marks. Prints F1 by
five-fold cross-validation (whole articles are left out); ``--keep`` writes ``data/models/domains.json`` and
``forms.json``; ``--all`` learns from the even-numbered ones too, to ship.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.coded import Coded, coded_articles
from benchmarks.train_reader import keep
from lib.lexicon import codes, lexicon
from lib.reading import values_of
from lib.reading.attach import Rows
from lib.reading.coding import Coding
from lib.reading.domains import WORDED, choose, evidence, says_something
from lib.reading.telling import GROUPS, Part, Telling
from lib.reading.vectors import mean_of, word_rows

FOLDS = 5
RARE, FEWEST = 4, 5  # rows that must hold a word; rows that must hold a label
QUIET = {"own": 0.2, "held": 0.3, "title": 0.3, "article": 0.12}  # what a word counts beside the lexicon's evidence
MEANT = {"own": 0.4, "held": 0.4, "title": 0.4, "article": 0.2}  # the same for what the words mean together
MARK = 0.5  # the same for a mark
LEAST = 0.02  # the smallest weight kept
NEVER = -6.0  # the bias of a label that is too rare to be learned
GRID = (-1.2, -1.0, -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.2, 0.0)


@dataclass
class Row:
    """A row as the coders hold it: its labels by group, and what it is coded by."""

    article: str
    required: set[str]
    optional: set[str]
    parts: dict[str, Part]
    marks: set[str]
    evidence: np.ndarray

    @cached_property
    def single(self) -> dict[str, float]:
        """What single words and marks count."""
        words = {f"{name} {word}": QUIET[name] for name in WORDED for word in self.said(name)}
        return words | {f"mark {mark}": MARK for mark in self.marks}

    @cached_property
    def meant(self) -> np.ndarray:
        """What the words of each part mean together, part after part."""
        rows = word_rows()
        return np.concatenate(
            [MEANT[name] * mean_of([rows[w] for w in sorted(self.said(name)) if w in rows]) for name in WORDED]
        )

    def said(self, name: str) -> set[str]:
        """The words of a part that the models may learn."""
        return {word for word in self.parts[name].words if says_something(word)}


def rows_of(group: str, articles: Sequence[Coded]) -> Iterator[Row]:
    """The rows that all coders hold, where any of them gives a label."""
    for coded in articles:
        drafts = coded.drafts()
        coding = Coding(
            coded.article, Rows(drafts, coded.cast, coded.told), coded.links, values_of(coded.article, "amounts")
        )
        for n, draft in enumerate(drafts):
            codings = coded.rows(set(draft.codes))
            labels = [{label for row in rows for label in row.get(f"{group}s", ())} for rows in codings]
            if all(codings) and any(labels):
                required = set.intersection(*labels)
                name = coded.article.file + coded.article.title
                yield _row(group, name, required, set.union(*labels) - required, coding.parts(n), coding.marks(n))


def _row(group: str, name: str, required: set[str], optional: set[str], parts: dict[str, Part], marks: set[str]) -> Row:
    return Row(name, required, optional, parts, marks, evidence(parts, group))


def examples_of(group: str) -> Iterator[Row]:
    """The lexicon's own examples: each is of its label, and says nothing of the others."""
    for entry in lexicon(f"{group}s")[f"{group}s"]:
        label = entry[group]
        for text in entry.get("examples", ()):
            others = set(codes(f"{group}s")) - {label}
            yield _row(group, text, {label}, others, Telling("", [text]).parts([0], [0]), set())


def fit(group: str, rows: Sequence[Row]) -> dict[str, dict]:
    """A logistic regression for each label that is not too rare, in the form of the model's file."""
    rows = [*rows, *examples_of(group)]
    seen = Counter(name for row in rows for name in row.single)
    table = DictVectorizer(sort=True)
    single = table.fit_transform(
        [{name: value for name, value in row.single.items() if seen[name] >= RARE} for row in rows]
    )
    meant = np.array([row.meant for row in rows])
    directions = meant.shape[1] // len(WORDED)
    labels, words, marks = {}, defaultdict(dict), defaultdict(dict)
    vectors = {name: np.zeros((directions, len(codes(f"{group}s")))) for name in WORDED}
    for place, label in enumerate(codes(f"{group}s")):
        held = [n for n, row in enumerate(rows) if label not in row.optional]
        truth = [label in rows[n].required for n in held]
        known = np.array([rows[n].evidence[:, place] for n in held])
        labels[label] = [NEVER] + [0.0] * known.shape[1]
        if sum(truth) < FEWEST:
            continue
        matrix = hstack([csr_matrix(known), csr_matrix(meant[held]), single[held]]).tocsr()
        matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
        model = LogisticRegression(C=1.0, max_iter=500, solver="liblinear").fit(matrix, truth)
        said, weights = model.coef_[0][: known.shape[1]], model.coef_[0][known.shape[1] + meant.shape[1] :]
        labels[label] = [round(float(number), 3) for number in (model.intercept_[0], *said)]
        for n, name in enumerate(WORDED):
            start = known.shape[1] + n * directions
            vectors[name][:, place] = MEANT[name] * model.coef_[0][start : start + directions]
        for name, weight in zip(table.get_feature_names_out(), weights, strict=True):
            part, word = name.split(" ", 1)
            told = round(float(weight * QUIET.get(part, MARK)), 3)
            if abs(told) >= LEAST:
                (marks[word] if part == "mark" else words[name])[label] = told
    return {
        "labels": labels,
        "words": dict(words),
        "marks": dict(marks),
        "vectors": {name: table.round(3).tolist() for name, table in vectors.items()},
    }


def sums(rows: Sequence[Row], group: str, model: dict) -> list[np.ndarray]:
    """What a model says of each row, label by label."""
    labels = list(codes(f"{group}s"))
    numbers = np.array([model["labels"][label] for label in labels]).T
    vectors = np.concatenate([np.array(model["vectors"][name]) / MEANT[name] for name in WORDED])
    found = []
    for row in rows:
        said = numbers[0] + (numbers[1:] * row.evidence).sum(axis=0) + row.meant @ vectors
        for name in row.single:
            by_label = model["marks" if name.startswith("mark ") else "words"].get(name.removeprefix("mark "), {})
            for label, weight in by_label.items():
                said[labels.index(label)] += weight
        found.append(said)
    return found


def f1(group: str, rows: Sequence[Row], said: Sequence[np.ndarray], least: float) -> float:
    """F1 of the labels chosen, in percent."""
    labels = list(codes(f"{group}s"))
    hit = missed = wrong = 0
    for row, by_label in zip(rows, said, strict=True):
        chosen = {labels[n] for n in choose(by_label, least)}
        hit += len(chosen & row.required)
        missed += len(row.required - chosen)
        wrong += len(chosen - row.required - row.optional)
    return 200 * hit / max(2 * hit + missed + wrong, 1)


def cross_validated(group: str, rows: Sequence[Row]) -> dict[float, float]:
    """threshold → F1 on articles that were left out."""
    folds = [crc32(row.article.encode()) % FOLDS for row in rows]
    held, said = [], []
    for fold in range(FOLDS):
        model = fit(group, [row for row, n in zip(rows, folds, strict=True) if n != fold])
        left = [row for row, n in zip(rows, folds, strict=True) if n == fold]
        held += left
        said += sums(left, group, model)
    return {least: f1(group, held, said, least) for least in GRID}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="write the models")
    parser.add_argument("--all", action="store_true", help="learn from the even-numbered articles too, to ship")
    arguments = parser.parse_args()
    halves = (1, 0) if arguments.all else (1,)
    articles = coded_articles(halves)
    for group in GROUPS:
        rows = list(rows_of(group, articles))
        scores = cross_validated(group, rows)
        print(f"{group}s: {len(rows)} rows;", ", ".join(f"{least}: {value:.1f}" for least, value in scores.items()))
        if arguments.keep:
            keep(f"{group}s", {"halves": halves, "least": max(scores, key=scores.get)} | fit(group, rows))


if __name__ == "__main__":
    main()
