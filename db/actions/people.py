"""People as they come and change: meeting, roles, phone, blocking us, being forgotten."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.cards import renew_cards
from db.actions.moves import changed_one
from db.actions.organisations import found_organisation
from db.engine import add_row, insert
from db.queries.people import KnownPerson, find_person, person_by_id
from db.tables import IdentityRow, PersonRow, RoleRow
from matching.errors import NotAllowed, NotFound
from matching.model import OrganisationKind, Role, Trust
from matching.permissions import SYSTEM, Act, Actor, require
from matching.phone_numbers import is_typed

SALT_BYTES = 16
"""128 bits: nobody guesses which pseudonym of the ledger is whose."""

SELF_SERVICE = frozenset(Role) - {Role.COORDINATOR}
"""Roles a person may take without being invited."""

_KIND_OF_ROLE = {
    Role.HOSPITAL: OrganisationKind.HOSPITAL,
    Role.COMMUNITY: OrganisationKind.COMMUNITY,
    Role.SUPPLIER: OrganisationKind.SUPPLIER,
    Role.DRIVER: OrganisationKind.CARRIER,
}


async def meet_person(
    session: AsyncSession, *, channel: str, address: str, name: str, lang_code: str, now: datetime
) -> KnownPerson:
    """The person who speaks from this address; a stranger is written down on first contact."""
    known = await recognise_person(
        session, channel=channel, address=address, name=name, lang_code=lang_code, now=now
    )
    if known is not None:
        return known
    return await _write_down(session, channel, address, name, lang_code, now)


async def recognise_person(
    session: AsyncSession, *, channel: str, address: str, name: str, lang_code: str, now: datetime
) -> KnownPerson | None:
    """The person who is known at this address; None for a stranger, of whom nothing is kept.

    Whoever speaks to us has not blocked us, so that mark goes.
    """
    known = await find_person(session, channel=channel, address=address)
    if known is None:
        return None
    if known.blocked_at is not None:
        await unblock(session, channel=channel, address=address, now=now)
    news = {}
    if name and not known.name:
        news["name"] = name[:120]
    if lang_code and lang_code[:16] != known.seen_lang:
        news["seen_lang"] = lang_code[:16]
    if not news and known.blocked_at is None:
        return known
    if news:
        await _change(session, known.id, **news)
    return await _must_find(session, known.id)


async def choose_language(session: AsyncSession, actor: Actor, *, lang: str, now: datetime) -> None:
    """Answer this person in `zh` or `en` from now on, whatever their device says."""
    person_id = _self(actor)
    is_new = sa.update(PersonRow).where(col(PersonRow.id) == person_id, col(PersonRow.lang) != lang)
    if not await changed_one(session, is_new.values(lang=lang)):
        return
    await _record(session, "person.language_chosen", actor, person_id, {"lang": lang}, now)


async def share_phone(session: AsyncSession, actor: Actor, *, phone: str, now: datetime) -> None:
    """Keep the person's own number; somebody who can be called back is believed a little more.

    Not so whoever typed it: it may be anybody's.
    """
    person_id = _self(actor)
    await _change(session, person_id, phone=phone[:32])
    if is_typed(phone):
        await _record(session, "person.phone_typed", actor, person_id, {}, now)
        return
    await session.execute(
        sa.update(PersonRow)
        .where(col(PersonRow.id) == person_id, col(PersonRow.trust) == Trust.NEW)
        .values(trust=Trust.PHONE_SHARED)
        .execution_options(synchronize_session=False)
    )
    await _record(session, "person.phone_shared", actor, person_id, {}, now)


async def grant_role(
    session: AsyncSession, actor: Actor, *, person_id: int, role: Role, now: datetime
) -> None:
    """Give somebody a role; a second time changes nothing."""
    require(actor, Act.INVITE)
    await add_role(session, actor, person_id=person_id, role=role, now=now)


async def take_role(
    session: AsyncSession,
    actor: Actor,
    *,
    role: Role,
    name: str,
    organisation: str | None,
    district: str,
    now: datetime,
) -> None:
    """Sign up for a role. Coordinators are invited; a named organisation waits to be verified."""
    person_id = _self(actor)
    if role not in SELF_SERVICE:
        raise NotAllowed(act="take_role")
    await _change(session, person_id, name=name[:120], district=district[:32])
    if organisation and role in _KIND_OF_ROLE:
        # A new row even when one of this name exists: a name typed is not a membership.
        await found_organisation(
            session,
            actor,
            person_id,
            name=organisation,
            kind=_KIND_OF_ROLE[role],
            district=district,
            now=now,
        )
    await add_role(session, actor, person_id=person_id, role=role, now=now)


async def add_role(
    session: AsyncSession, actor: Actor, *, person_id: int, role: Role, now: datetime
) -> None:
    """Write the role down, without asking whether the actor may; callers asked."""
    statement = insert(session, RoleRow).values(
        person_id=person_id, role=role, granted_by=actor.person_id, granted_at=now
    )
    added = await session.scalar(
        statement.on_conflict_do_nothing(index_elements=["person_id", "role"]).returning(
            col(RoleRow.id)
        )
    )
    if added is not None:
        await _record(session, "role.granted", actor, person_id, {"role": role.value}, now)


async def mark_blocked(
    session: AsyncSession, *, channel: str, address: str, now: datetime
) -> int | None:
    """Remember that the person at this address blocked us; nothing is sent there any more.

    Gives the person's id when this is news, so that the caller can pass on what was asked of
    them; None for a stranger or somebody who had blocked us before.
    """
    person_id: int | None = await session.scalar(
        sa.update(IdentityRow)
        .where(
            col(IdentityRow.channel) == channel,
            col(IdentityRow.address) == address,
            col(IdentityRow.blocked_at).is_(None),
        )
        .values(blocked_at=now)
        .returning(col(IdentityRow.person_id))
        .execution_options(synchronize_session=False)
    )
    if person_id is not None:
        await _record(session, "person.blocked", SYSTEM, person_id, {"channel": channel}, now)
    return person_id


async def unblock(
    session: AsyncSession, *, channel: str, address: str, now: datetime
) -> int | None:
    """The person at this address can be written to again; gives their id when this is news.

    Their cards are brought up to date: a job that is no longer theirs must not read as if it were.
    """
    person_id: int | None = await session.scalar(
        sa.update(IdentityRow)
        .where(
            col(IdentityRow.channel) == channel,
            col(IdentityRow.address) == address,
            col(IdentityRow.blocked_at).is_not(None),
        )
        .values(blocked_at=None)
        .returning(col(IdentityRow.person_id))
        .execution_options(synchronize_session=False)
    )
    if person_id is not None:
        await _record(session, "person.unblocked", SYSTEM, person_id, {"channel": channel}, now)
        await renew_cards(session, channel=channel, address=address, person_id=person_id, now=now)
    return person_id


async def _write_down(
    session: AsyncSession, channel: str, address: str, name: str, lang_code: str, now: datetime
) -> KnownPerson:
    person_id = await add_row(
        session,
        PersonRow,
        name=name[:120],
        seen_lang=lang_code[:16],
        salt=secrets.token_hex(SALT_BYTES),
        created_at=now,
    )
    await add_row(
        session,
        IdentityRow,
        person_id=person_id,
        channel=channel,
        address=address,
        created_at=now,
    )
    actor = Actor(person_id=person_id, roles=frozenset())
    await _record(session, "person.met", actor, person_id, {"channel": channel}, now)
    return await _must_find(session, person_id)


async def _change(session: AsyncSession, person_id: int, **news: str | int | None) -> None:
    await session.execute(
        sa.update(PersonRow)
        .where(col(PersonRow.id) == person_id)
        .values(**news)
        .execution_options(synchronize_session=False)
    )


async def _must_find(session: AsyncSession, person_id: int) -> KnownPerson:
    known = await person_by_id(session, person_id)
    if known is None:
        raise NotFound(kind="person")
    return known


def _self(actor: Actor) -> int:
    """The actor's own id; the system is nobody and cannot sign up."""
    if actor.person_id is None:
        raise NotAllowed(act="self")
    return actor.person_id


async def _record(
    session: AsyncSession,
    kind: str,
    actor: Actor,
    person_id: int,
    facts: dict[str, str | int | float | bool | None],
    now: datetime,
) -> None:
    subject = Actor(person_id=person_id, roles=frozenset())
    name = await ledger.pseudonym(session, subject)
    await ledger.record(
        session, kind=kind, actor=actor, subject=f"person:{name}", facts=facts, now=now
    )
