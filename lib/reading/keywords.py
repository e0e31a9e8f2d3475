"""What an article is about in single words, counted: for clouds, trends, keyness and words in context."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import rjieba

from lib.lexicon import DATA
from lib.model import Article
from lib.reading.script import simplify

WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z][A-Za-z0-9+-]{1,}")


def keywords(article: Article) -> list[tuple[str, int]]:
    """The words of an article's title and text with how often they stand there, the most frequent first.

    Words of one character, numbers, and the words of ``data/lexicon/stopwords.txt`` are left out; traditional
    characters count as their simplified forms.

    >>> keywords(Article(id="x", file="x", title="川渝共建实验室", text="实验室由四川与重庆共建。"))[:2]
    [('共建', 2), ('实验室', 2)]
    """
    cut = rjieba.cut(simplify(f"{article.title}\n{article.text}"), False)
    counts = Counter(word for word in cut if WORD.fullmatch(word) and word not in stopwords())
    return sorted(counts.items(), key=lambda item: -item[1])


@cache
def stopwords() -> frozenset[str]:
    """The words that are never keywords."""
    lines = (DATA / "lexicon" / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
