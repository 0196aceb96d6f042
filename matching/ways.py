"""The ways of travelling that a fleet has: what bars each, and what it takes between districts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from matching import geo
from matching.candidate import Carrier
from matching.flow.problem import Circle, Floats, Way
from matching.model import Mode
from matching.nodes import transfer_hours
from matching.snapshot import Closure, Link, Params, Snapshot


def barring(carrier: Carrier, closures: Iterable[Closure], now: datetime) -> tuple[Closure, ...]:
    """The closures that are in force for this carrier."""
    return tuple(
        closure
        for closure in closures
        if geo.in_force(closure, carrier.mode, carrier.kg, carrier.passes, now)
    )


def way_of(
    carrier: Carrier,
    closures: Sequence[Closure],
    links: Sequence[Link],
    districts: Sequence[str],
    params: Params,
    transfer_h: float = 0.0,
) -> Way:
    """How such a carrier travels by these links where these closures bar it; `transfer_h` is what
    changing over at nodes adds.

    The kilometres of its own links are in the hours: those of the road are in `road_links`.
    """
    mode, speed = carrier.mode, params.speed_kmh * geo.SPEED_FACTOR[carrier.mode]
    straight = mode in geo.OVER_SEA
    hours = np.full((len(districts), len(districts)), np.inf)
    closed = [set(closure.link) for closure in closures if closure.link is not None]
    for row, one in enumerate(districts):
        for column, other in enumerate(districts):
            added = geo.linked_hours(one, other, mode, carrier.kg, carrier.passes, links)
            if added is None or {one, other} in closed:
                continue
            km = _link_km(one, other, mode, links)
            km -= 0.0 if straight else _link_km(one, other, Mode.ROAD, links)
            hours[row, column] = added + transfer_h + km / speed
    circles = tuple(
        Circle(c.centre.lat, c.centre.lon, c.radius_km) for c in closures if c.centre is not None
    )
    reach = geo.REACH_KM.get(mode, float("inf"))
    return Way(speed, hours, straight=straight, reach_km=reach, circles=circles, mode=mode)


def ways_of(
    carriers: Sequence[Carrier],
    snapshot: Snapshot,
    districts: Sequence[str],
    params: Params,
    now: datetime,
    *,
    over_nodes: bool = False,
) -> tuple[tuple[Way, ...], list[int]]:
    """The different ways of these carriers, sorted, and which of them each takes.

    `over_nodes`: from door to door, with the changing over at both ends of ships and trains.

    Carriers of one mode travel alike where the same closures bar them and the same links let them
    through; most do.
    """
    found: dict[tuple[str, tuple[int, ...], tuple[bool, ...]], Way] = {}
    keys = []
    for carrier in carriers:
        bars = barring(carrier, snapshot.closures, now)
        may = tuple(
            geo.linked_hours(*link.ends, link.mode, carrier.kg, carrier.passes, (link,)) is not None
            for link in snapshot.links
            if link.mode is carrier.mode
        )
        key = carrier.mode.value, tuple(sorted(closure.closure_id for closure in bars)), may
        if key not in found:
            added = transfer_hours(carrier.mode, snapshot.nodes) if over_nodes else 0.0
            found[key] = way_of(carrier, bars, snapshot.links, districts, params, added)
        keys.append(key)
    order = sorted(found)
    return tuple(found[key] for key in order), [order.index(key) for key in keys]


def road_links(districts: Sequence[str], links: Sequence[Link]) -> Floats:
    """Kilometres that links of the road add between districts."""
    return np.array(
        [[_link_km(one, other, Mode.ROAD, links) for other in districts] for one in districts]
    ).reshape(len(districts), len(districts))


def _link_km(one: str, other: str, mode: Mode, links: Sequence[Link]) -> float:
    link = geo.link_between(one, other, mode, links)
    return link.km if link else 0.0
