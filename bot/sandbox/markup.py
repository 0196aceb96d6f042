"""Keyboards: what Telegram refuses in them (tdlib/td, ReplyMarkup.cpp)."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.errors import BUTTON_DATA_INVALID, MARKUP_TOO_LONG, bad_request

Json = dict[str, Any]

BUTTONS = 100
"""Most inline buttons under one message."""
DATA_BYTES = 64
"""Most bytes, not characters, in callback_data."""
ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
        "disabled",
    ]
)
PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
}


def buttons(keyboard: object) -> Iterator[Json]:
    """Every button of the rows, row by row."""
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request("object expected as reply markup")
    for row in keyboard:
        for button in row:
            yield {"text": button} if isinstance(button, str) else button


def check_inline(markup: Json) -> Json:
    """An inline keyboard that Telegram would show; empty rows vanish."""
    rows = markup["inline_keyboard"]
    count = 0
    for button in buttons(rows):
        count += 1
        if not button.get("text"):
            raise bad_request("inline keyboard button text must be non-empty")
        actions = ACTIONS & button.keys()
        if not actions:
            raise bad_request("text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            raise bad_request("inline keyboard button must have exactly one type")
        if "callback_data" in actions and not (
            1 <= len(str(button["callback_data"]).encode()) <= DATA_BYTES
        ):
            raise bad_request(BUTTON_DATA_INVALID)
    if count > BUTTONS:
        raise bad_request(MARKUP_TOO_LONG)
    return {"inline_keyboard": [row for row in rows if row]}


def check_keyboard(markup: Json, *, private: bool) -> Json:
    """A reply keyboard that Telegram would show."""
    for button in buttons(markup["keyboard"]):
        if not button.get("text"):
            raise bad_request("keyboard button text must be non-empty")
        for name, refusal in PRIVATE_ONLY.items():
            if button.get(name) and not private:
                raise bad_request(refusal)
    return markup


def check_markup(markup: Json | None, *, private: bool) -> Json | None:
    """A reply markup of any kind, checked; None stays None."""
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return check_inline(markup)
    if "keyboard" in markup:
        return check_keyboard(markup, private=private)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad_request("object expected as reply markup")


def shown_inline(markup: Json | None) -> Json | None:
    """The part of a markup that belongs to the message itself: a non-empty inline keyboard."""
    if markup and markup.get("inline_keyboard"):
        return markup
    return None
