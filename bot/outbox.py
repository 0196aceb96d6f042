"""From what is owed to what is said: claim, send, settle; one sender per bot, at its pace.

A push is claimed and drawn only when it may leave at once, so that a crash leaves few in doubt.
What was sent is settled, and what comes next is claimed, in one transaction.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel
from bot.clock import Clock
from bot.courier import Courier, Draw
from bot.outcome import Drawn, End, Outcome, settle
from bot.pace import MEMORY, Pace
from bot.patience import Patience, is_passing
from db.actions.absence import go_on_without
from db.actions.messages import Lane
from db.actions.outbox import LEASE, Push, claim_pushes
from db.actions.outbox_upkeep import requeue_abandoned, requeue_expired
from db.actions.people import mark_blocked
from db.actions.senders import drop_sender_lease, hold_sender_lease, pause_sender, sender_pause
from db.engine import Database
from db.queries.messages import spoken_lately

log = logging.getLogger(__name__)

TOPIC = "outbox"
IN_FLIGHT = 8
"""Sends at a time; python-telegram-bot's pool gets slower with more."""
IDLE = 0.25
"""Seconds after which we look by ourselves: for due retries and what other processes owe."""
SENDER_LEASE = timedelta(seconds=6)
"""Another sender takes over so long after the last sign of life of this one."""
RENEW = 2.0
"""Seconds between two signs of life."""
DRAIN = 5.0
"""Seconds that sends under way may take after a stop was asked for."""
LAST_TRIES = 6
"""Tries to settle what arrived before we stop: unsettled, it would be sent again by the next."""
MOST_EMPTY = 8
"""Pushes looked at in one transaction that turn out to have nothing to send."""
TALK = tuple(lane for lane in Lane if lane is not Lane.ANSWER)
"""Every lane but the answers to presses, which have a pace of their own."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A push of ours, what it comes to, and when (monotonic) it was claimed."""

    push: Push
    drawn: Drawn
    at: float


class Outbox:
    """The one sender of a bot; `worker` must be this process's alone."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        clock: Clock,
        *,
        bot: str,
        worker: str,
        draw: Draw,
        pace: Pace | None = None,
        lease: timedelta = SENDER_LEASE,
    ) -> None:
        self._database = database
        self._channel = channel.name
        self._clock = clock
        self._bot = bot
        self._worker = worker
        self._lease = lease
        self._pace = pace or Pace()
        self._courier = Courier(channel, clock, draw=draw, pace=self._pace)
        self._patience = Patience(clock)
        self._flights: set[asyncio.Task[None]] = set()
        self._ended: list[Outcome] = []
        self._is_sender = False
        self._renew_at = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then let what is under way arrive, settle it, and step down."""
        async with asyncio.TaskGroup() as sends:
            watch = sends.create_task(self._wake_at(stop))
            while not stop.is_set():
                for claim in await self._cycle():
                    flight = sends.create_task(self._fly(claim))
                    self._flights.add(flight)
                    flight.add_done_callback(self._flights.discard)
                await self._leave_alone()
                await self._courier.knock()
                await self._database.wait(TOPIC, self._wait())
            watch.cancel()
            await self._drain()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._database.wake(TOPIC)

    async def _drain(self) -> None:
        """Settle what is under way; what takes too long is left to its lease."""
        if self._flights:
            await asyncio.wait(self._flights, timeout=DRAIN)
        for flight in self._flights:
            flight.cancel()
        for _ in range(LAST_TRIES):
            await self._cycle(stopping=True)
            if not self._ended:
                break
        with contextlib.suppress(DBAPIError, OSError):
            async with self._database.begin() as session:
                now = self._clock.now()
                await drop_sender_lease(session, bot=self._bot, worker=self._worker, now=now)

    async def _fly(self, claim: _Claim) -> None:
        """Carry a push, and leave its end to be settled."""
        self._ended.append(await self._courier.carry(claim.push, claim.drawn, claim.at))
        self._database.wake(TOPIC)

    async def _cycle(self, *, stopping: bool = False) -> Sequence[_Claim]:
        """Settle what ended and claim what may leave; in trouble keep the ends for the next."""
        ended = list(self._ended)
        if not (ended or self._may_claim() or self._lease_is_due()):
            return []
        try:
            claimed = await self._settle_and_claim(ended, stopping=stopping)
        except Exception as error:
            if not is_passing(error):
                # The edge: an end that cannot be written down must not stop all others.
                log.exception("a push could not be settled")
                await self._settle_singly(ended)
            await self._patience.wait(error)
            return []
        del self._ended[: len(ended)]
        self._patience.calm()
        return claimed

    async def _settle_and_claim(
        self, ended: Sequence[Outcome], *, stopping: bool
    ) -> Sequence[_Claim]:
        """One transaction of one cycle."""
        pause = self._courier.pause_to_keep
        async with self._database.begin() as session:
            now = self._clock.now()
            if pause is not None:
                await pause_sender(session, bot=self._bot, until=pause, now=now)
            for outcome in ended:
                await settle(session, outcome, now)
            if self._lease_is_due():
                await self._hold(session, now)
            claimed = [] if stopping else await self._claim(session, now)
        if self._courier.pause_to_keep is pause:
            self._courier.pause_to_keep = None
        return claimed

    async def _settle_singly(self, ended: Sequence[Outcome]) -> None:
        """Each end in a transaction of its own; the one that fails is put aside instead."""
        for outcome in ended:
            aside = Outcome(outcome.push, End.FAILED, error="could not be settled")
            for end in (outcome, aside):
                try:
                    async with self._database.begin() as session:
                        await settle(session, end, self._clock.now())
                except Exception as error:
                    if is_passing(error):
                        return
                    log.exception("not settled", extra={"outbox_id": outcome.push.id})
                else:
                    break
            self._ended.remove(outcome)

    def _lease_is_due(self) -> bool:
        return self._clock.monotonic() >= self._renew_at

    async def _hold(self, session: AsyncSession, now: datetime) -> None:
        """Stay the sender, or become it when nobody is; a new one takes over what is left."""
        held = await hold_sender_lease(
            session,
            bot=self._bot,
            worker=self._worker,
            now=now,
            lease=self._clock.reach(self._lease),
        )
        if held and not self._is_sender:
            await self._recall(session, now)
            await requeue_abandoned(session, worker=self._worker, now=now, channel=self._channel)
            until = await sender_pause(session, bot=self._bot)
            if until is not None and until > now:
                self._courier.pause_for((until - now).total_seconds())
        if held:
            await requeue_expired(session, now=now)
        self._is_sender = held
        self._renew_at = self._clock.monotonic() + (RENEW if held else IDLE)

    async def _recall(self, session: AsyncSession, now: datetime) -> None:
        """Go on at the pace of whoever sent before us: Telegram counts what the bot sends."""
        since, moment = now - timedelta(seconds=MEMORY), self._clock.monotonic()
        for each in await spoken_lately(session, channel=self._channel, since=since, now=now):
            ago = max(0.0, (now - each.at).total_seconds())
            self._pace.recall(each.address, each.is_answer, moment - ago)

    def _may_claim(self) -> bool:
        return self._is_sender and self._courier.may_send and len(self._flights) < IN_FLIGHT

    async def _claim(self, session: AsyncSession, now: datetime) -> list[_Claim]:
        """What leaves this very moment: one answer to a press and one of all else, at most."""
        found = []
        for is_answer, lanes in ((True, (Lane.ANSWER,)), (False, TALK)):
            if self._may_claim() and not self._pace.wait_for(is_answer, self._clock.monotonic()):
                claim = await self._next(session, lanes, now)
                if claim is not None:
                    self._pace.leave(is_answer, claim.at)
                    found.append(claim)
        return found

    async def _next(
        self, session: AsyncSession, lanes: Sequence[Lane], now: datetime
    ) -> _Claim | None:
        """Claim and draw the next push of these lanes that has something to send."""
        for _ in range(MOST_EMPTY):
            moment = self._clock.monotonic()
            found = await claim_pushes(
                session,
                worker=self._worker,
                now=now,
                lease=self._clock.reach(LEASE),
                limit=1,
                channel=self._channel,
                lanes=lanes,
                besides=() if Lane.ANSWER in lanes else self._pace.busy(moment),
            )
            if not found:
                return None
            drawn = await self._courier.prepare(session, found[0], now)
            if isinstance(drawn, Drawn):
                return _Claim(found[0], drawn, moment)
            await settle(session, drawn, now)
        self._database.wake(TOPIC)
        return None

    def _wait(self) -> float:
        """Seconds until there may be something to do; ends and new pushes wake us before."""
        if self._ended:
            return 0.0
        if self._courier.pause:
            return min(self._courier.pause, RENEW)
        return min(IDLE, self._pace.soonest(self._clock.monotonic()))

    async def _leave_alone(self) -> None:
        """Remember who blocked us, and pass on at once what was asked of them."""
        while self._courier.blocked_by:
            push, now = self._courier.blocked_by[0], self._clock.now()
            try:
                async with self._database.begin() as session:
                    person_id = await mark_blocked(
                        session, channel=push.channel, address=push.address, now=now
                    )
                    if person_id is not None:
                        await go_on_without(session, person_id=person_id, now=now)
            except Exception as error:
                if is_passing(error):
                    return
                log.exception("a block was not heeded", extra={"outbox_id": push.id})
            self._courier.blocked_by.pop(0)
