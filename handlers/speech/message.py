"""What a channel shows: text with its marks, keys below it; everything already in one language."""

from dataclasses import dataclass

from handlers.dialog import Ask, Picture, Venue


@dataclass(frozen=True, slots=True)
class Entity:
    """A mark on a stretch of text; offset and length count UTF-16 units, as Telegram does."""

    kind: str
    """`bold`."""
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text and its marks."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One key: below the message (`data` or `url`), or on the reply keyboard (`ask` or words)."""

    label: str
    data: str = ""
    url: str = ""
    style: str = ""
    ask: Ask = Ask.NOTHING


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready for a channel. `keys` and `keyboard` are never both set."""

    text: str
    entities: tuple[Entity, ...] = ()
    keys: tuple[tuple[Key, ...], ...] = ()
    """Inline rows."""
    keyboard: tuple[tuple[Key, ...], ...] = ()
    """Rows of the reply keyboard."""
    remove_keyboard: bool = False
    venue: Venue | None = None
    photo: str = ""
    picture: Picture | None = None
    """To be drawn by the channel, which has the time for it."""


def utf16_length(text: str) -> int:
    """Length of `text` in UTF-16 units: an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
