"""What is stuck, kind by kind: one statement each, the longest waiting first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.at_nodes import left_at_nodes, waiting_at_nodes
from db.queries.stuck_jobs import silent, stranded, unreturned, untaken
from db.tables import (
    AllocationRow,
    HelpRow,
    InboxRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OrganisationRow,
    PersonRow,
    PlaceRow,
)
from db.tables.messages import InboxState
from db.tables.people import HelpState
from matching.model import (
    AllocationState,
    Hold,
    Lifecycle,
    Urgency,
    Verification,
)

Statement: TypeAlias = sa.Select[*tuple[Any, ...]]


class StuckKind(StrEnum):
    """Kinds of trouble, the gravest first."""

    CRITICAL = "critical"
    UNVERIFIED = "unverified"
    HELP = "help"
    ORGANISATIONS = "organisations"
    CONFIRMING = "confirming"
    UNCARRIED = "uncarried"
    UNTAKEN = "untaken"
    SILENT = "silent"
    STRANDED = "stranded"
    LEFT = "left"
    AT_NODE = "at_node"
    UNRETURNED = "unreturned"
    ON_HOLD = "on_hold"
    DEAD = "dead"


def stuck_statement(kind: StuckKind, now: datetime) -> Statement:
    """Everything of one kind that waits; columns as in `desk.StuckRow`."""
    return _STATEMENTS[kind](now)


async def critical_needs_of(session: AsyncSession, line_ids: Iterable[int]) -> Sequence[Any]:
    """Id and drill flag of the critical needs that these lines are of."""
    rows: Any = await session.execute(
        sa.select(col(NeedRow.id), col(NeedRow.drill))
        .join(NeedLineRow, col(NeedLineRow.need_id) == col(NeedRow.id))
        .where(
            col(NeedLineRow.id).in_(sorted(line_ids)),
            col(NeedRow.urgency) == Urgency.CRITICAL,
            col(NeedRow.lifecycle) == Lifecycle.OPEN,
        )
        .distinct()
        .order_by(col(NeedRow.id))
    )
    return list(rows)


def _uncovered(_now: datetime) -> Statement:
    """Critical lines that nothing firm covers, though the report is believed."""
    line = NeedLineRow
    promised = col(line.reserved) + col(line.committed) + col(line.loaded)
    undone = col(line.rejected) + col(line.lost) + col(line.returned)
    missing = col(line.requested) - col(line.cancelled) - promised + undone
    return (
        sa.select(
            col(NeedRow.id),
            col(NeedRow.reported_at).label("since"),
            col(NeedRow.code),
            col(line.item_code),
            missing.label("quantity"),
            col(PlaceRow.district),
            col(NeedRow.drill),
        )
        .join(line, col(line.need_id) == col(NeedRow.id))
        .join(PlaceRow, col(PlaceRow.id) == col(NeedRow.place_id))
        .where(
            col(NeedRow.lifecycle) == Lifecycle.OPEN,
            col(NeedRow.urgency) == Urgency.CRITICAL,
            col(NeedRow.verification).in_((Verification.VOUCHED, Verification.VERIFIED)),
            missing > 0,
        )
        .order_by(col(NeedRow.reported_at), col(line.id))
    )


def _unverified(_now: datetime) -> Statement:
    return (
        sa.select(
            col(NeedRow.id),
            col(NeedRow.reported_at).label("since"),
            col(NeedRow.code),
            col(PersonRow.name),
            col(PlaceRow.district),
            col(NeedRow.urgency).label("state"),
            col(NeedRow.drill),
        )
        .join(PersonRow, col(PersonRow.id) == col(NeedRow.reporter_id))
        .join(PlaceRow, col(PlaceRow.id) == col(NeedRow.place_id))
        .where(
            col(NeedRow.lifecycle) == Lifecycle.OPEN,
            col(NeedRow.verification) == Verification.UNVERIFIED,
        )
        .order_by(col(NeedRow.reported_at), col(NeedRow.id))
    )


def _help(_now: datetime) -> Statement:
    return (
        sa.select(
            col(HelpRow.id),
            col(HelpRow.created_at).label("since"),
            col(PersonRow.name),
            col(HelpRow.question).label("state"),
        )
        .join(PersonRow, col(PersonRow.id) == col(HelpRow.person_id))
        .where(col(HelpRow.state).in_((HelpState.OPEN, HelpState.TAKEN)), col(HelpRow.answer) == "")
        .order_by(col(HelpRow.id))
    )


def _organisations(_now: datetime) -> Statement:
    row = OrganisationRow
    return (
        sa.select(
            col(row.id),
            col(row.created_at).label("since"),
            col(row.name),
            col(row.district),
            col(row.kind).label("state"),
        )
        .where(col(row.verification) == Verification.UNVERIFIED)
        .order_by(col(row.id))
    )


def _confirming(_now: datetime) -> Statement:
    return (
        sa.select(
            col(AllocationRow.id),
            col(AllocationRow.created_at).label("since"),
            col(NeedRow.code),
            col(LotRow.item_code),
            col(AllocationRow.quantity),
            sa.case(
                (col(AllocationRow.supplier_confirmed_at).is_not(None), "receiver"),
                (col(AllocationRow.receiver_confirmed_at).is_not(None), "supplier"),
                else_="both",
            ).label("state"),
            col(AllocationRow.drill),
        )
        .join(NeedLineRow, col(NeedLineRow.id) == col(AllocationRow.need_line_id))
        .join(NeedRow, col(NeedRow.id) == col(NeedLineRow.need_id))
        .join(LotRow, col(LotRow.id) == col(AllocationRow.lot_id))
        .where(col(AllocationRow.state) == AllocationState.PROPOSED)
        .order_by(col(AllocationRow.created_at), col(AllocationRow.id))
    )


def _uncarried(_now: datetime) -> Statement:
    """Confirmed goods that no job carries yet."""
    return (
        sa.select(
            col(AllocationRow.id),
            col(AllocationRow.created_at).label("since"),
            col(NeedRow.code),
            col(LotRow.item_code),
            col(AllocationRow.quantity),
            col(PlaceRow.district),
            col(AllocationRow.drill),
        )
        .join(NeedLineRow, col(NeedLineRow.id) == col(AllocationRow.need_line_id))
        .join(NeedRow, col(NeedRow.id) == col(NeedLineRow.need_id))
        .join(LotRow, col(LotRow.id) == col(AllocationRow.lot_id))
        .join(PlaceRow, col(PlaceRow.id) == col(LotRow.place_id))
        .where(
            col(AllocationRow.state) == AllocationState.CONFIRMED,
            col(AllocationRow.consignment_id).is_(None),
        )
        .order_by(col(AllocationRow.created_at), col(AllocationRow.id))
    )


def _on_hold(_now: datetime) -> Statement:
    return (
        sa.select(
            col(LotRow.id),
            col(LotRow.counted_at).label("since"),
            col(LotRow.item_code),
            col(LotRow.free).label("quantity"),
            col(PlaceRow.district),
            col(LotRow.hold).label("state"),
            col(LotRow.drill),
        )
        .join(PlaceRow, col(PlaceRow.id) == col(LotRow.place_id))
        .where(col(LotRow.hold) != Hold.NONE, col(LotRow.withdrawn_at).is_(None))
        .order_by(col(LotRow.counted_at), col(LotRow.id))
    )


def _dead(_now: datetime) -> Statement:
    return (
        sa.select(col(InboxRow.id), col(InboxRow.received_at).label("since"))
        .where(col(InboxRow.state) == InboxState.DEAD)
        .order_by(col(InboxRow.id))
    )


_STATEMENTS = {
    StuckKind.CRITICAL: _uncovered,
    StuckKind.UNVERIFIED: _unverified,
    StuckKind.HELP: _help,
    StuckKind.ORGANISATIONS: _organisations,
    StuckKind.CONFIRMING: _confirming,
    StuckKind.UNCARRIED: _uncarried,
    StuckKind.UNTAKEN: untaken,
    StuckKind.SILENT: silent,
    StuckKind.STRANDED: stranded,
    StuckKind.LEFT: left_at_nodes,
    StuckKind.AT_NODE: waiting_at_nodes,
    StuckKind.UNRETURNED: unreturned,
    StuckKind.ON_HOLD: _on_hold,
    StuckKind.DEAD: _dead,
}
