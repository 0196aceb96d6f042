"""The way over nodes: which modes bring goods from one place to another soonest, in which order."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from matching import geo
from matching.candidate import Carrier
from matching.model import Mode
from matching.nodes import TRANSFER, TRUNK, at_node
from matching.snapshot import Node, Params, Point, Snapshot

TRANSFER_H = TRANSFER / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the way, and which modes besides the road halt there."""

    place_id: int
    point: Point
    modes: frozenset[Mode]


@dataclass(frozen=True, slots=True)
class Hop:
    """One mode from one place to the next: kilometres, and hours under way."""

    mode: Mode
    start: Place
    end: Place
    km: float
    hours: float


Step = tuple[float, int, tuple[int, ...], tuple[Mode, ...], tuple[Hop, ...]]
"""Hours so far, hops, the places passed and by which modes, the hops: sorts without a tie."""


@dataclass(slots=True)
class Network:
    """Nodes, and the ways between them by the vehicles that some carriers have."""

    snapshot: Snapshot
    params: Params
    now: datetime
    carriers: Mapping[Mode, Sequence[Carrier]]
    hops: dict[tuple[int, int, Mode], Hop | None] = field(default_factory=dict)

    def way(self, start: Place, end: Place) -> tuple[Hop, ...]:
        """The soonest way in hops of different modes, changing over included; none: empty.

        Dijkstra over places and the mode one has come by.
        """
        nodes = [place_of(node, self.snapshot.nodes) for node in self.snapshot.nodes]
        places = {place.place_id: place for place in (*nodes, end)}
        done: set[tuple[int, Mode]] = set()
        queue: list[Step] = [(0.0, 0, (start.place_id,), (), ())]
        while queue:
            spent, count, passed, modes, hops = heapq.heappop(queue)
            here = hops[-1].end if hops else start
            if hops:
                if here.place_id == end.place_id:
                    return hops
                if (here.place_id, hops[-1].mode) in done:
                    continue
                done.add((here.place_id, hops[-1].mode))
            for there in places.values():
                for hop in self._onward(here, there, hops):
                    if there.place_id not in passed:
                        more = spent + hop.hours + (TRANSFER_H if hops else 0.0)
                        way = (*passed, there.place_id), (*modes, hop.mode), (*hops, hop)
                        heapq.heappush(queue, (more, count + 1, *way))
        return ()

    def _onward(self, here: Place, there: Place, hops: Sequence[Hop]) -> Iterable[Hop]:
        """The hops from place to place by every mode but the one just used."""
        came_by = hops[-1].mode if hops else None
        for mode in self.carriers:
            if mode is not came_by and (mode not in TRUNK or mode in here.modes & there.modes):
                hop = self._hop(here, there, mode)
                if hop is not None:
                    yield hop

    def _hop(self, here: Place, there: Place, mode: Mode) -> Hop | None:
        key = here.place_id, there.place_id, mode
        if key not in self.hops:
            self.hops[key] = self._measure(here, there, mode)
        return self.hops[key]

    def _measure(self, here: Place, there: Place, mode: Mode) -> Hop | None:
        """The hop, if any carrier of the mode gets through; a link adds the same for all."""
        known, a, b = self.snapshot, here.point, there.point
        through = next((one for one in self.carriers[mode] if self._passes(one, a, b)), None)
        if through is None:
            return None
        mine = through.mode, through.kg, through.passes
        added = geo.linked_hours(a.district, b.district, *mine, known.links) or 0.0
        km = geo.travel_km(a, b, mode, self.params.detour, known.links)
        hours = geo.travel_hours(km, mode, self.params.speed_kmh) + added
        return Hop(mode, here, there, km, hours)

    def _passes(self, one: Carrier, a: Point, b: Point) -> bool:
        known = self.snapshot
        return geo.passable(
            a, b, one.mode, one.kg, one.passes, known.closures, self.now, known.links
        )


def place_of(node: Node, nodes: Iterable[Node]) -> Place:
    """A node as a place on the way."""
    return place_at(node.place_id, node.point, nodes)


def place_at(place_id: int, point: Point, nodes: Iterable[Node]) -> Place:
    """Any place, and which modes halt there: those of the nodes it is at."""
    modes = frozenset(node.mode for node in nodes if at_node(point, node))
    return Place(place_id, point, modes)
