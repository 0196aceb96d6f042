"""Bot API methods about the bot itself: who it is, its commands, its descriptions."""

import re
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.errors import bad_request
from bot.sandbox.state import Bot

Json = dict[str, Any]

COMMANDS = 100
"""Most commands of one scope and language."""
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_TEXT = 256
"""Most characters in the description of a command."""
NAME, DESCRIPTION, SHORT = "name", "description", "short_description"
LONGEST = {NAME: 64, DESCRIPTION: 512, SHORT: 120}
"""Most characters in each text about the bot."""
LANGUAGE = re.compile(r"[a-z]{2}|")
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
"""The seven scopes and what each names."""


async def get_me(call: Call) -> Json:
    """Who the bot is."""
    more = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }
    return {**call.bot.public(), **more}


async def log_out(call: Call) -> bool:
    """Leave the cloud server; nothing to do here."""
    return True


async def close(call: Call) -> bool:
    """Close the bot on this server; nothing to do here."""
    return True


async def get_chat(call: Call) -> Json:
    """What is known of a chat."""
    shown = call.chat().public()
    return {**shown, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": {
        "unlimited_gifts": True, "limited_gifts": True, "unique_gifts": True,
        "premium_subscription": True, "gifts_from_channels": True}}  # fmt: skip


def language(call: Call) -> str:
    """The language_code of a call: two letters, or empty for everyone else."""
    code = call.text("language_code") or ""
    if not LANGUAGE.fullmatch(code):
        raise bad_request("wrong language code specified")
    return code


def scope(call: Call) -> str:
    """The scope of a call as one key, such as `chat:5`."""
    wanted = call.value("scope") or {"type": "default"}
    kind = wanted.get("type")
    if kind not in SCOPES or any(name not in wanted for name in SCOPES[kind]):
        raise bad_request("can't parse BotCommandScope")
    if "chat_id" in SCOPES[kind]:
        call.bot.chat(int(wanted["chat_id"]))
    return ":".join([kind, *(str(wanted[name]) for name in SCOPES[kind])])


async def set_my_commands(call: Call) -> bool:
    """Set the menu of one scope and language."""
    commands = call.value("commands")
    if not isinstance(commands, list) or len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= COMMAND_TEXT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[scope(call), language(call)] = commands
    show_menus(call.bot, scope(call))
    return True


def show_menus(bot: Bot, changed: str) -> None:
    """Wake whoever watches a chat whose menu may have changed."""
    _, narrow, number = changed.partition(":")
    for chat in bot.chats.values():
        if not narrow or number == str(chat.id):
            chat.bell.ring()


async def get_my_commands(call: Call) -> list[Json]:
    """The menu of exactly this scope and language."""
    return call.bot.commands.get((scope(call), language(call)), [])


async def delete_my_commands(call: Call) -> bool:
    """Drop the menu of this scope and language; wider ones show again."""
    call.bot.commands.pop((scope(call), language(call)), None)
    show_menus(call.bot, scope(call))
    return True


def set_text(call: Call, kind: str) -> bool:
    """Set one text about the bot in one language; empty removes it."""
    text = call.text(kind) or ""
    if len(text) > LONGEST[kind]:
        raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
    call.bot.texts[kind, language(call)] = text
    return True


def get_text(call: Call, kind: str) -> Json:
    """One text about the bot, in the language asked for or else in none."""
    texts = call.bot.texts
    return {kind: texts.get((kind, language(call))) or texts.get((kind, ""), "")}


async def set_my_name(call: Call) -> bool:
    """Set the bot's name."""
    return set_text(call, NAME)


async def get_my_name(call: Call) -> Json:
    """The bot's name."""
    shown = get_text(call, NAME)
    return {NAME: shown[NAME] or call.bot.name}


async def set_my_description(call: Call) -> bool:
    """Set what an empty chat shows."""
    return set_text(call, DESCRIPTION)


async def get_my_description(call: Call) -> Json:
    """What an empty chat shows."""
    return get_text(call, DESCRIPTION)


async def set_my_short_description(call: Call) -> bool:
    """Set what the bot's profile shows."""
    return set_text(call, SHORT)


async def get_my_short_description(call: Call) -> Json:
    """What the bot's profile shows."""
    return get_text(call, SHORT)
