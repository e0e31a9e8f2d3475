"""What a report holds, whatever file it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib.figures.overview import Words
from lib.figures.style import Figure as Drawing

# Told of every step: how far (0–1).
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Figure:
    """A key figure: its name, the number in words, what else to say, its definition."""

    name: str
    value: str
    more: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure with its title, its definition and its data in words; ``alt`` says in a sentence what it shows."""

    title: str
    drawing: Drawing
    table: pd.DataFrame
    definition: str = ""
    alt: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A cooperation: who with whom, its values in short, its sentences, its source; ``html``: all of it, marked."""

    who: str
    facts: str
    quotes: tuple[str, ...]
    source: str
    html: str


@dataclass(frozen=True)
class Report:
    """``facts``: what the report says of itself (conditions, versions, date, citation), name and value.

    ``rows``: the first of ``number`` rows; ``words``: the interface's words for reports.
    """

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    rows: tuple[Row, ...]
    number: int
    words: Words
