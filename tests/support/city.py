"""A need, a stock, a driver on duty and the tick, in a few words: where tests of a hop start."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from cast import Cast, Member
from moments import NOW
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.actions.confirmations import confirm_need, confirm_stock
from db.actions.delivery import arrive, check_code, record_delivery, record_pickup
from db.actions.offers import accept_job
from db.actions.planning import Applied, apply_plan
from db.actions.vehicles import add_vehicle, go_on_duty
from db.engine import Database, add_row
from db.queries.snapshot import load_snapshot
from db.queries.transport import open_stops
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OfferRow,
    OutboxRow,
    PlaceRow,
    ShiftRow,
    StopRow,
)
from matching.model import (
    AllocationState,
    Mode,
    OfferState,
    ProofKind,
    Role,
    StopKind,
    Urgency,
    Verification,
)
from matching.permissions import SYSTEM
from matching.pipeline import plan
from matching.snapshot import Params
from matching.tokens import case_code

ITEM = "MASK-N95"
PARAMS = Params()
MINUTE = timedelta(minutes=1)


async def put_place(session: AsyncSession, km: float = 0.0, district: str = "沙河口区") -> int:
    """A place `km` north of the city's middle."""
    return await add_row(
        session,
        PlaceRow,
        label="门口",
        address="西南路 1 号",
        district=district,
        lat=38.9 + km / 111.195,
        lon=121.6,
        precision_km=0.05,
        created_at=NOW,
    )


async def put_need(
    session: AsyncSession,
    cast: Cast,
    quantity: int = 100,
    *,
    km: float = 5.0,
    reporter: Member | None = None,
    urgency: Urgency = Urgency.HIGH,
    verification: Verification = Verification.VERIFIED,
    item: str = ITEM,
    now: datetime = NOW,
    drill: bool = False,
) -> tuple[int, int]:
    """A verified need of one line; ids of need and line."""
    number = (await session.scalar(sa.select(sa.func.count()).select_from(NeedRow)) or 0) + 1
    need_id = await add_row(
        session,
        NeedRow,
        code=case_code(number),
        incident_id=cast.incident_id,
        drill=drill,
        reporter_id=(reporter or cast.li).person_id,
        reporter_role=Role.HOSPITAL,
        place_id=await put_place(session, km),
        urgency=urgency,
        verification=verification,
        request_key=f"need:{number}",
        reported_at=now,
        confirmed_at=now,
    )
    line_id = await add_row(
        session,
        NeedLineRow,
        need_id=need_id,
        drill=drill,
        item_code=item,
        requested=quantity,
        verified=quantity,
    )
    return need_id, line_id


async def put_lot(
    session: AsyncSession,
    cast: Cast,
    quantity: int = 100,
    *,
    km: float = 0.0,
    supplier: Member | None = None,
    item: str = ITEM,
    drill: bool = False,
    **facts: Any,
) -> int:
    """A lot of Zhao's."""
    return await add_row(
        session,
        LotRow,
        incident_id=cast.incident_id,
        drill=drill,
        supplier_id=(supplier or cast.zhao).person_id,
        item_code=item,
        place_id=await put_place(session, km),
        counted=quantity,
        free=quantity,
        counted_at=NOW,
        created_at=NOW,
        **facts,
    )


async def put_on_duty(
    session: AsyncSession,
    driver: Member,
    *,
    kg: float = 800.0,
    km: float = 1.0,
    now: datetime = NOW,
    **facts: Any,
) -> int:
    """The driver registers a van and goes on duty; gives the shift."""
    limits: dict[str, Any] = {"cold_chain": False, "hazmat": False, "passes": (), **facts}
    vehicle_id = await add_vehicle(
        session, driver.actor, label="面包车", mode=Mode.ROAD, kg=kg, m3=50.0, now=now, **limits
    )
    return await go_on_duty(
        session,
        driver.actor,
        vehicle_id=vehicle_id,
        lat=38.9 + km / 111.195,
        lon=121.6,
        district="沙河口区",
        now=now,
    )


async def back_on_duty(database: Database, driver: Member, now: datetime = NOW) -> None:
    """The driver says that their vehicle goes again, where it stood."""
    async with database.begin() as session:
        mine = await rows(session, ShiftRow, col(ShiftRow.person_id) == driver.person_id)
        last = mine[-1]
        await go_on_duty(
            session,
            driver.actor,
            vehicle_id=last.vehicle_id,
            lat=last.lat,
            lon=last.lon,
            district=last.district,
            now=now,
        )


async def tick(database: Database, now: datetime = NOW, *, drill: bool = False) -> Applied:
    """Snapshot, plan, apply: what the match tick does."""
    async with database.read() as session:
        snapshot = await load_snapshot(session, now=now, params=PARAMS, drill=drill)
    proposed = plan(snapshot, PARAMS, now, 0)
    async with database.begin() as session:
        return await apply_plan(session, proposed, now=now, params=PARAMS, drill=drill)


async def rows(session: AsyncSession, table: type[SQLModel], *where: Any) -> Sequence[Any]:
    """Rows as they are now, in order of their ids."""
    statement = sa.select(table).where(*where).order_by(*sa.inspect(table).primary_key)
    found = await session.scalars(statement, execution_options={"populate_existing": True})
    return found.all()


async def row(database: Database, table: type[SQLModel], *where: Any) -> Any:
    """The newest such row, read in a fresh session."""
    async with database.read() as session:
        found = await rows(session, table, *where)
    assert found, f"no such row in {table.__tablename__}"
    return found[-1]


async def pushes(database: Database, member: Member, kind: str = "") -> list[OutboxRow]:
    """What was put into the outbox for somebody, oldest first."""
    async with database.read() as session:
        found = await rows(session, OutboxRow, col(OutboxRow.person_id) == member.person_id)
    return [each for each in found if not kind or each.kind == kind]


async def confirm_all(database: Database, now: datetime = NOW) -> None:
    """Both ends of every proposal say yes."""
    proposed = col(AllocationRow.state) == AllocationState.PROPOSED
    async with database.begin() as session:
        for allocation in await rows(session, AllocationRow, proposed):
            await confirm_stock(session, SYSTEM, allocation_id=allocation.id, now=now)
            await confirm_need(session, SYSTEM, allocation_id=allocation.id, now=now)


async def accept_open_offer(database: Database, driver: Member, now: datetime = NOW) -> int:
    """The driver takes what they are asked; gives the job."""
    async with database.begin() as session:
        offers = await rows(
            session,
            OfferRow,
            col(OfferRow.state) == OfferState.OFFERED,
            col(OfferRow.driver_id) == driver.person_id,
        )
        return await accept_job(session, driver.actor, offer_id=offers[0].id, now=now)


async def next_stop(database: Database, job_id: int) -> StopRow:
    """Where the job goes next."""
    async with database.read() as session:
        return (await open_stops(session, job_id))[0]


async def load_here(
    database: Database,
    driver: Member,
    job_id: int,
    less: int = 0,
    now: datetime = NOW,
    **facts: Any,
) -> None:
    """The driver arrives at the next pick-up and loads all there is, or `less` of each load."""
    stop = await next_stop(database, job_id)
    assert stop.kind is StopKind.PICKUP
    async with database.begin() as session:
        await arrive(session, driver.actor, stop_id=stop.id, now=now)
        loads = await loads_of(session, job_id, AllocationState.CONFIRMED)
        await record_pickup(
            session,
            driver.actor,
            stop_id=stop.id,
            loaded={load.id: max(0, load.quantity - less) for load in loads},
            actor_at=now,
            now=now,
            **facts,
        )


async def deliver_here(
    database: Database,
    driver: Member,
    job_id: int,
    reject: int = 0,
    now: datetime = NOW,
    **facts: Any,
) -> None:
    """The driver arrives at the next delivery and hands over all but `reject` of each load."""
    stop = await next_stop(database, job_id)
    assert stop.kind is StopKind.DELIVERY
    async with database.begin() as session:
        await arrive(session, driver.actor, stop_id=stop.id, now=now)
        await check_code(session, driver.actor, stop_id=stop.id, code=stop.code, now=now)
        loads = await loads_of(session, job_id, AllocationState.LOADED)
        await record_delivery(
            session,
            driver.actor,
            stop_id=stop.id,
            accepted={load.id: load.loaded - min(reject, load.loaded) for load in loads},
            rejected={load.id: min(reject, load.loaded) for load in loads},
            proof=ProofKind.CODE,
            photo="",
            actor_at=now,
            now=now,
            **{"reason": None, **facts},
        )


async def loads_of(
    session: AsyncSession, job_id: int, state: AllocationState
) -> Sequence[AllocationRow]:
    """Loads of a job in one state."""
    on_job = sa.select(col(ConsignmentRow.id)).where(col(ConsignmentRow.job_id) == job_id)
    return await rows(
        session,
        AllocationRow,
        col(AllocationRow.consignment_id).in_(on_job),
        col(AllocationRow.state) == state,
    )


async def underway(database: Database, cast: Cast) -> int:
    """One need of 100, one lot of 100, Chen has accepted; gives the job."""
    async with database.begin() as session:
        await put_need(session, cast)
        await put_lot(session, cast)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    return await accept_open_offer(database, cast.chen)


async def job_state(database: Database, job_id: int) -> Any:
    """The job as it is now."""
    return await row(database, JobRow, col(JobRow.id) == job_id)
