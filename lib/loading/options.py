"""What a person says about files that don't tell it themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read.

    ``columns``: (part of an article, heading) of tables, e.g. ``("title", "标题")``; what is not given is guessed.
    ``ocr``: read scanned pages by the machine's text recognition. ``rows``: (first, last) of a table's rows counted
    from 0, half-open; None: all.
    """

    columns: tuple[tuple[str, str], ...] = ()
    ocr: bool = False
    rows: tuple[int, int] | None = None
