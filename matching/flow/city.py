"""The live snapshot as a sharing-out problem."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from matching import geo
from matching.candidate import Carrier
from matching.flow.problem import FAR_H, Bools, Floats, Lots, Needs, Problem, Rules, Way
from matching.model import Hold, ReserveMode, Urgency
from matching.snapshot import Goods, OpenLine, Params, Point, Snapshot, StockLot
from matching.ways import road_links, ways_of

CLASS_WEIGHT = {Urgency.CRITICAL: 1000, Urgency.HIGH: 100, Urgency.NORMAL: 10, Urgency.LOW: 1}
"""A class outweighs everything below it on the same units."""
OWNER_KM = {
    ReserveMode.GOVERNMENT: 0,
    ReserveMode.DONOR: 5,
    ReserveMode.ENTERPRISE_AGREEMENT: 10,
    ReserveMode.JOINT_AGREEMENT: 15,
    ReserveMode.ENTERPRISE: 30,
}
"""Owner order as a price: how much farther we go for stock that is meant to be given."""
SUBSTITUTE_KM = 15.0
"""Kilometres a stand-in costs, for each rank of preference."""
LASTING_KM = 20.0
"""What stock that keeps costs over stock about to expire: first expired, first out."""
HALF_LIFE_DAYS = 7.0

SECOND_HALF = 0.4
TRANSPORT = 0.0005
"""So even the second half of a comfort need is worth 600 km, more than the region is wide."""
LATE = 0.1
"""Share of its weight that a need loses by being served late: it goes last, but it goes."""

HASTE = (0.3, 0.2, 0.1, 0.0)
"""A kilometre of an urgent need counts more: what two needs get alike comes to it from nearer."""
DOUBLES_AFTER = timedelta(hours=24)
TIE = 2e-4
"""How much a near deadline adds between two needs that are otherwise alike."""
LONG_WAIT = 0.02
"""How much a month of waiting adds beyond the doubling, so that the longer wait always counts."""


@dataclass(frozen=True, slots=True)
class City:
    """A problem, with the lines and lots that its rows stand for."""

    problem: Problem
    lines: tuple[OpenLine, ...]
    lots: tuple[StockLot, ...]
    districts: tuple[str, ...]


def read_city(
    snapshot: Snapshot,
    lines: Sequence[OpenLine],
    carriers: Sequence[Carrier],
    params: Params,
    now: datetime,
) -> City:
    """The problem of these lines, in this order, with all lots of the snapshot that may move."""
    lots = sorted(
        (lot for lot in snapshot.lots if lot.hold is Hold.NONE and lot.free > 0),
        key=lambda lot: lot.lot_id,
    )
    group_of = _groups(snapshot.goods, [*lines, *lots])
    places = [*(line.place for line in lines), *(lot.place for lot in lots)]
    starts = [vehicle.position for vehicle in snapshot.on_duty]
    names = sorted({place.district for place in (*places, *starts)})
    districts = {name: at for at, name in enumerate(names)}
    asked = sorted({(line.item_code, line.requester_kind) for line in lines})
    kept = sorted({(lot.item_code, lot.only_for) for lot in lots})
    rows = {line.line_id: row for row, line in enumerate(lines)}
    columns = {lot.lot_id: column for column, lot in enumerate(lots)}
    problem = Problem(
        needs=_needs(lines, now, districts, group_of, asked),
        lots=_lots(lots, now, districts, group_of, kept),
        penalty=_penalties(asked, kept, snapshot.goods),
        extra_km=road_links(names, snapshot.links),
        ways=_ways(carriers, snapshot, names, params, now),
        rules=Rules(
            transport=TRANSPORT,
            second_half=SECOND_HALF,
            detour=params.detour,
            handling_h=_hours(params.service),
            expiry_margin_h=_hours(params.expiry_margin),
            short_detour=geo.SHORT_DETOUR,
            short_km=geo.SHORT_KM,
            late=LATE,
            haste=HASTE,
        ),
        per_person=np.ones(max(group_of.values(), default=-1) + 1),
        of_use=_of_use(asked, kept, snapshot.goods),
        banned=frozenset(
            (rows[line], columns[lot])
            for line, lot in snapshot.refused
            if line in rows and lot in columns
        ),
    )
    return City(problem, tuple(lines), tuple(lots), tuple(names))


def weight_of(line: OpenLine, now: datetime) -> float:
    """Its class, doubled by a day of waiting; a nearer deadline decides between equals."""
    waited = max(timedelta(0), now - line.reported_at)
    aged = 1 + min(waited / DOUBLES_AFTER, 1.0)
    aged += LONG_WAIT * min(waited / timedelta(days=30), 1.0)
    if line.deadline is not None:
        left = max(timedelta(0), line.deadline - now)
        aged += TIE * (1 - min(left / timedelta(days=7), 1.0))
    return CLASS_WEIGHT[line.urgency] * aged


def _groups(goods: Mapping[str, Goods], rows: Iterable[OpenLine | StockLot]) -> dict[str, int]:
    """Items numbered by what may stand in for what, directly or through others."""
    codes = sorted({row.item_code for row in rows} | set(goods))
    leader = {code: code for code in codes}

    def lead(code: str) -> str:
        while leader[code] != code:
            code = leader[code]
        return code

    for code in codes:
        for other in goods[code].substitutes if code in goods else ():
            if other in leader:
                leader[max(lead(code), lead(other))] = min(lead(code), lead(other))
    first = sorted({lead(code) for code in codes})
    return {code: first.index(lead(code)) for code in codes}


def _needs(
    lines: Sequence[OpenLine],
    now: datetime,
    districts: Mapping[str, int],
    group_of: Mapping[str, int],
    kinds: Sequence[tuple[str, str]],
) -> Needs:
    number = {kind: at for at, kind in enumerate(kinds)}
    rank = {urgency: at for at, urgency in enumerate(CLASS_WEIGHT)}
    return Needs(
        quantity=np.array([line.quantity for line in lines], np.int64),
        given=np.zeros(len(lines), np.int64),
        weight=np.array([weight_of(line, now) for line in lines], np.float64),
        urgency=np.array([rank[line.urgency] for line in lines], np.int64),
        deadline=np.array([_until(line.deadline, now) for line in lines], np.float64),
        place=_places(line.place for line in lines),
        district=np.array([districts[line.place.district] for line in lines], np.int64),
        kind=np.array([number[line.item_code, line.requester_kind] for line in lines], np.int64),
        group=np.array([group_of[line.item_code] for line in lines], np.int64),
    )


def _lots(
    lots: Sequence[StockLot],
    now: datetime,
    districts: Mapping[str, int],
    group_of: Mapping[str, int],
    kinds: Sequence[tuple[str, str]],
) -> Lots:
    number = {kind: at for at, kind in enumerate(kinds)}
    return Lots(
        quantity=np.array([lot.free for lot in lots], np.int64),
        minimum=np.array([max(1, lot.min_lot) for lot in lots], np.int64),
        ready=np.array([max(0.0, _since(lot.ready_at, now)) for lot in lots], np.float64),
        expiry=np.array([_until(lot.expires_at, now) for lot in lots], np.float64),
        fee=np.array([_fee(lot, now) for lot in lots], np.float64),
        place=_places(lot.place for lot in lots),
        district=np.array([districts[lot.place.district] for lot in lots], np.int64),
        kind=np.array([number[lot.item_code, lot.only_for] for lot in lots], np.int64),
        group=np.array([group_of[lot.item_code] for lot in lots], np.int64),
    )


def _fee(lot: StockLot, now: datetime) -> float:
    days = max(0.0, _until(lot.expires_at, now) / 24)
    return OWNER_KM[lot.reserve_mode] + LASTING_KM * days / (days + HALF_LIFE_DAYS)


def _places(places: Iterable[Point]) -> Floats:
    found = np.array([(place.lat, place.lon) for place in places], np.float64)
    return found.reshape(-1, 2).T


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)


def _until(moment: datetime | None, now: datetime) -> float:
    """Hours from now; far away where there is no such moment."""
    return FAR_H if moment is None else _hours(moment - now)


def _since(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else _hours(moment - now)


def _penalties(
    asked: Sequence[tuple[str, str]], kept: Sequence[tuple[str, str]], goods: Mapping[str, Goods]
) -> Floats:
    table = np.full((len(asked), len(kept)), np.inf)
    for row, (code, requester) in enumerate(asked):
        stand_ins = goods[code].substitutes if code in goods else ()
        for column, (item, only_for) in enumerate(kept):
            if only_for and only_for != requester:
                continue
            if item == code:
                table[row, column] = 0.0
            elif item in stand_ins:
                table[row, column] = SUBSTITUTE_KM * (1 + stand_ins.index(item))
    return table


def _of_use(
    asked: Sequence[tuple[str, str]], kept: Sequence[tuple[str, str]], goods: Mapping[str, Goods]
) -> Bools:
    uses = {code: (code, *(goods[code].substitutes if code in goods else ())) for code, _ in asked}
    rows = [[item in uses[code] for item, _ in kept] for code, _ in asked]
    return np.array(rows, np.bool_).reshape(len(asked), len(kept))


def _ways(
    carriers: Sequence[Carrier],
    snapshot: Snapshot,
    districts: Sequence[str],
    params: Params,
    now: datetime,
) -> tuple[Way, ...]:
    """The different means of travel on duty: many vehicles travel alike."""
    different, _ = ways_of(carriers, snapshot, districts, params, now, over_nodes=True)
    return different
