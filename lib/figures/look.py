"""What every part of a map needs to know: words, measure, ground, where places lie."""

from __future__ import annotations

from dataclasses import dataclass

from lib.figures.amounts import measure_words
from lib.figures.numbers import number
from lib.figures.overview import Words
from lib.figures.projections import Point
from lib.lexicon import gazetteer


@dataclass(frozen=True)
class Look:
    """What every part of a map needs: words, what is measured (``cases`` or a kind), the ground."""

    words: Words
    measure: str = "cases"
    dark: bool = False

    @property
    def mode(self) -> str:
        return "dark" if self.dark else "light"

    def place_hover(self, record: dict) -> str:
        """A place's name and what it comes to."""
        lines = [f"<b>{self.words.place(record['code'])}</b>"]
        if self.measure != "cases":
            value = measure_words(record, self.measure, self.words.lang)
            lines.append(f"{self.words.label('kinds', self.measure)} {value}")
        return "<br>".join([*lines, self.words.t("n_cases", n=number(record["cases"], self.words.lang))])

    def flow_hover(self, record: dict, start: str, end: str, is_arrow: bool) -> str:
        """Who with whom and how much."""
        way = " → " if is_arrow else " — "
        lines = [f"<b>{self.words.place(start)}{way}{self.words.place(end)}</b>"]
        if self.measure != "cases":
            value = measure_words(record, self.measure, self.words.lang)
            lines.append(f"{self.words.label('kinds', self.measure)} {value}")
        lines.append(self.words.t("n_cases", n=int(record["cases"])))
        if is_arrow:
            given = record["given"] if start == record["a"] else record["taken"]
            lines.append(self.words.t("n_given", n=int(given), name=self.words.place(start)))
        return "<br>".join([*lines, self.words.t("click_rows")])


def point_of(code: str) -> Point | None:
    """Longitude and latitude of a place's label; None where it has none."""
    place = gazetteer().place(code)
    return None if place.lon is None else (place.lon, place.lat)
