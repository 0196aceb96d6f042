"""Share out the stock: a certified flow, then for every line what it got and what it lacks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from matching import geo
from matching.candidate import Carrier
from matching.flow.city import CLASS_WEIGHT, OWNER_KM, City, read_city
from matching.flow.floors import Under
from matching.flow.reasons import commonest, reasons_of
from matching.flow.solve import FAIR_SHARE, Outcome, installed, share_out
from matching.jobs.city import within_reach
from matching.model import Hold, Mode
from matching.plan import (
    Certificate,
    Obstacle,
    ProposedAllocation,
    Reasons,
    Shortage,
    UnderFloor,
)
from matching.snapshot import Link, OpenLine, Params, Snapshot, StockLot

OWNER_ORDER = tuple(OWNER_KM)
"""Whose stock is named first where the distance is alike: the order of its price."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What the lines got and why, and how near to the best this is."""

    allocations: tuple[ProposedAllocation, ...]
    certificate: Certificate
    prices: Mapping[int, float]
    """What one unit more in a lot would be worth, by lot id; only lots that are worth something."""
    reasons: tuple[Reasons, ...]
    under_floor: tuple[UnderFloor, ...] = ()
    releases: tuple[int, ...] = ()


def allocate(
    snapshot: Snapshot,
    lines: Sequence[OpenLine],
    carriers: Sequence[Carrier],
    params: Params,
    now: datetime,
    enough: Callable[[], bool] = lambda: False,
    told: frozenset[int] | None = None,
) -> Shares:
    """Share out the snapshot's lots among `lines`, which are in the order of their turn. Where
    `told` says which, only these lines and those that get something are given reasons."""
    if not lines:
        return Shares((), Certificate(), {}, ())
    city = read_city(snapshot, lines, carriers, params, now)
    city = within_reach(city, snapshot, params, now)
    outcome = share_out(city.problem, installed(), enough, FAIR_SHARE)
    allocations = _proposed(city, outcome, params, snapshot.links)
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
    got = set(outcome.needs.tolist())
    rows = [
        row for row, line in enumerate(lines) if told is None or row in got or line.line_id in told
    ]
    reasons = tuple(line_reasons(snapshot, city, outcome, rows, now))
    return Shares(allocations, certificate, prices, reasons, under)


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


def line_reasons(
    snapshot: Snapshot, city: City, outcome: Outcome, rows: Sequence[int], now: datetime
) -> Iterator[Reasons]:
    """Why these lines of the city got what they got, by the ids of the record, lots that may not
    move included."""
    shelf = _Barred(snapshot, now)
    told = reasons_of(city.problem, outcome, np.array(rows, np.int64))
    for row, one in zip(rows, told, strict=True):
        line = city.lines[row]
        given = tuple(replace(each, lot=city.lots[each.lot].lot_id) for each in one.given)
        passed = one.passed and replace(one.passed, lot=city.lots[one.passed.lot].lot_id)
        obstacles = one.obstacles
        if one.open_units:
            counts = Counter({what: count for what, count in obstacles if count})
            counts += shelf.causes(line)
            modes = (van.mode for van in snapshot.on_duty)
            if geo.lacks_ship(line.place, modes, snapshot.closures):
                counts[Obstacle.NO_SHIP] = counts.pop(Obstacle.ROAD_CLOSED, 0)
            obstacles = commonest((+counts).items())
        yield replace(one, line=line.line_id, given=given, passed=passed, obstacles=obstacles)


class _Barred:
    """The lots that take no part in the sharing-out: held, expired, or with nothing free."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self.goods, self.now = snapshot.goods, now
        self.by_code: dict[str, list[StockLot]] = {}
        for lot in snapshot.lots:
            if lot.hold is not Hold.NONE or lot.free <= 0:
                self.by_code.setdefault(lot.item_code, []).append(lot)
        self.known: dict[tuple[str, str], Counter[Obstacle]] = {}

    def causes(self, line: OpenLine) -> Counter[Obstacle]:
        """What bars those whose goods the line could use, with how many each."""
        key = line.item_code, line.requester_kind
        if key not in self.known:
            goods = self.goods.get(line.item_code)
            codes = dict.fromkeys((line.item_code, *(goods.substitutes if goods else ())))
            lots = [lot for code in codes for lot in self.by_code.get(code, ())]
            self.known[key] = Counter(self._cause(lot, line.requester_kind) for lot in lots)
        return self.known[key]

    def _cause(self, lot: StockLot, asks: str) -> Obstacle:
        if lot.hold is Hold.EXPIRED or (lot.expires_at is not None and lot.expires_at <= self.now):
            return Obstacle.EXPIRES
        if lot.hold is not Hold.NONE:
            return Obstacle.ON_HOLD
        kept = bool(lot.only_for) and lot.only_for != asks
        return Obstacle.RESERVED_FOR_OTHERS if kept else Obstacle.LOTS_EMPTY


def shortages(reasons: Iterable[Reasons]) -> Iterator[Shortage]:
    """What lines lack, and for every lot that gave them nothing more the reason."""
    for one in reasons:
        if one.open_units:
            yield Shortage(one.line, one.open_units, one.obstacles)
