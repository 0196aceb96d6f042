"""Goods that stand in for what was asked for: said plainly, and refused in one press."""

import pytest
from city import put_lot, put_need, put_on_duty, row, tick
from crew import hand, in_both
from records import Databases

from db.tables import AllocationRow, LotRow
from handlers.speech.sentences import LANGUAGES
from matching.model import AllocationState, Reason

ASKED, OTHER = "MASK-N95", "MASK-SURG"


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """What is read here is written in tests of the actions, on both engines."""
    return sqlite_databases


@pytest.fixture
async def proposed(database, cast):
    """Li asks for N95 masks; there are surgical ones only."""
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 100)
        await put_lot(session, cast, 100, item=OTHER)
        await put_on_duty(session, cast.chen)
    await tick(database)
    return need_id


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_both_ends_and_the_card_say_what_comes_instead_of_what(
    database, cast, proposed, lang
):
    said = {"zh": "（代替", "en": " instead of "}[lang]
    li, zhao = hand(database, cast.li, lang), hand(database, cast.zhao, lang)
    for who, kind in ((li, "confirm_need"), (zhao, "confirm_stock")):
        assert said in in_both(await who.pushed(kind))[lang].text, kind
    await li.look("need")
    assert said in li.text


async def test_the_receiver_refuses_it_in_one_press_and_is_not_offered_it_again(
    database, cast, proposed
):
    li = hand(database, cast.li, "zh")
    await li.look("confirm_need")
    await li.tap("不要代替的")
    allocation = await row(database, AllocationRow)
    assert (allocation.state, allocation.reason) == (AllocationState.DECLINED, Reason.WRONG_ITEM)
    async with database.begin() as session:
        await put_lot(session, cast, 100, item=OTHER, km=1)
    await tick(database)
    assert (await row(database, AllocationRow)).id == allocation.id
    async with database.begin() as session:
        own = await put_lot(session, cast, 100, item=ASKED)
    await tick(database)
    found = await row(database, AllocationRow, AllocationRow.state == AllocationState.PROPOSED)
    assert (found.lot_id, (await row(database, LotRow, LotRow.id == own)).reserved) == (own, 100)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_thanks_for_a_yes_say_what_it_was_said_to(database, cast, proposed, lang):
    for who, kind, yes in (
        (cast.li, "confirm_need", "need_yes"),
        (cast.zhao, "confirm_stock", "stock_yes"),
    ):
        one = hand(database, who, lang)
        await one.look(kind)
        allocation = await row(database, AllocationRow)
        await one.press(f"a:{yes}:{allocation.id}")
        assert "100" in one.text
