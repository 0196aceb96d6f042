"""The card put right in words: by a number, by the name of goods, by a place said again."""

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import NeedLineRow, NeedRow
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
