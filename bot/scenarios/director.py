"""Plays a scenario: gives everybody a phone, lets them live, and knows how far it is."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from bot.sandbox.client import SandboxClient
from bot.scenarios.author import draft
from bot.scenarios.clock import CityClock
from bot.scenarios.diary import Diary
from bot.scenarios.human import Broken, Human
from bot.scenarios.lives import live
from bot.scenarios.rhythm import Rhythm
from bot.scenarios.scenario import FEWEST, MOST, Scenario
from bot.scenarios.script import Part, Script
from bot.scenarios.street import Street
from db.actions.incidents import close_incident, declare_incident
from db.actions.invites import create_invite
from db.actions.practice import put_away
from db.actions.tick_requests import request_tick
from db.engine import Database
from db.queries.system import waiting_counts
from handlers.house import House
from matching.errors import LastIncident, Outdated
from matching.model import OrganisationKind, Role, TickName
from matching.permissions import SYSTEM

log = logging.getLogger(__name__)

LOOK = 0.25
"""Seconds between two looks at whether it is over."""
GRACE = 3.0
"""Seconds that people get to finish what they are at."""
STILL = 0.5
"""Seconds without a move, after which a city that lives flat out leaps ahead."""
LEAPS = (timedelta(minutes=2),) * 3 + (timedelta(minutes=10),) * 7
"""How far it leaps each time: past the time-outs of offers first, then past all others. When
nothing moves after all of them, the run is over."""
LONGEST = 900.0
"""Seconds of ours that a run may take flat out; more means that it goes round in circles."""
SETTLED = 60.0
"""Seconds until all that was owed must have left."""
CHANNEL = "telegram"
LANGUAGE = {"zh": "zh-hans", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class City:
    """What a scenario is played in: a Bot API to talk to, and the record that is looked at."""

    url: str
    database: Database
    house: House
    clock: CityClock


@dataclass(slots=True)
class Run:
    """One playing of a scenario."""

    script: Script
    rhythm: Rhythm
    diary: Diary = field(default_factory=Diary)
    incident_id: int = 0
    finished: bool = False
    cut_short: bool = False
    """Whether somebody stopped it before its last minute."""
    addresses: set[str] = field(default_factory=set)
    """Where the bot writes to the people of the script."""
    phones: list[int] = field(default_factory=list)
    """What the Bot API knows these people by."""
    intents: int = 0
    kept: float = 0.0
    """The speed that there was from beginning to end."""

    @property
    def moves(self) -> int:
        """How much people did so far."""
        return sum(self.diary.acts.values()) + self.diary.signed_up + self.diary.meant

    @property
    def phase(self) -> int:
        """Which phase of the event it is, counted from 0."""
        phases = self.script.scenario.phases
        begun = [at for at, phase in enumerate(phases) if phase.start <= self.rhythm.minute]
        return max(begun, default=0)


def make_run(
    city: City,
    scenario: Scenario,
    *,
    people: int,
    speed: float,
    seed: int,
    minutes: float | None = None,
) -> Run:
    """A run that can be played. Raises ValueError for so few or so many people, or such a speed."""
    if not FEWEST <= people <= MOST:
        raise ValueError(f"{FEWEST} to {MOST} people can take part")
    script = draft(
        scenario,
        people=people,
        seed=seed,
        gazetteer=city.house.gazetteer,
        catalogue=city.house.catalogue,
    )
    length = minutes or scenario.minutes
    script = script.until(length)
    rhythm = Rhythm(city.clock, speed, length)
    return Run(script, rhythm, intents=sum(len(part.intents) for part in script.parts))


async def play(city: City, run: Run) -> None:
    """Play a run to its end: declare the incident, let everybody live, wait for the last push."""
    scenario, now = run.script.scenario, city.clock.now()
    async with city.database.begin() as session:
        run.incident_id = await declare_incident(
            session,
            SYSTEM,
            name=f"{scenario.zh} / {scenario.en}",
            kind=scenario.kind,
            drill=scenario.drill,
            now=now,
        )
    invitations = await invite(city, run.script)
    street = Street(part.organisation for part in run.script.parts if part.organisation)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(_life(city, run, part, street, invitations.get(part.number, "")))
                for part in run.script.parts
            ]
            await _until_over(city, run)
            run.kept, run.cut_short = run.rhythm.kept, run.rhythm.stopped
            run.rhythm.stop()
            _, late = await asyncio.wait(tasks, timeout=GRACE)
            for task in late:
                task.cancel()
    finally:
        run.finished = True
        city.clock.turn(1.0)
    await settle(city)


async def end_incident(city: City, run: Run) -> None:
    """Close the incident of a run: what is reported from now on belongs to the city's own.

    Somebody at the page may have ended it already, or all others: then it stays as they left it.
    """
    with contextlib.suppress(Outdated, LastIncident):
        async with city.database.begin() as session:
            await close_incident(session, SYSTEM, incident_id=run.incident_id, now=city.clock.now())


async def put_practice_away(city: City, run: Run) -> None:
    """End what the people of a run left behind, if it was practice, and fold their phones away:
    map, lists and phones show only what is real, and what others reported or used meanwhile."""
    if run.script.scenario.drill:
        await put_away(
            city.database,
            incident_id=run.incident_id,
            channel=CHANNEL,
            addresses=run.addresses,
            now=city.clock.now,
        )
        async with SandboxClient(city.url) as sandbox:
            await sandbox.put_away(run.phones)


async def invite(city: City, script: Script) -> dict[int, str]:
    """What the operator does before: a single-use link for each coordinator."""
    tokens: dict[int, str] = {}
    async with city.database.begin() as session:
        for part in script.parts:
            if part.role is Role.COORDINATOR:
                tokens[part.number] = await create_invite(
                    session,
                    SYSTEM,
                    role=Role.COORDINATOR,
                    organisation_id=None,
                    organisation_name=f"{script.scenario.zh}指挥部",
                    kind=OrganisationKind.DEPARTMENT,
                    now=city.clock.now(),
                )
    return tokens


async def settle(city: City) -> None:
    """Wait until every update was handled and every push has left."""
    deadline = city.clock.monotonic() + SETTLED
    while city.clock.monotonic() < deadline:
        if not await _is_busy(city):
            return
        await city.clock.sleep(LOOK)


async def _life(city: City, run: Run, part: Part, street: Street, invitation: str) -> None:
    """One person from the first message to the end of the event."""
    try:
        # A connection pool of one's own: one for all gets slow with hundreds of waiting requests.
        async with SandboxClient(city.url) as sandbox:
            phone = await sandbox.user(part.name, lang=LANGUAGE[part.lang])
            run.addresses.add(str(phone.id))
            run.phones.append(phone.id)
            human = Human(phone, part, run.rhythm, street, run.diary)
            await live(human, city.house.catalogue, invitation)
    except Broken as broken:
        run.diary.broken.append(str(broken))
    except Exception as error:
        # The edge of one life: the others go on, and the run is judged by it.
        log.exception("somebody fell over", extra={"part": part.number})
        run.diary.broken.append(f"{part.name}: {error!r}")


async def _until_over(city: City, run: Run) -> None:
    """Wait for the last minute; flat out, leap ahead whenever nothing moves, until nothing will."""
    clock, before, leaps = city.clock, -1, 0
    moved = started = clock.monotonic()
    while not run.rhythm.is_over:
        await clock.sleep(LOOK)
        run.rhythm.keep_up()
        moves = run.moves
        if moves != before or run.rhythm.paused or not run.rhythm.is_flat_out:
            before, moved, leaps = moves, clock.monotonic(), 0
        elif clock.monotonic() - started > LONGEST:
            run.diary.broken.append(f"no end within {LONGEST:g} s")
            return
        elif clock.monotonic() - moved > STILL and not await _is_busy(city):
            if leaps == len(LEAPS):
                return
            await _leap(city, LEAPS[leaps])
            moved, leaps = clock.monotonic(), leaps + 1


async def _leap(city: City, far: timedelta) -> None:
    """Let time pass at once, and have the bot look at what fell due."""
    city.clock.leap(far.total_seconds())
    async with city.database.begin() as session:
        for name in (TickName.LAPSE, TickName.MATCH):
            await request_tick(session, name, now=city.clock.now())


async def _is_busy(city: City) -> bool:
    """Whether anything said to the bot or by it is still on its way."""
    async with city.database.read() as session:
        waiting = await waiting_counts(session)
    return bool(waiting["inbox"] or waiting["outbox"])
