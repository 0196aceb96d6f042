"""Where goods should go, as a message says it: a place of its own, one used before, or none."""

from typing import Any

from handlers.dialog import Turn
from handlers.steps.addresses import place_answer
from handlers.steps.inside import inside_own, own_told
from handlers.steps.last_place import last_answer
from handlers.told.said import MOST_PLACES
from matching.intake.places_before import is_before, is_own
from matching.intake.reading import Reading, ReadPlace


async def place_said(turn: Turn, place: ReadPlace) -> Any:
    """One place of a message as the answer of its step; None, to be asked, for "as last time" of
    somebody who has used none."""
    if is_before(place.words):
        return await last_answer(turn) or None
    own = await inside_own(turn, place.words)
    return own or place_answer(turn.house.gazetteer, place.words, place.candidates)


async def places_said(turn: Turn, reading: Reading) -> dict[str, Any]:
    """The places of a message, by the steps that they answer; the one used last where it names
    none, or only "our house"; the house of the own organisation where it speaks of that."""
    named = reading.places[:MOST_PLACES]
    other = [] if _is_ours(reading) else [place.words for place in named]
    unknown = not any(place.candidates for place in named)
    own = await own_told(turn, reading.text, other) if unknown else None
    if own is not None:
        return {"place0": own}
    last = "" if named and not _is_ours(reading) else await last_answer(turn)
    if last:
        return {"place0": last}
    said = [await place_said(turn, place) for place in named]
    return {f"place{number}": answer for number, answer in enumerate(said) if answer is not None}


def _is_ours(reading: Reading) -> bool:
    return len(reading.places) == 1 and is_own(reading.places[0].words)
