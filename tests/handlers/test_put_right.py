"""The card put right in words: by a number, by the name of goods, by a place said again."""

import pytest
from cast import Cast
from guest import Guest, guest
from sqlmodel import col

from db.engine import Database
from db.tables import NeedLineRow, NeedRow, OutboxRow
from matching.model import Role

LIST = "中山区解放路港湾医院急需N95口罩2000只、防护服三百套，手套30盒，联系人王 13812345678"


@pytest.fixture
async def nurse(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


async def lines(who: Guest) -> list[tuple[str, int]]:
    return [(row.item_code, row.requested) for row in await who.rows(NeedLineRow)]


async def test_a_line_is_put_right_by_the_name_of_its_goods(nurse: Guest) -> None:
    await nurse.say("港湾医院要N95口罩200只、棉被10床、手套20盒")
    for words in ("棉被改成50床", "change gloves to 100", "把口罩改成400只"):
        await nurse.say(words)
    await nurse.tap("✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 400), ("QUILT", 50), ("GLOVES-EXAM", 100)]


@pytest.mark.parametrize("words", ["删掉第2条", "2不要了", "第2条不要了", "remove line 2"])
async def test_a_line_is_taken_out_by_its_number(nurse: Guest, words: str) -> None:
    await nurse.say(LIST)
    await nurse.follow(words, "=✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 2000), ("GLOVES-EXAM", 1500)]


@pytest.mark.parametrize("words", ["第9条不要", "去掉第9条", "remove line 9"])
async def test_the_number_of_no_line_takes_out_no_other(nurse: Guest, words: str) -> None:
    await nurse.say("港湾医院要N95口罩200只")
    await nurse.follow(words, "=✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 200)]


async def test_the_page_turns_to_the_line_that_was_put_right(nurse: Guest) -> None:
    goods = "N95口罩 医用外科口罩 防护服 护目镜 84消毒液 矿泉水 方便面 棉被 帐篷 手电筒"
    await nurse.say("港湾医院需要：\n" + "\n".join(f"{name} 30" for name in goods.split()))
    await nurse.follow("=下一页", "第1条改成70")
    assert "70 只" in nurse.text


async def test_the_same_place_said_again_is_no_second_one(nurse: Guest) -> None:
    await nurse.follow("港湾医院要N95口罩200只", "港湾医院要棉被10床", "=✅ 提交")
    assert len(await nurse.rows(NeedRow)) == 1


async def test_a_typed_word_takes_no_choice_away(nurse: Guest) -> None:
    await nurse.follow("港湾医院要口罩100只、棉被30床", "=✅", "外科", "=N95")
    assert await lines(nurse) == [("MASK-N95", 100), ("QUILT", 30)]


CARD = "港湾医院要N95口罩200只、棉被10床、手套20盒"


@pytest.mark.parametrize(
    "words",
    [
        *["棉被不要了", "no quilts", "drop the quilts", "第二条不要了", "remove the second"],
        *["第2条改成0", "不要棉被", "棉被改成0", "quilts not needed any more"],
    ],
)
async def test_what_is_not_wanted_leaves_the_card(nurse: Guest, words: str) -> None:
    await nurse.follow(CARD, words, "=✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 200), ("GLOVES-EXAM", 1000)]


@pytest.mark.parametrize("words", ["不要帐篷", "no tents", "第9条不要了"])
async def test_what_is_not_on_the_card_is_never_added_by_not_wanting_it(
    nurse: Guest, words: str
) -> None:
    await nurse.follow(CARD, words, "=✅ 提交")
    assert [code for code, _ in await lines(nurse)] == ["MASK-N95", "QUILT", "GLOVES-EXAM"]


@pytest.mark.parametrize("words", ["N95口罩再加100只", "another 100 masks", "再加100只口罩"])
async def test_more_of_a_line_is_added_to_it(nurse: Guest, words: str) -> None:
    await nurse.follow(CARD, words)
    assert "1. “N95口罩” → N95口罩（医用防护口罩） · 300 只" in nurse.text
    assert "4." not in nurse.text


async def test_more_without_a_name_goes_to_the_only_line(nurse: Guest) -> None:
    await nurse.follow("港湾医院要N95口罩200只", "再加100只", "another 20")
    assert "· 320 只" in nurse.text


async def test_more_of_one_of_several_lines_is_asked_about(nurse: Guest) -> None:
    await nurse.follow(CARD, "another 20")
    assert "加到哪一条？" in nurse.text


async def test_more_of_what_is_not_on_the_card_is_a_line_of_its_own(nurse: Guest) -> None:
    await nurse.follow(CARD, "再加5顶帐篷", "=✅ 提交")
    assert (await lines(nurse))[3] == ("TENT", 5)


async def test_one_message_takes_out_and_adds(nurse: Guest) -> None:
    await nurse.follow(CARD, "手套不要了，棉被再加5床，面包20箱", "=✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 200), ("QUILT", 15), ("BREAD", 800)]


async def test_a_kind_of_goods_that_is_not_wanted_takes_no_other_away(nurse: Guest) -> None:
    await nurse.follow("港湾医院要方便面20箱", "不要辣的方便面")
    assert "1. “方便面”" in nurse.text


async def test_several_lines_are_changed_in_one_message(nurse: Guest) -> None:
    await nurse.follow(CARD, "第一条改成100只，棉被不要了，手套改成30盒", "=✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 100), ("GLOVES-EXAM", 1500)]


@pytest.mark.parametrize("words", ["drop line 2", "no quilts", "棉被不要了"])
async def test_a_line_is_taken_out_while_another_is_asked_about(nurse: Guest, words: str) -> None:
    await nurse.follow("港湾医院要口罩100只、棉被30床", "=✅", words)
    assert "“口罩” · 100 只，要哪一种？" in nurse.text
    await nurse.tap("N95")
    assert await lines(nurse) == [("MASK-N95", 100)]


async def test_words_nobody_knows_go_when_they_are_not_wanted(nurse: Guest) -> None:
    await nurse.follow("港湾医院需要小白兔20箱，手套30盒", "小白兔不要了")
    assert "小白兔" not in nurse.text
    assert "手套" in nurse.text


async def test_lines_are_changed_where_they_are_once_another_place_is_gone(
    database: Database, cast: Cast
) -> None:
    ann = await guest(database, "en", Role.HOSPITAL)
    await ann.say(
        "need 40 blankets and 200 N95 masks at Dalian Central Hospital, "
        "and 50 blankets and water at Friendship Hospital"
    )
    await ann.follow("remove 1", "remove 2")
    await ann.say("make the blankets 60, and water 20 boxes")
    assert "Central Hospital" not in ann.text
    await ann.tap("✅ Send")
    assert await lines(ann) == [("BLANKET", 60), ("WATER-BOT", 480)]


TWO_PLACES = "儿童医院要棉被10床，大连市中心医院要矿泉水和N95口罩30只"


async def test_the_count_of_an_uncounted_line_goes_to_that_line(nurse: Guest) -> None:
    await nurse.follow(TWO_PLACES, "矿泉水20箱")
    assert nurse.text.count("📍") == 2
    assert "2. “矿泉水” → 瓶装饮用水 · 20 箱 × 24 瓶 = 480 瓶" in nurse.text


async def test_more_of_the_same_goes_where_the_same_goes(nurse: Guest) -> None:
    await nurse.follow(TWO_PLACES, "N95口罩50只")
    assert nurse.text.count("大连市中心医院") == 1
    assert "4. “N95口罩” → N95口罩（医用防护口罩） · 50 只" in nurse.text


@pytest.mark.parametrize(
    ("lang", "said", "words", "line"),
    [
        ("zh", "儿童医院要棉被10床，大连市中心医院要84消毒液20桶、N95口罩30只",
         "84消毒液每桶5升", "20 桶 × 10 瓶 = 200 瓶"),
        ("en", "Dalian Central Hospital needs 20 drums of bleach and 30 N95 masks",
         "5 litres a drum", "= 200 bottles"),
    ],
    ids=("zh", "en"),
)  # fmt: skip
async def test_what_one_pack_holds_is_said_on_the_card(
    database: Database, cast: Cast, lang: str, said: str, words: str, line: str
) -> None:
    nurse = await guest(database, lang, Role.HOSPITAL)
    await nurse.follow(said, words)
    assert line in nurse.text
    assert "❓" not in nurse.text


async def test_the_size_of_a_pack_is_asked_in_the_item_s_unit(nurse: Guest) -> None:
    await nurse.follow("大连市中心医院要N95口罩30只，84消毒液20桶", "=✅", "20罐")
    assert "有多少瓶" in nurse.text
    await nurse.say("一桶5升")
    assert await lines(nurse) == [("MASK-N95", 30), ("DIS-84", 200)]


@pytest.mark.parametrize(
    ("lang", "card", "words", "out", "never", "none"),
    [
        ("zh", CARD, "把第二条去掉", "已经去掉了", "把第九条去掉", "没有第 9 条"),
        ("en", "Gangwan Hospital needs 200 N95 masks, 10 quilts and 20 boxes of gloves",
         "remove 2", "already removed", "remove line 9", "no line 9"),
    ],
    ids=("zh", "en"),
)  # fmt: skip
async def test_a_line_that_is_gone_is_said_to_be_gone(
    database: Database,
    cast: Cast,
    lang: str,
    card: str,
    words: str,
    out: str,
    never: str,
    none: str,
) -> None:
    nurse = await guest(database, lang, Role.HOSPITAL)
    await nurse.follow(card, words, words)
    assert out in nurse.text
    await nurse.say(never)
    assert none in nurse.text
    await nurse.tap("✅")
    assert [code for code, _ in await lines(nurse)] == ["MASK-N95", "GLOVES-EXAM"]


async def test_what_else_is_said_beside_a_line_that_goes_is_not_lost(nurse: Guest) -> None:
    await nurse.say(CARD)
    await nurse.say("好的，不过棉被不要了，送到星海广场，给120人用")
    assert "棉被" not in nurse.text
    assert "星海广场" in nurse.text
    assert "120" in nurse.text


@pytest.mark.parametrize("words", ["又来了30个人", "再等10分钟", "5 more people"])
async def test_people_and_time_add_to_no_line(nurse: Guest, words: str) -> None:
    await nurse.say("港湾医院要N95口罩200只")
    await nurse.follow(words, "=✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 200)]


@pytest.mark.parametrize("words", ["好的，等一下", "ok, wait", "确认，不过棉被不要了"])
async def test_a_yes_with_a_but_sends_nothing(nurse: Guest, words: str) -> None:
    await nurse.follow(CARD, words)
    assert await nurse.rows(NeedRow) == []


async def test_a_cry_beside_a_line_that_goes_reaches_the_desk(nurse: Guest) -> None:
    await nurse.follow(CARD, "棉被不要了，有人被埋了")
    assert await nurse.rows(OutboxRow, col(OutboxRow.kind) == "help_call")
    assert "棉被" not in nurse.text
