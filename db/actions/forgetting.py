"""Erases a person: what names them goes, what they did stays in the ledger under nobody's name."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.goods import withdraw_lot
from db.actions.need_changes import close_need
from db.engine import scrub_after
from db.queries.chain import pseudonym_of
from db.queries.needs import goods_on_the_road
from db.queries.transport import job_of, open_shift_of
from db.tables import (
    CardRow,
    DialogStateRow,
    HelpRow,
    IdentityRow,
    InboxRow,
    LedgerRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OutboxRow,
    PersonRow,
    PlaceRow,
    RoleRow,
    ShiftRow,
    VehicleRow,
)
from matching.errors import NotAllowed, StillBusy
from matching.model import CloseReason, Lifecycle, Role, Trust
from matching.permissions import SYSTEM, Actor

FORGOTTEN = "person.forgotten"
"""The ledger's word for an erased person: who it was, only an older copy's salt can tell."""


async def forget_person(session: AsyncSession, actor: Actor, *, now: datetime) -> None:
    """End what the person has running, then erase name, phone, addresses, words and the salt.

    Without the salt nobody can tell which pseudonym of the ledger was theirs, and the chain still
    verifies. Raises `StillBusy` while they are on duty, or goods are on the road from or to them.
    """
    person_id = actor.person_id
    if person_id is None:
        raise NotAllowed(act="forget_person")
    driving = await job_of(session, person_id) or await open_shift_of(session, person_id)
    if driving is not None or await goods_on_the_road(session, person_id):
        raise StillBusy()
    await _end_everything(session, actor, person_id, now)
    await _erase(session, actor, person_id, now)


async def forget_again(session: AsyncSession, pseudonyms: Iterable[str], *, now: datetime) -> int:
    """Erase people once more in a record older than their wish; how many it still knew.

    Whom it does not know is written down all the same: a copy put back later may know them. What
    they have running ends as far as it can; nothing keeps their names and addresses.
    """
    wanted = set(pseudonyms) - await forgotten_people(session)
    people = await session.execute(
        sa.select(col(PersonRow.id), col(PersonRow.salt)).where(col(PersonRow.salt) != "")
    )
    named = ((person_id or 0, pseudonym_of(person_id or 0, salt)) for person_id, salt in people)
    known = {person_id: pseudonym for person_id, pseudonym in named if pseudonym in wanted}
    for person_id in sorted(known):
        actor = Actor(person_id=person_id, roles=frozenset(Role))
        try:
            async with session.begin_nested():
                await forget_person(session, actor, now=now)
        except StillBusy:
            await _erase(session, actor, person_id, now)
    for pseudonym in sorted(wanted - set(known.values())):
        await _write_down(session, SYSTEM, pseudonym, now)
    return len(known)


async def forgotten_people(session: AsyncSession) -> frozenset[str]:
    """The pseudonyms of those who were erased: only a copy that still has their salt can tell."""
    found = await session.scalars(
        sa.select(col(LedgerRow.subject)).where(col(LedgerRow.kind) == FORGOTTEN)
    )
    return frozenset(each.removeprefix("person:") for each in found)


async def _write_down(session: AsyncSession, actor: Actor, pseudonym: str, now: datetime) -> None:
    """Let the ledger know that whoever had this pseudonym is forgotten."""
    subject = f"person:{pseudonym}"
    await ledger.record(session, kind=FORGOTTEN, actor=actor, subject=subject, facts={}, now=now)


async def _erase(session: AsyncSession, actor: Actor, person_id: int, now: datetime) -> None:
    """Take the person out of every table, and out of the files after that."""
    scrub_after(session)
    await _write_down(session, actor, await ledger.pseudonym(session, actor), now)
    await _erase_messages(session, person_id)
    await _erase_words(session, person_id)
    await _run(
        session,
        sa.update(PersonRow)
        .where(col(PersonRow.id) == person_id)
        .values(
            name="",
            phone="",
            salt="",
            lang="",
            seen_lang="",
            district="",
            organisation_id=None,
            last_place_id=None,
            trust=Trust.NEW,
        ),
    )


async def _end_everything(
    session: AsyncSession, actor: Actor, person_id: int, now: datetime
) -> None:
    """Withdraw needs and stock, so that nobody waits for a person who is gone."""
    needs = await session.scalars(
        sa.select(col(NeedRow.id)).where(
            col(NeedRow.reporter_id) == person_id, col(NeedRow.lifecycle) != Lifecycle.CLOSED
        )
    )
    for need_id in needs.all():
        await close_need(
            session, actor, need_id=need_id or 0, reason=CloseReason.WITHDRAWN, now=now
        )
    lots = await session.scalars(
        sa.select(col(LotRow.id)).where(
            col(LotRow.supplier_id) == person_id, col(LotRow.withdrawn_at).is_(None)
        )
    )
    for lot_id in lots.all():
        await withdraw_lot(session, actor, lot_id=lot_id or 0, now=now)


async def _erase_messages(session: AsyncSession, person_id: int) -> None:
    """What was said and shown: raw updates, pushes, cards, dialog, and the addresses themselves."""
    identities = (
        await session.execute(
            sa.select(col(IdentityRow.channel), col(IdentityRow.address)).where(
                col(IdentityRow.person_id) == person_id
            )
        )
    ).all()
    for channel, address in identities:
        # The row stays for its update id, by which a repeat is known; what it said goes.
        await _run(
            session,
            sa.update(InboxRow).where(col(InboxRow.chat) == address).values(body={}, chat=""),
        )
        for table in (OutboxRow, CardRow):
            await _run(
                session,
                sa.delete(table).where(
                    col(table.channel) == channel, col(table.address) == address
                ),
            )
    for row in (IdentityRow, RoleRow, DialogStateRow):
        await _run(session, sa.delete(row).where(col(row.person_id) == person_id))


async def _erase_words(session: AsyncSession, person_id: int) -> None:
    """Addresses, exact positions, notes and questions."""
    await _run(
        session,
        sa.update(PlaceRow)
        .where(col(PlaceRow.person_id) == person_id)
        .values(label="", address="", lat=None, lon=None),
    )
    await _run(
        session,
        sa.update(ShiftRow)
        .where(col(ShiftRow.person_id) == person_id)
        .values(lat=None, lon=None, district=""),
    )
    await _run(
        session,
        sa.update(VehicleRow).where(col(VehicleRow.person_id) == person_id).values(label=""),
    )
    mine = col(NeedRow.reporter_id) == person_id
    await _run(
        session,
        sa.update(NeedLineRow)
        .where(col(NeedLineRow.need_id).in_(sa.select(col(NeedRow.id)).where(mine)))
        .values(stated=""),
    )
    await _run(session, sa.update(NeedRow).where(mine).values(note=""))
    await _run(
        session,
        sa.update(HelpRow)
        .where(col(HelpRow.person_id) == person_id)
        .values(question="", answer=""),
    )


async def _run(session: AsyncSession, statement: sa.Update | sa.Delete) -> None:
    await session.execute(statement, execution_options={"synchronize_session": False})
