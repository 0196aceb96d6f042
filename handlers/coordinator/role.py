"""What coordinators can do by talking: verify, unstick, alert, invite, roads, incidents."""

from collections.abc import Sequence

from handlers.coordinator import (
    alert,
    desk,
    drafts,
    incidents,
    invite,
    left,
    link_list,
    links,
    nodes,
    override,
    roads,
    verify,
    what_if,
    words,
)
from handlers.dialog import ActHandler, Command, Dialog, Outcome, PendingAct, Text, Turn
from handlers.engine.book import Entry
from handlers.engine.typed import words_of
from matching.model import Role

ROLES = frozenset({Role.COORDINATOR})

DIALOGS: tuple[Dialog, ...] = (
    nodes.KEEPLESS,
    alert.ALERT,
    invite.INVITE,
    incidents.INCIDENT,
    roads.CLOSURE,
    links.LINK,
    verify.ANSWER,
    verify.DUPLICATE,
    what_if.WHAT_IF,
)
ACTS: dict[str, ActHandler] = {
    **desk.ACTS,
    **verify.ACTS,
    **override.ACTS,
    **nodes.ACTS,
    **left.ACTS,
    **alert.ACTS,
    **roads.ACTS,
    **incidents.ACTS,
    **links.ACTS,
    **words.ACTS,
    **what_if.ACTS,
}


def _starter(dialog: str) -> Command:
    async def run(_turn: Turn) -> Outcome:
        return Outcome(start=dialog)

    return run


COMMANDS: dict[str, Command] = {
    "stuck": desk.overview,
    "verify": desk.to_verify,
    "situation": desk.situation,
    "alert": _starter("alert"),
    "invite": _starter("invite"),
    "closures": roads.listed,
    "incidents": incidents.listed,
    "whatif": what_if.start,
    "words": words.listed,
    "closure": _starter("closure"),
    "links": link_list.listed,
}
WORDS = {
    "situation": words_of("coordinator.words_situation"),
    "whatif": words_of("coordinator.words_whatif"),
}
"""What may be typed besides the menu's own words."""
IN_CLOSURES = frozenset({"closure", "links"})
"""Commands that the list of closures offers; they need no entry of their own."""
ENTRIES: tuple[Entry, ...] = tuple(
    Entry(
        name,
        Text(f"coordinator.menu_{name}"),
        run,
        ROLES,
        name,
        f"coordinator.about_{name}",
        words=WORDS.get(name, ()),
    )
    for name, run in COMMANDS.items()
    if name not in IN_CLOSURES
)


told = drafts.told


async def pending(turn: Turn) -> Sequence[PendingAct]:
    """What typed words may decide: the report that has waited longest."""
    if Role.COORDINATOR not in turn.person.roles:
        return ()
    return await verify.waiting(turn)
