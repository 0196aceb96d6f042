"""Reporting stock by talking, counting it anew, answering a match, holding it back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from beginnings import begun
from cast import Cast
from city import confirm_all, put_lot, put_need, tick
from guest import Guest, guest
from records import Databases

from db.engine import Database
from db.tables import AllocationRow, LotRow, OrganisationRow, PersonRow, PlaceRow
from handlers.dialog import Ask
from matching.model import (
    Affiliation,
    AllocationState,
    Hold,
    OrganisationKind,
    QuantityKind,
    Reason,
    ReserveMode,
    Role,
)

PRESSED = ("=防护用品", "=N95", "=2 箱", "大医一院", "=现在就可以", "=没有保质期", "=捐赠", "=不限")


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine; the actions below are tested on both."""
    return sqlite_databases


@pytest.fixture
async def zhao(database: Database, cast: Cast) -> Guest:
    return Guest(database, address=cast.zhao.address, lang_code="zh")


@pytest.fixture
async def matched(zhao: Guest, database: Database, cast: Cast) -> Guest:
    """Zhao with 300 masks, 100 of which were found for Li."""

    async def play() -> None:
        async with database.begin() as session:
            await put_lot(session, cast, 300)
            await put_need(session, cast)
        await tick(database)

    await begun(database, "matched of Zhao's", play)
    await zhao._collect()
    return zhao


async def only(visitor: Guest, table: Any) -> Any:
    (row,) = await visitor.rows(table)
    return row


async def test_stock_is_reported_by_buttons(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow(*PRESSED)
    assert "数量：800 只" in zhao.text
    assert "性质：捐赠" in zhao.text
    heard = await zhao.tap("确认")
    lot = await only(zhao, LotRow)
    assert (lot.item_code, lot.counted, lot.free, lot.min_lot) == ("MASK-N95", 800, 800, 1)
    assert (lot.ready_at, lot.expires_at) == (None, None)
    assert lot.reserve_mode is ReserveMode.DONOR
    assert [row.params["card"] for row in heard if row.kind == "card"] == ["lot"]


@pytest.mark.parametrize(("typed", "label"), [("大约50只", "约 50 只"), ("about 50", "约 50 只")])
async def test_an_estimate_stays_one(zhao: Guest, typed: str, label: str) -> None:
    await zhao.command("stock")
    await zhao.follow("N95口罩", typed, "=对", *PRESSED[3:])
    await zhao.tap("确认")
    lot = await only(zhao, LotRow)
    assert (lot.counted, lot.quantity_kind) == (50, QuantityKind.ESTIMATE)
    await zhao.command("lots")
    assert any(label in each for each in zhao.labels)
    await zhao.follow_act(f"a:lot_recount:{lot.id}", "48")
    lot = await only(zhao, LotRow)
    assert (lot.counted, lot.quantity_kind) == (48, QuantityKind.EXACT), "now they counted"
    assert "48" in zhao.text
    assert "约" not in zhao.text
    await zhao.follow_act(f"a:lot_recount:{lot.id}", "大概40只", "=对")
    assert "约 40 只" in zhao.text
    assert (await only(zhao, LotRow)).quantity_kind is QuantityKind.ESTIMATE


async def test_about_so_many_left_puts_the_count_right_as_an_estimate(matched: Guest) -> None:
    await matched.say("200左右")
    assert "现在是 约 200 只" in matched.text
    await matched.tap("改过来")
    lot = await only(matched, LotRow)
    assert (lot.counted, lot.quantity_kind) == (200, QuantityKind.ESTIMATE)


async def test_about_so_many_left_of_what_was_promised_is_an_estimate(matched: Guest) -> None:
    await matched.follow_act("a:stock_less:1", "大约40只", "=对")
    lot = await only(matched, LotRow)
    assert (lot.free, lot.quantity_kind) == (40, QuantityKind.ESTIMATE)


async def test_stock_is_reported_by_typing_alone(database: Database, cast: Cast) -> None:
    ann = await guest(database, "en", Role.SUPPLIER)
    await ann.command("stock")
    await ann.say("goggles")
    await ann.follow("120", "Zhongshan district, Liberty Road 6", "tomorrow 9:00", "2027-03-01")
    await ann.follow("government reserve", "20", "yes")
    lot = await only(ann, LotRow)
    assert (lot.item_code, lot.counted, lot.min_lot) == ("GOGGLES", 120, 20)
    assert lot.ready_at == datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
    assert lot.expires_at == datetime(2027, 3, 1, 15, 59, tzinfo=UTC)
    assert lot.reserve_mode is ReserveMode.GOVERNMENT


async def test_packs_of_ones_own_are_echoed(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow("N95", "10箱，每箱30只")
    assert "10 箱 × 30 只 = 300 只" in zhao.text
    await zhao.say("对")
    assert "货在哪里" in zhao.text


async def test_back_asks_every_question_again(zhao: Guest) -> None:
    await zhao.command("stock")
    for answer in PRESSED:
        asked = zhao.text
        await zhao.follow(answer)
        await zhao.say("返回")
        assert zhao.text == asked
        await zhao.follow(answer)
    assert "登记库存" in zhao.text


async def test_an_answer_is_changed_before_confirming(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow(*PRESSED, "=修改", "=保质期", "2027年5月1日", "=修改", "=地点", "大连港")
    assert "保质期：到 2027年5月1日" in zhao.text
    await zhao.tap("确认")
    assert (await only(zhao, PlaceRow)).label == "大连港客运站"


async def test_a_second_confirm_makes_no_second_lot(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow(*PRESSED)
    confirm = next(data for label, data in zhao._buttons() if "确认" in label)
    await zhao.press(confirm)
    await zhao.press(confirm)
    assert len(await zhao.rows(LotRow)) == 1


async def test_what_has_expired_is_not_taken(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow(*PRESSED[:5], "2026-06-30")
    assert "已经过了" in zhao.text
    await zhao.say("today")
    assert "属于哪一种" in zhao.text


async def test_the_minimum_is_not_more_than_there_is(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow(*PRESSED[:7], "900")
    assert "您一共有 800 只" in zhao.text


@pytest.mark.parametrize(
    ("affiliation", "first"),
    [(Affiliation.GOVERNMENT, "政府储备"), (Affiliation.ENTERPRISE, "企业自有"), (None, "捐赠")],
)
async def test_the_usual_arrangement_comes_first(
    zhao: Guest, database: Database, cast: Cast, affiliation: Affiliation | None, first: str
) -> None:
    if affiliation is not None:
        async with database.begin() as session:
            session.add(
                OrganisationRow(
                    id=9,
                    name="大连储备库",
                    kind=OrganisationKind.SUPPLIER,
                    affiliation=affiliation,
                    created_at=zhao.now,
                )
            )
            await session.flush()
            person = await session.get_one(PersonRow, cast.zhao.person_id)
            person.organisation_id = 9
    await zhao.command("stock")
    await zhao.follow(*PRESSED[:6])
    assert zhao.labels[0] == first


async def test_a_match_is_confirmed_by_one_tap(matched: Guest) -> None:
    await matched.press("a:stock_yes:1")
    assert (await only(matched, AllocationRow)).supplier_confirmed_at is not None
    assert "谢谢" in matched.toast


@pytest.mark.parametrize("word", ["有", "还有", "有货！", "have", "有货，可以给", "Yes, it can go"])
async def test_a_match_is_confirmed_in_words(matched: Guest, word: str) -> None:
    await matched.say(word)
    assert (await only(matched, AllocationRow)).supplier_confirmed_at is not None


@pytest.mark.parametrize("word", ["没有了", "没货", "none"])
async def test_none_left_empties_the_lot(matched: Guest, word: str) -> None:
    await matched.say(word)
    allocation, lot = await only(matched, AllocationRow), await only(matched, LotRow)
    assert (allocation.state, allocation.reason) == (AllocationState.DECLINED, Reason.NO_STOCK)
    assert (lot.free, lot.counted) == (0, 0)
    assert "下一家" in matched.text


async def test_a_plain_no_is_asked_about_first(matched: Guest) -> None:
    await matched.say("没有")
    assert (await only(matched, AllocationRow)).state is AllocationState.PROPOSED
    await matched.tap("没有了")
    assert (await only(matched, LotRow)).free == 0


async def test_less_asks_how_much_is_left(matched: Guest) -> None:
    await matched.press("a:stock_no:1")
    await matched.tap("不够")
    assert "一共还有多少" in matched.text
    await matched.say("40")
    allocation, lot = await only(matched, AllocationRow), await only(matched, LotRow)
    assert (allocation.state, allocation.reason) == (AllocationState.DECLINED, Reason.LESS_STOCK)
    assert lot.free == 40
    assert "40 只" in matched.text


async def test_less_may_turn_out_to_be_nothing(matched: Guest) -> None:
    await matched.follow_act("a:stock_less:1", "没有了")
    assert (await only(matched, AllocationRow)).reason is Reason.NO_STOCK
    assert (await only(matched, LotRow)).free == 0


async def test_a_match_is_declined_for_another_reason(matched: Guest) -> None:
    await matched.follow_act("a:stock_no:1", "=其他原因")
    assert (await only(matched, AllocationRow)).reason is Reason.OTHER
    assert (await only(matched, LotRow)).free == 300


async def test_less_of_a_match_that_is_over_changes_nothing(matched: Guest) -> None:
    await matched.press("a:stock_less:1")
    await matched.press("a:stock_none:1")
    before = await only(matched, LotRow)
    await matched.say("40")
    assert await only(matched, LotRow) == before


async def test_a_lot_is_counted_anew(matched: Guest) -> None:
    await matched.follow_act("a:lot_recount:1", "1箱", "对")
    lot = await only(matched, LotRow)
    assert (lot.free, lot.reserved, lot.counted) == (300, 100, 400)
    assert "400 只" in matched.text


async def test_a_count_below_what_is_promised_is_refused_kindly(matched: Guest) -> None:
    before = await only(matched, LotRow)
    await matched.follow_act("a:lot_recount:1", "60")
    assert "不能低于已经安排" in matched.text
    assert "一共还有多少" in matched.text
    assert await only(matched, LotRow) == before
    await matched.say("150")
    assert (await only(matched, LotRow)).free == 50


async def test_a_lot_is_held_back_and_freed(matched: Guest) -> None:
    await matched.press("a:lot_hold:1")
    assert (await only(matched, LotRow)).hold is Hold.ON_HOLD
    assert "已暂停" in matched.toast
    await matched.press("a:lot_free:1")
    assert (await only(matched, LotRow)).hold is Hold.NONE


async def test_a_lot_is_withdrawn_after_a_second_look(matched: Guest, database: Database) -> None:
    await confirm_all(database)
    await matched.press("a:lot_withdraw:1")
    assert (await only(matched, LotRow)).withdrawn_at is None
    await matched.tap("撤回")
    assert (await only(matched, LotRow)).withdrawn_at is not None
    assert (await only(matched, AllocationRow)).state is AllocationState.RELEASED
    await matched.press("a:lot_withdraw:1:y")
    assert "没有改动" in matched.toast
    await matched.press("a:lot_withdraw:1")
    assert "没有找到" in matched.toast


async def test_my_stock_is_listed_by_pages(zhao: Guest, database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        for _ in range(10):
            await put_lot(session, cast)
    await zhao.command("lots")
    assert sum("N95" in label for label in zhao.labels) == 8
    await zhao.tap("下一页")
    assert sum("N95" in label for label in zhao.labels) == 2
    heard = await zhao.tap("N95")
    assert [row.params["card"] for row in heard if row.kind == "card"] == ["lot"]


async def test_who_has_no_stock_is_shown_how_to_report(zhao: Guest) -> None:
    await zhao.command("lots")
    assert zhao.labels == ["登记新的库存"]


ACTS = ("stock_yes", "stock_no", "stock_less", "stock_none")
MORE = ("lot_recount", "lot_hold", "lot_free", "lot_withdraw", "lot_show")


@pytest.mark.parametrize("args", ["1", "77", "", "x", "9" * 40, "1:nonsense"])
async def test_nobody_elses_stock_and_no_forged_button_changes_anything(
    matched: Guest, database: Database, cast: Cast, args: str
) -> None:
    wang = Guest(database, address=cast.wang.address, lang_code="zh")
    before = await wang.rows(LotRow), await wang.rows(AllocationRow)
    for name in ACTS + MORE:
        rows = await wang.press(f"a:{name}:{args}")
        assert "answer" in {row.kind for row in rows}
    assert (await wang.rows(LotRow), await wang.rows(AllocationRow)) == before


async def test_my_hides_neither_needs_nor_stock(matched: Guest) -> None:
    await matched.command("my")
    assert "我的库存" in " ".join(matched.labels) or "库存" in matched.text


@pytest.mark.parametrize("word", ["再数", "重新清点", "count again", "Recount"])
async def test_a_lot_is_counted_again_in_words(
    zhao: Guest, database: Database, cast: Cast, word: str
) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 300)
    await zhao.follow(word, "200")
    assert (await only(zhao, LotRow)).counted == 200


async def test_a_lot_is_held_and_freed_in_words(
    zhao: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 300)
    await zhao.say("暂停")
    assert (await only(zhao, LotRow)).hold is Hold.ON_HOLD
    await zhao.say("lift the hold")
    assert (await only(zhao, LotRow)).hold is Hold.NONE


async def test_a_lot_is_withdrawn_in_words_and_only_when_sure(
    zhao: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 300)
    await zhao.say("撤回")
    assert (await only(zhao, LotRow)).withdrawn_at is None
    await zhao.say("撤回")
    assert (await only(zhao, LotRow)).withdrawn_at is not None


async def test_a_cancelled_count_that_nothing_was_typed_in_has_changed_nothing(
    matched: Guest,
) -> None:
    await matched.press("a:lot_recount:1")
    await matched.say("取消")
    assert "什么都没有改变" in matched.text


@pytest.mark.parametrize(
    ("lang", "item", "said", "sure"),
    [
        ("zh", "N95口罩", "50只左右", "约 50 只"),
        ("en", "N95 masks", "about fifty?", "about 50 pcs"),
    ],
)
async def test_a_guess_is_not_silently_counted_as_exact(
    database: Database, cast: Cast, lang: str, item: str, said: str, sure: str
) -> None:
    zhao = await guest(database, lang, Role.SUPPLIER)
    await zhao.command("stock")
    await zhao.follow(item, said)
    assert sure in zhao.text
    await zhao.say("1000")
    assert zhao.screen is not None
    assert zhao.screen.ask is Ask.LOCATION, "the right number goes on"


async def test_a_guess_for_a_count_on_the_shelf_is_asked_about_too(matched: Guest) -> None:
    lot = await only(matched, LotRow)
    await matched.press(f"a:lot_recount:{lot.id}")
    await matched.say("大概250只")
    assert "先按这个数登记" in matched.text
    assert (await only(matched, LotRow)).counted == 300
    await matched.say("251")
    assert (await only(matched, LotRow)).counted == 251


@pytest.mark.parametrize(("typed", "counted"), [("1000", 1000), ("2箱", 800)])
async def test_a_bare_number_may_put_the_newest_count_right_once_that_is_said(
    matched: Guest, typed: str, counted: int
) -> None:
    await matched.say(typed)
    assert f"现在是 {counted:,} 只" in matched.text
    assert (await only(matched, LotRow)).counted == 300, "nothing changes by the number alone"
    await matched.tap("改过来")
    assert (await only(matched, LotRow)).counted == counted


@pytest.mark.parametrize("said", ["only 20 left", "there are only 20 left!", "只剩20了", "还剩20"])
async def test_what_is_left_of_several_lots_is_asked_which(
    zhao: Guest, database: Database, cast: Cast, said: str
) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 300)
        await put_lot(session, cast, 70, item="GOGGLES")
    await zhao.say(said)
    assert "“20”说的是哪一种" in zhao.text
    await zhao.tap("N95口罩（医用防护口罩）原来 300 只，现在 20 只")
    assert {lot.item_code: lot.counted for lot in await zhao.rows(LotRow)} == {
        "MASK-N95": 20,
        "GOGGLES": 70,
    }


async def test_what_is_left_of_the_only_lot_is_that_lot(matched: Guest) -> None:
    await matched.say("只剩200只了")
    assert "现在是 200 只" in matched.text


async def test_the_number_of_a_stranger_to_stock_means_nothing(
    database: Database, cast: Cast
) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.say("1000")
    assert "没有看懂" in ann.text


async def test_nobody_counts_the_lot_of_somebody_else(matched: Guest, database: Database) -> None:
    other = await guest(database, "zh", Role.SUPPLIER, address="777")
    lot = await only(matched, LotRow)
    await other.press(f"a:lot_count:{lot.id}:5")
    assert (await only(matched, LotRow)).counted == 300


async def test_a_number_where_a_place_is_asked_is_told_the_way_back(zhao: Guest) -> None:
    await zhao.command("stock")
    await zhao.follow("N95口罩", "50只", "1000")
    assert "要改前面的数量，请按“返回”" in zhao.text


async def test_goods_are_held_as_the_last_ones_were(database: Database, cast: Cast) -> None:
    zhao = await guest(database, "zh", Role.SUPPLIER)
    await zhao.follow("有棉被50床，放在大连市中心医院", "=🏷", "=企业自有", "=✅ 提交")
    await zhao.say("有矿泉水20箱，放在大连市中心医院")
    assert "企业自有" in zhao.text
    await zhao.tap("✅ 提交")
    assert {row.reserve_mode for row in await zhao.rows(LotRow)} == {"enterprise"}
