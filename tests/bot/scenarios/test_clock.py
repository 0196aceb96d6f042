"""The city's clock: it runs as fast as it is told, and never backwards."""

import asyncio
from datetime import timedelta

import pytest
from manual_clock import ManualClock
from patience import ROOM

from bot.scenarios.clock import FASTEST, CityClock
from bot.scenarios.rhythm import FLAT_OUT, Rhythm


@pytest.fixture
def machine() -> ManualClock:
    return ManualClock()


def passed(clock: CityClock, machine: ManualClock, seconds: float) -> float:
    before = clock.now()
    machine.advance(seconds)
    return (clock.now() - before).total_seconds()


def test_time_runs_at_the_speed_it_was_turned_to(machine: ManualClock) -> None:
    clock = CityClock(machine)
    assert passed(clock, machine, 2) == pytest.approx(2)
    clock.turn(20)
    assert passed(clock, machine, 2) == pytest.approx(40)
    clock.turn(0)
    assert passed(clock, machine, 2) == 0
    clock.turn(0.5)
    assert passed(clock, machine, 2) == pytest.approx(1)


def test_a_lease_lasts_at_any_speed(machine: ManualClock) -> None:
    clock, lease = CityClock(machine), timedelta(seconds=30)
    until = clock.now() + clock.reach(lease)
    clock.turn(FASTEST)
    machine.advance(lease.total_seconds() - 0.1)
    assert clock.now() < until


def test_turning_does_not_move_the_hands(machine: ManualClock) -> None:
    clock = CityClock(machine, speed=60)
    machine.advance(3)
    before = clock.now()
    clock.turn(1)
    assert clock.now() == before


def test_what_is_measured_goes_by_the_machine(machine: ManualClock) -> None:
    clock, before = CityClock(machine, speed=60), machine.monotonic()
    machine.advance(3)
    assert clock.monotonic() - before == pytest.approx(3)


def test_a_leap_passes_time_at_once(machine: ManualClock) -> None:
    clock = CityClock(machine)
    before = clock.now()
    clock.leap(120)
    assert (clock.now() - before).total_seconds() == pytest.approx(120)


def test_no_clock_runs_backwards_or_madly(machine: ManualClock) -> None:
    clock = CityClock(machine)
    for wrong in (-1, FASTEST + 1, 0.01):
        with pytest.raises(ValueError, match="speed"):
            clock.turn(wrong)


async def test_who_waits_is_woken_when_the_clock_is_turned() -> None:
    clock = CityClock()
    rhythm = Rhythm(clock, 0.1, 10)
    async with asyncio.timeout(ROOM), asyncio.TaskGroup() as group:
        group.create_task(rhythm.pass_by(30))
        await asyncio.sleep(0)
        rhythm.change_speed(60)


async def test_who_waits_is_let_go_when_the_event_is_stopped() -> None:
    rhythm = Rhythm(CityClock(), 1, 10)
    rhythm.pause()
    async with asyncio.timeout(ROOM), asyncio.TaskGroup() as group:
        group.create_task(rhythm.pass_by(3600))
        await asyncio.sleep(0)
        rhythm.stop()
    assert rhythm.is_over


def test_an_event_is_over_after_its_minutes_unless_it_is_played_flat_out(
    machine: ManualClock,
) -> None:
    lived, flat_out = Rhythm(CityClock(machine), 60, 2), Rhythm(CityClock(machine), FLAT_OUT, 2)
    machine.advance(121)
    assert lived.is_over
    assert not flat_out.is_over


def test_a_wrong_speed_changes_nothing(machine: ManualClock) -> None:
    rhythm = Rhythm(CityClock(machine), 20, 10)
    with pytest.raises(ValueError, match="speed"):
        rhythm.change_speed(1000)
    assert rhythm.speed == rhythm.clock.speed == 20


def test_the_city_waits_for_a_bot_that_lets_somebody_wait(machine: ManualClock) -> None:
    rhythm = Rhythm(CityClock(machine), 60, 100)
    with rhythm.awaiting():
        machine.advance(0.9)
        rhythm.keep_up()
        assert rhythm.clock.speed == 60
        machine.advance(0.2)
        rhythm.keep_up()
        assert rhythm.clock.speed == 1
        assert rhythm.speed == 60, "as it was asked for"
        machine.advance(7)
    assert rhythm.minute == pytest.approx((1.1 * 60 + 7) / 60)
    assert rhythm.kept == pytest.approx((1.1 * 60 + 7) / 8.1)
    rhythm.keep_up()
    assert rhythm.clock.speed == 60


def test_a_city_that_stands_still_or_lives_as_we_do_waits_for_nobody(machine: ManualClock) -> None:
    for speed in (1, 0.5, FLAT_OUT):
        rhythm = Rhythm(CityClock(machine), speed, 100)
        with rhythm.awaiting():
            machine.advance(1000)
            rhythm.keep_up()
            assert rhythm.clock.speed == (speed or 1)
    fast = Rhythm(CityClock(machine), 20, 100)
    fast.pause()
    with fast.awaiting():
        machine.advance(1000)
        fast.keep_up()
        assert fast.clock.speed == 0
