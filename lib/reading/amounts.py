"""Sums of money (codebook, section 5): value, currency, qualifier, kind, scope.

Words: ``data/lexicon/amounts.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import ahocorasick_rs

from lib.lexicon import lexicon
from lib.model import Amount, AmountKind, Scope
from lib.reading.numbers import Number, find_numbers, qualifier_after, qualifier_before, tidy
from lib.reading.script import simplify

BEFORE, AFTER = 70, 24  # how far words of a sum are looked for in its sentence, in characters
PARAGRAPH, OUTSIDE = 200, 0.3  # the same before its sentence, and what a word counts there
_END = re.compile("[。！？!?；;\n]")
_CLAUSE = re.compile("[，,、：:（(）)]")
_JOINT = re.compile("至|到|—{1,2}|–|-|－|~|～|─|―|〜")
_YEAR = re.compile("(?:[12１２][0-9０-９]{3}|[一二][〇零○一二三四五六七八九]{3})年")
_MEASURED = re.compile(
    "[个人名户家亩吨吨斤次项件套台辆株头只羽座处种例份支位组班公平千兆度册箱棵幅米里立方级册标辆盏担批群职学师居市师生农党移贫灾民]|左右的?人"
)


def _words(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _currencies() -> tuple[re.Pattern, re.Pattern, dict[str, str], dict[str, str]]:
    """The pattern of the words after a sum, that of the signs before it, and what each means."""
    entries = lexicon("amounts")["currencies"]
    after = {w: e["code"] for e in entries for w in e["words"]}
    signs = {w: e["code"] for e in entries for w in e.get("signs", ())}
    no = {w: e.get("not_before", "") for e in entries for w in e["words"]}
    parts = [re.escape(w) + (f"(?![{no[w]}])" if no[w] else "") for w in sorted(after, key=len, reverse=True)]
    words = re.compile(f"[ 　]?({'|'.join(parts)})")
    return words, re.compile(f"({_words(list(signs))})[ 　]?$"), after, signs


@cache
def _bare() -> tuple[re.Pattern, tuple[str, ...]]:
    """What stands before a sum without 元 (投资20亿), and what stands after a name that is no sum (千亿元产业)."""
    money = lexicon("amounts")["bare_money"]
    pattern = re.compile(f"(?:{_words(money['strong'])})(?:{_words(money['fill'])}){{0,2}}$")
    return pattern, tuple(lexicon("amounts")["not_amount"]["after"])


@cache
def _named() -> re.Pattern:
    """What follows 元 where a small Chinese numeral is part of a name: 三元桥, 二元结构."""
    small = lexicon("amounts")["small_chinese"]["before"]
    return re.compile(f"(?!{_words(small)})[\u4e00-\u9fff]")


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
        table |= dict.fromkeys(entry["words"], (entry["kind"], entry["weight"]))
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
    before = f"每(?!{_words(each['not_before'])})[^，。；、,0-9]{{0,{each['reach']}}}$"
    return re.compile(before), re.compile(f"(?:{_words(per['signs'])})(?!{_words(per['not_before'])})")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words of a sum may stand: its sentence, at most BEFORE and AFTER characters away."""
    left = _END.split(text[max(0, start - BEFORE) : start])[-1]
    right = _END.split(text[end : end + AFTER], maxsplit=1)[0]
    return start - len(left), end + len(right)


@cache
def _aid() -> tuple[re.Pattern, re.Pattern]:
    entry = lexicon("amounts")["aid"]
    return re.compile(_words(entry["words"])), re.compile(_words(entry["unless"]))


def _is_aid(sentence: str) -> bool:
    """True where the sentence tells of aid between governments, so that 投资 in it is public money."""
    aid, unless = _aid()
    return aid.search(sentence) is not None and not unless.search(sentence)


def kind_of(text: str, start: int, end: int) -> AmountKind:
    """What the sum at ``text[start:end]`` is, by the words around it; ``other`` where nothing says.

    A word's weight shrinks with its distance and with every clause between; words of the sentences before it in the
    paragraph count where the sum's own sentence says little.

    >>> kind_of("商会捐出650万元", 4, 9)
    'donation'
    """
    low, high = _sentence(text, start, end)
    outer = max(0, start - PARAGRAPH, text.rfind("\n", max(0, start - PARAGRAPH), start))
    score: dict[AmountKind, float] = {}
    for first, last, (kind, weight) in _within(_cues(text)[0], outer, start):
        clauses = min(4, len(_CLAUSE.findall(text, last, start)))
        share = 1.0 if first >= low else OUTSIDE
        score[kind] = score.get(kind, 0) + share * weight / (1 + (start - last) / 8) * 0.5**clauses
    for first, _, (kind, weight) in _within(_cues(text)[0], end, high):
        clauses = len(_CLAUSE.findall(text, end, first))
        score[kind] = score.get(kind, 0) + weight / (1 + (first - end) / 3) * 0.25**clauses
    if "investment" in score and _is_aid(text[low:high]):
        score["funding"] = score.get("funding", 0) + score.pop("investment")
    return max(score, key=score.get) if score else "other"


def scope_of(text: str, start: int, end: int, kind: AmountKind = "other") -> Scope:
    """How the sum is counted: the nearest word before it decides (每村, 累计, 今年, 捐), then its kind."""
    low, _ = _sentence(text, start, end)
    each, per = _per_unit()
    if text.startswith(lexicon("amounts")["per"]["year"], end):
        return "annual"
    if per.match(text, end) or each.search(text[low:start]):
        return "per_unit"
    near = [(start - last, scope) for _, last, scope in _within(_cues(text)[1], low, start)]
    near += [(start - hit.end(), "annual") for hit in _YEAR.finditer(text, low, start)]
    near = [(distance, scope) for distance, scope in near if scope != "per_unit" or distance <= 12]
    for leading in ("per_unit", "cumulative"):
        if any(scope == leading for _, scope in near):
            return leading
    if near:
        return min(near)[1]
    return "single" if kind in ("donation", "loan", "investment") else "unknown"


def _is_unit(number: Number) -> bool:
    """True for 万元 and 亿元 without anything before them: a table's unit, not a sum."""
    return number.qualifier == "exact" and number.end - number.core < 2


def _currency(text: str, number: Number) -> tuple[str, int] | None:
    """The currency of a number and the end of its words; None where it is no money."""
    after, before, codes, sign_codes = _currencies()
    money, not_after = _bare()
    hit = after.match(text, number.end)
    sign = before.search(text[max(0, number.core - 8) : number.core])
    if hit:
        if number.is_bare and (_is_unit(number) or text.startswith(not_after, hit.end())):
            return None
        if not number.is_digits and number.value <= 10 and _named().match(text, hit.end()):
            return None
        code = codes[hit[1]]
        return sign_codes[sign[1]] if sign and code == "CNY" else code, hit.end()
    if sign and not number.is_bare:
        return sign_codes[sign[1]], number.end
    if number.is_bare or number.scale < 10_000 or _MEASURED.match(text, number.end):
        return None
    named = money.search(text[max(0, number.start - 10) : number.start])
    return ("CNY", number.end) if named else None


@cache
def _follows() -> tuple[re.Pattern, tuple[str, ...]]:
    """What ends the clause of a sum without 元, and what before it says that it is no sum (人口20万)."""
    return re.compile("[，。、；,;）)]|$"), tuple(lexicon("amounts")["bare_money"]["not_after"])


def _goes_on(text: str, number: Number, last: Amount | None) -> bool:
    """True for a number with 万 or 亿 that ends its clause after a sum in the same sentence: 其中中央1.2亿."""
    if last is None or number.is_bare or number.scale < 10_000 or number.start - last.end > 40:
        return False
    ends, no = _follows()
    is_last = ends.match(text, number.end) is not None
    left = text[max(0, number.start - 4) : number.start]
    return is_last and not left.endswith(no) and not _END.search(text, last.end, number.start)


@cache
def _threshold() -> re.Pattern:
    """以上 and a class of things after a sum: 投资亿元以上项目12个."""
    entry = lexicon("amounts")["threshold"]
    return re.compile(f"(?:{_words(entry['bounds'])})[^，。；、0-9]{{0,{entry['reach']}}}?(?:{_words(entry['of'])})")


def _sum(text: str, number: Number, last: Amount | None) -> Amount | None:
    """A number as a sum of money, None where nothing says that it is one; kind and scope are read later."""
    found = _currency(text, number) or (("CNY", number.end) if _goes_on(text, number, last) else None)
    if found is None or _threshold().match(text, found[1]):
        return None
    code, end = found
    bound = qualifier_after(text, end)
    qualifier = number.qualifier
    if bound:
        end, qualifier = bound[0], bound[1] if qualifier == "exact" else qualifier
    start, high = number.start, number.value_max
    sign = _currencies()[1].search(text[max(0, start - 8) : start]) if qualifier == "exact" else None
    before = qualifier_before(text, start - len(sign.group())) if sign else None
    if before:
        start, qualifier = before
    return Amount(start, end, "", False, number.value, high, code, qualifier)


def _merge(low: Amount, high: Amount, text: str) -> Amount | None:
    """Two sums with a joint between them as one range: 300元至500元."""
    if high.start - low.end > 2 or not _JOINT.fullmatch(text, low.end, high.start):
        return None
    if low.currency != high.currency or low.value >= high.value or low.value_max or high.value_max:
        return None
    return replace(low, end=high.end, value_max=high.value)


def find_amounts(text: str) -> list[Amount]:
    """All sums of money of a text, in order, with what the words around say of them.

    >>> [(a.text, a.value, a.qualifier, a.kind) for a in find_amounts("合作项目达170余项，经费近7700万元。")]
    [('近7700万元', 77000000, 'under', 'funding')]
    """
    plain = simplify(text)
    found: list[Amount] = []
    for number in find_numbers(plain):
        amount = _sum(plain, number, found[-1] if found else None)
        if amount is None:
            continue
        merged = _merge(found[-1], amount, plain) if found else None
        if merged:
            found[-1] = merged
        else:
            found.append(amount)
    return [_described(text, plain, amount) for amount in found]


def _described(text: str, plain: str, amount: Amount) -> Amount:
    start, end = amount.start, amount.end
    kind = kind_of(plain, start, end)
    scope = scope_of(plain, start, end, kind)
    return replace(amount, text=text[start:end], value=tidy(amount.value), kind=kind, scope=scope)
