"""Sums of money with their bounds, in words and as error bars. Pure functions over a view's ``value, low, high``."""

from __future__ import annotations

import pandas as pd

from lib.figures.numbers import is_missing, money, number


def sign(value: float, low: float, high: float | None, is_about: bool = False) -> str:
    """``≥`` where the upper end is open, ``≤`` where only less is sure, ``≈`` where both or "about", else nothing."""
    open_above = is_missing(high)
    lower = low < value * (1 - 1e-9)
    if open_above and not lower:
        return "≥ "
    if lower and not open_above and high <= value * (1 + 1e-9):
        return "≤ "
    return "≈ " if is_about or open_above or lower or high > value * (1 + 1e-9) else ""


def sum_words(record: dict, lang: str, currency: str = "CNY") -> str:
    """A sum with the sign of its bounds: ``≥ 200.43亿元``."""
    value = record["value"]
    if is_missing(value):
        return "–"
    return sign(value, record["low"], record["high"], record.get("is_about", False)) + money(value, lang, currency)


def measure_words(record: dict, measure: str, lang: str) -> str:
    """A number of cases, or a sum of money."""
    return number(record["value"], lang) if measure == "cases" else sum_words(record, lang)


def whiskers(table: pd.DataFrame) -> dict:
    """Plotly's error bars from printed value to lower and upper bound; an open end has none (its label says ≥)."""
    high = table["high"].fillna(table["value"])
    return {
        "type": "data",
        "symmetric": False,
        "array": (high - table["value"]).clip(lower=0).tolist(),
        "arrayminus": (table["value"] - table["low"]).clip(lower=0).tolist(),
        "thickness": 1.4,
        "width": 5,
        "color": "#5a6775",
    }
