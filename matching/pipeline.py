"""One planning run from snapshot to plan: the only module that knows the order of the stages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from matching.allocate import Shares, allocate, shortages
from matching.assign import Roads, next_drivers, why_stuck
from matching.consolidate import consolidate
from matching.eligibility import carriers_of
from matching.events import take_offered
from matching.explain import explain_lines
from matching.hauls.send import Crews, Hauls
from matching.jobs.extras import Extras
from matching.jobs.live import Dispatch, dispatch
from matching.nodes import TRUNK
from matching.plan import Obstacle, Plan, ProposedJob, ProposedOffer, Shortage, Stuck
from matching.snapshot import Params, ReadyLoad, Snapshot, WaitingJob
from matching.triage import Turn, triage, turn

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def plan(
    snapshot: Snapshot,
    params: Params,
    now: datetime,
    seed: int = 0,
    enough: Callable[[], bool] = lambda: False,
    touched: frozenset[int] | None = None,
) -> Plan:
    """All that is proposed for this snapshot. The same input, in any order, gives the same plan.

    triage -> eligibility -> allocate for what is open; consolidate -> jobs -> offers for what
    is confirmed. Jobs that wait and loads without a job are given drivers in one queue, by
    urgency and age. These stages draw no lots, so `seed` only goes into the notes. `enough` says
    when the time of the run is spent. After an event `touched` are its lines: they alone may take
    back what was offered, and only they and those that get something are told why.
    """
    shares, shortages = _share(snapshot, params, now, enough, touched)
    sent = _send(snapshot, params, now)
    return Plan(
        allocations=shares.allocations,
        jobs=tuple(sent.jobs),
        hauls=tuple(sent.hauls.made),
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
    snapshot: Snapshot,
    params: Params,
    now: datetime,
    enough: Callable[[], bool],
    touched: frozenset[int] | None,
) -> tuple[Shares, tuple[Shortage, ...]]:
    lines = triage(line for line in snapshot.lines if line.quantity > 0)
    trusted = [line for line in lines if line.verified]
    carriers = carriers_of(snapshot.on_duty)
    shares = allocate(snapshot, trusted, carriers, params, now, enough, touched)
    shares = take_offered(snapshot, shares, carriers, params, now, touched)
    unverified = [
        Shortage(line.line_id, line.quantity, ((Obstacle.UNVERIFIED, 0),))
        for line in lines
        if not line.verified
    ]
    return shares, (*shortages(shares.reasons), *unverified)


@dataclass(slots=True)
class _Sent:
    """What the vehicles of a run were found for, and what was found no vehicle."""

    hauls: Hauls
    extras: Extras
    offers: list[ProposedOffer] = field(default_factory=list)
    jobs: list[ProposedJob] = field(default_factory=list)
    stuck: list[Stuck] = field(default_factory=list)


def _send(snapshot: Snapshot, params: Params, now: datetime) -> _Sent:
    """Give vehicles to waiting jobs and to confirmed loads, whoever's turn it is."""
    roads = Roads(snapshot.closures, now, snapshot.links, snapshot.nodes)
    sent = _Sent(Hauls(snapshot, params, roads), Extras(snapshot, params, roads))
    loads = sorted(snapshot.loads, key=_turn_of_load)
    groups = consolidate(loads, snapshot.goods)
    trips = dispatch(snapshot, [load for group in groups for load in group], params, now)
    _count_on(snapshot.waiting, trips, roads)
    row, unplaced = 0, list[ReadyLoad]()
    for jobs, group in _in_turn(groups, [job for job in snapshot.waiting if job.due]):
        _ask_next(jobs, trips, roads, sent)
        unplaced += _in_legs(_place(list(enumerate(group, row)), trips, sent), trips, sent)
        row += len(group)
    sent.jobs.extend(trips.jobs())
    free, busy = trips.unused(), trips.in_use()
    for load in unplaced:
        why = why_stuck(load, snapshot.goods[load.item_code], free, busy, roads)
        sent.stuck.append(Stuck(load.allocation_id, None, why))
    return sent


def _place(group: Sequence[tuple[int, ReadyLoad]], trips: Dispatch, sent: _Sent) -> list[ReadyLoad]:
    """Give vehicles to loads with the same way to go, by their rows; those that found none.

    In time before late: with a free vehicle, else as one more stop of a job in hand; late, or a
    part of it, only with a vehicle of its own.
    """
    left = [
        (row, load)
        for row, load in group
        if load.consignment_id is not None or not trips.place(row)
    ]
    beside = _beside([load for _, load in left if load.consignment_id is None], sent)
    return [
        load
        for row, load in left
        if load.allocation_id not in beside
        and (load.consignment_id is not None or not trips.place_anyhow(row))
    ]


def _beside(loads: Sequence[ReadyLoad], sent: _Sent) -> frozenset[int]:
    """Ask drivers under way for one more stop: for all of these loads, else for each alone."""
    together = sent.extras.job_for(loads)
    alone = () if together or len(loads) < 2 else (sent.extras.job_for([one]) for one in loads)
    found = [job for job in (together, *alone) if job is not None]
    sent.jobs.extend(found)
    return frozenset(number for job in found for number in job.quantities)


def _count_on(waiting: Iterable[WaitingJob], trips: Dispatch, roads: Roads) -> None:
    """Leave the ships, trains and aircraft alone that goods on their way to a node wait for."""
    held = [job for job in waiting if not job.due and job.mode in TRUNK]
    for found in next_drivers(sorted(held, key=_turn_of_job), trips.unused(), (), roads):
        if isinstance(found, ProposedOffer):
            trips.use(found.driver_id)


def _in_legs(loads: Sequence[ReadyLoad], trips: Dispatch, sent: _Sent) -> list[ReadyLoad]:
    """Send over nodes what no single vehicle can bring; the loads for which that is no matter."""
    left = [load for load in loads if sent.hauls.needed(load)]
    others = [load for load in loads if load not in left]
    while left:
        found = sent.hauls.send(left[0], left[1:], Crews(trips.unused(), trips.in_use()))
        if isinstance(found, Stuck):
            sent.stuck.append(found)
            left = left[1:]
            continue
        for driver_id in found:
            trips.use(driver_id)
        gone = sent.hauls.made[-1].quantities
        left = [load for load in left if load.allocation_id not in gone]
    return others


def _in_turn(
    groups: Iterable[tuple[ReadyLoad, ...]], waiting: Iterable[WaitingJob]
) -> Iterator[tuple[list[WaitingJob], tuple[ReadyLoad, ...]]]:
    """Each group of loads with the waiting jobs whose turn comes before it; then the others."""
    jobs = sorted(waiting, key=_turn_of_job)
    for group in groups:
        before = [job for job in jobs if _turn_of_job(job) <= _turn_of_load(group[0])]
        yield before, group
        jobs = jobs[len(before) :]
    yield jobs, ()


def _ask_next(jobs: Sequence[WaitingJob], trips: Dispatch, roads: Roads, sent: _Sent) -> None:
    """Ask a next driver for each job that waits, one under way if none is free, or say why there
    is none."""
    if not jobs:
        return
    free, busy = trips.unused(), trips.in_use()
    for job, found in zip(jobs, next_drivers(jobs, free, busy, roads), strict=True):
        beside = sent.extras.offer_for(job) if isinstance(found, Obstacle) else None
        if beside is not None:
            sent.offers.append(beside)
        elif isinstance(found, Obstacle):
            sent.stuck.append(Stuck(None, job.job_id, found))
        else:
            sent.offers.append(found)
            trips.use(found.driver_id)


def _turn_of_job(job: WaitingJob) -> Turn:
    """A job whose age nobody can say comes first of its urgency: it was formed earlier."""
    return turn(job.urgency, job.reported_at or _LONG_AGO, job.deadline, job.job_id)


def _turn_of_load(load: ReadyLoad) -> Turn:
    return turn(load.urgency, load.reported_at, load.deadline, load.allocation_id)
