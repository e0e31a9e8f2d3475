"""Domains and forms of a row (codebook, sections 3 and 4) by weight of evidence.

Words with weights stand in ``data/lexicon/domains.yaml`` and ``forms.yaml``. What they say together, where they stand,
how a label compares with the others, and the single words of text and title are weighed by the models
``data/models/domains.json`` and ``forms.json``, which ``benchmarks/train_coding.py`` fits and writes: ``labels`` (bias,
then a weight for each of ``FEATURES``), ``words`` (word → label → weight), and ``least``, the sum from which on a label
is coded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from math import log1p
from operator import mul
from typing import Self

import ahocorasick_rs
import numpy as np

from lib.lexicon import codes, lexicon
from lib.reading.cutting import cut
from lib.reading.judges import read_model
from lib.reading.script import simplify

TITLE, CONTEXT = 2.0, 0.2  # what a word counts in the title and in the rest of the article
LEAD = 0.3  # the first part of a text, where news says what it is about
FEATURES = ("body", "title", "ratio", "lead", "any", "others")
RATIO, OTHERS = FEATURES.index("ratio"), 3  # what the ratios of the other labels are divided by
LONGEST_TEXT = 4000  # characters of a row's text that are cut into words


@dataclass(frozen=True)
class _Lexicon:
    """The words of a group: where they are found, and how much each says for which labels."""

    automaton: ahocorasick_rs.AhoCorasick
    labels: list[tuple[tuple[str, float], ...]]


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


@lru_cache(maxsize=8)
def _score(group: str, text: str) -> dict[str, float]:
    """The evidence for each label: weights of its words, a word found n times counting √n times.

    Words inside a masked word (学院 in 科学院) do not count. Not to be changed by the caller.
    """
    words, hits, found = _words(group), {}, {}
    for index, _, _ in words.automaton.find_matches_as_indexes(text):
        hits[index] = hits.get(index, 0) + 1
    for index, n in hits.items():
        for label, weight in words.labels[index]:
            found[label] = found.get(label, 0.0) + weight * n**0.5
    return found


def features(text: str, title: str = "", context: str = "", group: str = "domain") -> dict[str, list[float]]:
    """What the lexicon's words say of each label of ``group`` ("domain" or "form"); labels without any are absent.

    body: log of 1 + the words' weights; title: the same for the title; ratio: the share of the leading label's; lead:
    as body, for the beginning of the text.
    """
    text = simplify(text)
    whole, head, lead = (
        _score(group, text),
        _score(group, simplify(title)),
        _score(group, text[: int(len(text) * LEAD)]),
    )
    body = whole.copy()
    for label, score in _score(group, simplify(context)).items() if context else ():
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


@dataclass(frozen=True)
class LabelJudge:
    """The model of a group of labels: of each label its bias and the weights of ``FEATURES``; of each row of a
    vocabulary, a word, what it says for each label."""

    least: float
    labels: dict[str, list[float]]
    words: np.ndarray  # row of the vocabulary × label

    @classmethod
    def of(cls, least: float, labels: dict[str, list[float]], words: dict[str, dict[str, float]], vocabulary) -> Self:
        """The model as its file holds it (``words``: word → label → weight); ``vocabulary``: word → row."""
        table = np.zeros((len(vocabulary), len(labels)))
        for word, by_label in words.items():
            table[vocabulary[word]] = [by_label.get(label, 0.0) for label in labels]
        return cls(least, labels, table)

    def sums(self, table: dict[str, list[float]], known: list[int]) -> dict[str, float]:
        """For each label what speaks for it (log-odds): the lexicon's evidence, and the words of these rows."""
        ratios, found = ratios_of(table), {}
        for (label, weights), said in zip(self.labels.items(), np.add.reduce(self.words[known]).tolist(), strict=True):
            if label in table:
                said += sum(map(mul, weights[1:], evidence(table, label, ratios)))
            else:
                said += weights[-1] * ratios / OTHERS
            found[label] = weights[0] + said
        return found


def ratios_of(table: dict[str, list[float]]) -> float:
    """The sum of the ratios of all labels."""
    return sum(values[RATIO] for values in table.values())


def evidence(table: dict[str, list[float]], label: str, ratios: float) -> list[float]:
    """What the lexicon's words say of a label, as ``FEATURES``: its own, whether there are any, and the others' sum.

    ``ratios``: what ``ratios_of`` gives.
    """
    own = table.get(label)
    return [*own, 1.0, (ratios - own[RATIO]) / OTHERS] if own else [0.0, 0.0, 0.0, 0.0, 0.0, ratios / OTHERS]


def words_of(text: str, title: str) -> tuple[set[str], set[str]]:
    """The words of a row's text, and those of its title."""
    return set(cut(simplify(text[:LONGEST_TEXT]))), set(cut(simplify(title)))


@lru_cache(maxsize=1)
def _known(text: str, title: str) -> list[int]:
    """The rows of ``_vocabulary`` of a text's and a title's words. The last answer is kept: domains and forms are read
    from one text."""
    (in_text, in_title), (rows, title_rows) = words_of(text, title), _vocabulary()
    known = [rows[word] for word in in_text if word in rows]
    return known + [title_rows[word] for word in in_title if word in title_rows]


@cache
def _vocabulary() -> list[dict[str, int]]:
    """The rows of the words that the models have weights for: of those in a text, of those in a title."""
    return [{name[2:]: row for name, row in _rows().items() if name.startswith(mark)} for mark in ("w ", "t ")]


@cache
def _rows() -> dict[str, int]:
    """The row of each marked word ("w 与") that the model of domains or that of forms has weights for."""
    words = (read_model(name, lambda model: model["words"]) for name in ("domains", "forms"))
    return {word: row for row, word in enumerate(dict.fromkeys(chain.from_iterable(words)))}


def choose(sums: dict[str, float], least: float) -> tuple[str, ...]:
    """The labels whose sums reach ``least``, or else the one with the greatest."""
    return tuple(label for label, value in sums.items() if value >= least) or (max(sums, key=sums.get),)


@cache
def _judge(group: str) -> LabelJudge:
    parts = ("least", "labels", "words")
    return read_model(f"{group}s", lambda model: LabelJudge.of(*(model[part] for part in parts), _rows()))


def _code(group: str, text: str, title: str, context: str) -> tuple[str, ...]:
    table, judge = features(text, title, context, group), _judge(group)
    return choose(judge.sums(table, _known(text, title)), judge.least) if table else ()


def code_domains(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The domains of a cooperation told in ``text`` under ``title``; ("general",) where nothing leads.

    ``text``: the row's sentences, the whole article where it holds one row; ``title``: the article's title where it
    tells of this row, else empty; ``context``: the article's text where ``text`` is only a part of it.

    >>> code_domains("两省科技厅共建联合实验室，推动科技成果转化。")
    ('technology',)
    """
    return _code("domain", text, title, context) or ("general",)


def code_forms(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The forms of a cooperation; arguments as for ``code_domains``; empty where no word of form is found.

    >>> code_forms("商会向灾区捐款200万元")
    ('donation',)
    """
    return _code("form", text, title, context)
