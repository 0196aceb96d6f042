"""Multi-stop jobs: how much of what is urgent comes in time, how fast, beside VROOM and PyVRP.

`python -m tests.bench.jobs N` draws up the jobs of N needs and prints what came of it: large runs
are measured in a process of their own, for their memory.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matching.flow.instance import read_instance, write_plan
from matching.flow.simplex import Simplex
from matching.flow.solve import share_out
from matching.jobs.instance import draw_up_instance
from tests.bench.child import ROOT
from tests.bench.figure import Figure, Goal, Part
from tests.bench.made_city import Row, made_city
from tests.bench.made_fleet import urgent, with_fleet, worth_of
from tests.support.jobs_judge import Judge

SIZES = {1_000: (200, 50), 10_000: (2_000, 500)}
"""Lots and vehicles for so many needs."""
SEED = 20
PYVRP_S = 10.0
LEVEL = 5
"""VROOM's most thorough search."""


async def measure() -> Part:
    """Jobs for a thousand needs against the rivals, for ten thousand against the goals."""
    # Here, not above: the process that is measured for its memory has no need of rivals.
    from tests.bench.rival_routes import by_pyvrp, by_vroom

    small, lines = made(1_000)
    ours, seconds = _timed(lambda: draw_up_instance(small, lines))
    vroom, vroom_s = _timed(lambda: by_vroom(small, lines, LEVEL))
    pyvrp, pyvrp_s = _timed(lambda: by_pyvrp(small, lines, PYVRP_S))
    share = {name: 100 * in_time(small, lines, jobs)
             for name, jobs in (("ours", ours), ("vroom", vroom), ("pyvrp", pyvrp))}  # fmt: skip
    large = await _apart(10_000)
    figures = (
        Figure("S: value of urgent lines in time", "%", share["ours"], share["vroom"],
               Goal(ratio_at_least=1)),
        Figure("S: time to draw up the jobs", "s", seconds, vroom_s, Goal(at_most=1)),
        Figure("S: value in time beside PyVRP", "%", share["ours"], share["pyvrp"],
               Goal(ratio_at_least=1)),
        Figure("S: time beside PyVRP", "s", seconds, pyvrp_s),
        Figure("M: value of urgent lines in time", "%", large["share"], goal=Goal(at_least=94)),
        Figure("M: time to draw up the jobs", "s", large["seconds"], goal=Goal(at_most=20)),
        Figure("M: memory of the whole process", "MB", large["mb"], goal=Goal(at_most=200)),
    )  # fmt: skip
    return Part(
        "Jobs with several stops",
        f"VROOM 1.15 (level {LEVEL}, two threads, 20 s at most);"
        f" PyVRP 0.14 ({PYVRP_S:.0f} s) where it is named",
        figures,
        (
            "S is 1,000 needs, 200 lots and 50 vehicles of a made-up city, M 10,000, 2,000 and 500;"
            " the lines are those of classes one and two, shared out by ourselves",
            "value is weighted person-days; only what a judge of a few lines, who drives every job,"
            " finds delivered by its deadline counts; a part that is late counts nothing",
            "the rivals know no weighted value: priorities (VROOM) and prizes (PyVRP) stand in",
            f"at M VROOM took 171 s and 2.3 GB for .952 on another instance, so it is not run; ours"
            f" there: {large['urgent']} lines, {large['vehicles']} vehicles,"
            f" {large['stops']} stops",
        ),
    )


def made(needs: int) -> tuple[Row, list[tuple[str, str, int]]]:
    """An instance and its urgent lines."""
    lots, vehicles = SIZES[needs]
    instance = with_fleet(made_city(needs, lots, SEED), vehicles, SEED)
    problem, need_ids, lot_ids = read_instance(instance)
    plan = write_plan(share_out(problem, Simplex()), instance, need_ids, lot_ids)
    return instance, urgent(instance, plan["lines"])


def in_time(instance: Row, lines: Sequence[tuple[str, str, int]], jobs: Sequence[Row]) -> float:
    """Share of the value that comes in time. Raises ValueError for jobs that cannot be driven."""
    judged = Judge(instance, lines).drive(jobs)
    if judged.faults:
        raise ValueError(f"jobs that cannot be driven: {judged.faults[:3]}")
    worth, total = worth_of(instance), Counter[str]()
    for lot, need, units in lines:
        total["all"] += worth[need] * units
        total["in time"] += worth[need] * judged.in_time[lot, need]
    return total["in time"] / total["all"]


def _timed(work: Any) -> tuple[Any, float]:
    begin = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begin


def _most_mb() -> float:
    """The most this process ever held, in MB of 10^6 bytes; what rusage says includes the process
    that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


async def _apart(needs: int) -> dict[str, Any]:
    command = (sys.executable, "-m", "tests.bench.jobs", str(needs))
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    found: dict[str, Any] = json.loads(said)
    return found


def main(needs: int) -> None:
    """Draw up the jobs of so many needs, and print what came of it."""
    instance, lines = made(needs)
    jobs, seconds = _timed(lambda: draw_up_instance(instance, lines))
    mb = _most_mb()
    found = {
        "share": 100 * in_time(instance, lines, jobs), "seconds": seconds, "mb": mb,
        "urgent": len(lines), "vehicles": len(jobs), "stops": sum(len(j["stops"]) for j in jobs),
    }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
