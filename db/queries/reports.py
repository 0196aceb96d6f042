"""Rows for people outside: what happened, by code and district, with nobody's name in it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import AllocationRow, HandoverRow, JobRow, LotRow, NeedLineRow, NeedRow, PlaceRow


@dataclass(frozen=True, slots=True)
class Report:
    """A statement and the heads of its columns."""

    columns: tuple[str, ...]
    statement: sa.Select[Any]


def _report(*columns: tuple[str, Any], joined: Any, order: Any) -> Report:
    heads = tuple(head for head, _ in columns)
    chosen = [column.label(head) for head, column in columns]
    return Report(heads, sa.select(*chosen).select_from(joined).order_by(order))


REPORTS: dict[str, Report] = {
    "needs": _report(
        ("need", col(NeedRow.code)),
        ("reported_at", col(NeedRow.reported_at)),
        ("district", col(PlaceRow.district)),
        ("urgency", col(NeedRow.urgency)),
        ("verification", col(NeedRow.verification)),
        ("lifecycle", col(NeedRow.lifecycle)),
        ("close_reason", col(NeedRow.close_reason)),
        ("people", col(NeedRow.people)),
        ("item", col(NeedLineRow.item_code)),
        ("requested", col(NeedLineRow.requested)),
        ("quantity_kind", col(NeedLineRow.quantity_kind)),
        ("reserved", col(NeedLineRow.reserved)),
        ("committed", col(NeedLineRow.committed)),
        ("loaded", col(NeedLineRow.loaded)),
        ("accepted", col(NeedLineRow.accepted)),
        ("rejected", col(NeedLineRow.rejected)),
        ("drill", col(NeedRow.drill)),
        joined=sa.join(
            sa.join(NeedRow, NeedLineRow, col(NeedRow.id) == col(NeedLineRow.need_id)),
            PlaceRow,
            col(NeedRow.place_id) == col(PlaceRow.id),
        ),
        order=col(NeedLineRow.id),
    ),
    "stock": _report(
        ("lot", col(LotRow.id)),
        ("counted_at", col(LotRow.counted_at)),
        ("district", col(PlaceRow.district)),
        ("item", col(LotRow.item_code)),
        ("counted", col(LotRow.counted)),
        ("quantity_kind", col(LotRow.quantity_kind)),
        ("free", col(LotRow.free)),
        ("reserved", col(LotRow.reserved)),
        ("loaded_out", col(LotRow.loaded_out)),
        ("hold", col(LotRow.hold)),
        ("reserve_mode", col(LotRow.reserve_mode)),
        ("expires_at", col(LotRow.expires_at)),
        ("drill", col(LotRow.drill)),
        joined=sa.join(LotRow, PlaceRow, col(LotRow.place_id) == col(PlaceRow.id)),
        order=col(LotRow.id),
    ),
    "matches": _report(
        ("match", col(AllocationRow.id)),
        ("created_at", col(AllocationRow.created_at)),
        ("ended_at", col(AllocationRow.ended_at)),
        ("lot", col(AllocationRow.lot_id)),
        ("quantity", col(AllocationRow.quantity)),
        ("state", col(AllocationRow.state)),
        ("reason", col(AllocationRow.reason)),
        ("km", col(AllocationRow.km)),
        ("drill", col(AllocationRow.drill)),
        joined=AllocationRow,
        order=col(AllocationRow.id),
    ),
    "jobs": _report(
        ("job", col(JobRow.id)),
        ("created_at", col(JobRow.created_at)),
        ("accepted_at", col(JobRow.accepted_at)),
        ("closed_at", col(JobRow.closed_at)),
        ("state", col(JobRow.state)),
        ("reason", col(JobRow.reason)),
        ("mode", col(JobRow.mode)),
        ("km", col(JobRow.km)),
        ("kg", col(JobRow.kg)),
        ("drill", col(JobRow.drill)),
        joined=JobRow,
        order=col(JobRow.id),
    ),
    "handovers": _report(
        ("handover", col(HandoverRow.id)),
        ("kind", col(HandoverRow.kind)),
        ("job", col(HandoverRow.job_id)),
        ("match", col(HandoverRow.allocation_id)),
        ("quantity", col(HandoverRow.quantity)),
        ("rejected", col(HandoverRow.rejected)),
        ("reason", col(HandoverRow.reason)),
        ("proof", col(HandoverRow.proof)),
        ("actor_at", col(HandoverRow.actor_at)),
        ("server_at", col(HandoverRow.server_at)),
        ("drill", col(HandoverRow.drill)),
        joined=HandoverRow,
        order=col(HandoverRow.id),
    ),
}


async def read_report(session: AsyncSession, report: Report) -> AsyncIterator[Sequence[Any]]:
    """The rows of a report, streamed: a whole city's history does not fit in memory."""
    result = await session.stream(report.statement)
    async for row in result:
        yield tuple(row)
