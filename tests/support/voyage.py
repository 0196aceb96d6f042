"""Goods for the island: Chen drives to the port, Liu sails, Ma drives on the island."""

from dataclasses import dataclass
from datetime import datetime

from cast import Cast, Member, join
from city import accept_open_offer, confirm_all, next_stop, put_lot, put_need, rows, tick
from moments import NOW
from sqlmodel import col

from db.actions.delivery import arrive, record_pickup
from db.actions.transfer import hand_over, take_over
from db.actions.vehicles import add_vehicle, go_on_duty
from db.engine import Database
from db.queries.snapshot import load_snapshot
from db.tables import AllocationRow, ConsignmentRow, LegRow, LotRow, NeedRow, PlaceRow
from matching.model import AllocationState, Mode, Role

ISLAND = "长海县"
CLINIC = (39.285, 122.60)
DEPOT = (39.06, 121.84)
PORT = (39.035, 121.88)


@dataclass(frozen=True)
class Voyage:
    """Who takes part, and the first job."""

    cast: Cast
    ma: Member
    job_id: int


async def put_driver(
    session, driver: Member, mode: Mode, spot: tuple[float, float], district: str, kg=5000.0
) -> None:
    """A vehicle of this mode, on duty there."""
    vehicle_id = await add_vehicle(
        session, driver.actor, label=mode.value, mode=mode, kg=kg, m3=50.0,
        cold_chain=False, hazmat=False, passes=(), now=NOW,
    )  # fmt: skip
    lat, lon = spot
    await go_on_duty(
        session, driver.actor, vehicle_id=vehicle_id, lat=lat, lon=lon, district=district, now=NOW
    )


async def put_island_need(session, cast: Cast, quantity: int = 100) -> int:
    """A clinic on the island lacks masks."""
    need_id, _ = await put_need(session, cast, quantity)
    need = await session.get(NeedRow, need_id)
    place = await session.get(PlaceRow, need.place_id)
    place.district, (place.lat, place.lon) = ISLAND, CLINIC
    return need_id


async def ready_to_sail(database: Database, cast: Cast, quantity: int = 100) -> Voyage:
    """A need on the island, stock in town, and a vehicle for each leg; Chen has said yes."""
    async with database.begin() as session:
        ma = await join(session, "107", "马师傅", "zh", Role.DRIVER)
        await put_island_need(session, cast, quantity)
        await put_shore_lot(session, cast, quantity)
        await put_fleet(session, (cast.chen, Mode.ROAD), (cast.liu, Mode.WATER))
        await put_driver(session, ma, Mode.ROAD, (39.27, 122.59), ISLAND)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    return Voyage(cast, ma, await accept_open_offer(database, cast.chen))


async def load_all(database: Database, driver: Member, job_id: int, now: datetime = NOW) -> None:
    """The driver loads all there is at a supplier's."""
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, driver.actor, stop_id=stop.id, now=now)
        loads = await rows(
            session, AllocationRow, col(AllocationRow.state) == AllocationState.CONFIRMED
        )
        await record_pickup(
            session,
            driver.actor,
            stop_id=stop.id,
            loaded={load.id: load.quantity for load in loads},
            actor_at=now,
            now=now,
        )


async def reach_node(database: Database, driver: Member, job_id: int, now: datetime = NOW) -> int:
    """The driver comes to the end of a leg and says that the goods are handed over; the stop."""
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        await arrive(session, driver.actor, stop_id=stop.id, now=now)
        await hand_over(session, driver.actor, stop_id=stop.id, now=now)
    return stop.id


async def take_on(
    database: Database, driver: Member, job_id: int, less: int = 0, now: datetime = NOW, reason=None
) -> None:
    """The next driver has the goods, all but `less` of each load."""
    stop = await next_stop(database, job_id)
    async with database.begin() as session:
        loads = await on_the_way(session)
        await take_over(
            session,
            driver.actor,
            stop_id=stop.id,
            taken={load.id: load.loaded - less for load in loads},
            reason=reason,
            now=now,
        )


async def on_the_way(session):
    """What travels under a number that has legs left."""
    numbered = await rows(session, ConsignmentRow, ~col(ConsignmentRow.number).contains("/"))
    return await rows(
        session,
        AllocationRow,
        col(AllocationRow.state) == AllocationState.LOADED,
        col(AllocationRow.consignment_id).in_([one.id for one in numbered]),
    )


async def legs(database: Database):
    """All legs that stand, in order."""
    async with database.read() as session:
        return await rows(session, LegRow, col(LegRow.dropped_at).is_(None))


async def snapshot(database: Database, now: datetime = NOW):
    """What the planner sees now."""
    from city import PARAMS

    async with database.read() as session:
        return await load_snapshot(session, now=now, params=PARAMS)


async def put_fleet(session, *crew: tuple[Member, Mode]) -> None:
    """Cars at the depot and ships in the port, all on duty."""
    for driver, mode in crew:
        await put_driver(session, driver, mode, DEPOT if mode is Mode.ROAD else PORT, "金州区")


async def put_shore_lot(session, cast: Cast, quantity: int) -> int:
    """Masks at a depot in town."""
    lot_id = await put_lot(session, cast, quantity)
    lot = await session.get(LotRow, lot_id)
    depot = await session.get(PlaceRow, lot.place_id)
    depot.district, (depot.lat, depot.lon) = "金州区", DEPOT
    return lot_id
