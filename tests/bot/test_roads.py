"""Asking a router, over real HTTP: both protocols, the memory, and every way of not answering."""

import asyncio
import contextlib
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from tiny_city import NOW, PARAMS, at, city, load, van

from bot.config import RouterKind, Settings
from bot.roads import BLOCK, FRESH, NO_WAY_FRESH, Router, router_of
from bot.ticks import match
from db.queries.ticks import ESTIMATED
from matching.geo import spot
from matching.model import Mode
from matching.pipeline import plan

pytestmark = pytest.mark.anyio

SNAPSHOT = city(loads=(load(1, start=0, end=5),), on_duty=(van(1, km=2),))
SPOTS = sorted({spot(at(km)) for km in (0, 5, 2)})
SLOW_KM, KMH = 100.0, 50.0
"""What the pretended server says of every way: it is a hundred kilometres, at fifty an hour."""


class Server:
    """A routing server on a free port that writes down what it was asked."""

    def __init__(self, answer):
        self.answer, self.asked, self.url = answer, [], ""
        self.at_work = set()

    async def serve(self, reader, writer):
        self.at_work.add(asyncio.current_task())
        with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
            await self.handle(reader, writer)
        writer.close()

    async def handle(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            (
                int(row.split(":")[1])
                for row in head.splitlines()
                if row.lower().startswith("content-length")
            ),
            0,
        )
        body = await reader.readexactly(length)
        self.asked.append((head.split()[1], json.loads(body) if body else None))
        status, said = await self.answer(*self.asked[-1])
        text = said if isinstance(said, str) else json.dumps(said)
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(text)}\r\nConnection: close"
        writer.write(f"{head}\r\n\r\n{text}".encode())
        await writer.drain()


@asynccontextmanager
async def serving(answer):
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server
        for task in server.at_work:
            task.cancel()
        await asyncio.gather(*server.at_work)


async def osrm(path, _body):
    query = parse_qs(urlsplit(path).query)
    rows, columns = (len(query[name][0].split(";")) for name in ("sources", "destinations"))
    return 200, {
        "code": "Ok",
        "distances": [[SLOW_KM * 1000] * columns] * rows,
        "durations": [[SLOW_KM / KMH * 3600] * columns] * rows,
    }


async def valhalla(_path, body):
    cell = {"distance": SLOW_KM, "time": SLOW_KM / KMH * 3600}
    return 200, {"sources_to_targets": [[cell] * len(body["targets"])] * len(body["sources"])}


def router(url, kind=RouterKind.OSRM, seconds=5.0):
    return Router(kind, url, timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("kind", "answer"), [(RouterKind.OSRM, osrm), (RouterKind.VALHALLA, valhalla)]
)
async def test_every_way_between_stops_and_vehicles_is_measured(kind, answer):
    async with serving(answer) as server:
        measured, estimated = await router(server.url, kind).measure(SNAPSHOT, NOW)
    assert estimated == 0
    pairs = {(leg.start, leg.end) for leg in measured.measured}
    assert pairs == {(one, other) for one in SPOTS for other in SPOTS if one != other}
    assert {(leg.km, leg.hours) for leg in measured.measured} == {(100.0, 2.0)}
    (path, body) = server.asked[0]
    if kind is RouterKind.OSRM:
        places = urlsplit(path).path.removeprefix("/table/v1/driving/").split(";")
        assert places == [f"{lon:.4f},{lat:.4f}" for lat, lon in SPOTS * 2]
    else:
        assert path == "/sources_to_targets"
        assert [(row["lat"], row["lon"]) for row in body["sources"]] == SPOTS


async def test_jobs_reckon_with_what_was_measured():
    async with serving(osrm) as server:
        measured, _ = await router(server.url).measure(SNAPSHOT, NOW)
    (job,) = plan(measured, PARAMS, NOW).jobs
    assert (job.km, job.km_to_first_stop) == (100.0, 100.0)
    late = replace(measured, loads=(load(1, end=5, deadline=NOW + timedelta(hours=3)),))
    ship = replace(late, on_duty=(*late.on_duty, van(2, km=400)))
    assert plan(ship, PARAMS, NOW).jobs[0].shift_id == 1
    by_water = replace(measured, on_duty=(van(1, km=2, mode=Mode.WATER),))
    assert plan(by_water, PARAMS, NOW).jobs[0].km == pytest.approx(5)


async def test_where_the_router_knows_no_way_it_is_not_asked_in_every_tick():
    shut = [True]

    async def cut_off(path, body):
        status, table = await osrm(path, body)
        for name in ("distances", "durations") if shut else ():
            table[name] = [[None, *row[1:]] for row in table[name]]
        return status, table

    async with serving(cut_off) as server:
        asking = router(server.url)
        measured, estimated = await asking.measure(SNAPSHOT, NOW)
        assert estimated == 2, "from both others to the first"
        assert SPOTS[0] not in {leg.end for leg in measured.measured}
        again, estimated = await asking.measure(SNAPSHOT, NOW + NO_WAY_FRESH / 2)
        assert (again.measured, estimated) == (measured.measured, 2)
        assert len(server.asked) == 1
        shut.clear()
        opened, estimated = await asking.measure(SNAPSHOT, NOW + NO_WAY_FRESH)
        assert len(server.asked) == 2
        assert estimated == 0
        assert SPOTS[0] in {leg.end for leg in opened.measured}


async def test_a_way_is_asked_for_once_an_hour():
    async with serving(osrm) as server:
        asking = router(server.url)
        await asking.measure(SNAPSHOT, NOW)
        await asking.measure(SNAPSHOT, NOW + FRESH / 2)
        assert len(server.asked) == 1
        await asking.measure(SNAPSHOT, NOW + FRESH)
        assert len(server.asked) == 2


async def test_many_places_are_asked_for_in_blocks():
    loads = tuple(load(n, start=n, end=n + 0.5) for n in range(BLOCK))
    async with serving(osrm) as server:
        measured, estimated = await router(server.url).measure(replace(SNAPSHOT, loads=loads), NOW)
    spots = {leg.start for leg in measured.measured}
    assert (len(server.asked), estimated) == (9, 0) if len(spots) > 2 * BLOCK else (4, 0)
    assert len(measured.measured) == len(spots) * (len(spots) - 1)


async def test_too_many_places_are_estimated():
    loads = tuple(load(n, start=n, end=n + 0.5) for n in range(150))
    async with serving(osrm) as server:
        measured, estimated = await router(server.url).measure(replace(SNAPSHOT, loads=loads), NOW)
    assert (server.asked, measured.measured) == ([], ())
    assert estimated > 200 * 199


async def test_chats_are_answered_while_known_ways_are_looked_through():
    loads = tuple(load(n, start=n, end=n + 0.5) for n in range(60))
    asking, snapshot = router("http://127.0.0.1:9"), city(loads=loads)
    spots = {spot(point) for one in loads for point in (one.pickup, one.delivery)}
    asking.known |= {(one, other): ((1.0, 1.0), NOW) for one in spots for other in spots}
    turns, measuring = 0, asyncio.ensure_future(asking.measure(snapshot, NOW))
    while not measuring.done():
        turns += 1
        await asyncio.sleep(0)
    measured, estimated = measuring.result()
    assert (len(measured.measured), estimated) == (len(spots) * (len(spots) - 1), 0)
    assert turns > 10


async def test_without_loads_nobody_is_asked():
    async with serving(osrm) as server:
        assert await router(server.url).measure(replace(SNAPSHOT, loads=()), NOW) == (
            replace(SNAPSHOT, loads=()),
            0,
        )
    assert server.asked == []


async def silent(_path, _body):
    await asyncio.sleep(30)


async def some_null(path, body):
    status, answer = await osrm(path, body)
    answer["durations"] = [[None, *row[1:]] for row in answer["durations"]]
    return status, answer


def always(status, said):
    async def answer(_path, _body):
        return status, said

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        silent,
        always(500, "broken"),
        always(302, ""),
        always(200, "no json"),
        always(200, {"code": "NoTable"}),
        always(200, {"code": "Ok", "distances": [[1]], "durations": [[1]]}),
        always(200, {"code": "Ok", "distances": [[1, 2]], "durations": [[1]]}),
        always(200, {"code": "Ok", "distances": 7, "durations": 7}),
        always(200, []),
    ],
)
async def test_whatever_is_no_table_in_time_leaves_estimates_and_says_how_many(answer, caplog):
    async with serving(answer) as server:
        measured, estimated = await router(server.url, seconds=0.3).measure(SNAPSHOT, NOW)
    assert (measured, estimated) == (SNAPSHOT, 6)
    assert "no answer of the router" in caplog.text
    assert plan(measured, PARAMS, NOW) == plan(SNAPSHOT, PARAMS, NOW)


@pytest.mark.parametrize("answer", [always(200, {"sources_to_targets": [[None, {}]]}), silent])
async def test_a_broken_answer_of_valhalla_leaves_estimates(answer):
    async with serving(answer) as server:
        asking = router(server.url, RouterKind.VALHALLA, 0.3)
        assert (await asking.measure(SNAPSHOT, NOW))[1] == 6


async def test_a_server_that_is_not_there_leaves_estimates():
    assert (await router("http://127.0.0.1:9").measure(SNAPSHOT, NOW))[1] == 6


async def test_a_place_without_a_road_is_estimated():
    async with serving(some_null) as server:
        measured, estimated = await router(server.url).measure(SNAPSHOT, NOW)
    assert (len(measured.measured), estimated) == (4, 2)


async def test_what_was_measured_once_is_used_when_the_server_falls_silent():
    async with serving(osrm) as server:
        asking = router(server.url)
        await asking.measure(SNAPSHOT, NOW)
    more = replace(SNAPSHOT, loads=(*SNAPSHOT.loads, load(2, start=30, end=5)))
    measured, estimated = await asking.measure(more, NOW + timedelta(minutes=1))
    assert (len(measured.measured), estimated) == (6, 6)


async def test_the_tick_counts_what_it_had_to_estimate(database):
    async with serving(osrm) as server:
        assert (await match(database, NOW, router=router(server.url)))[ESTIMATED] == 0
    assert ESTIMATED not in await match(database, NOW)


def test_no_address_no_router():
    assert router_of(Settings(_env_file=None)) is None
    found = router_of(Settings(_env_file=None, router_url="http://r:5000/", router_kind="valhalla"))
    assert (found.kind, found.url) == (RouterKind.VALHALLA, "http://r:5000")
