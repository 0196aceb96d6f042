"""One's own house, or a ward, room or floor alone: it lies in the house of the own organisation."""

from collections.abc import Iterable
from typing import Any

from db.queries.people import OrganisationCard, organisation_by_id
from handlers.dialog import Turn
from handlers.speech.placed import is_called
from handlers.steps.addresses import ADDRESS_SIGNS, typed_answer
from handlers.steps.last_place import last_place
from matching.intake.own_house import OwnHouse, find_own_house, own_house
from matching.model import OrganisationKind

_KNOWN_BY_NAME = frozenset({OrganisationKind.HOSPITAL, OrganisationKind.COMMUNITY})
"""Whose house a driver finds by its name and district; a store needs an address."""


async def inside_own(turn: Turn, words: str) -> dict[str, Any] | None:
    """The own organisation's house, or a part of it, as an answer of the place's step; None if the
    words say more, or if nobody knows where that house is."""
    own = await _own(turn)
    said = None if own is None else own_house(words, own.kind)
    return None if own is None or said is None else _answer(turn, own, said)


async def own_told(turn: Turn, text: str, named: Iterable[str]) -> Any:
    """The own house as the answer of a message that names no other place than `named`, which must
    be words of that; None if it does not speak of it. The house as a whole is the place there that
    was used last."""
    own = await _own(turn)
    said = None if own is None else find_own_house(text, own.kind)
    if own is None or said is None or not all(words in said.words for words in named):
        return None
    answer = _answer(turn, own, said)
    last = None if said.inside else await last_place(turn)
    if last is None:
        return answer
    known = answer is not None and answer["options"]
    there = any(is_called(each, own.name) for each in (last.label, last.address))
    return answer if known and not there else None


async def _own(turn: Turn) -> OrganisationCard | None:
    if turn.person.organisation_id is None:
        return None
    return await organisation_by_id(turn.session, turn.person.organisation_id)


def _answer(turn: Turn, own: OrganisationCard, said: OwnHouse) -> dict[str, Any] | None:
    answer = typed_answer(turn.house.gazetteer, own.name)
    if not answer["sure"] and own.kind not in _KNOWN_BY_NAME:
        return None
    if not answer["sure"]:
        answer = {**answer, "options": [], "district": own.district}
    if not answer["district"]:
        return None
    address = f"{own.name} {said.inside}".strip()[:ADDRESS_SIGNS]
    return {**answer, "address": address, "areas": []}
