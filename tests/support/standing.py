"""A snapshot once its plan was applied, and promises that stand, for tests of what comes after."""

from collections import Counter
from dataclasses import replace

from tiny_city import line

from matching.snapshot import Promised


def after(snapshot, proposed, *, firm=False):
    """The snapshot once the plan was applied: what was proposed is promised."""
    lines = {one.line_id: one for one in snapshot.lines}
    lines |= {one.line.line_id: lines.get(one.line.line_id, one.line) for one in snapshot.promised}
    open_units = Counter({one.line_id: one.quantity for one in snapshot.lines})
    free = Counter({one.lot_id: one.free for one in snapshot.lots})
    stands = [one for one in snapshot.promised if one.allocation_id not in proposed.releases]
    for one in snapshot.promised:
        if one.allocation_id in proposed.releases:
            open_units[one.line.line_id] += one.quantity
            free[one.lot_id] += one.quantity
    for share in proposed.allocations:
        open_units[share.line_id] -= share.quantity
        free[share.lot_id] -= share.quantity
        number = 1 + max((one.allocation_id for one in stands), default=0)
        whose = replace(lines[share.line_id], quantity=share.quantity)
        stands.append(Promised(number, share.lot_id, share.quantity, whose, firm))
    assert min([*open_units.values(), *free.values()], default=0) >= 0
    return replace(
        snapshot,
        lines=tuple(
            replace(lines[number], quantity=units) for number, units in open_units.items() if units
        ),
        lots=tuple(replace(one, free=free[one.lot_id]) for one in snapshot.lots),
        promised=tuple(stands),
    )


def promised(number, lot_id, line_id, quantity, **facts):
    firm = facts.pop("firm", False)
    return Promised(number, lot_id, quantity, line(line_id, quantity=quantity, **facts), firm)
