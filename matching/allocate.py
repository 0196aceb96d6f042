"""Share out the stock: a certified flow, then for every line what it got and what it lacks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from matching import geo
from matching.candidate import Carrier, Sifted
from matching.flow.city import CLASS_WEIGHT, OWNER_KM, City, read_city
from matching.flow.floors import Under
from matching.flow.solve import FAIR_SHARE, Outcome, installed, share_out
from matching.model import Mode
from matching.snapshot import (
    Certificate,
    Link,
    Obstacle,
    OpenLine,
    Params,
    ProposedAllocation,
    Shortage,
    Snapshot,
    StockLot,
    UnderFloor,
)

OWNER_ORDER = tuple(OWNER_KM)
"""Whose stock is named first where the distance is alike: the order of its price."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What the lines got, what the lots still hold, and how near to the best this is."""

    allocations: tuple[ProposedAllocation, ...]
    left: Mapping[int, int]
    """Units left in each lot, by lot id."""
    certificate: Certificate
    prices: Mapping[int, float]
    """What one unit more in a lot would be worth, by lot id; only lots that are worth something."""
    under_floor: tuple[UnderFloor, ...] = ()


def allocate(
    snapshot: Snapshot,
    lines: Sequence[OpenLine],
    carriers: Sequence[Carrier],
    params: Params,
    now: datetime,
    enough: Callable[[], bool] = lambda: False,
) -> Shares:
    """Share out the snapshot's lots among `lines`, which are in the order of their turn."""
    left = {lot.lot_id: lot.free for lot in snapshot.lots}
    if not lines or not left:
        return Shares((), left, Certificate(), {})
    city = read_city(snapshot, lines, carriers, params, now)
    outcome = share_out(city.problem, installed(), enough, FAIR_SHARE)
    allocations = _proposed(city, outcome, params, snapshot.links)
    for share in allocations:
        left[share.lot_id] -= share.quantity
    prices = {
        lot.lot_id: round(float(price), 4)
        for lot, price in zip(city.lots, outcome.prices, strict=True)
        if price > 0
    }
    certificate = Certificate(
        backend=outcome.backend,
        objective=outcome.objective,
        relaxed=outcome.relaxed,
        fair=outcome.fair,
        bound=outcome.bound,
    )
    under = tuple(_named(city, one) for one in outcome.under)
    return Shares(allocations, left, certificate, prices, under)


def _proposed(
    city: City, outcome: Outcome, params: Params, links: tuple[Link, ...]
) -> tuple[ProposedAllocation, ...]:
    """The lines of the plan, by the turn of their needs, the nearest lot first."""
    found = []
    for row, column, units in zip(outcome.needs, outcome.lots, outcome.units, strict=True):
        line, lot = city.lines[int(row)], city.lots[int(column)]
        km = geo.travel_km(lot.place, line.place, Mode.ROAD, params.detour, links)
        order = (int(row), lot.item_code != line.item_code, round(km), *_owner_then_expiry(lot))
        found.append((order, ProposedAllocation(line.line_id, lot.lot_id, int(units), km)))
    return tuple(share for _, share in sorted(found, key=lambda pair: pair[0]))


def _owner_then_expiry(lot: StockLot) -> tuple[int, float, int]:
    expires = lot.expires_at.timestamp() if lot.expires_at else float("inf")
    return OWNER_ORDER.index(lot.reserve_mode), expires, lot.lot_id


def _named(city: City, one: Under) -> UnderFloor:
    """A district under its floor by the names of the record."""
    problem = city.problem
    codes = {
        line.item_code
        for line, group in zip(city.lines, problem.needs.group, strict=True)
        if group == one.group
    }
    return UnderFloor(
        item_codes=tuple(sorted(codes)),
        urgency=tuple(CLASS_WEIGHT)[one.urgency],
        district=city.districts[one.district],
        share=round(one.share, 4),
        average=round(one.average, 4),
        why=one.why.value,
    )


def missing(lines: Iterable[OpenLine], shares: Shares) -> dict[int, int]:
    """Units that stay open, by line id, of the lines that did not get all."""
    got: Counter[int] = Counter()
    for share in shares.allocations:
        got[share.line_id] += share.quantity
    return {
        line.line_id: line.quantity - got[line.line_id]
        for line in lines
        if got[line.line_id] < line.quantity
    }


def shortage(line: OpenLine, open_units: int, sifted: Sifted, shares: Shares) -> Shortage:
    """What a line lacks, and for every lot that gave it nothing more the reason."""
    causes = [cause for _, cause in sifted.obstacles]
    given = {share.lot_id for share in shares.allocations if share.line_id == line.line_id}
    for candidate in sifted.candidates:
        lot = candidate.lot
        if not shares.left[lot.lot_id]:
            causes.append(Obstacle.LOTS_EMPTY)
        elif lot.lot_id not in given:
            causes.append(Obstacle.BELOW_MIN_LOT)
    return Shortage(line.line_id, open_units, _counted(causes))


def _counted(causes: Iterable[Obstacle]) -> tuple[tuple[Obstacle, int], ...]:
    """Causes with how many lots each ruled out, the commonest first; no lot at all is a cause."""
    counts = Counter(causes)
    if not counts:
        return ((Obstacle.NO_LOT, 0),)
    return tuple(sorted(counts.items(), key=lambda cause: (-cause[1], cause[0])))
