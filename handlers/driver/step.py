"""One step of a job: whose stop it is, which goods it is about, and what comes next."""

from collections.abc import Sequence

from db.queries.job_views import JobStop, Load
from db.queries.jobs import find_job_of_stop, find_running_job
from db.queries.messages import is_card
from handlers.cards.job import next_buttons, next_step
from handlers.dialog import Outcome, Prompt, ReplyKind, Text, Turn
from matching.errors import Outdated
from matching.model import AllocationState


def loads_to_load(stop: JobStop) -> list[Load]:
    """What waits to be loaded at a pick-up."""
    return [load for load in stop.loads if load.state is AllocationState.CONFIRMED]


def loads_to_hand_over(stop: JobStop) -> list[Load]:
    """What is aboard for a delivery."""
    return [load for load in stop.loads if load.state is AllocationState.LOADED]


def listed(loads: Sequence[Load]) -> list[list[int | str]]:
    """Loads as a dialog keeps them: allocation, item, quantity, code of the need."""
    return [
        [load.allocation_id, load.item_code, load.loaded or load.quantity, load.need_code]
        for load in loads
    ]


async def and_now(turn: Turn, key: str) -> Outcome:
    """Done: the card shows the next step; who typed, or pressed below it, is told it there."""
    reply = turn.reply
    if reply.kind is ReplyKind.PRESS and await is_card(
        turn.session, channel=reply.channel, address=reply.address, message_id=reply.message_id
    ):
        return Outcome(toast=Text(key))
    return Outcome(await now_what(turn, key))


async def now_what(turn: Turn, key: str) -> Prompt:
    """What was done, and the next step of the job in hand if there is one."""
    job = await find_running_job(turn.session, turn.person.person_id)
    if job is None:
        return Prompt(Text("driver.job_done", {"done": Text(key)}))
    facts = {"done": Text(key), "next": next_step(job)}
    return Prompt(Text("driver.done_next", facts), buttons=next_buttons(job))


async def own_stop(turn: Turn, stop_id: int) -> JobStop:
    """A stop of the driver's own job. Raises `Outdated` when it is no longer theirs."""
    job = await find_job_of_stop(turn.session, stop_id)
    stop = None if job is None else job.stop(stop_id)
    if job is None or stop is None or job.driver_id != turn.person.person_id:
        raise Outdated()
    return stop
