"""Fit the few weights by which domains and forms are coded, and print how well they do.

    python -m benchmarks.train_coding [--write]

Learns from the odd-numbered articles of data/sample and benchmarks/broadcast only (what both codings hold is right,
what one alone holds is left out); the even-numbered ones stay unseen. One set of weights serves all labels of a group,
so that few articles are enough. Prints F1 by seven-fold cross-validation, five times shuffled; --write stores
data/lexicon/coding.yaml.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
import yaml

from lib.lexicon import DATA
from lib.reading.domains import FEATURES, features

HEADER = """# Weights by which the evidence for a label is judged (lib/reading/domains.py). Fitted on the odd-numbered
# articles of data/sample and benchmarks/broadcast by benchmarks/train_coding.py; a label is coded where the sum reaches
# `least`.
"""


FOLDERS = (DATA / "sample", Path(__file__).parent / "broadcast")


def article(path: Path) -> tuple[str, str]:
    """Title and text of a coded article, tags dropped."""
    head, text = re.match(r"---\n(.*?)\n---\n(.*)", path.read_text("utf-8"), re.S).groups()
    text = html.unescape(re.sub(r"<[^>]+>", "\n", text))
    title = re.search(r"^title: (.*)$", head, re.M)
    return title[1] if title else "", "\n".join(line.strip() for line in text.splitlines() if line.strip())


def examples(group: str) -> list[tuple[set[str], set[str], dict[str, list[float]]]]:
    """For each odd-numbered article with rows: required labels, optional labels, features of each label."""
    found = []
    for path in sorted(path for folder in FOLDERS for path in (folder / "gold").glob("*.json")):
        codings = json.loads(path.read_text("utf-8"))["codings"]
        if int(path.stem[-2:]) % 2 == 0 or not all(codings):
            continue
        labels = [{label for row in rows for label in row[f"{group}s"]} for rows in codings]
        required = set.intersection(*labels)
        title, text = article(path.parent.parent / "articles" / f"{path.stem}.md")
        found.append((required, set.union(*labels) - required, features(text, title, group=group)))
    return found


def fit(cases) -> np.ndarray:
    """Logistic regression with a ridge of 1, by Newton's method."""
    rows = [
        ([1.0, *values], label in required)
        for required, optional, table in cases
        for label, values in table.items()
        if label not in optional
    ]
    x, y = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=float)
    weights, ridge = np.zeros(x.shape[1]), np.diag([0.01] + [1.0] * (x.shape[1] - 1))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + ridge @ weights
        weights -= np.linalg.solve((x.T * (chance * (1 - chance))) @ x + ridge, slope)
    return weights


def tally(cases, weights: np.ndarray, least: float) -> Counter:
    """Hits, misses and wrong labels over the cases."""
    total: Counter = Counter()
    for required, optional, table in cases:
        sums = {label: float(weights @ np.array([1.0, *values])) for label, values in table.items()}
        coded = {label for label, value in sums.items() if value >= least} or set(sorted(sums, key=sums.get)[-1:])
        total += Counter(
            hit=len(required & coded), missed=len(required - coded), wrong=len(coded - required - optional)
        )
    return total


def f1(total: Counter) -> float:
    """F1 of a tally."""
    return 2 * total["hit"] / max(1, 2 * total["hit"] + total["missed"] + total["wrong"])


def best_least(cases, weights: np.ndarray) -> float:
    """The threshold with the best F1 on the cases; of equals the one nearest to zero."""
    return max(np.arange(-1.5, 1.01, 0.1), key=lambda least: (f1(tally(cases, weights, least)), -abs(least)))


def cross_validated(cases) -> float:
    """Mean F1 of seven-fold cross-validation over five shuffles."""
    scores = []
    for seed in range(5):
        order = list(range(len(cases)))
        random.Random(seed).shuffle(order)
        total: Counter = Counter()
        for fold in range(7):
            held = set(order[fold::7])
            known = [cases[i] for i in order if i not in held]
            weights = fit(known)
            total += tally([cases[i] for i in held], weights, best_least(known, weights))
        scores.append(f1(total))
    return float(np.mean(scores))


def main() -> None:
    """Fit both groups, print their figures, write the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store data/lexicon/coding.yaml")
    is_writing = parser.parse_args().write
    model = {}
    for group in ("domain", "form"):
        cases = examples(group)
        weights = fit(cases)
        least = best_least(cases, weights)
        print(f"{group}: {len(cases)} articles, F1 {cross_validated(cases):.3f} cross-validated, "
              f"{f1(tally(cases, weights, least)):.3f} on what it learned from")  # fmt: skip
        names = ("bias", *FEATURES)
        model[group] = {name: round(float(value), 3) for name, value in zip(names, weights, strict=True)}
        model[group]["least"] = round(float(least), 2)
    if is_writing:
        path = Path(DATA / "lexicon/coding.yaml")
        path.write_text(HEADER + yaml.safe_dump(model, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
