"""When a driver will probably be somewhere: last position, stops before it, speed of the mode."""

from datetime import datetime, timedelta

from db.queries.job_views import JobStop, JobView
from matching.geo import travel_hours, travel_km
from matching.model import StopKind
from matching.snapshot import Params

_USUAL = Params()


def expected_at(job: JobView, stop_id: int, now: datetime) -> datetime | None:
    """The moment the driver probably reaches the stop; None where a position is not known.

    Whoever comes for goods that another leg brings waits for them.
    """
    here = job.position
    after = timedelta(0)
    for stop in (stop for stop in job.stops if stop.is_open):
        there = stop.point
        if here is None or there is None:
            return None
        km = travel_km(here, there, job.mode, _USUAL.detour)
        after += timedelta(hours=travel_hours(km, job.mode, _USUAL.speed_kmh))
        if stop.stop_id == stop_id:
            return now + after
        after = max(after, _comes_in(job, stop, now))
        after += _USUAL.service
        here = there
    return None


def _comes_in(job: JobView, stop: JobStop, now: datetime) -> timedelta:
    """How long until what is taken over at a stop is there; goods in a standing vehicle are."""
    before = job.beside(-1)
    if not stop.is_node or stop.kind is not StopKind.PICKUP or before is None:
        return timedelta(0)
    if before.stranded or before.reached or before.given_at is not None:
        return timedelta(0)
    return before.arrives_at - now


def expected_for(job: JobView, need_id: int, now: datetime) -> datetime | None:
    """The moment the driver probably is where what is needed there goes."""
    ends = [load.delivery_stop_id for load in job.loads if load.need_id == need_id]
    return expected_at(job, ends[0], now) if ends else None
