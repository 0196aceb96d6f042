"""Carries one push to its reader: drawn from the record, sent, and its end reported."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Delivery, DeliveryKind, SendError, Sent
from bot.clock import Clock
from bot.line import Line
from bot.outcome import Drawn, End, Outcome, failure
from bot.pace import Pace
from bot.patience import is_passing
from db.actions.outbox import Push

log = logging.getLogger(__name__)

Draw = Callable[[AsyncSession, Push, datetime], Awaitable[Drawn]]
"""What a push means now: `rendering.draw` with its house."""

STALE = 4.0
"""Seconds after its claim when a push is not sent: we slept, and another may have taken over."""
SEND_TIME = 25.0
"""Seconds one send may take; less than the lease of a push."""


class Courier:
    """Sends through one channel, and learns from its errors when it should not."""

    def __init__(self, channel: Channel, clock: Clock, *, draw: Draw, pace: Pace) -> None:
        self._channel = channel
        self._clock = clock
        self._draw = draw
        self._pace = pace
        self._line = Line()
        self._paused_until = 0.0
        self.pause_to_keep: datetime | None = None
        """Until when we were told to pause, for the record: a restart must not forget it."""
        self.blocked_by: list[Push] = []
        """Pushes whose readers want nothing from us any more."""

    @property
    def pause(self) -> float:
        """Seconds for which the channel asked to be left alone."""
        return max(0.0, self._paused_until - self._clock.monotonic())

    @property
    def may_send(self) -> bool:
        """Whether there is a line and nobody asked for silence."""
        return self._line.is_up and self.pause == 0

    def pause_for(self, seconds: float) -> None:
        """Be silent for so long."""
        self._paused_until = max(self._paused_until, self._clock.monotonic() + seconds)

    async def prepare(self, session: AsyncSession, push: Push, now: datetime) -> Drawn | Outcome:
        """What a push claimed in this transaction comes to, or its end when nothing need be sent.

        Drawn here and not after the commit, so that between the claim and the first byte there is
        no time to speak of: what a crash leaves claimed was then almost surely sent.
        """
        try:
            async with session.begin_nested():
                drawn = await self._draw(session, push, now)
        except Exception as error:
            if is_passing(error):
                raise
            # The edge: one push that cannot be drawn must not hold up the others.
            log.exception("a push could not be drawn", extra={"outbox_id": push.id})
            return Outcome(push, End.FAILED, error=f"cannot be drawn: {type(error).__name__}")
        if drawn.delivery is None:
            end = End.SENT if drawn.message_id else End.SUPERSEDED
            return Outcome(push, end, drawn.message_id, drawn.digest)
        return drawn

    async def carry(self, push: Push, drawn: Drawn, claimed_at: float) -> Outcome:
        """Send a push."""
        if drawn.delivery is None:
            return Outcome(push, End.SUPERSEDED)
        if self._clock.monotonic() - claimed_at > STALE:
            log.warning("slept too long to send", extra={"outbox_id": push.id})
            return Outcome(push, End.RETRY, error="slept too long")
        if self.pause:
            return Outcome(push, End.RETRY, error="paused", wait=timedelta(seconds=self.pause))
        try:
            return await self._send(push, drawn, drawn.delivery)
        except Exception as error:
            # The edge: a bug in a channel must not hold up the others either.
            log.exception("a push could not be sent", extra={"outbox_id": push.id})
            return Outcome(push, End.FAILED, error=f"cannot be sent: {type(error).__name__}")

    async def knock(self) -> None:
        """While the line is down, see now and then whether it is back; it is no message's risk."""
        if self._line.is_up or self._clock.monotonic() < self._line.next_knock:
            return
        try:
            await self._channel.probe()
        except SendError as error:
            if error.down:
                self._line.failed(self._clock.monotonic())
                return
        self._reached()

    async def _send(self, push: Push, drawn: Drawn, delivery: Delivery) -> Outcome:
        """Send; what can no longer be edited is sent anew, unless it was only to be hidden."""
        try:
            sent = await self._try(delivery)
        except SendError as error:
            if error.gone and delivery.kind is DeliveryKind.EDIT:
                if not drawn.anew:
                    self._reached()
                    return Outcome(push, End.SUPERSEDED)
                anew = replace(delivery, kind=DeliveryKind.MESSAGE, message_id="")
                return await self._send(push, drawn, anew)
            self._heed(push, error)
            return failure(push, delivery.kind, error)
        self._reached()
        return Outcome(push, End.SENT, sent.message_id, drawn.digest)

    async def _try(self, delivery: Delivery) -> Sent:
        speaks = delivery.kind is DeliveryKind.MESSAGE
        if speaks:
            self._pace.speak(delivery.address, self._clock.monotonic())
        try:
            async with asyncio.timeout(SEND_TIME):
                return await self._channel.send(delivery)
        except TimeoutError:
            raise SendError("no end in time", retryable=True, unsure=True, down=True) from None
        finally:
            if speaks:
                self._pace.spoken(delivery.address, self._clock.monotonic())

    def _heed(self, push: Push, error: SendError) -> None:
        """What an error means for all that comes after."""
        facts = {"outbox_id": push.id, "kind": push.kind, "why": error.reason}
        if not error.down:
            self._reached()
        elif self._line.failed(self._clock.monotonic()):
            log.error("the channel cannot be reached", extra=facts)
        if error.retry_after:
            self.pause_for(error.retry_after)
            self.pause_to_keep = self._clock.now() + timedelta(seconds=error.retry_after)
            log.warning("told to pause", extra={"seconds": error.retry_after})
        if error.blocked:
            self.blocked_by.append(push)
        elif not error.retryable:
            log.error("a push was put aside", extra=facts)

    def _reached(self) -> None:
        if self._line.worked():
            log.warning("the channel can be reached again")
