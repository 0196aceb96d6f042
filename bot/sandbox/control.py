"""The control plane: JSON over HTTP under /sandbox, for tests, the demo and the phones page.

    POST people {name, language, username?}          -> the person, as a Bot API User
    GET  people                                      -> everyone, with their chat's version,
                                                        and whether the page folds it away
    POST people/away {people: [ids]}                 -> folds their phones away on the page, except
                                                        those that somebody used on the page
    POST people/{id}/{act} {arguments}               -> {result, version}; acts: people.ACTS
    GET  people/{id}/chat ?since&timeout&limit&news  -> the screen; waits until newer than `since`;
                                                        only what changed after version `news`
    POST groups {title, members}                     -> the group
    GET  queries, queries/{id} ?timeout              -> presses; waits until the press is answered
    GET  calls ?since&method&limit                   -> the log of all Bot API calls, oldest first
    GET  violations                                  -> calls that broke the API's description
    GET, POST faults {name: rate}                    -> faults.py
    GET, POST limits {name: value}                   -> limits.py
    POST updates [raw updates]                       -> puts updates into the queue as they are
    POST flood {people, each, text}                  -> ids of new people who all speak at once
    POST clock {advance: seconds}                    -> lets time pass at once
    GET  status ?since&timeout                       -> version, queue length, calls, clocks
    GET  stream                                      -> all screens, server-sent events: stream.py
    GET  files/{file_id}                             -> the bytes of a photo or document

People's acts and the screen take `bot` and `chat` (ids) in the query; without, the first bot and
the private chat. What no phone can do is answered 409 with {error}; what a page of somebody else
asks for through a visitor's browser, 403.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.errors import Impossible
from bot.sandbox.people import Actor, act, create_group, flood
from bot.sandbox.state import Bot, World
from bot.sandbox.stream import events

Json = dict[str, Any]
View = Callable[[Request], Awaitable[Any]]

LONGEST_WAIT = 60.0
"""Seconds that one request may wait."""
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"GIF8": "image/gif"}
"""How the files begin that a browser may show in place; all others are saved."""


def number(request: Request, name: str, default: int) -> int:
    """A whole number from the query."""
    return int(request.query_params.get(name, default))


def seconds(request: Request) -> float:
    """How long the caller wants to wait."""
    return min(float(request.query_params.get("timeout", 0)), LONGEST_WAIT)


class Control:
    """The views; each returns what becomes JSON."""

    def __init__(self, world: World) -> None:
        self.world = world

    def bot(self, request: Request) -> Bot:
        """The bot that the request is about."""
        return self.world.bot(number(request, "bot", 0) or None)

    def actor(self, request: Request) -> Actor:
        """The person, bot and chat that the request is about."""
        person = self.world.person(request.path_params["person"])
        return Actor(self.world, self.bot(request), person, number(request, "chat", 0) or None)

    async def add_person(self, request: Request) -> Json:
        """Give someone a phone."""
        asked = await request.json()
        return self.world.add_person(
            asked["name"], asked.get("language", ""), asked.get("username")
        ).public()

    async def people(self, request: Request) -> list[Json]:
        """Everyone with a phone."""
        chats = self.bot(request).chats
        return [
            {
                **person.public(),
                "away": person.away,
                "version": chats[person.id].bell.version,
            }
            for person in self.world.people.values()
        ]

    async def act(self, request: Request) -> Json:
        """Let a person do something; a browser says where its page is from, a program does not."""
        actor = self.actor(request)
        done = act(actor, request.path_params["act"], await arguments(request))
        if "origin" in request.headers:
            self.world.visit(actor.person)
        return done

    async def put_away(self, request: Request) -> Json:
        """Fold phones away: their exercise is over."""
        self.world.put_away((await arguments(request))["people"])
        return {}

    async def screen(self, request: Request) -> Json:
        """What a person sees."""
        chat = self.actor(request).chat
        since = number(request, "since", -1)
        if chat.bell.version <= since and not self.world.closed:
            await chat.bell.wait(since, seconds(request))
        after = number(request, "news", -1)
        shown = [
            each for each in chat.messages.values() if chat.changed[each["message_id"]] > after
        ]
        return {
            "version": chat.bell.version,
            "chat": chat.public(),
            "started": chat.started,
            "blocked": chat.blocked,
            "keyboard": chat.keyboard,
            "toasts": [toast for toast in chat.toasts if toast["changed"] > after],
            "commands": self.bot(request).commands_for(chat),
            "messages": [
                {**message, "changed": chat.changed[message["message_id"]]}
                for message in shown[-number(request, "limit", 100) :]
            ],
        }

    async def add_group(self, request: Request) -> Json:
        """Put people and the bot into a group."""
        asked = await request.json()
        bot = self.bot(request)
        return create_group(self.world, bot, asked["title"], list(asked["members"])).public()

    async def queries(self, request: Request) -> list[Json]:
        """Every press so far."""
        return [query.public() for query in self.bot(request).queries.values()]

    async def query(self, request: Request) -> Json:
        """One press, once it is answered or time is up."""
        query = self.bot(request).queries.get(request.path_params["query"])
        if query is None:
            raise Impossible("no such press")
        if query.answered is None and not self.world.closed:
            await query.bell.wait(query.bell.version, seconds(request))
        return query.public()

    async def calls(self, request: Request) -> list[Json]:
        """The log, from the call after number `since`."""
        since, method = number(request, "since", 0), request.query_params.get("method")
        found = (
            line
            for line in self.world.log
            if line["n"] > since and method in (None, line["method"])
        )
        return list(found)[: number(request, "limit", 10**9)]

    async def violations(self, request: Request) -> list[Json]:
        """The calls that broke the Bot API's description."""
        return [line for line in self.world.log if line["violation"]]

    async def faults(self, request: Request) -> Json:
        """Odds of each fault, and how often it struck."""
        self.world.faults.set(**await arguments(request))
        return self.world.faults.public()

    async def limits(self, request: Request) -> Json:
        """The limits in force."""
        self.world.limits.set(**await arguments(request))
        return {**self.world.limits.public(), "refused": self.world.limits.refused}

    async def inject(self, request: Request) -> Json:
        """Queue raw updates."""
        bot = self.bot(request)
        bot.queue.inject(await request.json())
        return {"pending": len(bot.queue.pending)}

    async def flood(self, request: Request) -> list[int]:
        """Let many people speak at once."""
        asked = await request.json()
        text = asked.get("text", "{number}")
        return flood(self.world, self.bot(request), asked["people"], asked["each"], text)

    async def clock(self, request: Request) -> Json:
        """Let time pass."""
        self.world.advance(float((await request.json())["advance"]))
        return {"now": self.world.now()}

    async def status(self, request: Request) -> Json:
        """The state of the bot's queue; with `since` (a version), waits until something happens."""
        if not self.world.closed:
            await self.world.bell.wait(number(request, "since", -1), seconds(request))
        queue = self.bot(request).queue
        return {
            "version": self.world.bell.version,
            "pending": len(queue.pending),
            "next_update_id": queue.next_id,
            "calls": self.world.calls,
            "now": self.world.now(),
            "monotonic": self.world.monotonic(),
        }

    async def stream(self, request: Request) -> Response:
        """Every phone's screen, from where the reader left off."""
        cursor = request.headers.get("last-event-id", "")
        lines = events(self.world, self.bot(request), cursor)
        kept = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines, media_type="text/event-stream", headers=kept)

    async def file(self, request: Request) -> Response:
        """A photo to look at, or a file to save."""
        file = self.bot(request).files.get(request.path_params["file"])
        if file is None:
            return Response(status_code=404)
        content: bytes = file["content"]
        kind = next((kind for head, kind in PICTURES.items() if content.startswith(head)), "")
        kept = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
        if not kind:
            kept["Content-Disposition"] = "attachment"
        return Response(content, headers=kept, media_type=kind or "application/octet-stream")


async def arguments(request: Request) -> Json:
    """The JSON object of a POST; empty for a GET."""
    found = json.loads(await request.body() or b"{}")
    if not isinstance(found, dict):
        raise Impossible("a JSON object is needed")
    return found


def as_json(view: View) -> Callable[[Request], Awaitable[Response]]:
    """A view's value as an HTTP answer; what cannot be done as 409."""

    async def answer(request: Request) -> Response:
        if is_foreign(request):
            return Response(status_code=403)
        try:
            value, status = await view(request), 200
        except (Impossible, KeyError, ValueError) as error:
            value, status = {"error": str(error)}, 409
        body = json.dumps(value, ensure_ascii=False)
        return Response(body, status, media_type="application/json")

    return answer


def is_foreign(request: Request) -> bool:
    """Whether a page of another origin asks, through the browser of somebody who visits it."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def control_routes(world: World) -> list[Route]:
    """All routes under /sandbox."""
    control = Control(world)
    views: list[tuple[str, str, View]] = [
        ("POST", "people", control.add_person),
        ("GET", "people", control.people),
        ("POST", "people/away", control.put_away),
        ("POST", "people/{person:int}/{act}", control.act),
        ("GET", "people/{person:int}/chat", control.screen),
        ("POST", "groups", control.add_group),
        ("GET", "queries", control.queries),
        ("GET", "queries/{query}", control.query),
        ("GET", "calls", control.calls),
        ("GET", "violations", control.violations),
        ("GET", "faults", control.faults),
        ("POST", "faults", control.faults),
        ("GET", "limits", control.limits),
        ("POST", "limits", control.limits),
        ("POST", "updates", control.inject),
        ("POST", "flood", control.flood),
        ("POST", "clock", control.clock),
        ("GET", "status", control.status),
    ]
    return [
        *(Route(f"/sandbox/{path}", as_json(view), methods=[verb]) for verb, path, view in views),
        Route("/sandbox/stream", control.stream, methods=["GET"]),
        Route("/sandbox/files/{file}", control.file, methods=["GET"]),
    ]
