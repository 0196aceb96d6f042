"""Which reserve goods belong to: what such an organisation usually holds."""

from collections.abc import Mapping

from db.queries.mine import organisation_of
from handlers.dialog import Turn
from matching.model import Affiliation, ReserveMode

_USUAL_MODE: Mapping[Affiliation, ReserveMode] = {
    Affiliation.GOVERNMENT: ReserveMode.GOVERNMENT,
    Affiliation.MILITARY: ReserveMode.GOVERNMENT,
    Affiliation.ENTERPRISE: ReserveMode.ENTERPRISE,
    Affiliation.CIVILIAN: ReserveMode.DONOR,
}


async def usual_mode(turn: Turn) -> ReserveMode:
    """The usual mode of the person's organisation; somebody without one donates."""
    mine = await organisation_of(turn.session, turn.person.person_id)
    return ReserveMode.DONOR if mine is None else _USUAL_MODE[mine.affiliation]
