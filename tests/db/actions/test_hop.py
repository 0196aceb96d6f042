"""One hop from need to receipt, told by the actions alone."""

from city import (
    accept_open_offer,
    confirm_all,
    deliver_here,
    job_state,
    load_here,
    next_stop,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from moments import NOW
from sqlmodel import col

from db.actions.ledger import verify_ledger
from db.tables import AllocationRow, LedgerRow, LotRow, NeedLineRow, NeedRow
from matching.model import AllocationState, CloseReason, JobState, Lifecycle


async def test_a_need_becomes_a_receipt(database, cast):
    async with database.begin() as session:
        need_id, line_id = await put_need(session, cast, 60)
        lot_id = await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen)

    applied = await tick(database)
    assert (applied.allocations, applied.conflicts) == (1, 0)
    assert [p.kind for p in await pushes(database, cast.zhao)] == ["confirm_stock", "card"]
    assert [p.kind for p in await pushes(database, cast.li)] == ["confirm_need", "card"]

    await confirm_all(database)
    applied = await tick(database)
    assert (applied.jobs, applied.offers) == (1, 1)
    assert [p.kind for p in await pushes(database, cast.chen)] == ["job_offer"]

    job_id = await accept_open_offer(database, cast.chen)
    kinds = {p.kind for p in await pushes(database, cast.chen)}
    assert kinds == {"job_offer", "card", "job_address", "venue"}

    await load_here(database, cast.chen, job_id)
    lot = await row(database, LotRow, col(LotRow.id) == lot_id)
    assert (lot.free, lot.reserved, lot.loaded_out, lot.counted) == (40, 0, 60, 100)
    assert (await job_state(database, job_id)).state is JobState.UNDERWAY
    assert len(await pushes(database, cast.li, "handover_code")) == 1
    assert len((await next_stop(database, job_id)).code) == 4

    await deliver_here(database, cast.chen, job_id)
    lot = await row(database, LotRow, col(LotRow.id) == lot_id)
    assert (lot.free, lot.reserved, lot.loaded_out, lot.counted) == (40, 0, 0, 40)
    line = await row(database, NeedLineRow, col(NeedLineRow.id) == line_id)
    assert (line.reserved, line.committed, line.loaded, line.accepted) == (0, 0, 60, 60)
    assert (await row(database, AllocationRow)).state is AllocationState.DELIVERED
    assert (await job_state(database, job_id)).state is JobState.CLOSED
    need = await row(database, NeedRow, col(NeedRow.id) == need_id)
    assert (need.lifecycle, need.close_reason) == (Lifecycle.CLOSED, CloseReason.SERVED)
    assert len(await pushes(database, cast.li, "need_receipt")) == 1
    assert len(await pushes(database, cast.zhao, "stock_receipt")) == 2
    assert len(await pushes(database, cast.sun, "coordinator_receipt")) == 1

    async with database.read() as session:
        assert await verify_ledger(session) is None
    assert (await row(database, LedgerRow)).at == NOW
    assert (await tick(database)).allocations == 0


async def test_the_receipts_of_a_need_name_each_step_in_the_ledger(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job_id = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job_id)
    await deliver_here(database, cast.chen, job_id)
    async with database.read() as session:
        kinds = [entry.kind for entry in await rows(session, LedgerRow)]
    steps = [
        "allocation.proposed",
        "allocation.supplier_confirmed",
        "allocation.receiver_confirmed",
        "job.formed",
        "job.offered",
        "job.accepted",
        "address.revealed",
        "stop.reached",
        "handover.loaded",
        "stop.reached",
        "code.matched",
        "handover.delivered",
        "job.closed",
        "need.closed",
    ]
    assert [kind for kind in kinds if kind in steps] == steps
