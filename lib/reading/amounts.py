"""Sums of money (codebook, section 5): value, currency, qualifier, kind, scope.

Words: ``data/lexicon/amounts.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from lib.lexicon import lexicon
from lib.model import Amount
from lib.reading.moneywords import SENTENCE_END, any_of, kind_of, scope_of
from lib.reading.numbers import Number, find_numbers, qualifier_after, qualifier_before, tidy
from lib.reading.script import simplify

_JOINT = re.compile("至|到|—{1,2}|–|-|－|~|～|─|―|〜")
_MEASURED = re.compile(
    "[个人名户家亩吨吨斤次项件套台辆株头只羽座处种例份支位组班公平千兆度册箱棵幅米里立方级册标辆盏担批群职学师居市师生农党移贫灾民]|左右的?人"
)


@cache
def _currencies() -> tuple[re.Pattern, re.Pattern, dict[str, str], dict[str, str]]:
    """The pattern of the words after a sum, that of the signs before it, and what each means."""
    entries = lexicon("amounts")["currencies"]
    after = {w: e["code"] for e in entries for w in e["words"]}
    signs = {w: e["code"] for e in entries for w in e.get("signs", ())}
    no = {w: e.get("not_before", "") for e in entries for w in e["words"]}
    parts = [re.escape(w) + (f"(?![{no[w]}])" if no[w] else "") for w in sorted(after, key=len, reverse=True)]
    words = re.compile(f"[ 　]?({'|'.join(parts)})")
    return words, re.compile(f"({any_of(list(signs))})[ 　]?$"), after, signs


@cache
def _bare() -> tuple[re.Pattern, tuple[str, ...]]:
    """What stands before a sum without 元 (投资20亿), and what stands after a name that is no sum (千亿元产业)."""
    money = lexicon("amounts")["bare_money"]
    pattern = re.compile(f"(?:{any_of(money['strong'])})(?:{any_of(money['fill'])}){{0,2}}$")
    return pattern, tuple(lexicon("amounts")["not_amount"]["after"])


@cache
def _named() -> re.Pattern:
    """What follows 元 where a small Chinese numeral is part of a name: 三元桥, 二元结构."""
    small = lexicon("amounts")["small_chinese"]["before"]
    return re.compile(f"(?!{any_of(small)})[\u4e00-\u9fff]")


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
    return is_last and not left.endswith(no) and not SENTENCE_END.search(text, last.end, number.start)


@cache
def _threshold() -> re.Pattern:
    """以上 and a class of things after a sum: 投资亿元以上项目12个."""
    entry = lexicon("amounts")["threshold"]
    return re.compile(f"(?:{any_of(entry['bounds'])})[^，。；、0-9]{{0,{entry['reach']}}}?(?:{any_of(entry['of'])})")


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


def find_amounts(text: str, title: str = "") -> list[Amount]:
    """All sums of money of a text, in order, with what the words around, and the article's title, say of them.

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
    title, described = simplify(title), []
    for amount in found:
        described.append(_described(text, plain, title, amount, described[-1] if described else None))
    return described


def _described(text: str, plain: str, title: str, amount: Amount, last: Amount | None) -> Amount:
    start, end = amount.start, amount.end
    kind = kind_of(plain, start, end, title)
    scope = scope_of(plain, start, end, kind, last)
    return replace(amount, text=text[start:end], value=tidy(amount.value), kind=kind, scope=scope)
