"""How long it takes from a place to every other, by each gait: a way of travelling at a speed."""

import math
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.flow.exact import EARTH_DIAMETER_KM, crosses
from matching.flow.problem import Circle, Floats, Ints, Way

KEPT_ROWS = 600
"""Rows kept for the next question; one takes 40 KB at two thousand places and four speeds."""
LONGEST_ROW = 50_000
"""Beyond so many places times gaits no row is kept: only what is asked is reckoned."""

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bends:
    """Road over great circle; trips under `short_km` in a straight line bend more."""

    detour: float
    short_detour: float = 0.0
    short_km: float = 0.0

    def of(self, straight: float) -> float:
        """How much a road bends over so many kilometres."""
        return max(self.detour, self.short_detour) if straight < self.short_km else self.detour


@dataclass(frozen=True, slots=True)
class Gait:
    """A way of travelling at a speed, in kilometres an hour."""

    way: Way
    speed_kmh: float
    on_roads: bool = False
    """Whether what a router measured holds for it."""


class Ground:
    """Places, and what travelling between them takes. A way there and back counts the same."""

    def __init__(
        self,
        places: Floats,
        districts: Ints,
        gaits: tuple[Gait, ...],
        extra_km: Floats,
        bends: Bends,
        measured: Floats | None = None,
    ) -> None:
        """`measured`: hours by road from place to place, not a number where nobody knows."""
        self._gaits, self._bends = gaits, bends
        self._districts, self._extra_km = districts, extra_km
        self._degrees = places
        self._lat, self._lon = np.radians(places)
        self._cos = np.cos(self._lat)
        self._plain = (self._lat.tolist(), self._lon.tolist(), self._cos.tolist())
        self._in = districts.tolist()
        self._by_road = None if measured is None else np.fmax(measured, measured.T)
        self._rows: OrderedDict[int, Singles] = OrderedDict()
        self._sphere: Singles | None = None
        self._long = (len(self) + 1) * len(gaits) > LONGEST_ROW

    def __len__(self) -> int:
        return len(self._in)

    def hours_to(self, place: int, at: Ints) -> Singles:
        """Hours between this place and those, infinite where the way is closed; `at` are gaits
        times (places + 1) plus places."""
        if not self._long:
            return self._around(place)[at]
        gaits, places = np.divmod(at, len(self) + 1)
        straight = self._straights(place, places)
        hours = np.zeros(len(at), np.float32)
        for number, gait in enumerate(self._gaits):
            some = np.flatnonzero(gaits == number)
            hours[some] = self._taken(gait, place, places[some], straight[some])
        hours[places == place] = 0.0
        return hours

    def between(self, gait: int, ones: Ints, others: Ints) -> Floats:
        """Hours by one gait between all of these and all of those places, by the chord: good to ten
        metres over the region."""
        there, sphere = ones[:, None], self._on_sphere()
        straight = np.zeros((len(ones), len(others)), np.float32)
        for axis in range(3):
            straight += np.square(sphere[ones, axis, None] - sphere[others, axis])
        np.sqrt(straight, out=straight)
        hours = self._taken(self._gaits[gait], there, others, straight)
        hours[there == others] = 0.0
        return hours

    def at_least(self, place: int, places: Ints, gaits: Ints) -> Singles:
        """Hours between this place and those, cheaply: never more than it takes on open ways that
        nobody measured, links included, up to the rounding of float32."""
        sphere = self._on_sphere()
        apart = sphere[places] - sphere[place]
        km = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        links = self._links_from(self._in[place])
        per_km, fixed = (row[gaits, self._districts[places]] for row in links)
        hours: Singles = km * per_km + fixed
        hours[places == place] = 0.0
        return hours

    def _on_sphere(self) -> Singles:
        if self._sphere is None:
            self._sphere = _on_sphere(self._lat, self._lon)
        return self._sphere

    def _links_from(self, here: int) -> tuple[Singles, Singles]:
        """By gait and district, hours of a kilometre of straight line and of the link."""
        detour = min(self._bends.detour, self._bends.of(0.0))
        shape = (len(self._gaits), self._extra_km.shape[0])
        per_km, fixed = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        for row, gait in enumerate(self._gaits):
            plain = gait.way.straight
            per_km[row] = (1.0 if plain else detour) / gait.speed_kmh
            fixed[row] = gait.way.hours[here]
            fixed[row] += 0.0 if plain else self._extra_km[here] / gait.speed_kmh
        return per_km, fixed

    def _around(self, place: int) -> Singles:
        """Hours between this place and all, one gait after the other, and after each a 0 that
        stands for 'nowhere'."""
        found = self._rows.get(place)
        if found is None:
            found = self._measured(place)
            if len(self._rows) >= KEPT_ROWS:
                self._rows.popitem(last=False)
            self._rows[place] = found
        return found

    def hours(self, gait: int, one: int, other: int) -> float:
        """Hours between two places."""
        if one == other:
            return 0.0
        going, straight = self._gaits[gait], self._straight(one, other)
        way, ends = going.way, (self._in[one], self._in[other])
        km = straight
        if not way.straight:
            km = straight * self._bends.of(straight) + float(self._extra_km[ends])
        if km > way.reach_km or any(self._crosses(circle, one, other) for circle in way.circles):
            return math.inf
        extra = float(way.hours[ends])
        if self._by_road is not None and going.on_roads and math.isfinite(extra):
            known = float(self._by_road[one, other])
            if not math.isnan(known):
                return known
        return km / going.speed_kmh + extra

    def _straight(self, one: int, other: int) -> float:
        lat, lon, cos = self._plain
        half = math.sin((lat[other] - lat[one]) / 2) ** 2
        half += cos[one] * cos[other] * math.sin((lon[other] - lon[one]) / 2) ** 2
        return EARTH_DIAMETER_KM * math.asin(min(1.0, math.sqrt(half)))

    def _crosses(self, circle: Circle, one: int, other: int) -> bool:
        ends = self._degrees[:, [other]]
        return bool(crosses(circle, self._degrees[:, one], ends)[0])

    def _measured(self, place: int) -> Singles:
        everywhere = np.arange(len(self))
        straight = self._straights(place, everywhere)
        hours = np.zeros((len(self._gaits), len(self) + 1), np.float32)
        for at, gait in enumerate(self._gaits):
            hours[at, :-1] = self._taken(gait, place, everywhere, straight)
        hours[:, place] = 0.0
        return hours.ravel()

    def _straights(self, place: int, places: Ints) -> Floats:
        """Kilometres in a straight line."""
        lat, lon = self._lat[places] - self._lat[place], self._lon[places] - self._lon[place]
        half = np.sin(lat / 2) ** 2
        half += self._cos[place] * self._cos[places] * np.sin(lon / 2) ** 2
        straight: Floats = EARTH_DIAMETER_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
        return straight

    def _taken(
        self, going: Gait, place: int | Ints, places: Ints, straight: Floats | Singles
    ) -> Floats:
        """Hours that one gait takes between this place, or a column of them, and those, so far in
        a straight line."""
        way, here, there = going.way, self._districts[place], self._districts[places]
        km = straight
        if not way.straight:
            km = straight * self._bends.detour
            if self._bends.short_km:
                near = straight < self._bends.short_km
                np.multiply(straight, self._bends.of(0.0), out=km, where=near)
            km = km + self._extra_km[here, there]
        hours: Floats = km / going.speed_kmh + way.hours[here, there]
        if self._by_road is not None and going.on_roads:
            known = self._by_road[place, places]
            hours = np.where(np.isnan(known) | np.isinf(hours), hours, known)
        hours[km > way.reach_km] = np.inf
        for circle in way.circles:
            hours[crosses(circle, self._degrees[:, place], self._degrees[:, places])] = np.inf
        return hours


def _on_sphere(lat: Floats, lon: Floats) -> Singles:
    """Places, n x 3, in kilometres from the middle of all: small numbers, good to a metre."""
    where = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    centred = (where - where.mean(axis=0)) * (EARTH_DIAMETER_KM / 2)
    return np.ascontiguousarray(centred, np.float32)
