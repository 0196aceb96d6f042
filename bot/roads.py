"""Asks a router how far it is by road: OSRM or Valhalla over HTTP, with a memory and a limit.

Where none is configured, or it does not answer in time, the plan reckons with estimates: great
circle times 1.32. Nothing waits for a router longer than its time-out, and the tick says how many
ways had to be estimated.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import httpx

from bot.config import RouterKind, Settings
from matching.geo import spot
from matching.model import Mode
from matching.snapshot import Leg, Snapshot

log = logging.getLogger(__name__)

Spot = tuple[float, float]
Way = tuple[float, float]
"""Kilometres and hours."""
Block = tuple[Sequence[Spot], Sequence[Spot]]
"""From where to where one request asks."""

BLOCK = 50
"""Spots on each side of one request: OSRM refuses more than a hundred in all by default."""
MOST_SPOTS = 200
"""More would be 40,000 ways a tick: then estimates will do."""
KEPT = 200_000
"""Ways remembered."""
FRESH = timedelta(hours=1)
"""How long a measured way holds: roads change in an emergency."""
NO_WAY_FRESH = timedelta(minutes=15)
"""How long it holds that there is none: shorter, for a way that opens again should be found."""
M, S = 1000.0, 3600.0


class NoAnswer(Exception):
    """The router did not answer, or not what was asked."""


@dataclass(slots=True)
class Router:
    """A routing server and what it said lately."""

    kind: RouterKind
    url: str
    timeout: timedelta
    """For all requests of one tick together."""
    known: OrderedDict[tuple[Spot, Spot], tuple[Way | None, datetime]] = field(
        default_factory=OrderedDict
    )
    """None: the router knows no way, and need not be asked again in every tick."""

    async def measure(self, snapshot: Snapshot, now: datetime) -> tuple[Snapshot, int]:
        """The snapshot with the ways by road between all its stops and vehicles, and how many of
        them nobody could measure."""
        spots = _spots(snapshot)
        ways = len(spots) * (len(spots) - 1)
        if len(spots) > MOST_SPOTS:
            log.warning("too many places for the router", extra={"places": len(spots)})
            return snapshot, ways
        # Beside the loop: forty thousand ways take a third of a second to look through.
        blocks = await asyncio.to_thread(self._unknown, spots, now)
        if blocks:
            await self._ask(blocks, now)
        legs = await asyncio.to_thread(self._legs, spots, now)
        return replace(snapshot, measured=legs), ways - len(legs)

    def _legs(self, spots: Sequence[Spot], now: datetime) -> tuple[Leg, ...]:
        """Every way between these spots that was measured lately."""
        return tuple(
            Leg(one, other, *way)
            for one, other in product(spots, spots)
            if one != other
            and self._is_fresh((one, other), now)
            and (way := self.known[one, other][0]) is not None
        )

    def _is_fresh(self, pair: tuple[Spot, Spot], now: datetime) -> bool:
        if pair not in self.known:
            return False
        way, asked_at = self.known[pair]
        return now - asked_at < (NO_WAY_FRESH if way is None else FRESH)

    def _unknown(self, spots: Sequence[Spot], now: datetime) -> list[Block]:
        """The blocks in which a way is not known."""
        parts = [spots[at : at + BLOCK] for at in range(0, len(spots), BLOCK)]
        return [
            (sources, targets)
            for sources, targets in product(parts, parts)
            if any(one != other and not self._is_fresh((one, other), now)
                   for one, other in product(sources, targets))
        ]  # fmt: skip

    async def _ask(self, blocks: Iterable[Block], now: datetime) -> None:
        """Ask for these blocks; what comes too late is left out."""
        limit = self.timeout.total_seconds()
        try:
            async with asyncio.timeout(limit), httpx.AsyncClient(timeout=limit) as client:
                for sources, targets in blocks:
                    table = await self._table(client, sources, targets)
                    self._remember(sources, targets, table, now)
        except (NoAnswer, TimeoutError) as error:
            why = str(error) or "too slow"
            log.warning("no answer of the router: ways are estimated", extra={"why": why})

    async def _table(
        self, client: httpx.AsyncClient, sources: Sequence[Spot], targets: Sequence[Spot]
    ) -> list[list[Way | None]]:
        try:
            if self.kind is RouterKind.OSRM:
                table = _of_osrm(await client.get(*_to_osrm(self.url, sources, targets)))
            else:
                body = _to_valhalla(sources, targets)
                url = f"{self.url}/sources_to_targets"
                table = _of_valhalla(await client.post(url, json=body))
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoAnswer(f"not a table: {error!r}"[:120]) from error
        if len(table) != len(sources) or any(len(row) != len(targets) for row in table):
            raise NoAnswer("a table of another size")
        return table

    def _remember(
        self,
        sources: Sequence[Spot],
        targets: Sequence[Spot],
        table: Sequence[Sequence[Way | None]],
        now: datetime,
    ) -> None:
        for one, row in zip(sources, table, strict=True):
            for other, way in zip(targets, row, strict=True):
                self.known[one, other] = way, now
                self.known.move_to_end((one, other))
        while len(self.known) > KEPT:
            self.known.popitem(last=False)


def router_of(settings: Settings) -> Router | None:
    """The router of these settings, if there is one."""
    if not settings.router_url:
        return None
    timeout = timedelta(seconds=settings.router_seconds)
    return Router(settings.router_kind, settings.router_url, timeout)


def _spots(snapshot: Snapshot) -> list[Spot]:
    """Where loads are collected and delivered, and where vehicles on the road stand."""
    points = [point for load in snapshot.loads for point in (load.pickup, load.delivery)]
    points += [van.position for van in snapshot.on_duty if van.mode is Mode.ROAD]
    return sorted({spot(point) for point in points}) if snapshot.loads else []


def _to_osrm(url: str, sources: Sequence[Spot], targets: Sequence[Spot]) -> tuple[str]:
    """`/table` with both sides one behind the other, longitude first."""
    places = ";".join(f"{lon:.4f},{lat:.4f}" for lat, lon in (*sources, *targets))
    middle = len(sources)
    to = _numbers(range(middle, middle + len(targets)))
    query = f"sources={_numbers(range(middle))}&destinations={to}&annotations=duration,distance"
    return (f"{url}/table/v1/driving/{places}?{query}",)


def _numbers(some: Iterable[int]) -> str:
    return ";".join(str(one) for one in some)


def _of_osrm(response: httpx.Response) -> list[list[Way | None]]:
    response.raise_for_status()
    answer: Any = response.json()
    if answer["code"] != "Ok":
        raise ValueError(str(answer["code"]))
    return [
        [None if m is None or s is None else (m / M, s / S) for m, s in zip(*rows, strict=True)]
        for rows in zip(answer["distances"], answer["durations"], strict=True)
    ]


def _to_valhalla(sources: Sequence[Spot], targets: Sequence[Spot]) -> dict[str, Any]:
    return {
        "sources": [{"lat": lat, "lon": lon} for lat, lon in sources],
        "targets": [{"lat": lat, "lon": lon} for lat, lon in targets],
        "costing": "truck",
        "units": "kilometers",
    }


def _of_valhalla(response: httpx.Response) -> list[list[Way | None]]:
    response.raise_for_status()
    answer: Any = response.json()
    return [[_cell(cell) for cell in row] for row in answer["sources_to_targets"]]


def _cell(cell: Any) -> Way | None:
    """One cell; without a time there is no way."""
    if cell is None or cell["time"] is None or cell["distance"] is None:
        return None
    return float(cell["distance"]), cell["time"] / S
