"""Why and why not: the reasons of a plan as keys and facts, which the locales make sentences of.

Two sentences for every decision, the most telling first; what follows them is for coordinators.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matching.plan import (
    Because,
    Certificate,
    Given,
    LineWhy,
    Obstacle,
    Passed,
    Passing,
    Reasons,
    UnderFloor,
)
from matching.snapshot import OpenLine, StockLot

MOST_REASONS = 2
"""Two sentences per decision: more is not read."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What the sentences say of a lot."""

    name: str
    item_code: str
    district: str
    mode: str
    minimum: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sentences say of a need line."""

    item_code: str
    district: str


def explain_lines(
    reasons: Iterable[Reasons],
    certificate: Certificate,
    floors: Iterable[UnderFloor],
    lines: Iterable[OpenLine],
    lots: Iterable[StockLot],
    told: Mapping[int, str],
) -> Iterator[LineWhy]:
    """What can be said about the lines that took part in a plan; what stays open is left out
    where `told` has it, by its digest, as it is."""
    asked = {line.line_id: line for line in lines}
    stock = {
        lot.lot_id: Stock(
            str(lot.lot_id),
            lot.item_code,
            lot.place.district,
            lot.reserve_mode.value,
            lot.min_lot,
        )
        for lot in lots
    }
    price = certificate.price_of_fairness
    under = {(code, one.urgency, one.district): one for one in floors for code in one.item_codes}
    for one in reasons:
        line = asked[one.line]
        wants = Asked(line.item_code, line.place.district)
        floor = under.get((line.item_code, line.urgency, line.place.district))
        given = {each.lot: explain_given(each, one, wants, stock, price) for each in one.given}
        still = explain_open(one, wants, stock, price, floor)
        digest = _digest(still)
        if told.get(one.line) == digest:
            still = ()
        if given or still:
            yield LineWhy(one.line, given, still, digest)


def _digest(said: tuple[Because, ...]) -> str:
    body = repr([(one.text_key, sorted(one.facts.items())) for one in said])
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def explain_given(
    given: Given, reasons: Reasons, asked: Asked, stock: Mapping[int, Stock], price: float
) -> tuple[Because, ...]:
    """Why this lot, and why not the nearer one."""
    lot = stock[given.lot]
    own = _of_lot(given.lot, stock) | {
        "units": f"{lot.item_code}:{given.units}",
        "mode": lot.mode,
        "km": f"{given.way_km:.1f}",
        "way": given.way.value,
        "hours": f"{given.arrives_h:.1f}",
    }
    said = [Because("why.given_late" if given.late else "why.given", own)]
    if lot.item_code != asked.item_code:
        instead = {"item": lot.item_code, "asked": asked.item_code}
        said.append(Because("why.stand_in", instead | {"added_km": f"{given.stand_in_km:.1f}"}))
    said.append(_passed(reasons.passed, stock))
    counted = given.km + given.fee_km + given.stand_in_km
    parts = {"fee_km": given.fee_km, "stand_in_km": given.stand_in_km, "total_km": counted}
    facts = {key: f"{value:.1f}" for key, value in parts.items()}
    said.append(Because("why.counted", _of_lot(given.lot, stock) | facts))
    return (*said, *_fair(reasons, asked, price))


def explain_open(
    reasons: Reasons,
    asked: Asked,
    stock: Mapping[int, Stock],
    price: float,
    under: UnderFloor | None = None,
) -> tuple[Because, ...]:
    """Why so much is open: the commonest obstacle, the nearest lot that could have served, the
    other obstacles; nothing where nothing is open."""
    if not reasons.open_units:
        return ()
    units = f"{asked.item_code}:{reasons.open_units}"
    causes = [because(what, count=count, units=units) for what, count in reasons.obstacles]
    if reasons.passed is not None:
        causes.insert(1, _passed(reasons.passed, stock))
    if under is not None:
        shares = {"share": f"{100 * under.share:.0f}", "average": f"{100 * under.average:.0f}"}
        causes.append(Because(f"why.under_{under.why}", shares | {"district": under.district}))
    return (*causes, *_fair(reasons, asked, price))


def because(obstacle: Obstacle, **facts: str | int) -> Because:
    """The sentence of one obstacle: `why.` and its name."""
    return Because(f"why.{obstacle.value}", facts)


def _passed(passed: Passed | None, stock: Mapping[int, Stock]) -> Because:
    """Why not the nearer one, or that there is none."""
    if passed is None:
        return Because("why.nearest", {})
    facts = _of_lot(passed.lot, stock) | {"km": f"{passed.km:.1f}", "others": passed.others}
    more: dict[Passing, dict[str, str | int]] = {
        Passing.DEARER: {"added_km": f"{passed.added_km:.1f}"},
        Passing.WORTH: {"price": f"{passed.price:.1f}", "worth": f"{passed.worth:.1f}"},
        Passing.SPARED: {
            "spared_km": f"{passed.spared_km:.1f}",
            "cost_km": f"{passed.cost_km:.1f}",
        },
        Passing.MINIMUM: {"minimum": stock[passed.lot].minimum},
    }
    return Because(f"why.passed_{passed.why.value}", facts | more.get(passed.why, {}))


def _fair(reasons: Reasons, asked: Asked, price: float) -> tuple[Because, ...]:
    """What floors between districts moved to or from this district."""
    if not reasons.moved:
        return ()
    facts: dict[str, str | int] = {
        "units": f"{asked.item_code}:{abs(reasons.moved)}",
        "district": asked.district,
        "price": f"{100 * price:.2f}",
    }
    return (Because("why.moved_to" if reasons.moved > 0 else "why.moved_from", facts),)


def _of_lot(lot: int, stock: Mapping[int, Stock]) -> dict[str, str | int]:
    return {"lot": stock[lot].name, "from": stock[lot].district}
