"""What a coordinator can do by talking: verify, unstick, alert, invite, close roads, answer."""

from collections.abc import Sequence

from handlers import (
    coordinator_alert,
    coordinator_desk,
    coordinator_invite,
    coordinator_override,
    coordinator_roads,
    coordinator_verify,
)
from handlers.book import Entry
from handlers.dialog import ActHandler, Command, Dialog, Outcome, PendingAct, Text, Turn
from matching.model import Role

ROLES = frozenset({Role.COORDINATOR})

DIALOGS: tuple[Dialog, ...] = (
    coordinator_alert.ALERT,
    coordinator_invite.INVITE,
    coordinator_roads.CLOSURE,
    coordinator_verify.ANSWER,
    coordinator_verify.DUPLICATE,
)
ACTS: dict[str, ActHandler] = {
    **coordinator_desk.ACTS,
    **coordinator_verify.ACTS,
    **coordinator_override.ACTS,
    **coordinator_alert.ACTS,
    **coordinator_roads.ACTS,
}


def _starter(dialog: str) -> Command:
    async def run(_turn: Turn) -> Outcome:
        return Outcome(start=dialog)

    return run


COMMANDS: dict[str, Command] = {
    "stuck": coordinator_desk.overview,
    "verify": coordinator_desk.to_verify,
    "situation": coordinator_desk.situation,
    "alert": _starter("alert"),
    "invite": _starter("invite"),
    "closures": coordinator_roads.listed,
    "closure": _starter("closure"),
}
ENTRIES: tuple[Entry, ...] = tuple(
    Entry(
        name,
        Text(f"coordinator.menu_{name}"),
        run,
        ROLES,
        name,
        f"coordinator.about_{name}",
    )
    for name, run in COMMANDS.items()
    if name != "closure"
)


async def pending(turn: Turn) -> Sequence[PendingAct]:
    """What typed words may decide: the report that has waited longest."""
    if Role.COORDINATOR not in turn.person.roles:
        return ()
    return await coordinator_verify.waiting(turn)
