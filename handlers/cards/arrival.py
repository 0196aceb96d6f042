"""When a driver will probably be somewhere: last position, stops before it, speed of the mode."""

from datetime import datetime, timedelta

from db.queries.job_views import JobView
from matching.geo import travel_hours, travel_km
from matching.snapshot import Params

_USUAL = Params()


def expected_at(job: JobView, stop_id: int, now: datetime) -> datetime | None:
    """The moment the driver probably reaches the stop; None where a position is not known."""
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
        after += _USUAL.service
        here = there
    return None


def expected_for(job: JobView, need_id: int, now: datetime) -> datetime | None:
    """The moment the driver probably is where what is needed there goes."""
    ends = [load.delivery_stop_id for load in job.loads if load.need_id == need_id]
    return expected_at(job, ends[0], now) if ends else None
