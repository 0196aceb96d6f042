"""Buttons outlive the world: pressed when all is over, or never shown, they change nothing."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from patience import ROOM
from stories import Someone, Troupe, accept, both_confirm, hand_over, load, mainly

from db.engine import Database
from db.tables import METADATA

TALK = {
    "inbox",
    "outbox",
    "dialog_states",
    "cards",
    "tick_slots",
    "tick_requests",
    "events",
    "senders",
}
"""Tables that change whenever anything is said."""
FORGED = (
    "a:stock_yes:1",
    "a:offer_yes:999999999999999999999",
    "a:accepted:-1",
    "a:verify_need:1:yes",
    "a:lift:1",
    "a:forget:z",
    "d:zzzzzzzz:0:s:1",
    "d::::",
    "m:stuck",
    "a:",
    "x" * 64,
    "a:code:1:0000:1",
)
"""What a hand-made client might send."""


@mainly("zh")
async def test_old_and_forged_buttons_change_nothing(troupe: Troupe) -> None:
    zhao, li, chen, wang = await troupe.enter_all("zhao", "li", "chen", "wang")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    await troupe.need(li, 1000)
    await both_confirm(zhao, li)
    await accept(chen)
    await load(chen)
    await hand_over(chen, li)
    await li.hears("push.need_receipt")
    await troupe.theatre.settle()
    people = {who.phone.id: who for who in (zhao, li, chen, wang)}
    old = await old_buttons(troupe, people.values())
    assert len(old) >= 12
    before = await everything(troupe.theatre.record)
    by_chat = {
        who: [each for each in old if each[0] == chat] + stolen(old, chat)
        for chat, who in people.items()
    }
    await asyncio.gather(*(press_all(who, presses) for who, presses in by_chat.items()))
    await troupe.theatre.settle()
    after = await everything(troupe.theatre.record)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == set()
    await troupe.theatre.judge()


async def old_buttons(troupe: Troupe, people: Iterable[Someone]) -> list[tuple[int, str, int]]:
    """Chat, data and message of every button that was ever shown and is gone now."""
    on_show = set()
    for who in people:
        for message in await who.phone.messages():
            on_show |= {(who.phone.id, data) for data in data_of(message.get("reply_markup"))}
    found: dict[tuple[int, str], int] = {}
    for call in await troupe.theatre.sandbox.calls():
        chat = int(call["params"].get("chat_id", 0))
        for data in data_of(call["params"].get("reply_markup")):
            if (chat, data) not in on_show:
                found[chat, data] = int(call["message_id"] or call["params"]["message_id"])
    return [(chat, data, message) for (chat, data), message in found.items()]


def data_of(markup: Any) -> list[str]:
    """The data of every button of a reply_markup, as it was sent or as it is shown."""
    keyboard = json.loads(markup) if isinstance(markup, str) else markup or {}
    rows = keyboard.get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def stolen(old: list[tuple[int, str, int]], chat: int) -> list[tuple[int, str, int]]:
    """What others were shown, and what nobody was."""
    others = [(chat, data, 1) for owner, data, _ in old if owner != chat]
    return others + [(chat, data, 1) for data in FORGED]


async def press_all(who: Someone, presses: list[tuple[int, str, int]]) -> None:
    """Press one after the other; each is answered."""
    for _, data, message in presses:
        await who.phone.press_raw(data, message, timeout=ROOM)


async def everything(database: Database) -> dict[str, list[str]]:
    """All rows of all tables but those of the talk."""
    found = {}
    async with database.read() as session:
        for name, table in METADATA.tables.items():
            if name not in TALK:
                rows = await session.execute(sa.select(table).order_by(*table.primary_key))
                found[name] = [repr(tuple(row)) for row in rows]
    return found
