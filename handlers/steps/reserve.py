"""Which reserve goods belong to: as last time, else what such an organisation usually holds."""

from collections.abc import Mapping

from db.queries.mine import newest_mode, organisation_of
from handlers.dialog import Turn
from matching.model import Affiliation, ReserveMode

_USUAL_MODE: Mapping[Affiliation, ReserveMode] = {
    Affiliation.GOVERNMENT: ReserveMode.GOVERNMENT,
    Affiliation.MILITARY: ReserveMode.GOVERNMENT,
    Affiliation.ENTERPRISE: ReserveMode.ENTERPRISE,
    Affiliation.CIVILIAN: ReserveMode.DONOR,
}


async def usual_mode(turn: Turn) -> ReserveMode:
    """As the person's newest lot is held; else the usual mode of their organisation, and somebody
    without one donates."""
    newest = await newest_mode(turn.session, turn.person.person_id)
    if newest is not None:
        return newest
    mine = await organisation_of(turn.session, turn.person.person_id)
    return ReserveMode.DONOR if mine is None else _USUAL_MODE[mine.affiliation]
