"""Fit the models by which the reader decides who acts together, who gives, and which values belong to a row.

    pip install scikit-learn
    python -m benchmarks.train_reader [NAME ...] [--keep] [--quick] [--all]

Learns from the articles of ``benchmarks/coded.py``. Prints F1 by cross-validation (whole articles are left out, eight
parts), and how often answers of each chance were right; ``--keep`` writes ``data/models``. ``--all`` also learns from
the even-numbered articles, on which nothing can be measured any more: benchmarks/accuracy.py refuses such models.
scikit-learn is needed here only: the reader walks down the trees itself.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.coded import UNCLEAR, Coded, coded_articles
from lib.reading import values_of
from lib.reading.attach import Rows, held_against
from lib.reading.judges import MODELS, NAMES, WordJudge
from lib.reading.links import hear
from lib.reading.roles import giving, lean, toward
from lib.reading.wording import Marked

PARTS, INNER = 8, 5
VALUES = ("amounts", "counts", "dates")
THRESHOLD = {"links": 0.36, "givers": 0.25, "amounts": 0.35, "counts": 0.35, "dates": 0.35}
DIGITS = 4  # of a limit or a value of a tree that are kept
RIDGE = {"links": 0.015, "givers": 0.1}  # how strongly words may speak
RARE, LEAST = 2, 0.004  # examples that must hold a word; the smallest weight kept


@dataclass
class Example:
    """What is known of one question: features, whether it is so, how much it counts, the words around if they help."""

    features: dict[str, float]
    is_so: bool
    weight: float = 1.0
    words: Marked = field(default_factory=dict)
    order: tuple[str, str] = ("", "")


def links_examples(coded: Coded) -> Iterator[Example]:
    """Each candidate; an article of many candidates counts for less each."""
    for link in coded.links:
        if (pair := coded.pair(link)) not in coded.optional:
            yield Example(link.features, pair in coded.required, _weight(coded), link.words)


def _weight(coded: Coded) -> float:
    return max(len(coded.links), 8) ** -0.5


def givers_examples(coded: Coded) -> Iterator[Example]:
    """Both orders of each pair that is a cooperation."""
    for link in coded.links:
        giver = coded.givers.get(coded.pair(link), UNCLEAR)
        if giver != UNCLEAR:
            for one, other in ((link.a, link.b), (link.b, link.a)):
                words = toward(link, one, other, coded.cast)
                yield Example(giving(link, one, other, coded.cast), giver == one, _weight(coded), words, (one, other))


def value_examples(coded: Coded, name: str) -> Iterator[Example]:
    """Each value beside each row of its article that the coders hold too."""
    if not any(row.get(name) for rows in coded.codings for row in rows) and coded.article.file.startswith("relations"):
        return
    drafts = coded.drafts()
    held = [[_values(rows, name) for rows in coded.rows(set(draft.codes))] for draft in drafts]
    for value, features in held_against(values_of(coded.article, name), Rows(drafts, coded.cast, coded.told)):
        for number, row in features.items():
            says = [
                [v.get("optional") for v in values if _is_same(name, value, v)]
                for values in held[number]
                if values is not None
            ]
            firm = [any(not optional for optional in said) for said in says]
            if firm and all(firm) == any(map(len, says)):
                yield Example(row, firm[0])


def _values(rows: list[dict], name: str) -> list[dict] | None:
    """A coder's values of rows; None where there is no row."""
    return [value for row in rows for value in row[name]] if rows else None


def _is_same(name: str, found, coded: dict) -> bool:
    """True where a coder means the value found: by its figures, or where only its words are coded, by those."""
    if "value" not in coded:
        return found.text in coded["text"] or coded["text"] in found.text
    if name == "amounts":
        mine = found.value, found.value_max, found.currency
        return mine == (coded["value"], coded.get("value_max"), coded.get("currency", "CNY"))
    if name == "counts":
        return (found.value, found.unit) == (coded["value"], coded.get("unit", ""))
    return (found.value or found.text) == (coded.get("value") or coded["text"])


EXAMPLES: dict[str, Callable[[Coded], Iterator[Example]]] = {
    "links": links_examples,
    "givers": givers_examples,
    **{name: lambda coded, name=name: value_examples(coded, name) for name in VALUES},
}


@dataclass
class Fitted:
    """Boosted trees over named features."""

    names: list[str]
    trees: HistGradientBoostingClassifier

    def chances(self, rows: list[dict[str, float]]) -> np.ndarray:
        table = np.array([[row.get(name, 0.0) for name in self.names] for row in rows])
        return self.trees.predict_proba(table)[:, 1] if rows else np.zeros(0)


class Lesson:
    """The examples of one model, article by article."""

    def __init__(self, name: str, articles: list[Coded]) -> None:
        self.name, self.articles = name, articles
        self.examples = [list(EXAMPLES[name](coded)) for coded in articles]

    def of(self, numbers: Sequence[int]) -> list[Example]:
        """The examples of the articles of these numbers."""
        return [example for number in numbers for example in self.examples[number]]

    def hear(self, numbers: Sequence[int], words: WordJudge) -> None:
        """Put what the words say among the features of these articles' examples."""
        for number in numbers:
            if self.name == "links":
                links = self.articles[number].links
                hear(links, [words.logit(link.words) for link in links])
            for example in self.examples[number] if self.name != "links" else ():
                example.features["words"] = words.logit(example.words)
            if self.name == "givers":
                held = self.examples[number]
                lean([example.order for example in held], [example.features for example in held])

    def fit(self, numbers: Sequence[int]) -> tuple[WordJudge, Fitted]:
        """Both parts of the model; the trees learn from what words say that were fitted on other articles."""
        for part in range(INNER):
            self.hear(
                numbers[part::INNER],
                fit_words(self.name, self.of([n for i, n in enumerate(numbers) if i % INNER != part])),
            )
        return fit_words(self.name, self.of(numbers)), fit_trees(self.of(numbers))


def fit_trees(examples: list[Example]) -> Fitted:
    """Many small trees, none of which may rest on a few examples."""
    table = DictVectorizer(sparse=False)
    features = table.fit_transform([example.features for example in examples])
    trees = HistGradientBoostingClassifier(
        max_iter=300,
        learning_rate=0.04,
        max_leaf_nodes=16,
        min_samples_leaf=16,
        l2_regularization=2.0,
        random_state=1,
        max_features=0.2,
    )
    trees.fit(features, [example.is_so for example in examples], sample_weight=_weights(examples))
    return Fitted(list(table.get_feature_names_out()), trees)


def fit_words(name: str, examples: list[Example]) -> WordJudge:
    """Weights of the words that stand in more than one example; none where the examples have no words."""
    if not any(example.words for example in examples):
        return WordJudge(0.0, {})
    told = [[f"{mark} {word}" for mark, words in e.words.items() for word in words] for e in examples]
    seen = Counter(word for words in told for word in words)
    table = DictVectorizer()
    features = table.fit_transform([{word: 1.0 for word in words if seen[word] >= RARE} for words in told])
    model = LogisticRegression(C=RIDGE[name], max_iter=3000)
    model.fit(features, [example.is_so for example in examples], sample_weight=_weights(examples))
    weights = zip(table.get_feature_names_out(), model.coef_[0], strict=True)
    kept = {name: round(float(weight), DIGITS) for name, weight in weights if abs(weight) >= LEAST}
    by_mark: dict[str, Counter] = defaultdict(Counter)  # a word without a weight says nothing
    for name, weight in kept.items():
        mark, word = name.split(" ", 1)
        by_mark[mark][word] = weight
    return WordJudge(round(float(model.intercept_[0]), DIGITS), by_mark)


def _weights(examples: list[Example]) -> np.ndarray:
    weights = np.array([example.weight for example in examples])
    return weights * len(weights) / weights.sum()


def exported(name: str, words: WordJudge, model: Fitted) -> dict:
    """The model as ``lib/reading/judges.py`` reads it; only features that some tree asks for."""
    grown = [step[0].nodes for step in model.trees._predictors]
    used = sorted({int(node["feature_idx"]) for tree in grown for node in tree if not node["is_leaf"]})
    place = {feature: number for number, feature in enumerate(used)}
    base = float(np.ravel(model.trees._baseline_prediction)[0])
    trees = [[_node(node, place) for node in tree] for tree in grown]
    weights = {f"{mark} {word}": w for mark, by_word in words.weights.items() for word, w in by_word.items()}
    told = {"words": {"bias": words.bias, "weights": weights}} if weights else {}
    features = [model.names[f] for f in used]
    return {"features": features, "threshold": THRESHOLD[name], "base": base, "trees": trees} | told


def _node(node: np.void, place: dict[int, int]) -> list:
    if node["is_leaf"]:
        return [round(float(node["value"]), DIGITS)]
    limit = float(f"{node['num_threshold']:.{DIGITS + 2}g}")
    return [place[int(node["feature_idx"])], limit, int(node["left"]), int(node["right"])]


def f1(said: list[tuple[bool, bool]]) -> float:
    """F1 of (found, true) answers in percent."""
    hits = sum(found and is_so for found, is_so in said)
    return 200 * hits / max(sum(found for found, _ in said) + sum(is_so for _, is_so in said), 1)


def cross_validated(lesson: Lesson) -> list[tuple[float, bool]]:
    """(chance, truth) of every example, by models that have not learned from its article."""
    said: list[tuple[float, bool]] = []
    numbers = range(len(lesson.articles))
    for part in range(PARTS):
        words, model = lesson.fit([n for n in numbers if n % PARTS != part])
        held = numbers[part::PARTS]
        lesson.hear(held, words)
        examples = lesson.of(held)
        chances = model.chances([example.features for example in examples])
        said += [(float(p), example.is_so) for p, example in zip(chances, examples, strict=True)]
    return said


def f1_by_threshold(lesson: Lesson, said: list[tuple[float, bool]]) -> dict[float, float]:
    """threshold → F1; pairs that are no candidates count as missed."""
    lost = [(0.0, True)] * sum(coded.lost for coded in lesson.articles) if lesson.name == "links" else []
    grid = sorted({0.25, 0.3, 0.36, 0.42, 0.5, THRESHOLD[lesson.name]})
    return {least: f1([(p >= least, is_so) for p, is_so in said + lost]) for least in grid}


def reliability(said: list[tuple[float, bool]]) -> Iterator[str]:
    """How often answers were right, by the chance that the model gave them."""
    for low, high in pairwise((0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)):
        held = [is_so for p, is_so in said if low <= p < high]
        yield f"  {low:.2f}–{high:.2f}: {len(held)} answers, {100 * sum(held) / max(len(held), 1):.1f} % right"


def keep(name: str, model: dict) -> None:
    """Write a model to ``data/models``."""
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":"))
    (MODELS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}; all")
    parser.add_argument("--keep", action="store_true", help="write the models")
    parser.add_argument("--all", action="store_true", help="learn from the even-numbered articles too, to ship")
    parser.add_argument("--quick", action="store_true", help="without cross-validation")
    arguments = parser.parse_args()
    halves = (1, 0) if arguments.all else (1,)
    articles = coded_articles(halves)
    print(f"{len(articles)} articles, {sum(len(coded.links) for coded in articles)} candidates; F1, cross-validated:")
    for name in arguments.names:
        lesson = Lesson(name, articles)
        if not arguments.quick:
            said = cross_validated(lesson)
            print(name, ", ".join(f"{least}: {value:.1f}" for least, value in f1_by_threshold(lesson, said).items()))
            print(*reliability(said), sep="\n", flush=True)
        if arguments.keep:
            keep(name, {"halves": halves} | exported(name, *lesson.fit(range(len(articles)))))


if __name__ == "__main__":
    main()
