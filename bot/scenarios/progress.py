"""How far a run is: what the page and the terminal show of it while it goes on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.scenarios.director import City, Run
from db.queries.desk import situation_counts


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a run."""

    minute: float
    minutes: float
    phase: int
    people: int
    signed_up: int
    intents: int
    done: int
    """Intentions carried out."""
    figures: Mapping[str, int]
    """The city in numbers, as `/situation` and the head of the page tell them."""
    mishaps: Mapping[str, int]
    broken: int

    def public(self) -> dict[str, Any]:
        """As JSON: the figures stand beside the rest."""
        told = asdict(self)
        return {**told.pop("figures"), **told}


async def look(city: City, run: Run) -> Progress:
    """How far the run is now."""
    async with city.database.read() as session:
        drill = run.script.scenario.drill
        figures = await situation_counts(session, city.clock.now(), drill=drill)
    diary = run.diary
    struck = {trouble.mishap.value for trouble in diary.troubles}
    return Progress(
        minute=round(min(run.rhythm.minute, run.rhythm.minutes), 1),
        minutes=run.rhythm.minutes,
        phase=run.phase,
        people=len(run.script.parts),
        signed_up=diary.signed_up,
        intents=run.intents,
        done=diary.meant,
        figures=figures,
        mishaps={m: sum(t.mishap.value == m for t in diary.troubles) for m in sorted(struck)},
        broken=len(diary.broken),
    )
