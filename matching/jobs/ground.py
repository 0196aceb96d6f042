"""How long it takes from a place to every other, by each gait: a way of travelling at a speed."""

import math
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.flow.problem import Floats, Ints, Way

EARTH_DIAMETER_KM = 12742.0
"""Twice the mean radius, as the published instances have it (the IUGG radius is 9 m more)."""
KEPT_ROWS = 600
"""Rows kept for the next question; one takes 40 KB at two thousand places and four speeds."""

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Gait:
    """A way of travelling at a speed, in kilometres an hour."""

    way: Way
    speed_kmh: float


class Ground:
    """Places, and what travelling between them takes. A way there and back counts the same."""

    def __init__(
        self,
        places: Floats,
        districts: Ints,
        gaits: tuple[Gait, ...],
        extra_km: Floats,
        detour: float,
    ) -> None:
        self._gaits = gaits
        self._districts, self._detour, self._extra_km = districts, detour, extra_km
        self._lat, self._lon = np.radians(places)
        self._cos = np.cos(self._lat)
        self._plain = (self._lat.tolist(), self._lon.tolist(), self._cos.tolist())
        self._in = districts.tolist()
        self._rows: OrderedDict[int, Singles] = OrderedDict()

    def __len__(self) -> int:
        return len(self._in)

    def around(self, place: int) -> Singles:
        """Hours between this place and all, one gait after the other, and after each a 0 that
        stands for 'nowhere'; infinite where the way is closed."""
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
        going = self._gaits[gait]
        extra = float(going.way.hours[self._in[one], self._in[other]])
        return self.km(one, other) / going.speed_kmh + extra

    def km(self, one: int, other: int) -> float:
        """Kilometres between two places."""
        if one == other:
            return 0.0
        lat, lon, cos = self._plain
        half = math.sin((lat[other] - lat[one]) / 2) ** 2
        half += cos[one] * cos[other] * math.sin((lon[other] - lon[one]) / 2) ** 2
        straight = EARTH_DIAMETER_KM * math.asin(math.sqrt(half))
        return straight * self._detour + float(self._extra_km[self._in[one], self._in[other]])

    def _measured(self, place: int) -> Singles:
        lat, lon = self._lat - self._lat[place], self._lon - self._lon[place]
        half = np.sin(lat / 2) ** 2 + self._cos[place] * self._cos * np.sin(lon / 2) ** 2
        straight = EARTH_DIAMETER_KM * np.arcsin(np.sqrt(half))
        here = self._in[place]
        km = straight * self._detour + self._extra_km[here, self._districts]
        hours = np.zeros((len(self._gaits), len(self) + 1), np.float32)
        for at, gait in enumerate(self._gaits):
            hours[at, :-1] = km / gait.speed_kmh + gait.way.hours[here, self._districts]
        hours[:, place] = 0.0
        return hours.ravel()
