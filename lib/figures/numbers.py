"""Numbers as people read them: 亿 and 万 in Chinese, million and billion in English. Pure functions."""

from __future__ import annotations

from math import floor, log10

import pandas as pd

STEPS = {
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
}
YUAN = {"zh": "元", "en": "CNY "}


def is_missing(value: object) -> bool:
    """True for None, NaN and NA: "no data", which is never shown as zero."""
    return bool(pd.isna(value))


def plain(value: float, digits: int = 2) -> str:
    """``1234.5`` → ``1,234.5``: thousands separated, at most ``digits`` decimals, no trailing zeros."""
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: float | None, lang: str = "zh", digits: int = 2) -> str:
    """A count or sum in short: ``123456789`` → ``1.23亿`` or ``123.46 million``; ``–`` where there is none."""
    if is_missing(value):
        return "–"
    for size, unit in STEPS[lang]:
        if abs(value) >= size:
            return plain(value / size, digits) + unit
    return plain(value, digits)


def money(value: float | None, lang: str = "zh", currency: str = "CNY", digits: int = 2) -> str:
    """A sum of money: ``7.62e8`` → ``7.62亿元`` or ``CNY 762 million``; other currencies carry their ISO code."""
    if is_missing(value):
        return "–"
    short = number(value, lang, digits)
    if lang == "en":
        return f"{currency} {short}"
    return short + (YUAN["zh"] if currency == "CNY" else f" {currency}")


def bounds(low: float | None, high: float | None, lang: str = "zh", currency: str = "CNY") -> str:
    """An interval of money: ``7000万元–7700万元``, ``≥ 2亿元`` (open above), ``≤ 10亿元`` (open below)."""
    if is_missing(low) and is_missing(high):
        return "–"
    if is_missing(high):
        return f"≥ {money(low, lang, currency)}"
    if is_missing(low):
        return f"≤ {money(high, lang, currency)}"
    if low == high:
        return money(low, lang, currency)
    return f"{money(low, lang, currency)} – {money(high, lang, currency)}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share between 0 and 1: ``0.1234`` → ``12.3%``."""
    return "–" if is_missing(share) else f"{100 * share:.{digits}f}%"


def year_step(first: int, last: int, most: int) -> int:
    """Years between two labels of an axis, so that about ``most`` stand side by side."""
    return next((step for step in (1, 2, 5, 10) if (last - first) / step <= most), 20)


def ticks(top: float, lang: str = "zh", count: int = 5) -> tuple[list[float], list[str]]:
    """Round values from 0 to at least ``top`` and their labels, for an axis in 万/亿 or million/billion."""
    if is_missing(top) or top <= 0:
        return [0.0], ["0"]
    rough = top / count
    power = 10 ** floor(log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
    values = [step * i for i in range(int(top / step) + 2)]
    return values, [number(value, lang) for value in values]
