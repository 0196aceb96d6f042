"""Matches that wait for one person's yes."""

from cast import Cast
from city import put_lot, put_need, tick

from db.engine import Database
from db.queries import to_confirm


async def test_a_match_waits_for_both_ends(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 30)
        lot_id = await put_lot(session, cast, 40)
    await tick(database)
    async with database.read() as session:
        (wanted,) = await to_confirm.needs_to_confirm(session, cast.li.person_id)
        (held,) = await to_confirm.stock_to_confirm(session, cast.zhao.person_id)
        assert wanted == held
        assert (wanted.need_id, wanted.lot_id, wanted.quantity) == (need_id, lot_id, 30)
        assert await to_confirm.needs_to_confirm(session, cast.zhao.person_id) == []
