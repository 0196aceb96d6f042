"""Goods a node's keeper has and nobody waits for: stock there, fetched back, or written off."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger, messages
from db.actions.goods import insert_lot
from db.actions.jobs import drop_and_cancel, tell_coordinators
from db.actions.keepers import KEPT_KEY
from db.actions.moves import QUIET, add, changed_one, known
from db.actions.promises import hold_journeys, show_both_ends
from db.actions.returns import end_custody
from db.actions.splitting import number_behind
from db.actions.tick_requests import request_tick
from db.actions.weighing import weigh_legs
from db.queries.at_nodes import CALLED_BACK, EXPIRED, KeptLoad, find_kept, newly_left
from db.queries.legs import LEGS, idle_legs, legs_of_consignments
from db.queries.messages import keys_used
from db.queries.people import coordinators
from db.queries.stuck import StuckKind
from db.queries.transport import Match, find_match
from db.tables import AllocationRow, LotRow, NeedLineRow, StopRow
from matching.errors import NotAllowed, NotFound, Outdated
from matching.model import AllocationState, HandoverKind, Reason, TickName
from matching.permissions import SYSTEM, Act, Actor, permits, require

BATCH = 200
"""Legs or loads seen to in one transaction, so that the writer's lock is not held for long."""


async def see_to_left(session: AsyncSession, *, now: datetime, margin: timedelta) -> int:
    """Call off legs of goods that nobody waits for or that expire within `margin`, and tell
    coordinators once of each load that a keeper is left with; how many legs."""
    idle = await idle_legs(session, now + margin, BATCH)
    if idle:
        await hold_journeys(session, (leg.job_id for leg in idle))
        idle = await idle_legs(session, now + margin, BATCH)
        await drop_and_cancel(session, SYSTEM, idle, now)
    await _tell_left(session, now)
    return len(idle)


async def _tell_left(session: AsyncSession, now: datetime) -> None:
    """Tell coordinators of what a keeper is left with; this is looked at every few seconds, and
    where all have been told, nothing is written."""
    loads = await newly_left(session, now, BATCH)
    people = await coordinators(session) if loads else ()
    once = {load.allocation_id: f"{StuckKind.LEFT}:{load.allocation_id}" for load in loads}
    keys = {f"stuck:{each}:{person}" for each in once.values() for person in people}
    told = await keys_used(session, keys)
    for load in loads:
        mine = once[load.allocation_id]
        if any(f"stuck:{mine}:{person}" not in told for person in people):
            what: dict[str, int | str] = {"kind": StuckKind.LEFT.value, "id": load.allocation_id}
            await tell_coordinators(session, "stuck", what, mine, load.drill, now)


async def keep_as_stock(
    session: AsyncSession, actor: Actor, *, allocation_id: int, now: datetime
) -> int:
    """What a keeper has of a load becomes a lot at the node, for the next need; its number.

    The coordinator who says so answers for the lot: they speak for the keeper, who is asked by
    nobody else. Raises `Outdated` for goods that have gone on, are settled, or do not keep.
    """
    match, load = await _kept(session, actor, allocation_id, now)
    if not load.keeps or actor.person_id is None:
        raise Outdated()
    async with session.begin_nested():
        await end_custody(session, actor, match, HandoverKind.STOCK, match.reason, now)
        lot_id = await _shelve(session, actor.person_id, match, load, now)
        await ledger.record(
            session,
            kind="lot.counted",
            actor=actor,
            subject=f"lot:{lot_id}",
            facts={"item": load.item_code, "quantity": load.quantity, "from": allocation_id},
            now=now,
            drill=match.drill,
        )
        await _call_off(session, actor, match, now)
    await _tell_supplier(session, match, "goods_restocked", now, lot_id=lot_id)
    return lot_id


async def call_back(
    session: AsyncSession, actor: Actor, *, allocation_id: int, now: datetime
) -> None:
    """Ask the supplier to fetch what a keeper has of a load. Until they say that they have it, it
    stays with the keeper and counts for nobody."""
    match, load = await _kept(session, actor, allocation_id, now)
    if load.state == CALLED_BACK:
        raise Outdated()
    reason = Reason.EXPIRED if load.state == EXPIRED else Reason.NO_LONGER_NEEDED
    async with session.begin_nested():
        if not await changed_one(
            session,
            sa.update(AllocationRow)
            .where(
                col(AllocationRow.id) == allocation_id,
                col(AllocationRow.state) == AllocationState.LOADED,
                col(AllocationRow.rejected) == 0,
            )
            .values(rejected=match.out, reason=reason, version=col(AllocationRow.version) + 1),
        ):
            raise Outdated()
        if await _is_awaited(session, known(match.consignment_id)):
            await _set_apart(session, match, now)
        await add(session, NeedLineRow, match.line_id, rejected=match.out)
        await ledger.record(
            session,
            kind="load.called_back",
            actor=actor,
            subject=f"allocation:{allocation_id}",
            facts={"quantity": match.out, "reason": reason.value},
            now=now,
            drill=match.drill,
        )
        await _call_off(session, actor, match, now)
    await _tell_supplier(session, match, "fetch_asked", now)


async def take_home(
    session: AsyncSession, actor: Actor, *, allocation_id: int, now: datetime
) -> None:
    """The supplier has back what a keeper had of a load, or a coordinator knows that they do."""
    match, _ = await _kept(session, actor, allocation_id, now, or_supplier=True)
    async with session.begin_nested():
        await end_custody(session, actor, match, HandoverKind.RETURN, match.reason, now)
        await _call_off(session, actor, match, now)


async def write_off_kept(
    session: AsyncSession, actor: Actor, *, allocation_id: int, reason: Reason, now: datetime
) -> None:
    """What a keeper has of a load will reach nobody."""
    match, _ = await _kept(session, actor, allocation_id, now)
    async with session.begin_nested():
        await end_custody(session, actor, match, HandoverKind.LOSS, reason, now)
        await _call_off(session, actor, match, now)


async def _kept(
    session: AsyncSession,
    actor: Actor,
    allocation_id: int,
    now: datetime,
    *,
    or_supplier: bool = False,
) -> tuple[Match, KeptLoad]:
    """The load as it is now, held until the end, if a keeper has it and the actor may decide."""
    if not or_supplier:
        require(actor, Act.OVERRIDE)
    match = await find_match(session, allocation_id)
    if match is None or match.job_id is None:
        raise NotFound()
    if not permits(actor, Act.OVERRIDE) and actor.person_id != match.supplier_id:
        raise NotAllowed(act=Act.OVERRIDE.value)
    await hold_journeys(session, [match.job_id])
    match = await find_match(session, allocation_id)
    load = await find_kept(session, allocation_id, now)
    if match is None or load is None:
        raise Outdated()
    if or_supplier and load.state != CALLED_BACK:
        raise Outdated()
    return match, load


async def _is_awaited(session: AsyncSession, consignment_id: int) -> bool:
    """Whether anything of a consignment still goes somewhere."""
    goes_on = sa.exists().where(
        col(AllocationRow.consignment_id) == consignment_id,
        col(AllocationRow.state) == AllocationState.LOADED,
        col(AllocationRow.rejected) == 0,
    )
    return bool(await session.scalar(sa.select(goes_on)))


async def _set_apart(session: AsyncSession, match: Match, now: datetime) -> None:
    """Put a load that stays under a number of its own, with the legs it came by: the next driver
    takes over the whole consignment it was on, and nothing that stays."""
    whole = known(match.consignment_id)
    behind = await number_behind(session, whole, now)
    came_by = [leg.leg_id for leg in await legs_of_consignments(session, [whole]) if leg.taken_at]
    names = [column.name for column in LEGS.c if column.name not in ("id", "consignment_id")]
    copied = sa.select(sa.literal(behind), *(LEGS.c[name] for name in names)).where(
        LEGS.c.id.in_(came_by)
    )
    await session.execute(sa.insert(LEGS).from_select(["consignment_id", *names], copied))
    await session.execute(
        sa.update(AllocationRow)
        .where(col(AllocationRow.id) == match.allocation_id)
        .values(consignment_id=behind),
        execution_options=QUIET,
    )


async def _call_off(session: AsyncSession, actor: Actor, match: Match, now: datetime) -> None:
    """Drop the legs before goods of which nothing is left to carry; others have less to carry."""
    consignment_id = known(match.consignment_id)
    if not await _is_awaited(session, consignment_id):
        ahead = await legs_of_consignments(session, [consignment_id])
        await drop_and_cancel(session, actor, [leg for leg in ahead if leg.taken_at is None], now)
    await weigh_legs(session, [consignment_id])
    await show_both_ends(session, match, now)
    await request_tick(session, TickName.MATCH, now=now)


async def _shelve(
    session: AsyncSession, keeper_id: int, match: Match, load: KeptLoad, now: datetime
) -> int:
    """A lot where the load lies, as the lot is that it came from, held back if that one is; one for
    each load, ever."""
    old = known(await session.get(LotRow, match.lot_id, populate_existing=True))
    stop = known(await session.get(StopRow, load.stop_id))
    values = {
        "incident_id": old.incident_id,
        "drill": match.drill,
        "supplier_id": keeper_id,
        "organisation_id": old.organisation_id,
        "item_code": load.item_code,
        "place_id": stop.place_id,
        "counted": load.quantity,
        "free": load.quantity,
        "reserve_mode": old.reserve_mode,
        "hold": old.hold,
        "min_lot": min(old.min_lot, load.quantity),
        "only_for": old.only_for,
        "expires_at": old.expires_at,
        "counted_at": now,
        "created_at": now,
        "request_key": f"{KEPT_KEY}{match.allocation_id}",
    }
    lot_id = await insert_lot(session, values)
    if lot_id is None:
        raise Outdated()
    await messages.enqueue_card(
        session, kind="lot", subject_id=lot_id, person_id=keeper_id, now=now, drill=match.drill
    )
    return lot_id


async def _tell_supplier(
    session: AsyncSession, match: Match, kind: str, now: datetime, **more: int
) -> None:
    """Tell the supplier what becomes of goods of theirs that lie at a node."""
    await messages.enqueue(
        session,
        person_id=match.supplier_id,
        kind=kind,
        params={"allocation_id": match.allocation_id, **more},
        lane=1,
        dedupe_key=f"{kind}:{match.allocation_id}",
        now=now,
        drill=match.drill,
    )
