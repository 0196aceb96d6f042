"""One person's phone, from outside: act, look, wait."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import Impossible
from bot.sandbox.transcript import screen_text
from bot.sandbox.wire import POLL, SandboxTimeout, Wire

Json = dict[str, Any]
Wanted = str | Callable[[Json], bool]

PATIENCE = 20.0
"""Seconds that a phone waits unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a press; `text` is empty when the button only stopped spinning."""

    text: str
    alert: bool


class Phone:
    """A person in their chat with the bot (or in a group: `phone.into(group_id)`).

    Messages are Bot API Messages plus `changed`, the version of the chat that last changed them.
    Whatever is not possible on a phone raises Impossible; whatever does not come raises
    SandboxTimeout with the screen. Acts that the bot answers return as soon as it was told.
    """

    def __init__(self, wire: Wire, user: Json, chat: int | None = None) -> None:
        self._wire = wire
        self._where = {"chat": chat} if chat else {}
        self.user = user
        self.id: int = user["id"]
        self.name: str = user["first_name"]
        self.mark = 0
        """The chat's version at this phone's last act: what is newer is news."""

    def into(self, chat: int) -> "Phone":
        """The same person in another chat."""
        return Phone(self._wire, self.user, chat)

    async def act(self, name: str, /, **arguments: Any) -> Json:
        """Do one of people.ACTS; its result."""
        path = f"people/{self.id}/{name}"
        done: Json = await self._wire.post(path, arguments, **self._where)
        self.mark = done["version"]
        result: Json = done["result"]
        return result

    async def say(self, text: str, *, reply_to: int | None = None) -> Json:
        """Type something; the message."""
        return await self.act("say", text=text, reply_to=reply_to)

    async def start(self, payload: str = "") -> Json:
        """Press Start, or open the link `?start=payload`."""
        return await self.act("start", payload=payload)

    async def tap(self, text: str) -> Json:
        """Press a button of the reply keyboard by (part of) its text."""
        return await self.act("tap", text=text)

    async def press(
        self,
        button: str,
        *,
        message_id: int | None = None,
        timeout: float = PATIENCE,
    ) -> Answer:
        """Press an inline button by its text, part of it, or its data, once it is on the screen.

        Of several the newest message's is pressed. Returns when the bot has answered.
        """
        deadline = time.monotonic() + timeout
        while True:
            before = await self.look()
            try:
                query = await self.act("press", button=button, message_id=message_id)
            except Impossible as error:
                await self._newer(before, deadline, str(error))
            else:
                return await self._answer(query, deadline)

    async def press_raw(
        self,
        data: str,
        message_id: int,
        *,
        timeout: float = PATIENCE,
    ) -> Answer:
        """Press what is not there (any more): a stale or forged button."""
        deadline = time.monotonic() + timeout
        query = await self.act("press_raw", data=data, message_id=message_id)
        return await self._answer(query, deadline)

    async def _answer(self, query: Json, deadline: float) -> Answer:
        """The bot's answer to a press; SandboxTimeout when the button goes on spinning."""
        while query["answered"] is None:
            left = deadline - time.monotonic()
            if left <= 0:
                said = f"the press of {query['data']!r} was not answered"
                raise SandboxTimeout(await self._told(said))
            path = f"queries/{query['id']}"
            query = await self._wire.get(path, timeout=min(left, POLL))
        return Answer(query["text"], query["alert"])

    async def share_location(
        self,
        lat: float,
        lon: float,
        *,
        live: int | None = None,
        accuracy: float | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Send a point (degrees WGS84; `accuracy` in metres), for `live` seconds if given."""
        return await self.act(
            "share_location", lat=lat, lon=lon, live=live, accuracy=accuracy, reply_to=reply_to
        )

    async def move(self, message_id: int, lat: float, lon: float) -> Json:
        """Let a live location move."""
        return await self.act("move", message_id=message_id, lat=lat, lon=lon)

    async def share_contact(self, phone: str, *, own: bool = True) -> Json:
        """Send a telephone number, the own one or someone else's."""
        return await self.act("share_contact", phone=phone, own=own)

    async def send_photo(
        self, content: bytes = b"\xff\xd8sandbox\xff\xd9", caption: str = ""
    ) -> Json:
        """Send a photo."""
        return await self.act("send_photo", content=_base64(content), caption=caption)

    async def send_document(self, content: bytes, name: str, caption: str = "") -> Json:
        """Send a file."""
        return await self.act("send_document", content=_base64(content), name=name, caption=caption)

    async def send_other(self, kind: str = "sticker") -> Json:
        """Send a sticker, a voice message or a dice."""
        return await self.act("send_other", kind=kind)

    async def forward(self, text: str, author: str) -> Json:
        """Forward someone else's words."""
        return await self.act("forward", text=text, author=author)

    async def edit(self, message_id: int, text: str) -> Json:
        """Change an own message."""
        return await self.act("edit", message_id=message_id, text=text)

    async def block(self) -> None:
        """Block the bot."""
        await self.act("block")

    async def unblock(self) -> None:
        """Let the bot write again."""
        await self.act("unblock")

    async def look(self, *, since: int = -1, timeout: float = 0) -> Json:
        """The screen: version, messages, keyboard, toasts, blocked; waits for a newer version."""
        path = f"people/{self.id}/chat"
        screen: Json = await self._wire.get(path, since=since, timeout=timeout, **self._where)
        return screen

    async def news(self, *, since: int, timeout: float) -> Json:
        """The screen with only what changed after version `since`.

        Waits for something newer than both that and this phone's last act, which is no news to it.
        """
        path = f"people/{self.id}/chat"
        seen = max(since, self.mark)
        asked = {"since": seen, "timeout": timeout, "news": since, **self._where}
        screen: Json = await self._wire.get(path, **asked)
        return screen

    async def messages(self) -> list[Json]:
        """What is in the chat, oldest first (the last 100)."""
        found: list[Json] = (await self.look())["messages"]
        return found

    async def last(self) -> Json:
        """The newest message of the bot. Raises Impossible when there is none."""
        for message in reversed(await self.messages()):
            if message["from"]["is_bot"]:
                return message
        raise Impossible("the bot has not written yet")

    async def toasts(self) -> list[Json]:
        """Texts of answered presses: text, alert, message."""
        names = ("text", "alert", "message")
        return [{name: toast[name] for name in names} for toast in (await self.look())["toasts"]]

    async def screen(self) -> str:
        """The chat as plain text."""
        return screen_text(await self.look())

    async def wait(
        self,
        wanted: Wanted,
        *,
        timeout: float = PATIENCE,
        fresh: bool = True,
    ) -> Json:
        """The newest message of the bot that has this text (or satisfies this test), when it comes.

        A text is looked for in the message's text, caption, venue and buttons. Only messages sent
        or edited since this phone's last act count; for what others cause (pushes), `fresh=False`
        looks at everything on the screen.
        """
        deadline = time.monotonic() + timeout
        while True:
            screen = await self.look()
            for message in reversed(screen["messages"]):
                new = not fresh or message["changed"] > self.mark
                if new and message["from"]["is_bot"] and _matches(message, wanted):
                    found: Json = message
                    return found
            await self._newer(screen, deadline, f"no message with {wanted!r}")

    async def wait_gone(self, text: str, *, timeout: float = PATIENCE) -> None:
        """Wait until no message of the bot shows this text any more."""
        deadline = time.monotonic() + timeout
        while True:
            screen = await self.look()
            shown = [message for message in screen["messages"] if message["from"]["is_bot"]]
            if not any(_matches(message, text) for message in shown):
                return
            await self._newer(screen, deadline, f"{text!r} is still there")

    async def _newer(self, screen: Json, deadline: float, complaint: str) -> None:
        """Wait for a change of the screen; SandboxTimeout when the time is up."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise SandboxTimeout(await self._told(complaint))
        await self.look(since=screen["version"], timeout=min(left, POLL))

    async def _told(self, complaint: str) -> str:
        return f"{self.name}: {complaint}; the screen shows\n{await self.screen()}"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _matches(message: Json, wanted: Wanted) -> bool:
    """Whether the message is the one that is waited for."""
    return visible(wanted, message) if isinstance(wanted, str) else wanted(message)


def visible(text: str, message: Json) -> bool:
    """Whether the text can be read in the message: its words, caption, venue or buttons."""
    venue = message.get("venue", {})
    words = [message.get("text", ""), message.get("caption", "")]
    words += [venue.get("title", ""), venue.get("address", ""), *button_texts(message)]
    return any(text in word for word in words)


def button_texts(message: Json) -> list[str]:
    """The texts of a message's inline buttons, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]
