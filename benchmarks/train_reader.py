"""Fit the models by which the reader decides who acts together, who gives, and which values belong to a row.

    pip install scikit-learn
    python -m benchmarks.train_reader [NAME ...] [--keep]

Learns from the articles of ``benchmarks/coded.py``. Prints F1 by cross-validation (whole articles are left out, eight
parts); ``--keep`` writes ``data/models``. scikit-learn is needed here only: the reader walks down the trees itself.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.coded import UNCLEAR, Coded, coded_articles
from lib.reading import values_of
from lib.reading.attach import held_against
from lib.reading.judges import MODELS, NAMES, WordJudge
from lib.reading.links import hear
from lib.reading.roles import giving

PARTS, INNER = 8, 5
VALUES = ("amounts", "counts", "dates")
THRESHOLD = {"links": 0.36, "givers": 0.5, "amounts": 0.35, "counts": 0.35, "dates": 0.35}
DIGITS = 4  # of a limit or a value of a tree that are kept
RARE, RIDGE, LEAST = 2, 0.1, 0.004  # articles' candidates that must hold a word; strength of the fit; smallest weight

Example = tuple[dict[str, float], bool, float]  # features, whether it is so, weight


def links_examples(coded: Coded) -> Iterator[Example]:
    """Each candidate; an article of many candidates counts for less each."""
    weight = _weight(coded)
    for link in coded.links:
        if (pair := coded.pair(link)) not in coded.optional:
            yield dict(link.features), pair in coded.required, weight


def _weight(coded: Coded) -> float:
    return max(len(coded.links), 8) ** -0.5


def givers_examples(coded: Coded) -> Iterator[Example]:
    """Both orders of each pair that is a cooperation."""
    for link in coded.links:
        giver = coded.givers.get(coded.pair(link), UNCLEAR)
        if giver != UNCLEAR:
            for one, other in ((link.a, link.b), (link.b, link.a)):
                yield dict(giving(link, one, other)), giver == one, _weight(coded)


def value_examples(coded: Coded, name: str) -> Iterator[Example]:
    """Each value beside each row of its article that the coders hold too."""
    if not any(row.get(name) for rows in coded.codings for row in rows) and coded.article.file.startswith("relations"):
        return
    drafts = coded.drafts()
    held = [[_values(rows, name) for rows in coded.rows(set(draft.codes))] for draft in drafts]
    for value, features in held_against(values_of(coded.article, name), drafts, coded.cast, coded.told):
        for number, row in features.items():
            says = [
                [v.get("optional") for v in values if _is_same(name, value, v)]
                for values in held[number]
                if values is not None
            ]
            firm = [any(not optional for optional in said) for said in says]
            if firm and all(firm) == any(map(len, says)):
                yield row, firm[0], 1.0


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


def fit(examples: list[Example]) -> Fitted:
    """Many small trees, none of which may rest on a few examples."""
    table = DictVectorizer(sparse=False)
    features = table.fit_transform([row for row, _, _ in examples])
    truth = np.array([is_so for _, is_so, _ in examples])
    weight = np.array([weight for _, _, weight in examples])
    trees = HistGradientBoostingClassifier(
        max_iter=300, learning_rate=0.04, max_leaf_nodes=16, min_samples_leaf=16, l2_regularization=2.0, random_state=1
    )
    trees.fit(features, truth, sample_weight=weight * len(weight) / weight.sum())
    return Fitted(list(table.get_feature_names_out()), trees)


def fit_words(examples: Sequence[tuple[set[str], bool, float]], ridge: float = RIDGE) -> WordJudge:
    """Weights of the words that stand in more than one example."""
    seen = Counter(word for words, _, _ in examples for word in words)
    table = DictVectorizer()
    features = table.fit_transform([{word: 1.0 for word in words if seen[word] >= RARE} for words, _, _ in examples])
    weight = np.array([weight for _, _, weight in examples])
    model = LogisticRegression(C=ridge, max_iter=3000)
    model.fit(features, [is_so for _, is_so, _ in examples], sample_weight=weight * len(weight) / weight.sum())
    weights = {
        word: round(float(w), DIGITS) for word, w in zip(table.get_feature_names_out(), model.coef_[0], strict=True)
    }
    return WordJudge(
        round(float(model.intercept_[0]), DIGITS), {word: w for word, w in weights.items() if abs(w) >= LEAST}
    )


def link_words(articles: list[Coded]) -> WordJudge:
    """The model ``words`` of who acts together."""
    return fit_words(
        [
            (link.words, pair in coded.required, _weight(coded))
            for coded in articles
            for link in coded.links
            if (pair := coded.pair(link)) not in coded.optional
        ]
    )


def listen(articles: list[Coded], model: WordJudge) -> None:
    """Give the candidates what the words around them say."""
    for coded in articles:
        hear(coded.links, [model.logit(link.words) for link in coded.links])


def fit_links(articles: list[Coded]) -> tuple[WordJudge, Fitted]:
    """Both models of who acts together; the trees learn from what words say that were fitted on other articles."""
    for part in range(INNER):
        rest = [coded for number, coded in enumerate(articles) if number % INNER != part]
        listen(articles[part::INNER], link_words(rest))
    trees = fit([example for coded in articles for example in links_examples(coded)])
    return link_words(articles), trees


def exported(name: str, model: Fitted) -> dict:
    """The model as ``lib/reading/judges.py`` reads it; only features that some tree asks for."""
    grown = [step[0].nodes for step in model.trees._predictors]
    used = sorted({int(node["feature_idx"]) for tree in grown for node in tree if not node["is_leaf"]})
    place = {feature: number for number, feature in enumerate(used)}
    base = float(np.ravel(model.trees._baseline_prediction)[0])
    trees = [[_node(node, place) for node in tree] for tree in grown]
    return {"features": [model.names[f] for f in used], "threshold": THRESHOLD[name], "base": base, "trees": trees}


def _node(node: np.void, place: dict[int, int]) -> list:
    if node["is_leaf"]:
        return [round(float(node["value"]), DIGITS)]
    limit = float(f"{node['num_threshold']:.{DIGITS + 2}g}")
    return [place[int(node["feature_idx"])], limit, int(node["left"]), int(node["right"])]


def f1(said: list[tuple[bool, bool]]) -> float:
    """F1 of (found, true) answers in percent."""
    hits = sum(found and is_so for found, is_so in said)
    return 200 * hits / max(sum(found for found, _ in said) + sum(is_so for _, is_so in said), 1)


def cross_validated(articles: list[Coded], name: str) -> dict[float, float]:
    """threshold → F1 of a model judged on articles that it has not seen."""
    said: list[tuple[float, bool]] = []
    for part in range(PARTS):
        rest = [coded for number, coded in enumerate(articles) if number % PARTS != part]
        held = articles[part::PARTS]
        if name == "links":
            words, model = fit_links(rest)
            listen(held, words)
        else:
            model = fit([example for coded in rest for example in EXAMPLES[name](coded)])
        for coded in held:
            examples = list(EXAMPLES[name](coded))
            chances = model.chances([row for row, _, _ in examples])
            said += [(p, is_so) for p, (_, is_so, _) in zip(chances, examples, strict=True)]
            said += [(0.0, True)] * (coded.lost if name == "links" else 0)
    grid = sorted({0.25, 0.3, 0.36, 0.42, 0.5, THRESHOLD[name]})
    return {least: f1([(p >= least, is_so) for p, is_so in said]) for least in grid}


def keep(name: str, model: dict) -> None:
    """Write a model to ``data/models``."""
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":"))
    (MODELS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}; all")
    parser.add_argument("--keep", action="store_true", help="write the models")
    parser.add_argument("--quick", action="store_true", help="without cross-validation")
    arguments = parser.parse_args()
    articles = coded_articles()
    print(f"{len(articles)} articles, {sum(len(coded.links) for coded in articles)} candidates; F1, cross-validated:")
    for name in arguments.names:
        if not arguments.quick:
            print(name, ", ".join(f"{least}: {value:.1f}" for least, value in cross_validated(articles, name).items()))
        if not arguments.keep:
            continue
        if name == "links":
            words, model = fit_links(articles)
            keep("words", {"bias": words.bias, "weights": words.weights})
        else:
            model = fit([example for coded in articles for example in EXAMPLES[name](coded)])
        keep(name, exported(name, model))


if __name__ == "__main__":
    main()
