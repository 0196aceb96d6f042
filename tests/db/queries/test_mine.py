"""What belongs to one person, on both engines."""

from cast import Cast
from city import put_lot, put_need
from moments import NOW

from db.actions.cards import show_again
from db.engine import Database
from db.queries import mine
from db.tables import CardRow, NeedLineRow, OutboxRow
from matching.model import Lifecycle


async def test_lists_show_ones_own_newest_first(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        first, line_id = await put_need(session, cast)
        second, _ = await put_need(session, cast)
        session.add(NeedLineRow(need_id=second, item_code="GOGGLES", requested=5))
        lot_id = await put_lot(session, cast, 40)
    async with database.read() as session:
        li, zhao = cast.li.person_id, cast.zhao.person_id
        needs = await mine.open_needs_of(session, li)
        assert [(need.id, need.lines) for need in needs] == [(second, 2), (first, 1)]
        assert needs[0].item_code == "MASK-N95"
        assert needs[0].lifecycle is Lifecycle.OPEN
        assert [line.id for line in await mine.lines_of(session, li, first)] == [line_id]
        assert await mine.lines_of(session, zhao, first) == []
        assert [lot.id for lot in await mine.lots_of(session, zhao)] == [lot_id]
        assert await mine.lots_of(session, li) == []
        found = await mine.lot_of(session, zhao, lot_id)
        assert found is not None
        assert (found.free, found.reserved) == (40, 0)
        assert await mine.lot_of(session, li, lot_id) is None
        assert await mine.count_mine(session, li) == (2, 0, 0)
        assert await mine.organisation_of(session, li) is None
        place = await mine.place_by_id(session, 1)
        assert place is not None
        assert place.district == "沙河口区"
        assert await mine.place_by_id(session, 999) is None


async def test_a_card_shown_again_leaves_no_buttons_behind(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast)
        for address in (cast.li.address, cast.wang.address):
            session.add(
                CardRow(
                    channel="telegram",
                    address=address,
                    kind="need",
                    subject_id=need_id,
                    message_id=f"m{address}",
                    updated_at=NOW,
                )
            )
        await session.flush()
        person_id = cast.li.person_id
        await show_again(session, kind="need", subject_id=need_id, person_id=person_id, now=NOW)
    async with database.read() as session:
        rows = (await session.execute(OutboxRow.__table__.select())).all()  # type: ignore[attr-defined]  # SQLModel hides it
        cards = (await session.execute(CardRow.__table__.select())).all()  # type: ignore[attr-defined]  # SQLModel hides it
    assert [row.kind for row in rows if row.address == cast.li.address] == ["unbutton", "card"]
    assert {card.address: card.message_id for card in cards} == {
        cast.li.address: "",
        cast.wang.address: f"m{cast.wang.address}",
    }
