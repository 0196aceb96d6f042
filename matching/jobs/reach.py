"""When the goods of each lot could be under way, with the vehicles there are."""

from dataclasses import dataclass

import numpy as np

from matching.flow.problem import FAR_H, Bools, Floats, Ints, Reach, Way
from matching.jobs.ground import Ground
from matching.jobs.insertion import TINY
from matching.jobs.problem import Rules, Vehicles

CELLS = 1 << 18
"""Pairs of vehicle and lot looked at at a time: two megabytes of each number."""
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
    places, column = np.unique(docks.place, return_inverse=True)
    for gait in range(len(ways)):
        mine = np.flatnonzero(fleet.gait == gait)
        for vans in np.array_split(mine, max(1, len(mine) * shape[1] // CELLS)):
            if not len(vans):
                continue
            there = fleet.start[vans, None] + ground.between(gait, fleet.place[vans], places)
            end = fleet.end[vans, None]
            loaded = np.maximum(there[:, column], docks.ready) + rules.pickup_h
            loaded[~_fits(fleet, vans, docks) | (loaded > end)] = np.inf
            known = [gait, len(ways) + gait]
            loaded = np.vstack([leave[known], loaded])
            end = np.vstack([until[known], np.broadcast_to(end, (len(vans), shape[1]))])
            counted = loaded - LONGER_H * np.minimum(end, FAR_H)
            for layer in known:
                first = counted.argmin(axis=0), np.arange(shape[1])
                leave[layer], until[layer] = loaded[first], end[first]
                leave[layer, np.isinf(counted[first])] = np.inf
                counted[end <= until[layer]] = np.inf
    used = np.isfinite(leave).any(axis=1)
    used[: len(ways)] = True
    return Reach(
        tuple(way for way, some in zip((*ways, *ways), used, strict=True) if some),
        leave[used],
        until[used],
        rules.delivery_h,
    )


def _fits(fleet: Vehicles, vans: Ints, docks: Docks) -> Bools:
    """Which of these vehicles may carry a unit of each lot."""
    fits: Bools = docks.cold <= fleet.cold[vans, None]
    fits &= docks.hazmat <= fleet.hazmat[vans, None]
    fits &= docks.kg <= fleet.kg[vans, None] + TINY
    fits &= docks.m3 <= fleet.m3[vans, None] + TINY
    return fits
