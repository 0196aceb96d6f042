"""Where the map thinks a vehicle is: between two stops, never past one that was not reported."""

from typing import Any

import pytest
from browsing import Window

START, DEPOT, HOSPITAL = (38.90, 121.60), (38.95, 121.60), (38.95, 121.70)
HALF_AN_HOUR = 30


def spot(point: tuple[float, float] | None) -> dict[str, Any]:
    lat, lon = point or (None, None)
    return {"district": "", "lat": lat, "lon": lon}


def stop(point: tuple[float, float], state: str, done_at: str | None = None) -> dict[str, Any]:
    return {"state": state, "spot": spot(point), "done_at": done_at}


def job(first: str, second: str) -> dict[str, Any]:
    """Accepted at noon; the first stop, if done, ten minutes later."""
    done = "2026-03-02T12:10:00+00:00" if first == "done" else None
    return {
        "accepted_at": "2026-03-02T12:00:00+00:00",
        "stops": [stop(DEPOT, first, done), stop(HOSPITAL, second)],
    }


async def estimate(window: Window, work: Any, minute: int, start: Any = START) -> Any:
    vehicle = {"spot": spot(start)}
    return await window.page.evaluate(
        """async ([vehicle, work, now]) =>
            (await import("/js/route.js")).estimate(vehicle, work, Date.parse(now))""",
        [vehicle, work, f"2026-03-02T12:{minute:02}:00+00:00"],
    )


async def test_a_free_vehicle_stands_where_its_driver_said(window: Window) -> None:
    assert await estimate(window, None, 0) == list(START)
    assert await estimate(window, None, 0, start=None) is None


async def test_a_vehicle_comes_nearer_and_waits_before_the_stop(window: Window) -> None:
    planned = job("planned", "planned")
    at = [await estimate(window, planned, minute) for minute in (0, 5, 10, HALF_AN_HOUR, 59)]
    lats = [lat for lat, _ in at]
    assert lats[0] == START[0]
    assert lats == sorted(lats)
    assert START[0] < lats[1] < DEPOT[0]
    assert at[3] == at[4]
    assert lats[4] < DEPOT[0], "nobody said that it is there"


async def test_a_vehicle_is_where_its_driver_has_arrived(window: Window) -> None:
    assert await estimate(window, job("arrived", "planned"), 1) == list(DEPOT)
    assert await estimate(window, job("done", "arrived"), 20) == list(HOSPITAL)
    assert await estimate(window, job("done", "done"), 20) == list(HOSPITAL)


async def test_a_vehicle_goes_on_from_its_last_stop(window: Window) -> None:
    lat, lon = await estimate(window, job("done", "planned"), 15)
    assert lat == pytest.approx(DEPOT[0])
    assert DEPOT[1] < lon < HOSPITAL[1]


async def test_a_vehicle_that_never_said_where_it_is_starts_at_the_first_stop(
    window: Window,
) -> None:
    assert await estimate(window, job("planned", "planned"), 5, start=None) == list(DEPOT)
