"""What every channel can do: take one delivery to one address, or say why not."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from handlers.speech.message import Message


class DeliveryKind(StrEnum):
    """What is done on the person's screen."""

    MESSAGE = "message"
    EDIT = "edit"
    ANSWER = "answer"
    """Ends the spinning of a pressed button, with a few words if there are any."""
    UNBUTTON = "unbutton"
    """Takes the buttons off a message."""
    DELETE = "delete"
    """Takes a message off the screen."""
    COMMANDS = "commands"
    """Sets the list of commands that the person sees."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to do at one address.

    `message_id` names the message to edit, unbutton or delete, `press_id` the press to answer. A
    `MESSAGE` whose `message` has a venue or a photo is sent as such.
    """

    address: str
    kind: DeliveryKind
    message: Message | None = None
    message_id: str = ""
    press_id: str = ""
    toast: str = ""
    alert: bool = False
    """Show the toast as a box to be closed."""
    commands: tuple[tuple[str, str], ...] = ()
    """Names and descriptions."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Done. `message_id` is empty when nothing new stands on the screen."""

    message_id: str = ""


class Unreadable(Exception):
    """Something came in that the channel cannot make sense of; no retry will help."""


class SendError(Exception):
    """A delivery that failed, and what that means for the next try.

    `retryable`: the same delivery may succeed later. `retry_after`: seconds for which the channel
    asks to be left alone altogether. `unsure`: it may have arrived all the same, so that a retry
    may make a copy. `blocked`: the person wants nothing from us. `gone`: the message to edit cannot
    be edited any more. `down`: the channel itself cannot be reached. `moved_to`: the new address of
    a group.
    """

    def __init__(
        self,
        reason: str,
        *,
        retryable: bool = False,
        retry_after: float = 0.0,
        unsure: bool = False,
        blocked: bool = False,
        gone: bool = False,
        down: bool = False,
        moved_to: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.retry_after = retry_after
        self.unsure = unsure
        self.blocked = blocked
        self.gone = gone
        self.down = down
        self.moved_to = moved_to


class Channel(Protocol):
    """A way to reach people."""

    name: str

    async def send(self, delivery: Delivery) -> Sent:
        """Deliver; raises SendError."""
        ...

    async def probe(self) -> str:
        """Who we are there, asked of the other side; raises SendError when it is not reached."""
        ...
