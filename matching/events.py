"""A life at risk that free stock cannot save takes what was offered to lesser needs and nobody
has answered yet: only its component is solved again, and few lines change.

What an end has said yes to is untouchable, and so is what was offered to another life at risk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from matching import geo
from matching.allocate import Shares, line_reasons
from matching.candidate import Carrier
from matching.flow.city import City, read_city
from matching.flow.incremental import Lines, revise
from matching.flow.network import Backend
from matching.flow.problem import Floats
from matching.flow.solve import Outcome, installed
from matching.jobs.city import within_reach
from matching.model import Mode, Urgency
from matching.plan import ProposedAllocation, Reasons
from matching.snapshot import OpenLine, Params, Promised, Snapshot
from matching.touched import kindred

KEPT_KM = 60.0
"""How much farther something may come before an offer is taken back for it: people were asked."""

Units = Mapping[tuple[int, int], int]
"""By (line id, lot id)."""


def take_offered(
    snapshot: Snapshot,
    shares: Shares,
    carriers: Sequence[Carrier],
    params: Params,
    now: datetime,
    touched: frozenset[int] | None = None,
) -> Shares:
    """The same shares, or those with unanswered offers taken back for lives at risk: for all, or
    for those that an event has touched."""
    backend = installed()
    offered = [
        one
        for one in snapshot.promised
        if not one.firm and one.line.verified and one.line.urgency is not Urgency.CRITICAL
    ]
    lines = {line.line_id: line for line in snapshot.lines}
    short = [
        one.line
        for one in shares.reasons
        if one.open_units
        and lines[one.line].urgency is Urgency.CRITICAL
        and (touched is None or one.line in touched)
    ]
    if not offered or not short or backend is None:
        return shares
    codes = kindred(snapshot.goods, {lines[number].item_code for number in short})
    offered = [one for one in offered if one.line.item_code in codes]
    world = _World.of(_of_goods(snapshot, codes), shares, offered, carriers, params, now)
    return world.shared(shares, set(short), backend, params, now)


def _of_goods(snapshot: Snapshot, codes: frozenset[str]) -> Snapshot:
    """The lines and lots of these goods: no others ever meet them."""
    return replace(
        snapshot,
        lines=tuple(line for line in snapshot.lines if line.item_code in codes),
        lots=tuple(lot for lot in snapshot.lots if lot.item_code in codes),
    )


@dataclass(frozen=True, slots=True)
class _World:
    """Some goods of the city with what was offered put back, and the lines as they stand."""

    snapshot: Snapshot
    """With what was offered put back."""
    city: City
    offered: Mapping[tuple[int, int], list[Promised]]
    before: Units

    @staticmethod
    def of(
        snapshot: Snapshot,
        shares: Shares,
        offered: Sequence[Promised],
        carriers: Sequence[Carrier],
        params: Params,
        now: datetime,
    ) -> "_World":
        """Of a snapshot, its shares, and the offers that may be taken back."""
        back: Counter[int] = Counter()
        for one in offered:
            back[one.lot_id] += one.quantity
        lots = tuple(replace(lot, free=lot.free + back[lot.lot_id]) for lot in snapshot.lots)
        lines = _lines(snapshot.lines, offered)
        whole = replace(snapshot, lots=lots)
        city = read_city(whole, lines, carriers, params, now)
        city = within_reach(city, whole, params, now)
        usable = {lot.lot_id for lot in city.lots}
        by_pair: dict[tuple[int, int], list[Promised]] = {}
        before: Counter[tuple[int, int]] = Counter()
        for share in shares.allocations:
            if share.lot_id in usable:
                before[share.line_id, share.lot_id] += share.quantity
        for one in offered:
            if one.lot_id in usable:
                pair = one.line.line_id, one.lot_id
                by_pair.setdefault(pair, []).append(one)
                before[pair] += one.quantity
        return _World(whole, city, by_pair, before)

    def shared(
        self, shares: Shares, short: set[int], backend: Backend, params: Params, now: datetime
    ) -> Shares:
        """What comes of serving the `short` lines anew, and what has to be taken back for it."""
        city = self.city
        rows = {line.line_id: row for row, line in enumerate(city.lines)}
        columns = {lot.lot_id: column for column, lot in enumerate(city.lots)}
        problem = replace(city.problem, kept_km=KEPT_KM)
        prices = np.array([shares.prices.get(lot.lot_id, 0.0) for lot in city.lots])
        before = {(rows[line], columns[lot]): units for (line, lot), units in self.before.items()}
        urgent = {rows[line] for line in short}
        revised = revise(problem, before, urgent, prices, backend)
        if _got(revised.lines, urgent) <= _got(before, urgent):
            return shares
        changed = sorted({change.need for change in revised.changes})
        after = {
            (city.lines[row].line_id, city.lots[column].lot_id): units
            for (row, column), units in revised.lines.items()
        }
        outcome = _outcome(revised.lines, prices)
        told = line_reasons(self.snapshot, city, outcome, changed, now)
        return replace(
            shares,
            allocations=self._proposed(shares.allocations, after, params),
            reasons=_told_anew(shares.reasons, told),
            releases=self._released(after),
        )

    def _released(self, after: Units) -> tuple[int, ...]:
        """Offers whose pair gets less than was offered."""
        return tuple(
            sorted(
                one.allocation_id
                for pair, offers in self.offered.items()
                if after.get(pair, 0) < sum(each.quantity for each in offers)
                for one in offers
            )
        )

    def _proposed(
        self, shared: Sequence[ProposedAllocation], after: Units, params: Params
    ) -> tuple[ProposedAllocation, ...]:
        """What is to be proposed besides the offers that stand, by line; of other goods what was
        shared out."""
        lines = {line.line_id: line for line in self.city.lines}
        lots = {lot.lot_id: lot for lot in self.city.lots}
        found = [share for share in shared if share.lot_id not in lots]
        for (line_id, lot_id), units in after.items():
            stands = sum(one.quantity for one in self.offered.get((line_id, lot_id), ()))
            more = units if units < stands else units - stands
            if more:
                ends = lots[lot_id].place, lines[line_id].place
                km = geo.travel_km(*ends, Mode.ROAD, params.detour, self.snapshot.links)
                found.append(ProposedAllocation(line_id, lot_id, more, km))
        return tuple(sorted(found, key=lambda one: (one.line_id, one.km, one.lot_id)))


def _lines(lines: Iterable[OpenLine], offered: Iterable[Promised]) -> list[OpenLine]:
    """Verified open lines with what was offered to them, and lines that only have offers."""
    found = {line.line_id: line for line in lines if line.verified and line.quantity > 0}
    for one in offered:
        known = found.get(one.line.line_id)
        whole = one.quantity + (known.quantity if known else 0)
        found[one.line.line_id] = replace(known or one.line, quantity=whole)
    return [found[number] for number in sorted(found)]


def _outcome(lines: Lines, prices: Floats) -> Outcome:
    rows = np.array([(*pair, units) for pair, units in sorted(lines.items())], np.int64)
    needs, lots, units = rows.reshape(-1, 3).T
    return Outcome(needs, lots, units, prices, 0.0, 0.0, 0.0, 0.0, "")


def _got(lines: Lines, rows: set[int]) -> int:
    """Units that these needs get."""
    return sum(units for (row, _), units in lines.items() if row in rows)


def _told_anew(reasons: Iterable[Reasons], told: Iterable[Reasons]) -> tuple[Reasons, ...]:
    """The reasons with those of the lines that changed in their place."""
    found = {one.line: one for one in reasons} | {one.line: one for one in told}
    return tuple(found.values())
