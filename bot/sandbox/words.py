"""What people write themselves: the text of a message, or what stands below its picture."""

from typing import Any

from bot.sandbox.errors import Impossible
from bot.sandbox.texts import CAPTION_LIMIT, TEXT_LIMIT, utf16_length

Json = dict[str, Any]

PARTS = ("text", "entities", "caption")
"""The parts of a message that hold words."""


def written(text: str) -> Json:
    """The parts of a typed message; Telegram marks a command at its start."""
    if not text.strip() or utf16_length(text) > TEXT_LIMIT:
        raise Impossible(f"a message has 1 to {TEXT_LIMIT} characters")
    if not text.startswith("/"):
        return {"text": text}
    length = utf16_length(text.split(maxsplit=1)[0])
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}


def captioned(text: str) -> Json:
    """The part of a message with a picture or a file that holds words, if there are any."""
    if utf16_length(text) > CAPTION_LIMIT:
        raise Impossible(f"what stands below a picture has at most {CAPTION_LIMIT} characters")
    return {"caption": text} if text.strip() else {}


def rewritten(old: Json, text: str) -> Json:
    """The message with other words of its author."""
    if "text" in old and "forward_origin" not in old:
        words = written(text)
    elif "photo" in old or "document" in old:
        words = captioned(text)
    else:
        raise Impossible("there are no words of one's own in this message")
    rest = {name: part for name, part in old.items() if name not in PARTS}
    if {**rest, **words} == old:
        raise Impossible("the message is the same as before")
    return {**rest, **words}
