"""How allocations, jobs and quantities may change, and how far a person's word carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from matching.errors import Outdated
from matching.model import AllocationState as A
from matching.model import JobState as J
from matching.model import OrganisationKind, Role, Trust, Urgency, Verification

ALLOCATION_STEPS: Mapping[A, frozenset[A]] = {
    A.PROPOSED: frozenset({A.CONFIRMED, A.DECLINED, A.TIMED_OUT, A.RELEASED}),
    A.CONFIRMED: frozenset({A.LOADED, A.DECLINED, A.RELEASED, A.FAILED}),
    A.LOADED: frozenset({A.DELIVERED, A.FAILED, A.RETURNED}),
    A.DELIVERED: frozenset(),
    A.DECLINED: frozenset(),
    A.TIMED_OUT: frozenset(),
    A.RELEASED: frozenset(),
    A.FAILED: frozenset(),
    A.RETURNED: frozenset(),
}
"""Where each state of an allocation may lead. An empty set is an end."""

JOB_STEPS: Mapping[J, frozenset[J]] = {
    J.OPEN: frozenset({J.OFFERED, J.CANCELLED}),
    J.OFFERED: frozenset({J.ACCEPTED, J.OPEN, J.CANCELLED}),
    J.ACCEPTED: frozenset({J.UNDERWAY, J.OPEN, J.CANCELLED, J.FAILED}),
    J.UNDERWAY: frozenset({J.CLOSED, J.FAILED}),
    J.CLOSED: frozenset(),
    J.FAILED: frozenset(),
    J.CANCELLED: frozenset(),
}
"""Where each state of a job may lead. Back to `OPEN`: declined, lapsed, or handed back unloaded."""

OFFER_WINDOW = timedelta(minutes=3)
"""How long one driver may think before the next is asked."""

CONFIRM_WINDOWS: Mapping[Urgency, timedelta] = {
    Urgency.CRITICAL: timedelta(minutes=5),
    Urgency.HIGH: timedelta(minutes=10),
    Urgency.NORMAL: timedelta(minutes=20),
    Urgency.LOW: timedelta(minutes=60),
}
"""How long supplier and receiver may take to confirm before the next candidate is tried."""

OPEN_NEED_LIMITS: Mapping[Trust, int] = {
    Trust.NEW: 3,
    Trust.PHONE_SHARED: 10,
    Trust.ORG_VERIFIED: 200,
}
"""How many needs one reporter may keep open, so that a flood of junk stays small."""


OUTGROWN = 2
"""So many times its verified quantity a need may ask for before it is verified again."""

SPEAKS_FOR: Mapping[Role, frozenset[OrganisationKind]] = {
    Role.HOSPITAL: frozenset({OrganisationKind.HOSPITAL}),
    Role.COMMUNITY: frozenset({OrganisationKind.COMMUNITY, OrganisationKind.DEPARTMENT}),
}
"""Which organisations stand behind a report made in a role. A resident speaks for nobody else."""


class Fulfilment(StrEnum):
    """How far a need line is served; always derived, never stored."""

    NONE = "none"
    PARTIAL = "partial"
    COVERED = "covered"
    DELIVERED = "delivered"


def allocation_may(state: A, to: A) -> bool:
    """Whether an allocation may go from one state to another."""
    return to in ALLOCATION_STEPS[state]


def job_may(state: J, to: J) -> bool:
    """Whether a job may go from one state to another."""
    return to in JOB_STEPS[state]


def require_allocation_step(state: A, to: A) -> None:
    """Raise `Outdated` unless the allocation may take this step."""
    if not allocation_may(state, to):
        raise Outdated(state=state.value, to=to.value)


def require_job_step(state: J, to: J) -> None:
    """Raise `Outdated` unless the job may take this step."""
    if not job_may(state, to):
        raise Outdated(state=state.value, to=to.value)


@dataclass(frozen=True, slots=True)
class LineQuantities:
    """The quantities of one need line in base units; its status is derived from them.

    `reserved` is in proposed allocations, `committed` in confirmed ones not yet loaded,
    `loaded` is all that ever went aboard. What went aboard is accepted, rejected, lost,
    returned or still on the way.
    """

    requested: int
    verified: int = 0
    committed: int = 0
    reserved: int = 0
    loaded: int = 0
    accepted: int = 0
    rejected: int = 0
    lost: int = 0
    returned: int = 0
    cancelled: int = 0

    @property
    def on_the_way(self) -> int:
        """Aboard a vehicle now."""
        return self.loaded - self.accepted - self.rejected - self.lost - self.returned

    @property
    def wanted(self) -> int:
        """Requested and not cancelled."""
        return self.requested - self.cancelled

    @property
    def promised(self) -> int:
        """Proposed, confirmed or on the way."""
        return self.reserved + self.committed + self.on_the_way

    @property
    def open_quantity(self) -> int:
        """What nothing covers yet; never negative."""
        return max(0, self.wanted - self.accepted - self.promised)

    def fulfilment(self) -> Fulfilment:
        """How far the line is served. A proposal nobody confirmed yet covers nothing."""
        if not self.wanted and not self.accepted:
            return Fulfilment.NONE
        if self.accepted >= self.wanted:
            return Fulfilment.DELIVERED
        firm = self.accepted + self.committed + self.on_the_way
        if firm >= self.wanted:
            return Fulfilment.COVERED
        return Fulfilment.PARTIAL if firm else Fulfilment.NONE

    def check(self) -> None:
        """Raise `ValueError` if a quantity is negative or goods appear or vanish."""
        stated = {name: getattr(self, name) for name in self.__slots__}
        negative = [name for name, quantity in stated.items() if quantity < 0]
        if negative:
            raise ValueError(f"negative: {', '.join(negative)}")
        if self.on_the_way < 0:
            raise ValueError("more left the vehicle than was ever loaded")
        if self.cancelled > self.requested:
            raise ValueError("more was cancelled than requested")
        if self.verified > self.requested:
            raise ValueError("more was verified than requested")


@dataclass(frozen=True, slots=True)
class LotQuantities:
    """The quantities of one lot in base units: counted = free + reserved + loaded out."""

    counted: int
    free: int
    reserved: int = 0
    loaded_out: int = 0

    def check(self) -> None:
        """Raise `ValueError` if a quantity is negative or the parts do not make the whole."""
        if min(self.counted, self.free, self.reserved, self.loaded_out) < 0:
            raise ValueError("negative quantity in a lot")
        if self.free + self.reserved + self.loaded_out != self.counted:
            raise ValueError("free + reserved + loaded out is not what was counted")


def initial_verification(trust: Trust, served_before: int, via_org_verified: bool) -> Verification:
    """How far a new report is believed before anybody looked at it.

    `served_before` counts the reporter's needs that were really delivered;
    `via_org_verified` says the report came in through a verified organisation. The trust a
    person once had through an organisation does not verify what they report without it.
    """
    if via_org_verified:
        return Verification.VERIFIED
    if trust is not Trust.NEW and served_before >= 1:
        return Verification.VOUCHED
    return Verification.UNVERIFIED


def speaks_for(role: Role, kind: OrganisationKind | None) -> bool:
    """Whether a report made in this role is one of an organisation of this kind."""
    return kind in SPEAKS_FOR.get(role, frozenset())


def may_be_matched(verification: Verification) -> bool:
    """No driver moves on a report that nobody but its author stands behind."""
    return verification in (Verification.VOUCHED, Verification.VERIFIED)


def outgrows(quantity: int, verified: int) -> bool:
    """Whether a quantity is so far beyond the one somebody stood behind that they must look anew.

    A little more is everyday; from a handful to thousands is another report.
    """
    return quantity > OUTGROWN * verified


def open_need_limit(trust: Trust) -> int:
    """How many needs a reporter of this trust may keep open."""
    return OPEN_NEED_LIMITS[trust]


def confirm_window(urgency: Urgency) -> timedelta:
    """How long supplier and receiver may take to confirm a match of this urgency."""
    return CONFIRM_WINDOWS[urgency]
