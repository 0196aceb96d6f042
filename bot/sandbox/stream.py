"""Every phone's screen as server-sent events: one stream, resumed where it broke off.

Each event's data is {epoch, version, reset, bot, chats}; a chat holds its person, its state, the
messages and presses that changed since the event before, and the ids of messages that are gone.
The event's id is `<epoch>-<version>`: a browser sends it back as Last-Event-ID when the connection
broke, and hears only what it missed. With no id, or one of another world, `reset` is true and every
chat comes with its newest message; the rest is read with GET people/{id}/chat once it is looked at.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

from bot.sandbox.methods.profile import DESCRIPTION
from bot.sandbox.state import Bot, Chat, World

Json = dict[str, Any]

NOTHING = -1
"""The version of a reader who has seen nothing."""
CURSOR = re.compile(r"([0-9a-f]{8})-(\d{1,15})")
BEAT = 15.0
"""Seconds of silence after which a comment shows that the connection lives."""
GATHER = 0.03
"""Seconds that one event waits for more: a turn of the bot changes several things at once."""
MOST_MISSED = 60
"""Messages of one chat that a resumed stream brings; a phone shows no more at first anyway."""
RETRY = 500
"""Milliseconds after which the browser tries again."""


def since_of(world: World, bot: Bot, cursor: str) -> int:
    """The version that the reader has seen; NOTHING for one who has seen none of this world."""
    found = CURSOR.fullmatch(cursor)
    if found is None or found[1] != world.epoch or int(found[2]) > bot.feed.version:
        return NOTHING
    return int(found[2])


def changes(world: World, bot: Bot, since: int) -> Json:
    """All that changed in private chats after `since`."""
    version = bot.feed.version
    chats = [chat for chat in bot.chats.values() if chat.person and chat.bell.version > since]
    return {
        "epoch": world.epoch,
        "version": version,
        "reset": since == NOTHING,
        "bot": bot.public(),
        "chats": [chat_changes(bot, chat, since) for chat in chats],
    }


def chat_changes(bot: Bot, chat: Chat, since: int) -> Json:
    """One chat as a reader who has seen `since` needs it."""
    news = [number for number, version in chat.changed.items() if version > since]
    news = news[-1:] if since == NOTHING else news[-MOST_MISSED:]
    presses = [press for press in chat.presses if press.version > since]
    if since == NOTHING:
        presses = [press for press in presses if press.answered is None]
    return {
        "person": chat.person.public() if chat.person else {},
        "version": chat.bell.version,
        "started": chat.started,
        "blocked": chat.blocked,
        "away": chat.person is not None and chat.person.away,
        "keyboard": chat.keyboard,
        "commands": bot.commands_for(chat),
        "about": about(bot, chat),
        "messages": [{**chat.messages[number], "changed": chat.changed[number]} for number in news],
        "removed": [number for number, version in chat.removed.items() if version > since],
        "presses": [press.public() for press in presses],
    }


def about(bot: Bot, chat: Chat) -> str:
    """What an empty chat shows above its Start button."""
    language = chat.person.language[:2] if chat.person else ""
    return bot.texts.get((DESCRIPTION, language)) or bot.texts.get((DESCRIPTION, ""), "")


async def events(world: World, bot: Bot, cursor: str) -> AsyncIterator[str]:
    """The stream: what is missing at once, then every change as it happens."""
    since = since_of(world, bot, cursor)
    yield f"retry: {RETRY}\n\n"
    while not world.closed:
        if bot.feed.version > since:
            change = changes(world, bot, since)
            since = change["version"]
            data = json.dumps(change, ensure_ascii=False)
            yield f"id: {world.epoch}-{since}\ndata: {data}\n\n"
        if await bot.feed.wait(since, BEAT):
            await asyncio.sleep(GATHER)
        else:
            yield ": beat\n\n"
