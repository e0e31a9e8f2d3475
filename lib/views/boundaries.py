"""What the files of boundaries hold: the units of a level, how far they reach, the line in the South China Sea."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.errors import DataError
from lib.lexicon import gazetteer

STATIC = Path(__file__).parent.parent.parent / "static" / "geo"
SOUTH = 17.5  # degrees north: what lies further south is shown on the map of the country, in its inset


@dataclass(frozen=True)
class Shape:
    """One map. ``file``: its boundaries under ``static/geo``; ``units``: the codes drawn, with data or without.

    ``reach``: west, south, east, north of an area in degrees, None for the whole country. ``sea``: the dashes of the
    South China Sea line as lists of (longitude, latitude).
    """

    file: str
    units: tuple[str, ...]
    reach: tuple[float, float, float, float] | None
    sea: tuple[tuple[tuple[float, float], ...], ...]


@cache
def shape(level: str, area: str | None = None) -> Shape:
    """The map of a level, of the country or inside an area. Raises DataError where a file is missing or no GeoJSON."""
    file, codes = file_of(level, area), units(level, area)
    return Shape(file, codes, None if area is None else _reach(file, codes), _sea())


def file_of(level: str, area: str | None) -> str:
    """The file that holds the boundaries of a level."""
    if level == "county":
        return f"county/{gazetteer().province(area)}.json"
    if level == "city":
        return "city_lite.json" if area is None else "city.json"
    return "province.json"


def units(level: str, area: str | None = None) -> tuple[str, ...]:
    """The codes of all units of a level, of the country or in an area."""
    places = gazetteer()
    provinces = [place.code for place in places if place.level == "province"]
    if level == "province":
        return tuple(provinces)
    if level == "county":
        county = [place.code for place in places if place.level == "county"]
        return tuple(code for code in county if area in (places.province(code), places.city(code)))
    cities = {places.city(place.code) for place in places if place.level in ("city", "county")}
    cities |= {code for code in provinces if not places.children(code)}
    return tuple(sorted(code for code in cities if area in (None, places.province(code))))


def _read(file: str) -> dict:
    path = STATIC / file
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: 边界文件读不到或不是 GeoJSON（{error}），请恢复该文件。") from error


def _reach(file: str, codes: tuple[str, ...]) -> tuple[float, float, float, float] | None:
    """The box around the units, with a margin; islands far south are left to the map of the country."""
    wanted = set(codes)
    points = [
        point
        for one in _read(file)["features"]
        if one.get("id") in wanted and one["geometry"]
        for point in _points(one["geometry"]["coordinates"])
    ]
    points = [(lon, lat) for lon, lat in points if lat > SOUTH] or points
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    wide, high = 0.04 * (max(lons) - min(lons)), 0.04 * (max(lats) - min(lats))
    return min(lons) - wide, min(lats) - high, max(lons) + wide, max(lats) + high


def _points(coordinates: list) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _points(part)


@cache
def _sea() -> tuple[tuple[tuple[float, float], ...], ...]:
    return tuple(tuple(map(tuple, dash)) for dash in _read("dash.json")["geometry"]["coordinates"])
