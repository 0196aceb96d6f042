"""A supplier tells in words what is left: the lot is corrected after a yes, none is added."""

import pytest
from cast import Cast
from city import put_lot, put_need, tick
from guest import Guest

from db.actions.people import add_role, choose_language
from db.engine import Database
from db.tables import AllocationRow, LotRow, NeedRow
from matching.model import Reason, Role
from matching.permissions import SYSTEM


@pytest.fixture
async def zhao(database: Database, cast: Cast) -> Guest:
    """Zhao with bleach and two kinds of masks."""
    async with database.begin() as session:
        await put_lot(session, cast, 9000, item="DIS-84")
        await put_lot(session, cast, 300, item="MASK-N95")
        await put_lot(session, cast, 700, item="MASK-SURG")
    return Guest(database, address=cast.zhao.address, lang_code="zh")


async def stock(who: Guest) -> list[tuple[str, int]]:
    return [(lot.item_code, lot.counted) for lot in await who.rows(LotRow)]


@pytest.mark.parametrize(
    ("said", "left"),
    [("84消毒液只剩20箱", 600), ("only 20 boxes of bleach left", 600), ("消毒液没有了", 0)],
)
async def test_the_own_lot_of_the_item_is_corrected_after_a_yes(
    zhao: Guest, said: str, left: int
) -> None:
    await zhao.say(said)
    assert zhao.text == f"您是说，84消毒液现在是 {left} 瓶？"
    assert (await stock(zhao))[0] == ("DIS-84", 9000), "words alone change nothing"
    await zhao.tap("改过来")
    assert await stock(zhao) == [("DIS-84", left), ("MASK-N95", 300), ("MASK-SURG", 700)]


@pytest.mark.parametrize(("said", "left"), [("N95口罩卖完了", 0), ("N95口罩只剩20只", 20)])
async def test_what_is_sold_though_promised_is_sought_elsewhere(
    database: Database, cast: Cast, zhao: Guest, said: str, left: int
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
    await tick(database)
    await zhao.say(said)
    assert "另找货源" in zhao.text
    await zhao.tap("改过来")
    assert f"现在是 {left} 只" in zhao.text
    lot = next(each for each in await zhao.rows(LotRow) if each.item_code == "MASK-N95")
    assert (lot.free, lot.reserved) == (left, 0)
    taken = next(iter(await zhao.rows(AllocationRow)))
    assert taken.reason is (Reason.LESS_STOCK if left else Reason.NO_STOCK)


async def test_of_several_kinds_it_is_asked_which(zhao: Guest) -> None:
    await zhao.say("口罩还剩50只")
    assert "“50只”说的是哪一种" in zhao.text
    await zhao.tap("医用外科口罩现在 50 只")
    assert await stock(zhao) == [("DIS-84", 9000), ("MASK-N95", 300), ("MASK-SURG", 50)]


async def test_all_kinds_of_what_is_sold_out_go_with_one_tap(zhao: Guest) -> None:
    await zhao.follow("口罩卖完了", "=这些都没有了")
    assert await stock(zhao) == [("DIS-84", 9000), ("MASK-N95", 0), ("MASK-SURG", 0)]
    assert "现在 0 只" in zhao.text


async def test_several_lots_told_in_one_message_are_confirmed_together(zhao: Guest) -> None:
    await zhao.say("84消毒液只剩20箱，N95口罩只剩100只")
    assert zhao.text == "您是说：\n84消毒液现在 600 瓶\nN95口罩（医用防护口罩）现在 100 只\n对吗？"
    await zhao.tap("改过来")
    assert await stock(zhao) == [("DIS-84", 600), ("MASK-N95", 100), ("MASK-SURG", 700)]


async def test_a_no_leaves_everything_as_it_was(zhao: Guest) -> None:
    await zhao.follow("84消毒液只剩20箱", "=不是，照旧")
    assert (await stock(zhao))[0] == ("DIS-84", 9000)


async def test_what_counts_as_the_same_need_is_asked_about(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 40, item="BLANKET")
    zhao = Guest(database, address=cast.zhao.address, lang_code="en")
    async with database.begin() as session:
        await choose_language(session, cast.zhao.actor, lang="en", now=zhao.now)
    await zhao.say("we are out of quilts")
    assert "of which?" in zhao.text
    await zhao.tap("0 pcs now")
    assert await stock(zhao) == [("BLANKET", 0)]


async def test_a_count_of_what_was_never_reported_is_a_report(zhao: Guest) -> None:
    await zhao.say("棉被只剩20床")
    assert "棉被 · 20 床" in zhao.text
    assert "✅ 提交" in zhao.labels


async def test_nothing_left_of_what_was_never_reported_is_answered_kindly(zhao: Guest) -> None:
    await zhao.say("棉被卖完了")
    assert zhao.text.startswith("收到：棉被没有了。")
    await zhao.say("需要棉被20床")
    assert "棉被" in zhao.text
    assert not await zhao.rows(NeedRow)


async def test_who_also_asks_for_things_may_mean_that_some_are_needed(
    zhao: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        who = cast.zhao.person_id
        await add_role(session, SYSTEM, person_id=who, role=Role.HOSPITAL, now=zhao.now)
    await zhao.say("消毒液没有了")
    assert "🆘 我需要物资" in zhao.labels
    await zhao.say("棉被没有了")
    assert "❓" in zhao.text or "多少" in zhao.text


async def test_what_somebody_gave_without_being_a_supplier_is_theirs_to_correct(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 30, item="QUILT", supplier=cast.li)
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.say("棉被只剩20床")
    assert li.text == "您是说，棉被现在是 20 床？"
    assert "🆘 我需要物资" in li.labels, "a hospital may mean that more is needed"
    await li.tap("改过来")
    await li.say("15")
    await li.tap("改过来")
    assert await stock(li) == [("QUILT", 15)]


async def test_what_is_left_of_what_the_card_gives_puts_its_line_right(zhao: Guest) -> None:
    await zhao.follow("可以提供棉被30床、帐篷5顶，在中山区人民路100号", "棉被只剩20床")
    assert "棉被 · 20 床" in zhao.text
    await zhao.say("帐篷没有了")
    assert "帐篷" not in zhao.text
    assert "棉被 · 20 床" in zhao.text
