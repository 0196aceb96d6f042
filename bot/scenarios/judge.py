"""What must be true after a run, asked of the record and of the Bot API, not of the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.sandbox.client import SandboxClient
from bot.sandbox.history import unanswered
from bot.scenarios.diary import Trouble
from bot.scenarios.director import City, Run
from bot.scenarios.scenario import Mishap
from db.actions.ledger import verify_ledger
from db.queries.aftermath import duplicates_of, needs_behind
from db.queries.invariants import find_broken
from db.queries.situation import Standing, need_standings
from db.queries.subjects import NeedView, find_need_view
from db.queries.system import failed_pushes, ledger_length, waiting_counts
from matching.lifecycle import Fulfilment
from matching.model import CloseReason, Lifecycle
from matching.tokens import read_case_code

SUBJECTS = {
    "stock_yes": "allocation",
    "need_yes": "allocation",
    "need_stop": "need",
    "offer_yes": "offer",
    "problem": "job",
    "loaded": "stop",
    "accepted": "stop",
}
"""What the number in a button's data is the number of."""


class End(StrEnum):
    """What came of something that went wrong, the best first."""

    DELIVERED = "delivered"
    COVERED = "covered"
    MERGED = "merged"
    ASKED_AGAIN = "asked_again"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that must hold, by the key of its sentence, and the figures in it."""

    key: str
    ok: bool
    n: str
    p95: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is known of a run at its end."""

    facts: tuple[Fact, ...]
    ends: tuple[tuple[Trouble, End], ...]

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return all(fact.ok for fact in self.facts)


async def judge(city: City, run: Run) -> Outcome:
    """Look at the record, the log of calls and the diary."""
    facts = [*await _record(city, run), *await _calls(city)]
    broken = run.diary.broken
    facts.append(Fact("scenario.fact_people", not broken, _named(broken[:3])))
    async with city.database.read() as session:
        ends = tuple([(each, await how_it_ended(session, each)) for each in run.diary.troubles])
    return Outcome(tuple(facts), ends)


async def _record(city: City, run: Run) -> list[Fact]:
    """Ledger, doctor, what failed, what was delivered."""
    async with city.database.read() as session:
        broken = await verify_ledger(session)
        length = await ledger_length(session)
        findings = await find_broken(session, now=city.clock.now())
        waiting = await waiting_counts(session)
        cells = await need_standings(session, drill=run.script.scenario.drill)
        failed = await failed_pushes(session)
    delivered = sum(cell.needs for cell in cells if cell.standing is Standing.DELIVERED)
    codes = [f"{finding.code} {finding.subject}: {finding.detail}" for finding in findings[:5]]
    dead = waiting["inbox_dead"]
    arrived = Fact("scenario.fact_delivered", delivered > 0, str(delivered))
    return [
        Fact("scenario.fact_ledger", broken is None, str(length)),
        Fact("scenario.fact_doctor", not findings, _named(codes)),
        Fact("scenario.fact_pushes", not failed, _named(failed)),
        Fact("scenario.fact_updates", not dead, str(dead or "")),
        *([] if run.cut_short else [arrived]),  # stopped in its first minutes it owes nothing yet
    ]


async def _calls(city: City) -> list[Fact]:
    """What the Bot API saw: presses and their answers, calls that broke its description."""
    async with SandboxClient(city.url) as sandbox:
        queries = await sandbox.queries()
        violations = await sandbox.violations()
    waits = sorted(each["answered"] - each["pressed"] for each in queries if each["answered"])
    p95 = waits[int(len(waits) * 0.95)] if waits else 0.0
    silent = unanswered(queries)
    return [
        Fact("scenario.fact_presses", not silent, str(len(queries)), f"{p95 * 1000:.0f}"),
        Fact(
            "scenario.fact_api", not violations, _named([each["violation"] for each in violations])
        ),
    ]


async def how_it_ended(session: AsyncSession, trouble: Trouble) -> End:
    """What came of one thing that went wrong."""
    if trouble.mishap is Mishap.WRONG_NUMBER:
        return End.ASKED_AGAIN
    kind, _, subject = trouble.about.partition(":")
    if kind == "person":
        return End.MERGED if await duplicates_of(session, subject) else End.OPEN
    if kind == "case":
        found = read_case_code(subject)
        needs = [] if found is None else [found]
    else:
        name, _, number = subject.partition(":")
        needs = await needs_behind(session, SUBJECTS[name], int(number.split(":")[0]))
    views = [await find_need_view(session, need_id) for need_id in needs]
    ends = [_end_of(view) for view in views if view is not None]
    return max(ends, key=list(End).index, default=End.CLOSED)


def _end_of(view: NeedView) -> End:
    """How one need stands."""
    if view.need.lifecycle is Lifecycle.CLOSED:
        return End.DELIVERED if view.need.close_reason is CloseReason.SERVED else End.CLOSED
    served = {line.quantities.fulfilment() for line in view.lines}
    if served <= {Fulfilment.DELIVERED}:
        return End.DELIVERED
    return End.COVERED if served <= {Fulfilment.DELIVERED, Fulfilment.COVERED} else End.OPEN


def _named(words: Sequence[str]) -> str:
    return "; ".join(words)
