"""How people of each role live through an event: they do what they mean to, and answer the bot."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from bot.scenarios import coordinator, driver, forms, requester, supplier
from bot.scenarios.human import GLANCE, Human
from bot.scenarios.script import Intent, Kind
from matching.catalogue import Catalogue
from matching.model import Role

Json = dict[str, Any]
React: TypeAlias = Callable[[Human, Json], Awaitable[None]]

REACT: dict[Role, React] = {
    Role.RESIDENT: requester.react,
    Role.COMMUNITY: requester.react,
    Role.HOSPITAL: requester.react,
    Role.SUPPLIER: supplier.react,
    Role.DRIVER: driver.react,
    Role.COORDINATOR: coordinator.react,
}
BETWEEN = 30.0
"""Seconds of the city between picking up the phone and the first message."""
BEFORE = 3.0
"""Minutes before the first thing one means to do that one picks up the phone."""


async def enter(human: Human, invitation: str) -> None:
    """Sign up, by a link if there is one, else by answering who one is."""
    await human.rhythm.takes(BETWEEN, human.dice)
    await human.phone.start(invitation)
    if invitation:
        await human.hear(("engine.invited",))
    else:
        await human.fill(forms.sign_up(human), forms.NEXT)
    human.diary.signed_up += 1


async def live(human: Human, catalogue: Catalogue, invitation: str = "") -> None:
    """The whole event of one person."""
    intents = deque(human.part.intents)
    if intents and not human.rhythm.is_flat_out:
        await human.rhythm.pass_by(60 * (intents[0].minute - BEFORE - human.rhythm.minute))
    if human.rhythm.is_over:
        return
    await enter(human, invitation)
    react = REACT[human.part.role]
    while not human.rhythm.is_over:
        await human.rhythm.held()
        if intents and seconds_until(human, intents[0]) <= 0:
            await do(human, intents.popleft(), catalogue)
            human.diary.meant += 1
        elif human.unread:
            number = human.unread.popleft()
            await react(human, human.shown[number])
        else:
            wait = seconds_until(human, intents[0]) if intents else GLANCE
            await human.read(min(GLANCE, wait))


def seconds_until(human: Human, intent: Intent) -> float:
    """Seconds of ours until the minute of an intent; none when nobody waits for anything."""
    rhythm = human.rhythm
    if rhythm.is_flat_out:
        return 0.0
    if rhythm.paused:
        return GLANCE
    return (intent.minute - rhythm.minute) * 60 / rhythm.speed


async def do(human: Human, intent: Intent, catalogue: Catalogue) -> None:
    """Carry out an intention."""
    match intent.kind:
        case Kind.NEED:
            await requester.report(human, intent, catalogue)
        case Kind.WITHDRAW:
            await requester.withdraw(human)
        case Kind.STOCK:
            await supplier.report(human, intent, catalogue)
        case Kind.DUTY:
            await driver.go_on_duty(human)
        case _:
            await coordinator.do(human, intent)
