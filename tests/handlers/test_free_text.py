"""Whatever people write: read, shown as one card, confirmed with one tap, asked where open."""

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import NeedLineRow, NeedRow
from matching.model import Role


@pytest.fixture
async def nurse(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


async def test_a_list_becomes_a_need_with_one_tap(nurse: Guest) -> None:
    await nurse.say(
        "中山区解放路港湾医院急需N95口罩2000只、防护服三百套，手套30盒，联系人王 13812345678"
    )
    assert "“手套” → 医用检查手套 · 30 盒 × 50 双 = 1,500 双" in nurse.text
    await nurse.tap("✅ 提交")
    (need,) = await nurse.rows(NeedRow)
    lines = await nurse.rows(NeedLineRow)
    assert [(line.item_code, line.requested) for line in lines] == [
        ("MASK-N95", 2000),
        ("COVERALL", 300),
        ("GLOVES-EXAM", 1500),
    ]
    assert need.urgency == "high"
