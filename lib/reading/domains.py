"""Domains and forms of a row (codebook, sections 3 and 4) by weight of evidence.

Words with weights stand in ``data/lexicon/domains.yaml`` and ``forms.yaml``. A label's score is the sum of its words'
weights, each further hit of the same word saying less, the title counting ``TITLE`` times.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from lib.lexicon import codes, lexicon
from lib.reading.script import simplify

TITLE = 2.5
SHARE = {"domain": 0.3, "form": 0.3}  # of the leading label's score
LEAST = {"domain": 3.0, "form": 2.0}


@cache
def _table(group: str) -> tuple[re.Pattern, dict[str, tuple[tuple[str, float], ...]], re.Pattern]:
    """The pattern of all words, word → labels with weights, and the pattern of what words must not stand in."""
    entries = lexicon(f"{group}s")[f"{group}s"]
    words: dict[str, dict[str, float]] = {}
    for entry in entries:
        for word in entry["words"]:
            words.setdefault(word, {})[entry[group]] = entry["weight"]
    masks = sorted({m for e in entries for m in e.get("without", ())}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    mask = "|".join(map(re.escape, masks)) or r"(?!)"
    return re.compile(pattern), {w: tuple(labels.items()) for w, labels in words.items()}, re.compile(mask)


def scores(text: str, title: str = "", group: str = "domain") -> dict[str, float]:
    """The evidence for each label of ``group`` ("domain" or "form"); labels without any are absent."""
    pattern, words, mask = _table(group)
    found: dict[str, float] = {}
    for part, factor in ((text, 1.0), (title, TITLE)):
        hits = Counter(hit.group() for hit in pattern.finditer(mask.sub("　", simplify(part))))
        for word, n in hits.items():
            for label, weight in words[word]:
                found[label] = found.get(label, 0.0) + factor * weight * n**0.5
    return found


def _lead(found: dict[str, float], group: str) -> tuple[str, ...]:
    """The labels near enough to the leading one, in the codebook's order."""
    top = max(found.values(), default=0.0)
    if top < LEAST[group]:
        return tuple(sorted(found, key=found.get)[-1:])
    chosen = {label for label, score in found.items() if score >= max(LEAST[group], SHARE[group] * top)}
    return tuple(code for code in codes(f"{group}s") if code in chosen)


def code_domains(text: str, title: str = "") -> tuple[str, ...]:
    """The domains of a cooperation told in ``text`` (its sentences) under ``title``; ("general",) where nothing leads.

    >>> code_domains("两省科技厅共建联合实验室，推动科技成果转化。")
    ('technology',)
    """
    return _lead(scores(text, title, "domain"), "domain") or ("general",)


def code_forms(text: str, title: str = "") -> tuple[str, ...]:
    """The forms of a cooperation told in ``text`` under ``title``; empty where no word of form is found.

    >>> code_forms("商会向灾区捐款200万元")
    ('donation',)
    """
    return _lead(scores(text, title, "form"), "form")
