"""The map's questions over HTTP: what never changes, how it stands, and a card in words."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from cast import gather_cast
from city import put_lot, put_need
from manual_clock import ManualClock
from moments import NOW
from records import Databases
from starlette.applications import Starlette

from bot.config import ConfigError, Settings, load_settings
from bot.sandbox.wire import NO_CAS
from bot.web.city import CityDoor, city_routes
from db.actions.incidents import declare_incident
from db.engine import Database
from db.queries.people import find_person
from handlers.conversation import person_of
from handlers.pushes.situation import situation
from matching.model import IncidentKind
from matching.permissions import SYSTEM

COORDINATOR = "106"
"""Where Sun of the cast is written to."""


@pytest.fixture
async def record(sqlite_databases: Databases, tmp_path: Path) -> AsyncIterator[Database]:
    """A city with one need and one lot of what it lacks."""
    opened = Database.open(await sqlite_databases.fresh(tmp_path))
    cast = await gather_cast(opened)
    async with opened.begin() as session:
        await put_need(session, cast, 1000)
        await put_lot(session, cast, 400)
    yield opened
    await opened.close()


def client(record: Database, settings: Settings | None = None) -> httpx.AsyncClient:
    door = CityDoor(record, ManualClock(NOW), settings or load_settings())
    transport = httpx.ASGITransport(app=Starlette(routes=city_routes(door)))
    return httpx.AsyncClient(
        transport=transport, base_url="http://city", verify=NO_CAS, trust_env=False
    )


async def test_the_map_has_ten_districts_and_the_hospitals(record: Database) -> None:
    async with client(record) as http:
        found = (await http.get("/city/map")).json()
    assert len(found["districts"]["features"]) == 10
    assert all(each["properties"]["en"] for each in found["districts"]["features"])
    hospitals = [place for place in found["places"] if place["kind"] == "hospital"]
    assert "大连大学附属中山医院" in {place["name"] for place in hospitals}
    assert found["tiles"] == ""


async def test_a_site_brings_its_own_districts_and_tiles(record: Database, tmp_path: Path) -> None:
    own = tmp_path / "districts.geojson"
    own.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    settings = load_settings(map_districts=str(own), map_tiles=tiles, map_credit="© city")
    async with client(record, settings) as http:
        found = (await http.get("/city/map")).json()
    assert found["districts"]["features"] == []
    assert (found["tiles"], found["credit"]) == (tiles, "© city")


@pytest.mark.parametrize(
    "wrong",
    [
        {"map_tiles": "tiles.example/{z}/{x}/{y}"},
        {"map_tiles": "https://tiles.example/{z}"},
        {"map_tiles": "https://a;script-src/{z}/{x}/{y}"},
        {"map_districts": "/nowhere.geojson"},
    ],
)
def test_a_wrong_map_setting_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="MAP_"):
        load_settings(**wrong)


async def test_the_state_says_how_much_is_covered(record: Database) -> None:
    async with client(record) as http:
        state = (await http.get("/city/state")).json()
    (need,) = state["needs"]
    assert (need["covered"], need["arrived"]) == (0, 0)
    assert need["lines"] == [
        {
            "item": "MASK-N95",
            "kind": "exact",
            "requested": 1000,
            "wanted": 1000,
            "covered": 0,
            "accepted": 0,
        }
    ]
    assert state["items"]["MASK-N95"]["en"] == "N95/FFP2 respirator"
    assert state["items"]["MASK-N95"]["units"] == {"zh": "只", "en": "pcs"}
    assert state["lots"][0]["free"] == 400
    assert state["counts"]["needs_open"] == 1
    assert state["people"]["102"]["roles"] == ["hospital"]


async def test_the_page_tells_the_figures_of_the_chat_by_the_same_names(record: Database) -> None:
    async with client(record) as http:
        told = (await http.get("/city/state")).json()["counts"]
    async with record.read() as session:
        sun = await find_person(session, channel="telegram", address=COORDINATOR)
        assert sun is not None
        prompt = await situation(session, person_of(sun), {}, NOW)
    assert prompt is not None
    assert told["needs_bare"] == told["needs_open"] == told["lots_free"] == 1
    assert told == {name: fact for name, fact in prompt.text.args.items() if name in told}


async def test_during_a_drill_the_page_tells_the_figures_of_the_drill(record: Database) -> None:
    async with record.begin() as session:
        await declare_incident(
            session, SYSTEM, name="x", kind=IncidentKind.ACCIDENT, drill=True, now=NOW
        )
    async with client(record) as http:
        assert (await http.get("/city/state")).json()["counts"]["needs_open"] == 0


async def test_who_has_the_newest_state_is_not_sent_it_again(record: Database) -> None:
    async with client(record) as http:
        first = await http.get("/city/state")
        again = await http.get("/city/state", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("lang", "why"), [("zh", "为什么："), ("en", "Why: ")])
async def test_a_card_says_why_in_the_language_of_the_page(
    record: Database, lang: str, why: str
) -> None:
    async with client(record) as http:
        card = (await http.get(f"/city/card?kind=need&id=1&lang={lang}")).json()
        page = Path("bot/sandbox/page/strings", f"{lang}.json").read_text("utf-8")
    assert any(line.startswith(why) for line in card["text"].splitlines())
    assert json.loads(page)["board.why"] == why, "the page sets this line apart"
    assert card["entities"][0]["kind"] == "bold"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=need&id=999&lang=zh", 404),
        ("kind=lot&id=1&lang=en", 200),
        ("kind=job&id=1&lang=en", 404),
        ("kind=person&id=1&lang=en", 400),
        ("kind=need&id=x&lang=en", 400),
        (f"kind=need&id={'9' * 19}&lang=en", 400),
        ("kind=need&id=1&lang=fr", 400),
        ("", 400),
    ],
)
async def test_only_cards_that_exist_are_shown(record: Database, query: str, status: int) -> None:
    async with client(record) as http:
        assert (await http.get(f"/city/card?{query}")).status_code == status


async def test_there_are_no_scenarios_unless_somebody_brings_them(record: Database) -> None:
    async with client(record) as http:
        assert (await http.get("/city/scenarios")).json() == {"scenarios": [], "running": None}
