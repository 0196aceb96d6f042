"""What a push comes to, how its delivery ended, and what the record is told of it."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Delivery, DeliveryKind, SendError
from db.actions.outbox import (
    Push,
    settle_failed,
    settle_retry,
    settle_sent,
    settle_superseded,
)

FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=0.5), timedelta(minutes=5)
"""Wait after a failure that may pass: doubled each time, up to the second."""
MOST_ATTEMPTS = 40
"""Then it is put aside: about two hours of trying, with the line up."""
ONCE = {DeliveryKind.MESSAGE}
"""Doing anything else twice shows the same: no copy can come of it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a push comes to. Without a delivery nothing need be sent.

    Then it is either shown already, as `message_id`, or no longer true.
    """

    delivery: Delivery | None
    digest: str = ""
    message_id: str = ""
    anew: bool = True
    """Whether it is sent as a new message where the one to edit is gone."""


class End(StrEnum):
    """The four ways a push is settled."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One push and its end."""

    push: Push
    end: End
    message_id: str = ""
    digest: str = ""
    error: str = ""
    wait: timedelta = timedelta(0)
    """Until the next try."""
    unsure: bool = False
    """It may have arrived all the same."""


def failure(push: Push, kind: DeliveryKind, error: SendError) -> Outcome:
    """What follows from an error: another try later, or the end."""
    if not error.retryable or push.attempt >= MOST_ATTEMPTS:
        return Outcome(push, End.FAILED, error=error.reason)
    unsure = error.unsure and kind in ONCE
    wait = timedelta(seconds=error.retry_after) if error.retry_after else back_off(push)
    return Outcome(push, End.RETRY, error=error.reason, wait=wait, unsure=unsure)


def back_off(push: Push) -> timedelta:
    """How long to wait before the next try, a quarter more or less by chance."""
    doubled: int = 2 ** min(push.attempt - 1, 20)
    return min(FIRST_RETRY * doubled, LONGEST_RETRY) * random.uniform(0.75, 1.25)  # noqa: S311 (spreads retries, guards nothing)


async def settle(session: AsyncSession, outcome: Outcome, now: datetime) -> None:
    """Write an end down; without effect when the push was given to another sender meanwhile."""
    push = outcome.push
    match outcome.end:
        case End.SENT:
            await settle_sent(
                session, push, message_id=outcome.message_id, digest=outcome.digest, now=now
            )
        case End.RETRY:
            await settle_retry(
                session,
                push,
                not_before=now + outcome.wait,
                error=outcome.error,
                unsure=outcome.unsure,
            )
        case End.FAILED:
            await settle_failed(session, push, error=outcome.error, now=now)
        case End.SUPERSEDED:
            await settle_superseded(session, push, now=now)
