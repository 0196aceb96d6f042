"""A closed road is closed from the next plan on, and open again once lifted."""

import pytest
from city import confirm_all, put_lot, put_need, put_on_duty, tick
from moments import NOW

from db.actions.closures import close_road, lift_closure
from matching.errors import NotAllowed, Outdated

CENTRE = (38.92, 121.6)


async def test_nobody_is_sent_through_a_closed_area(database, cast):
    async with database.begin() as session:
        await put_need(session, cast, 60, km=5)
        await put_lot(session, cast, 60, km=0)
        await put_on_duty(session, cast.chen, km=0)
    await tick(database)
    await confirm_all(database)
    async with database.begin() as session:
        closure_id = await close_road(
            session, cast.sun.actor, title="塌方", centre=CENTRE, radius_km=1.0, now=NOW
        )
    assert (await tick(database)).jobs == 0
    async with database.begin() as session:
        await lift_closure(session, cast.sun.actor, closure_id=closure_id, now=NOW)
        with pytest.raises(Outdated):
            await lift_closure(session, cast.sun.actor, closure_id=closure_id, now=NOW)
    assert (await tick(database)).jobs == 1


async def test_only_coordinators_close_roads(database, cast):
    async with database.begin() as session:
        with pytest.raises(NotAllowed):
            await close_road(
                session, cast.chen.actor, title="堵车", link=("中山区", "西岗区"), now=NOW
            )
        with pytest.raises(ValueError, match="link or a circle"):
            await close_road(session, cast.sun.actor, title="?", now=NOW)
