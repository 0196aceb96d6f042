"""A tiny city for planning tests: a few named places on one street, one kilometre apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from matching.model import Mode, Urgency
from matching.snapshot import (
    Goods,
    OnDuty,
    OpenLine,
    Params,
    Point,
    ReadyLoad,
    Snapshot,
    StockLot,
    WaitingJob,
)

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PARAMS = Params()

GOODS = {
    "N95": Goods("N95", "mask", 0.01, 0.0002, substitutes=("SURG",)),
    "SURG": Goods("SURG", "mask", 0.004, 0.00004),
    "WATER": Goods("WATER", "water", 0.5, 0.0007),
    "INSULIN": Goods("INSULIN", "insulin", 0.1, 0.0001, cold_chain=True),
    "ALCOHOL": Goods("ALCOHOL", "alcohol", 0.5, 0.0006, hazmat="3 (UN1170)"),
    "TENT": Goods("TENT", "tent", 55.0, 0.28),
}

KM = 1 / 111.195
"""Degrees of latitude in one kilometre."""


def at(km: float, district: str = "甘井子区") -> Point:
    """The point `km` north of the southern end of the street."""
    return Point(39.0 + km * KM, 121.5, district)


def line(line_id: int, code: str = "N95", quantity: int = 100, km: float = 0.0, **facts: object):
    """An open need line at kilometre `km`, reported an hour ago."""
    base = OpenLine(
        line_id, line_id, code, quantity, Urgency.NORMAL, NOW - timedelta(hours=1), at(km)
    )
    return replace(base, **facts)


def lot(lot_id: int, code: str = "N95", free: int = 100, km: float = 5.0, **facts: object):
    """A lot at kilometre `km`."""
    return replace(StockLot(lot_id, lot_id, code, free, at(km)), **facts)


def load(
    number: int,
    code: str = "N95",
    quantity: int = 100,
    start: float = 0.0,
    end: float = 5.0,
    **facts: object,
):
    """A confirmed load from kilometre `start` to `end`; places are numbered by their kilometre."""
    base = ReadyLoad(
        allocation_id=number,
        need_id=number,
        supplier_id=number,
        item_code=code,
        quantity=quantity,
        pickup=at(start),
        delivery=at(end),
        pickup_place_id=int(start * 10),
        delivery_place_id=int(end * 10),
        urgency=Urgency.NORMAL,
        reported_at=NOW - timedelta(hours=1),
    )
    return replace(base, **facts)


def van(shift_id: int, km: float = 0.0, kg: float = 500.0, m3: float = 5.0, **facts: object):
    """A van on duty at kilometre `km`; its driver has number shift + 100."""
    return replace(OnDuty(shift_id, shift_id + 100, at(km), Mode.ROAD, kg, m3), **facts)


def waiting(job_id: int, *kms: float, **facts: object):
    """A job that waits, with stops at these kilometres."""
    stops = tuple(at(km) for km in kms)
    return replace(WaitingJob(job_id, stops, 10.0, 0.1, False, False, Urgency.NORMAL), **facts)


def city(**parts: object) -> Snapshot:
    """A snapshot with the usual goods."""
    return Snapshot(goods=GOODS, **parts)
