"""Share out the stock: each line in its turn takes from the nearest eligible lots."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.candidate import Candidate, Sifted
from matching.model import ReserveMode
from matching.snapshot import Obstacle, OpenLine, ProposedAllocation, Shortage

OWNER_ORDER = {
    ReserveMode.GOVERNMENT: 0,
    ReserveMode.DONOR: 1,
    ReserveMode.ENTERPRISE_AGREEMENT: 2,
    ReserveMode.JOINT_AGREEMENT: 3,
    ReserveMode.ENTERPRISE: 4,
}
"""Whose stock goes first where the distance is alike: what is meant to be given, then the rest."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What the lines got, and what they lack."""

    allocations: tuple[ProposedAllocation, ...]
    shortages: tuple[Shortage, ...]


def allocate(lines: Sequence[OpenLine], sifted: Mapping[int, Sifted]) -> Shares:
    """Give each line, in the order of `lines`, what its lots still have; `sifted` is by line id.

    What comes in time goes first. The item itself comes before its stand-ins, the nearer lot
    before the farther (whole kilometres), then the owner order, then what expires first, then
    the lower id. A lot gives at least its minimum, or all that the line asks for.
    """
    free = {
        candidate.lot.lot_id: candidate.lot.free
        for pairs in sifted.values()
        for candidate in pairs.candidates
    }
    allocations: list[ProposedAllocation] = []
    shortages: list[Shortage] = []
    for line in lines:
        taken, failed = _serve(line, sifted[line.line_id], free)
        allocations.extend(taken)
        missing = line.quantity - sum(share.quantity for share in taken)
        if missing > 0:
            causes = [*(cause for _, cause in sifted[line.line_id].obstacles), *failed]
            shortages.append(Shortage(line.line_id, missing, _counted(causes)))
    return Shares(tuple(allocations), tuple(shortages))


def _serve(
    line: OpenLine, pairs: Sifted, free: dict[int, int]
) -> tuple[list[ProposedAllocation], list[Obstacle]]:
    """Take for one line, lowering `free`; the lots that could not give say why."""
    missing, taken, failed = line.quantity, [], []
    for candidate in sorted(pairs.candidates, key=_preference):
        if missing == 0:
            break
        lot = candidate.lot
        quantity = min(missing, free[lot.lot_id])
        if quantity >= max(1, min(lot.min_lot, line.quantity)):
            free[lot.lot_id] -= quantity
            missing -= quantity
            taken.append(ProposedAllocation(line.line_id, lot.lot_id, quantity, candidate.km))
            if missing and not free[lot.lot_id]:
                failed.append(Obstacle.LOTS_EMPTY)
        else:
            empty = free[lot.lot_id] == 0
            failed.append(Obstacle.LOTS_EMPTY if empty else Obstacle.BELOW_MIN_LOT)
    return taken, failed


def _preference(candidate: Candidate) -> tuple[bool, int, int, int, float, int]:
    lot = candidate.lot
    expires = lot.expires_at.timestamp() if lot.expires_at else float("inf")
    owner = OWNER_ORDER[lot.reserve_mode]
    return candidate.late, candidate.rank, round(candidate.km), owner, expires, lot.lot_id


def _counted(causes: Iterable[Obstacle]) -> tuple[tuple[Obstacle, int], ...]:
    """Causes with how many lots each ruled out, the commonest first; no lot at all is a cause."""
    counts = Counter(causes)
    if not counts:
        return ((Obstacle.NO_LOT, 0),)
    return tuple(sorted(counts.items(), key=lambda cause: (-cause[1], cause[0])))
