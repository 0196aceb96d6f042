"""Trunk hauls: what no single vehicle can bring goes in legs, each by a vehicle of its mode."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from matching import geo
from matching.assign import Roads, obstacle_to, why_stuck
from matching.candidate import SMALL_HAZMAT_KG, Carrier
from matching.eligibility import ROAD, carriers_of
from matching.haul import LackingLeg, ProposedHaul, ProposedLeg
from matching.hauls.network import TRANSFER_H, Hop, Network, place_at
from matching.jobs.fleet import TINY
from matching.model import Mode
from matching.nodes import TRUNK
from matching.plan import Obstacle, Stuck
from matching.snapshot import OnDuty, Params, ReadyLoad, Snapshot

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Crews:
    """Who may be asked: `free` has nothing to do, the others on duty will be free again."""

    free: Sequence[OnDuty]
    busy: Sequence[OnDuty]


@dataclass(slots=True)
class Hauls:
    """Draws up the hauls of one run."""

    snapshot: Snapshot
    params: Params
    roads: Roads
    made: list[ProposedHaul] = field(default_factory=list)
    _on_duty: Network = field(init=False)
    _thinkable: Network = field(init=False)

    def __post_init__(self) -> None:
        """A car is always assumed, for somebody will come on duty; a ship is not."""
        by_mode: dict[Mode, list[Carrier]] = {Mode.ROAD: [ROAD]}
        for carrier in carriers_of(self.snapshot.on_duty):
            if carrier.mode is not Mode.FOOT:
                by_mode.setdefault(carrier.mode, []).append(carrier)
        assumed = by_mode | {mode: [*by_mode.get(mode, ()), Carrier(mode)] for mode in _TRUNK}
        facts = self.snapshot, self.params, self.roads.now
        self._on_duty, self._thinkable = Network(*facts, by_mode), Network(*facts, assumed)

    def needed(self, load: ReadyLoad) -> bool:
        """Whether it goes in legs: it is on its way so already, or no car can bring it."""
        if load.consignment_id is not None:
            return True
        return bool(self.roads.nodes) and not geo.passable(
            load.pickup,
            load.delivery,
            ROAD.mode,
            ROAD.kg,
            ROAD.passes,
            self.roads.closures,
            self.roads.now,
            self.roads.links,
        )

    def send(self, load: ReadyLoad, more: Sequence[ReadyLoad], crews: Crews) -> list[int] | Stuck:
        """Make a haul of a load, and of others for the same way as far as they fit; the drivers it
        counts on from now. Or which leg nobody can take, and why."""
        start = place_at(load.pickup_place_id, load.pickup, self.roads.nodes)
        end = place_at(load.delivery_place_id, load.delivery, self.roads.nodes)
        way = self._on_duty.way(start, end) or self._thinkable.way(start, end)
        if not way:
            return Stuck(load.allocation_id, None, Obstacle.ROAD_CLOSED)
        able = [self._able(load, hop, crews, first=not at) for at, hop in enumerate(way)]
        for at, hop in enumerate(way):
            if not able[at]:
                return self._lacking(load, way, at, hop, crews)
        group = _Group(self.snapshot, load, more)
        crew = group.fill(able)
        if crew is None:
            at = group.smallest(able)
            return Stuck(
                load.allocation_id, None, Obstacle.VEHICLE_TOO_SMALL, _leg(load, way, at)
            )  # fmt: skip
        self.made.append(self._haul(load, way, crew, group))
        first = [crew[0].driver_id] if load.consignment_id is None else []
        return first + [van.driver_id for van in crew if van.mode in TRUNK]

    def _able(self, load: ReadyLoad, hop: Hop, crews: Crews, *, first: bool) -> list[OnDuty]:
        """The vehicles for one leg, the one that comes soonest first. A ship, train or aircraft
        that something else counts on is not counted on again; a car drives many legs a day."""
        part, goods = _part(load, hop), self.snapshot.goods[load.item_code]
        again = not first and hop.mode not in TRUNK
        asked = (*crews.free, *crews.busy) if again else crews.free
        found = [
            (self._approach_h(van, hop), van.shift_id, van)
            for van in _on_this_side(asked, hop)
            if obstacle_to(van, part, goods, self.roads) is None
        ]
        return [van for _, _, van in sorted(found, key=lambda one: one[:2])]

    def _lacking(
        self, load: ReadyLoad, way: Sequence[Hop], at: int, hop: Hop, crews: Crews
    ) -> Stuck:
        """Why nobody takes one leg: what the vehicle of its mode that came nearest to it lacks."""
        part, goods = _part(load, hop), self.snapshot.goods[load.item_code]
        free, busy = _on_this_side(crews.free, hop), _on_this_side(crews.busy, hop)
        why = why_stuck(part, goods, free, busy, self.roads)
        return Stuck(load.allocation_id, None, why, _leg(load, way, at))

    def _haul(
        self, load: ReadyLoad, way: Sequence[Hop], crew: Sequence[OnDuty], group: "_Group"
    ) -> ProposedHaul:
        legs: list[ProposedLeg] = []
        ready = max(0.0, ((load.ready_at or self.roads.now) - self.roads.now) / HOUR)
        for hop in way:
            wait = TRANSFER_H
            if not legs and load.consignment_id is None:
                wait = self._approach_h(crew[0], hop) + self.params.service / HOUR
            number = load.legs_done + len(legs) + 1
            ends = hop.start.place_id, hop.end.place_id
            there = ready + wait + hop.hours
            legs.append(ProposedLeg(number, hop.mode, *ends, hop.km, ready, wait, hop.hours, there))
            ready = there
        return ProposedHaul(
            legs=tuple(legs),
            quantities=group.quantities,
            kg=group.kg,
            m3=group.m3,
            shift_id=crew[0].shift_id,
            driver_id=crew[0].driver_id,
            km_to_first_stop=self._km(crew[0], way[0]),
            consignment_id=load.consignment_id,
        )

    def _km(self, van: OnDuty, hop: Hop) -> float:
        return geo.travel_km(
            van.position, hop.start.point, van.mode, self.params.detour, self.roads.links
        )

    def _approach_h(self, van: OnDuty, hop: Hop) -> float:
        """Hours until the vehicle is where the leg begins."""
        ends = van.position.district, hop.start.point.district
        added = geo.linked_hours(*ends, van.mode, van.kg, van.passes, self.roads.links) or 0.0
        return geo.travel_hours(self._km(van, hop), van.mode, self.params.speed_kmh) + added


_TRUNK = tuple(mode for mode in Mode if mode in TRUNK)


def _on_this_side(vans: Sequence[OnDuty], hop: Hop) -> list[OnDuty]:
    """Vehicles of the mode; of the road, those that the sea does not keep from the leg."""
    return [
        van
        for van in vans
        if van.mode is hop.mode
        and (van.mode in TRUNK or not geo.over_sea(van.position, hop.start.point))
    ]


def _part(load: ReadyLoad, hop: Hop) -> ReadyLoad:
    """The load as one leg sees it. Goods on their way go on as they are."""
    least = load.quantity if load.consignment_id is not None else load.min_lot
    return ReadyLoad(
        allocation_id=load.allocation_id,
        need_id=load.need_id,
        supplier_id=load.supplier_id,
        item_code=load.item_code,
        quantity=load.quantity,
        pickup=hop.start.point,
        delivery=hop.end.point,
        pickup_place_id=hop.start.place_id,
        delivery_place_id=hop.end.place_id,
        urgency=load.urgency,
        reported_at=load.reported_at,
        min_lot=least,
    )


def _leg(load: ReadyLoad, way: Sequence[Hop], at: int) -> LackingLeg:
    hop, done = way[at], load.legs_done
    return LackingLeg(
        done + at + 1, done + len(way), hop.mode, hop.start.place_id, hop.end.place_id
    )


class _Group:
    """A load and others that go the same way, and how much of each goes."""

    def __init__(self, snapshot: Snapshot, load: ReadyLoad, more: Sequence[ReadyLoad]) -> None:
        self.goods, self.loads = snapshot.goods, (load, *more)
        self.on_the_way = load.consignment_id is not None
        self.quantities: dict[int, int] = {}

    @property
    def kg(self) -> float:
        """What goes, in kilograms."""
        return self._sum({code: goods.unit_kg for code, goods in self.goods.items()})

    @property
    def m3(self) -> float:
        """What goes, in cubic metres."""
        return self._sum({code: goods.unit_m3 for code, goods in self.goods.items()})

    def fill(self, able: Sequence[Sequence[OnDuty]]) -> list[OnDuty] | None:
        """Decide what goes, and find a vehicle for each leg that takes all of it, the soonest; None
        if there is no such crew. What each leg can take most of decides."""
        rooms = [max(self._room(van) for van in leg) for leg in able]
        kg, m3 = (min(room[side] for room in rooms) for side in (0, 1))
        self.quantities = self._fitting(kg, m3)
        if not self.quantities:
            return None
        crew: list[OnDuty] = []
        for leg in able:
            taken = {van.driver_id for van in crew}
            found = next((van for van in leg if self._takes(van, taken)), None)
            if found is None:
                return None
            crew.append(found)
        return crew

    def smallest(self, able: Sequence[Sequence[OnDuty]]) -> int:
        """The leg whose largest vehicle is the smallest."""
        return min(range(len(able)), key=lambda at: max(self._room(van) for van in able[at]))

    def _room(self, van: OnDuty) -> tuple[float, float]:
        hazmat = bool(self.goods[self.loads[0].item_code].hazmat)
        kg = min(van.kg, SMALL_HAZMAT_KG) if hazmat and not van.hazmat else van.kg
        return kg, van.m3

    def _takes(self, van: OnDuty, taken: set[int]) -> bool:
        kg, m3 = self._room(van)
        fits = self.kg <= kg + TINY and self.m3 <= m3 + TINY
        return fits and van.driver_id not in taken

    def _fitting(self, kg: float, m3: float) -> dict[int, int]:
        """How much of each load fits: the first in part if need be, the others whole or not; of
        goods on their way all or nothing."""
        found: dict[int, int] = {}
        for at, load in enumerate(self.loads):
            goods = self.goods[load.item_code]
            units = min(
                _pieces(kg, goods.unit_kg, load.quantity), _pieces(m3, goods.unit_m3, load.quantity)
            )
            least = load.quantity
            if not at and not self.on_the_way:
                least = max(1, min(load.min_lot, load.quantity))
            if units < least:
                if not at or self.on_the_way:
                    return {}
                continue
            found[load.allocation_id] = units
            kg, m3 = kg - units * goods.unit_kg, m3 - units * goods.unit_m3
        return found

    def _sum(self, unit: Mapping[str, float]) -> float:
        return sum(
            self.quantities.get(load.allocation_id, 0) * unit[load.item_code] for load in self.loads
        )


def _pieces(room: float, unit: float, most: int) -> int:
    return most if unit <= 0 else min(most, int((room + TINY) / unit))
