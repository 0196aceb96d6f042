"""Multi-stop jobs: how much of what is urgent comes in time, how fast, beside VROOM and PyVRP."""

from collections import Counter
from collections.abc import Callable, Sequence

from matching.flow.instance import read_instance, write_plan
from matching.flow.simplex import Simplex
from matching.flow.solve import share_out
from matching.jobs.instance import draw_up_instance
from tests.bench.apart import GivenUp, apart
from tests.bench.figure import Figure, Goal, Part
from tests.bench.made_city import Row, made_city
from tests.bench.made_fleet import read, urgent, with_fleet, worth_of
from tests.bench.timed import cpu_timed
from tests.support.jobs_judge import Judge

SIZES = {1_000: (200, 50), 10_000: (2_000, 500), 100_000: (20_000, 2_000)}
"""Lots and vehicles for so many needs."""
SEED = 20
CITIES = range(101, 113)
PYVRP_S = 10.0
LEVEL, VROOM_S = 5, 20.0
"""VROOM's most thorough search, and its limit: alone it ends by itself in 13 s."""
LIMITS = {"ours": 30.0, "vroom": 90.0, "pyvrp": 90.0}
"""Seconds after which a way is given up."""


LI_LIM = (
    "Li & Lim's pickup-and-delivery instances are not replayed: no package that was looked at"
    " brings them (wheels of vrplib, maenvs4vrp, commiv, pdptw-lns-solver, jinete, nextroute,"
    " routingblocks and pyvrp), but one, lrc206, among the tests in pyvrp's source; and ours knows"
    " neither the latest time of a pick-up nor the earliest of a delivery, which each of them has"
)


async def measure() -> Part:
    """Jobs for a thousand needs against the rivals."""
    found, figures = {}, list[Figure]()
    for name, limit in LIMITS.items():
        try:
            found[name] = (await apart("tests.bench.jobs", name, seconds=limit)).value
        except GivenUp as why:
            figures.append(Figure(f"S: {name} {why}; ours", "s", found["ours"]["seconds"]))
    ours = found.pop("ours")
    for name, theirs in found.items():
        figures += [
            Figure(f"S: value of urgent lines in time; {name}", "%", ours["share"],
                   theirs["share"], Goal(ratio_at_least=1)),
            Figure(f"S: time; {name}", "s", ours["seconds"], theirs["seconds"], Goal(at_most=1)),
        ]  # fmt: skip
    mean = (await apart("tests.bench.jobs", "cities", seconds=LIMITS["ours"])).value
    figures += [
        Figure("S: value of urgent lines in time, mean of twelve cities; lots chosen blindly", "%",
               mean["share"], mean["blind"], Goal(at_least=93)),
        Figure("S: time, mean of twelve cities", "s", mean["seconds"], goal=Goal(at_most=1)),
    ]  # fmt: skip
    return Part(
        "Jobs with several stops",
        f"VROOM 1.15 (level {LEVEL}, two threads, {VROOM_S:.0f} s at most);"
        f" PyVRP 0.14 ({PYVRP_S:.0f} s)",
        tuple(figures),
        (
            "S is 1,000 needs, 200 lots and 50 vehicles of a made-up city; the lines are those of"
            " classes one and two, shared out by ourselves; each way runs in its own process",
            "blindly: as if a vehicle stood at every lot, which is how lots were chosen before",
            "value is weighted person-days; only what a judge of a few lines, who drives every job,"
            " finds delivered by its deadline counts; a part that is late counts nothing",
            "the rivals know no weighted value: priorities (VROOM) and prizes (PyVRP) stand in",
            "seconds are of processor time, all threads; the rivals' limits are of the clock, so on"
            " a busy machine they get less of it",
            LI_LIM,
        ),
    )


def ours() -> dict[str, float]:
    """Our own jobs."""
    return _judged(draw_up_instance)


def vroom() -> dict[str, float]:
    """VROOM's."""
    # Here, not above: the process that is measured for its memory has no need of rivals.
    from tests.bench.rival_routes import by_vroom

    return _judged(lambda instance, lines: by_vroom(instance, lines, LEVEL, VROOM_S))


def pyvrp() -> dict[str, float]:
    """PyVRP's."""
    from tests.bench.rival_routes import by_pyvrp

    return _judged(lambda instance, lines: by_pyvrp(instance, lines, PYVRP_S))


def _judged(way: Callable[[Row, Sequence[tuple[str, str, int]]], list[Row]]) -> dict[str, float]:
    instance, lines = made(1_000)
    jobs, seconds = cpu_timed(lambda: way(instance, lines))
    return {"share": 100 * in_time(instance, lines, jobs), "seconds": seconds}


def cities() -> dict[str, float]:
    """Over several cities of a thousand needs: the mean share of urgent value in time, and the same
    where stock is shared out as if a vehicle stood at every lot."""
    shares: dict[str, list[float]] = {"share": [], "blind": [], "seconds": []}
    for seed in CITIES:
        for name, blind in (("share", False), ("blind", True)):
            instance, lines = made(1_000, seed, blind=blind)
            jobs, seconds = cpu_timed(lambda i=instance, ours=lines: draw_up_instance(i, ours))
            shares[name].append(100 * in_time(instance, lines, jobs))
            shares["seconds"].append(seconds)
    return {name: sum(found) / len(found) for name, found in shares.items()}


def made(
    needs: int, seed: int = SEED, *, blind: bool = False
) -> tuple[Row, list[tuple[str, str, int]]]:
    """An instance and its urgent lines; `blind` to where its vehicles are."""
    lots, vehicles = SIZES[needs]
    instance = with_fleet(made_city(needs, lots, seed), vehicles, seed)
    problem, need_ids, lot_ids = (read_instance if blind else read)(instance)
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
