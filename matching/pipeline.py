"""One planning run from snapshot to plan: the only module that knows the order of the stages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from matching.allocate import Shares, allocate
from matching.assign import Roads, choose_vehicle, next_driver
from matching.candidate import Consignment, Trip
from matching.consolidate import consolidate
from matching.eligibility import World, by_item, carriers_of, sift
from matching.route import Conditions, extend_trip, start_trip, to_job
from matching.snapshot import (
    Obstacle,
    OnDuty,
    Params,
    Plan,
    ProposedJob,
    ProposedOffer,
    Shortage,
    Snapshot,
    Stuck,
)
from matching.triage import RANK, triage, turn


@dataclass(slots=True)
class _Fleet:
    """The vehicles of a run; each driver is used once."""

    free: list[OnDuty]
    busy: list[OnDuty] = field(default_factory=list)

    def use(self, driver_id: int) -> None:
        """Take a driver, with every vehicle he has on duty, out of the run."""
        self.busy += [vehicle for vehicle in self.free if vehicle.driver_id == driver_id]
        self.free = [vehicle for vehicle in self.free if vehicle.driver_id != driver_id]


def plan(snapshot: Snapshot, params: Params, now: datetime, seed: int = 0) -> Plan:
    """All that is proposed for this snapshot. The same input, in any order, gives the same plan.

    triage -> eligibility -> allocate for what is open; consolidate -> assign -> route for what
    is confirmed; jobs that wait get their next driver before new jobs are formed. These stages
    draw no lots, so `seed` only goes into the notes.
    """
    shares = _share(snapshot, params, now)
    fleet = _Fleet(sorted(snapshot.on_duty, key=lambda vehicle: vehicle.shift_id))
    roads = Roads(snapshot.closures, now)
    offers, waiting_stuck = _offers(snapshot, fleet, roads)
    jobs, stuck = _jobs(snapshot, params, fleet, roads)
    return Plan(
        allocations=shares.allocations,
        jobs=tuple(jobs),
        offers=tuple(offers),
        shortages=shares.shortages,
        stuck=(*waiting_stuck, *stuck),
        notes={"stages": "simple", "seed": str(seed)},
    )


def _share(snapshot: Snapshot, params: Params, now: datetime) -> Shares:
    lines = triage(line for line in snapshot.lines if line.quantity > 0)
    world = World(
        goods=snapshot.goods,
        carriers=carriers_of(snapshot.on_duty),
        closures=snapshot.closures,
        refused=snapshot.refused,
        params=params,
        now=now,
    )
    lots = by_item(snapshot.lots)
    trusted = [line for line in lines if line.verified]
    shares = allocate(trusted, {line.line_id: sift(line, lots, world) for line in trusted})
    unverified = tuple(
        Shortage(line.line_id, line.quantity, ((Obstacle.UNVERIFIED, 0),))
        for line in lines
        if not line.verified
    )
    return replace(shares, shortages=shares.shortages + unverified)


def _offers(
    snapshot: Snapshot, fleet: _Fleet, roads: Roads
) -> tuple[list[ProposedOffer], list[Stuck]]:
    offers, stuck = [], []
    for job in sorted(snapshot.waiting, key=lambda job: (RANK[job.urgency], job.job_id)):
        found = next_driver(job, fleet.free, fleet.busy, roads)
        if isinstance(found, Obstacle):
            stuck.append(Stuck(None, job.job_id, found))
        else:
            offers.append(found)
            fleet.use(found.driver_id)
    return offers, stuck


def _jobs(
    snapshot: Snapshot, params: Params, fleet: _Fleet, roads: Roads
) -> tuple[list[ProposedJob], list[Stuck]]:
    jobs: list[ProposedJob] = []
    stuck: list[Stuck] = []
    conditions = Conditions(snapshot.closures, params, roads.now)
    queue = list(_consignments(snapshot))
    while queue:
        consignment = queue.pop(0)
        choice = choose_vehicle(consignment, fleet.free, fleet.busy, snapshot.goods, roads)
        if isinstance(choice, Obstacle):
            stuck.extend(Stuck(load.allocation_id, None, choice) for load in consignment.loads)
            continue
        if choice.rest is not None:
            queue.insert(0, choice.rest)
        fleet.use(choice.vehicle.driver_id)
        trip, queue = _fill(start_trip(choice.vehicle, choice.taken, params), queue, conditions)
        jobs.append(to_job(trip, params))
    return jobs, stuck


def _consignments(snapshot: Snapshot) -> Iterable[Consignment]:
    loads = sorted(
        snapshot.loads,
        key=lambda load: turn(load.urgency, load.reported_at, load.deadline, load.allocation_id),
    )
    return consolidate(loads, snapshot.goods)


def _fill(
    trip: Trip, queue: Sequence[Consignment], conditions: Conditions
) -> tuple[Trip, list[Consignment]]:
    """Add to the trip, in turn, what lies on its way; the rest stays in the queue."""
    left = []
    for consignment in queue:
        longer = extend_trip(trip, consignment, conditions)
        if longer is None:
            left.append(consignment)
        else:
            trip = longer
    return trip, left
