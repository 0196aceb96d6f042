"""Jobs and offers with all a card or push about them shows."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.job_views import Contact, JobStop, JobView, Load, OfferView
from db.queries.journeys import Journey, journeys_of
from db.queries.stranded import meeting_code
from db.queries.transport import FRESH
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    ItemRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    OrganisationRow,
    PersonRow,
    PlaceRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import JobState, OfferState, StopKind, StopState
from matching.snapshot import Point


async def find_job(session: AsyncSession, job_id: int) -> JobView | None:
    """The job with its stops, loads and contacts."""
    found = await session.execute(
        _job_statement().where(col(JobRow.id) == job_id), execution_options=FRESH
    )
    row = found.one_or_none()
    if row is None:
        return None
    job, shift, vehicle, driver = row
    loads, journeys = await _loads(session, job_id)
    journey = next(iter(journeys.values()), None)
    contacts = await _contacts(session, loads, journey)
    stops = await _stops(session, job_id, loads, contacts, journeys)
    return JobView(
        job_id=job_id,
        state=job.state,
        version=job.version,
        reason=job.reason,
        driver_id=job.driver_id,
        driver_name=driver.name if driver else "",
        vehicle=vehicle.label if vehicle else "",
        mode=job.mode,
        km=job.km,
        kg=job.kg,
        m3=job.m3,
        cold_chain=job.cold_chain,
        drill=job.drill,
        position=_position(shift),
        accepted_at=job.accepted_at,
        closed_at=job.closed_at,
        stops=stops,
        journey=journey,
        meeting_code="" if journey is None else await meeting_code(session, job_id),
    )


async def find_job_of_stop(session: AsyncSession, stop_id: int) -> JobView | None:
    """The job a stop belongs to."""
    job_id = await session.scalar(sa.select(col(StopRow.job_id)).where(col(StopRow.id) == stop_id))
    return None if job_id is None else await find_job(session, job_id)


async def find_running_job(session: AsyncSession, driver_id: int) -> JobView | None:
    """The job the driver has in hand; the oldest if there should be several."""
    job_id = await session.scalar(
        sa.select(col(JobRow.id))
        .where(
            col(JobRow.driver_id) == driver_id,
            col(JobRow.state).in_([JobState.ACCEPTED, JobState.UNDERWAY]),
        )
        .order_by(col(JobRow.accepted_at), col(JobRow.id))
        .limit(1)
    )
    return None if job_id is None else await find_job(session, job_id)


async def find_offer(session: AsyncSession, offer_id: int) -> OfferView | None:
    """An offer with its job."""
    row = (
        await session.execute(
            sa.select(OfferRow, ShiftRow)
            .join(ShiftRow, col(ShiftRow.id) == col(OfferRow.shift_id))
            .where(col(OfferRow.id) == offer_id),
            execution_options=FRESH,
        )
    ).one_or_none()
    if row is None:
        return None
    offer, shift = row
    job = await find_job(session, offer.job_id)
    if job is None:
        return None
    return OfferView(
        offer_id=offer_id,
        driver_id=offer.driver_id,
        state=offer.state,
        expires_at=offer.expires_at,
        km_to_first_stop=offer.km_to_first_stop,
        position=_position(shift),
        job=job,
    )


async def find_open_offer(session: AsyncSession, driver_id: int) -> OfferView | None:
    """The offer the driver has not answered yet."""
    offer_id = await session.scalar(
        sa.select(col(OfferRow.id)).where(
            col(OfferRow.driver_id) == driver_id, col(OfferRow.state) == OfferState.OFFERED
        )
    )
    return None if offer_id is None else await find_offer(session, offer_id)


def _job_statement() -> sa.Select[JobRow, ShiftRow, VehicleRow, PersonRow]:
    return (
        sa.select(JobRow, ShiftRow, VehicleRow, PersonRow)
        .outerjoin(ShiftRow, col(ShiftRow.id) == col(JobRow.shift_id))
        .outerjoin(VehicleRow, col(VehicleRow.id) == col(ShiftRow.vehicle_id))
        .outerjoin(PersonRow, col(PersonRow.id) == col(JobRow.driver_id))
    )


async def _loads(
    session: AsyncSession, job_id: int
) -> tuple[tuple[Load, ...], Mapping[str, Journey]]:
    """Every allocation that travels with the job, or will; and the journeys of those consignments
    that go over several legs, by their numbers."""
    on_it = (
        sa.select(col(ConsignmentRow.id))
        .where(col(ConsignmentRow.job_id) == job_id)
        .union(
            sa.select(col(LegRow.consignment_id)).where(
                col(LegRow.job_id) == job_id, col(LegRow.dropped_at).is_(None)
            )
        )
    )
    rows = await session.execute(
        sa.select(AllocationRow, ConsignmentRow, NeedRow, ItemRow, LegRow)
        .join(ConsignmentRow, col(ConsignmentRow.id) == col(AllocationRow.consignment_id))
        .join(NeedLineRow, col(NeedLineRow.id) == col(AllocationRow.need_line_id))
        .join(NeedRow, col(NeedRow.id) == col(NeedLineRow.need_id))
        .join(LotRow, col(LotRow.id) == col(AllocationRow.lot_id))
        .join(ItemRow, col(ItemRow.code) == col(LotRow.item_code))
        .outerjoin(
            LegRow,
            sa.and_(
                col(LegRow.consignment_id) == col(ConsignmentRow.id),
                col(LegRow.job_id) == job_id,
                col(LegRow.dropped_at).is_(None),
            ),
        )
        .where(col(ConsignmentRow.id).in_(on_it))
        .order_by(col(AllocationRow.id)),
        execution_options=FRESH,
    )
    loads, legs = [], []
    for allocation, consignment, need, item, leg in rows:
        loads.append(_load(allocation, leg or consignment, need, item, consignment))
        legs += [] if leg is None else [leg.consignment_id]
    found = await journeys_of(session, sorted(set(legs)))
    return tuple(loads), {journey.number: journey for journey in found.values()}


def _load(
    allocation: AllocationRow,
    on: ConsignmentRow | LegRow,
    need: NeedRow,
    item: ItemRow,
    consignment: ConsignmentRow,
) -> Load:
    return Load(
        allocation_id=allocation.id or 0,
        need_id=need.id or 0,
        need_code=need.code,
        need_line_id=allocation.need_line_id,
        lot_id=allocation.lot_id,
        supplier_id=consignment.supplier_id,
        reporter_id=need.reporter_id,
        pickup_stop_id=on.pickup_stop_id,
        delivery_stop_id=on.delivery_stop_id,
        consignment=consignment.number,
        item_code=item.code,
        quantity=allocation.quantity,
        loaded=allocation.loaded,
        accepted=allocation.accepted,
        rejected=allocation.rejected,
        lost=allocation.lost,
        returned=allocation.returned,
        state=allocation.state,
        unit_kg=item.unit_kg,
        urgency=need.urgency,
        deadline=need.deadline,
    )


async def _contacts(
    session: AsyncSession, loads: Iterable[Load], journey: Journey | None
) -> dict[int, Contact]:
    """Suppliers and reporters of the loads and drivers of the other legs, by person id."""
    ids = {load.supplier_id for load in loads} | {load.reporter_id for load in loads}
    ids |= {leg.driver_id for leg in (journey.legs if journey else ()) if leg.driver_id}
    rows = await session.execute(
        sa.select(PersonRow, col(OrganisationRow.name))
        .outerjoin(OrganisationRow, col(OrganisationRow.id) == col(PersonRow.organisation_id))
        .where(col(PersonRow.id).in_(sorted(ids))),
        execution_options=FRESH,
    )
    return {
        person.id or 0: Contact(person.id or 0, person.name, person.phone, organisation or "")
        for person, organisation in rows
    }


async def _stops(
    session: AsyncSession,
    job_id: int,
    loads: tuple[Load, ...],
    contacts: dict[int, Contact],
    journeys: Mapping[str, Journey],
) -> tuple[JobStop, ...]:
    rows = await session.execute(
        sa.select(StopRow, PlaceRow)
        .join(PlaceRow, col(PlaceRow.id) == col(StopRow.place_id))
        .where(col(StopRow.job_id) == job_id)
        .order_by(col(StopRow.seq)),
        execution_options=FRESH,
    )
    return tuple(
        _stop(stop, place, loads, contacts, number, _met_at(stop, job_id, loads, journeys))
        for number, (stop, place) in enumerate(rows, 1)
    )


def _met_at(
    stop: StopRow, job_id: int, loads: tuple[Load, ...], journeys: Mapping[str, Journey]
) -> tuple[int, ...] | None:
    """The driver of the other leg that is met at a node; None where the stop is no node."""
    here = (load for load in loads if stop.id in (load.pickup_stop_id, load.delivery_stop_id))
    mine = [journeys[load.consignment] for load in here if load.consignment in journeys]
    others = () if stop.state is StopState.SKIPPED else journeys.values()
    journey = next(iter((*mine, *others)), None)
    leg = None if journey is None else journey.of_job(job_id)
    if journey is None or leg is None:
        return None
    at_start = stop.kind is StopKind.PICKUP
    if leg.number == 1 if at_start else leg.is_last:
        return None
    beside = journey.leg(leg.number + (-1 if at_start else 1))
    return () if beside is None or beside.driver_id is None else (beside.driver_id,)


def _stop(
    stop: StopRow,
    place: PlaceRow,
    loads: tuple[Load, ...],
    contacts: dict[int, Contact],
    number: int,
    at_node: tuple[int, ...] | None,
) -> JobStop:
    here = tuple(load for load in loads if stop.id in (load.pickup_stop_id, load.delivery_stop_id))
    is_pickup = stop.kind is StopKind.PICKUP
    met = dict.fromkeys(load.supplier_id if is_pickup else load.reporter_id for load in here)
    if at_node is not None:
        met = dict.fromkeys(at_node)
    return JobStop(
        stop_id=stop.id or 0,
        number=number,
        kind=stop.kind,
        state=stop.state,
        code=stop.code,
        wrong_codes=stop.wrong_codes,
        code_checked=stop.code_checked_at is not None,
        label=place.label,
        address=place.address,
        district=place.district,
        lat=place.lat,
        lon=place.lon,
        done_at=stop.done_at,
        loads=here,
        contacts=tuple(contacts[person_id] for person_id in met if person_id in contacts),
        is_node=at_node is not None,
    )


def _position(shift: ShiftRow | None) -> Point | None:
    if shift is None or shift.lat is None or shift.lon is None:
        return None
    return Point(shift.lat, shift.lon, shift.district)
