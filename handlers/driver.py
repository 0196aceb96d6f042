"""What a driver can do by talking: register a vehicle, go on duty, answer an offer, do a job."""

from collections.abc import Sequence

from handlers import driver_handover, driver_job, driver_offer, driver_shift, driver_vehicle
from handlers.book import Entry
from handlers.dialog import ActHandler, Command, Dialog, Outcome, PendingAct, ReplyKind, Text, Turn
from matching.model import Role

ROLES = frozenset({Role.DRIVER})

DIALOGS: tuple[Dialog, ...] = (
    driver_vehicle.VEHICLE,
    driver_shift.SHIFT,
    driver_handover.LESS,
    driver_handover.HANDOVER,
)
ACTS: dict[str, ActHandler] = {
    **driver_shift.ACTS,
    **driver_offer.ACTS,
    **driver_job.ACTS,
}
COMMANDS: dict[str, Command] = {
    "job": driver_job.my_job,
    "duty": driver_shift.duty,
    "vehicle": driver_vehicle.start,
}
ENTRIES: tuple[Entry, ...] = (
    Entry("job", Text("driver.menu_job"), driver_job.my_job, ROLES, "job", "driver.about_job"),
    Entry("duty", Text("driver.menu_duty"), driver_shift.duty, ROLES, "duty", "driver.about_duty"),
    Entry(
        "vehicle",
        Text("driver.menu_vehicle"),
        driver_vehicle.start,
        ROLES,
        "vehicle",
        "driver.about_vehicle",
    ),
)


async def pending(turn: Turn) -> Sequence[PendingAct]:
    """What typed words may answer now: the offer first, then the job in hand."""
    if Role.DRIVER not in turn.person.roles:
        return ()
    return (*await driver_offer.waiting(turn), *await driver_job.waiting(turn))


async def heard(turn: Turn) -> Outcome | None:
    """A position while on duty, a photo while handing over."""
    if Role.DRIVER not in turn.person.roles:
        return None
    if turn.reply.kind is ReplyKind.LOCATION:
        return await driver_shift.moved(turn)
    if turn.reply.kind is ReplyKind.PHOTO:
        return await driver_job.photo_taken(turn)
    return None
