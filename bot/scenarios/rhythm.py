"""How people live in the time of the city: when it is, how long they think, when it is over."""

import contextlib
import random
from collections.abc import Iterator
from datetime import timedelta

from bot.scenarios.clock import CityClock

FLAT_OUT = 0.0
"""The speed at which nobody thinks or drives at all: as fast as the bot answers."""
TOLERATED = timedelta(minutes=1)
"""Time of the city that somebody waits for an answer, before the city waits with them."""
THINKS = (0.4, 2.5)
"""Least and most times the usual that somebody takes for an answer."""


class Rhythm:
    """The time of one run of a scenario, shared by all its people."""

    def __init__(self, clock: CityClock, speed: float, minutes: float) -> None:
        self.clock = clock
        self.minutes = minutes
        self._speed = speed
        self._paused = False
        self._waits: dict[object, float] = {}
        """Since when people wait for an answer of the bot, in the machine's seconds."""
        self._late = False
        self._started, self._began = clock.now(), clock.monotonic()
        self.stopped = False
        self._ended: float | None = None
        self._turn()

    @property
    def speed(self) -> float:
        """As it was asked for; FLAT_OUT is as fast as the bot answers."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether the city stands still."""
        return self._paused

    @property
    def is_flat_out(self) -> bool:
        """Whether nobody waits for anything but the bot."""
        return self._speed == FLAT_OUT

    @property
    def minute(self) -> float:
        """Minutes since the event began; how long it was when it is over."""
        if self._ended is not None:
            return self._ended
        return (self.clock.now() - self._started).total_seconds() / 60

    @property
    def kept(self) -> float:
        """The speed that there was in the end, pauses included."""
        return self.minute * 60 / max(1e-9, self.clock.monotonic() - self._began)

    @property
    def is_over(self) -> bool:
        """Whether people stop: they were told to, or the event has ended.

        Flat out the minutes say nothing: then it ends when nothing moves any more.
        """
        return self.stopped or (not self.is_flat_out and self.minute >= self.minutes)

    def change_speed(self, speed: float) -> None:
        """Live faster or slower from now on. Raises ValueError when out of bounds."""
        before, self._speed = self._speed, speed
        try:
            self._turn()
        except ValueError:
            self._speed = before
            raise

    @contextlib.contextmanager
    def awaiting(self) -> Iterator[None]:
        """Somebody waits for an answer of the bot while the block runs."""
        waiting = object()
        self._waits[waiting] = self.clock.monotonic()
        try:
            yield
        finally:
            del self._waits[waiting]

    def keep_up(self) -> None:
        """Let the city wait for a machine that cannot keep up: run no faster than life while
        somebody waits too long for an answer. Else the hours of an emergency pass while people
        sign up."""
        latest = self.clock.monotonic() - TOLERATED.total_seconds() / max(1.0, self._speed)
        late = self._speed > 1 and any(since < latest for since in self._waits.values())
        if late != self._late:
            self._late = late
            self._turn()

    def pause(self) -> None:
        """Let the city stand still."""
        self._paused = True
        self._turn()

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        self._turn()

    def stop(self) -> None:
        """End the event: everybody finishes what they are at."""
        self._ended = self.minute
        self.stopped = True
        self.resume()

    async def takes(self, seconds: float, dice: random.Random) -> None:
        """Something that usually takes so many seconds; nothing when flat out."""
        if not self.is_flat_out and not self.stopped:
            await self.pass_by(seconds * dice.uniform(*THINKS))
        await self.held()

    async def pass_by(self, seconds: float) -> None:
        """Let so many seconds of the city pass."""
        end = self.clock.now() + timedelta(seconds=seconds)
        await self.clock.until(end, unless=lambda: self.stopped)

    async def held(self) -> None:
        """Wait while the city stands still."""
        if self._paused:
            await self.pass_by(1e-6)

    def _turn(self) -> None:
        speed = 1.0 if self._late else self._speed or 1.0
        self.clock.turn(0.0 if self._paused else speed)
