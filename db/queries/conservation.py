"""Where quantities do not add up: lots, lines and allocations against one another."""

from typing import Any

import sqlalchemy as sa

from db.columns import table_of
from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LegRow,
    LotRow,
    NeedLineRow,
    StopRow,
)
from matching.model import AllocationState, JobState, StopState

_LOTS = table_of(LotRow)
_LINES = table_of(NeedLineRow)
_ALLOCATIONS = table_of(AllocationRow)
_A = _ALLOCATIONS.c

_PROPOSED = _A.state == AllocationState.PROPOSED
_CONFIRMED = _A.state == AllocationState.CONFIRMED
_OUT = _A.loaded - _A.accepted - _A.lost - _A.returned
"""What of an allocation has left the lot and neither come back nor been accounted for."""


def _sum(value: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.coalesce(sa.func.sum(value), 0)).where(*where).scalar_subquery()


def _of_lot(value: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return _sum(value, _A.lot_id == _LOTS.c.id, *where).correlate(_LOTS)


def _of_line(value: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return _sum(value, _A.need_line_id == _LINES.c.id, *where).correlate(_LINES)


LOT_PARTS = sa.select(_LOTS.c.id).where(
    sa.or_(
        _LOTS.c.free + _LOTS.c.reserved + _LOTS.c.loaded_out != _LOTS.c.counted,
        _LOTS.c.free < 0,
        _LOTS.c.reserved < 0,
        _LOTS.c.loaded_out < 0,
    )
)
"""Lots whose parts do not make the whole; the record's CHECKs should have refused it."""

LOT_RESERVED = sa.select(_LOTS.c.id).where(
    _LOTS.c.reserved != _of_lot(_A.quantity, sa.or_(_PROPOSED, _CONFIRMED))
)
"""Lots that hold back more or less than proposals and confirmed matches need."""

LOT_LOADED = sa.select(_LOTS.c.id).where(_LOTS.c.loaded_out != _of_lot(_OUT))
"""Lots with more or less on the road than their allocations loaded and not yet settled."""

_L = _LINES.c
LINE_OVER = sa.select(_L.id).where(
    sa.or_(
        _L.reserved + _L.committed + _L.loaded - _L.rejected - _L.lost - _L.returned
        > _L.requested - _L.cancelled,
        _L.accepted + _L.rejected + _L.lost + _L.returned > _L.loaded,
        _L.cancelled > _L.requested,
    )
)
"""Lines promised or given more than was wanted, or where more was handed over than was loaded."""

LINE_SUMS = sa.select(_L.id).where(
    sa.or_(
        _L.reserved != _of_line(_A.quantity, _PROPOSED),
        _L.committed != _of_line(_A.quantity, _CONFIRMED),
        _L.loaded != _of_line(_A.loaded),
        _L.accepted != _of_line(_A.accepted),
        _L.rejected != _of_line(_A.rejected),
        _L.lost != _of_line(_A.lost),
        _L.returned != _of_line(_A.returned),
    )
)
"""Lines whose sums are not those of their allocations."""

_BEFORE = table_of(LegRow).alias("before")
_LEG = table_of(LegRow)
_CONSIGNMENTS = table_of(ConsignmentRow)

LEG_ORDER = sa.select(_LEG.c.consignment_id).where(
    _LEG.c.taken_at.is_not(None),
    _LEG.c.number > 1,
    ~sa.exists().where(
        _BEFORE.c.consignment_id == _LEG.c.consignment_id,
        _BEFORE.c.number == _LEG.c.number - 1,
        _BEFORE.c.given_at <= _LEG.c.taken_at,
    ),
)
"""Consignments of which a leg has the goods though the one before never gave them."""

LEG_CUSTODY = (
    sa.select(_LEG.c.consignment_id)
    .join(_CONSIGNMENTS, _CONSIGNMENTS.c.id == _LEG.c.consignment_id)
    .where(
        _LEG.c.taken_at.is_not(None),
        _LEG.c.given_at.is_(None),
        _LEG.c.job_id != _CONSIGNMENTS.c.job_id,
    )
)
"""Consignments that travel on another job than that of the leg that has the goods."""

_JOBS = table_of(JobRow)
_STOPS = table_of(StopRow)

NOWHERE = (
    sa.select(_CONSIGNMENTS.c.id)
    .join(_JOBS, _JOBS.c.id == _CONSIGNMENTS.c.job_id)
    .join(_STOPS, _STOPS.c.id == _CONSIGNMENTS.c.delivery_stop_id)
    .where(
        _JOBS.c.state.in_((JobState.ACCEPTED, JobState.UNDERWAY)),
        _JOBS.c.reason.is_(None),
        _STOPS.c.state == StopState.SKIPPED,
        sa.exists().where(
            _A.consignment_id == _CONSIGNMENTS.c.id,
            _A.state == AllocationState.LOADED,
            _A.rejected == 0,
        ),
    )
)
"""Consignments aboard a vehicle that goes on, but not to where they are wanted: that was left
out."""
