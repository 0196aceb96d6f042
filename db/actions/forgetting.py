"""Erases a person: what names them goes, what they did stays in the ledger under nobody's name."""

import contextlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.goods import withdraw_lot
from db.actions.inbox_upkeep import empty_updates
from db.actions.keepers import IS_KEPT, must_stay, pass_lots_on
from db.actions.messages import empty_pushes
from db.actions.moves import known
from db.actions.need_changes import close_need
from db.actions.offers import pass_on_offers
from db.actions.vehicles import leave_duty
from db.engine import scrub_after
from db.queries.chain import pseudonym_of
from db.queries.needs import goods_on_the_road
from db.queries.transport import job_of, open_shift_of
from db.tables import (
    AliasVoiceRow,
    CardRow,
    DialogStateRow,
    HelpRow,
    IdentityRow,
    LedgerRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    PersonRow,
    PlaceRow,
    PreviewRow,
    RawReportRow,
    RoleRow,
    ShiftRow,
    VehicleRow,
)
from matching.errors import NotAllowed, Refused, StillBusy
from matching.model import CloseReason, Lifecycle, Reason, Role, Trust
from matching.permissions import SYSTEM, Actor

FORGOTTEN = "person.forgotten"
"""The ledger's word for an erased person: who it was, only an older copy's salt can tell."""


async def forget_person(session: AsyncSession, actor: Actor, *, now: datetime) -> None:
    """End what the person has running, then erase name, phone, addresses, words and the salt.

    Without the salt nobody can tell which pseudonym of the ledger was theirs, and the chain still
    verifies. Raises `StillBusy` while they are on duty, or goods are on the road from or to them.
    Stock at a node that a coordinator answered for is another's to answer for; the last one stays.
    """
    person_id = actor.person_id
    if person_id is None:
        raise NotAllowed(act="forget_person")
    driving = await job_of(session, person_id) or await open_shift_of(session, person_id)
    waits = await goods_on_the_road(session, person_id) or await must_stay(session, person_id)
    if driving is not None or waits:
        raise StillBusy()
    await _end_everything(session, actor, person_id, now)
    await _erase(session, actor, person_id, now)


async def forget_again(session: AsyncSession, pseudonyms: Iterable[str], *, now: datetime) -> int:
    """Erase people once more in a record older than their wish; how many it still knew.

    Whom it does not know is written down all the same: a copy put back later may know them. What
    they have running ends as far as it can: nobody waits for them, but for what is aboard. Nothing
    keeps their names and addresses.
    """
    wanted = set(pseudonyms) - await forgotten_people(session)
    people = await session.execute(
        sa.select(col(PersonRow.id), col(PersonRow.salt)).where(col(PersonRow.salt) != "")
    )
    named = ((known(each), pseudonym_of(known(each), salt)) for each, salt in people)
    found = {person_id: pseudonym for person_id, pseudonym in named if pseudonym in wanted}
    for person_id in sorted(found):
        actor = Actor(person_id=person_id, roles=frozenset(Role))
        await _end_what_can(session, actor, person_id, now)
        await _erase(session, actor, person_id, now)
    for pseudonym in sorted(wanted - set(found.values())):
        await _write_down(session, SYSTEM, pseudonym, now)
    return len(found)


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
    await _erase_messages(session, person_id, now)
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
    for need_id in await _running_needs(session, person_id):
        await close_need(session, actor, need_id=need_id, reason=CloseReason.WITHDRAWN, now=now)
    for lot_id in await _lots(session, person_id):
        await withdraw_lot(session, actor, lot_id=lot_id, now=now)
    await pass_lots_on(session, person_id, now=now)


async def _end_what_can(session: AsyncSession, actor: Actor, person_id: int, now: datetime) -> None:
    """Hand back what is not loaded, leave duty, withdraw needs and stock, each for itself."""
    endings = [
        partial(pass_on_offers, session, driver_id=person_id, reason=Reason.OFF_DUTY, now=now),
        partial(leave_duty, session, actor, now=now),
    ]
    for need_id in await _running_needs(session, person_id):
        why = CloseReason.WITHDRAWN
        endings.append(partial(close_need, session, actor, need_id=need_id, reason=why, now=now))
    for lot_id in await _lots(session, person_id):
        endings.append(partial(withdraw_lot, session, actor, lot_id=lot_id, now=now))
    for end in endings:
        # What is refused here is over already, or never was.
        with contextlib.suppress(Refused):
            async with session.begin_nested():
                await end()
    await pass_lots_on(session, person_id, now=now)


async def _running_needs(session: AsyncSession, person_id: int) -> Sequence[int]:
    found = await session.scalars(
        sa.select(col(NeedRow.id))
        .where(col(NeedRow.reporter_id) == person_id, col(NeedRow.lifecycle) != Lifecycle.CLOSED)
        .order_by(col(NeedRow.id))
    )
    return [known(each) for each in found]


async def _lots(session: AsyncSession, person_id: int) -> Sequence[int]:
    found = await session.scalars(
        sa.select(col(LotRow.id))
        .where(col(LotRow.supplier_id) == person_id, col(LotRow.withdrawn_at).is_(None), ~IS_KEPT)
        .order_by(col(LotRow.id))
    )
    return [known(each) for each in found]


async def _erase_messages(session: AsyncSession, person_id: int, now: datetime) -> None:
    """What was said and shown: raw updates, pushes, cards, dialog, and the addresses themselves."""
    identities = (
        await session.execute(
            sa.select(col(IdentityRow.channel), col(IdentityRow.address)).where(
                col(IdentityRow.person_id) == person_id
            )
        )
    ).all()
    for channel, address in identities:
        await empty_updates(session, address, now=now)
        await empty_pushes(session, channel, address)
        await _run(
            session,
            sa.delete(CardRow).where(
                col(CardRow.channel) == channel, col(CardRow.address) == address
            ),
        )
    for row in (IdentityRow, RoleRow, DialogStateRow, RawReportRow, AliasVoiceRow, PreviewRow):
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
