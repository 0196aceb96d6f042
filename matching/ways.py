"""The ways of travelling that a fleet has: what bars each, and what it takes between districts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from matching import geo
from matching.candidate import Carrier
from matching.flow.problem import Circle, Way
from matching.snapshot import Closure, Params, Point


def barring(carrier: Carrier, closures: Iterable[Closure], now: datetime) -> tuple[Closure, ...]:
    """The closures that are in force for this carrier."""
    return tuple(
        closure
        for closure in closures
        if geo.in_force(closure, carrier.mode, carrier.kg, carrier.passes, now)
    )


def way_of(
    carrier: Carrier, closures: Sequence[Closure], districts: Sequence[str], params: Params
) -> Way:
    """How such a carrier travels where these closures bar it."""
    mode = carrier.mode
    hours = np.zeros((len(districts), len(districts)))
    for row, one in enumerate(districts):
        for column, other in enumerate(districts):
            sea = geo.over_sea(Point(0, 0, one), Point(0, 0, other)) and mode not in geo.OVER_SEA
            linked = any(c.link is not None and {one, other} == set(c.link) for c in closures)
            hours[row, column] = np.inf if sea or linked else 0.0
    circles = tuple(
        Circle(c.centre.lat, c.centre.lon, c.radius_km) for c in closures if c.centre is not None
    )
    return Way(
        speed_kmh=params.speed_kmh * geo.SPEED_FACTOR[mode],
        hours=hours,
        straight=mode in geo.OVER_SEA,
        reach_km=geo.REACH_KM.get(mode, float("inf")),
        circles=circles,
    )
