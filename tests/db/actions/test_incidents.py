"""Incidents are declared by those who may, and closed once."""

import pytest
from cast import Cast
from city import NOW, row
from sqlmodel import col

from db.actions.incidents import close_incident, declare_incident
from db.engine import Database
from db.queries.incidents import open_incident
from db.tables import IncidentRow
from matching.errors import NotAllowed, Outdated
from matching.model import IncidentKind

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


async def test_only_coordinators_declare(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await declare_incident(session, cast.li.actor, **PLANT)
        with pytest.raises(NotAllowed):
            await close_incident(session, cast.li.actor, incident_id=1, now=NOW)
