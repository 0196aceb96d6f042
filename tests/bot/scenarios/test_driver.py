"""How simulated drivers behave at a door."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from patience import ROOM

from bot.scenarios import driver
from bot.scenarios.clock import CityClock
from bot.scenarios.rhythm import Rhythm
from bot.scenarios.street import Street


def at_the_door(speed: float) -> Any:
    """As much of a driver as waits."""
    rhythm = Rhythm(CityClock(), speed, 1000)
    return SimpleNamespace(rhythm=rhythm, street=Street(), part=SimpleNamespace(plate="辽B·1"))


async def test_a_driver_waits_by_the_clock_of_the_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "LEAST_WAIT", 0.02)
    human = at_the_door(60)
    async with asyncio.timeout(ROOM):
        waits = asyncio.ensure_future(driver.listen_at_the_door(human))
        await asyncio.sleep(0.1)
        assert not waits.done(), "five minutes have not passed"
        human.rhythm.clock.leap(300)
        assert await waits == ""


async def test_a_code_read_out_late_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "LEAST_WAIT", 0.02)
    human = at_the_door(1)
    async with asyncio.timeout(ROOM):
        waits = asyncio.ensure_future(driver.listen_at_the_door(human))
        await asyncio.sleep(0.1)
        human.street.tell("辽B·1", "5197")
        assert await waits == "5197"


async def test_flat_out_nobody_waits_longer_than_a_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "LEAST_WAIT", 0.02)
    async with asyncio.timeout(ROOM):
        assert await driver.listen_at_the_door(at_the_door(0.0)) == ""
