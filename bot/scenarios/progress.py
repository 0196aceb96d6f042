"""How far a run is: what the page and the terminal show of it while it goes on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.scenarios.director import City, Run
from db.queries.desk import situation_counts
from db.queries.situation import Cell, Standing, need_standings
from matching.model import Urgency


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
    open: int
    covered: int
    delivered: int
    """Needs."""
    critical: int
    """Needs on which a life depends, and which have not got everything."""
    jobs_waiting: int
    jobs_running: int
    jobs_done: int
    drivers: int
    mishaps: Mapping[str, int]
    broken: int

    def public(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def _in_danger(cell: Cell) -> bool:
    return cell.urgency is Urgency.CRITICAL and cell.standing is not Standing.DELIVERED


async def look(city: City, run: Run) -> Progress:
    """How far the run is now."""
    async with city.database.read() as session:
        cells = await need_standings(session, drill=run.script.scenario.drill)
        counts = await situation_counts(session, city.clock.now())
    needs = {each: sum(c.needs for c in cells if c.standing is each) for each in Standing}
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
        open=needs[Standing.OPEN] + needs[Standing.PARTLY],
        covered=needs[Standing.COVERED],
        delivered=needs[Standing.DELIVERED],
        critical=sum(c.needs for c in cells if _in_danger(c)),
        jobs_waiting=counts["jobs_waiting"],
        jobs_running=counts["jobs_running"],
        jobs_done=counts["jobs_done"],
        drivers=counts["drivers"],
        mishaps={m: sum(t.mishap.value == m for t in diary.troubles) for m in sorted(struck)},
        broken=len(diary.broken),
    )
