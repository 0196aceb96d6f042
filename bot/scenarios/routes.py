"""Scenarios over HTTP, for the phones page; JSON in and out, what cannot be done is 409 {error}.

    GET  /city/scenarios                           -> {scenarios, running, last}
    POST /city/scenarios/{name}/start {people?, speed?, seed?}   -> the same; speed 0 is flat out
    POST /city/scenarios/start {name, ...}         -> the same
    POST /city/scenarios/pause {paused?}, /resume, /stop, /speed {speed}    -> the same

`running` (null when nothing runs) and `last` hold name, paused, speed, seed, phase, progress,
troubles and, at the end, ok.
"""

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from bot.sandbox.control import arguments, as_json
from bot.scenarios.stagehand import Stagehand

Json = dict[str, Any]

USUAL_SPEED, USUAL_SEED = 20.0, 7


class Board:
    """The views; each returns what becomes JSON."""

    def __init__(self, stagehand: Stagehand) -> None:
        self.stagehand = stagehand

    async def show(self, _request: Request) -> Json:
        """All scenarios, and what runs."""
        return await self.stagehand.state()

    async def start(self, request: Request) -> Json:
        """Begin one."""
        asked = await arguments(request)
        self.stagehand.start(
            request.path_params.get("name") or str(asked["name"]),
            people=int(asked.get("people") or 0),
            speed=float(asked.get("speed", USUAL_SPEED)),
            seed=int(asked.get("seed", USUAL_SEED)),
        )
        return await self.stagehand.state()

    async def pause(self, request: Request) -> Json:
        """Let the city stand still, or with `paused` false go on."""
        rhythm = self.stagehand.running.rhythm
        if (await arguments(request)).get("paused", True):
            rhythm.pause()
        else:
            rhythm.resume()
        return await self.stagehand.state()

    async def resume(self, _request: Request) -> Json:
        """Go on."""
        self.stagehand.running.rhythm.resume()
        return await self.stagehand.state()

    async def stop(self, _request: Request) -> Json:
        """End it now."""
        self.stagehand.running.rhythm.stop()
        return await self.stagehand.state()

    async def speed(self, request: Request) -> Json:
        """Live faster or slower."""
        asked = await arguments(request)
        self.stagehand.running.rhythm.change_speed(float(asked["speed"]))
        return await self.stagehand.state()


def scenario_routes(stagehand: Stagehand) -> list[BaseRoute]:
    """All routes under /city/scenarios; `bot.sandbox.server.serve` takes them along."""
    board = Board(stagehand)
    root = "/city/scenarios"
    return [
        Route(root, as_json(board.show), methods=["GET"]),
        Route(f"{root}/start", as_json(board.start), methods=["POST"]),
        Route(f"{root}/pause", as_json(board.pause), methods=["POST"]),
        Route(f"{root}/resume", as_json(board.resume), methods=["POST"]),
        Route(f"{root}/stop", as_json(board.stop), methods=["POST"]),
        Route(f"{root}/speed", as_json(board.speed), methods=["POST"]),
        Route(f"{root}/{{name}}/start", as_json(board.start), methods=["POST"]),
    ]
