"""Stock: counting a lot, counting it anew, holding it back, withdrawing it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions import ledger, messages
from db.actions.events import report_event
from db.actions.moves import changed_one
from db.actions.places import require_place
from db.actions.promises import hold_promises
from db.actions.release import release_promises
from db.actions.tick_requests import request_tick
from db.columns import table_of
from db.engine import insert
from db.queries.incidents import open_incident
from db.queries.needs import find_item, is_waiting_critically, lines_given, unloaded_of_lot
from db.queries.people import person_by_id
from db.tables import LotRow
from matching.catalogue import plausible_max
from matching.errors import BelowReserved, Implausible, NotAllowed, NotFound, Outdated
from matching.ledger import Fact
from matching.model import Hold, QuantityKind, Reason, ReserveMode, TickName
from matching.permissions import Act, Actor, permits, require
from matching.touched import Event, EventKind

KEEPS_PROMISES = (Hold.NONE, Hold.ON_HOLD)
"""Held back, a lot takes no new promise; any other hold takes back those it made."""
_WHY = {Hold.DAMAGED: Reason.DAMAGED, Hold.EXPIRED: Reason.EXPIRED}
_LOTS = table_of(LotRow)


@dataclass(frozen=True, slots=True)
class _Lot:
    """A lot as it is now, held until the transaction ends."""

    id: int
    supplier_id: int
    item_code: str
    free: int
    reserved: int
    loaded_out: int
    hold: Hold
    drill: bool


async def count_stock(
    session: AsyncSession,
    actor: Actor,
    *,
    item_code: str,
    quantity: int,
    place_id: int,
    ready_at: datetime | None,
    expires_at: datetime | None,
    reserve_mode: ReserveMode,
    min_lot: int,
    only_for: str,
    request_key: str,
    now: datetime,
    quantity_kind: QuantityKind = QuantityKind.EXACT,
) -> int:
    """Write a new lot down and show its card; the same `request_key` again gives the same lot."""
    require(actor, Act.REPORT_STOCK)
    supplier = await person_by_id(session, actor.person_id or 0)
    if supplier is None:
        raise NotAllowed(act=Act.REPORT_STOCK.value)
    key = f"{supplier.id}:{request_key}"[:80]
    known = await _lot_with_key(session, key)
    if known is not None:
        return known
    await require_place(session, actor, place_id)
    await _require_plausible(session, item_code, quantity)
    incident = await open_incident(session)
    drill = incident is not None and incident.drill
    values = {
        "incident_id": incident.id if incident else None,
        "drill": drill,
        "supplier_id": supplier.id,
        "organisation_id": supplier.organisation_id,
        "item_code": item_code,
        "place_id": place_id,
        "counted": quantity,
        "quantity_kind": quantity_kind,
        "free": quantity,
        "reserve_mode": reserve_mode,
        "min_lot": max(1, min(min_lot, quantity)),
        "only_for": only_for,
        "ready_at": ready_at,
        "expires_at": expires_at,
        "counted_at": now,
        "created_at": now,
        "request_key": key,
    }
    lot_id = await insert_lot(session, values)
    if lot_id is None:  # another request with this key was faster
        return await _lot_with_key(session, key) or 0
    lot = _Lot(lot_id, supplier.id, item_code, quantity, 0, 0, Hold.NONE, drill)
    await _settle_change(
        session, actor, lot, "lot.counted", {"item": item_code, "quantity": quantity}, now
    )
    await _wake_matching(session, lot, now)
    return lot_id


async def recount_lot(
    session: AsyncSession,
    actor: Actor,
    *,
    lot_id: int,
    quantity: int,
    now: datetime,
    quantity_kind: QuantityKind = QuantityKind.EXACT,
    take_back: bool = False,
) -> None:
    """Set how much of a lot is on the shelf, promised goods included.

    Raises `BelowReserved` below what is promised, unless the promises are to be taken back then:
    what they were for is sought anew, here and elsewhere.
    """
    if take_back:
        await hold_promises(session, await unloaded_of_lot(session, lot_id))
    lot = await _own_lot(session, actor, lot_id)
    await _require_plausible(session, lot.item_code, quantity, least=0)
    if quantity < lot.reserved and take_back:
        reason = Reason.LESS_STOCK if quantity else Reason.NO_STOCK
        await _take_back(session, actor, lot, reason, now)
        lot = await _own_lot(session, actor, lot_id)
    if quantity < lot.reserved:
        raise BelowReserved(quantity=quantity, reserved=lot.reserved)
    await _change(
        session,
        lot,
        free=quantity - lot.reserved,
        counted=quantity + lot.loaded_out,
        quantity_kind=quantity_kind,
        counted_at=now,
    )
    facts: dict[str, Fact] = {"free": quantity - lot.reserved, "free_before": lot.free}
    await _settle_change(session, actor, lot, "lot.recounted", facts, now)
    if quantity - lot.reserved > lot.free:
        await _wake_matching(session, lot, now)


async def hold_lot(
    session: AsyncSession, actor: Actor, *, lot_id: int, hold: Hold, now: datetime
) -> None:
    """Hold a lot back, or let it go again with `Hold.NONE`; as it is already, nothing happens."""
    if hold not in KEEPS_PROMISES:
        await hold_promises(session, await unloaded_of_lot(session, lot_id))
    lot = await _own_lot(session, actor, lot_id)
    if lot.hold is hold:
        return
    await _change(session, lot, hold=hold)
    if hold not in KEEPS_PROMISES:
        await _take_back(session, actor, lot, _WHY.get(hold, Reason.OTHER), now)
    facts: dict[str, Fact] = {"hold": hold.value, "before": lot.hold.value}
    await _settle_change(session, actor, lot, "lot.held", facts, now)
    if hold is Hold.NONE:
        await _wake_matching(session, lot, now)


async def withdraw_lot(session: AsyncSession, actor: Actor, *, lot_id: int, now: datetime) -> None:
    """Take a lot out of the record's stock; what is on the road with it still arrives."""
    await hold_promises(session, await unloaded_of_lot(session, lot_id))
    lot = await _own_lot(session, actor, lot_id)
    await _change(session, lot, withdrawn_at=now)
    await _take_back(session, actor, lot, Reason.NO_STOCK, now)
    await _settle_change(session, actor, lot, "lot.withdrawn", {"free": lot.free}, now)


async def _take_back(
    session: AsyncSession, actor: Actor, lot: _Lot, reason: Reason, now: datetime
) -> None:
    """Give back what the lot promised and seek it elsewhere."""
    promises = await unloaded_of_lot(session, lot.id)
    lines = await lines_given(session, promises)
    if await release_promises(
        session, actor, promises, reason=reason, tell_supplier=False, now=now
    ):
        event = Event(EventKind.LOT, lot.id, lines=tuple(lines))
        await report_event(session, event, drill=lot.drill, now=now)


async def _own_lot(session: AsyncSession, actor: Actor, lot_id: int) -> _Lot:
    """The lot, if it is the actor's own, or any for a coordinator, and not withdrawn."""
    row = (
        await session.execute(
            sa.select(
                _LOTS.c.id,
                _LOTS.c.supplier_id,
                _LOTS.c.item_code,
                _LOTS.c.free,
                _LOTS.c.reserved,
                _LOTS.c.loaded_out,
                _LOTS.c.hold,
                _LOTS.c.drill,
                _LOTS.c.withdrawn_at,
            )
            .where(_LOTS.c.id == lot_id)
            .with_for_update()
        )
    ).one_or_none()
    if row is None or (row.supplier_id != actor.person_id and not permits(actor, Act.OVERRIDE)):
        raise NotFound(kind="lot")
    if row.withdrawn_at is not None:
        raise Outdated(lot=lot_id)
    return _Lot(*row[:8])


async def _require_plausible(
    session: AsyncSession, item_code: str, quantity: int, *, least: int = 1
) -> None:
    item = await find_item(session, item_code)
    if item is None:
        raise NotFound(kind="item")
    if not least <= quantity <= plausible_max(item):
        raise Implausible(quantity=quantity, item=item_code)


async def _lot_with_key(session: AsyncSession, request_key: str) -> int | None:
    found: int | None = await session.scalar(
        sa.select(_LOTS.c.id).where(_LOTS.c.request_key == request_key)
    )
    return found


async def insert_lot(session: AsyncSession, values: dict[str, Any]) -> int | None:
    """Insert the lot; None if its request key was used."""
    lot_id: int | None = await session.scalar(
        insert(session, LotRow)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["request_key"])
        .returning(_LOTS.c.id)
    )
    return lot_id


async def _change(session: AsyncSession, lot: _Lot, **news: Any) -> None:
    """Change a lot that is still as it was read."""
    changed = await changed_one(
        session,
        sa.update(_LOTS)
        .where(
            _LOTS.c.id == lot.id,
            _LOTS.c.free == lot.free,
            _LOTS.c.reserved == lot.reserved,
            _LOTS.c.withdrawn_at.is_(None),
        )
        .values(version=_LOTS.c.version + 1, **news),
    )
    if not changed:
        raise Outdated(lot=lot.id)


async def _settle_change(
    session: AsyncSession, actor: Actor, lot: _Lot, kind: str, facts: dict[str, Fact], now: datetime
) -> None:
    """What every change of a lot ends with: its card is renewed and the ledger knows."""
    await messages.enqueue_card(
        session,
        kind="lot",
        subject_id=lot.id,
        person_id=lot.supplier_id,
        now=now,
        drill=lot.drill,
    )
    await ledger.record(
        session,
        kind=kind,
        actor=actor,
        subject=f"lot:{lot.id}",
        facts=facts,
        now=now,
        drill=lot.drill,
    )


async def _wake_matching(session: AsyncSession, lot: _Lot, now: datetime) -> None:
    """New stock is matched at once when somebody's life waits for it."""
    if await is_waiting_critically(session, drill=lot.drill):
        await request_tick(session, TickName.MATCH, now=now)
