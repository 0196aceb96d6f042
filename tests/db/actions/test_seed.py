"""What is shipped is loaded once, and reads back as it was shipped."""

from cast import Cast
from moments import NOW

from db.actions.incidents import close_incident
from db.actions.seed import ensure_incident, load_catalogue_and_gazetteer
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from db.shipped import shipped_catalogue, shipped_gazetteer
from matching.model import IncidentKind


async def test_the_record_gives_back_what_was_shipped(database: Database) -> None:
    async with database.begin() as session:
        loaded = await load_catalogue_and_gazetteer(session)
    async with database.read() as session:
        catalogue = await load_catalogue(session)
        gazetteer = await load_gazetteer(session)
    assert (loaded.items, len(catalogue.items)) == (180, 180)
    assert catalogue == shipped_catalogue()
    assert gazetteer == shipped_gazetteer()


async def test_an_incident_is_opened_once_and_a_drill_is_another(database: Database) -> None:
    ids = []
    for drill in (False, False, True):
        async with database.begin() as session:
            ids.append(
                await ensure_incident(
                    session, name="flood", kind=IncidentKind.NATURAL_DISASTER, drill=drill, now=NOW
                )
            )
    assert ids[0] == ids[1] != ids[2]


async def test_a_restart_opens_no_incident_anew_that_was_ended(
    database: Database, cast: Cast
) -> None:
    flood = {"name": "flood", "kind": IncidentKind.NATURAL_DISASTER, "drill": False, "now": NOW}
    async with database.begin() as session:
        ended = await ensure_incident(session, **flood)
        await close_incident(session, cast.sun.actor, incident_id=ended, now=NOW)
        assert await ensure_incident(session, **flood) == cast.incident_id
