"""Count a hand-over item by item: what went aboard, what the receiver took and refused, and why."""

from collections.abc import Mapping
from typing import Any

from db.actions.delivery import record_delivery, record_pickup
from db.actions.transfer import take_over
from handlers.dialog import Choice, Dialog, Outcome, Text, Turn
from handlers.driver.step import now_what
from handlers.steps.choices import choice_step
from handlers.steps.loads import (
    MOST_LOADS,
    count_step,
    counted,
    less_dialog,
    loads_of,
    reasons_step,
    require_askable,
)
from matching.model import ProofKind, Reason, Role

ALL, SOME = "all", "some"
LESS_REASONS = (Reason.LESS_STOCK, Reason.TOO_LARGE, Reason.DAMAGED, Reason.EXPIRED, Reason.OTHER)
"""Why less went aboard than was planned."""
REJECT_REASONS = (
    Reason.DAMAGED,
    Reason.EXPIRED,
    Reason.WRONG_ITEM,
    Reason.NO_LONGER_NEEDED,
    Reason.OTHER,
)
"""Why a receiver refuses goods."""
SHORT_REASONS = (Reason.DAMAGED, Reason.EXPIRED, Reason.TOO_LARGE, Reason.OTHER)
"""Why a driver takes over less at a node than was handed over."""


def _is_refused(answers: Mapping[str, Any]) -> bool:
    return answers.get("all") == SOME and any(counted(answers).values())


async def _note_loaded(
    turn: Turn, stop_id: int, loaded: Mapping[int, int], why: Reason | None
) -> Outcome:
    """Note what went aboard; the rest goes back to matching."""
    await record_pickup(
        turn.session,
        turn.person.actor,
        stop_id=stop_id,
        loaded=loaded,
        actor_at=turn.now,
        now=turn.now,
        reason=why,
    )
    return Outcome(await now_what(turn, "driver.loaded_noted"))


async def _finish_handover(turn: Turn) -> Outcome:
    """Note what the receiver took and refused, with the proof there is."""
    answers = turn.answers
    loads = loads_of(answers)
    some = answers["all"] == SOME
    if some:
        require_askable(answers)
    refused = counted(answers) if some else {}
    await record_delivery(
        turn.session,
        turn.person.actor,
        stop_id=int(answers["stop"]),
        accepted={each[0]: each[2] - refused.get(each[0], 0) for each in loads},
        rejected={number: amount for number, amount in refused.items() if amount},
        reason=Reason(answers["reason"]) if "reason" in answers else None,
        proof=ProofKind(answers["proof"]),
        photo=str(answers.get("photo", "")),
        actor_at=turn.now,
        now=turn.now,
    )
    return Outcome(await now_what(turn, "driver.delivered_noted"))


async def _note_taken(
    turn: Turn, stop_id: int, taken: Mapping[int, int], why: Reason | None
) -> Outcome:
    """Note what was taken over at a node; the rest stays with whoever brought it."""
    await take_over(
        turn.session, turn.person.actor, stop_id=stop_id, taken=taken, reason=why, now=turn.now
    )
    return Outcome(await now_what(turn, "driver.taken_noted"))


TAKELESS = less_dialog(
    "takeless",
    "taken",
    "driver.ask_short_why",
    SHORT_REASONS,
    _note_taken,
    role=Role.DRIVER,
    title=Text("driver.takeless_title"),
)

LESS = less_dialog(
    "less",
    "loaded",
    "driver.ask_less_why",
    LESS_REASONS,
    _note_loaded,
    role=Role.DRIVER,
    title=Text("driver.less_title"),
)

HANDOVER = Dialog(
    name="handover",
    steps=(
        choice_step(
            "all",
            Text("driver.ask_all"),
            (
                Choice(ALL, Text("card.accepted_all"), ("全部", "都收了", "all")),
                Choice(SOME, Text("card.rejected_some"), ("部分", "some")),
            ),
        ),
        *(
            count_step(
                place,
                "driver.ask_rejected",
                "driver.rejected_full",
                "driver.rejected_none",
                SOME,
                refused=True,
            )
            for place in range(MOST_LOADS)
        ),
        reasons_step("driver.ask_reject_why", REJECT_REASONS, _is_refused),
    ),
    finish=_finish_handover,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.handover_title"),
    own_numbers=True,
)
