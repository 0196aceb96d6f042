"""Keep goods at a node for the next driver: a coordinator says who has them, and how many."""

from collections.abc import Mapping

from db.actions.transfer import keep_at_node
from db.queries.job_views import JobView, Load
from db.queries.jobs import find_job_of_stop
from handlers.cards.leg import node
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import ActHandler, Fact, Outcome, Prompt, Text, Turn
from handlers.speech.arguments import number
from handlers.speech.show import act, item_totals, labelled
from handlers.steps.loads import less_dialog
from matching.errors import Outdated
from matching.model import AllocationState, Reason, Role

SHORT_REASONS = (Reason.DAMAGED, Reason.EXPIRED, Reason.OTHER)
"""Why a keeper has less than was handed over."""


async def _keep_here(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """All of it, or less? The driver who brought it may leave then."""
    job, loads = await _handed(turn, number(args))
    stop_id, journey = number(args), job.journey
    facts: dict[str, Fact] = {
        "number": "" if journey is None else journey.number,
        "place": node("" if job.leg is None else job.leg.end),
        "goods": item_totals(loads),
    }
    all_here = act("card.taken_all", "keep_all", stop_id, style="success")
    less = act("card.taken_less", "keep_less", stop_id)
    leave = act("coordinator.leave", "leave")
    rows = ((all_here, less), (leave,))
    asked = Prompt(Text("coordinator.keep_here", facts), buttons=rows, force_new=True)
    return Outcome(labelled(asked, job.drill))


async def _keep_all(turn: Turn, args: tuple[str, ...]) -> Outcome:
    _, loads = await _handed(turn, number(args))
    await keep_at_node(
        turn.session,
        turn.person.actor,
        stop_id=number(args),
        taken={load.allocation_id: load.loaded for load in loads},
        reason=None,
        now=turn.now,
    )
    return Outcome(Prompt(Text("coordinator.kept")))


async def _keep_less(turn: Turn, args: tuple[str, ...]) -> Outcome:
    _, loads = await _handed(turn, number(args))
    listed = [[one.allocation_id, one.item_code, one.loaded, one.need_code] for one in loads]
    return Outcome(start="keepless", prefill={"stop": number(args), "loads": listed})


async def _handed(turn: Turn, stop_id: int) -> tuple[JobView, list[Load]]:
    """The job that brought goods to this node, and what nobody has taken over yet."""
    require_coordinator(turn)
    job = await find_job_of_stop(turn.session, stop_id)
    leg = None if job is None else job.leg
    stop = None if job is None else job.stop(stop_id)
    if job is None or leg is None or stop is None or leg.given_at is not None:
        raise Outdated()
    return job, [load for load in stop.loads if load.state is AllocationState.LOADED]


async def _note_kept(
    turn: Turn, stop_id: int, kept: Mapping[int, int], why: Reason | None
) -> Outcome:
    """Note what the keeper has; the rest stays with the driver who brought it."""
    require_coordinator(turn)
    await keep_at_node(
        turn.session, turn.person.actor, stop_id=stop_id, taken=kept, reason=why, now=turn.now
    )
    return Outcome(Prompt(Text("coordinator.kept")))


KEEPLESS = less_dialog(
    "keepless",
    "taken",
    "coordinator.ask_kept_why",
    SHORT_REASONS,
    _note_kept,
    role=Role.COORDINATOR,
    title=Text("driver.takeless_title"),
)

ACTS: dict[str, ActHandler] = {
    "keep_here": _keep_here,
    "keep_all": _keep_all,
    "keep_less": _keep_less,
}
