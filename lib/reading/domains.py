"""Domains and forms of a row (codebook, sections 3 and 4) by weight of evidence.

Words with weights stand in ``data/lexicon/domains.yaml`` and ``forms.yaml``. A label's score is the sum of its words'
weights, each further hit of the same word saying less. The title counts ``TITLE`` times, the rest of the article
``CONTEXT`` times. A trained model (logistic regression over score, title, share, position) was no better in
cross-validation on the coded sample than the two thresholds below.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from lib.lexicon import codes, lexicon
from lib.reading.script import simplify

TITLE = 2.0
CONTEXT = 0.2
SHARE = {"domain": 0.25, "form": 0.25}  # of the leading label's score
LEAST = {"domain": 2.0, "form": 2.0}


@dataclass(frozen=True)
class _Lexicon:
    """The words of a group: where they are found, and how much each says for which labels."""

    automaton: ahocorasick_rs.AhoCorasick
    labels: list[tuple[tuple[str, float], ...]]

    def count(self, text: str) -> Counter[int]:
        """How often each word stands in the text; words inside a masked word (科学院 for 学院) do not count."""
        hits = self.automaton.find_matches_as_indexes(simplify(text))
        return Counter(index for index, _, _ in hits if self.labels[index])


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


def scores(text: str, title: str = "", context: str = "", group: str = "domain") -> dict[str, float]:
    """The evidence for each label of ``group`` ("domain" or "form"); labels without any are absent."""
    words = _words(group)
    found: dict[str, float] = {}
    for part, factor in ((text, 1.0), (title, TITLE), (context, CONTEXT)):
        for index, n in words.count(part).items():
            for label, weight in words.labels[index]:
                found[label] = found.get(label, 0.0) + factor * weight * n**0.5
    return found


def _lead(found: dict[str, float], group: str) -> tuple[str, ...]:
    """The labels near enough to the leading one, in the codebook's order."""
    top = max(found.values(), default=0.0)
    if top < LEAST[group]:
        return tuple(sorted(found, key=found.get)[-1:])
    chosen = {label for label, score in found.items() if score >= max(LEAST[group], SHARE[group] * top)}
    return tuple(code for code in codes(f"{group}s") if code in chosen)


def code_domains(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The domains of a cooperation told in ``text`` under ``title``; ("general",) where nothing leads.

    ``text``: the row's sentences, the whole article where it holds one row; ``title``: the article's title where it
    tells of this row, else empty; ``context``: the article's text where ``text`` is only a part of it.

    >>> code_domains("两省科技厅共建联合实验室，推动科技成果转化。")
    ('technology',)
    """
    return _lead(scores(text, title, context, "domain"), "domain") or ("general",)


def code_forms(text: str, title: str = "", context: str = "") -> tuple[str, ...]:
    """The forms of a cooperation; arguments as for ``code_domains``; empty where no word of form is found.

    >>> code_forms("商会向灾区捐款200万元")
    ('donation',)
    """
    return _lead(scores(text, title, context, "form"), "form")
