"""The districts as polygons of a picture: read from the gazetteer, projected onto a box."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from db.shipped import DATA

Ring = tuple[tuple[float, float], ...]
"""Corners: longitude and latitude in degrees WGS84, or pixels once projected."""

CENTRE = ("中山区", "西岗区", "沙河口区", "甘井子区")
"""The city's core: too small to be read on a map of the whole city."""


@dataclass(frozen=True, slots=True)
class District:
    """One district and its outer rings, the largest first."""

    name: str
    rings: tuple[Ring, ...]

    @property
    def middle(self) -> tuple[float, float]:
        """Where its sign stands: the middle of the largest ring, by area."""
        return centroid(self.rings[0])


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


class Projection:
    """Degrees onto a box: the same scale both ways, north up, in the middle of the box."""

    def __init__(self, rings: Iterable[Ring], box: Box) -> None:
        points = [point for ring in rings for point in ring]
        self._west, self._north = min(x for x, _ in points), max(y for _, y in points)
        east, south = max(x for x, _ in points), min(y for _, y in points)
        self._squeeze = math.cos(math.radians((self._north + south) / 2))
        width, height = (east - self._west) * self._squeeze, self._north - south
        self._scale = min(box.width / width, box.height / height)
        self._left = box.left + (box.width - width * self._scale) / 2
        self._top = box.top + (box.height - height * self._scale) / 2

    def point(self, point: tuple[float, float]) -> tuple[float, float]:
        """One point in pixels."""
        x = (point[0] - self._west) * self._squeeze * self._scale
        return self._left + x, self._top + (self._north - point[1]) * self._scale

    def ring(self, ring: Ring) -> list[tuple[float, float]]:
        """A ring in pixels."""
        return [self.point(point) for point in ring]


@cache
def districts() -> tuple[District, ...]:
    """The ten districts as they are shipped."""
    text = (DATA / "gazetteer" / "districts_schematic.geojson").read_text("utf-8")
    return tuple(_district(feature) for feature in json.loads(text)["features"])


def _district(feature: dict[str, Any]) -> District:
    geometry = feature["geometry"]
    several = geometry["type"] == "MultiPolygon"
    found = geometry["coordinates"] if several else [geometry["coordinates"]]
    rings = [tuple((float(x), float(y)) for x, y in polygon[0]) for polygon in found]
    return District(str(feature["properties"]["name"]), tuple(sorted(rings, key=_minus_area)))


def _minus_area(ring: Ring) -> float:
    return -abs(signed_area(ring))


def signed_area(ring: Sequence[tuple[float, float]]) -> float:
    """The area by the shoelace formula; the sign says which way round the corners go."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2


def centroid(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of an area."""
    area, x, y = signed_area(ring), 0.0, 0.0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (6 * area), y / (6 * area)
