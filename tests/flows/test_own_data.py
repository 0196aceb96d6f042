"""What belongs to a person: their data, their language, and their peace in a group."""

import asyncio

import pytest
import sqlalchemy as sa
from patience import ROOM
from secrets_told import HOME, PHONE
from sqlmodel import col
from stories import Someone, Troupe, mainly

from bot.demo.transcript import anchor
from db.queries.people import find_person
from db.tables import PersonRow, PlaceRow
from matching.model import Urgency


@mainly("zh")
async def test_people_see_their_data_and_have_it_erased(troupe: Troupe) -> None:
    wang = await troupe.enter("wang")
    await wang.say("/register")
    await wang.does("register.role_driver")
    await wang.hears("register.phone")
    await wang.phone.share_contact(f"+86{PHONE}")
    await wang.hears("register.next_vehicle")
    await troupe.need(wang, 10, Urgency.HIGH)
    await wang.hears("card.why_unverified")
    await wang.say("/mydata")
    assert PHONE[-4:] in await wang.hears("register.my_data")
    await wang.does("register.forget_ask")
    await wang.hears("register.forget_sure")
    await wang.does("register.forget_yes")
    await troupe.theatre.settle()
    async with troupe.theatre.record.read() as session:
        phones = await session.scalars(sa.select(col(PersonRow.phone)))
        addresses = await session.scalars(sa.select(col(PlaceRow.address)))
        assert not any(PHONE in phone for phone in phones)
        assert HOME not in addresses.all()
    await wang.start()
    await wang.hears("register.role_resident")
    await troupe.theatre.judge()


@mainly("en")
async def test_what_comes_after_the_erasure_is_answered(troupe: Troupe) -> None:
    wang = await troupe.enter("wang")
    await wang.say("/forget")
    card = await wang.phone.wait(anchor("register.forget_sure", wang.lang))
    # The thumb is quicker than we are: all three are under way before anything is erased.
    pressed = ("a:forget:y", "a:forget:y", "m:menu")
    answers = await asyncio.gather(
        *(wang.phone.press_raw(data, card["message_id"], timeout=ROOM) for data in pressed)
    )
    stranger = anchor("engine.stranger", wang.lang)
    assert sum(stranger in answer.text for answer in answers) == len(answers) - 1
    async with troupe.theatre.record.read() as session:
        assert not await find_person(session, channel="telegram", address=str(wang.phone.id))
    await wang.say("你好")
    await wang.hears("register.role_resident")
    await troupe.theatre.judge()


async def commands_say(someone: Someone, about: str) -> None:
    """Wait until the list of commands says so: it is set behind the message."""
    async with asyncio.timeout(ROOM):
        while about not in [
            each["description"] for each in (await someone.phone.look())["commands"]
        ]:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("lang", ["zh"])
async def test_a_chosen_language_wins(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    await li.say("/lang")
    await li.press("English")
    li.lang = "en"
    await li.hears("register.language_set")
    await li.say("/menu")
    await li.hears("requester.menu_need")
    await commands_say(li, anchor("requester.about_need", "en"))
    await li.say("中文")
    li.lang = "zh"
    await li.hears("register.language_set")
    await troupe.theatre.judge()


@mainly("en")
async def test_a_group_is_shown_the_way_to_the_private_chat(troupe: Troupe) -> None:
    li = await troupe.enter("li")
    group = await troupe.theatre.sandbox.group("小区群", li.phone)
    there = li.phone.into(group)
    await there.say("/need")
    shown = await there.wait(anchor("engine.group", troupe.lang), timeout=ROOM)
    (row,) = shown["reply_markup"]["inline_keyboard"]
    assert row[0]["url"].startswith("https://t.me/")
    await there.say("家里没有水了")
    await troupe.theatre.judge()
    assert len([each for each in await there.messages() if each["from"]["is_bot"]]) == 1
