"""Hauls of one plan are formed one after the other, each over the same nodes."""

from cast import join
from city import confirm_all, rows, tick
from voyage import ISLAND, legs, put_driver, put_fleet, put_island_need, put_shore_lot

from db.tables import PlaceRow, StopRow
from matching.model import Mode, Role


async def test_two_hauls_of_one_plan_meet_at_a_node_that_was_no_place_before(database, cast):
    async with database.begin() as session:
        drivers = [
            await join(session, str(107 + at), name, "zh", Role.DRIVER)
            for at, name in enumerate(("马师傅", "孙船长", "周师傅"))
        ]
        ma, captain, zhou = drivers
        for _ in range(2):
            await put_island_need(session, cast)
            await put_shore_lot(session, cast, 100)
        cars = (cast.chen, Mode.ROAD), (zhou, Mode.ROAD)
        await put_fleet(session, *cars, (cast.liu, Mode.WATER), (captain, Mode.WATER))
        await put_driver(session, ma, Mode.ROAD, (39.27, 122.59), ISLAND)
    await tick(database)
    await confirm_all(database)
    assert (await tick(database)).jobs == 2
    found = await legs(database)
    assert len({leg.consignment_id for leg in found}) == 2
    async with database.read() as session:
        ports = {
            stop.place_id
            for leg in found
            if leg.mode is Mode.WATER
            for stop in await rows(session, StopRow)
            if stop.id == leg.pickup_stop_id
        }
        assert len(ports) == 1
        assert await session.get(PlaceRow, ports.pop()) is not None
