"""`reliefline demo --scenario NAME`: a whole city of simulated people, its outcome, the checks."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.clock import SystemClock
from bot.commands.demo_order import length_mistake
from bot.demo.stage import open_stage
from bot.demo.transcript import Narrator
from bot.logs import start_logs
from bot.pace import STEP
from bot.scenarios.clock import FASTEST, SLOWEST, CityClock
from bot.scenarios.director import (
    City,
    Run,
    end_incident,
    make_run,
    play,
    put_practice_away,
    settle,
)
from bot.scenarios.judge import Outcome, judge
from bot.scenarios.progress import Progress, look
from bot.scenarios.rhythm import FLAT_OUT
from bot.scenarios.scenario import FEWEST, MOST, NAMES, Scenario, load_scenario
from handlers.speech.sentences import LANGUAGES, sentence

EVERY = 4.0
"""Seconds between two lines of progress."""
FASTEST_STEP = 0.004
"""Seconds between two messages when time runs fast; our own Bot API has no limits."""
TICK_SECONDS = 1
KEPT = 0.8
"""Share of the speed asked for below which it is said how fast the city lived."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    scenario: Scenario
    people: int
    speed: float
    seed: int
    minutes: float | None
    langs: tuple[str, ...]


def play_scenario(
    name: str, *, people: int, speed: float, seed: int, minutes: float, lang: str
) -> int:
    """Play it and tell how it went; 0 only if everything held, 2 for what cannot be played."""
    langs = LANGUAGES if lang == "both" else (lang,)
    if wrong := _mistake(name, people, speed, langs) or length_mistake(minutes):
        print(f"reliefline: {wrong}", file=sys.stderr)
        return 2
    scenario = load_scenario(name)
    order = Order(scenario, people or scenario.people, speed, seed, minutes or None, tuple(langs))
    start_logs("ERROR")
    narrator = Narrator()
    asyncio.run(_play(order, narrator))
    return 1 if narrator.failed else 0


def _mistake(name: str, people: int, speed: float, langs: Sequence[str]) -> str:
    """What is wrong with the command line; empty when nothing is."""
    if name not in NAMES:
        return f"--scenario is one of {', '.join(NAMES)}"
    if not set(langs) <= set(LANGUAGES):
        return "--lang is zh, en or both"
    if people and not FEWEST <= people <= MOST:
        return f"--people is {FEWEST} to {MOST}"
    if speed != FLAT_OUT and not SLOWEST <= speed <= FASTEST:
        return f"--speed is 0 or {SLOWEST:g} to {FASTEST:g}"
    return ""


async def _play(order: Order, narrator: Narrator) -> None:
    clock = CityClock(SystemClock())
    step = max(FASTEST_STEP, STEP / order.speed) if order.speed > 1 else STEP
    step = FASTEST_STEP if order.speed == FLAT_OUT else step
    async with open_stage(step=step, clock=clock, tick_seconds=TICK_SECONDS) as stage:
        city = City(stage.url, stage.app.database, stage.app.house, clock)
        run = make_run(
            city,
            order.scenario,
            people=order.people,
            speed=order.speed,
            seed=order.seed,
            minutes=order.minutes,
        )
        narrator.line(told("scenario.watch", order.langs, url=stage.url))
        _begin(narrator, order, run)
        async with asyncio.TaskGroup() as group:
            group.create_task(_watch(narrator, order.langs, city, run))
            await play(city, run)
        await conclude(order, narrator, city, run)


async def conclude(order: Order, narrator: Narrator, city: City, run: Run) -> None:
    """How it went; then its practice is put away, as the page's button does."""
    narrator.line(
        told("scenario.progress", order.langs[:1], **_figures(await look(city, run), run))
    )
    if order.speed > 1 and run.kept < order.speed * KEPT:
        narrator.line(told("scenario.slower", order.langs, joint="\n", speed=f"×{run.kept:.0f}"))
    _tell(narrator, order.langs, await judge(city, run))
    await end_incident(city, run)
    await put_practice_away(city, run)
    if run.script.scenario.drill:
        await settle(city)
        narrator.line(told("scenario.put_away", order.langs))


def told(key: str, langs: Sequence[str], joint: str = " · ", **facts: Any) -> str:
    """A sentence in one language or both."""
    words = [sentence(key, lang).format_map(_in(lang, facts)).strip() for lang in langs]
    return joint.join(words)


def _in(lang: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts in one language: those that are keys of sentences are said in it."""
    return {name: fact[lang] if isinstance(fact, dict) else fact for name, fact in facts.items()}


def _begin(narrator: Narrator, order: Order, run: Run) -> None:
    scenario = order.scenario
    flat = {lang: sentence("scenario.flat_out", lang) for lang in LANGUAGES}
    facts: dict[str, Any] = {
        "name": {"zh": scenario.zh, "en": scenario.en},
        "people": order.people,
        "seed": order.seed,
        "speed": f"×{order.speed:g}" if order.speed else flat,
        "minutes": f"{run.rhythm.minutes:g}",
    }
    narrator.line(told("scenario.begins", order.langs, joint="\n", **facts))


async def _watch(narrator: Narrator, langs: Sequence[str], city: City, run: Run) -> None:
    """A line of progress every few seconds."""
    while not run.finished:
        await city.clock.sleep(EVERY)
        if not run.finished:
            progress = await look(city, run)
            narrator.line(told("scenario.progress", langs[:1], **_figures(progress, run)))


def _figures(progress: Progress, run: Run) -> dict[str, Any]:
    phase = run.script.scenario.phases[progress.phase]
    return {
        **progress.public(),
        "phase": {"zh": phase.zh, "en": phase.en},
        "mishaps": sum(progress.mishaps.values()),
    }


def _tell(narrator: Narrator, langs: Sequence[str], outcome: Outcome) -> None:
    """What went wrong and what came of it; then what must hold."""
    narrator.line()
    narrator.line(told("scenario.troubles", langs))
    for trouble, end in outcome.ends:
        facts: dict[str, Any] = {
            "minute": f"{trouble.minute:.0f}",
            "who": trouble.who,
            "mishap": {
                lang: sentence(f"scenario.mishap_{trouble.mishap.value}", lang) for lang in langs
            },
            "end": {lang: sentence(f"scenario.end_{end.value}", lang) for lang in langs},
        }
        narrator.line("  " + told("scenario.trouble", langs, joint="\n    ", **facts))
    narrator.line()
    narrator.line(told("scenario.outcome", langs))
    for fact in outcome.facts:
        narrator.check(fact.ok, told(fact.key, langs, n=fact.n, p95=fact.p95))
