"""Multi-stop jobs of a city and of a region, each in a process of its own for its memory."""

import time
from typing import Any

from matching.jobs.instance import draw_up_instance
from tests.bench.apart import GivenUp, apart, most_mb
from tests.bench.figure import Figure, Goal, Part
from tests.bench.jobs import SIZES, in_time, made
from tests.bench.timed import cpu_timed

NAMES = {"M": 10_000, "L": 100_000}
LONGEST = {"M": 120.0, "L": 180.0}
"""Seconds on a machine that does nothing else."""
BUDGET = {10_000: 60.0, 100_000: 60.0}
"""Seconds of processor time after which what is left stays where it is: the least worth of all."""
GOALS = {
    "M": (Goal(at_least=94), Goal(at_most=20), Goal(at_most=200)),
    "L": (None, None, None),
}
"""Of the share in time, the seconds and the memory."""


async def measure() -> Part:
    """Jobs for ten thousand needs, then for a hundred thousand."""
    figures, notes = list[Figure](), list[str]()
    for name, needs in NAMES.items():
        try:
            found = (
                await apart("tests.bench.jobs_large", "drawn_up", needs, seconds=LONGEST[name])
            ).value
        except GivenUp as why:
            notes.append(f"{name}: {why}")
            continue
        share, seconds, mb = GOALS[name]
        figures += [
            Figure(f"{name}: value of urgent lines in time", "%", found["share"], goal=share),
            Figure(f"{name}: processor time to draw up the jobs", "s", found["seconds"],
                   goal=seconds),
            Figure(f"{name}: memory of the whole process", "MB", found["mb"], goal=mb),
        ]  # fmt: skip
        lots, vehicles = SIZES[needs]
        notes.append(
            f"{name} is {needs:,} needs, {lots:,} lots and {vehicles:,} vehicles of a made-up city:"
            f" {found['urgent']:,} urgent lines, {found['jobs']:,} vehicles sent,"
            f" {found['stops']:,} stops; after {BUDGET[needs]:.0f} s of processor time what is left"
            " stays where it is"
        )
    return Part("Jobs for a city and for a region", "", tuple(figures), tuple(notes))


def drawn_up(needs: int) -> dict[str, Any]:
    """Draw up the jobs of so many needs, and say what came of it."""
    instance, lines = made(needs)
    end = time.process_time() + BUDGET[needs]
    jobs, seconds = cpu_timed(
        lambda: draw_up_instance(instance, lines, lambda: time.process_time() > end)
    )
    return {
        "mb": most_mb(), "seconds": seconds, "share": 100 * in_time(instance, lines, jobs),
        "urgent": len(lines), "jobs": len(jobs), "stops": sum(len(j["stops"]) for j in jobs),
    }  # fmt: skip
