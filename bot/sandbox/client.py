"""The sandbox from outside: make people, read the log, set faults and limits.

async with SandboxClient(url) as sandbox:
    wang = await sandbox.user("Wang", lang="zh-hans")
    await wang.start()
    menu = await wang.wait("需要")
    await wang.press("报告需求")
"""

from collections import Counter
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from bot.sandbox import history
from bot.sandbox.phone import PATIENCE, Phone
from bot.sandbox.wire import POLL, SandboxTimeout, Wire

Json = dict[str, Any]


class SandboxClient:
    """Speaks to the control plane of one sandbox server."""

    def __init__(self, base_url: str, *, bot: int | None = None) -> None:
        self.base_url = base_url
        self._wire = Wire(base_url, bot)

    async def __aenter__(self) -> Self:
        """Nothing to open: connections come with the first request."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def user(self, name: str, *, lang: str = "zh-hans", username: str | None = None) -> Phone:
        """Give someone a phone; the bot cannot write to it before they start."""
        asked = {"name": name, "language": lang, "username": username}
        return Phone(self._wire, await self._wire.post("people", asked))

    async def people(self) -> list[Json]:
        """Everybody with a phone, as Bot API Users; `away`: the page folds it away."""
        found: list[Json] = await self._wire.get("people")
        return found

    async def put_away(self, people: Iterable[int]) -> None:
        """Have the page fold these phones away, except those that somebody used on the page."""
        await self._wire.post("people/away", {"people": list(people)})

    async def group(self, title: str, *members: Phone) -> int:
        """Put people and the bot into a group; the chat id, negative."""
        asked = {"title": title, "members": [member.id for member in members]}
        group: Json = await self._wire.post("groups", asked)
        return int(group["id"])

    async def calls(self, method: str | None = None, *, since: int = 0) -> list[Json]:
        """The log of Bot API calls after number `since`, oldest first.

        Each has: n, at (seconds, monotonic), bot, method, params, status, error, applied, fault,
        violation, message_id, updates (how many a getUpdates gave).
        """
        query = {"method": method} if method else {}
        found: list[Json] = await self._wire.get("calls", since=since, **query)
        return found

    async def violations(self) -> list[Json]:
        """The calls that broke the Bot API's description; a good bot has none."""
        found: list[Json] = await self._wire.get("violations")
        return found

    async def queries(self) -> list[Json]:
        """Every press: id, person, chat, message, data, pressed, answered, text, alert."""
        found: list[Json] = await self._wire.get("queries")
        return found

    async def unanswered(self) -> list[Json]:
        """The presses that still spin."""
        return history.unanswered(await self.queries())

    async def copies(self) -> Counter[tuple[str, str]]:
        """How often each (chat id, text) was really sent."""
        return history.copies(await self.calls("sendMessage"))

    async def faults(self, **rates: Any) -> Json:
        """Set odds of faults (names in faults.py); all odds, and `counts` of what struck."""
        found: Json = await self._wire.post("faults", rates)
        return found

    async def limits(self, on: bool | None = None, **values: float) -> Json:
        """Switch the rate limits or change their values; the values in force and `refused`."""
        found: Json = await self._wire.post(
            "limits", values if on is None else {"on": on, **values}
        )
        return found

    async def inject_updates(self, updates: list[Json]) -> int:
        """Put raw updates into the bot's queue; how many wait there now."""
        return int((await self._wire.post("updates", updates))["pending"])

    async def flood(self, people: int, each: int, text: str = "{number}") -> list[int]:
        """New people who all speak at once, `each` times; `text` may use {person} and {number}."""
        found: list[int] = await self._wire.post(
            "flood", {"people": people, "each": each, "text": text}
        )
        return found

    async def advance(self, seconds: float) -> None:
        """Let time pass at once at Telegram: updates age, presses die."""
        await self._wire.post("clock", {"advance": seconds})

    async def status(self, *, since: int = -1, timeout: float = 0) -> Json:
        """Version, pending updates, number of calls, clocks; waits for a newer version."""
        found: Json = await self._wire.get("status", since=since, timeout=timeout)
        return found

    async def until(self, done: Callable[[Json], bool], *, timeout: float = PATIENCE) -> Json:
        """Wait until the status satisfies `done`, asked again after every call of the bot."""
        status = await self.status()
        deadline = status["monotonic"] + timeout
        while not done(status):
            left = deadline - status["monotonic"]
            if left <= 0:
                raise SandboxTimeout(f"not within {timeout} s: {status}")
            status = await self.status(since=status["version"], timeout=min(left, POLL))
        return status

    async def drained(self, *, timeout: float = PATIENCE) -> Json:
        """Wait until the bot has confirmed every update."""
        return await self.until(lambda status: status["pending"] == 0, timeout=timeout)
