"""Words that come to mean an item: proposed by corrections, accepted or refused by the desk."""

import secrets
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.moves import QUIET, changed_one
from db.engine import insert
from db.queries.needs import find_item
from db.tables import AliasProposalRow, AliasVoiceRow, VocabularyRow
from db.tables.words import ProposalState
from matching.aliases import LONGEST, alias_key, is_harmless
from matching.errors import NotAllowed, NotFound, Outdated
from matching.intake.reader import Reader
from matching.permissions import Act, Actor, require

STAMP_BYTES = 8
_Decided: TypeAlias = sa.Row[str, str, ProposalState, datetime | None]
"""Words, code, state, and when that was decided."""


async def propose_alias(
    session: AsyncSession,
    actor: Actor,
    *,
    words: str,
    code: str,
    lang: str,
    reader: Reader,
    now: datetime,
) -> int | None:
    """Note that somebody meant `code` by `words`; None for words that would do harm.

    Every person counts once, however often they say so.
    """
    if actor.person_id is None:
        raise NotAllowed(act="propose_alias")
    if not is_harmless(words, code, reader):
        return None
    key = alias_key(words, reader)
    statement = insert(session, AliasProposalRow).values(
        words=key,
        shown=" ".join(words.split())[:LONGEST],
        code=code,
        lang=lang,
        people=0,
        times=1,
        state=ProposalState.PROPOSED,
        first_at=now,
        last_at=now,
    )
    proposal_id: int = await session.scalar(
        statement.on_conflict_do_update(
            index_elements=["words", "code"],
            set_={"times": col(AliasProposalRow.times) + 1, "last_at": now},
        ).returning(col(AliasProposalRow.id)),
        execution_options=QUIET,
    )
    voice = (
        insert(session, AliasVoiceRow)
        .values(proposal_id=proposal_id, person_id=actor.person_id)
        .on_conflict_do_nothing(index_elements=["proposal_id", "person_id"])
        .returning(col(AliasVoiceRow.id))
    )
    if await session.scalar(voice) is not None:
        await session.execute(
            sa.update(AliasProposalRow)
            .where(col(AliasProposalRow.id) == proposal_id)
            .values(people=col(AliasProposalRow.people) + 1),
            execution_options=QUIET,
        )
    return proposal_id


async def accept_alias(
    session: AsyncSession, actor: Actor, *, proposal_id: int, now: datetime
) -> None:
    """Let the words mean the item from now on, in every process; other meanings are refused.

    Raises `Outdated` if somebody decided before.
    """
    require(actor, Act.VERIFY)
    words, code = await _open_proposal(session, proposal_id)
    if await find_item(session, code) is None:
        raise NotFound(kind="item")
    await session.execute(
        sa.update(AliasProposalRow)
        .where(
            col(AliasProposalRow.words) == words,
            col(AliasProposalRow.id) != proposal_id,
            col(AliasProposalRow.state) != ProposalState.REFUSED,
        )
        .values(state=ProposalState.REFUSED, decided_by=actor.person_id, decided_at=now),
        execution_options=QUIET,
    )
    await _decide(session, actor, proposal_id, ProposalState.ACCEPTED, now)
    await _stamp(session)


async def refuse_alias(
    session: AsyncSession, actor: Actor, *, proposal_id: int, now: datetime
) -> None:
    """The words do not mean the item; nobody is asked about them again.

    Raises `Outdated` if somebody decided before.
    """
    require(actor, Act.VERIFY)
    await _open_proposal(session, proposal_id)
    await _decide(session, actor, proposal_id, ProposalState.REFUSED, now)


async def take_back_alias(
    session: AsyncSession, actor: Actor, *, proposal_id: int, now: datetime
) -> None:
    """Let accepted words mean the item no longer, in every process; other meanings that were
    refused with the acceptance wait for a decision again.

    Raises `Outdated` if the words are not accepted (any more).
    """
    require(actor, Act.VERIFY)
    row = await _row(session, proposal_id)
    if row.state is not ProposalState.ACCEPTED or not await changed_one(
        session,
        sa.update(AliasProposalRow)
        .where(
            col(AliasProposalRow.id) == proposal_id,
            col(AliasProposalRow.state) == ProposalState.ACCEPTED,
        )
        .values(state=ProposalState.REFUSED, decided_by=actor.person_id, decided_at=now),
    ):
        raise Outdated()
    await session.execute(
        sa.update(AliasProposalRow)
        .where(
            col(AliasProposalRow.words) == row.words,
            col(AliasProposalRow.id) != proposal_id,
            col(AliasProposalRow.state) == ProposalState.REFUSED,
            col(AliasProposalRow.decided_at) == row.decided_at,
        )
        .values(state=ProposalState.PROPOSED, decided_by=None, decided_at=None),
        execution_options=QUIET,
    )
    await _record(session, actor, proposal_id, "alias.taken_back", now)
    await _stamp(session)


async def _open_proposal(session: AsyncSession, proposal_id: int) -> tuple[str, str]:
    row = await _row(session, proposal_id)
    if row.state is not ProposalState.PROPOSED:
        raise Outdated()
    return row.words, row.code


async def _row(session: AsyncSession, proposal_id: int) -> _Decided:
    """The proposal's words, code, state and when it was decided. Raises `NotFound`."""
    row = (
        await session.execute(
            sa.select(
                col(AliasProposalRow.words),
                col(AliasProposalRow.code),
                col(AliasProposalRow.state),
                col(AliasProposalRow.decided_at),
            ).where(col(AliasProposalRow.id) == proposal_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(kind="words")
    return row


async def _decide(
    session: AsyncSession, actor: Actor, proposal_id: int, state: ProposalState, now: datetime
) -> None:
    changed = await changed_one(
        session,
        sa.update(AliasProposalRow)
        .where(
            col(AliasProposalRow.id) == proposal_id,
            col(AliasProposalRow.state) == ProposalState.PROPOSED,
        )
        .values(state=state, decided_by=actor.person_id, decided_at=now),
    )
    if not changed:
        raise Outdated()
    await _record(session, actor, proposal_id, f"alias.{state.value}", now)


async def _record(
    session: AsyncSession, actor: Actor, proposal_id: int, kind: str, now: datetime
) -> None:
    subject = f"alias:{proposal_id}"
    await ledger.record(session, kind=kind, actor=actor, subject=subject, facts={}, now=now)


async def _stamp(session: AsyncSession) -> None:
    """Tell every process that the accepted words have changed."""
    stamp = secrets.token_hex(STAMP_BYTES)
    await session.execute(
        insert(session, VocabularyRow)
        .values(id=1, stamp=stamp)
        .on_conflict_do_update(index_elements=["id"], set_={"stamp": stamp}),
        execution_options=QUIET,
    )
