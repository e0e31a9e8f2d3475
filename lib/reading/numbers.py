"""Numbers as Chinese news prints them: digits, full width, Chinese numerals, scales, bounds, ranges.

The finders of amounts and counts share one pass: ``find_numbers`` is cached for the text it saw last. Words come from
``data/lexicon/numbers.yaml``. Traditional characters are not read here: see ``lib.reading.script``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from lib.lexicon import lexicon
from lib.model import Qualifier

ASCII = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"两": 2, "○": 0}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
SCALES = SMALL | LARGE
VAGUE = "余多几数馀来"
LONGEST = 24  # characters of a printed number; longer runs are codes
# 千 before one of these belongs to the unit: 300万千瓦, 5千克.
_D, _S = "[0-9０-９]", f"(?:[{''.join(SCALES).replace('千', '')}]|千(?![瓦克米伏卡焦赫]))"
_CN = "".join(DIGITS) + "".join(SCALES)
_CN0, _K = _CN.replace("千", ""), "千(?![瓦克米伏卡焦赫])"
_DECIMAL = rf"{_D}+(?:,{_D}{{3}}(?!{_D}))*(?:，[０-９]{{3}}(?![０-９]))*(?:[.．]{_D}+)?(?:[余多几馀来]?[ 　]?{_S}+)?"
# Every branch may end anywhere, so nothing backtracks. A lone 一 (一起, 统一, 一个) is no number here.
NUMBER = re.compile(
    rf"(?:{_DECIMAL}){{1,3}}[余多馀]?"
    rf"|(?!一(?![{_CN}点到至]))[数几]?(?:[{_CN0}]|{_K})+(?:[余多几馀来]{_S}+)?(?:点(?:[{_CN0}]|{_K})+)?[余多几馀]?"
)
_WEEKLY = ("每周", "一周", "每星期")  # 每周三班: no day of the week
_ADJACENT = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万亿]|$)")


class Number(NamedTuple):
    """A number in a text: ``text[start:end]`` with its qualifier, ``text[core:end]`` the numerals alone.

    ``scale`` is the largest multiplier printed (1 for none, 10⁸ for 亿); ``is_bare`` where only scales are printed
    (超百亿); ``is_digits`` where Arabic digits are printed.
    """

    start: int
    core: int
    end: int
    value: float
    value_max: float | None
    qualifier: Qualifier
    scale: int
    is_bare: bool
    is_digits: bool


def tidy(value: float) -> float:
    """Drop the dust of binary fractions: 2663.26 × 10000 is 26632600, and whole numbers are ints."""
    value = round(min(value, 1e300), 4)
    return int(value) if value == int(value) else value


def _read(word: str) -> float:
    """The value of numerals without vague characters: 1,054.5 · 3亿5000万 · 五十八点五亿 · 二〇一九 · 一千五."""
    try:
        return float(word.replace(",", ""))
    except ValueError:
        pass
    if len(word) > 1 and all(c in DIGITS for c in word):
        return float("".join(str(DIGITS[c]) for c in word))
    total = section = 0.0
    current: float | None = None
    last, i = 0, 0
    while i < len(word):
        c = word[i]
        if c in DIGITS:
            current = DIGITS[c] if current is None else current * 10 + DIGITS[c]
            if c in "零〇○":
                last = 0
            i += 1
        elif c in SMALL:
            section += (1 if current is None else current) * SMALL[c]
            current, last = None, SMALL[c]
            i += 1
        elif c in LARGE:
            part = section + (current or 0)
            if part == 0 and total:
                total *= LARGE[c]
            else:
                total += (part or 1) * LARGE[c]
            section, current, last = 0.0, None, LARGE[c]
            i += 1
        elif c == "点":
            tail = re.match("[^十百千万亿]*", word[i + 1 :]).group()
            digits = "".join(str(DIGITS.get(t, "")) for t in tail)
            section, current = section + (current or 0) + float(f"0.{digits or 0}"), None
            i += 1 + len(tail)
        else:
            literal = re.match(r"[\d,.]+", word[i:]).group()
            current, last = float(literal.replace(",", "").rstrip(".") or 0), 0
            i += len(literal)
    if current is not None and last >= 100 and word[-1] in DIGITS and word[-2] in SCALES:
        current *= last / 10
    return total + section + (current or 0)


@lru_cache(maxsize=4096)
def parse_number(word: str) -> tuple[float, float | None, bool]:
    """Read a printed number: (value, high end where two neighbours are printed, is it open upwards).

    >>> parse_number("1,054.5亿")
    (105450000000, None, False)
    >>> parse_number("三千二百多万")
    (32000000, None, True)
    >>> parse_number("两三百")
    (200, 300, False)
    """
    word = word.translate(ASCII)
    is_open = any(c in VAGUE for c in word)
    if is_open:
        word = "".join(c for c in word if c not in VAGUE)
    pair = None if "点" in word else _ADJACENT.search(word)
    if pair and DIGITS[pair[2]] - DIGITS[pair[1]] == 1 and not (pair.start() and word[pair.start() - 1] in DIGITS):
        low, high = word[: pair.end(1)] + word[pair.end() :], word[: pair.start()] + word[pair.start(2) :]
        return tidy(_read(low)), tidy(_read(high)), is_open
    return tidy(_read(word)), None, is_open


@lru_cache(maxsize=4096)
def _make(word: str) -> tuple[int, bool, bool]:
    """What a printed number is made of: its largest scale, whether of nothing but scales, whether of digits."""
    scale = max((SCALES[c] for c in word if c in SCALES), default=1)
    return scale, all(c in SCALES or c in VAGUE for c in word), word[0] in "0123456789０１２３４５６７８９"


@cache
def _before() -> dict[str, list[tuple[str, str, str, bool]]]:
    """Last character → (word, qualifier, not_after, only_bare), longest first."""
    table: dict[str, list[tuple[str, str, str, bool]]] = {}
    for entry in lexicon("numbers")["before"]:
        for word in entry["words"]:
            row = (word, entry["qualifier"], entry.get("not_after", ""), entry.get("only_bare", False))
            table.setdefault(word[-1], []).append(row)
    return {c: sorted(rows, key=lambda row: -len(row[0])) for c, rows in table.items()}


def qualifier_before(text: str, at: int, is_bare: bool = False) -> tuple[int, Qualifier] | None:
    """The qualifier that ends at ``at``, as (start, qualifier), None where there is none."""
    for word, qualifier, not_after, only_bare in _before().get(text[at - 1 : at], ()):
        start = at - len(word)
        if start < 0 or not text.startswith(word, start) or (only_bare and not is_bare):
            continue
        if start and text[start - 1] in not_after:
            continue
        return start, qualifier
    return None


@cache
def _after() -> tuple[re.Pattern, dict[str, str]]:
    words = {w: e["qualifier"] for e in lexicon("numbers")["after"] for w in e["words"]}
    parts = [
        f"(?:{'|'.join(map(re.escape, sorted(e['words'], key=len, reverse=True)))})(?![{e.get('not_before', '　')}])"
        for e in lexicon("numbers")["after"]
    ]
    return re.compile("|".join(parts)), words


def qualifier_after(text: str, at: int) -> tuple[int, Qualifier] | None:
    """The qualifier that begins at ``at`` (5亿元以上, 200人左右), as (end, qualifier), None where there is none."""
    pattern, words = _after()
    hit = pattern.match(text, at)
    return (hit.end(), words[hit.group()]) if hit else None


@cache
def _rules() -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern]:
    rules = lexicon("numbers")["not_quantity"]
    joints = sorted(lexicon("numbers")["range"], key=len, reverse=True)
    return tuple(rules["before"]), tuple(rules["after"]), re.compile("|".join(map(re.escape, joints)))


def _number(text: str, hit: re.Match) -> Number | None:
    """One match as a Number with its qualifier; None where it is no quantity (第三, 三分之一, 20%)."""
    core, end = hit.span()
    word = hit.group().replace(" ", "").replace("　", "")
    if end - core > LONGEST:
        return None
    before, after, _ = _rules()
    if text.endswith(before, max(0, core - 8), core) and not text.endswith(_WEEKLY, max(0, core - 3), core):
        return None
    if text.startswith(after, end):
        return None
    value, value_max, is_open = parse_number(word)
    scale, is_bare, is_digits = _make(word)
    bound = qualifier_before(text, core, is_bare)
    start, qualifier = bound or (core, "over" if is_open else "exact")
    return Number(start, core, end, value, value_max, qualifier, scale, is_bare, is_digits)


def _is_range(text: str, low: Number, high: Number, joint: re.Pattern) -> bool:
    """True for 3—5; a chain of dashes (400-1573-518, 2020-04-14) is a code, no range."""
    if low.value_max is not None or high.value_max is not None or not joint.fullmatch(text, low.end, high.start):
        return False
    return text[low.start - 1 : low.start] not in ("-", "—") and text[high.end : high.end + 1] != "-"


def _join(low: Number, high: Number) -> Number | None:
    """3—5亿 and 3亿至5亿 as one range; None where the ends do not rise (2020-04, 400-1573)."""
    value = low.value
    if low.scale < 10_000 <= high.scale and value < high.value / high.scale:
        value = tidy(value * high.scale)
    if not value < high.value:
        return None
    return low._replace(end=high.end, value=value, value_max=high.value, scale=max(low.scale, high.scale))


@lru_cache(maxsize=8)
def find_numbers(text: str) -> tuple[Number, ...]:
    """All quantities of a text in order, ranges joined; ordinals, fractions and percentages left out.

    >>> [(n.value, n.value_max, n.qualifier) for n in find_numbers("近7700万元，3亿至5亿元，第三次")]
    [(77000000, None, 'under'), (300000000, 500000000, 'exact')]
    """
    joint = _rules()[2]
    found: list[Number] = []
    for hit in NUMBER.finditer(text):
        number = _number(text, hit)
        if number is None:
            continue
        if found and number.start - found[-1].end <= 2 and _is_range(text, found[-1], number, joint):
            joined = _join(found[-1], number)
            if joined:
                found[-1] = joined
                continue
        found.append(number)
    return tuple(found)
