"""What every pair of a component costs, in equivalent kilometres, and which pairs may not be.

Eligibility and distance take most of the time of a large run, not the flow, so they are
float32 blocks that stay in the processor's cache; the few pairs within a few metres of a limit
are judged again in double precision.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.flow.exact import EARTH_DIAMETER_KM, arrives, crosses
from matching.flow.problem import FAR_H, Bools, Circle, Component, Costs, Floats, Ints, Way

CELLS = 1 << 17
"""Pairs of one block: half a megabyte of float32."""

EDGE_H = 2e-3
"""Pairs this near to a limit, seven seconds, are judged again: float32 cannot."""

Singles = NDArray[np.float32]


def pair_costs(part: Component) -> Costs:
    """Equivalent kilometres of all pairs of the component; infinite where not eligible."""
    problem = part.problem
    costs = np.empty((len(part.needs), len(part.lots)), np.float32)
    if not costs.size:
        return costs
    world = Prepared(part)
    for rows in blocks(*costs.shape):
        costs[rows] = world.block(rows)
    if (problem.lots.minimum > problem.lots.quantity).any():
        _bar_too_small(costs, part)
    _apply_pairs(costs, part)
    if world.doubtful:
        _judge_doubtful(costs, part, np.concatenate(world.doubtful))
    return costs


def blocks(rows: int, columns: int) -> Iterator[slice]:
    """Slices of the rows that make blocks of about `CELLS`."""
    step = max(1, CELLS // max(1, columns))
    for start in range(0, rows, step):
        yield slice(start, min(rows, start + step))


class Prepared:
    """The component's columns as float32, with limits joined where they can be."""

    def __init__(self, part: Component) -> None:
        problem, rules = part.problem, part.problem.rules
        needs, lots = problem.needs, problem.lots
        self.part, self.rules = part, rules
        centre = needs.place[:, part.needs].mean(axis=1)
        self.from_, self.to = (
            _on_sphere(lots.place[:, part.lots], centre),
            _on_sphere(needs.place[:, part.needs], centre),
        )
        start = lots.ready[part.lots] + rules.handling_h
        room = lots.expiry[part.lots] - rules.expiry_margin_h - start
        self.start = start.astype(np.float32)
        self.room = np.minimum(room, FAR_H / 10).astype(np.float32)
        self.deadline = np.minimum(needs.deadline[part.needs], FAR_H).astype(np.float32)
        self.late_km = None
        if rules.late is not None:
            late = needs.weight[part.needs] * (rules.late / rules.transport)
            self.late_km = late.astype(np.float32)[:, None]
        self.pace = None
        if any(rules.haste):
            self.pace = rules.pace(needs.urgency[part.needs]).astype(np.float32)[:, None]
        self.need_district, self.need_kind = needs.district[part.needs], needs.kind[part.needs]
        here = lots.district[part.lots]
        self.extra_km = problem.extra_km[:, here].astype(np.float32)
        penalty = problem.penalty[:, lots.kind[part.lots]] + lots.fee[part.lots]
        self.penalty = penalty.astype(np.float32)
        self.hours = links_from(problem.ways, here)
        self.doubtful: list[Ints] = []

    def block(self, rows: slice) -> Costs:
        """The costs of these needs to all lots."""
        straight = self.straight(rows)
        km = self.road(straight, rows)
        hours: Costs = np.full_like(straight, np.inf)
        for taken in self.by_way(self.part.problem.ways, self.hours, rows, straight, km):
            np.minimum(hours, taken, out=hours)
        if self.pace is not None:
            km *= self.pace[rows]
        km += self.penalty[self.need_kind[rows]]
        over = hours - self.room
        hours += self.start
        hours -= self.deadline[rows, None]
        if self.late_km is not None:
            np.add(km, self.late_km[rows], out=km, where=hours > 0)
        else:
            np.maximum(over, hours, out=over)
        np.copyto(km, np.float32(np.inf), where=over > EDGE_H)
        near = np.flatnonzero(np.abs(over) <= EDGE_H)
        if len(near):
            self.doubtful.append(near + rows.start * len(self.part.lots))
        return km

    def straight(self, rows: slice) -> Costs:
        """Great-circle kilometres: half the chord, then its arcsine by two terms of its series,
        good to a metre over a thousand kilometres."""
        (x, y, z), (a, b, c) = self.to[:, rows, None], self.from_
        square: Costs = np.square(x - a)
        other = y - b
        square += np.square(other, out=other)
        np.subtract(z, c, out=other)
        square += np.square(other, out=other)
        np.multiply(square, np.float32(1 / 6), out=other)
        other += np.float32(1.0)
        np.sqrt(square, out=square)
        square *= other
        square *= np.float32(EARTH_DIAMETER_KM)
        return square

    def road(self, straight: Costs, rows: slice) -> Costs:
        """Kilometres by road of what is so far in a straight line."""
        rules = self.rules
        km: Costs = straight * np.float32(rules.detour)
        if rules.short_km:
            bend = np.float32(max(rules.detour, rules.short_detour))
            np.multiply(straight, bend, out=km, where=straight < rules.short_km)
        km += self.extra_km[self.need_district[rows]]
        return km

    def by_way(
        self,
        ways: Sequence[Way],
        links: Sequence[Singles],
        rows: slice,
        straight: Costs,
        road: Costs,
    ) -> Iterator[Costs]:
        """Hours on the way by each of these, whose `links_from` stand beside them; infinite where
        it does not get through."""
        for way, extra in zip(ways, links, strict=True):
            km = straight if way.straight else road
            hours: Costs = km * np.float32(1 / way.speed_kmh)
            hours += extra[self.need_district[rows]]
            if way.reach_km < FAR_H:
                hours[road > way.reach_km] = np.inf
            for circle in way.circles:
                hours[self._crosses(circle, rows)] = np.inf
            yield hours

    def _crosses(self, circle: Circle, rows: slice) -> Bools:
        needs, lots = self.part.problem.needs, self.part.problem.lots
        there = needs.place[:, self.part.needs[rows]][:, :, None]
        here = lots.place[:, self.part.lots][:, None, :]
        return crosses(circle, here, there)


def links_from(ways: Iterable[Way], districts: Ints) -> list[Singles]:
    """By way, the hours that links add between any district and these."""
    return [way.hours[:, districts].astype(np.float32) for way in ways]


def _on_sphere(place: Floats, centre: Floats) -> Singles:
    """Half unit vectors relative to the centre's: small numbers keep float32 good to 1 cm."""

    def vector(lat: Floats, lon: Floats) -> Floats:
        found: Floats = np.stack(
            [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
        )
        return found

    middle = vector(*np.radians(centre)[:, None])
    halves: Singles = ((vector(*np.radians(place)) - middle) / 2).astype(np.float32)
    return halves


def _bar_too_small(costs: Costs, part: Component) -> None:
    """A lot with less left than the least it may give to this need gives nothing."""
    lots, needs = part.problem.lots, part.problem.needs
    held, least = lots.quantity[part.lots], lots.minimum[part.lots]
    for column in np.flatnonzero(least > held):
        wanted = np.minimum(least[column], needs.quantity[part.needs])
        costs[wanted > held[column], column] = np.inf


def _apply_pairs(costs: Costs, part: Component) -> None:
    """Bar the banned pairs and make the kept ones cheaper."""
    problem = part.problem
    if not problem.banned and not problem.kept:
        return
    row_of = {int(need): row for row, need in enumerate(part.needs)}
    column_of = {int(lot): column for column, lot in enumerate(part.lots)}
    for need, lot in problem.banned:
        if need in row_of and lot in column_of:
            costs[row_of[need], column_of[lot]] = np.inf
    for need, lot in problem.kept:
        if need in row_of and lot in column_of:
            costs[row_of[need], column_of[lot]] -= np.float32(problem.kept_km)


def _judge_doubtful(costs: Costs, part: Component, flat: Ints) -> None:
    rows, columns = np.divmod(flat, len(part.lots))
    in_time, alive = arrives(part.problem, part.needs[rows], part.lots[columns])
    wrong = ~alive if part.problem.rules.late is not None else ~(alive & in_time)
    costs[rows[wrong], columns[wrong]] = np.inf
