"""What a driver can do by talking: register a vehicle, go on duty, answer an offer, do a job."""

from collections.abc import Mapping, Sequence

from handlers.dialog import (
    ActHandler,
    Command,
    Dialog,
    Outcome,
    PendingAct,
    ReplyKind,
    TakeUp,
    Text,
    Turn,
)
from handlers.driver import (
    described,
    handover,
    job,
    offer,
    roads,
    shift,
    trouble,
    vehicle,
    whereabouts,
)
from handlers.engine.book import Entry
from handlers.engine.danger import danger_said
from matching.model import Role

ROLES = frozenset({Role.DRIVER})

DIALOGS: tuple[Dialog, ...] = (
    vehicle.VEHICLE,
    described.RIDE,
    shift.SHIFT,
    handover.LESS,
    handover.TAKELESS,
    handover.HANDOVER,
    roads.ROAD,
    whereabouts.STANDS,
)
ACTS: dict[str, ActHandler] = {
    **shift.ACTS,
    **offer.ACTS,
    **job.ACTS,
}
COMMANDS: dict[str, Command] = {
    "job": job.my_job,
    "duty": shift.duty,
    "vehicle": vehicle.start,
}
ENTRIES: tuple[Entry, ...] = (
    Entry("job", Text("driver.menu_job"), job.my_job, ROLES, "job", "driver.about_job"),
    Entry("duty", Text("driver.menu_duty"), shift.duty, ROLES, "duty", "driver.about_duty"),
    Entry(
        "vehicle",
        Text("driver.menu_vehicle"),
        vehicle.start,
        ROLES,
        "vehicle",
        "driver.about_vehicle",
    ),
)


async def pending(turn: Turn) -> Sequence[PendingAct]:
    """What typed words may answer now: the offer first, then the job in hand, then the shift."""
    if Role.DRIVER not in turn.person.roles:
        return ()
    offers = await offer.waiting(turn)
    steps = await job.waiting(turn)
    # To an offer "off duty" is the reason why not, unless it is one of a stop more.
    leaving = () if offers and not steps else await shift.waiting(turn)
    return (*offers, *steps, *leaving)


async def heard(turn: Turn) -> Outcome | None:
    """A position while on duty, a photo while handing over."""
    if Role.DRIVER not in turn.person.roles:
        return None
    if turn.reply.kind is ReplyKind.LOCATION:
        return await shift.moved(turn)
    if turn.reply.kind is ReplyKind.PHOTO:
        return await job.photo_taken(turn)
    return None


async def told(turn: Turn) -> Outcome | None:
    """Trouble on the road, or a vehicle that is free, in the driver's own words.

    A vehicle described by somebody without a role waits until they are a driver.
    """
    if Role.DRIVER not in turn.person.roles:
        return await described.told(turn)
    mended = None if danger_said(turn, turn.reply.text) else await shift.back(turn)
    if mended is not None:
        return mended
    return await trouble.told(turn) or await described.told(turn) or await shift.told(turn)


TAKE_UP: Mapping[str, TakeUp] = {vehicle.VEHICLE.name: described.take_up}
