"""Who may do what: one table from act to roles."""

from dataclasses import dataclass
from enum import StrEnum

from matching.errors import NotAllowed
from matching.model import Role


class Act(StrEnum):
    """Every use-case that asks for permission."""

    REPORT_NEED = "report_need"
    REPORT_STOCK = "report_stock"
    DRIVE = "drive"
    VERIFY = "verify"
    BROADCAST = "broadcast"
    INVITE = "invite"
    CLOSE_ROAD = "close_road"
    OVERRIDE = "override"
    RUN_PLAN = "run_plan"
    DECLARE_INCIDENT = "declare_incident"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `person_id` is None for the system itself (ticks, command line)."""

    person_id: int | None
    roles: frozenset[Role]

    @property
    def is_system(self) -> bool:
        """True for ticks and the command line, which may do everything."""
        return self.person_id is None


SYSTEM = Actor(person_id=None, roles=frozenset())

_REQUESTERS = frozenset({Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY})
_COORDINATORS = frozenset({Role.COORDINATOR})
ALLOWED: dict[Act, frozenset[Role]] = {
    Act.REPORT_NEED: _REQUESTERS | _COORDINATORS,
    Act.REPORT_STOCK: frozenset({Role.SUPPLIER}) | _REQUESTERS | _COORDINATORS,
    Act.DRIVE: frozenset({Role.DRIVER}),
    Act.VERIFY: _COORDINATORS,
    Act.BROADCAST: _COORDINATORS,
    Act.INVITE: _COORDINATORS,
    Act.CLOSE_ROAD: _COORDINATORS,
    Act.OVERRIDE: _COORDINATORS,
    Act.RUN_PLAN: _COORDINATORS,
    Act.DECLARE_INCIDENT: _COORDINATORS,
}


def permits(actor: Actor, act: Act) -> bool:
    """Whether the actor may do the act; the system may do everything."""
    return actor.is_system or bool(actor.roles & ALLOWED[act])


def require(actor: Actor, act: Act) -> None:
    """Raise `NotAllowed` unless the actor may do the act."""
    if not permits(actor, act):
        raise NotAllowed(act=act.value)
