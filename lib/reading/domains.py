"""Domains and forms of a row (codebook, sections 3 and 4) by weight of evidence.

Words with weights stand in ``data/lexicon/domains.yaml`` and ``forms.yaml``. What they say in each part of the article,
the single words of those parts, what they mean (``lib/reading/vectors.py``), and what is known of the row are weighed
by the models ``data/models/domains.json`` and ``forms.json``, which ``benchmarks/train_coding.py`` fits and writes:

- ``labels``: label → bias, then for each of ``PARTS`` the weight of its evidence and of its share of the leading
  label's, then the weight of there being any evidence;
- ``words``: "part word" → label → weight; ``marks``: mark → label → weight;
- ``vectors``: part → direction × label; ``least``: the sum from which on a label is coded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.lexicon import codes, gazetteer
from lib.reading.judges import read_model
from lib.reading.telling import GROUPS, PARTS, Part, Telling, lexicon_of
from lib.reading.vectors import mean_of, word_rows
from lib.reading.wording import NUMBER

WORDED = ("own", "held", "title", "article")  # the parts whose single words count


@dataclass(frozen=True)
class Vocabulary:
    """The number of each word that the models know: first those with weights of their own, then those with a vector."""

    numbers: dict[str, int]
    weighed: int
    rows: list[int]  # of each word in the vectors, -1 where it has none


@cache
def vocabulary() -> Vocabulary:
    """The words of both models. Raises DataError where a file is missing or damaged."""
    found = (read_model(f"{group}s", lambda model: model["words"]) for group in GROUPS)
    weighed = dict.fromkeys(name.split(" ", 1)[1] for words in found for name in words)
    words = [*weighed, *(word for word in word_rows() if word not in weighed and says_something(word))]
    return Vocabulary(
        {word: n for n, word in enumerate(words)}, len(weighed), [word_rows().get(word, -1) for word in words]
    )


def says_something(word: str) -> bool:
    """True for words of two characters and more that are no place and no number."""
    return len(word) > 1 and word not in gazetteer().names() and not NUMBER.fullmatch(word)


def evidence(parts: dict[str, Part], group: str) -> np.ndarray:
    """What the lexicon's words say: (part's evidence, its share of the leading label's, …, any) × label."""
    table = np.zeros((2 * len(PARTS) + 1, len(codes(f"{group}s"))))
    for n, name in enumerate(PARTS):
        scores = lexicon_of(group).scores(parts[name].hits[group])
        table[2 * n] = np.log1p(scores)
        table[2 * n + 1] = scores / (scores.max() or 1.0)
        table[-1] = np.maximum(table[-1], scores > 0)
    return table


@dataclass(frozen=True)
class LabelJudge:
    """The model of a group of labels. ``words``: part → word × label; ``vectors``: part → direction × label."""

    group: str
    least: float
    bias: np.ndarray
    weights: np.ndarray  # as ``evidence``
    words: dict[str, np.ndarray]
    vectors: dict[str, np.ndarray]
    marks: dict[str, np.ndarray]

    def sums(self, parts: dict[str, Part], marks: Iterable[str]) -> np.ndarray:
        """For each label what speaks for it (log-odds)."""
        known = vocabulary()
        found = self.bias + (self.weights * evidence(parts, self.group)).sum(axis=0)
        for name in WORDED:
            numbers = sorted(parts[name].words)
            found += self.words[name][[n for n in numbers if n < known.weighed]].sum(axis=0)
            found += mean_of([known.rows[n] for n in numbers if known.rows[n] >= 0]) @ self.vectors[name]
        for mark in sorted(self.marks.keys() & set(marks)):
            found += self.marks[mark]
        return found


@cache
def _judge(group: str) -> LabelJudge:
    return read_model(f"{group}s", lambda model: _built(group, model))


def _built(group: str, model: dict) -> LabelJudge:
    labels, known = codes(f"{group}s"), vocabulary()
    place = {label: n for n, label in enumerate(labels)}
    numbers = np.array([model["labels"][label] for label in labels]).T
    words = {name: np.zeros((known.weighed, len(labels))) for name in WORDED}
    for name, by_label in model["words"].items():
        part, word = name.split(" ", 1)
        for label, weight in by_label.items():
            words[part][known.numbers[word], place[label]] = weight
    marks = {
        mark: np.array([by_label.get(label, 0.0) for label in labels]) for mark, by_label in model["marks"].items()
    }
    vectors = {part: np.array(table) for part, table in model["vectors"].items()}
    return LabelJudge(group, model["least"], numbers[0], numbers[1:], words, vectors, marks)


def choose(sums: np.ndarray, least: float) -> list[int]:
    """The numbers of the labels whose sums reach ``least``, or else of the one with the greatest."""
    return np.flatnonzero(sums >= least).tolist() or [int(sums.argmax())]


def code(group: str, parts: dict[str, Part], marks: Iterable[str] = ()) -> tuple[str, ...]:
    """The domains or forms of a row; empty where no part holds a word of the lexicon.

    ``parts``: what is read for the row; ``marks``: what else is known of it (``lib/reading/__init__.py``).
    """
    if not any(part.hits[group] for part in parts.values()):
        return ()
    labels, judge = list(codes(f"{group}s")), _judge(group)
    return tuple(labels[n] for n in choose(judge.sums(parts, marks), judge.least))


def parts_of(text: str, title: str = "", context: str = "") -> dict[str, Part]:
    """The parts where ``text`` is all that speaks of a row, and ``context`` the rest of its article."""
    own = [0] if text else []
    return Telling(title, [text, context], vocabulary().numbers).parts(own, own)


def code_domains(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The domains of a cooperation told in ``text`` under ``title``; ("general",) where nothing leads.

    ``context``: the rest of the article, where ``text`` is only a part of it.

    >>> code_domains("两省科技厅共建联合实验室，推动科技成果转化。")
    ('technology',)
    """
    return code("domain", parts_of(text, title, context)) or ("general",)


def code_forms(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The forms of a cooperation; arguments as for ``code_domains``; empty where no word of form is found.

    >>> code_forms("商会向灾区捐款200万元")
    ('donation',)
    """
    return code("form", parts_of(text, title, context))
