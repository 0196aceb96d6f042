"""Gives those who could not be asked yet more time: what is not sent is not left unanswered."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions.moves import QUIET
from db.queries.open_questions import Questions
from db.tables import AllocationRow, OfferRow, OutboxRow
from db.tables.messages import OutboxState
from matching.model import AllocationState, OfferState

LEAST_TIME = timedelta(minutes=2)
"""What is left to answer, at least, when a question is sent late."""
MOST_PATIENCE = timedelta(minutes=30)
"""A question that was not sent by then is given up: the next candidate may be reachable."""


async def wait_for_unsent(session: AsyncSession, *, now: datetime) -> None:
    """Put off the end of every proposal and offer whose question has not been sent yet."""
    soon, later, too_old = now + LEAST_TIME / 2, now + LEAST_TIME, now - MOST_PATIENCE
    await session.execute(
        sa.update(AllocationRow)
        .where(
            col(AllocationRow.state) == AllocationState.PROPOSED,
            col(AllocationRow.confirm_by) <= soon,
            col(AllocationRow.created_at) > too_old,
            sa.or_(
                _is_unsent("confirm_stock", col(AllocationRow.id)),
                _is_unsent("confirm_need", col(AllocationRow.id)),
            ),
        )
        .values(confirm_by=later),
        execution_options=QUIET,
    )
    await session.execute(
        sa.update(OfferRow)
        .where(
            col(OfferRow.state) == OfferState.OFFERED,
            col(OfferRow.expires_at) <= soon,
            col(OfferRow.offered_at) > too_old,
            _is_unsent("job_offer", col(OfferRow.id)),
        )
        .values(expires_at=later),
        execution_options=QUIET,
    )


async def put_off_answers(session: AsyncSession, asked: Questions, *, by: timedelta) -> None:
    """Give these questions so much longer; who answered meanwhile is not asked again."""
    for promise_id, end in asked.promises.items():
        await session.execute(
            sa.update(AllocationRow)
            .where(
                col(AllocationRow.id) == promise_id,
                col(AllocationRow.state) == AllocationState.PROPOSED,
                col(AllocationRow.confirm_by) == end,
            )
            .values(confirm_by=end + by),
            execution_options=QUIET,
        )
    for offer_id, end in asked.offers.items():
        await session.execute(
            sa.update(OfferRow)
            .where(
                col(OfferRow.id) == offer_id,
                col(OfferRow.state) == OfferState.OFFERED,
                col(OfferRow.expires_at) == end,
            )
            .values(expires_at=end + by),
            execution_options=QUIET,
        )


def _is_unsent(kind: str, row_id: sa.ColumnExpressionArgument[Any]) -> sa.ColumnElement[bool]:
    """Whether the question of this kind about this row waits in the outbox."""
    key = sa.literal(f"{kind}:") + sa.cast(row_id, sa.String)
    return sa.exists().where(
        col(OutboxRow.dedupe_key) == key,
        col(OutboxRow.state).in_((OutboxState.QUEUED, OutboxState.SENDING)),
    )
