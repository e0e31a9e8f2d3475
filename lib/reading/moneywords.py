"""What a sum of money is (kind) and how it is counted (scope), by the words around it (codebook, section 5).

Words: ``data/lexicon/amounts.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick_rs

from lib.lexicon import lexicon
from lib.model import Amount, AmountKind, Scope

BEFORE, AFTER = 70, 24  # how far words of a sum are looked for in its sentence, in characters
PARAGRAPH, OUTSIDE = 200, 0.3  # the same before its sentence, and what a word counts there
OPENING, FULL_WEIGHT = 200, 5  # characters of a first paragraph that tell an article's theme, and a heavy word's weight
WEAK = "weak"  # words of funding that a firm's money may have too
CONTRACT = "contract"  # words of investment that a sale may have too
UNIT_REACH, LIST_REACH = 12, 80  # how far a word of a unit, and a sum before in a list, hold, in characters
LEAST_TRADE = 0.3  # words of trade that make a contract one of sale
INHERITED = ("cumulative", "annual")  # scopes that go on from sum to sum of a list
SENTENCE_END = re.compile("[。！？!?；;\n]")
_CLAUSE = re.compile("[，,、：:（(）)]")
_YEAR = re.compile("(?:[12１２][0-9０-９]{3}|[一二][〇零○一二三四五六七八九]{3})年")


def any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@dataclass(frozen=True)
class _Words:
    """Words that are looked up in one pass over a text, each with what it means."""

    automaton: ahocorasick_rs.AhoCorasick
    meanings: list

    @classmethod
    def of(cls, table: dict) -> _Words:
        longest = ahocorasick_rs.MatchKind.LeftmostLongest
        return cls(ahocorasick_rs.AhoCorasick(list(table), matchkind=longest), list(table.values()))

    def find(self, text: str) -> tuple[list[int], list[tuple[int, int, object]]]:
        """The starts of all words, and for each (start, end, meaning), in order."""
        hits = [(start, end, self.meanings[i]) for i, start, end in self.automaton.find_matches_as_indexes(text)]
        return [hit[0] for hit in hits], hits


@cache
def _kind_words() -> _Words:
    table: dict[str, tuple[AmountKind, float]] = {}
    for entry in lexicon("amounts")["kinds"]:
        kind = WEAK if entry.get("weak") else CONTRACT if entry.get("contract") else entry["kind"]
        table |= dict.fromkeys(entry["words"], (kind, entry["weight"]))
    return _Words.of(table)


@cache
def _scope_words() -> _Words:
    return _Words.of({w: e["scope"] for e in lexicon("amounts")["scopes"] for w in e["before"]})


@lru_cache(maxsize=4)
def _cues(text: str) -> tuple:
    """All words of kind and of scope in a text, found once for all its sums."""
    return _kind_words().find(text), _scope_words().find(text)


def _within(found: tuple[list[int], list], low: int, high: int) -> list[tuple[int, int, object]]:
    starts, hits = found
    return [hit for hit in hits[bisect_left(starts, low) : bisect_left(starts, high)] if hit[1] <= high]


@cache
def _per_unit() -> tuple[re.Pattern, re.Pattern]:
    """The pattern of 每… right before a sum and that of /亩 right after it."""
    entries, per = lexicon("amounts")["scopes"], lexicon("amounts")["per"]
    each = next(e["each"] for e in entries if "each" in e)
    before = f"每(?!{any_of(each['not_before'])})[^，。；、,0-9]{{0,{each['reach']}}}$"
    return re.compile(before), re.compile(f"(?:{any_of(per['signs'])})(?!{any_of(per['not_before'])})")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words of a sum may stand: its sentence, at most BEFORE and AFTER characters away."""
    left = SENTENCE_END.split(text[max(0, start - BEFORE) : start])[-1]
    right = SENTENCE_END.split(text[end : end + AFTER], maxsplit=1)[0]
    return start - len(left), end + len(right)


@cache
def _firm() -> tuple[re.Pattern, re.Pattern]:
    entry = lexicon("amounts")["firm"]
    return re.compile(any_of(entry["words"])), re.compile(any_of(entry["unless"]))


def _is_firm(text: str, outer: int, low: int, high: int) -> bool:
    """True where a sum's sentence names a firm, and no word of aid stands near: what it puts in is an investment."""
    firm, unless = _firm()
    return firm.search(text, low, high) is not None and not unless.search(text, outer, high)


@cache
def _aid() -> tuple[re.Pattern, re.Pattern]:
    entry = lexicon("amounts")["aid"]
    return re.compile(any_of(entry["words"])), re.compile(any_of(entry["unless"]))


def _is_aid(text: str, outer: int, low: int, high: int) -> bool:
    """True where a sum's sentence, or the paragraph before, tells of aid, so that 投资 there is public money."""
    aid, unless = _aid()
    near = aid.search(text, low, high) is not None
    return (near or aid.search(text, outer, low) is not None) and not unless.search(text, low if near else outer, high)


@lru_cache(maxsize=4)
def _theme(opening: str) -> dict[AmountKind, float]:
    """What an article's opening says of its money: each kind with the share of words that speak for it, by weight."""
    hits = _kind_words().find(opening)[1]
    score: dict[AmountKind, float] = {}
    for _, _, (kind, weight) in hits:
        score[kind] = score.get(kind, 0) + weight / (FULL_WEIGHT * len(hits))
    return score


def kind_of(text: str, start: int, end: int, title: str = "") -> AmountKind:
    """What the sum at ``text[start:end]`` is, by the words around it; ``other`` where nothing says.

    A word's weight shrinks with its distance and with every clause between; words of the sentences before it in the
    paragraph count where the sum's own sentence says little, and those of the title and the first paragraph less.

    >>> kind_of("商会捐出650万元", 4, 9)
    'donation'
    """
    low, high = _sentence(text, start, end)
    outer = max(0, start - PARAGRAPH, text.rfind("\n", max(0, start - PARAGRAPH), start))
    score = dict(_theme(f"{title}\n{text[:OPENING].split(chr(10), 1)[0]}"))
    for first, last, (kind, weight) in _within(_cues(text)[0], outer, end):
        last = min(last, start)  # 最高补助 is part of the sum's own words
        clauses = min(4, len(_CLAUSE.findall(text, last, start)))
        share = 1.0 if first >= low else OUTSIDE
        score[kind] = score.get(kind, 0) + share * weight / (1 + (start - last) / 8) * 0.5**clauses
    for first, _, (kind, weight) in _within(_cues(text)[0], end, high):
        clauses = len(_CLAUSE.findall(text, end, first))
        score[kind] = score.get(kind, 0) + weight / (1 + (first - end) / 3) * 0.25**clauses
    if WEAK in score:
        kind = "investment" if _is_firm(text, outer, low, high) else "funding"
        score[kind] = score.get(kind, 0) + score.pop(WEAK)
    if CONTRACT in score:
        kind = "trade" if score.get("trade", 0) > LEAST_TRADE else "investment"
        score[kind] = score.get(kind, 0) + score.pop(CONTRACT)
    if "investment" in score and _is_aid(text, outer, low, high):
        score["funding"] = score.get("funding", 0) + score.pop("investment")
    return max(score, key=score.get) if score else "other"


@cache
def _scope_shapes() -> dict[str, re.Pattern]:
    return {
        name: re.compile(lexicon("amounts")["scope_shapes"][name]) for name in ("spans", "counted", "moment", "periods")
    }


def scope_of(text: str, start: int, end: int, kind: AmountKind = "other", last: Amount | None = None) -> Scope:
    """How the sum is counted: by the words before it in its sentence (每村, 累计, 今年, 捐), then by its kind.

    ``last``: the sum before it, whose scope holds for the next parts of a list: 到位9.94亿元，其中经济合作7.62亿元.
    """
    low, _ = _sentence(text, start, end)
    each, per = _per_unit()
    if text.startswith(lexicon("amounts")["per"]["year"], end):
        return "annual"
    if per.match(text, end) or each.search(text[low:start]):
        return "per_unit"
    near = _scopes_before(text, low, start)
    for leading in ("per_unit", "cumulative"):
        if any(scope == leading for _, scope in near):
            return leading
    told = [scope for _, scope in near if scope not in ("weak", "unknown")]
    if told:
        return told[0]
    if near:
        return "cumulative" if near[0][1] == "weak" else "unknown"
    if last and last.kind == kind and last.scope in INHERITED and _is_list(text, last.end, start):
        return last.scope
    if kind in ("investment", "funding") and _scope_shapes()["counted"].search(text, low, start):
        return "cumulative"
    return lexicon("amounts")["scope_defaults"].get(kind, "unknown")


def _scopes_before(text: str, low: int, start: int) -> list[tuple[int, Scope]]:
    """What the words between ``low`` and a sum say of its scope, each with its distance, the nearest first."""
    shapes = _scope_shapes()
    moments = {hit.start() for hit in shapes["moment"].finditer(text, low, start)}
    near = [(start - last, scope) for at, last, scope in _within(_cues(text)[1], low, start) if at not in moments]
    near += [(start - hit.end(), "annual") for hit in _YEAR.finditer(text, low, start) if hit.start() not in moments]
    near += [(start - hit.end(), "annual") for hit in shapes["periods"].finditer(text, low, start)]
    near += [(start - hit.end(), "cumulative") for hit in shapes["spans"].finditer(text, low, start)]
    return sorted((distance, scope) for distance, scope in near if scope != "per_unit" or distance <= UNIT_REACH)


def _is_list(text: str, last: int, start: int) -> bool:
    return start - last <= LIST_REACH and "\n" not in text[last:start]
