"""The sandbox as an HTTP server: `/bot<token>/<method>`, `/file/bot<token>/<path>`, `/sandbox/...`.

Run it inside a loop (`async with serve(World()) as url`) or as a process (`python -m bot.sandbox`).
"""

import asyncio
import json
import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.call import Call
from bot.sandbox.control import control_routes
from bot.sandbox.errors import ApiError, not_found, too_many_requests, unauthorized
from bot.sandbox.invoke import Outcome, entry, invoke, note
from bot.sandbox.payload import read_params
from bot.sandbox.state import Bot, World
from bot.sandbox.webhook import deliver

TOKEN_SHAPE = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"
GRACE = 2.0
"""Seconds that requests under way get when the server stops."""

Address = tuple[str, int]
Transports = dict[Address, asyncio.Transport]


def protocol_class(transports: Transports) -> type[H11Protocol]:
    """uvicorn's HTTP protocol, with its connections kept where faults can cut them."""

    class Cuttable(H11Protocol):
        """Registers each connection under the address of the other side."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
            super().connection_made(transport)
            if self.client:
                transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.client:
                transports.pop(self.client, None)

    return Cuttable


class Cut(Response):
    """No answer: the connection is reset, after `part` of the body if there is one."""

    def __init__(self, transport: asyncio.Transport, content: str = "", part: int = 0) -> None:
        super().__init__(content, media_type="application/json")
        self.transport = transport
        self.part = part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is to be sent, then hang up."""
        if self.part:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(start)
            body = bytes(self.body)[: self.part]
            await send({"type": "http.response.body", "body": body, "more_body": True})
            self.transport.close()
        else:
            self.transport.abort()
        # A turn of the loop, so that uvicorn knows before it misses the answer.
        await asyncio.sleep(0.001)


def json_response(outcome: Outcome) -> Response:
    """The answer as Telegram sends it."""
    body = json.dumps(outcome.body, ensure_ascii=False, separators=(",", ":"))
    response = Response(body, outcome.status, media_type="application/json")
    if outcome.retry_after is not None:
        response.headers["Retry-After"] = str(outcome.retry_after)
    return response


def refusal(error: ApiError) -> Response:
    """The answer to a call that failed before it was one."""
    return json_response(Outcome(error.code, error.body()))


def bot_of(world: World, token: str) -> Bot:
    """The bot with this token: 404 for what is no token, 401 for an unknown one."""
    if not TOKEN_SHAPE.fullmatch(token):
        raise not_found()
    if token not in world.bots:
        raise unauthorized()
    return world.bots[token]


class Door:
    """The HTTP endpoints of the Bot API."""

    def __init__(self, world: World, transports: Transports) -> None:
        self.world = world
        self.transports = transports

    async def call(self, request: Request) -> Response:
        """Answer one Bot API call, or spoil it as the faults say."""
        world, at = self.world, self.world.monotonic()
        body = await request.body()
        try:
            bot = bot_of(world, request.path_params["token"])
            kind = request.headers.get("content-type", "")
            params, uploads = read_params(request.url.query, kind, body)
        except ApiError as error:
            return refusal(error)
        call = Call(world, bot, request.path_params["method"], params, uploads)
        line = world.record(entry(world, bot, call.method, params, at))
        line["fault"] = fault = world.faults.for_call(call.method)
        if delay := world.faults.delay(call.method):
            await asyncio.sleep(delay)
        if fault in ("too_many", "bad_gateway", "lost_request"):
            return self.spoilt(request, fault, line)
        outcome = await invoke(call)
        line["method"] = call.method
        note(line, outcome)
        world.bell.ring()
        response = json_response(outcome)
        transport = self.transports.get(request.scope["client"])
        if transport and fault == "lost_reply":
            return Cut(transport)
        if transport and fault == "truncated":
            return Cut(transport, bytes(response.body).decode(), len(response.body) // 2)
        return response

    def spoilt(self, request: Request, fault: str, line: dict[str, object]) -> Response:
        """The answer to a call that is not done at all."""
        if fault == "too_many":
            line["status"] = 429
            return refusal(too_many_requests(self.world.faults.retry_after))
        if fault == "bad_gateway":
            line["status"] = 502
            return Response(BAD_GATEWAY, 502, media_type="text/html")
        transport = self.transports.get(request.scope["client"])
        return Cut(transport) if transport else Response(status_code=502)

    async def file(self, request: Request) -> Response:
        """Give a file back."""
        try:
            bot = bot_of(self.world, request.path_params["token"])
        except ApiError as error:
            return refusal(error)
        for file in bot.files.values():
            if file["file_path"] == request.path_params["path"]:
                return Response(file["content"], media_type="application/octet-stream")
        return refusal(not_found())


def application(
    world: World, transports: Transports, routes: Sequence[BaseRoute] = ()
) -> Starlette:
    """All routes of the sandbox, and then those that its host brings."""
    door = Door(world, transports)
    return Starlette(
        routes=[
            Route("/bot{token}/{method}", door.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", door.file, methods=["GET"]),
            *control_routes(world),
            *routes,
        ]
    )


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to its host and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.stopped = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process that runs the loop."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Wait to be stopped; uvicorn would look every 0.1 s, felt in hundreds of tests."""
        await self.stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, let requests under way end, close idle connections."""
        for listening in self.servers:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while self.server_state.tasks:
                    await asyncio.wait(self.server_state.tasks)


@asynccontextmanager
async def serve(
    world: World,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    routes: Sequence[BaseRoute] = (),
) -> AsyncIterator[str]:
    """Serve `world` while the block runs; yields the base URL. Port 0 takes a free one.

    `routes` come after those of the sandbox.
    """
    transports: Transports = {}
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        application(world, transports, routes),
        http=protocol_class(transports),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        date_header=False,
        timeout_keep_alive=75,
    )
    server = _Server(config)
    with socket.create_server((host, port), backlog=512) as listener:
        # asyncio leaves Nagle on for sockets made like this one: 40 ms more per answer.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(server.serve([listener]))
            couriers = [tasks.create_task(deliver(world, bot)) for bot in world.bots.values()]
            await server.ready.wait()
            try:
                yield f"http://{host}:{listener.getsockname()[1]}"
            finally:
                world.close()
                server.stopped.set()
                await running
                for courier in couriers:
                    courier.cancel()
