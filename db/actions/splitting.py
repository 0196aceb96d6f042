"""Goods of a load that do not go on with it: a load of their own, under a number of their own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.moves import changed_one, known
from db.engine import add_row
from db.queries.transport import Match, find_match
from db.tables import AllocationRow, ConsignmentRow
from matching.errors import Outdated
from matching.model import AllocationState, Reason


async def split_off(
    session: AsyncSession,
    match: Match,
    short: int,
    reason: Reason | None,
    *,
    rejected: int,
    now: datetime,
) -> Match:
    """Leave `short` of a loaded load on the job where it is, as a load that goes no further;
    all of it, where nothing goes on. Sums over both are what they were before."""
    behind = await number_behind(session, known(match.consignment_id), now)
    allocation = col(AllocationRow.id) == match.allocation_id
    expected = (
        allocation,
        col(AllocationRow.state) == AllocationState.LOADED,
        col(AllocationRow.loaded) == match.loaded,
        col(AllocationRow.rejected) == 0,
    )
    version = col(AllocationRow.version) + 1
    if short == match.out:
        moved = {"consignment_id": behind, "rejected": rejected, "reason": reason}
        statement = sa.update(AllocationRow).where(*expected).values(version=version, **moved)
        if not await changed_one(session, statement):
            raise Outdated()
        return known(await find_match(session, match.allocation_id))
    if not await changed_one(
        session,
        sa.update(AllocationRow)
        .where(*expected)
        .values(
            quantity=col(AllocationRow.quantity) - short,
            loaded=col(AllocationRow.loaded) - short,
            version=version,
        ),
    ):
        raise Outdated()
    left = await add_row(
        session,
        AllocationRow,
        drill=match.drill,
        need_line_id=match.line_id,
        lot_id=match.lot_id,
        quantity=short,
        loaded=short,
        rejected=rejected,
        state=AllocationState.LOADED,
        reason=reason,
        supplier_confirmed_at=match.supplier_confirmed_at,
        receiver_confirmed_at=match.receiver_confirmed_at,
        consignment_id=behind,
        split_of=match.allocation_id,
        created_at=now,
    )
    return known(await find_match(session, left))


async def number_behind(session: AsyncSession, consignment_id: int, now: datetime) -> int:
    """A consignment on the same job, and no leg further: the number with `/1`, `/2`, … behind."""
    whole = known(await session.get(ConsignmentRow, consignment_id, populate_existing=True))
    like = col(ConsignmentRow.number).startswith(f"{whole.number}/", autoescape=True)
    count = await session.scalar(sa.select(sa.func.count()).select_from(ConsignmentRow).where(like))
    return await add_row(
        session,
        ConsignmentRow,
        number=f"{whole.number}/{(count or 0) + 1}",
        drill=whole.drill,
        need_id=whole.need_id,
        supplier_id=whole.supplier_id,
        job_id=whole.job_id,
        pickup_stop_id=whole.pickup_stop_id,
        delivery_stop_id=whole.delivery_stop_id,
        created_at=now,
    )
