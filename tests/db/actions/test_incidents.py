"""Incidents are declared by those who may, and closed once."""

import asyncio

import pytest
from cast import Cast, join
from city import NOW, pushes, put_need, row
from sqlmodel import col

from db.actions.incidents import close_incident, declare_incident
from db.engine import Database
from db.queries.incidents import open_incident, open_incidents
from db.tables import IncidentRow, LedgerRow
from matching.errors import LastIncident, NotAllowed, Outdated
from matching.model import IncidentKind, Role

PLANT = {"name": "化工厂起火", "kind": IncidentKind.ACCIDENT, "drill": True, "now": NOW}


async def test_what_is_reported_now_belongs_to_the_incident_declared_last(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        declared = await declare_incident(session, cast.sun.actor, **PLANT)
    async with database.read() as session:
        found = await open_incident(session)
    assert found is not None
    assert (found.id, found.drill) == (declared, True)


async def test_after_its_end_reports_belong_to_the_one_before(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        declared = await declare_incident(session, cast.sun.actor, **PLANT)
        await close_incident(session, cast.sun.actor, incident_id=declared, now=NOW)
    async with database.read() as session:
        found = await open_incident(session)
    assert found is not None
    assert found.id == cast.incident_id
    assert (await row(database, IncidentRow, col(IncidentRow.id) == declared)).closed_at == NOW


async def test_an_incident_is_closed_once(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        declared = await declare_incident(session, cast.sun.actor, **PLANT)
        await close_incident(session, cast.sun.actor, incident_id=declared, now=NOW)
        for gone in (declared, 999):
            with pytest.raises(Outdated):
                await close_incident(session, cast.sun.actor, incident_id=gone, now=NOW)


async def test_the_last_incident_stays_open(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        with pytest.raises(LastIncident):
            await close_incident(session, cast.sun.actor, incident_id=cast.incident_id, now=NOW)
    async with database.read() as session:
        assert [each.id for each in await open_incidents(session)] == [cast.incident_id]


async def test_of_two_who_end_the_last_two_at_once_one_is_refused(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        declared = await declare_incident(session, cast.sun.actor, **PLANT)

    async def end(incident_id: int) -> bool:
        async with database.begin() as session:
            try:
                await close_incident(session, cast.sun.actor, incident_id=incident_id, now=NOW)
            except LastIncident:
                return False
        return True

    ended = await asyncio.gather(end(declared), end(cast.incident_id))
    assert sorted(ended) == [False, True]


async def test_what_is_open_is_listed_with_its_needs(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, quantity=10)
        declared = await declare_incident(session, cast.sun.actor, **PLANT)
    async with database.read() as session:
        found = await open_incidents(session)
    assert [(each.id, each.drill, each.needs) for each in found] == [
        (declared, True, 0),
        (cast.incident_id, False, 1),
    ]


async def test_its_end_is_in_the_ledger(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        declared = await declare_incident(session, cast.sun.actor, **PLANT)
        await close_incident(session, cast.sun.actor, incident_id=declared, now=NOW)
    entry = await row(database, LedgerRow, col(LedgerRow.kind) == "incident.closed")
    assert (entry.subject, entry.drill) == (f"incident:{declared}", True)
    assert entry.actor


async def test_only_coordinators_declare(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await declare_incident(session, cast.li.actor, **PLANT)
        with pytest.raises(NotAllowed):
            await close_incident(session, cast.li.actor, incident_id=1, now=NOW)


async def test_the_other_coordinators_are_told_and_not_the_one_who_did_it(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        qian = await join(session, "107", "钱主任", "zh", Role.COORDINATOR)
        declared = await declare_incident(session, cast.sun.actor, **PLANT)
        await close_incident(session, cast.sun.actor, incident_id=declared, now=NOW)
    told = [(each.kind, each.params, each.drill) for each in await pushes(database, qian)]
    facts = {"incident_id": declared, "by": cast.sun.person_id}
    assert told == [("incident_declared", facts, True), ("incident_ended", facts, True)]
    for other in (cast.sun, cast.li, cast.chen):
        assert not await pushes(database, other, "incident_declared")
