"""Fit the models by which the reader decides who acts together, who gives, and which values belong to a row.

    pip install scikit-learn
    python benchmarks/train_reader.py [--keep]

Learns from coded articles that stand for the development half: the odd-numbered ones of ``data/sample`` and
``benchmarks/broadcast``, all of ``benchmarks/training``, the newspaper page, and the cases of the relation tests. What
both coders hold is true, what neither holds is false, the rest is left out. Prints F1 by cross-validation (whole
articles are left out, eight parts); ``--keep`` writes ``data/models``. scikit-learn is needed here only: the reader
walks down the trees itself.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from lib.loading import load  # noqa: E402
from lib.model import Article, Cooperation, Partner  # noqa: E402
from lib.reading import values_of  # noqa: E402
from lib.reading.actors import Cast, cast_of  # noqa: E402
from lib.reading.attach import held_against  # noqa: E402
from lib.reading.claims import Told  # noqa: E402
from lib.reading.judges import MODELS, NAMES  # noqa: E402
from lib.reading.links import Link, links_of  # noqa: E402
from lib.reading.roles import giving  # noqa: E402
from lib.reading.rows import drafts_of  # noqa: E402
from tests.relation_cases import coded_cases, relation_cases  # noqa: E402

SAMPLES = ("data/sample", "benchmarks/broadcast")
TRAINING = ROOT / "benchmarks" / "training"
PARTS = 8
VALUES = ("amounts", "counts", "dates")
THRESHOLD = {"links": 0.36, "givers": 0.5, "amounts": 0.35, "counts": 0.35, "dates": 0.35}
DIGITS = 4  # of a limit or a value of a tree that are kept

Example = tuple[dict[str, float], bool, float]  # features, whether it is so, weight


@dataclass
class Coded:
    """A coded article: its candidates, the pairs that both coders hold, those that only one does, and who gives."""

    article: Article
    codings: list[list[dict]]
    cast: Cast
    told: list[Told]
    links: list[Link]
    required: set[frozenset[str]]
    optional: set[frozenset[str]]
    givers: dict[frozenset[str], str | None]


def coded_articles() -> Iterator[Coded]:
    """The development articles with what their coders hold."""
    for folder in (ROOT / name for name in SAMPLES):
        for path in sorted((folder / "articles").glob("*.md")):
            if int(re.search(r"\d+", path.stem)[0]) % 2:
                gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
                yield _told(next(load(path)).articles[0], gold["codings"])
    yield from _page()
    for path in sorted(TRAINING.glob("*.yaml")):
        for article, rows in coded_cases(path):
            yield _told(article, [rows])
    for article, rows in relation_cases():
        yield _told(article, [rows])


def _page() -> Iterator[Coded]:
    gold = json.loads((ROOT / "tests/data/newspaper-page.gold.json").read_text(encoding="utf-8"))
    rows = {article["title"]: article["rows"] for article in gold["articles"]}
    for article in next(load(ROOT / "data/sample/newspaper-page.txt")).articles:
        yield _told(article, [rows[article.title]])


def _told(article: Article, rows: list[list[dict]]) -> Coded:
    codings = [_pairs(coding) for coding in rows]
    firm = [{pair for pair, (_, is_optional) in coding.items() if not is_optional} for coding in codings]
    required = set.intersection(*firm)
    anywhere = set().union(*codings)
    givers = {pair: codings[0][pair][0] for pair in required if all(c[pair][0] == codings[0][pair][0] for c in codings)}
    cast = cast_of(article)
    links, told = links_of(cast)
    return Coded(article, rows, cast, told, links, required, anywhere - required, givers)


def _pairs(rows: list[dict]) -> dict[frozenset[str], tuple[str | None, bool]]:
    """pair → (giver, whether it is optional in every row that holds it) of one coding."""
    found: dict[frozenset[str], tuple[str | None, bool]] = {}
    for row in rows:
        partners = tuple(Partner(p["code"], p["name"], p.get("role", "peer")) for p in row["partners"])
        for a, b in Cooperation(partners).pairs():
            pair = frozenset((a.code, b.code))
            is_optional = row.get("optional", False) and found.get(pair, (None, True))[1]
            found[pair] = (a.code if a.role == "provider" else None, is_optional)
    return found


def links_examples(coded: Coded) -> Iterator[Example]:
    """Each candidate; an article of many candidates counts for less each."""
    weight = max(len(coded.links), 8) ** -0.5
    for link in coded.links:
        pair = frozenset((link.a, link.b))
        if pair not in coded.optional:
            yield dict(link.features), pair in coded.required, weight


def givers_examples(coded: Coded) -> Iterator[Example]:
    """Both orders of each pair that is a cooperation."""
    weight = max(len(coded.links), 8) ** -0.5
    for link in coded.links:
        pair = frozenset((link.a, link.b))
        if pair in coded.givers:
            for giver, taker in ((link.a, link.b), (link.b, link.a)):
                yield dict(giving(link, giver, taker)), coded.givers[pair] == giver, weight


def value_examples(coded: Coded, name: str) -> Iterator[Example]:
    """Each value beside each row of its article that the coders hold too."""
    if not any(row.get(name) for rows in coded.codings for row in rows) and coded.article.file.startswith("relations"):
        return
    drafts = drafts_of(coded.links)
    held = [[_values(rows, name, set(draft.codes)) for rows in coded.codings] for draft in drafts]
    for value, features in held_against(values_of(coded.article, name), drafts, coded.cast, coded.told):
        for number, row in features.items():
            says = [any(_is_same(name, value, v) for v in values) for values in held[number] if values is not None]
            if says and all(says) == any(says):
                yield row, says[0], 1.0


def _values(rows: list[dict], name: str, codes: set[str]) -> list[dict] | None:
    """The values of a coder's rows that share two partners with ``codes``; None where no row does."""
    near = [row for row in rows if len({p["code"] for p in row["partners"]} & codes) >= 2]
    return [value for row in near for value in row[name]] if near else None


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
        max_iter=200, learning_rate=0.05, max_leaf_nodes=12, min_samples_leaf=12, l2_regularization=2.0, random_state=1
    )
    trees.fit(features, truth, sample_weight=weight * len(weight) / weight.sum())
    return Fitted(list(table.get_feature_names_out()), trees)


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


def f1(said: list[tuple[bool, bool]], missed: int = 0) -> float:
    """F1 of (found, true) answers in percent; ``missed``: true ones that are no candidates."""
    hits = sum(found and is_so for found, is_so in said)
    return 200 * hits / max(sum(found for found, _ in said) + sum(is_so for _, is_so in said) + missed, 1)


def cross_validated(articles: list[Coded], name: str) -> tuple[float, float]:
    """F1 (right givers: share) of a model judged on articles it has not seen: of all, and of the two-coder ones."""
    said: dict[bool, list[tuple[bool, bool]]] = {True: [], False: []}
    for part in range(PARTS):
        rest = [coded for number, coded in enumerate(articles) if number % PARTS != part]
        model = fit([example for coded in rest for example in EXAMPLES[name](coded)])
        for coded in articles[part::PARTS]:
            examples = list(EXAMPLES[name](coded))
            chances = model.chances([row for row, _, _ in examples])
            answers = [(p >= THRESHOLD[name], is_so) for p, (_, is_so, _) in zip(chances, examples, strict=True)]
            if name == "links":
                lost = coded.required - {frozenset((link.a, link.b)) for link in coded.links}
                answers += [(False, True)] * len(lost)
            said[len(coded.codings) > 1] += answers
    return f1(said[True] + said[False]), f1(said[True])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="write the models")
    arguments = parser.parse_args()
    articles = sorted(coded_articles(), key=lambda coded: hash_of(coded.article.file))
    print(f"{len(articles)} articles, {sum(len(coded.links) for coded in articles)} candidates; F1, cross-validated:")
    for name in NAMES:
        if name in VALUES:  # values are held against the rows that the models before them give
            judge_anew()
        every, checked = cross_validated(articles, name)
        print(f"{name}: {every:.1f} of all, {checked:.1f} of those with two coders")
        if arguments.keep:
            model = fit([example for coded in articles for example in EXAMPLES[name](coded)])
            text = json.dumps(exported(name, model), ensure_ascii=False, separators=(",", ":"))
            MODELS.mkdir(exist_ok=True)
            (MODELS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def hash_of(name: str) -> int:
    """A number that mixes the articles well, the same on every machine."""
    return sum(ord(c) * 31**i for i, c in enumerate(name)) * 2654435761 % 2**32


def judge_anew() -> None:
    """Forget the models that were read before new ones were written."""
    from lib.reading.judges import judge

    judge.cache_clear()


if __name__ == "__main__":
    main()
