"""Back from the card and its questions goes one step, and loses nothing."""

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import NeedLineRow
from matching.model import Role

CARD = "港湾医院要N95口罩100只、手套20盒"


@pytest.fixture
async def nurse(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


@pytest.mark.parametrize("back", ["返回", "back"])
async def test_back_on_the_card_drops_nothing(nurse: Guest, back: str) -> None:
    await nurse.follow(CARD, "棉被20床", back)
    assert nurse.text.startswith("前面没有步骤了，您写的都还在")
    assert "棉被 · 20 床" in nurse.text
    await nurse.tap("✅ 提交")
    assert len(await nurse.rows(NeedLineRow)) == 3


@pytest.mark.parametrize("change", [("=✏️ 1",), ("=✏️ 1", "=数量不对"), ("=📍",), ("=⏰",)])
async def test_back_from_a_change_is_the_card(nurse: Guest, change: tuple[str, ...]) -> None:
    await nurse.follow(CARD, *change, "返回")
    assert "N95口罩（医用防护口罩） · 100 只" in nurse.text
    assert "✅ 提交" in nurse.labels


async def test_back_from_the_first_question_is_the_card(database: Database, cast: Cast) -> None:
    ann = await guest(database, "en", Role.RESIDENT)
    await ann.say("we need masks at 5 Rixin street, Xigang district")
    assert "which kind?" in ann.text.splitlines()[0]
    await ann.say("back")
    assert "📍 To: Xigang · 5 Rixin street" in ann.text
    await ann.tap("✅ All right")
    assert "which kind?" in ann.text.splitlines()[0]


async def test_cancel_still_drops_it(nurse: Guest) -> None:
    await nurse.follow(CARD, "取消")
    assert nurse.text.startswith("已取消")
