"""A life at risk: whom to call comes first, the words are kept, the desk is told."""

import pytest
from cast import Cast
from guest import Guest, guest
from sqlmodel import col

from db.engine import Database
from db.tables import HelpRow, OutboxRow
from matching.model import Role, Urgency

CRIES = [
    ("zh-hans", "发大水了，我家三口人在楼顶，没水没吃的，还有个老人没有药", "饮用水"),
    ("en", "help! my house is flooded, 3 of us on the roof, my mother cannot breathe", "rescue"),
    ("zh-hans", "救命！我妈喘不上气，家里进水了", "救援队"),
]


async def sign_up(who: Guest) -> None:
    await who.follow("=居民" if who.lang == "zh" else "=Resident")
    await who.follow("=跳过" if who.lang == "zh" else "=Skip")


@pytest.mark.parametrize("start", [False, True], ids=["at once", "in sign-up"])
@pytest.mark.parametrize(("lang", "words", "item"), CRIES)
async def test_a_strangers_cry_is_kept_and_told_to_the_desk(
    database: Database, cast: Cast, lang: str, words: str, item: str, start: bool
) -> None:
    desk = await guest(database, "zh", Role.COORDINATOR, address="900")
    stranger = Guest(database, address="777", lang_code=lang)
    if start:
        await stranger.command("start")
    await stranger.say(words)
    assert "120" in stranger.text.splitlines()[0]
    assert ("不用再写一遍" if stranger.lang == "zh" else "no need to write") in stranger.text
    (call,) = await desk.rows(HelpRow)
    assert call.question == words
    assert await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call")
    await sign_up(stranger)
    assert item in stranger.text
    assert stranger.labels[0].startswith("✅")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "老人喘不上气，需要氧气"),
        ("en", "I am trapped on the roof, my mother cannot breathe, we need oxygen"),
    ],
)
async def test_whom_to_call_stands_above_what_is_asked(
    database: Database, cast: Cast, lang: str, words: str
) -> None:
    wang = await guest(database, lang, Role.RESIDENT)
    await wang.say(words)
    assert "120" in wang.text.splitlines()[0]
    assert wang.labels[0].startswith("✅")
    assert Urgency.CRITICAL.value in str((await wang.state()).answers)


async def test_whoever_chooses_danger_to_life_is_told_whom_to_call(
    database: Database, cast: Cast
) -> None:
    wang = await guest(database, "zh", Role.RESIDENT)
    await wang.command("need")
    await wang.follow("N95口罩", "200只", "就这些", "港湾医院", "=🔴 现在就有生命危险")
    assert "120" in wang.text.splitlines()[0]


async def test_a_card_made_critical_says_whom_to_call(database: Database, cast: Cast) -> None:
    wang = await guest(database, "en", Role.RESIDENT)
    await wang.say("need 200 N95 masks at Zhongshan hospital")
    await wang.follow("=⏰ Change the urgency", "1")
    assert "120" in wang.text.splitlines()[0]


async def test_a_cry_in_an_answer_is_heard(database: Database, cast: Cast) -> None:
    wang = await guest(database, "zh", Role.RESIDENT)
    await wang.say("/help")
    await wang.say("港湾医院需要防护服30套")
    await wang.say("救命，我妈喘不上气，还要氧气袋2个")
    assert "120" in wang.text.splitlines()[0]


async def test_goods_that_run_out_are_no_call_for_an_ambulance(
    database: Database, cast: Cast
) -> None:
    nurse = await guest(database, "zh", Role.HOSPITAL)
    await nurse.say("港湾医院防护服今晚用完，需要300套")
    assert "120" not in nurse.text
    assert not await nurse.rows(HelpRow)
