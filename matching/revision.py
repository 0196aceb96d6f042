"""A run after an event: only the component it touches is planned again, and a diff comes of it.

What an end has said yes to stays, unless the goods are not there. What was only asked stays too,
but for a life at risk at `events.KEPT_KM` and where a closure leaves no way. Goods that never
meet the touched ones, and jobs that want none of the same vehicles, are not looked at.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matching.pipeline import plan
from matching.plan import Plan, ProposedAllocation
from matching.snapshot import Params, Promised, Snapshot
from matching.touched import Event, Struck, competing, kindred, strike


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a line gets of a lot, in base units, before and after; nothing before is added,
    nothing after is dropped."""

    line_id: int
    lot_id: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Revision:
    """What an event changes: the diff of lines, and the plan that brings it about."""

    changes: tuple[LineChange, ...]
    plan: Plan

    @property
    def added(self) -> tuple[LineChange, ...]:
        """Lines new in the plan."""
        return tuple(one for one in self.changes if not one.before)

    @property
    def dropped(self) -> tuple[LineChange, ...]:
        """Lines that are gone."""
        return tuple(one for one in self.changes if not one.after)

    @property
    def resized(self) -> tuple[LineChange, ...]:
        """Lines that get more or less of the same lot."""
        return tuple(one for one in self.changes if one.before and one.after)


def revise(
    snapshot: Snapshot,
    events: Sequence[Event],
    params: Params,
    now: datetime,
    seed: int = 0,
    enough: Callable[[], bool] = lambda: False,
) -> Revision:
    """Plan again what these events touch, and nothing else."""
    struck = strike(snapshot, events, params, now)
    proposed = plan(component(struck), params, now, seed, enough, struck.lines)
    kept = {one.allocation_id for one in struck.snapshot.promised} - set(proposed.releases)
    return Revision(
        changes=tuple(_changes(snapshot.promised, kept, proposed.allocations)),
        plan=replace(proposed, blocked=struck.blocked),
    )


def component(struck: Struck) -> Snapshot:
    """The part of the snapshot that takes part: goods that may stand in for those of the touched
    lines, and whatever wants the same vehicles as the touched jobs and loads. Legs that are not due
    keep the ships they count on."""
    whole = struck.snapshot
    touched = {line.item_code for line in whole.lines if line.line_id in struck.lines}
    codes = kindred(whole.goods, touched)
    jobs, loads = competing(struck)
    return replace(
        whole,
        lines=tuple(line for line in whole.lines if line.item_code in codes),
        lots=tuple(lot for lot in whole.lots if lot.item_code in codes),
        promised=tuple(one for one in whole.promised if one.line.item_code in codes),
        waiting=tuple(job for job in whole.waiting if job.job_id in jobs or not job.due),
        loads=tuple(load for load in whole.loads if load.allocation_id in loads),
    )


def _changes(
    promised: Sequence[Promised], kept: Collection[int], new: Sequence[ProposedAllocation]
) -> Iterator[LineChange]:
    """What lines get otherwise when only the promises in `kept` stand and `new` ones are made."""
    delta: Counter[tuple[int, int]] = Counter()
    for one in promised:
        if one.allocation_id not in kept:
            delta[one.line.line_id, one.lot_id] -= one.quantity
    for share in new:
        delta[share.line_id, share.lot_id] += share.quantity
    before: Counter[tuple[int, int]] = Counter()
    for one in promised:
        pair = one.line.line_id, one.lot_id
        if pair in delta:
            before[pair] += one.quantity
    for (line_id, lot_id), more in sorted(delta.items()):
        if more:
            had = before[line_id, lot_id]
            yield LineChange(line_id, lot_id, had, had + more)
