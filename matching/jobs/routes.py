"""The routes of all vehicles as flat arrays, so that one question asks every stop of everybody.

A vehicle has a block of slots: the first stands for where it starts, one for each stop follows,
the rest is empty room. What a slot holds is what an insertion after it must know.
"""

from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np

from matching.flow.problem import Ints
from matching.jobs.ground import Singles
from matching.jobs.problem import JobsProblem, Stop

ROOM = 6
"""Slots a vehicle begins with, and by how many its block grows."""
SUM = 1e-6
"""Kilograms and cubic metres that sums of floats may differ by."""
NEVER = 1e9
"""Hours that stand for 'never', and a cost that nothing is worth."""

Row = tuple[float, ...]

_SLOTTED = (
    "place", "at", "last", "spare", "joins_pickup", "joins_delivery", "leave", "latest", "by",
    "by_next", "spared", "onward", "idle", "left_kg", "left_m3", "full_kg", "full_m3",
)  # fmt: skip


class Routes:
    """Every vehicle's stops, with times and loads by slot.

    `at` is the slot's place in rows of the ground, `last` says that no stop follows.
    """

    def __init__(self, problem: JobsProblem) -> None:
        self.problem = problem
        fleet, ships = problem.vehicles, problem.shipments
        count = len(fleet.place)
        accepted = problem.accepted or ((),) * count
        self.stops: list[tuple[Stop, ...]] = list(accepted)
        self.frozen = [len(stops) for stops in accepted]
        self.used = np.array([bool(stops) for stops in accepted], np.bool_)
        """Vehicles with at least one stop."""
        self.due = ships.due.tolist()
        """Deadlines, which a caller may tighten for what is already on board of a plan."""
        self.kg, self.m3 = ships.kg.tolist(), ships.m3.tolist()
        """What each shipment weighs, less where only a part of it goes."""
        self._ready = ships.ready.tolist()
        self._fleet: list[tuple[int, int, float, float, float, float]] = list(
            zip(
                fleet.gait.tolist(), fleet.place.tolist(), fleet.start.tolist(),
                fleet.end.tolist(), fleet.kg.tolist(), fleet.m3.tolist(), strict=True,
            )
        )  # fmt: skip
        self._gaits = fleet.gait
        self.width: Ints = np.array([len(stops) + ROOM for stops in accepted], np.int64)
        self._lay_out()

    def _lay_out(self) -> None:
        """Place the blocks one behind the other and fill them."""
        total = int(self.width.sum())
        self.place, self.at, self.spare = (np.zeros(total, np.int64) for _ in range(3))
        self.last, self.joins_pickup, self.joins_delivery = (
            np.zeros(total, np.bool_) for _ in range(3)
        )
        self.leave, self.latest, self.by, self.by_next, self.spared, self.onward = (
            np.zeros(total) for _ in range(6)
        )
        self.idle, self.left_kg, self.left_m3, self.full_kg, self.full_m3 = (
            np.zeros(total) for _ in range(5)
        )
        self._number()
        for vehicle in range(len(self.width)):
            self.renew(vehicle)

    def _number(self) -> None:
        """Say which slots are whose."""
        self.first: Ints = np.cumsum(self.width) - self.width
        self.vehicle: Ints = np.repeat(np.arange(len(self.width)), self.width)
        self.gait: Ints = self._gaits[self.vehicle]

    def _widen(self, vehicle: int, slots: int) -> None:
        """Make a block longer; the ones behind it move on."""
        end = int(self.first[vehicle] + self.width[vehicle])
        for name in _SLOTTED:
            old = getattr(self, name)
            gap = np.zeros(slots, old.dtype)
            setattr(self, name, np.concatenate([old[:end], gap, old[end:]]))
        self.width[vehicle] += slots
        self._number()

    def part(self, vehicles: Ints) -> "Routes":
        """The same of these vehicles only: to be asked, not to be changed."""
        some = copy(self)
        some.width, some._gaits = self.width[vehicles], self._gaits[vehicles]
        some.stops = [self.stops[vehicle] for vehicle in vehicles.tolist()]
        some._number()
        shift = np.repeat(self.first[vehicles] - some.first, some.width)
        slots = shift + np.arange(len(shift))
        for name in _SLOTTED:
            setattr(some, name, getattr(self, name)[slots])
        return some

    def hours_to(self, place: int) -> Singles:
        """Hours between this place and each slot's."""
        return self.problem.ground.hours_to(place, self.at)

    def may_join(self, stop: Stop, pickup: bool) -> bool:
        """Whether something more may be picked up, or delivered, at this stop."""
        return self.problem.rules.mixed_stops or not (stop.drops if pickup else stop.picks)

    def assign(self, vehicle: int, stops: Sequence[Stop]) -> None:
        """Give a vehicle these stops instead of what it had."""
        self.stops[vehicle] = tuple(stops)
        self.used[vehicle] = bool(stops)
        lacking = len(stops) + 1 - int(self.width[vehicle])
        if lacking > 0:
            self._widen(vehicle, lacking + ROOM)
        self.renew(vehicle)

    def renew(self, vehicle: int) -> None:
        """Reckon the times and loads of a vehicle's stops anew."""
        stops, frozen = self.stops[vehicle], self.frozen[vehicle]
        start = int(self.first[vehicle])
        count, block = len(stops) + 1, slice(start, start + int(self.width[vehicle]))
        _, origin, _, end, most_kg, most_m3 = self._fleet[vehicle]
        base = int(self.gait[start]) * (len(self.problem.ground) + 1)
        times, loads = self._times(vehicle, stops), self._loads(stops)
        latest, limit = [end] * count, end
        for at in range(count - 1, -1, -1):
            hop, halt, due = times[at][3:6]
            latest[at] = limit = min(limit, due)
            limit -= hop + halt
        used = slice(start, start + count)
        self.leave[block], self.latest[block] = NEVER, -NEVER
        self.by[block], self.by_next[block] = -NEVER, -NEVER
        self.place[block], self.at[block], self.last[block] = -1, base, True
        places = [origin, *(stop.place for stop in stops)]
        self.place[used] = places
        self.at[used] = [base + place for place in places]
        self.last[start : start + count - 1] = False
        self.leave[used] = [row[0] for row in times]
        self.latest[used] = latest
        following = [latest[at] - times[at][4] for at in range(1, count)]
        self.by[used], self.by_next[used] = [*following, end], [*following, -NEVER]
        self.onward[used] = [*(row[2] for row in times[1:]), NEVER]
        self.spared[used] = [*(row[3] for row in times[1:]), 0.0]
        self.idle[used] = [row[1] for row in times]
        for name, most, column in (
            ("left_kg", most_kg, 0), ("left_m3", most_m3, 1),
            ("full_kg", most_kg, 2), ("full_m3", most_m3, 3),
        ):  # fmt: skip
            getattr(self, name)[used] = [most - row[column] for row in loads]
        self.spare[block] = self.problem.rules.max_stops - len(stops)
        self.joins_pickup[block] = self.joins_delivery[block] = False
        free = slice(start + 1 + frozen, start + count)
        self.joins_pickup[free] = [self.may_join(stop, True) for stop in stops[frozen:]]
        self.joins_delivery[free] = [self.may_join(stop, False) for stop in stops[frozen:]]
        self.leave[start : start + frozen] = NEVER

    def _times(self, vehicle: int, stops: Iterable[Stop]) -> list[Row]:
        """Of each slot: left at, waited so far, come at, hours of the way there, of the halt,
        and the nearest deadline."""
        ground, rules = self.problem.ground, self.problem.rules
        gait, here, leave, *_ = self._fleet[vehicle]
        waited = 0.0
        rows: list[Row] = [(leave, 0.0, leave, 0.0, 0.0, NEVER)]
        for stop in stops:
            hop = ground.hours(gait, here, stop.place)
            halt = rules.pickup_h if stop.picks else rules.delivery_h
            come = leave + hop
            ready = max([self._ready[one] for one in stop.picks], default=-NEVER)
            waited += max(0.0, ready - come)
            leave, here = max(come, ready) + halt, stop.place
            due = min([self.due[one] for one in stop.drops], default=NEVER)
            rows.append((leave, waited, come, hop, halt, due))
        return rows

    def _loads(self, stops: Iterable[Stop]) -> list[Row]:
        """Kilograms and cubic metres on leaving each slot, and at the fullest moment there."""
        kg = m3 = 0.0
        rows: list[Row] = [(0.0, 0.0, 0.0, 0.0)]
        for stop in stops:
            kg += sum(self.kg[one] for one in stop.picks)
            m3 += sum(self.m3[one] for one in stop.picks)
            full = kg, m3
            kg -= sum(self.kg[one] for one in stop.drops)
            m3 -= sum(self.m3[one] for one in stop.drops)
            rows.append((kg, m3, *full))
        return rows

    def drivable(self, vehicle: int, stops: tuple[Stop, ...], in_time: bool = True) -> bool:
        """Whether a vehicle could drive these stops, from where it starts."""
        fleet, ships = self.problem.vehicles, self.problem.shipments
        carried = [one for stop in stops for one in stop.picks]
        if (ships.cold[carried] & ~fleet.cold[vehicle]).any():
            return False
        if (ships.hazmat[carried] & ~fleet.hazmat[vehicle]).any():
            return False
        _, _, _, end, most_kg, most_m3 = self._fleet[vehicle]
        if any(kg > most_kg + SUM or m3 > most_m3 + SUM for _, _, kg, m3 in self._loads(stops)):
            return False
        times = self._times(vehicle, stops)
        return times[-1][0] <= end and all(row[0] <= row[5] or not in_time for row in times)
