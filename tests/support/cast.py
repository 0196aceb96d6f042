"""The people every test knows, made through the same actions people use."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from moments import NOW
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.people import add_role, choose_language, meet_person, share_phone
from db.actions.seed import ensure_incident
from db.engine import Database
from db.tables import METADATA
from matching.model import IncidentKind, Role
from matching.permissions import SYSTEM, Actor

CHANNEL = "telegram"


@dataclass(frozen=True)
class Member:
    """One of the cast: ids and how to reach them."""

    person_id: int
    address: str
    actor: Actor


@dataclass(frozen=True)
class Cast:
    """Wang lives here, Li nurses, Zhao supplies, Chen and Liu drive, Sun decides."""

    incident_id: int
    wang: Member
    li: Member
    zhao: Member
    chen: Member
    liu: Member
    sun: Member


ROLES = {
    "wang": ("101", "王秀英", "zh", Role.RESIDENT),
    "li": ("102", "李敏", "zh", Role.HOSPITAL),
    "zhao": ("103", "赵国强", "zh", Role.SUPPLIER),
    "chen": ("104", "陈师傅", "zh", Role.DRIVER),
    "liu": ("105", "Liu Wei", "en", Role.DRIVER),
    "sun": ("106", "Sun Hong", "en", Role.COORDINATOR),
}


async def join(session: AsyncSession, address: str, name: str, lang: str, *roles: Role) -> Member:
    """Somebody speaks to us for the first time, chooses a language and gets roles."""
    known = await meet_person(
        session, channel=CHANNEL, address=address, name=name, lang_code=lang, now=NOW
    )
    await choose_language(session, known.actor, lang=lang, now=NOW)
    for role in roles:
        await add_role(session, SYSTEM, person_id=known.id, role=role, now=NOW)
    return Member(known.id, address, replace(known.actor, roles=frozenset(roles)))


async def gather_cast(database: Database, *, drill: bool = False) -> Cast:
    """The whole cast in a fresh database with one open incident."""
    async with database.begin() as session:
        incident_id = await ensure_incident(
            session,
            name="7·1 flood",
            kind=IncidentKind.NATURAL_DISASTER,
            drill=drill,
            now=NOW,
        )
        members = {
            key: await join(session, address, name, lang, role)
            for key, (address, name, lang, role) in ROLES.items()
        }
        for key in ("li", "zhao", "chen", "liu"):
            phone = f"1380000{members[key].address:0>4}"
            await share_phone(session, members[key].actor, phone=phone, now=NOW)
    return Cast(incident_id=incident_id, **members)


SAVED: list[tuple[sa.Insert, list[dict[str, Any]]]] = []
"""The rows the cast is made of, table by table, once somebody has gathered it."""
NUMBERED: list[sa.Function[Any]] = []
"""What tells PostgreSQL's sequences of the numbers in those rows."""
SEATED: list[Cast] = []
"""The cast of those rows."""
_NO_HEAD = sa.delete(METADATA.tables["ledger_head"])


async def seat_cast(database: Database) -> Cast:
    """The same cast as `gather_cast`, put in place from what the first gathering wrote."""
    if not SAVED:
        SEATED.append(await gather_cast(database))
        async with database.read() as session:
            for table in METADATA.sorted_tables:
                rows = (await session.execute(sa.select(table))).mappings().all()
                if rows and table.name not in ("items", "gazetteer"):
                    _save(table, [dict(row) for row in rows])
        return SEATED[0]
    async with database.begin() as session:
        await session.execute(_NO_HEAD)
        for insert, rows in SAVED:
            await session.execute(insert, rows)
        if not database.is_sqlite:
            await session.execute(sa.select(*NUMBERED))
    return SEATED[0]


def _save(table: sa.Table, rows: list[dict[str, Any]]) -> None:
    SAVED.append((sa.insert(table), rows))
    if "id" in rows[0] and table.name != "ledger_head":
        NUMBERED.append(sa.func.setval(f"{table.name}_id_seq", max(row["id"] for row in rows)))
