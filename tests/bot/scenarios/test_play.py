"""A whole scenario played flat out: twenty people, everything that goes wrong, and every check."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from theatre import description

from bot.demo.stage import open_stage
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import serve
from bot.sandbox.state import World
from bot.scenarios.clock import CityClock
from bot.scenarios.director import City, make_run, play
from bot.scenarios.judge import End, judge
from bot.scenarios.progress import look
from bot.scenarios.rhythm import FLAT_OUT
from bot.scenarios.routes import scenario_routes
from bot.scenarios.scenario import FEWEST, NAMES, Mishap, Scenario, load_scenario
from bot.scenarios.stagehand import Stagehand, at_work
from db.actions.incidents import close_incident
from db.queries.incidents import open_incident
from matching.model import Role
from matching.permissions import SYSTEM

FAST = 0.002
"""Seconds between two messages; our own Bot API has no limits."""


def small() -> Scenario:
    """A mass event in which all ask for water and blankets, and there are cars enough."""
    mass = load_scenario("mass")
    parts = {**mass.parts, Role.DRIVER: 0.25, Role.SUPPLIER: 0.2, Role.RESIDENT: 0.2}
    wishes = tuple(replace(wish, roles=wish.roles | {Role.HOSPITAL}) for wish in mass.wishes[:2])
    return replace(mass, parts=parts, wishes=wishes)


async def test_twenty_people_live_through_an_event_and_everything_holds() -> None:
    clock = CityClock()
    world = World(schema=description())
    async with open_stage(world, step=FAST, clock=clock, tick_seconds=1) as stage:
        city = City(stage.url, stage.app.database, stage.app.house, clock)
        run = make_run(city, small(), people=FEWEST, speed=FLAT_OUT, seed=3, minutes=10)
        await play(city, run)
        outcome = await judge(city, run)
        assert [fact for fact in outcome.facts if not fact.ok] == []
        progress = await look(city, run)
        assert progress.signed_up == FEWEST
        assert progress.done == progress.intents
        assert progress.delivered >= 1
        struck = {trouble.mishap for trouble, _ in outcome.ends}
        assert Mishap.WRONG_NUMBER in struck
        assert dict((t.mishap, end) for t, end in outcome.ends)[Mishap.WRONG_NUMBER] is (
            End.ASKED_AGAIN
        )
        async with city.database.read() as session:
            incident = await open_incident(session)
        assert incident is not None
        assert incident.drill
        assert incident.id == run.incident_id


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
