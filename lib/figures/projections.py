"""Where points come to lie on the drawn maps, so that arrows can point along their lines. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, degrees, radians, sin, sqrt

Point = tuple[float, float]
Projection = Callable[[float, float], Point]
PARALLELS = (25, 47)


def albers(middle: float) -> Projection:
    """The conic equal-area map of China around a meridian (Snyder, Map Projections: A Working Manual, 1987, p. 100)."""
    one, two = map(radians, PARALLELS)
    n = (sin(one) + sin(two)) / 2
    c = cos(one) ** 2 + 2 * n * sin(one)

    def project(lon: float, lat: float) -> Point:
        reach, turn = sqrt(max(0.0, c - 2 * n * sin(radians(lat)))) / n, n * radians(lon - middle)
        return reach * sin(turn), -reach * cos(turn)

    return project


def natural_earth(middle: float) -> Projection:
    """The world map around a meridian (Patterson 2008, with the polynomial of Šavrič and others 2011)."""

    def project(lon: float, lat: float) -> Point:
        turn, phi = radians((lon - middle + 180) % 360 - 180), radians(lat)
        p2 = phi * phi
        p4 = p2 * p2
        x = turn * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
        y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
        return x, y

    return project


def bearing(before: Point, at: Point, project: Projection) -> float:
    """The direction from one place to the next on the drawn map, in degrees clockwise from up."""
    (x0, y0), (x1, y1) = project(*before), project(*at)
    return degrees(atan2(x1 - x0, y1 - y0))


def bow(start: Point, end: Point, points: int = 24, bend: float = 0.16) -> list[Point]:
    """A curve from start to end in degrees; the way back bends to the other side, so that both can be seen.

    The shorter way round the globe is taken; longitudes may then pass 180.
    """
    if abs(end[0] - start[0]) > 180:
        start, end = ((lon + 360 if lon < 0 else lon, lat) for lon, lat in (start, end))
    middle = (
        (start[0] + end[0]) / 2 - bend * (end[1] - start[1]),
        (start[1] + end[1]) / 2 + bend * (end[0] - start[0]),
    )
    found = []
    for i in range(points + 1):
        t = i / points
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
        found.append(
            tuple(sum(w * p[axis] for w, p in zip(weights, (start, middle, end), strict=True)) for axis in (0, 1))
        )
    return found
