"""The same stock shared out in other ways: greedy, HiGHS and OR-Tools, each in its own process."""

from collections.abc import Sequence
from typing import Any

from tests.bench.apart import GivenUp, apart
from tests.bench.figure import Figure, Goal, Part

LONGEST = {"highs": 150.0}
"""Seconds after which a way is given up; on a quiet machine HiGHS takes eight."""
USUAL = 60.0


async def measure() -> Part:
    """Our way and the others, one after the other."""
    ours = (await apart("tests.bench.rival_flows", "ours", seconds=USUAL)).value
    figures = list[Figure]()
    for name, way in (("greedy, nearest lot first", "nearest"),
                      ("greedy over value tiers", "tiers")):  # fmt: skip
        figures += _beside_greedy(name, ours, await _found(way))
    figures += _beside_exact("HiGHS on all pairs", ours, await _found("highs"), 15)
    figures += _beside_exact("OR-Tools' flow on all pairs", ours, await _found("ortools"), 1)
    figures += _beside_exact(
        "OR-Tools' flow in the place of ours", ours, await _found("in_our_place"), 1
    )
    return Part(
        "Sharing out stock in other ways",
        "named in each row; all share out the same 10,000 needs and 2,000 lots (M)",
        tuple(figures),
        (
            "every way runs in a process of its own, HiGHS as scipy has it; seconds are of"
            " processor time, with what it takes to read the instance",
            "greedy keeps minimum lots as our plan does; HiGHS and OR-Tools solve the problem"
            " without them, and stand beside our flow without them",
            f"a way that is not done after {LONGEST['highs']:.0f} s (HiGHS) or {USUAL:.0f} s is"
            " given up, and its row says so",
        ),
    )


async def _found(way: str) -> dict[str, Any] | GivenUp:
    try:
        return (await apart("tests.bench.rival_flows", way, seconds=LONGEST.get(way, USUAL))).value
    except GivenUp as why:
        return why


def _beside_greedy(
    name: str, ours: dict[str, float], theirs: dict[str, Any] | GivenUp
) -> Sequence[Figure]:
    excess = 100 * (ours["rounded"] / ours["bound"] - 1)
    if isinstance(theirs, GivenUp):
        return (Figure(f"over the bound ({name} {theirs})", "%", excess),)
    other = 100 * (theirs["objective"] / ours["bound"] - 1)
    return (
        Figure(f"over the bound; {name}", "%", excess, other),
        Figure(f"time; {name}", "s", ours["seconds"], theirs["seconds"]),
    )


def _beside_exact(
    name: str, ours: dict[str, float], theirs: dict[str, Any] | GivenUp, times: float
) -> Sequence[Figure]:
    if isinstance(theirs, GivenUp):
        least = theirs.seconds / ours["seconds"]
        return (Figure(f"{name} was {theirs}: takes at least so much longer", "x", least,
                       goal=Goal(at_least=times)),)  # fmt: skip
    apart_ppm = 1e6 * abs(ours["relaxed"] / theirs["objective"] - 1)
    return (
        Figure(f"time; {name}", "s", ours["seconds"], theirs["seconds"]),
        Figure(f"{name} takes so much longer", "x", theirs["seconds"] / ours["seconds"],
               goal=Goal(at_least=times)),
        Figure(f"without minimum lots, apart from {name}", "ppm", apart_ppm,
               goal=Goal(at_most=1)),
    )  # fmt: skip
