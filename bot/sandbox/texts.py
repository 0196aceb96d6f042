"""Telegram's rules for text: how long, how marked."""

from typing import Any

from bot.sandbox.errors import (
    CAPTION_TOO_LONG,
    ENTITY_BOUNDS_INVALID,
    TEXT_EMPTY,
    TOO_LONG,
    bad_request,
    not_offered,
)

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
"""In UTF-16 code units, the stricter reading of "characters"."""

ENTITY_KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)


def utf16_length(text: str) -> int:
    """Length as Telegram counts offsets: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def check_entities(text: str, entities: list[Json]) -> None:
    """Refuse marks of unknown kind or outside the text."""
    end = utf16_length(text)
    for entity in entities:
        start, length = entity.get("offset"), entity.get("length")
        if entity.get("type") not in ENTITY_KINDS:
            raise bad_request("can't parse entities: unsupported entity type specified")
        if not isinstance(start, int) or not isinstance(length, int):
            raise bad_request(ENTITY_BOUNDS_INVALID)
        if start < 0 or length < 1 or start + length > end:
            raise bad_request(ENTITY_BOUNDS_INVALID)


def check_text(text: str | None, entities: list[Json], parse_mode: str | None) -> str:
    """The text as it will be shown: trimmed; refused when empty or too long."""
    if parse_mode:
        raise not_offered("parse_mode; send entities")
    check_entities(text or "", entities)
    shown = (text or "").rstrip() if entities else (text or "").strip()
    if not shown:
        raise bad_request(TEXT_EMPTY)
    if utf16_length(shown) > TEXT_LIMIT:
        raise bad_request(TOO_LONG)
    return shown


def check_caption(text: str | None, entities: list[Json], parse_mode: str | None) -> str:
    """A caption as it will be shown; it may be empty."""
    if parse_mode:
        raise not_offered("parse_mode; send caption_entities")
    check_entities(text or "", entities)
    if utf16_length(text or "") > CAPTION_LIMIT:
        raise bad_request(CAPTION_TOO_LONG)
    return text or ""
