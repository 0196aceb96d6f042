"""A whole scenario played flat out: twenty people, everything that goes wrong, and every check."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
from theatre import description

from bot.commands.scenario import Order, conclude
from bot.demo.stage import open_stage
from bot.demo.transcript import Narrator
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import serve
from bot.sandbox.state import World
from bot.scenarios.clock import CityClock
from bot.scenarios.director import (
    City,
    Run,
    make_run,
    play,
)
from bot.scenarios.judge import End, Outcome, judge
from bot.scenarios.progress import Progress, look
from bot.scenarios.rhythm import FLAT_OUT
from bot.scenarios.routes import scenario_routes
from bot.scenarios.scenario import FEWEST, NAMES, Mishap, Scenario, load_scenario
from bot.scenarios.stagehand import Stagehand, at_work
from db.actions.goods import count_stock
from db.actions.incidents import close_incident
from db.actions.needs import report_need
from db.actions.vehicles import add_vehicle, go_on_duty
from db.engine import add_row
from db.queries.city import (
    closures_on_map,
    jobs_on_map,
    lots_on_map,
    needs_on_map,
    vehicles_on_map,
)
from db.queries.incidents import Incident, open_incident
from db.queries.invariants import find_broken
from db.queries.stuck import StuckKind, stuck_statement
from db.queries.subjects import find_need_view
from db.tables import IdentityRow, PersonRow, PlaceRow, RoleRow
from handlers.speech.sentences import LANGUAGES
from matching.model import (
    CloseReason,
    JobState,
    Lifecycle,
    Mode,
    QuantityKind,
    ReserveMode,
    Role,
    Urgency,
)
from matching.permissions import SYSTEM, Actor

FAST = 0.002
"""Seconds between two messages; our own Bot API has no limits."""


GONE = (
    StuckKind.CRITICAL,
    StuckKind.UNTAKEN,
    StuckKind.STRANDED,
    StuckKind.ORGANISATIONS,
)
"""Of these a practice that was put away leaves nothing on the desk."""


def small() -> Scenario:
    """A mass event in which all ask for water and blankets, and there are cars enough."""
    mass = load_scenario("mass")
    parts = {**mass.parts, Role.DRIVER: 0.25, Role.SUPPLIER: 0.2, Role.RESIDENT: 0.2}
    wishes = tuple(replace(wish, roles=wish.roles | {Role.HOSPITAL}) for wish in mass.wishes[:2])
    return replace(mass, parts=parts, wishes=wishes)


@dataclass(frozen=True)
class Played:
    """A run that has been played to its end, and what was found then."""

    city: City
    run: Run
    outcome: Outcome
    progress: Progress
    incident: Incident | None


@pytest.fixture(scope="module")
async def played(anyio_backend: str) -> AsyncIterator[Played]:
    """Twenty people live through a mass event; the city is still there."""
    clock = CityClock()
    world = World(schema=description())
    async with open_stage(world, step=FAST, clock=clock, tick_seconds=1) as stage:
        city = City(stage.url, stage.app.database, stage.app.house, clock)
        run = make_run(city, small(), people=FEWEST, speed=FLAT_OUT, seed=3, minutes=10)
        await play(city, run)
        outcome, progress = await judge(city, run), await look(city, run)
        async with city.database.read() as session:
            incident = await open_incident(session)
        yield Played(city, run, outcome, progress, incident)


async def test_twenty_people_live_through_an_event_and_everything_holds(played: Played) -> None:
    outcome, progress, incident = played.outcome, played.progress, played.incident
    assert [fact for fact in outcome.facts if not fact.ok] == []
    assert progress.signed_up == FEWEST
    assert progress.done == progress.intents
    assert progress.figures["needs_served"] >= 1
    assert progress.public()["needs_served"] == progress.figures["needs_served"]
    struck = {trouble.mishap for trouble, _ in outcome.ends}
    assert Mishap.WRONG_NUMBER in struck
    assert dict((t.mishap, end) for t, end in outcome.ends)[Mishap.WRONG_NUMBER] is (
        End.ASKED_AGAIN
    )
    assert incident is not None
    assert incident.drill
    assert incident.id == played.run.incident_id


async def test_practice_put_away_leaves_only_what_somebody_real_reported(played: Played) -> None:
    city, run, clock = played.city, played.run, played.city.clock
    async with SandboxClient(city.url) as sandbox:
        visitor = await sandbox.user("Visitor")
    need, lot, shift = await leaves(city, "70001")
    practised, *_ = await leaves(city, "70002")
    run.addresses.add("70002")
    order = Order(run.script.scenario, FEWEST, FLAT_OUT, 3, 10, LANGUAGES)
    told = io.StringIO()
    await conclude(order, Narrator(out=told), city, run)
    assert "演练已收起" in told.getvalue()
    async with SandboxClient(city.url) as sandbox:
        people = {each["id"]: each["away"] for each in await sandbox.people()}
    assert people == {**dict.fromkeys(run.phones, True), visitor.id: False}
    async with city.database.read() as session:
        needs = await needs_on_map(session, now=clock.now())
        running = [each for each in needs if each.lifecycle is not Lifecycle.CLOSED]
        assert [each.need_id for each in running] == [need]
        assert practised not in {each.need_id for each in needs}
        ended = await find_need_view(session, practised)
        assert ended is not None
        assert ended.need.close_reason is CloseReason.PRACTICE_OVER
        assert [each.lot_id for each in await lots_on_map(session)] == [lot]
        assert [each.shift_id for each in await vehicles_on_map(session)] == [shift]
        assert list(await closures_on_map(session, now=clock.now())) == []
        jobs = await jobs_on_map(session, now=clock.now())
        assert [j for j in jobs if j.state in (JobState.ACCEPTED, JobState.UNDERWAY)] == []
        assert await find_broken(session, now=clock.now()) == []
        stuck = await session.execute(stuck_statement(StuckKind.UNVERIFIED, clock.now()))
        assert [row.id for row in stuck] == [need]
        for kind in GONE:
            assert (await session.execute(stuck_statement(kind, clock.now()))).all() == []


async def leaves(city: City, address: str) -> tuple[int, int, int]:
    """A need, a lot and a shift of somebody at this address, all under the drill that runs."""
    now, roles = city.clock.now(), frozenset({Role.RESIDENT, Role.SUPPLIER, Role.DRIVER})
    async with city.database.begin() as session:
        person_id = await add_row(
            session, PersonRow, name="Visitor", lang="en", salt="salt", created_at=now
        )
        await add_row(
            session,
            IdentityRow,
            person_id=person_id,
            channel="telegram",
            address=address,
            created_at=now,
        )
        for role in sorted(roles):
            await add_row(session, RoleRow, person_id=person_id, role=role, granted_at=now)
        spot = {"district": "shahekou", "lat": 38.9, "lon": 121.6, "created_at": now}
        place_id = await add_row(session, PlaceRow, person_id=person_id, label="home", **spot)
        actor = Actor(person_id, roles)
        need_id = await report_need(
            session,
            actor,
            role=Role.RESIDENT,
            lines=[("MASK-SURG", 12, QuantityKind.EXACT, "12")],
            place_id=place_id,
            urgency=Urgency.NORMAL,
            deadline=None,
            people=2,
            note="",
            request_key="own",
            now=now,
        )
        lot_id = await count_stock(
            session,
            actor,
            item_code="MASK-SURG",
            quantity=24,
            place_id=place_id,
            ready_at=None,
            expires_at=None,
            reserve_mode=ReserveMode.DONOR,
            min_lot=1,
            only_for="",
            request_key="own",
            now=now,
        )
        vehicle_id = await add_vehicle(
            session,
            actor,
            label="B1",
            mode=Mode.ROAD,
            kg=500,
            m3=2,
            cold_chain=False,
            hazmat=False,
            passes=(),
            now=now,
        )
        shift_id = await go_on_duty(
            session,
            actor,
            vehicle_id=vehicle_id,
            lat=38.9,
            lon=121.6,
            district="shahekou",
            now=now,
        )
    return need_id, lot_id, shift_id


@pytest.fixture
def stagehand() -> Stagehand:
    return Stagehand()


async def test_the_page_sees_the_scenarios_before_the_city_is_open(stagehand: Stagehand) -> None:
    async with serve(World(), routes=scenario_routes(stagehand)) as url, client(url) as http:
        found = (await http.get("/city/scenarios")).json()
        assert [each["name"] for each in found["scenarios"]] == list(NAMES)
        assert all(each["zh"] and each["en"] for each in found["scenarios"])
        assert found["running"] is found["last"] is None
        for path in ("typhoon/start", "pause", "stop", "speed"):
            refused = await http.post(f"/city/scenarios/{path}", json={"speed": 5})
            assert refused.status_code == 409
            assert refused.json()["error"]


async def test_the_page_starts_pauses_hastens_and_stops_a_scenario() -> None:
    clock, stagehand = CityClock(), Stagehand()
    async with open_stage(step=FAST, clock=clock, tick_seconds=1) as stage:
        city = City(stage.url, stage.app.database, stage.app.house, clock)
        async with (
            serve(World(), routes=scenario_routes(stagehand)) as url,
            client(url) as http,
            at_work(stagehand, city),
        ):
            for wrong in ({"people": 3}, {"people": 20, "speed": 1000}):
                assert (await post(http, "mass/start", **wrong)).status_code == 409
            assert (await post(http, "earthquake/start")).status_code == 409
            begun = (await post(http, "mass/start", people=20, speed=20, seed=1)).json()
            assert begun["running"]["name"] == "mass"
            assert (await post(http, "typhoon/start")).status_code == 409
            assert (await post(http, "pause")).json()["running"]["paused"]
            assert clock.speed == 0
            assert (await post(http, "speed", speed=5)).json()["running"]["speed"] == 5
            assert not (await post(http, "resume")).json()["running"]["paused"]
            assert clock.speed == 5
            await people(stage.sandbox, 20)
            async with city.database.begin() as session:  # a coordinator is faster than the page
                run = stagehand.running
                await close_incident(session, SYSTEM, incident_id=run.incident_id, now=clock.now())
            await post(http, "stop")
            ended = await last(http)
            assert (ended["name"], ended["cut_short"], ended["fell"]) == ("mass", True, False)
            assert ended["ok"], ended["facts"]
            assert all(fact["zh"] and fact["en"] for fact in ended["facts"])
            assert (await last(http))["progress"] == ended["progress"], "its minutes go on"
            assert clock.speed == 1


def client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=30)


async def post(http: httpx.AsyncClient, path: str, **asked: object) -> httpx.Response:
    return await http.post(f"/city/scenarios/{path}", json=asked)


async def people(sandbox: SandboxClient, number: int) -> None:
    """Wait until so many have a phone."""
    async with asyncio.timeout(30):
        while len(await sandbox._wire.get("people")) < number:
            await asyncio.sleep(0.1)


async def last(http: httpx.AsyncClient) -> dict[str, object]:
    """Wait until nothing runs any more; the run that ended."""
    async with asyncio.timeout(60):
        while True:
            found = (await http.get("/city/scenarios")).json()
            if found["running"] is None and found["last"]["ok"] is not None:
                ended: dict[str, object] = found["last"]
                return ended
            await asyncio.sleep(0.2)
