"""After an event: solve again only around the needs it touches, and change few lines.

Accepted lines are taken off both sides before solving; offered ones are kept unless something
is better by `Problem.kept_km`; everything that shares no lot with a touched need stays as it is.
The next full solve finds what a wider search would gain.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.flow.columns import cheapest, relax
from matching.flow.cost import pair_costs
from matching.flow.minimums import Shares, settle
from matching.flow.network import Backend
from matching.flow.part import least_of, sides_of
from matching.flow.problem import Component, Costs, Floats, Problem
from matching.flow.reach import prefer_reach

NEAR = (8, 40)
"""Lots that may serve a need the event touched, the cheapest at the prices of the last solve;
more of them where the first did not cover it."""

WHOLE = 200
"""Needs of a component up to which all of them take part: it is solved in a few milliseconds."""

Lines = Mapping[tuple[int, int], int]
"""Units by (need row, lot row)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line that is not as it was; nothing before or nothing after is a line new or gone."""

    need: int
    lot: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Revised:
    """The lines after an event and what changed, by need and lot."""

    lines: Lines
    changes: tuple[Change, ...]


def with_accepted(problem: Problem, accepted: Lines) -> Problem:
    """The problem that is left when these lines are promised for good."""
    needs, lots = problem.needs, problem.lots
    given, used = np.zeros_like(needs.quantity), np.zeros_like(lots.quantity)
    for (need, lot), units in accepted.items():
        given[need] += units
        used[lot] += units
    return replace(
        problem,
        needs=replace(needs, quantity=needs.quantity - given, given=needs.given + given),
        lots=replace(lots, quantity=lots.quantity - used),
    )


def revise(
    problem: Problem, before: Lines, seeds: Collection[int], prices: Floats, backend: Backend
) -> Revised:
    """Serve the needs in `seeds` anew, and whoever shares a lot with them.

    `before` are the offered lines that are still possible, `prices` those of the solve they came
    from (a new lot has price 0). Only the lots nearest to the seeds at these prices are shared
    out again; all lines on other lots stay.
    """
    lines = dict(before)
    for group in sorted({int(problem.needs.group[seed]) for seed in seeds}):
        mine = [seed for seed in sorted(seeds) if problem.needs.group[seed] == group]
        lots = np.flatnonzero(problem.lots.group == group)
        if len(lots):
            part = Component(problem, group, np.array(mine, np.int64), lots)
            _serve_anew(part, lines, prices, backend)
    return Revised(lines, tuple(_changes(before, lines)))


def _serve_anew(
    part: Component, lines: dict[tuple[int, int], int], prices: Floats, backend: Backend
) -> None:
    """Share out again the lots nearest to the component's needs; `lines` are rewritten."""
    costs = pair_costs(part)
    prefer_reach(part, costs)
    wanted = part.problem.needs.quantity[part.needs].sum()
    seeds = set(part.needs.tolist())
    for count in NEAR:
        near = _nearest(part, costs, prices, count)
        freed = {pair: units for pair, units in lines.items() if pair[1] in near}
        stay = {pair: units for pair, units in lines.items() if pair[1] not in near}
        shares = _share_again(part, near, freed, stay, backend)
        got = sum(units for at in (stay, shares) for pair, units in at.items() if pair[0] in seeds)
        if got >= wanted:
            break
    lines.clear()
    lines.update(stay)
    lines.update(shares)


def _nearest(part: Component, costs: Costs, prices: Floats, count: int) -> set[int]:
    """The lots that serve the component's needs best at these prices."""
    if np.count_nonzero(part.problem.needs.group == part.group) <= WHOLE:
        return set(part.lots.tolist())
    count = min(count, len(part.lots))
    keys = cheapest(costs, count, part.problem.rules.transport, prices[part.lots])
    return set(part.lots[np.unique(keys % len(part.lots))].tolist())


def _share_again(
    part: Component, near: set[int], freed: Lines, stay: Lines, backend: Backend
) -> Lines:
    """Share out the lots in `near`, and what others have to spare, among the component's needs
    and those that had lines there."""
    of_group = np.flatnonzero(part.problem.needs.group == part.group).tolist()
    others = of_group if len(of_group) <= WHOLE else [need for need, _ in freed]
    needs = sorted({*others, *part.needs.tolist()})
    rest = replace(with_accepted(part.problem, stay), kept=tuple(freed))
    spare = set(part.lots[rest.lots.quantity[part.lots] > 0].tolist())
    lots = np.array(sorted(near | spare), np.int64)
    small = Component(rest, part.group, np.array(needs, np.int64), lots)
    shares = _solve(small, backend)
    columns = small.needs[shares.rows], small.lots[shares.columns], shares.units
    return {(int(n), int(lot)): int(u) for n, lot, u in zip(*columns, strict=True)}


def _solve(part: Component, backend: Backend) -> Shares:
    """All pairs of a small component, kept lines preferred."""
    sides, costs = sides_of(part), pair_costs(part)
    if not costs.size:
        return Shares(*(np.zeros(0, np.int64),) * 3)
    prefer_reach(part, costs)
    transport = part.problem.rules.transport
    relaxed = relax(costs, sides, transport, backend, gap=0.0)
    return settle(relaxed, costs, sides, least_of(part), transport, backend)


def _changes(before: Lines, after: Lines) -> list[Change]:
    pairs = sorted(set(before) | set(after))
    return [
        Change(need, lot, before.get((need, lot), 0), after.get((need, lot), 0))
        for need, lot in pairs
        if before.get((need, lot), 0) != after.get((need, lot), 0)
    ]
