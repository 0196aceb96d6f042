"""Why and why not: the reasons of a plan as keys and facts, which the locales make sentences of."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.snapshot import Obstacle, OpenLine, ProposedAllocation, Shortage, StockLot, Stuck

MOST_REASONS = 2
"""Two sentences per decision: more is not read."""


@dataclass(frozen=True, slots=True)
class Because:
    """One sentence as data: its key in the locales, and what fills it."""

    text_key: str
    facts: Mapping[str, str | int]


def explain_allocation(
    allocation: ProposedAllocation, line: OpenLine, lot: StockLot
) -> tuple[Because, ...]:
    """Why this lot: how far it is, whose it is, and whether it is a stand-in."""
    facts: dict[str, str | int] = {
        "quantity": allocation.quantity,
        "km": f"{allocation.km:.1f}",
        "reserve_mode": lot.reserve_mode.value,
    }
    chosen = Because("why.nearest", facts)
    if lot.item_code == line.item_code:
        return (chosen,)
    return chosen, Because("why.stand_in", {"item": lot.item_code, "asked": line.item_code})


def explain_shortage(shortage: Shortage) -> tuple[Because, ...]:
    """Why so much is open: the commonest obstacles, with how many lots each ruled out."""
    return tuple(
        because(obstacle, count=count, quantity=shortage.quantity)
        for obstacle, count in shortage.obstacles[:MOST_REASONS]
    )


def explain_stuck(stuck: Stuck) -> tuple[Because, ...]:
    """Why a load or a job has no driver."""
    return (because(stuck.obstacle),)


def because(obstacle: Obstacle, **facts: str | int) -> Because:
    """The sentence of one obstacle: `why.` and its name."""
    return Because(f"why.{obstacle.value}", facts)
