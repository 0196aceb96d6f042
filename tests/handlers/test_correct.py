"""A supplier tells in words what is left: the lot is corrected after a yes, none is added."""

import pytest
from cast import Cast
from city import put_lot, put_need, tick
from guest import Guest
from moments import NOW

from db.actions.people import add_role, choose_language
from db.engine import Database
from db.tables import AllocationRow, LotRow, NeedRow
from matching.model import QuantityKind, Reason, Role
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
    assert zhao.text == f"您是说，84消毒液原来 9,000 瓶，现在是 {left} 瓶？"
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
    await zhao.tap("医用外科口罩原来 700 只，现在 50 只")
    assert await stock(zhao) == [("DIS-84", 9000), ("MASK-N95", 300), ("MASK-SURG", 50)]


async def test_all_kinds_of_what_is_sold_out_go_with_one_tap(zhao: Guest) -> None:
    await zhao.follow("口罩卖完了", "=这些都没有了")
    assert await stock(zhao) == [("DIS-84", 9000), ("MASK-N95", 0), ("MASK-SURG", 0)]
    assert "现在 0 只" in zhao.text


async def test_several_lots_told_in_one_message_are_confirmed_together(zhao: Guest) -> None:
    await zhao.say("84消毒液只剩20箱，N95口罩只剩100只")
    assert zhao.text == (
        "您是说：\n84消毒液原来 9,000 瓶，现在 600 瓶\n"
        "N95口罩（医用防护口罩）原来 300 只，现在 100 只\n对吗？"
    )
    await zhao.tap("改过来")
    assert await stock(zhao) == [("DIS-84", 600), ("MASK-N95", 100), ("MASK-SURG", 700)]


STILL = [
    *[("zh", "还有大约50件防护服", "约 50 套"), ("zh", "我们的防护服大概还有50件", "约 50 套")],
    *[("en", "we still have about 50 coveralls left", "about 50 sets")],
    *[("en", "We've still got around 50 coveralls here", "about 50 sets")],
]
MORE = {"zh": "另外的", "en": "further"}
SEND = {"zh": "✅ 提交", "en": "✅ Send"}


async def suits(database: Database, cast: Cast, lang: str, *amounts: int) -> Guest:
    """Zhao with a lot of protective suits for each amount."""
    async with database.begin() as session:
        for amount in amounts:
            await put_lot(session, cast, amount, item="COVERALL")
        await choose_language(session, cast.zhao.actor, lang=lang, now=NOW)
    return Guest(database, address=cast.zhao.address, lang_code=lang)


@pytest.mark.parametrize(("lang", "said", "left"), STILL)
async def test_what_is_still_there_is_what_is_left_of_the_lot_and_no_second_one(
    database: Database, cast: Cast, lang: str, said: str, left: str
) -> None:
    zhao = await suits(database, cast, lang, 120)
    await zhao.say(said)
    assert {"zh": "原来 120 套", "en": "120 sets before"}[lang] in zhao.text
    assert left in zhao.text
    await zhao.tap("✅")
    (lot,) = await zhao.rows(LotRow)
    assert (lot.counted, lot.free, lot.quantity_kind) == (50, 50, QuantityKind.ESTIMATE)


async def test_as_much_as_before_is_asked_as_such(database: Database, cast: Cast) -> None:
    zhao = await suits(database, cast, "zh", 50)
    await zhao.say("防护服还有50件")
    assert zhao.text == "您是说，医用防护服还是 50 套，没有变？"
    await zhao.tap("没有变")
    (lot,) = await zhao.rows(LotRow)
    assert lot.counted_at > NOW


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_of_several_lots_still_there_it_is_asked_which(
    database: Database, cast: Cast, lang: str
) -> None:
    zhao = await suits(database, cast, lang, 120, 80)
    await zhao.say({"zh": "还有大约50件防护服", "en": "we still have about 50 coveralls"}[lang])
    await zhao.tap({"zh": "原来 80 套", "en": "80 sets before"}[lang])
    assert [lot.counted for lot in await zhao.rows(LotRow)] == [120, 50]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_goods_besides_those_that_were_counted_are_reported_with_one_tap_more(
    database: Database, cast: Cast, lang: str
) -> None:
    zhao = await suits(database, cast, lang, 120)
    await zhao.say(
        {"zh": "中山区人民路100号还有50套防护服", "en": "we still have 50 coveralls"}[lang]
    )
    await zhao.tap(MORE[lang])
    assert SEND[lang] in zhao.labels
    assert "50" in zhao.text
    assert ("中山区人民路100号" in zhao.text) == (lang == "zh"), "the words are kept as they were"
    assert [lot.counted for lot in await zhao.rows(LotRow)] == [120]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_is_still_there_of_what_was_never_counted_is_a_report(
    database: Database, cast: Cast, lang: str
) -> None:
    zhao = await suits(database, cast, lang, 120)
    await zhao.say({"zh": "还有20顶帐篷可以给", "en": "we still have 20 tents"}[lang])
    assert SEND[lang] in zhao.labels


async def test_a_count_that_may_be_of_cartons_is_asked_about(zhao: Guest) -> None:
    await zhao.say("还有20件84消毒液")
    assert zhao.text.startswith("84消毒液现在一共还有多少？")
    await zhao.say("600瓶")
    assert (await stock(zhao))[0] == ("DIS-84", 600)


async def test_further_goods_on_the_card_are_added_to_it(zhao: Guest) -> None:
    await zhao.follow("可以提供棉被30床，在中山区人民路100号", "还有帐篷5顶")
    assert "棉被 · 30 床" in zhao.text
    assert "帐篷" in zhao.text


async def test_further_goods_that_no_card_can_hold_are_asked_for(zhao: Guest) -> None:
    await zhao.say("we still have 20 boxes of bleach, N95 masks are sold out")
    assert "84消毒液原来 9,000 瓶，现在 600 瓶" in zhao.text
    assert "N95口罩（医用防护口罩）原来 300 只，现在 0 只" in zhao.text
    await zhao.tap("另外的")
    assert (await zhao.state()).dialog == "stock"
    await zhao.press("a:told_more:999")
    assert await stock(zhao) == [("DIS-84", 9000), ("MASK-N95", 300), ("MASK-SURG", 700)]


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
    await zhao.tap("40 pcs before, 0 pcs now")
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
    assert li.text == "您是说，棉被原来 30 床，现在是 20 床？"
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


async def test_what_is_left_of_goods_never_counted_is_no_count_of_the_others(zhao: Guest) -> None:
    await zhao.say("84消毒液卖完了，奶粉只剩3罐")
    assert zhao.text == "您是说，84消毒液原来 9,000 瓶，现在是 0 瓶？"
    await zhao.tap(MORE["zh"])
    assert "婴儿奶粉 · 3 罐" in zhao.text
