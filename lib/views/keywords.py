"""The keyword page's tables: frequencies, trend, keyness, words together, words in context.

Words are the store's table ``keywords`` (cut and counted when an article is read); ``stops`` are further words that a
reader wants left out, ``own`` are terms that are counted as they stand in title and text, whatever the cutting made of
them. ``n`` counts occurrences, ``articles`` articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log, log2

import networkx as nx
import pandas as pd

from lib.model import Filter
from lib.store import Store
from lib.views.network import Network, groups, layout

CUT = re.compile(r"[。！？；!?;\n]")
EVERYTHING = Filter()


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join("?" * len(words)) or "NULL"


def _counted(own: tuple[str, ...]) -> tuple[str, tuple]:
    """SQL for words with their counts, an article and word a line, and its parameters; the users' own terms in it."""
    if not own:
        return "keywords", ()
    held = f"unnest([{_listed(own)}])"
    return (
        f"""(SELECT article_no, word, n FROM keywords WHERE word NOT IN ({_listed(own)})
             UNION ALL
             SELECT article_no, word, ((length(read) - length(replace(read, word, ''))) / length(word))::BIGINT AS n
             FROM (SELECT article_no, coalesce(title, '') || chr(10) || text AS read, {held} AS word FROM articles)
             WHERE contains(read, word))""",
        own * 2,
    )


# How often each word of the filtered articles stands there; shared by the questions about words.
COUNTS = {"word_counts": "SELECT word, sum(n)::BIGINT AS n, count(*) AS articles FROM keywords GROUP BY 1"}


def _summed(own: tuple[str, ...]) -> tuple[str, tuple]:
    """SQL for word, n, articles, and its parameters."""
    words, params = _counted(own)
    return (f"({COUNTS['word_counts'].replace('keywords', words)})" if own else "word_counts"), params


def _among(chosen: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, tuple]:
    """SQL for some words with their counts, an article and word a line, and its parameters."""
    words, params = _counted(tuple(word for word in own if word in chosen))
    if params:
        return f"(SELECT * FROM {words} WHERE word IN ({_listed(chosen)}))", (*params, *chosen)
    # The few words are looked up first, so that millions of lines are compared by number.
    known = f"SELECT word FROM word_counts WHERE word IN ({_listed(chosen)})"
    return f"(SELECT article_no, word, n FROM keywords JOIN ({known}) USING (word))", chosen


def frequencies(
    store: Store, filter: Filter, stops: tuple[str, ...] = (), limit: int = 120, own: tuple[str, ...] = ()
) -> pd.DataFrame:
    """word, n, articles: the words in most articles first (a word that one article repeats is not yet a theme)."""
    counts, params = _summed(own)
    return store.ask(
        f"""SELECT word, n, articles FROM {counts} WHERE coalesce(word NOT IN ({_listed(stops)}), TRUE)
            ORDER BY articles DESC, n DESC, word LIMIT {int(limit)}""",
        filter,
        (*params, *stops),
        COUNTS,
    )


def trend(store: Store, filter: Filter, words: tuple[str, ...], own: tuple[str, ...] = ()) -> pd.DataFrame:
    """year, word, articles, of, share: in how many of a year's articles a word stands; years without articles missing.

    ``share`` = articles / of, because years with more articles hold more of every word.
    """
    if not words:
        return pd.DataFrame(columns=["year", "word", "articles", "of", "share"])
    marks = ", ".join(["(?)"] * len(words))
    counted, params = _among(words, own)
    return store.ask(
        f"""WITH dated AS (SELECT article_no, year FROM articles),
                 years AS (SELECT year, count(*) AS whole FROM dated WHERE year IS NOT NULL GROUP BY 1),
                 asked(word) AS (VALUES {marks}),
                 found AS (SELECT year, word, count(*) AS hits
                           FROM {counted} JOIN dated USING (article_no) GROUP BY 1, 2)
            SELECT year, word, coalesce(hits, 0) AS articles, whole AS "of", coalesce(hits, 0) / whole AS share
            FROM years CROSS JOIN asked LEFT JOIN found USING (year, word) ORDER BY word, year""",
        filter,
        (*words, *params),
        COUNTS,
    )


def g2(a: float, b: float, c: float, d: float) -> float:
    """Log-likelihood of a word: a and b occurrences in two collections of c and d words.

    2·(a·ln(a/E₁) + b·ln(b/E₂)) with E₁ = c·(a+b)/(c+d), E₂ = d·(a+b)/(c+d); Dunning (1993), in the form of Rayson and
    Garside (2000). Above 6.63 by chance once in a hundred, above 10.83 once in a thousand.
    """
    both = (a + b) / (c + d)
    return 2 * ((a * log(a / (c * both)) if a else 0) + (b * log(b / (d * both)) if b else 0))


def log_ratio(a: float, b: float, c: float, d: float) -> float:
    """How many times more frequent, as a power of two: log₂((a/c)/(b/d)); Hardie (2014). 0 counts as one half."""
    return log2(((a or 0.5) / c) / ((b or 0.5) / d))


def keyness(
    store: Store,
    filter: Filter,
    stops: tuple[str, ...] = (),
    own: tuple[str, ...] = (),
    against: Filter | None = None,
    least: int = 2,
    limit: int = 14,
) -> pd.DataFrame:
    """word, here, rest, rates, g2, log_ratio, articles_here, articles_rest: what sets the filtered articles apart.

    Compared with the articles of ``against`` (an article of both counts on both sides), or with all other articles of
    the library. Rates are occurrences in 10,000 words. A word counts on a side only where ``least`` articles of that
    side hold it, so that one article's pet word is no theme; of those significant at one in a hundred (G² ≥ 6.63), the
    ``limit`` with the largest G² on each side. Empty where a side has no words.
    """
    counts, params = _summed(own)
    ours, other = (
        store.ask(f"SELECT word, n, articles FROM {counts}", side, params, COUNTS).set_index("word")
        for side in (filter, EVERYTHING if against is None else against)
    )
    ours, other = ours.add_suffix("_here"), other.add_suffix("_rest")
    table = ours.join(other, how="outer").fillna(0)
    if against is None:
        table["n_rest"], table["articles_rest"] = (table[f"{x}_rest"] - table[f"{x}_here"] for x in ("n", "articles"))
    here_all, rest_all = int(table["n_here"].sum()), int(table["n_rest"].sum())
    columns = ["word", "here", "rest", "here_rate", "rest_rate", "g2", "log_ratio", "articles_here", "articles_rest"]
    if not here_all or not rest_all:
        return pd.DataFrame(columns=columns)
    table, sides = table[~table.index.isin(stops)], ["n_here", "articles_here", "n_rest", "articles_rest"]
    records = [
        (word, a, b, 1e4 * a / here_all, 1e4 * b / rest_all, g2(a, b, here_all, rest_all),
         log_ratio(a, b, here_all, rest_all), mine, theirs)
        for word, a, mine, b, theirs in table[sides].itertuples(name=None)
    ]  # fmt: skip
    found = pd.DataFrame(records, columns=columns).astype(
        {"here": int, "rest": int, "articles_here": int, "articles_rest": int}
    )
    found = found[found["g2"] >= 6.63].sort_values(["g2", "word"], ascending=[False, True])
    ours = found[(found["log_ratio"] > 0) & (found["articles_here"] >= least)]
    theirs = found[(found["log_ratio"] < 0) & (found["articles_rest"] >= least)]
    sides = [ours.head(limit), theirs.head(limit)]
    return pd.concat(sides).sort_values(["log_ratio", "word"], ascending=[False, True], ignore_index=True)


def together(
    store: Store,
    filter: Filter,
    stops: tuple[str, ...] = (),
    own: tuple[str, ...] = (),
    words: int = 45,
    least: int = 2,
    limit: int = 90,
) -> pd.DataFrame:
    """a, b, articles, expected, npmi: which of the leading words stand in the same articles, closest first.

    ``npmi``: normalised pointwise mutual information (Bouma 2009) over articles: 1 always together, 0 as by chance.
    ``expected``: articles with both if words were strewn by chance. Only pairs above chance in ≥ ``least`` articles.
    """
    leading = tuple(frequencies(store, filter, stops, words, own)["word"])
    counted, params = _among(leading, own)
    total = int(store.ask("SELECT count(DISTINCT article_no) AS n FROM keywords", filter)["n"][0])
    columns = ["a", "b", "articles", "expected", "npmi"]
    if len(leading) < 2 or total < 2:
        return pd.DataFrame(columns=columns)
    table = store.ask(
        f"""WITH mine AS (SELECT article_no, word FROM {counted}),
                 single AS (SELECT word, count(*) AS n FROM mine GROUP BY 1)
            SELECT x.word AS a, y.word AS b, count(*) AS articles, any_value(s.n) AS n_a, any_value(t.n) AS n_b
            FROM mine AS x JOIN mine AS y ON x.article_no = y.article_no AND x.word < y.word
            JOIN single AS s ON s.word = x.word JOIN single AS t ON t.word = y.word
            GROUP BY 1, 2 HAVING count(*) >= {int(least)}""",
        filter,
        params,
        COUNTS,
    )
    table["expected"] = table["n_a"] * table["n_b"] / total
    table["npmi"] = [
        1.0 if n == total else log(n / e) / -log(n / total)
        for n, e in zip(table["articles"], table["expected"], strict=True)
    ]
    table = table[table["articles"] > table["expected"]]
    return table.sort_values(["npmi", "articles", "a", "b"], ascending=[False, False, True, True])[columns].head(limit)


def term_graph(
    store: Store, filter: Filter, stops: tuple[str, ...] = (), own: tuple[str, ...] = (), words: int = 45
) -> Network:
    """Words that stand together as a graph: nodes code (word), cases (articles), group, x, y; edges as ``together``.

    Edges carry ``cases`` (articles), ``given`` and ``taken`` 0, so that they are drawn like ties without direction.
    """
    edges = together(store, filter, stops, own, words).assign(given=0, taken=0)
    edges["cases"] = edges["articles"]
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges[["a", "b", "cases"]].itertuples(index=False, name=None), weight="cases")
    if not len(graph):
        return Network(pd.DataFrame(columns=["code", "cases", "group", "x", "y"]), edges)
    counts = frequencies(store, filter, stops, words, own).set_index("word")["articles"]
    place, group = layout(graph), groups(graph)
    records = [(word, int(counts[word]), group[word], *place[word]) for word in graph]
    nodes = pd.DataFrame(records, columns=["code", "cases", "group", "x", "y"])
    return Network(nodes.sort_values(["cases", "code"], ascending=[False, True], ignore_index=True), edges)


@dataclass(frozen=True)
class Line:
    """A word in its sentence: ``left`` + ``word`` + ``right``; ``more``: further sentences of the same article."""

    article_id: str
    title: str
    source: str | None
    published: str | None
    left: str
    word: str
    right: str
    more: int


def contexts(
    store: Store, filter: Filter, word: str, limit: int = 20, offset: int = 0, per_article: int = 3
) -> list[Line]:
    """Words in context: the sentences that hold ``word``, latest article first, at most ``per_article`` of each.

    The title stands in where only it holds the word.
    """
    if not word:
        return []
    table = store.ask(
        f"""SELECT article_id, title, source, published, text FROM articles
            WHERE contains(text, ?) OR contains(coalesce(title, ''), ?)
            ORDER BY published DESC NULLS LAST, article_id LIMIT {int(limit)} OFFSET {int(offset)}""",
        filter,
        (word, word),
    )
    lines = []
    for article_id, title, source, published, text in table.itertuples(index=False, name=None):
        found = [*_hits(text, word)] or [*_hits(title, word)]
        for left, right in found[:per_article]:
            more = len(found) - per_article if len(found) > per_article else 0
            lines.append(
                Line(article_id, _or_none(title) or "", _or_none(source), _or_none(published), left, word, right, more)
            )
    return lines


def _or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _hits(text: str, word: str) -> Iterator[tuple[str, str]]:
    """What stands left and right of the word in each sentence that holds it (of its first place there)."""
    cuts = [*(match.end() for match in CUT.finditer(text)), len(text)]
    start = 0
    for end in cuts:
        at = text.find(word, start, end)
        if at >= 0:
            yield text[start:at].lstrip(), text[at + len(word) : end].rstrip()
        start = end


def count_contexts(store: Store, filter: Filter, word: str) -> int:
    """How many articles hold the word in text or title."""
    sql = "SELECT count(*) AS n FROM articles WHERE contains(text, ?) OR contains(coalesce(title, ''), ?)"
    return int(store.ask(sql, filter, (word, word))["n"][0])
