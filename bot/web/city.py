"""The city map's read-only JSON: what never changes, how it stands now, and one card with its why.

    GET /city/map                    -> districts (GeoJSON), hospitals, places, tiles
    GET /city/state                  -> counts, needs, lots, vehicles, jobs, closures, people; ETag
    GET /city/card ?kind&id&lang     -> the card as a coordinator reads it, in that language
    GET /city/scenarios              -> none: who plays scenarios brings a route

It shows exact positions and names: mount it only where every visitor may see them.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from bot.config import Settings
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from db.queries.city import (
    closures_on_map,
    jobs_on_map,
    lots_on_map,
    needs_on_map,
    people_at,
    vehicles_on_map,
)
from db.queries.city_marks import LotMark, NeedMark
from db.queries.desk import situation_counts
from db.queries.incidents import open_incident
from db.queries.jobs import find_job
from handlers.cards.cards import card_for
from handlers.cards.job import job_prompt
from handlers.dialog import Person, Prompt
from handlers.house import House
from handlers.speech.plurals import counted
from handlers.speech.sentences import LANGUAGES
from handlers.speech.show import covered, labelled, share_covered
from handlers.speech.texts import render
from matching.model import Role

Json = dict[str, Any]

SHIPPED = Path(__file__).parents[2] / "db" / "data" / "gazetteer" / "districts_schematic.geojson"
PLACES = ("hospital", "airport", "rail", "port")
"""Kinds of the gazetteer that the map shows."""
CHANNEL = "telegram"
NUMBER_SIGNS = 18
"""Digits of a number that the record can hold."""


class CityDoor:
    """Answers the map's questions from one database."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self.database = database
        self.clock = clock
        self.settings = settings
        self._house: House | None = None

    async def house(self, session: AsyncSession) -> House:
        """Catalogue and gazetteer, read once."""
        if self._house is None:
            self._house = House(await load_catalogue(session), await load_gazetteer(session))
        return self._house

    async def map(self, request: Request) -> Response:
        """What never changes while the process lives."""
        async with self.database.read() as session:
            house = await self.house(session)
        shown = [place for place in house.gazetteer.places if place.kind in PLACES]
        return answer(
            request,
            {
                "districts": json.loads(self.districts().read_text("utf-8")),
                "places": [
                    {
                        "kind": place.kind,
                        "name": place.name,
                        "en": place.en,
                        "district": place.district,
                        "lat": place.point.lat,
                        "lon": place.point.lon,
                    }
                    for place in shown
                ],
                "tiles": self.settings.map_tiles,
                "credit": self.settings.map_credit,
            },
        )

    def districts(self) -> Path:
        """The polygons: a site's own, or the schematic ones we ship."""
        return Path(self.settings.map_districts) if self.settings.map_districts else SHIPPED

    async def state(self, request: Request) -> Response:
        """The city as it stands."""
        now = self.clock.now()
        async with self.database.read() as session:
            house = await self.house(session)
            needs = await needs_on_map(session, now=now)
            lots = await lots_on_map(session)
            body = {
                "counts": dict(await figures(session, now)),
                "needs": [need_json(need) for need in needs],
                "lots": plain(lots),
                "vehicles": plain(await vehicles_on_map(session)),
                "jobs": plain(await jobs_on_map(session, now=now)),
                "closures": plain(await closures_on_map(session, now=now)),
                "people": {
                    address: {"id": person_id, "roles": roles}
                    for address, (person_id, roles) in (await people_at(session, CHANNEL)).items()
                },
                "items": item_names(house, needs, lots),
            }
        return answer(request, body, now=now)

    async def card(self, request: Request) -> Response:
        """One card in words."""
        kind = request.query_params.get("kind", "")
        number = request.query_params.get("id", "")
        lang = request.query_params.get("lang", "")
        known = kind in ("need", "lot", "job") and lang in LANGUAGES
        if not known or not number.isdecimal() or len(number) > NUMBER_SIGNS:
            return Response(status_code=400)
        now = self.clock.now()
        async with self.database.read() as session:
            house = await self.house(session)
            prompt = await drawn(session, kind, int(number), lang, now, house)
        if prompt is None:
            return Response(status_code=404)
        message = render(prompt, lang, house.names(now))
        marks = [dataclasses.asdict(entity) for entity in message.entities]
        return answer(request, {"text": message.text, "entities": marks})


async def figures(session: AsyncSession, now: datetime) -> Mapping[str, int]:
    """The numbers of `/situation`: during a drill, those of the drill."""
    incident = await open_incident(session)
    drill = incident is not None and incident.drill
    return await situation_counts(session, now, drill=drill)


async def no_scenarios(request: Request) -> Response:
    """An empty list, so that the page shows no controls."""
    return answer(request, {"scenarios": [], "running": None})


def city_routes(door: CityDoor) -> Sequence[BaseRoute]:
    """What the map asks."""
    return [
        Route("/city/map", door.map),
        Route("/city/state", door.state),
        Route("/city/card", door.card),
        Route("/city/scenarios", no_scenarios),
    ]


async def drawn(
    session: AsyncSession, kind: str, number: int, lang: str, now: datetime, house: House
) -> Prompt | None:
    """A card as a coordinator sees it; a job as its driver does."""
    if kind == "job":
        job = await find_job(session, number)
        return None if job is None else labelled(job_prompt(job, now), job.drill)
    return await card_for(session, onlooker(lang), kind, number, now, house)


def onlooker(lang: str) -> Person:
    """Somebody at the map: sees what coordinators see, and can do nothing."""
    return Person(
        person_id=0,
        name="",
        lang=lang,
        roles=frozenset({Role.COORDINATOR}),
        organisation_id=None,
        org_verified=False,
        phone="",
        last_place_id=None,
    )


def need_json(need: NeedMark) -> Json:
    """A need with how much of it is covered and how much has arrived, in percent."""
    quantities = [line.quantities for line in need.lines]
    wanted = [(line.quantities.accepted, line.quantities.wanted) for line in need.lines]
    arrived = [got / want for got, want in wanted if want]
    return {
        **{name: value for name, value in plain(need).items() if name != "lines"},
        "covered": share_covered(quantities),
        "arrived": int(100 * sum(arrived) / len(arrived)) if arrived else 0,
        "lines": [
            {
                "item": line.item_code,
                "kind": line.kind,
                "requested": line.quantities.requested,
                "wanted": line.quantities.wanted,
                "covered": covered(line.quantities),
                "accepted": line.quantities.accepted,
            }
            for line in need.lines
        ],
    }


def item_names(house: House, needs: Iterable[NeedMark], lots: Iterable[LotMark]) -> Json:
    """Names and units of the items on the map, in both languages."""
    codes = {line.item_code for need in needs for line in need.lines}
    codes |= {lot.item_code for lot in lots}
    items = {item.code: item for item in house.catalogue.items if item.code in codes}
    return {
        code: {
            "zh": item.zh,
            "en": item.en,
            "unit": {"zh": item.unit_zh, "en": item.unit_en},
            "units": {lang: counted(item.unit(lang), lang, one=False) for lang in LANGUAGES},
        }
        for code, item in sorted(items.items())
    }


def plain(value: Any) -> Any:
    """Dataclasses as JSON objects, all the way down; moments as ISO text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def answer(request: Request, body: Json, *, now: datetime | None = None) -> Response:
    """JSON, or 304 when the reader has just that; `now` does not count as a change."""
    text = json.dumps(body, ensure_ascii=False)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
    kept = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=kept)
    if now is not None:
        text = json.dumps({"now": now.isoformat(), **body}, ensure_ascii=False)
    return Response(text, headers=kept, media_type="application/json")
