"""What if: the snapshot with one thing changed, and what that would do to a plan."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from matching.model import Urgency
from matching.plan import Plan
from matching.snapshot import Closure, OpenLine, Snapshot, StockLot
from matching.touched import reopened


class ChangeKind(StrEnum):
    """The changes a coordinator may try."""

    LOT_GONE = "lot_gone"
    LOT_HALF = "lot_half"
    LOT_DOUBLE = "lot_double"
    ROAD_OPEN = "road_open"
    ROAD_CLOSED = "road_closed"
    VEHICLE_OFF = "vehicle_off"
    VEHICLE_MORE = "vehicle_more"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `subject` is the lot, closure or shift, `link` the two districts of a road."""

    kind: ChangeKind
    subject: int = 0
    link: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do: needs that would get more or less, of what and where; rides."""

    better: int
    worse: int
    critical_worse: int
    goods: tuple[tuple[str, str, int], ...]
    """(district, item code, base units more or fewer), the losses first, the largest first."""
    rides_before: int
    rides_after: int
    uncarried_before: int
    """Confirmed loads and waiting jobs for which no vehicle is found."""
    uncarried_after: int


def changed(snapshot: Snapshot, change: Change) -> Snapshot | None:
    """The snapshot after the change; None where its subject is not there any more."""
    kind, subject = change.kind, change.subject
    if kind is ChangeKind.ROAD_CLOSED:
        closed = Closure(0, frozenset(), link=change.link)
        return replace(snapshot, closures=(*snapshot.closures, closed))
    if kind is ChangeKind.ROAD_OPEN:
        closures = tuple(one for one in snapshot.closures if one.closure_id != subject)
        same = len(closures) == len(snapshot.closures)
        return None if same else replace(snapshot, closures=closures)
    if kind in (ChangeKind.VEHICLE_OFF, ChangeKind.VEHICLE_MORE):
        return _with_vehicle(snapshot, subject, more=kind is ChangeKind.VEHICLE_MORE)
    lot = next((one for one in snapshot.lots if one.lot_id == subject), None)
    return None if lot is None else _with_lot(snapshot, lot, kind)


def _with_vehicle(snapshot: Snapshot, shift_id: int, *, more: bool) -> Snapshot | None:
    found = [one for one in snapshot.on_duty if one.shift_id == shift_id]
    if not found:
        return None
    if more:
        number = 1 + max(one.shift_id for one in snapshot.on_duty)
        # Nobody drives it yet; no driver of the record has a number below nothing.
        twin = replace(found[0], shift_id=number, driver_id=-number)
        return replace(snapshot, on_duty=(*snapshot.on_duty, twin))
    rest = tuple(one for one in snapshot.on_duty if one.shift_id != shift_id)
    return replace(snapshot, on_duty=rest)


def _with_lot(snapshot: Snapshot, lot: StockLot, kind: ChangeKind) -> Snapshot:
    """A lot gone takes its promises with it: their lines are open again, nothing is loaded."""
    others = tuple(one for one in snapshot.lots if one.lot_id != lot.lot_id)
    promised = [one for one in snapshot.promised if one.lot_id == lot.lot_id]
    if kind is not ChangeKind.LOT_GONE:
        whole = lot.free + sum(one.quantity for one in promised)
        free = lot.free // 2 if kind is ChangeKind.LOT_HALF else lot.free + whole
        return replace(snapshot, lots=(*others, replace(lot, free=free)))
    dead = {one.allocation_id for one in promised}
    return replace(
        snapshot,
        lots=others,
        lines=tuple(reopened(snapshot.lines, promised)),
        loads=tuple(load for load in snapshot.loads if load.allocation_id not in dead),
        promised=tuple(one for one in snapshot.promised if one.lot_id != lot.lot_id),
    )


def compare(before: Snapshot, plan: Plan, after: Snapshot, other: Plan) -> Effect:
    """The effect of a change, from the plans without it and with it."""
    promised = (one.line for one in before.promised)
    needs = {line.line_id: line for line in (*promised, *before.lines, *after.lines)}
    had, has = _got(before, plan), _got(after, other)
    better = [line for number, line in needs.items() if has[number] > had[number]]
    worse = [line for number, line in needs.items() if has[number] < had[number]]
    return Effect(
        better=len({line.need_id for line in better}),
        worse=len({line.need_id for line in worse}),
        critical_worse=len({line.need_id for line in worse if line.urgency is Urgency.CRITICAL}),
        goods=_goods({line: has[line.line_id] - had[line.line_id] for line in (*better, *worse)}),
        rides_before=len(plan.jobs) + len(plan.hauls) + len(plan.offers),
        rides_after=len(other.jobs) + len(other.hauls) + len(other.offers),
        uncarried_before=len(plan.stuck),
        uncarried_after=len(other.stuck),
    )


def _got(snapshot: Snapshot, plan: Plan) -> Mapping[int, int]:
    """Units promised to each line, by what the plan lets stand and what it proposes."""
    units: Counter[int] = Counter()
    taken_back = frozenset(plan.releases)
    for one in snapshot.promised:
        if one.allocation_id not in taken_back:
            units[one.line.line_id] += one.quantity
    for share in plan.allocations:
        units[share.line_id] += share.quantity
    return units


def _goods(units: Mapping[OpenLine, int]) -> tuple[tuple[str, str, int], ...]:
    sums: Counter[tuple[str, str]] = Counter()
    for line, more in units.items():
        sums[line.place.district, line.item_code] += more
    rows = ((place, code, more) for (place, code), more in sums.items() if more)
    return tuple(sorted(rows, key=lambda row: (row[2] > 0, -abs(row[2]), row[:2])))
