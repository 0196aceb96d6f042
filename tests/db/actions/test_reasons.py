"""Why a line got what it got is kept with the plan that decided it, and written only when new."""

from datetime import timedelta

from city import put_lot, put_need, row, rows, tick
from moments import NOW
from sqlmodel import col

from db.queries.claims import claims_on
from db.queries.reasons import reasons_of_lot, reasons_of_need
from db.tables import AllocationRow, ReasonRow
from matching.plan import Obstacle
from matching.snapshot import Params

LATER = NOW + timedelta(minutes=1)


def keys(kept):
    return [one.text_key for one in kept.because]


async def test_a_tick_keeps_why_it_gave_and_why_the_rest_is_open(database, cast):
    async with database.begin() as session:
        need_id, line_id = await put_need(session, cast, 100)
        lot_id = await put_lot(session, cast, 60)
    await tick(database)
    allocation = await row(database, AllocationRow)
    async with database.read() as session:
        kept = await reasons_of_need(session, need_id)
        of_lot = await reasons_of_lot(session, lot_id)
    assert keys(kept.given[allocation.id])[:2] == ["why.given", "why.nearest"]
    assert keys(kept.open[line_id]) == ["why.lots_empty"]
    assert kept.open[line_id].because[0].facts == {"count": 1, "units": "MASK-N95:40"}
    assert of_lot == kept.given


async def test_lots_promised_by_earlier_plans_are_counted_as_promised(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60)
        await put_lot(session, cast, 60)
    await tick(database)
    async with database.begin() as session:
        need_id, line_id = await put_need(session, cast, 10)
    await tick(database, LATER)
    async with database.read() as session:
        kept = await reasons_of_need(session, need_id)
    assert kept.open[line_id].because[0].text_key == "why.lots_empty"


async def test_the_same_reasons_are_not_written_again(database, cast):
    still_open = col(ReasonRow.allocation_id).is_(None)
    async with database.begin() as session:
        await put_need(session, cast, 100)
    await tick(database)
    await tick(database, LATER)
    kept = await row(database, ReasonRow, still_open)
    assert (kept.because[0]["key"], kept.made_at) == ("why.no_lot", NOW)
    async with database.begin() as session:
        await put_lot(session, cast, 10)
    await tick(database, LATER)
    async with database.read() as session:
        (kept,) = await rows(session, ReasonRow, still_open)
    assert (kept.because[0]["key"], kept.made_at) == ("why.lots_empty", LATER)


async def test_a_lot_knows_who_asks_for_it_and_what_keeps_them_from_it(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_need(session, cast, 5)
        lot_id = await put_lot(session, cast, 60, only_for="resident")
        await put_need(session, cast, 5, item="WATER-BOT")
        claims = await claims_on(session, lot_id, drill=False, now=NOW, params=Params())
        practice = await claims_on(session, lot_id, drill=True, now=NOW, params=Params())
    assert (claims.lines, claims.kept) == (2, {Obstacle.RESERVED_FOR_OTHERS: 2})
    assert practice.lines == 0
