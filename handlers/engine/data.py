"""What a button sends back: written within 64 bytes, and read with nothing taken for granted."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

DATA_LIMIT = 64
"""Bytes of callback data (Bot API)."""
_DIGEST = "~"
"""Starts the stand-in for a value that is too long, or starts so itself."""
_DIGEST_BYTES = 6


class Op(StrEnum):
    """What a button of a dialog does."""

    SET = "s"
    PAGE = "p"
    BACK = "b"
    CANCEL = "c"
    EDIT = "e"
    CONFIRM = "k"
    MENU = "m"


@dataclass(frozen=True, slots=True)
class DialogPress:
    """A button of run `run`, on the screen with this index."""

    run: str
    index: int
    op: Op
    value: str = ""


@dataclass(frozen=True, slots=True)
class ActPress:
    """A button of a card or push."""

    act: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MenuPress:
    """A button of the menu."""

    entry: str


def dialog_data(run: str, index: int, op: Op, value: str = "") -> str:
    """The data of a dialog's button; a value that does not fit goes by its digest."""
    head = f"d:{run}:{index}:{op.value}:"
    fits = len((head + value).encode()) <= DATA_LIMIT and not value.startswith(_DIGEST)
    return head + (value if fits else digest(value))


def menu_data(entry: str) -> str:
    """The data of a menu button."""
    return f"m:{entry}"


def means(data_value: str, value: str) -> bool:
    """Whether what a button carried stands for `value`."""
    return data_value in (value, digest(value))


def digest(value: str) -> str:
    """A short stand-in for a value; unlike a position it stays right when the list changes."""
    return _DIGEST + hashlib.blake2s(value.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def read_data(data: str) -> DialogPress | ActPress | MenuPress | None:
    """What was pressed; None for anything we never wrote."""
    kind, _, rest = data.partition(":")
    if kind == "d":
        return _dialog_press(rest)
    if kind == "a" and rest:
        act, *args = rest.split(":")
        return ActPress(act, tuple(args)) if act else None
    return MenuPress(rest) if kind == "m" and rest else None


def _dialog_press(rest: str) -> DialogPress | None:
    parts = rest.split(":", 3)
    if len(parts) != 4 or not parts[0]:
        return None
    run, index, op, value = parts
    if not (index.isascii() and index.isdigit()) or op not in {known.value for known in Op}:
        return None
    return DialogPress(run, int(index), Op(op), value)
