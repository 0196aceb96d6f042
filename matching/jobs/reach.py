"""When the goods of each lot could be under way, with the vehicles there are."""

from dataclasses import dataclass

import numpy as np

from matching.flow.problem import FAR_H, Bools, Floats, Ints, Reach, Way
from matching.jobs.ground import Ground
from matching.jobs.insertion import TINY
from matching.jobs.problem import Rules, Vehicles

CELLS = 1 << 18
"""Pairs of vehicle and lot looked at at a time: two megabytes of each number. All vehicles of a
gait are looked at together, so that the second can be found beside the first."""
LONGER_H = 1e-6
"""Hours sooner that a vehicle counts for every hour its shift ends later: it decides between two
that wait for the same goods."""


@dataclass(frozen=True, slots=True)
class Docks:
    """Where the goods of each lot are fetched, and by what."""

    place: Ints
    """Numbers of the ground."""
    ready: Floats
    cold: Bools
    hazmat: Bools
    kg: Floats
    """Of one unit: a vehicle that cannot carry one is none."""
    m3: Floats


def reach_of(
    ground: Ground, fleet: Vehicles, docks: Docks, rules: Rules, ways: tuple[Way, ...]
) -> Reach:
    """Of every way of travelling two vehicles for each lot, of those that may carry its goods: the
    one that is loaded first, and the first of those whose shift ends later. `ways` are those of
    the fleet's gaits, as they lead on from the lots."""
    shape = 2 * len(ways), len(docks.place)
    leave, until = np.full(shape, np.inf), np.zeros(shape)
    by_place = np.argsort(docks.place, kind="stable")
    for gait in range(len(ways)):
        mine = np.flatnonzero(fleet.gait == gait)
        parts = min(len(by_place), 1 + len(mine) * len(by_place) // CELLS)
        for lots in np.array_split(by_place, parts) if len(mine) else ():
            places, column = np.unique(docks.place[lots], return_inverse=True)
            there = fleet.start[mine, None] + ground.between(gait, fleet.place[mine], places)
            loaded = np.maximum(there[:, column], docks.ready[lots]) + rules.pickup_h
            end = fleet.end[mine, None]
            barred = ~_fits(fleet, mine, docks, lots) | (loaded > end)
            counted = loaded - LONGER_H * np.minimum(end, FAR_H)
            for layer in (gait, len(ways) + gait):
                counted[barred] = np.inf
                first = counted.argmin(axis=0), np.arange(len(lots))
                leave[layer, lots] = np.where(barred[first], np.inf, loaded[first])
                until[layer, lots] = fleet.end[mine[first[0]]]
                barred |= end <= until[layer, lots]
    used = np.isfinite(leave).any(axis=1)
    used[: len(ways)] = True
    return Reach(
        tuple(way for way, some in zip((*ways, *ways), used, strict=True) if some),
        leave[used],
        until[used],
        rules.delivery_h,
    )


def _fits(fleet: Vehicles, vans: Ints, docks: Docks, lots: Ints) -> Bools:
    """Which of these vehicles may carry a unit of each of these lots."""
    fits: Bools = docks.cold[lots] <= fleet.cold[vans, None]
    fits &= docks.hazmat[lots] <= fleet.hazmat[vans, None]
    fits &= docks.kg[lots] <= fleet.kg[vans, None] + TINY
    fits &= docks.m3[lots] <= fleet.m3[vans, None] + TINY
    return fits
