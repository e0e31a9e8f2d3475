"""Fit the models by which domains and forms are coded, and print how well they do.

    pip install scikit-learn
    python -m benchmarks.train_coding [--keep] [--all]

Learns from the lexicon's examples and from the rows of the articles of ``benchmarks/coded.py``: what both codings hold
is right, what one alone holds is left out. Each label has a model of its own: what the lexicon's words say of it, and
the single words of the row's text and title. Prints F1 by five-fold cross-validation (whole articles are left out);
``--keep`` writes ``data/models/domains.json`` and ``forms.json``; ``--all`` learns from the even-numbered ones too,
to ship.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.coded import coded_articles
from benchmarks.train_reader import keep
from lib.lexicon import codes, gazetteer, lexicon
from lib.reading import row_text
from lib.reading.domains import FEATURES, LabelJudge, choose, evidence, features, ratios_of, words_of
from lib.reading.wording import NUMBER

FOLDS, GROUPS = 5, ("domain", "form")
RARE, QUIET = 4, 0.3  # rows that must hold a word; what a word counts beside the lexicon's evidence
FEWEST, LEAST = 5, 0.02  # rows that must hold a label; the smallest weight kept
GRID = (-1.0, -0.8, -0.6, -0.5, -0.4, -0.2, 0.0)


@dataclass
class Row:
    """A row as the coders hold it, with what its text says."""

    article: str
    required: set[str]
    optional: set[str]
    table: dict[str, list[float]]
    words: frozenset[str]


def learned(text: str, title: str) -> frozenset[str]:
    """The words of a row that the models may learn: of two characters and more, no place, no number."""
    names = gazetteer().names()
    marked = ((mark, word) for mark, words in zip("wt", words_of(text, title), strict=True) for word in words)
    return frozenset(
        f"{mark} {word}" for mark, word in marked if len(word) > 1 and word not in names and not NUMBER.fullmatch(word)
    )


def rows_of(group: str, halves: tuple[int, ...]) -> Iterator[Row]:
    """The rows that all coders hold, where any of them gives a label."""
    for coded in coded_articles(halves):
        drafts = coded.drafts()
        for draft in drafts:
            codings = coded.rows(set(draft.codes))
            labels = [{label for row in rows for label in row.get(f"{group}s", ())} for rows in codings]
            if all(codings) and any(labels):
                text, title, context = row_text(coded.article, coded.cast, draft, drafts)
                required = set.intersection(*labels)
                yield Row(
                    coded.article.file + coded.article.title,
                    required,
                    set.union(*labels) - required,
                    features(text, title, context, group),
                    learned(text, title),
                )


def examples_of(group: str) -> Iterator[Row]:
    """The lexicon's own examples: each is of its label, and says nothing of the others."""
    for entry in lexicon(f"{group}s")[f"{group}s"]:
        label = entry[group]
        for text in entry.get("examples", ()):
            others = set(codes(f"{group}s")) - {label}
            yield Row(text, {label}, others, features(text, group=group), learned(text, ""))


def fit(group: str, rows: Sequence[Row]) -> dict[str, dict]:
    """A logistic regression for each label that is not too rare: ``labels`` and ``words`` of a model."""
    rows = [*rows, *examples_of(group)]
    seen = Counter(word for row in rows for word in row.words)
    labels, words = {}, defaultdict(dict)
    for label in codes(f"{group}s"):
        held = [row for row in rows if label not in row.optional]
        truth = [label in row.required for row in held]
        if sum(truth) < FEWEST:
            continue
        table = DictVectorizer(sort=True)
        matrix = table.fit_transform(
            [
                dict(zip(FEATURES, evidence(row.table, label, ratios_of(row.table)), strict=True))
                | {word: QUIET for word in row.words if seen[word] >= RARE}
                for row in held
            ]
        )
        matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
        model = LogisticRegression(C=1.0, max_iter=500, solver="liblinear").fit(matrix, truth)
        weights = dict(zip(table.get_feature_names_out(), model.coef_[0], strict=True))
        numbers = [round(float(weights.pop(name, 0.0)), 3) for name in FEATURES]
        labels[label] = [round(float(model.intercept_[0]), 3), *numbers]
        for word, weight in weights.items():
            if abs(weight * QUIET) >= LEAST:
                words[word][label] = round(float(weight * QUIET), 3)
    return {"labels": labels, "words": dict(words)}


def f1(rows: Sequence[Row], sums: Sequence[dict[str, float]], least: float) -> float:
    """F1 of the labels chosen, in percent."""
    hit = missed = wrong = 0
    for row, by_label in zip(rows, sums, strict=True):
        chosen = set(choose(by_label, least))
        hit += len(chosen & row.required)
        missed += len(row.required - chosen)
        wrong += len(chosen - row.required - row.optional)
    return 200 * hit / max(2 * hit + missed + wrong, 1)


def cross_validated(group: str, rows: Sequence[Row]) -> dict[float, float]:
    """threshold → F1 on articles that were left out."""
    folds = [crc32(row.article.encode()) % FOLDS for row in rows]
    held, sums = [], []
    for fold in range(FOLDS):
        model = fit(group, [row for row, n in zip(rows, folds, strict=True) if n != fold])
        vocabulary = {word: n for n, word in enumerate(model["words"])}
        judge = LabelJudge.of(0.0, vocabulary=vocabulary, **model)
        left = [row for row, n in zip(rows, folds, strict=True) if n == fold]
        held += left
        sums += [judge.sums(row.table, [vocabulary[w] for w in row.words if w in vocabulary]) for row in left]
    return {least: f1(held, sums, least) for least in GRID}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="write the models")
    parser.add_argument("--all", action="store_true", help="learn from the even-numbered articles too, to ship")
    arguments = parser.parse_args()
    halves = (1, 0) if arguments.all else (1,)
    for group in GROUPS:
        rows = list(rows_of(group, halves))
        scores = cross_validated(group, rows)
        print(f"{group}s: {len(rows)} rows;", ", ".join(f"{least}: {value:.1f}" for least, value in scores.items()))
        if arguments.keep:
            keep(f"{group}s", {"halves": halves, "least": max(scores, key=scores.get)} | fit(group, rows))


if __name__ == "__main__":
    main()
