"""Sums of money (codebook, section 5): value, currency, qualifier, kind, scope.

Words: ``data/lexicon/amounts.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from lib.lexicon import lexicon
from lib.model import Amount, AmountKind, Scope
from lib.reading.numbers import Number, find_numbers, qualifier_after, qualifier_before, tidy
from lib.reading.script import simplify

BEFORE, AFTER = 70, 24  # how far words of a sum are looked for, in characters
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


@cache
def _kinds() -> tuple[re.Pattern, dict[str, tuple[str, float]]]:
    table: dict[str, tuple[str, float]] = {}
    for entry in lexicon("amounts")["kinds"]:
        table |= dict.fromkeys(entry["words"], (entry["kind"], entry["weight"]))
    return re.compile(_words(list(table))), table


@cache
def _scopes() -> tuple[re.Pattern, dict[str, Scope], re.Pattern, re.Pattern]:
    """The pattern of scope words and their meaning, that of 每… right before a sum, that of /亩 right after it."""
    entries, per = lexicon("amounts")["scopes"], lexicon("amounts")["per"]
    table = {w: e["scope"] for e in entries for w in e["before"]}
    each = next(e["each"] for e in entries if "each" in e)
    before = f"每(?!{_words(each['not_before'])})[^，。；、,0-9]{{0,{each['reach']}}}$"
    after = f"(?:{_words(per['signs'])})(?!{_words(per['not_before'])})"
    return re.compile(_words(list(table))), table, re.compile(before), re.compile(after)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a sum, within its sentence."""
    left = _END.split(text[max(0, start - BEFORE) : start])[-1]
    return left, _END.split(text[end : end + AFTER], maxsplit=1)[0]


def _weigh(left: str, right: str) -> dict[str, float]:
    """The evidence for each kind: weight of its words, less with distance and with every clause between."""
    pattern, table = _kinds()
    score: dict[str, float] = {}
    for hit in pattern.finditer(left):
        kind, weight = table[hit.group()]
        between = left[hit.end() :]
        value = weight / (1 + len(between) / 8) * 0.5 ** len(_CLAUSE.findall(between))
        score[kind] = score.get(kind, 0) + value
    for hit in pattern.finditer(right):
        kind, weight = table[hit.group()]
        between = right[: hit.start()]
        value = weight / (1 + len(between) / 3) * 0.25 ** len(_CLAUSE.findall(between))
        score[kind] = score.get(kind, 0) + value
    return score


def kind_of(text: str, start: int, end: int) -> AmountKind:
    """What the sum at ``text[start:end]`` is, by the words around it; ``other`` where nothing says.

    >>> kind_of("商会捐出650万元", 4, 9)
    'donation'
    """
    score = _weigh(*_around(text, start, end))
    return max(score, key=score.get) if score else "other"


def scope_of(text: str, start: int, end: int, kind: AmountKind = "other") -> Scope:
    """How the sum is counted: the nearest word before it decides (每村, 累计, 今年, 捐), then its kind."""
    left, right = _around(text, start, end)
    pattern, table, each, per = _scopes()
    if right.startswith(lexicon("amounts")["per"]["year"]):
        return "annual"
    if per.match(right) or each.search(left):
        return "per_unit"
    hits = [(table[h.group()], left[h.end() :]) for h in pattern.finditer(left)]
    hits += [("annual", left[h.end() :]) for h in _YEAR.finditer(left)]
    near = [(len(rest), scope) for scope, rest in hits if scope != "per_unit" or len(rest) <= 12]
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


def _sum(text: str, number: Number) -> Amount | None:
    """A number as a sum of money, None where nothing says that it is one; kind and scope are read later."""
    found = _currency(text, number)
    if found is None:
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
        amount = _sum(plain, number)
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
