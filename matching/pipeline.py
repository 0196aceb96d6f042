"""One planning run from snapshot to plan: the only module that knows the order of the stages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from matching.allocate import Shares, allocate, shortages
from matching.assign import Roads, choose_vehicle, next_driver
from matching.candidate import Consignment, Trip
from matching.consolidate import consolidate
from matching.eligibility import carriers_of
from matching.events import take_offered
from matching.explain import explain_lines
from matching.route import Conditions, extend_trip, start_trip, to_job
from matching.snapshot import (
    Obstacle,
    OnDuty,
    Params,
    Plan,
    ProposedJob,
    ProposedOffer,
    ReadyLoad,
    Shortage,
    Snapshot,
    Stuck,
    WaitingJob,
)
from matching.triage import Turn, triage, turn

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Fleet:
    """The vehicles of a run; each driver is used once."""

    free: list[OnDuty]
    busy: list[OnDuty] = field(default_factory=list)

    def use(self, driver_id: int) -> None:
        """Take a driver, with every vehicle he has on duty, out of the run."""
        self.busy += [vehicle for vehicle in self.free if vehicle.driver_id == driver_id]
        self.free = [vehicle for vehicle in self.free if vehicle.driver_id != driver_id]


def plan(
    snapshot: Snapshot,
    params: Params,
    now: datetime,
    seed: int = 0,
    enough: Callable[[], bool] = lambda: False,
) -> Plan:
    """All that is proposed for this snapshot. The same input, in any order, gives the same plan.

    triage -> eligibility -> allocate for what is open; consolidate -> assign -> route for what
    is confirmed. Jobs that wait and loads without a job are given drivers in one queue, by
    urgency and age. These stages draw no lots, so `seed` only goes into the notes. `enough` says
    when the time of the run is spent.
    """
    shares, shortages = _share(snapshot, params, now, enough)
    fleet = _Fleet(sorted(snapshot.on_duty, key=lambda vehicle: vehicle.shift_id))
    roads = Roads(snapshot.closures, now)
    sent = _send(snapshot, params, fleet, roads)
    return Plan(
        allocations=shares.allocations,
        jobs=tuple(sent.jobs),
        offers=tuple(sent.offers),
        shortages=shortages,
        stuck=tuple(sent.stuck),
        certificate=shares.certificate,
        prices=shares.prices,
        under_floor=shares.under_floor,
        reasons=shares.reasons,
        why=tuple(
            explain_lines(
                shares.reasons,
                shares.certificate,
                shares.under_floor,
                [*(one.line for one in snapshot.promised), *snapshot.lines],
                snapshot.lots,
                snapshot.told,
            )
        ),
        releases=shares.releases,
        notes={"seed": str(seed)},
    )


def _share(
    snapshot: Snapshot, params: Params, now: datetime, enough: Callable[[], bool]
) -> tuple[Shares, tuple[Shortage, ...]]:
    lines = triage(line for line in snapshot.lines if line.quantity > 0)
    trusted = [line for line in lines if line.verified]
    carriers = carriers_of(snapshot.on_duty)
    shares = allocate(snapshot, trusted, carriers, params, now, enough)
    shares = take_offered(snapshot, shares, carriers, params, now)
    unverified = [
        Shortage(line.line_id, line.quantity, ((Obstacle.UNVERIFIED, 0),))
        for line in lines
        if not line.verified
    ]
    return shares, (*shortages(shares.reasons), *unverified)


@dataclass(slots=True)
class _Sent:
    """What the vehicles of a run were found for, and what was found no vehicle."""

    offers: list[ProposedOffer] = field(default_factory=list)
    jobs: list[ProposedJob] = field(default_factory=list)
    stuck: list[Stuck] = field(default_factory=list)


def _send(snapshot: Snapshot, params: Params, fleet: _Fleet, roads: Roads) -> _Sent:
    """Give vehicles to waiting jobs and to new consignments, whoever's turn it is."""
    sent = _Sent()
    conditions = Conditions(snapshot.closures, params, roads.now)
    waiting = sorted(snapshot.waiting, key=_turn_of_job)
    queue = list(_consignments(snapshot))
    while waiting or queue:
        if waiting and (not queue or _turn_of_job(waiting[0]) <= _turn_of_load(queue[0].first)):
            _ask_next(waiting.pop(0), fleet, roads, sent)
            continue
        consignment = queue.pop(0)
        choice = choose_vehicle(consignment, fleet.free, fleet.busy, snapshot.goods, roads)
        if isinstance(choice, Obstacle):
            sent.stuck.extend(Stuck(load.allocation_id, None, choice) for load in consignment.loads)
            continue
        if choice.rest is not None:
            queue.insert(0, choice.rest)
        fleet.use(choice.vehicle.driver_id)
        trip, queue = _fill(start_trip(choice.vehicle, choice.taken, params), queue, conditions)
        sent.jobs.append(to_job(trip, params))
    return sent


def _ask_next(job: WaitingJob, fleet: _Fleet, roads: Roads, sent: _Sent) -> None:
    """Ask the next driver for a job that waits, or say why there is none."""
    found = next_driver(job, fleet.free, fleet.busy, roads)
    if isinstance(found, Obstacle):
        sent.stuck.append(Stuck(None, job.job_id, found))
    else:
        sent.offers.append(found)
        fleet.use(found.driver_id)


def _turn_of_job(job: WaitingJob) -> Turn:
    """A job whose age nobody can say comes first of its urgency: it was formed earlier."""
    return turn(job.urgency, job.reported_at or _LONG_AGO, job.deadline, job.job_id)


def _turn_of_load(load: ReadyLoad) -> Turn:
    return turn(load.urgency, load.reported_at, load.deadline, load.allocation_id)


def _consignments(snapshot: Snapshot) -> Iterable[Consignment]:
    loads = sorted(snapshot.loads, key=_turn_of_load)
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
