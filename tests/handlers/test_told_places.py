"""Where the goods of a message go: each to its own place, or to the place used before."""

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import NeedLineRow, PlaceRow
from matching.model import Role


async def needed(who: Guest) -> list[tuple[int, str]]:
    return [(row.need_id, row.item_code) for row in await who.rows(NeedLineRow)]


async def addresses(who: Guest) -> list[str]:
    return [place.address for place in await who.rows(PlaceRow)]


async def test_a_second_place_nobody_knows_opens_a_need_of_its_own(
    database: Database, cast: Cast
) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.say("中山区解放路港湾医院要N95 100只；我妈家：要水10箱")
    assert "📍 送到：“我妈家”（具体位置等会儿问您）" in ann.text
    await ann.tap("✅ 提交")
    assert "“我妈家”\n在哪个区" in ann.text
    await ann.say("甘井子区红旗街5号")
    assert await needed(ann) == [(1, "MASK-N95"), (2, "WATER-BOT")]
    assert await addresses(ann) == ["中山区解放路港湾医院", "甘井子区红旗街5号"]


async def test_a_further_place_said_to_the_card_is_no_part_of_the_first(
    database: Database, cast: Cast
) -> None:
    nurse = await guest(database, "en", Role.HOSPITAL)
    await nurse.say("200 N95 masks at Dalian Central Hospital")
    await nurse.say("at Sunshine nursing home 20 blankets")
    assert "“Sunshine nursing home”" in nurse.text
    await nurse.follow("=✅", "Ganjingzi")
    assert await needed(nurse) == [(1, "MASK-N95"), (2, "BLANKET")]
    assert await addresses(nurse) == ["Dalian Central Hospital", "Sunshine nursing home"]


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.COMMUNITY, Role.HOSPITAL])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "需要棉被20床，送到我上次的地方"),
        ("en", "we need 20 quilts, same place as last time"),
    ],
)
async def test_the_place_used_before_is_taken(
    database: Database, cast: Cast, role: Role, lang: str, words: str
) -> None:
    who = await guest(database, lang, role)
    await who.follow("西岗区日新街5号需要棉被2床", "=✅", words)
    assert "西岗区日新街5号" in who.text
    await who.tap("✅")
    assert await needed(who) == [(1, "QUILT"), (2, "QUILT")]
    assert await addresses(who) == ["西岗区日新街5号"]


async def test_the_place_used_before_is_taken_where_a_place_is_asked(
    database: Database, cast: Cast
) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.follow("西岗区日新街5号需要棉被2床", "=✅", "需要N95口罩5只", "=📍", "老地方")
    assert "📍 送到：西岗区日新街5号" in ann.text


async def test_who_has_used_no_place_is_asked(database: Database, cast: Cast) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.follow("需要棉被20床，送到我上次的地方", "=✅")
    assert "棉被送到哪里" in ann.text
    await ann.say("上次的地方")
    assert "您还没有在这里用过地点" in ann.text


async def test_our_house_is_the_place_used_before(database: Database, cast: Cast) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.follow("西岗区日新街5号需要棉被2床", "=✅", "我家要水10箱")
    assert "📍 送到：西岗区日新街5号" in ann.text
    await ann.say("我妈家要面包3箱")
    assert "📍 送到：“我妈家”" in ann.text


async def test_as_last_time_of_somebody_new_takes_no_place_away(
    database: Database, cast: Cast
) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.follow("西岗区日新街5号需要棉被2床", "老地方")
    assert "您还没有在这里用过地点" in ann.text
    assert "📍 送到：西岗区日新街5号" in ann.text


async def test_an_address_goes_before_whose_house_it_is(database: Database, cast: Cast) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.say("要水10箱，我妈家要棉被2床，在中山区人民路8号")
    assert "📍 送到：中山区人民路8号" in ann.text


async def test_places_are_counted_as_they_are_shown(database: Database, cast: Cast) -> None:
    ann = await guest(database, "en", Role.RESIDENT)
    await ann.say("20 quilts at 5 Rixin Street, Xigang district. My mother's house needs 5 tents")
    assert {"📍 Change place 1", "📍 Change place 2"} <= set(ann.labels)
