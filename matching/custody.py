"""What becomes of goods that were not loaded, not accepted or not delivered."""

from dataclasses import dataclass

from matching.errors import Outdated, TooMuch, WrongCode
from matching.model import ProofKind, Reason

GONE = frozenset({Reason.NO_STOCK, Reason.LESS_STOCK})
"""The shelf holds less than was counted."""
SPOILT = frozenset({Reason.DAMAGED, Reason.EXPIRED, Reason.WRONG_ITEM})
"""The goods exist but may not be promised to anybody again."""
PAIR_SURVIVES = frozenset({
    Reason.LESS_STOCK, Reason.TOO_LARGE, Reason.TOO_FAR, Reason.VEHICLE_TROUBLE,
    Reason.ROAD_BLOCKED, Reason.OFF_DUTY, Reason.BLOCKED_BOT,
})  # fmt: skip
"""Reasons that speak neither against the lot nor against the need: they may be matched again."""

SUPPLIER_SAID = frozenset({Reason.NO_STOCK, Reason.DAMAGED, Reason.EXPIRED})
"""A no of the supplier's, which holds until they count the lot again."""
RECEIVER_SAID = frozenset({Reason.NO_LONGER_NEEDED, Reason.NOBODY_THERE})
"""A no of the receiver's, which holds until they say that they need it still."""

CODE_TRIES = 5
"""Wrong codes before only a photo proves a hand-over: 5 guesses of 10,000."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where goods promised but not handed over go, in base units."""

    back: int = 0
    """Free for the next need."""
    written_off: int = 0
    """No longer counted."""


def require_known(stated: set[int], expected: set[int]) -> None:
    """Raise `Outdated` unless the allocations stated are exactly those at the stop."""
    if stated != expected:
        raise Outdated()


def require_at_most(quantity: int, limit: int) -> None:
    """Raise `TooMuch` unless 0 <= `quantity` <= `limit`."""
    if not 0 <= quantity <= limit:
        raise TooMuch(quantity=quantity, limit=limit)


def shelve(quantity: int, reason: Reason | None) -> Shelf:
    """What becomes of goods that were promised and not taken, for this reason."""
    if reason in GONE or reason in SPOILT:
        return Shelf(written_off=quantity)
    return Shelf(back=quantity)


def take_back(quantity: int, reason: Reason | None) -> Shelf:
    """What becomes of goods brought back that were refused for this reason: they do exist."""
    return Shelf(written_off=quantity) if reason in SPOILT else Shelf(back=quantity)


def left_on_shelf(reason: Reason, stated: int | None, promised_to_others: int) -> int | None:
    """How much of a lot stays free after its supplier declined; None leaves the count alone.

    `stated` is what the supplier says is there; what others were promised comes off it first.
    """
    if stated is None and reason not in GONE:
        return None
    return max(0, (stated or 0) - promised_to_others)


def decline_reason(reason: Reason, stated: int | None) -> Reason:
    """No stock, but some left, is less stock: the rest may be offered again."""
    return Reason.LESS_STOCK if reason is Reason.NO_STOCK and stated else reason


def no_longer_wanted(reason: Reason | None) -> bool:
    """Whether goods refused for this reason are no longer needed at all."""
    return reason is Reason.NO_LONGER_NEEDED


def require_proof(
    proof: ProofKind,
    *,
    anything_accepted: bool,
    code_checked: bool,
    photo: bool,
    may_vouch: bool,
) -> None:
    """Raise `WrongCode` unless goods taken over are proved: by code, photo or a coordinator."""
    proved = {
        ProofKind.NONE: False,
        ProofKind.CODE: code_checked,
        ProofKind.PHOTO: photo,
        ProofKind.COORDINATOR: may_vouch,
    }
    if anything_accepted and not proved[proof]:
        raise WrongCode()
