"""Reporting a need by talking: button by button, word by word, and everything in between."""

from collections.abc import Sequence

import pytest
from cast import Cast
from guest import Guest, guest
from records import Databases

from db.engine import Database
from db.tables import NeedLineRow, NeedRow, PlaceRow
from handlers.speech.sentences import sentence
from matching.model import QuantityKind, Role, Urgency, Verification

TYPED = ("coverall", "30", "that is all", "Sunshine Road 5", "Zhongshan", "today", "none", "30")
"""A whole need in words; the place is in no gazetteer."""
PRESSED = ("=防护用品", "=N95", "=2 箱", "=就这些", "大医一院", "=今天必须", "=今天之内", "=50 人")


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine; the actions below are tested on both."""
    return sqlite_databases


@pytest.fixture
async def li(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


@pytest.fixture
async def ann(database: Database, cast: Cast) -> Guest:
    return await guest(database, "en", Role.RESIDENT)


async def lines(visitor: Guest) -> list[tuple[str, int, QuantityKind]]:
    """Item, quantity and kind of every line on record."""
    rows = await visitor.rows(NeedLineRow)
    return [(row.item_code, row.requested, row.quantity_kind) for row in rows]


async def reach(visitor: Guest, *answers: str) -> None:
    await visitor.command("need")
    await visitor.follow(*answers)


async def test_a_need_is_reported_by_buttons(li: Guest) -> None:
    await reach(li, "=防护用品", "=N95", "=2 箱", "=就这些")
    await li.share(38.902, 121.596)
    await li.follow("住院部一楼", "=生命危险", "=2 小时内", "=50 人")
    assert "物资：N95口罩" in li.text
    assert "数量：800 只" in li.text
    assert "西岗区 · 住院部一楼" in li.text
    heard = await li.tap("确认")
    (need,) = await li.rows(NeedRow)
    assert (need.urgency, need.people) == (Urgency.CRITICAL, 50)
    assert need.reporter_role is Role.HOSPITAL
    assert need.deadline is not None
    assert await lines(li) == [("MASK-N95", 800, QuantityKind.EXACT)]
    (place,) = await li.rows(PlaceRow)
    assert (place.district, place.address, place.lat) == ("西岗区", "住院部一楼", 38.902)
    assert [row.params["card"] for row in heard if row.kind == "card"] == ["need"]
    assert li.text.startswith("✅ 已登记")


async def test_a_need_is_reported_by_typing_alone(ann: Guest) -> None:
    await ann.say("I need coveralls")
    assert "coverall" in ann.text.lower()
    await ann.say("2 cartons")
    assert "2 cartons × 50 sets = 100 sets" in ann.text
    await ann.follow("=urgency", "high", "confirm", "Zhongshan district, Liberty Road 6")
    (need,) = await ann.rows(NeedRow)
    assert (need.urgency, need.people) == (Urgency.HIGH, None)
    assert need.verification is Verification.UNVERIFIED
    (line,) = await ann.rows(NeedLineRow)
    assert line.stated == "coveralls 2 cartons"


async def test_packs_are_echoed_down_to_the_piece(li: Guest) -> None:
    await reach(li, "医用外科口罩", "2箱")
    assert "口罩" in li.text.partition("：2 箱 ×")[0]
    assert "2 箱 × 40 盒 × 50 只 = 4,000 只" in li.text
    await li.say("3箱5盒")
    assert "还需要别的物资吗" in li.text
    assert "6,250 只" in li.text


async def test_back_asks_every_question_again(li: Guest) -> None:
    await li.command("need")
    for answer in PRESSED:
        asked = li.text
        await li.follow(answer)
        await li.say("返回")
        assert li.text == asked
        await li.follow(answer)
    assert li.text.startswith("上报需求")


async def test_a_quantity_can_be_changed_before_confirming(li: Guest) -> None:
    await reach(li, *PRESSED)
    await li.follow("=修改", "=数量：", "500", "=确认")
    assert await lines(li) == [("MASK-N95", 500, QuantityKind.EXACT)]


async def test_another_item_is_asked_how_much_anew(li: Guest) -> None:
    await reach(li, *PRESSED)
    await li.follow("=修改", "=物资：", "=防护服")
    assert "防护服需要多少" in li.text
    await li.follow("60", "=确认")
    assert await lines(li) == [("COVERALL", 60, QuantityKind.EXACT)]


async def test_an_item_can_be_added_before_confirming(li: Guest) -> None:
    await reach(li, *PRESSED)
    await li.follow("=修改", "=可再加", "=再加一种", "护目镜", "20", "=就这些", "=确认")
    assert [code for code, *_ in await lines(li)] == ["MASK-N95", "GOGGLES"]


async def test_an_item_can_be_left_out_before_confirming(li: Guest) -> None:
    await reach(li, "护目镜", "20", "防护服", "30", "=就这些", *PRESSED[4:])
    await li.follow("=修改", "=可再加", "=返回", "=修改", "=数量：20", "25")
    assert li.text.startswith("上报需求")
    assert "数量：25" in li.text
    assert "防护服" in li.text


async def test_who_does_not_know_how_much_is_estimated_by_people(li: Guest) -> None:
    await reach(li, "矿泉水", "=不清楚", *PRESSED[3:])
    assert "数量不清楚" in li.text
    await li.tap("确认")
    ((code, quantity, kind),) = await lines(li)
    assert (code, kind) == ("WATER-BOT", QuantityKind.UNKNOWN)
    assert quantity > 50


async def test_several_items_go_into_one_need(li: Guest) -> None:
    await reach(
        li, "N95口罩 200只", "=再加一种", "=消毒用品", "=84", "30瓶", "护目镜", "15", "就这些"
    )
    await li.follow(*PRESSED[4:], "=确认")
    assert len(await li.rows(NeedRow)) == 1
    assert [(code, quantity) for code, quantity, _ in await lines(li)] == [
        ("MASK-N95", 200),
        ("DIS-84", 30),
        ("GOGGLES", 15),
    ]


async def test_an_item_named_twice_is_added_up(li: Guest) -> None:
    await reach(li, "护目镜", "15", "护目镜", "10", "=就这些", *PRESSED[4:], "=确认")
    assert await lines(li) == [("GOGGLES", 25, QuantityKind.EXACT)]


async def test_a_report_ends_after_ten_items(li: Guest) -> None:
    names = (
        "N95",
        "护目镜",
        "防护服",
        "矿泉水",
        "帐篷",
        "手套",
        "84消毒液",
        "毛毯",
        "面包",
        "手电筒",
    )
    await li.command("need")
    for name in names:
        await li.say(name)
        while "需要多少" not in li.text:
            await li.tap(li.labels[0])
        await li.say("5")
    assert "送到哪里" in li.text
    await li.follow(*PRESSED[4:], "=确认")
    assert len(await lines(li)) == 10


async def test_a_word_that_leaves_the_kind_open_is_asked_about(li: Guest) -> None:
    await reach(li, "口罩")
    assert "哪一种" in li.text
    assert any("N95" in label for label in li.labels)
    await li.follow("=外科", "100")
    assert "医用外科口罩 100 只" in li.text


async def test_an_unknown_word_is_asked_again_and_quoted(li: Guest) -> None:
    await reach(li, "咕噜咕噜")
    assert "咕噜咕噜" in li.text
    assert "没有找到这种物资" in li.text


async def test_an_unlikely_quantity_is_doubted_once(li: Guest) -> None:
    await reach(li, "N95", "900000")
    assert "少见" in li.text
    await li.say("900")
    assert "N95口罩（医用防护口罩） 900 只" in li.text


async def test_an_unlikely_quantity_is_taken_when_it_is_meant(li: Guest) -> None:
    await reach(li, "N95", "900000", "=没错", "=就这些", *PRESSED[4:], "=确认")
    assert await lines(li) == [("MASK-N95", 900_000, QuantityKind.EXACT)]


@pytest.mark.parametrize("typed", ["99999999", "-5", "几个", "abc", "0"])
async def test_what_is_no_sane_quantity_is_asked_again(li: Guest, typed: str) -> None:
    await reach(li, "N95", typed)
    assert (await li.state()).step == "count1"
    assert typed in li.text


async def test_a_unit_the_item_is_not_counted_in_is_never_taken_for_its_own(li: Guest) -> None:
    await reach(li, "医用酒精", "20升")
    assert (await li.state()).step == "count1"
    assert "您写的是“20升”" in li.text
    assert "瓶" in li.text


@pytest.mark.parametrize("typed", ["昨天", "abc", "2020-01-01"])
async def test_a_deadline_lies_ahead(li: Guest, typed: str) -> None:
    await reach(li, *PRESSED[:6], typed)
    assert (await li.state()).step == "deadline"


async def test_a_second_confirm_makes_no_second_need(li: Guest) -> None:
    await reach(li, *PRESSED)
    confirm = next(data for label, data in li._buttons() if "确认" in label)
    await li.press(confirm)
    heard = await li.press(confirm)
    assert [row.kind for row in heard] == ["answer", "unbutton"]
    assert len(await li.rows(NeedRow)) == 1


async def test_a_reporter_nobody_vouched_for_has_few_open_needs(li: Guest) -> None:
    for _ in range(3):
        await reach(li, *PRESSED, "=确认")
    await reach(li, *PRESSED)
    await li.say("确认")
    assert "已经够多了" in li.text
    assert "确认提交" in "".join(li.labels)
    assert len(await li.rows(NeedRow)) == 3


async def test_every_question_is_short_and_names_no_jargon(li: Guest) -> None:
    said: list[str] = []
    await li.command("need")
    for answer in PRESSED:
        said.append(li.text)
        await li.follow(answer)
    assert max(map(len, said)) < 120
    assert not any(word in text for text in said for word in ("批次", "lot", "SKU"))


async def test_what_is_typed_in_english_reaches_the_same_record(ann: Guest) -> None:
    await reach(ann, *TYPED[:5], "normal", *TYPED[5:7])
    await finish(ann, TYPED[7:])
    ((code, quantity, _),) = await lines(ann)
    assert (code, quantity) == ("COVERALL", 30)
    (place,) = await ann.rows(PlaceRow)
    assert (place.address, place.district) == ("Sunshine Road 5", "中山区")


async def finish(visitor: Guest, answers: Sequence[str]) -> None:
    await visitor.follow(*answers)
    await visitor.say("confirm")


async def test_a_button_below_the_last_message_can_be_typed(li: Guest) -> None:
    await li.command("forget")
    await li.say(sentence("register.forget_no", "zh"))
    assert sentence("register.kept", "zh") in li.text


async def test_thanks_are_answered_kindly(li: Guest) -> None:
    await li.say("谢谢")
    assert sentence("engine.welcome_back", "zh") in li.text
