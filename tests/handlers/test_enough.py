"""There is enough: thanked for, and what was asked for of it ends after a yes."""

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import NeedLineRow, NeedRow
from matching.model import CloseReason, Lifecycle, Role


@pytest.fixture
async def nurse(database: Database, cast: Cast) -> Guest:
    nurse = await guest(database, "zh", Role.HOSPITAL)
    await nurse.follow("港湾医院要N95口罩100只、棉被20床", "=✅ 提交")
    return nurse


async def wanted(who: Guest) -> list[int]:
    return [row.requested - row.cancelled for row in await who.rows(NeedLineRow)]


@pytest.mark.parametrize(
    "words", ["口罩够了，谢谢", "we have enough masks, thank you", "港湾医院口罩够了"]
)
async def test_one_item_of_a_need_ends_and_the_rest_goes_on(nurse: Guest, words: str) -> None:
    await nurse.say(words)
    assert "N95口罩（医用防护口罩） 100 只，不再需要了吗" in nurse.text
    assert await wanted(nurse) == [100, 20], "words alone change nothing"
    await nurse.tap("不再需要")
    assert await wanted(nurse) == [0, 20]
    (need,) = await nurse.rows(NeedRow)
    assert need.lifecycle is Lifecycle.OPEN


async def test_with_its_last_item_a_need_ends(nurse: Guest) -> None:
    await nurse.follow("口罩够了，谢谢", "=不再需要", "棉被够了", "=不再需要")
    (need,) = await nurse.rows(NeedRow)
    assert (need.lifecycle, need.close_reason) == (
        Lifecycle.CLOSED,
        CloseReason.SERVED_BY_OTHERS,
    )


async def test_a_no_leaves_it_as_it_was(nurse: Guest) -> None:
    await nurse.follow("口罩够了，谢谢", "=先不停")
    assert await wanted(nurse) == [100, 20]


async def test_of_several_needs_it_is_asked_which(nurse: Guest) -> None:
    await nurse.follow("港湾医院要外科口罩50只", "=✅ 提交", "口罩够了", "=医用外科口罩 50 只")
    await nurse.tap("不再需要")
    assert await wanted(nurse) == [100, 20, 0]


async def test_who_asked_for_none_of_it_is_thanked(nurse: Guest) -> None:
    await nurse.say("帐篷够了，谢谢")
    assert nurse.text.startswith("好的，帐篷够了就好")
    assert await wanted(nurse) == [100, 20]


async def test_on_the_card_the_line_goes(nurse: Guest) -> None:
    await nurse.follow("港湾医院要手套20盒、帐篷3顶", "手套够了，谢谢")
    assert "手套" not in nurse.text
    assert "帐篷 · 3 顶" in nurse.text


async def test_a_forged_or_late_yes_changes_nothing(nurse: Guest, database: Database) -> None:
    (need,) = await nurse.rows(NeedRow)
    line = (await nurse.rows(NeedLineRow))[0]
    await nurse.press(f"a:need_enough:{need.id}:{line.id}:y")
    other = await guest(database, "zh", Role.HOSPITAL, address="777")
    await other.press(f"a:need_enough:{need.id}:{line.id}")
    assert await wanted(nurse) == [100, 20]
