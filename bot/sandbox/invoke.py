"""Running one Bot API call: check it, count it against the limits, do it, say how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.errors import ApiError, Violation, not_found, not_offered, too_many_requests
from bot.sandbox.methods.table import METHODS
from bot.sandbox.payload import plain
from bot.sandbox.state import Bot, World

Json = dict[str, Any]

_NAMES = {name.lower(): name for name in METHODS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: HTTP status, JSON body, and whether it broke the Bot API's description."""

    status: int
    body: Json
    violation: str | None = None

    @property
    def retry_after(self) -> int | None:
        """Seconds to wait, when there were too many calls."""
        wait: int | None = self.body.get("parameters", {}).get("retry_after")
        return wait


def method_name(world: World, method: str) -> str:
    """The method's name as Telegram spells it; refused when it is not offered."""
    if name := _NAMES.get(method.lower()):
        return name
    if world.schema and method in world.schema.methods:
        raise not_offered(method)
    raise not_found()


async def invoke(call: Call) -> Outcome:
    """Do one call; refusals become Telegram's JSON."""
    try:
        call.method = method_name(call.world, call.method)
        if call.world.schema:
            call.world.schema.check(call.method, call.params, call.uploads)
        if wait := call.world.limits.wait_for(call.bot.id, call.method, call.chat_number()):
            raise too_many_requests(wait)
        result = await METHODS[call.method](call)
    except ApiError as error:
        broken = isinstance(error, Violation) or error.code in (404, 501)
        return Outcome(error.code, error.body(), error.description if broken else None)
    return Outcome(200, {"ok": True, "result": result})


def entry(world: World, bot: Bot, method: str, params: Mapping[str, Any], at: float) -> Json:
    """A line of the log for a call that came in at `at`, by the monotonic clock."""
    return {
        "at": at,
        "bot": bot.id,
        "method": method,
        "params": {name: plain(value) for name, value in params.items()},
        "status": None,
        "error": None,
        "applied": False,
        "fault": None,
        "violation": None,
        "message_id": None,
        "updates": None,
    }


def note(line: Json, outcome: Outcome) -> None:
    """Write the outcome into a line of the log."""
    result = outcome.body.get("result")
    line["status"] = outcome.status
    line["applied"] = outcome.status == 200
    line["error"] = outcome.body.get("description")
    line["violation"] = outcome.violation
    if isinstance(result, dict):
        line["message_id"] = result.get("message_id")
    if line["method"] == "getUpdates" and isinstance(result, list):
        line["updates"] = len(result)
