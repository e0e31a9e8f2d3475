"""Domains and forms of a row (codebook, sections 3 and 4) by weight of evidence.

Words with weights stand in ``data/lexicon/domains.yaml`` and ``forms.yaml``. What they say together, where they stand
and how a label compares with the leading one is judged with the few weights of ``data/lexicon/coding.yaml``, which
``benchmarks/train_coding.py`` fits on the development half of the coded sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log1p
from operator import mul

import ahocorasick_rs

from lib.lexicon import codes, lexicon
from lib.reading.script import simplify

TITLE, CONTEXT = 2.0, 0.2  # what a word counts in the title and in the rest of the article
LEAD = 0.3  # the first part of a text, where news says what it is about
FEATURES = ("body", "title", "ratio", "lead")


@dataclass(frozen=True)
class _Lexicon:
    """The words of a group: where they are found, and how much each says for which labels."""

    automaton: ahocorasick_rs.AhoCorasick
    labels: list[tuple[tuple[str, float], ...]]

    def score(self, text: str) -> dict[str, float]:
        """The evidence for each label: weights of its words, a word found n times counting √n times.

        Words inside a masked word (学院 in 科学院) do not count.
        """
        hits: dict[int, int] = {}
        for index, _, _ in self.automaton.find_matches_as_indexes(text):
            hits[index] = hits.get(index, 0) + 1
        found: dict[str, float] = {}
        for index, n in hits.items():
            for label, weight in self.labels[index]:
                found[label] = found.get(label, 0.0) + weight * n**0.5
        return found


@cache
def _words(group: str) -> _Lexicon:
    entries = lexicon(f"{group}s")[f"{group}s"]
    words: dict[str, dict[str, float]] = {}
    for entry in entries:
        for word in entry["words"]:
            words.setdefault(word, {})[entry[group]] = entry["weight"]
    for mask in {mask for entry in entries for mask in entry.get("without", ())}:
        words.setdefault(mask, {})
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    labels = [tuple(by_label.items()) for by_label in words.values()]
    return _Lexicon(ahocorasick_rs.AhoCorasick(list(words), matchkind=longest), labels)


def features(text: str, title: str = "", context: str = "", group: str = "domain") -> dict[str, list[float]]:
    """What speaks for each label of ``group`` ("domain" or "form"), as ``FEATURES``; labels without any are absent.

    body: log of 1 + the words' weights; title: the same for the title; ratio: the share of the leading label's; lead:
    as body, for the beginning of the text.
    """
    words, text = _words(group), simplify(text)
    body, head, lead = words.score(text), words.score(simplify(title)), words.score(text[: int(len(text) * LEAD)])
    for label, score in words.score(simplify(context)).items():
        body[label] = body.get(label, 0.0) + CONTEXT * score
    total = {label: body.get(label, 0.0) + TITLE * head.get(label, 0.0) for label in body.keys() | head.keys()}
    top = max(total.values(), default=1.0)
    return {
        label: [
            log1p(body.get(label, 0.0)),
            log1p(head.get(label, 0.0)),
            total[label] / top,
            log1p(lead.get(label, 0.0)),
        ]
        for label in codes(f"{group}s")
        if label in total
    }


def _code(group: str, table: dict[str, list[float]]) -> tuple[str, ...]:
    """The labels whose weighted sum reaches the model's threshold, at least the one with the greatest."""
    model = lexicon("coding")[group]
    weights = [model[name] for name in FEATURES]
    sums = {label: model["bias"] + sum(map(mul, weights, values)) for label, values in table.items()}
    chosen = tuple(label for label, value in sums.items() if value >= model["least"])
    return chosen or tuple(sorted(sums, key=sums.get)[-1:])


def code_domains(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The domains of a cooperation told in ``text`` under ``title``; ("general",) where nothing leads.

    ``text``: the row's sentences, the whole article where it holds one row; ``title``: the article's title where it
    tells of this row, else empty; ``context``: the article's text where ``text`` is only a part of it.

    >>> code_domains("两省科技厅共建联合实验室，推动科技成果转化。")
    ('technology',)
    """
    return _code("domain", features(text, title, context, "domain")) or ("general",)


def code_forms(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The forms of a cooperation; arguments as for ``code_domains``; empty where no word of form is found.

    >>> code_forms("商会向灾区捐款200万元")
    ('donation',)
    """
    return _code("form", features(text, title, context, "form"))
