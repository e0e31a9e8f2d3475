"""Fit the weights by which the reader decides which places act together, who gives, and which values belong to a row.

    pip install scikit-learn
    python benchmarks/train_reader.py [--keep]

Learns from the coded development articles: the odd-numbered ones of ``data/sample`` and ``benchmarks/broadcast``,
all of ``benchmarks/training``, the newspaper page, and (pairs only) the cases of ``tests/cases/relations.yaml``. A pair that both coders hold is a cooperation, one that neither holds is none, the rest
are left out. Prints F1 of pairs by cross-validation (whole articles are left out, eight parts); ``--keep`` writes
``data/lexicon/weights.yaml``. scikit-learn is needed here only: the reader adds up weights.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from lib.loading import load  # noqa: E402
from lib.model import Article, Cooperation, Partner  # noqa: E402
from lib.reading import values_of  # noqa: E402
from lib.reading.actors import Cast, cast_of  # noqa: E402
from lib.reading.attach import held_against  # noqa: E402
from lib.reading.claims import Told  # noqa: E402
from lib.reading.links import Link, candidates, sum_up  # noqa: E402
from lib.reading.roles import giving  # noqa: E402
from lib.reading.rows import drafts_of  # noqa: E402
from tests.relation_cases import relation_cases  # noqa: E402

SETS = ("data/sample", "benchmarks/broadcast", "benchmarks/training/*")
PARTS = 8
VALUES = ("amounts", "counts", "dates")
STRENGTH = {"link": 0.2, "giver": 0.3, "amounts": 0.1, "counts": 0.1, "dates": 0.1}  # inverse of the penalty on weights
THRESHOLD = {"link": 0.42, "giver": 0.5, "amounts": 0.4, "counts": 0.45, "dates": 0.45}
FRAME_THRESHOLD = 0.75
SMALL = 0.005  # weights below this are left out
HEADER = """\
# What each feature of lib/reading/links.py and lib/reading/roles.py weighs, fitted by benchmarks/train_reader.py on the
# development articles. A logistic model: base + sum of weight × feature, then 1 / (1 + exp(−x)).
"""


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


@dataclass
class Model:
    """A logistic model over named features."""

    base: float
    weights: dict[str, float] = field(default_factory=dict)

    def chance(self, features: dict[str, float]) -> float:
        total = self.base + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + np.exp(-total))


def coded_articles() -> Iterator[Coded]:
    """The development articles with what their coders hold."""
    for folder in (folder for pattern in SETS for folder in sorted(ROOT.glob(pattern))):
        for path in sorted((folder / "articles").glob("*.md")):
            is_training = folder.parent.name == "training"
            if is_training or int(re.search(r"\d+", path.stem)[0]) % 2:
                yield _coded(folder, path)


def coded_page() -> Iterator[Coded]:
    """The articles of the coded newspaper page."""
    gold = json.loads((ROOT / "tests/data/newspaper-page.gold.json").read_text(encoding="utf-8"))
    rows = {article["title"]: article["rows"] for article in gold["articles"]}
    for article in next(load(ROOT / "data/sample/newspaper-page.txt")).articles:
        yield _told(article, [rows[article.title]])


def _coded(folder: Path, path: Path) -> Coded:
    gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    return _told(next(load(path)).articles[0], gold.get("codings") or [gold["rows"]])


def _told(article: Article, rows: list[list[dict]]) -> Coded:
    codings = [_pairs(coding, {}) for coding in rows]
    firm = [{pair for pair, (_, is_optional) in coding.items() if not is_optional} for coding in codings]
    required = set.intersection(*firm)
    anywhere = set().union(*codings)
    givers = {pair: codings[0][pair][0] for pair in required if all(c[pair][0] == codings[0][pair][0] for c in codings)}
    cast = cast_of(article)
    links, told = candidates(cast)
    return Coded(article, rows, cast, told, links, required, anywhere - required, givers)


def _pairs(rows: list[dict], found: dict) -> dict[frozenset[str], tuple[str | None, bool]]:
    """pair → (giver, whether it is optional in every row that holds it) of one coding."""
    for row in rows:
        partners = tuple(Partner(p["code"], p["name"], p.get("role", "peer")) for p in row["partners"])
        for a, b in Cooperation(partners).pairs():
            pair = frozenset((a.code, b.code))
            giver = a.code if a.role == "provider" else None
            is_optional = row.get("optional", False) and found.get(pair, (None, True))[1]
            found[pair] = (giver, is_optional)
    return found


def link_examples(articles: list[Coded]) -> list[tuple[dict[str, float], bool, float]]:
    """(features, is a cooperation, weight) of each candidate; an article of many candidates counts for less each."""
    examples = []
    for article in articles:
        pairs = [(link, frozenset((link.a, link.b))) for link in article.links]
        pairs = [(link, pair) for link, pair in pairs if pair not in article.optional]
        weight = max(len(pairs), 8) ** -0.5
        examples += [(link.features, pair in article.required, weight) for link, pair in pairs]
    return examples


def giver_examples(articles: list[Coded]) -> list[tuple[dict[str, float], bool, float]]:
    """The same for both orders of each pair that is a cooperation."""
    examples = []
    for article in articles:
        weight = max(len(article.links), 8) ** -0.5
        for link in article.links:
            pair = frozenset((link.a, link.b))
            if pair in article.givers:
                for giver, taker in ((link.a, link.b), (link.b, link.a)):
                    examples.append((giving(link, giver, taker), article.givers[pair] == giver, weight))
    return examples


def value_examples(articles: list[Coded], name: str) -> list[tuple[dict[str, float], bool, float]]:
    """The same for each value beside each row of its article that the coders hold too."""
    examples = []
    for coded in articles:
        drafts = drafts_of(coded.links)
        held = [[_keys(rows, name, set(draft.codes)) for rows in coded.codings] for draft in drafts]
        for value, features in held_against(values_of(coded.article, name), drafts, coded.cast, coded.told):
            key = _key(name, vars_of(value))
            for number, row in features.items():
                says = [key in keys for keys in held[number] if keys is not None]
                if says and all(says) == any(says):
                    examples.append((row, says[0], 1.0))
    return examples


def vars_of(value) -> dict:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _key(name: str, value: dict) -> tuple:
    """What makes a value the same for the coders: its figures, not its wording."""
    if name == "amounts":
        return float(value["value"]), value.get("value_max"), value.get("currency", "CNY")
    if name == "counts":
        return float(value["value"]), value.get("unit", "")
    return (value.get("value") or value["text"],)


def _keys(rows: list[dict], name: str, codes: set[str]) -> set[tuple] | None:
    """The values of a coder's rows that share two partners with ``codes``; None where no row does."""
    near = [row for row in rows if len({p["code"] for p in row["partners"]} & codes) >= 2]
    if not near:
        return None
    return {_key(name, value) for row in near for value in row[name]}


def fit(examples: list[tuple[dict[str, float], bool, float]], strength: float) -> Model:
    """A logistic regression over standardised features, written back to plain ones."""
    names = sorted({name for features, _, _ in examples for name in features})
    table = np.array([[features.get(name, 0.0) for name in names] for features, _, _ in examples])
    truth = np.array([is_true for _, is_true, _ in examples])
    weight = np.array([weight for _, _, weight in examples])
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit(scaler.transform(table), truth, sample_weight=weight * len(weight) / weight.sum())
    plain = model.coef_[0] / scaler.scale_
    base = model.intercept_[0] - float((plain * scaler.mean_).sum())
    return Model(base, dict(zip(names, plain, strict=True)))


def f1(articles: list[Coded], models: list[Model]) -> float:
    """F1 of pairs, each article judged by the model of its part."""
    hits = found = wanted = 0
    for number, article in enumerate(articles):
        model = models[number % len(models)]
        chosen = {frozenset((k.a, k.b)) for k in article.links if model.chance(k.features) >= THRESHOLD["link"]}
        hits += len(chosen & article.required)
        found += len(chosen - article.optional)
        wanted += len(article.required)
    return 2 * hits / max(found + wanted, 1)


def right_givers(articles: list[Coded], models: list[Model]) -> float:
    """Share of one-sided pairs whose giver is found, each article judged by the model of its part."""
    right = total = 0
    for number, article in enumerate(articles):
        model = models[number % len(models)]
        for link in article.links:
            giver = article.givers.get(frozenset((link.a, link.b)))
            if giver:
                taker = link.b if giver == link.a else link.a
                forth, back = (model.chance(giving(link, *order)) for order in ((giver, taker), (taker, giver)))
                total += 1
                right += forth >= max(back, THRESHOLD["giver"])
    return right / max(total, 1)


def written(name: str, model: Model, extra: str = "") -> str:
    lines = [f"{name}:", f"  threshold: {THRESHOLD[name]}", *([extra] if extra else []), f"  base: {model.base:.3f}"]
    lines.append("  features:")
    lines += [f"    {n}: {w:.3f}" for n, w in sorted(model.weights.items()) if abs(w) >= SMALL]
    return "\n".join(lines) + "\n"


def value_f1(parts: list[list[tuple]], name: str) -> float:
    """F1 of value–row ties, each part judged by the model of the others."""
    hits = found = wanted = 0
    for number, part in enumerate(parts):
        model = fit([e for other, rest in enumerate(parts) if other != number for e in rest], STRENGTH[name])
        for features, is_true, _ in part:
            is_found = model.chance(features) >= THRESHOLD[name]
            hits, found, wanted = hits + (is_found and is_true), found + is_found, wanted + is_true
    return 2 * hits / max(found + wanted, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="write the weights")
    arguments = parser.parse_args()
    articles = [*coded_articles(), *coded_page()]
    models: dict[str, list[Model]] = {"link": [], "giver": []}
    for name, examples in (("link", link_examples), ("giver", giver_examples)):
        for part in range(PARTS):
            rest = [article for number, article in enumerate(articles) if number % PARTS != part]
            models[name].append(fit(examples(rest), STRENGTH[name]))
    print(f"{len(articles)} articles, {sum(len(a.links) for a in articles)} candidates; cross-validated:")
    print(f"pairs F1 {100 * f1(articles, models['link']):.1f}")
    print(f"right giver {100 * right_givers(articles, models['giver']):.1f} %")
    for name in VALUES:
        parts = [value_examples(articles[part::PARTS], name) for part in range(PARTS)]
        print(f"{name} tied to rows F1 {100 * value_f1(parts, name):.1f}")
    if arguments.keep:
        link, giver = fit(link_examples(articles), STRENGTH["link"]), fit(giver_examples(articles), STRENGTH["giver"])
        text = HEADER + written("link", link, f"  frame_threshold: {FRAME_THRESHOLD}") + written("giver", giver)
        for name in VALUES:
            text += written(name, fit(value_examples(articles, name), STRENGTH[name]))
        (ROOT / "data/lexicon/weights.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
