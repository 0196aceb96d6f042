"""When the goods of each lot could be under way, with the vehicles there are."""

from dataclasses import dataclass

import numpy as np

from matching.flow.problem import Bools, Floats, Ints, Reach, Way
from matching.jobs.ground import Ground
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


def reach_of(
    ground: Ground, fleet: Vehicles, docks: Docks, rules: Rules, ways: tuple[Way, ...]
) -> Reach:
    """Of every way of travelling the vehicle that is loaded first at each lot, of those that may
    carry its goods and whose shift is not over by then. `ways` are those of the fleet's gaits, as
    they lead on from the lots."""
    shape = len(ways), len(docks.place)
    leave, until = np.full(shape, np.inf), np.zeros(shape)
    places, column = np.unique(docks.place, return_inverse=True)
    for gait in range(len(ways)):
        mine = np.flatnonzero(fleet.gait == gait)
        best = np.full(len(docks.place), np.inf)
        for vans in np.array_split(mine, max(1, len(mine) * shape[1] // CELLS)):
            if not len(vans):
                continue
            there = fleet.start[vans, None] + ground.between(gait, fleet.place[vans], places)
            loaded = np.maximum(there[:, column], docks.ready) + rules.pickup_h
            end = fleet.end[vans, None]
            fits = (docks.cold <= fleet.cold[vans, None]) & (loaded <= end)
            fits &= docks.hazmat <= fleet.hazmat[vans, None]
            counted = np.where(fits, loaded - LONGER_H * end, np.inf)
            first, lots = counted.argmin(axis=0), np.arange(shape[1])
            sooner = counted[first, lots] < best
            best[sooner] = counted[first, lots][sooner]
            leave[gait, sooner] = loaded[first, lots][sooner]
            until[gait, sooner] = fleet.end[vans[first]][sooner]
    return Reach(ways, leave, until, rules.delivery_h)
