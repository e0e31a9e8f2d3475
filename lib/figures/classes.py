"""Values in a few classes with round ends, for shades and line widths. Pure functions."""

from __future__ import annotations

from math import floor, log10

from lib.figures.style import SEQUENTIAL, SEQUENTIAL_DARK


def classes(values: list[float], most: int = 5) -> list[tuple[float, float]]:
    """Lowest and highest value of each class, at most ``most`` classes, ascending.

    Few different values: one class each. Otherwise about as many different values in each class, cut at round figures.
    """
    different = sorted(set(values))
    if len(different) <= most:
        return [(value, value) for value in different]
    cuts = sorted({_round(different[len(different) * i // most - 1]) for i in range(1, most)})
    groups: list[list[float]] = [[] for _ in range(len(cuts) + 1)]
    for value in different:
        groups[sum(value > cut for cut in cuts)].append(value)
    return [(group[0], group[-1]) for group in groups if group]


def _round(value: float) -> float:
    """Two figures are kept."""
    if value <= 0:
        return value
    step = 10 ** max(0, floor(log10(value)) - 1)
    return round(value / step) * step


def class_of(value: float, ranges: list[tuple[float, float]]) -> int:
    """The number of the class that holds a value."""
    return next(i for i, (_, high) in enumerate(ranges) if value <= high)


def shades(number_of_classes: int, dark: bool = False) -> list[str]:
    """One colour a class from weak to strong, well apart where there are few."""
    palette = (SEQUENTIAL_DARK if dark else SEQUENTIAL)[1:]
    if number_of_classes <= 1:
        return [palette[2]] * number_of_classes
    last = len(palette) - 1
    return [palette[round(i * last / (number_of_classes - 1))] for i in range(number_of_classes)]


def stepped(paint: list[str]) -> list[list]:
    """The colours as a Plotly scale of flat steps."""
    return [[end, colour] for i, colour in enumerate(paint) for end in (i / len(paint), (i + 1) / len(paint))]


def is_deep(number: int, number_of_classes: int) -> bool:
    """True where a shade is so strong that writing on it takes the colour of the ground."""
    return number >= (number_of_classes + 1) // 2 and number_of_classes > 1
