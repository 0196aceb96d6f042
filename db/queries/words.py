"""Learnt words: those that are accepted, and those that wait for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import AliasProposalRow, VocabularyRow
from db.tables.words import ProposalState
from matching.intake.reader import Alias

MOST_ALIASES = 20_000
"""Accepted words that are loaded; a city will not learn more."""
_PROPOSALS = table_of(AliasProposalRow)
_VOCABULARY = table_of(VocabularyRow)
_STAMP = sa.select(_VOCABULARY.c.stamp).where(_VOCABULARY.c.id == 1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that wait for a decision, or were accepted."""

    id: int
    words: str
    code: str
    people: int
    times: int


async def vocabulary_stamp(session: AsyncSession) -> str:
    """Changes whenever the accepted words do; empty before the first."""
    return await session.scalar(_STAMP) or ""


async def accepted_aliases(session: AsyncSession) -> tuple[Alias, ...]:
    """The learnt words, oldest decision first."""
    rows = await session.execute(
        sa.select(_PROPOSALS.c.words, _PROPOSALS.c.code)
        .where(_PROPOSALS.c.state == ProposalState.ACCEPTED)
        .order_by(_PROPOSALS.c.decided_at, _PROPOSALS.c.id)
        .limit(MOST_ALIASES)
    )
    return tuple(Alias(words, code) for words, code in rows)


async def open_proposals(
    session: AsyncSession, *, page: int, size: int
) -> tuple[int, tuple[Proposal, ...]]:
    """How many wait, and a page of them: those that most people meant come first."""
    columns = _PROPOSALS.c
    order = (columns.people.desc(), columns.times.desc(), columns.id)
    return await _page(session, ProposalState.PROPOSED, order, page, size)


async def known_aliases(
    session: AsyncSession, *, page: int, size: int
) -> tuple[int, tuple[Proposal, ...]]:
    """How many are accepted, and a page of them, accepted last first."""
    columns = _PROPOSALS.c
    order = (columns.decided_at.desc(), columns.id.desc())
    return await _page(session, ProposalState.ACCEPTED, order, page, size)


async def known_alias(session: AsyncSession, proposal_id: int) -> Proposal | None:
    """One that is accepted."""
    mine = (_PROPOSALS.c.id == proposal_id, _PROPOSALS.c.state == ProposalState.ACCEPTED)
    row = (await session.execute(_PROPOSAL.where(*mine))).one_or_none()
    return None if row is None else Proposal(*row)


async def _page(
    session: AsyncSession,
    state: ProposalState,
    order: Sequence[sa.ColumnElement[Any]],
    page: int,
    size: int,
) -> tuple[int, tuple[Proposal, ...]]:
    so = _PROPOSALS.c.state == state
    total = await session.scalar(sa.select(sa.func.count()).select_from(_PROPOSALS).where(so))
    paged = _PROPOSAL.where(so).order_by(*order).offset(page * size).limit(size)
    rows = await session.execute(paged)
    return total or 0, tuple(Proposal(*row) for row in rows)


_PROPOSAL = sa.select(
    _PROPOSALS.c.id,
    _PROPOSALS.c.shown,
    _PROPOSALS.c.code,
    _PROPOSALS.c.people,
    _PROPOSALS.c.times,
)
