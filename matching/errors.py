"""Refusals: a rule says no, nothing has changed, and the person is told why."""


class Refused(Exception):
    """Base of every refusal. `text_key` names the sentence in the locales, `args` fill it."""

    text_key = "refused.other"

    def __init__(self, **facts: str | int) -> None:
        super().__init__(self.text_key)
        self.facts = facts


class NotAllowed(Refused):
    """The actor's roles do not permit this act."""

    text_key = "refused.not_allowed"


class NotFound(Refused):
    """What was named does not exist, or is not the actor's to see."""

    text_key = "refused.not_found"


class Outdated(Refused):
    """The world moved on: the state this press relied on has passed."""

    text_key = "refused.outdated"


class NotAsked(Refused):
    """A yes to a "really?" that was answered before, or that other things were done since."""

    text_key = "refused.not_asked"


class LastIncident(Refused):
    """New reports must belong somewhere: the next incident is declared before the last one ends."""

    text_key = "refused.last_incident"


class OfferGone(Refused):
    """The job offer has lapsed, was taken by another driver or was withdrawn."""

    text_key = "refused.offer_gone"


class NotOnTheWay(Refused):
    """One more stop no longer fits the job: the driver has gone on, or a promise would be late."""

    text_key = "refused.not_on_the_way"


class TooManyTrials(Refused):
    """Several changes that this coordinator wants tried out are being worked out already."""

    text_key = "refused.too_many_trials"


class TooManyOpen(Refused):
    """A new reporter may keep only a few needs open until somebody vouches for one."""

    text_key = "refused.too_many_open"


class Implausible(Refused):
    """A quantity outside what the item's bounds allow without a second look."""

    text_key = "refused.implausible"


class BelowReserved(Refused):
    """A count below what is already promised to needs."""

    text_key = "refused.below_reserved"


class InviteInvalid(Refused):
    """The invite is unknown, used, expired or meant for somebody else."""

    text_key = "refused.invite_invalid"


class WrongCode(Refused):
    """The hand-over code does not match."""

    text_key = "refused.wrong_code"


class TooMuch(Refused):
    """More was stated than is on board, promised or needed."""

    text_key = "refused.too_much"


class StillBusy(Refused):
    """Who is on duty, or has goods on the road, is forgotten afterwards."""

    text_key = "refused.still_busy"


class StillAboard(Refused):
    """The driver still carries goods: they are delivered, returned or reported lost first."""

    text_key = "refused.still_aboard"
