"""A channel that remembers what it was told, and fails when a test says so."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field

from bot.channels.base import Delivery, DeliveryKind, SendError, Sent


@dataclass
class Told:
    """People's screens in memory; message ids count up."""

    name: str = "telegram"
    heard: list[Delivery] = field(default_factory=list)
    """What was delivered, in order."""
    errors: deque[SendError | None] = field(default_factory=deque)
    """What the next sends raise; None for one that works."""
    refusals: dict[str, SendError] = field(default_factory=dict)
    """What every send to an address raises."""
    tries: int = 0
    probes: int = 0
    down: bool = False
    slow: float = 0.0
    """Seconds a send takes."""

    async def send(self, delivery: Delivery) -> Sent:
        """Deliver, or raise what was asked for."""
        self.tries += 1
        await asyncio.sleep(self.slow)
        if self.down:
            raise SendError("nobody there", retryable=True, down=True)
        error = self.errors.popleft() if self.errors else None
        error = error or self.refusals.get(delivery.address)
        if error is not None:
            raise error
        self.heard.append(delivery)
        if delivery.kind is DeliveryKind.EDIT:
            return Sent(delivery.message_id)
        return Sent(str(len(self.heard)) if delivery.kind is DeliveryKind.MESSAGE else "")

    async def probe(self) -> str:
        """Our name, unless the line is down."""
        self.probes += 1
        if self.down:
            raise SendError("nobody there", retryable=True, down=True)
        return "bot"

    def texts(self, address: str = "") -> list[str]:
        """What was said, to one address or to all."""
        said = [each for each in self.heard if address in ("", each.address)]
        return [each.message.text if each.message else each.toast for each in said]

    def copies(self) -> Counter[str]:
        """How often each text was said."""
        return Counter(self.texts())
