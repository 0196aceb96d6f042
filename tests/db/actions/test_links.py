"""Links between districts: shipped, changed by coordinators, and seen by the next plan."""

import pytest
import sqlalchemy as sa
from city import put_lot, put_need, tick
from moments import NOW

from db.actions.links import reset_link, set_link
from db.queries.links import known_links
from db.queries.snapshot import load_snapshot
from db.queries.ticks import request_waits
from db.tables import LedgerRow
from matching.errors import NotAllowed, Outdated
from matching.geo import ISLAND_DISTRICTS, link_between
from matching.model import Mode, TickName
from matching.snapshot import Params

FERRY = ("普兰店区", "长海县")


async def ferry(database):
    async with database.read() as session:
        return link_between(*FERRY, Mode.WATER, await known_links(session))


async def test_every_district_is_shipped_with_a_way_to_the_islands_by_sea_and_by_air(database):
    async with database.read() as session:
        links = await known_links(session)
    for mode in (Mode.WATER, Mode.AIR):
        served = {end for link in links if link.mode is mode for end in link.ends}
        assert len(served - ISLAND_DISTRICTS) == 9
    assert not [
        link for link in links if link.mode is Mode.ROAD and ISLAND_DISTRICTS & {*link.ends}
    ]


async def test_what_a_coordinator_set_is_in_the_next_snapshot_instead_of_what_is_shipped(
    database, cast
):
    assert (await ferry(database)).hours == 1.0
    async with database.begin() as session:
        await set_link(
            session, cast.sun.actor, ends=(*reversed(FERRY),), mode=Mode.WATER, km=2, hours=4.5,
            max_tonnes=3.5, permits=("port",), now=NOW,
        )  # fmt: skip
    found = await ferry(database)
    assert (found.km, found.hours, found.max_tonnes, found.permits) == (2, 4.5, 3.5, {"port"})
    async with database.read() as session:
        snapshot = await load_snapshot(session, now=NOW, params=Params())
        kept = sa.select(LedgerRow.facts).where(LedgerRow.kind == "link.set")
        facts = await session.scalar(kept)
    assert found in snapshot.links
    assert (facts["max_tonnes"], facts["permits"]) == (3.5, ["port"])


async def test_what_was_said_is_taken_back_once_and_kept_in_the_ledger(database, cast):
    before = await ferry(database)
    ask = {"ends": tuple(reversed(FERRY)), "mode": Mode.WATER, "now": NOW}
    async with database.begin() as session:
        with pytest.raises(Outdated):
            await reset_link(session, cast.sun.actor, **ask)
        await set_link(session, cast.sun.actor, km=2, hours=4.5, **ask)
        with pytest.raises(NotAllowed):
            await reset_link(session, cast.chen.actor, **ask)
        await reset_link(session, cast.sun.actor, **ask)
        with pytest.raises(Outdated):
            await reset_link(session, cast.sun.actor, **ask)
    assert await ferry(database) == before
    async with database.read() as session:
        kept = sa.select(LedgerRow.facts).where(LedgerRow.kind == "link.reset")
        assert await session.scalar(kept) == {"mode": "water", "from": FERRY[0], "to": FERRY[1]}
        assert await request_waits(session, TickName.MATCH)


async def test_a_new_link_is_added(database, cast):
    async with database.begin() as session:
        await set_link(
            session, cast.sun.actor, ends=("金州区", "长海县"), mode=Mode.ROAD, km=0, hours=0,
            now=NOW,
        )  # fmt: skip
        await put_need(session, cast, 60, km=5)
        await put_lot(session, cast, 60, km=0)
    assert (await tick(database)).allocations == 1
    async with database.read() as session:
        assert link_between("长海县", "金州区", Mode.ROAD, await known_links(session))


@pytest.mark.parametrize(
    "facts", [{"km": -1.0, "hours": 0.0}, {"km": 0.0, "hours": -1.0}, {"km": 0.0, "hours": 0.0}]
)
async def test_only_coordinators_set_links_and_only_such_as_can_be(database, cast, facts):
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await set_link(session, cast.chen.actor, ends=FERRY, mode=Mode.WATER, now=NOW, **facts)
        ends = FERRY if min(facts.values()) < 0 else (FERRY[0], FERRY[0])
        with pytest.raises(ValueError, match="two ends"):
            await set_link(session, cast.sun.actor, ends=ends, mode=Mode.WATER, now=NOW, **facts)
