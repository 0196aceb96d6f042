"""Starts, pauses and stops scenarios for others: the page's buttons and the load tests."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.sandbox.errors import Impossible
from bot.scenarios.diary import Trouble
from bot.scenarios.director import City, Run, end_incident, make_run, play, put_practice_away
from bot.scenarios.judge import Fact, Outcome, judge
from bot.scenarios.progress import Progress, look
from bot.scenarios.scenario import FEWEST, MOST, NAMES, Scenario, load_scenario
from bot.scenarios.visitors import spare_visitors
from handlers.speech.sentences import LANGUAGES, sentence

log = logging.getLogger(__name__)

TROUBLES = 20
"""Mishaps that are told, the newest last."""
LOOK = 1.0
"""Seconds between two looks at whether a scenario was asked for, unless woken."""


@dataclass(slots=True)
class Stagehand:
    """Plays one scenario at a time in one city, while somebody lets it (`at_work`)."""

    city: City | None = None
    run: Run | None = None
    outcome: Outcome | None = None
    result: Progress | None = None
    """How far the last run came, as it was before its practice was put away."""
    fell: bool = False
    """Whether the last run fell over, so that nothing can be said of it."""
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, stop: asyncio.Event) -> None:
        """Play whatever is asked for until `stop` is set."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(LOOK):
                    await self._asked.wait()
            except TimeoutError:
                continue
            self._asked.clear()
            if self.city is not None and self.run is not None:
                await self._play(self.city, self.run, stop)

    def start(self, name: str, *, people: int, speed: float, seed: int) -> Run:
        """Begin a scenario. Raises Impossible when one is running or there is no such one."""
        if self.city is None:
            raise Impossible("the city is not open yet")
        if self.run is not None and not self.run.finished:
            raise Impossible(f"{self.run.script.scenario.name} is running")
        scenario = self._known(name)
        self.outcome, self.result, self.fell = None, None, False
        self.run = make_run(
            self.city, scenario, people=people or scenario.people, speed=speed, seed=seed
        )
        self._asked.set()
        return self.run

    @property
    def running(self) -> Run:
        """The run that goes on. Raises Impossible when there is none."""
        if self.run is None or self.run.finished:
            raise Impossible("no scenario is running")
        return self.run

    async def state(self) -> dict[str, Any]:
        """The scenarios, the run that goes on (`running`, else null) and the last one, as JSON."""
        shown = None if self.city is None or self.run is None else await self._shown(self.city)
        goes_on = self.run is not None and not self.run.finished
        return {
            "scenarios": listed(),
            "running": shown if goes_on else None,
            "last": None if goes_on else shown,
            "ahead": 0 if self.city is None else self.city.clock.ahead // timedelta(minutes=1),
        }

    async def _shown(self, city: City) -> dict[str, Any]:
        run = self.running if self.run is None else self.run
        rhythm, phase = run.rhythm, run.script.scenario.phases[run.phase]
        return {
            "name": run.script.scenario.name,
            "paused": rhythm.paused,
            "speed": rhythm.speed,
            "pace": city.clock.speed,
            "stopping": rhythm.stopped,
            "cut_short": run.cut_short,
            "fell": self.fell,
            "seed": run.script.seed,
            "phase": {"zh": phase.zh, "en": phase.en},
            "progress": (self.result or await look(city, run)).public(),
            "troubles": [_trouble(each) for each in run.diary.troubles[-TROUBLES:]],
            "ok": None if self.outcome is None else self.outcome.ok,
            "facts": [] if self.outcome is None else [_fact(each) for each in self.outcome.facts],
        }

    async def _play(self, city: City, run: Run, stop: asyncio.Event) -> None:
        """One run from beginning to end; a broken one does not take the city down."""
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(_stop_when(stop, run))
                spare = group.create_task(spare_visitors(city, run))
                await play(city, run)
                watch.cancel()
                spare.cancel()
            result, outcome = await look(city, run), await judge(city, run)
            if self.run is run:
                self.result, self.outcome = result, outcome
        except Exception:
            # The edge of a run: the page shows that it ended, the city goes on.
            log.exception("a scenario fell over")
            self.fell = self.run is run
        finally:
            if run.incident_id:
                await end_incident(city, run)
                await put_practice_away(city, run)
            run.finished = True

    @staticmethod
    def _known(name: str) -> Scenario:
        if name not in NAMES:
            raise Impossible(f"no scenario is called {name}")
        return load_scenario(name)


@contextlib.asynccontextmanager
async def at_work(stagehand: Stagehand, city: City) -> AsyncIterator[None]:
    """Let the stagehand play in this city while the block runs; a run is stopped at its end."""
    stop = asyncio.Event()
    stagehand.city = city
    async with asyncio.TaskGroup() as group:
        group.create_task(stagehand.serve(stop))
        try:
            yield
        finally:
            stagehand.city = None
            stop.set()


def _trouble(trouble: Trouble) -> dict[str, Any]:
    """One thing that went wrong, in both languages."""
    key = f"scenario.mishap_{trouble.mishap.value}"
    return {
        "who": trouble.who,
        "minute": round(trouble.minute, 1),
        **{lang: sentence(key, lang) for lang in LANGUAGES},
    }


def _fact(fact: Fact) -> dict[str, Any]:
    """One thing that was checked, in both languages."""
    told = {lang: sentence(fact.key, lang).format(n=fact.n, p95=fact.p95) for lang in LANGUAGES}
    return {"ok": fact.ok, **{lang: words.strip() for lang, words in told.items()}}


async def _stop_when(stop: asyncio.Event, run: Run) -> None:
    await stop.wait()
    run.rhythm.stop()


def listed() -> list[dict[str, Any]]:
    """Every scenario as JSON: name, kind, names, how many people and minutes."""
    return [
        {
            "name": each.name,
            "zh": each.zh,
            "en": each.en,
            "kind": each.kind.value,
            "people": each.people,
            "least": FEWEST,
            "most": MOST,
            "minutes": each.minutes,
            "phases": [{"zh": p.zh, "en": p.en, "minute": p.start} for p in each.phases],
        }
        for each in map(load_scenario, NAMES)
    ]
