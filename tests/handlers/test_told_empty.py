"""A card with nothing to send yet, and a photo that nobody can read: both are told kindly."""

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import NeedLineRow
from handlers.dialog import ReplyKind
from matching.model import Role


@pytest.fixture
async def nurse(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


@pytest.mark.parametrize("words", ["提交", "submit", "确认"])
async def test_an_empty_card_says_what_is_missing(nurse: Guest, words: str) -> None:
    await nurse.follow("港湾医院要N95口罩100只", "=✖ 1", words)
    assert "核对卡是空的，还不能提交：缺物资和数量" in nurse.text
    await nurse.follow("手套30盒", "=✅ 提交")
    assert [row.item_code for row in await nurse.rows(NeedLineRow)] == ["GLOVES-EXAM"]


async def test_a_card_of_what_nobody_knows_says_so(nurse: Guest) -> None:
    await nurse.follow("港湾医院要小白兔20箱，手套30盒", "=✖ 1", "提交")
    assert "不知道是什么物资" in nurse.text
    assert "❔ 小白兔20箱" in nurse.labels


async def test_a_card_of_what_one_has_says_so(database: Database, cast: Cast) -> None:
    nurse = await guest(database, "en", Role.HOSPITAL)
    await nurse.follow("Xigang needs 20 tents. Our current stock: 5 boxes of gloves", "=✖ 1")
    await nurse.say("submit")
    assert "the card holds only what you have" in nurse.text


@pytest.mark.parametrize("first", ["港湾医院要N95口罩100只", "要口罩100只"])
async def test_a_photo_without_words_loses_nothing(nurse: Guest, first: str) -> None:
    await nurse.say(first)
    before, labels = nurse.text, nurse.labels
    for _ in range(3):
        await nurse.send(ReplyKind.PHOTO, photo="f1")
    assert nurse.text.startswith("谢谢，照片收到了")
    assert nurse.text.endswith(before)
    assert nurse.labels == labels
