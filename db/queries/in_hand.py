"""Jobs that drivers have in hand, as a plan may lengthen them, and what would be taken along."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.queries.fleet import ASKED_FOR, reachable
from db.queries.legs import LEGS, LIVE
from db.queries.roads import roads_now
from db.queries.transport import OPEN_STOP, RUNNING
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    ItemRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    PlaceRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.geo import grid_200m
from matching.jobs.lengthen import Detour, Errand, cheapest
from matching.model import AllocationState, OfferState, StopKind, StopState, Urgency
from matching.snapshot import InHand, OnDuty, Params, Point, StopAhead

_ALLOCATIONS = table_of(AllocationRow)
_CONSIGNMENTS = table_of(ConsignmentRow)
_ITEMS = table_of(ItemRow)
_JOBS = table_of(JobRow)
_LINES = table_of(NeedLineRow)
_LOTS = table_of(LotRow)
_NEEDS = table_of(NeedRow)
_OFFERS = table_of(OfferRow)
_PLACES = table_of(PlaceRow)
_SHIFTS = table_of(ShiftRow)
_STOPS = table_of(StopRow)
_VEHICLES = table_of(VehicleRow)

_NO_LEG = ~sa.exists().where(LEGS.c.job_id == _JOBS.c.id, LIVE)
"""Legs of a haul go as they were planned: somebody waits at the node."""


async def jobs_in_hand(session: AsyncSession, *, drill: bool) -> tuple[InHand, ...]:
    """Every job in hand that goes on."""
    return await _in_hand(session, _JOBS.c.drill == drill)


async def jobs_to_lengthen(
    session: AsyncSession, *, drill: bool, now: datetime
) -> tuple[InHand, ...]:
    """Jobs in hand whose drivers may be asked for one more stop.

    Who looks at an offer is asked for nothing else, nor for a while who said no to one stop more.
    """
    offer = _OFFERS.c
    mine = offer.driver_id == _JOBS.c.driver_id
    asked = sa.exists().where(mine, offer.state == OfferState.OFFERED)
    refused = sa.exists().where(
        mine,
        offer.job_id != _JOBS.c.id,
        offer.state.in_((OfferState.DECLINED, OfferState.LAPSED)),
        offer.offered_at >= _JOBS.c.accepted_at,
        offer.ended_at > now - ASKED_FOR,
    )
    return await _in_hand(session, _JOBS.c.drill == drill, _NO_LEG, ~asked, ~refused)


async def job_to_lengthen(session: AsyncSession, job_id: int) -> InHand | None:
    """This job, if it is in hand and can be lengthened at all."""
    found = await _in_hand(session, _JOBS.c.id == job_id, _NO_LEG)
    return found[0] if found else None


async def errand_of_job(session: AsyncSession, job_id: int) -> Errand | None:
    """A job nobody drives yet as something to take along; None unless it has one pick-up and one
    delivery."""
    stops = await _stops_ahead(session, [job_id])
    loads = await _loads_of(session, [job_id])
    if [stop.kind for stop in stops[job_id]] != [StopKind.PICKUP, StopKind.DELIVERY]:
        return None
    pickup, delivery = (_place(stop) for stop in stops[job_id])
    if pickup is None or delivery is None:
        return None
    carried = loads[job_id]
    return Errand(
        pickup=pickup,
        delivery=delivery,
        kg=sum(load.kg for load in carried),
        m3=sum(load.m3 for load in carried),
        cold_chain=any(load.cold_chain for load in carried),
        hazmat=any(load.hazmat != "" for load in carried),
        critical=_is_critical(carried),
        deadline=_earliest(carried),
        pickup_place_id=stops[job_id][0].place_id,
        delivery_place_id=stops[job_id][1].place_id,
    )


async def detour_of(
    session: AsyncSession, job_id: int, in_hand_id: int, *, drill: bool, now: datetime
) -> Detour | None:
    """How much longer a job in hand would become with this one, and where its stops would come:
    measured to their 200 m cells and not to their doors, for whoever does not know them."""
    job, errand = await job_to_lengthen(session, in_hand_id), await errand_of_job(session, job_id)
    if job is None or errand is None:
        return None
    roads = await roads_now(session, drill=drill, now=now)
    ends = grid_200m(errand.pickup), grid_200m(errand.delivery)
    coarse = replace(errand, pickup=ends[0], delivery=ends[1])
    return cheapest(job, coarse, roads, Params()) or cheapest(job, errand, roads, Params())


async def _in_hand(session: AsyncSession, *which: sa.ColumnElement[bool]) -> tuple[InHand, ...]:
    """Jobs in hand that go on, of drivers we can reach."""
    job, shift, vehicle = _JOBS.c, _SHIFTS.c, _VEHICLES.c
    rows: Any = await session.execute(
        sa.select(
            job.id,
            job.hazmat,
            shift.id.label("shift_id"),
            shift.person_id,
            shift.lat,
            shift.lon,
            shift.district,
            vehicle.mode,
            vehicle.kg,
            vehicle.m3,
            vehicle.cold_chain,
            vehicle.hazmat.label("licensed"),
            vehicle.passes,
        )
        .join(_SHIFTS, shift.id == job.shift_id)
        .join(_VEHICLES, vehicle.id == shift.vehicle_id)
        .where(
            job.state.in_(RUNNING),
            job.reason.is_(None),
            shift.ended_at.is_(None),
            shift.lat.is_not(None),
            reachable(shift.person_id),
            *which,
        )
        .order_by(job.id)
    )
    if not (found := list(rows)):
        return ()
    ids = [row.id for row in found]
    stops, loads = await _stops_ahead(session, ids), await _loads_of(session, ids)
    made = await _made(session, ids)
    jobs = (_job(row, stops[row.id], loads[row.id], made.get(row.id, 0)) for row in found)
    return tuple(one for one in jobs if one is not None)


def _job(row: Any, stops: Sequence[Any], loads: Sequence[Any], made: int) -> InHand | None:
    """None where there is nothing ahead, or nobody knows where it is."""
    points = [_place(stop) for stop in stops]
    if not stops or None in points:
        return None
    aboard = [load for load in loads if load.state is AllocationState.LOADED]
    return InHand(
        job_id=row.id,
        vehicle=OnDuty(
            shift_id=row.shift_id,
            driver_id=row.person_id,
            position=Point(row.lat, row.lon, row.district),
            mode=row.mode,
            kg=row.kg,
            m3=row.m3,
            cold_chain=row.cold_chain,
            hazmat=row.licensed,
            passes=frozenset(row.passes),
        ),
        stops=tuple(
            _ahead(stop, point, loads)
            for stop, point in zip(stops, points, strict=True)
            if point is not None
        ),
        made=made,
        kg=sum(load.kg for load in aboard),
        m3=sum(load.m3 for load in aboard),
        all_kg=sum(load.kg for load in loads),
        hazmat=row.hazmat,
    )


def _ahead(stop: Any, point: Point, loads: Iterable[Any]) -> StopAhead:
    """A stop with what is still to be picked up or handed over there."""
    if stop.kind is StopKind.PICKUP:
        here = [
            load
            for load in loads
            if load.pickup_stop_id == stop.id and load.state is AllocationState.CONFIRMED
        ]
    else:
        here = [load for load in loads if load.delivery_stop_id == stop.id]
    brings = stop.kind is StopKind.DELIVERY
    return StopAhead(
        stop_id=stop.id,
        kind=stop.kind,
        place_id=stop.place_id,
        point=point,
        kg=sum(load.kg for load in here),
        m3=sum(load.m3 for load in here),
        deadline=_earliest(here) if brings else None,
        critical=brings and _is_critical(here),
        arrived=stop.state is StopState.ARRIVED,
    )


async def _stops_ahead(
    session: AsyncSession, job_ids: Sequence[int]
) -> defaultdict[int, list[Any]]:
    """The open stops of each job with their places, in order."""
    stop, place = _STOPS.c, _PLACES.c
    rows: Any = await session.execute(
        sa.select(
            stop.id,
            stop.job_id,
            stop.kind,
            stop.state,
            stop.place_id,
            place.lat,
            place.lon,
            place.district,
        )
        .join(_PLACES, place.id == stop.place_id)
        .where(stop.job_id.in_(job_ids), stop.state.in_(OPEN_STOP))
        .order_by(stop.job_id, stop.seq)
    )
    return _by_job(rows)


async def _loads_of(session: AsyncSession, job_ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    """What is aboard of each job, or to be picked up; kilograms and cubic metres of it."""
    load, item = _ALLOCATIONS.c, _ITEMS.c
    out = load.loaded - load.accepted - load.lost - load.returned
    units = sa.case((load.state == AllocationState.LOADED, out), else_=load.quantity)
    rows: Any = await session.execute(
        sa.select(
            _CONSIGNMENTS.c.job_id,
            _CONSIGNMENTS.c.pickup_stop_id,
            _CONSIGNMENTS.c.delivery_stop_id,
            load.state,
            (units * item.unit_kg).label("kg"),
            (units * item.unit_m3).label("m3"),
            item.cold_chain,
            item.hazmat,
            _NEEDS.c.urgency,
            _NEEDS.c.deadline,
        )
        .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == load.consignment_id)
        .join(_LOTS, _LOTS.c.id == load.lot_id)
        .join(_ITEMS, item.code == _LOTS.c.item_code)
        .join(_LINES, _LINES.c.id == load.need_line_id)
        .join(_NEEDS, _NEEDS.c.id == _LINES.c.need_id)
        .where(
            _CONSIGNMENTS.c.job_id.in_(job_ids),
            load.state.in_((AllocationState.CONFIRMED, AllocationState.LOADED)),
        )
        .order_by(load.id)
    )
    return _by_job(rows)


async def _made(session: AsyncSession, job_ids: Sequence[int]) -> dict[int, int]:
    """How many stops of each job are behind it."""
    rows: Any = await session.execute(
        sa.select(_STOPS.c.job_id, sa.func.count())
        .where(_STOPS.c.job_id.in_(job_ids), _STOPS.c.state == StopState.DONE)
        .group_by(_STOPS.c.job_id)
    )
    return {job_id: count for job_id, count in rows}


def _by_job(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.job_id].append(row)
    return found


def _place(stop: Any) -> Point | None:
    return None if stop.lat is None else Point(stop.lat, stop.lon, stop.district)


def _is_critical(loads: Iterable[Any]) -> bool:
    return any(load.urgency is Urgency.CRITICAL for load in loads)


def _earliest(loads: Iterable[Any]) -> datetime | None:
    return min((load.deadline for load in loads if load.deadline), default=None)
