"""The city as its map shows it: needs, lots, vehicles with their stops, closed roads, who is who.

Positions are exact: this is for those who may see everything, a coordinator or a demo's audience.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.city_marks import (
    ClosureMark,
    JobMark,
    LotMark,
    NeedMark,
    Spot,
    StopMark,
    VehicleMark,
)
from db.queries.subjects import LineView, line_view
from db.tables import (
    ClosureRow,
    IdentityRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OrganisationRow,
    PersonRow,
    PlaceRow,
    RoleRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from matching.model import CloseReason, JobState, Lifecycle, Role

MOST = 1_000
"""Things of one kind on the map; more are not told apart by anybody."""
LINGERS = timedelta(minutes=30)
"""So long after its end a need or a job is still shown, faded."""
RUNNING = (JobState.ACCEPTED, JobState.UNDERWAY)


async def needs_on_map(session: AsyncSession, *, now: datetime) -> Sequence[NeedMark]:
    """Needs that run, and those that ended a moment ago, but not with a practice; newest first."""
    need = NeedRow
    rows: sa.Result[Any] = await session.execute(
        sa.select(need, PlaceRow)
        .join(PlaceRow, col(PlaceRow.id) == col(need.place_id))
        .where(
            sa.or_(
                col(need.lifecycle).in_((Lifecycle.OPEN, Lifecycle.PAUSED)),
                sa.and_(
                    col(need.closed_at) > now - LINGERS,
                    col(need.close_reason) != CloseReason.PRACTICE_OVER,
                ),
            )
        )
        .order_by(col(need.id).desc())
        .limit(MOST)
    )
    found = [(row.NeedRow, row.PlaceRow) for row in rows]
    lines = await _lines(session, [row.id or 0 for row, _ in found])
    return [_need_mark(row, place, tuple(lines[row.id or 0])) for row, place in found]


def _need_mark(row: NeedRow, place: PlaceRow, lines: tuple[LineView, ...]) -> NeedMark:
    return NeedMark(
        need_id=row.id or 0,
        code=row.code,
        person_id=row.reporter_id,
        urgency=row.urgency,
        verification=row.verification,
        lifecycle=row.lifecycle,
        close_reason=row.close_reason,
        reported_at=row.reported_at,
        deadline=row.deadline,
        people=row.people,
        drill=row.drill,
        spot=_spot(place),
        lines=lines,
    )


async def _lines(session: AsyncSession, need_ids: Sequence[int]) -> Mapping[int, list[LineView]]:
    rows = await session.scalars(
        sa.select(NeedLineRow)
        .where(col(NeedLineRow.need_id).in_(need_ids))
        .order_by(col(NeedLineRow.id))
    )
    found: defaultdict[int, list[LineView]] = defaultdict(list)
    for row in rows:
        found[row.need_id].append(line_view(row))
    return found


async def lots_on_map(session: AsyncSession) -> Sequence[LotMark]:
    """Lots that are not withdrawn, the newest first."""
    lot = LotRow
    rows: sa.Result[Any] = await session.execute(
        sa.select(
            lot,
            PlaceRow,
            sa.func.coalesce(col(OrganisationRow.name), col(PersonRow.name)).label("supplier"),
        )
        .join(PlaceRow, col(PlaceRow.id) == col(lot.place_id))
        .join(PersonRow, col(PersonRow.id) == col(lot.supplier_id))
        .outerjoin(OrganisationRow, col(OrganisationRow.id) == col(lot.organisation_id))
        .where(col(lot.withdrawn_at).is_(None))
        .order_by(col(lot.id).desc())
        .limit(MOST)
    )
    return [
        LotMark(
            lot_id=row.LotRow.id,
            item_code=row.LotRow.item_code,
            person_id=row.LotRow.supplier_id,
            supplier=row.supplier or "",
            quantity_kind=row.LotRow.quantity_kind,
            free=row.LotRow.free,
            reserved=row.LotRow.reserved,
            loaded_out=row.LotRow.loaded_out,
            hold=row.LotRow.hold,
            expires_at=row.LotRow.expires_at,
            drill=row.LotRow.drill,
            spot=_spot(row.PlaceRow),
        )
        for row in rows
    ]


async def vehicles_on_map(session: AsyncSession) -> Sequence[VehicleMark]:
    """Vehicles of the shifts that run."""
    shift = ShiftRow
    rows: sa.Result[Any] = await session.execute(
        sa.select(shift, VehicleRow, col(PersonRow.name).label("driver"))
        .join(VehicleRow, col(VehicleRow.id) == col(shift.vehicle_id))
        .join(PersonRow, col(PersonRow.id) == col(shift.person_id))
        .where(col(shift.ended_at).is_(None))
        .order_by(col(shift.id))
        .limit(MOST)
    )
    return [
        VehicleMark(
            shift_id=row.ShiftRow.id,
            person_id=row.ShiftRow.person_id,
            driver=row.driver,
            label=row.VehicleRow.label,
            mode=row.VehicleRow.mode,
            located_at=row.ShiftRow.located_at,
            drill=row.ShiftRow.drill,
            spot=Spot(row.ShiftRow.district, row.ShiftRow.lat, row.ShiftRow.lon),
        )
        for row in rows
    ]


async def jobs_on_map(session: AsyncSession, *, now: datetime) -> Sequence[JobMark]:
    """Jobs in a driver's hand, and those that ended a moment ago, each with its stops in order."""
    job = JobRow
    rows = await session.scalars(
        sa.select(job)
        .where(
            col(job.driver_id).is_not(None),
            sa.or_(col(job.state).in_(RUNNING), col(job.closed_at) > now - LINGERS),
        )
        .order_by(col(job.id).desc())
        .limit(MOST)
    )
    found = rows.all()
    stops = await _stops(session, [row.id or 0 for row in found])
    return [
        JobMark(
            row.id or 0, row.state, row.driver_id or 0, row.accepted_at, tuple(stops[row.id or 0])
        )
        for row in found
    ]


async def _stops(session: AsyncSession, job_ids: Sequence[int]) -> Mapping[int, list[StopMark]]:
    rows: sa.Result[Any] = await session.execute(
        sa.select(StopRow, PlaceRow)
        .join(PlaceRow, col(PlaceRow.id) == col(StopRow.place_id))
        .where(col(StopRow.job_id).in_(job_ids))
        .order_by(col(StopRow.job_id), col(StopRow.seq))
    )
    found: defaultdict[int, list[StopMark]] = defaultdict(list)
    for row in rows:
        stop = row.StopRow
        mark = StopMark(stop.kind, stop.state, stop.arrived_at, stop.done_at, _spot(row.PlaceRow))
        found[stop.job_id].append(mark)
    return found


async def closures_on_map(session: AsyncSession, *, now: datetime) -> Sequence[ClosureMark]:
    """Closures that are neither lifted nor over."""
    closure = ClosureRow
    rows = await session.scalars(
        sa.select(closure)
        .where(
            col(closure.lifted_at).is_(None),
            sa.or_(col(closure.ends_at).is_(None), col(closure.ends_at) > now),
        )
        .order_by(col(closure.id).desc())
        .limit(MOST)
    )
    return [
        ClosureMark(
            closure_id=row.id or 0,
            title=row.title,
            district_a=row.district_a,
            district_b=row.district_b,
            lat=row.lat,
            lon=row.lon,
            radius_km=row.radius_km,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            drill=row.drill,
        )
        for row in rows
    ]


async def people_at(
    session: AsyncSession, channel: str
) -> Mapping[str, tuple[int, tuple[Role, ...]]]:
    """Who is at each address of a channel: person and roles."""
    rows: sa.Result[Any] = await session.execute(
        sa.select(col(IdentityRow.address), col(IdentityRow.person_id), col(RoleRow.role))
        .outerjoin(RoleRow, col(RoleRow.person_id) == col(IdentityRow.person_id))
        .where(col(IdentityRow.channel) == channel)
        .order_by(col(IdentityRow.id), col(RoleRow.id))
        .limit(10 * MOST)
    )
    found: dict[str, tuple[int, tuple[Role, ...]]] = {}
    for row in rows:
        roles = found.get(row.address, (0, ()))[1]
        found[row.address] = (row.person_id, (*roles, row.role) if row.role else roles)
    return found


def _spot(place: PlaceRow) -> Spot:
    return Spot(place.district, place.lat, place.lon, place.precision_km)
