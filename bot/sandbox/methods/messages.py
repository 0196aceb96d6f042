"""Bot API methods that send, change and remove text messages."""

from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.errors import (
    ANSWER_TOO_LONG,
    CANNOT_DELETE,
    CANNOT_EDIT,
    COPY_NOT_FOUND,
    DELETE_NOT_FOUND,
    EDIT_NOT_FOUND,
    FORWARD_NOT_FOUND,
    NO_TEXT_TO_EDIT,
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    REPLY_NOT_FOUND,
    bad_request,
)
from bot.sandbox.markup import check_inline, check_markup, shown_inline
from bot.sandbox.state import Chat
from bot.sandbox.texts import check_caption, check_text
from bot.sandbox.updates import QUERY_LIFE

Json = dict[str, Any]

DELETABLE = 48 * 3600.0
"""Seconds after which a message can no longer be deleted (Bot API, deleteMessage)."""
ANSWER_LIMIT = 200
"""Most characters in the answer to a press."""
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send(call: Call, **content: Any) -> Json:
    """Put a new message of the bot on the person's screen; what sendMessage and its kin share."""
    chat = call.writable_chat()
    markup = check_markup(call.value("reply_markup"), private=chat.person is not None)
    reply = replied_message(call, chat)
    if inline := shown_inline(markup):
        content["reply_markup"] = inline
    if reply:
        content["reply_to_message"] = reply
    message = call.world.new_message(chat, call.bot.public(), **content)
    if markup and "keyboard" in markup:
        chat.keyboard = markup
    elif markup and markup.get("remove_keyboard"):
        chat.keyboard = None
    return chat.put(message)


def replied_message(call: Call, chat: Chat) -> Json | None:
    """The message that reply_parameters points at, without its own reply."""
    wanted: Json | None = call.value("reply_parameters")
    if not wanted or wanted.get("message_id") is None:
        return None
    found = chat.messages.get(int(wanted["message_id"]))
    if found is None:
        if wanted.get("allow_sending_without_reply"):
            return None
        raise bad_request(REPLY_NOT_FOUND)
    return {name: value for name, value in found.items() if name != "reply_to_message"}


def captioned(call: Call) -> Json:
    """The caption parameters as content of a message; nothing when there is no caption."""
    entities = call.entities("caption_entities")
    caption = check_caption(call.text("caption"), entities, call.text("parse_mode"))
    content: Json = {"caption": caption} if caption else {}
    if caption and entities:
        content["caption_entities"] = entities
    return content


def written(call: Call) -> Json:
    """The text parameters as content of a message."""
    entities = call.entities("entities")
    content: Json = {"text": check_text(call.text("text"), entities, call.text("parse_mode"))}
    if entities:
        content["entities"] = entities
    return content


async def send_message(call: Call) -> Json:
    """Send text."""
    return send(call, **written(call))


def editable(call: Call) -> tuple[Chat, Json]:
    """The bot's own message that an edit means, and its chat."""
    chat = call.chat()
    message = chat.messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request(EDIT_NOT_FOUND)
    if message["from"]["id"] != call.bot.id or "forward_origin" in message:
        raise bad_request(CANNOT_EDIT)
    return chat, message


def change(call: Call, chat: Chat, old: Json, content: Json, drops: tuple[str, ...]) -> Json:
    """Show `old` with new content and the keyboard of this call; refused when nothing changes."""
    markup = call.value("reply_markup")
    inline = shown_inline(check_inline(markup)) if markup else None
    kept = {name: value for name, value in old.items() if name not in (*drops, "reply_markup")}
    new = {**kept, **content}
    if inline:
        new["reply_markup"] = inline
    if new == old:
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = call.world.dated()
    return chat.put(new)


async def edit_message_text(call: Call) -> Json:
    """Change the text; the inline keyboard goes unless it is sent again."""
    chat, old = editable(call)
    content = written(call)
    if "text" not in old:
        raise bad_request(NO_TEXT_TO_EDIT)
    return change(call, chat, old, content, ("text", "entities"))


async def edit_message_caption(call: Call) -> Json:
    """Change the caption of a photo or document."""
    chat, old = editable(call)
    if "photo" not in old and "document" not in old:
        raise bad_request("there is no caption in the message to edit")
    return change(call, chat, old, captioned(call), ("caption", "caption_entities"))


async def edit_message_reply_markup(call: Call) -> Json:
    """Change or remove the inline keyboard only."""
    chat, old = editable(call)
    return change(call, chat, old, {}, ())


async def delete_message(call: Call) -> bool:
    """Remove a message from the screen."""
    chat = call.chat()
    number = call.integer("message_id") or 0
    if number not in chat.messages:
        raise bad_request(DELETE_NOT_FOUND)
    if call.world.dated() - chat.messages[number]["date"] > DELETABLE:
        raise bad_request(CANNOT_DELETE)
    chat.remove(number)
    return True


async def answer_callback_query(call: Call) -> bool:
    """End the spinning of a pressed button, with a toast or an alert if there is a text."""
    query = call.bot.queries.get(call.text("callback_query_id") or "")
    now = call.world.now()
    if query is None or query.answered is not None or now - query.pressed > QUERY_LIFE:
        raise bad_request(QUERY_TOO_OLD)
    text = call.text("text") or ""
    if len(text) > ANSWER_LIMIT:
        raise bad_request(ANSWER_TOO_LONG)
    query.answered, query.text, query.alert = now, text, call.flag("show_alert")
    query.bell.ring()
    chat = call.bot.chats[query.chat]
    if text:
        shown = {"text": text, "alert": query.alert, "message": query.message}
        chat.toasts.append({**shown, "changed": chat.bell.version + 1})
    query.version = chat.bell.ring()
    return True


async def send_chat_action(call: Call) -> bool:
    """Say that the bot is typing."""
    call.writable_chat()
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


NOT_COPIED = ("message_id", "date", "chat", "from", "reply_markup", "reply_to_message", "edit_date")
"""What belongs to one message only, and does not travel with its content."""


def source(call: Call, refusal: str) -> Json:
    """The message that is to be forwarded or copied."""
    message = call.chat("from_chat_id").messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request(refusal)
    return message


async def forward_message(call: Call) -> Json:
    """Send a message again, with its origin shown."""
    found = source(call, FORWARD_NOT_FOUND)
    content = {name: value for name, value in found.items() if name not in NOT_COPIED}
    origin = {"type": "user", "date": found["date"], "sender_user": found["from"]}
    return send(call, **{"forward_origin": origin, **content})


async def copy_message(call: Call) -> Json:
    """Send a message again, as if new."""
    found = source(call, COPY_NOT_FOUND)
    content = {name: value for name, value in found.items() if name not in NOT_COPIED}
    content.pop("forward_origin", None)
    if "caption" in call.params:
        content |= captioned(call)
    return {"message_id": send(call, **content)["message_id"]}
