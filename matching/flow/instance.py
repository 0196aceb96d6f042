"""Read a `match-instance/1`, the published form of a matching problem, and write its answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from matching.flow.problem import Lots, Needs, Problem, Rules, Way
from matching.flow.solve import Outcome

SCHEMA = "match-instance/1"
HOURS_TO_DOUBLE = 24.0
"""A need that waited so long weighs twice as much; more waiting adds nothing."""
VULNERABLE = 1.5

Row = Mapping[str, Any]


def read_instance(instance: Mapping[str, Any]) -> tuple[Problem, list[str], list[str]]:
    """The problem, with the ids of its needs and lots in the order of its rows."""
    needs = sorted(instance["needs"], key=_need_order)
    lots = sorted(instance["lots"], key=_lot_order)
    settings = instance["params"]
    items = {item["id"]: item for item in instance["items"]}
    groups = sorted({item["group"] for item in items.values()})
    group_of = {code: groups.index(item["group"]) for code, item in items.items()}
    per_person = {item["group"]: item["per_person"] for item in items.values()}
    districts = district_numbers(instance)
    need_kinds, lot_kinds = _Codes(), _Codes()
    problem = Problem(
        needs=_needs(needs, settings, districts, group_of, need_kinds),
        lots=_lots(lots, settings, districts, group_of, lot_kinds),
        penalty=_penalties(need_kinds, lot_kinds, items),
        extra_km=links_between(instance["links"], districts, "km", 0.0),
        ways=(
            Way(settings["speed_kmh"], links_between(instance["links"], districts, "h", np.inf)),
        ),
        rules=Rules(
            transport=settings["lambda"],
            second_half=settings["tier2"],
            detour=settings["detour"],
            handling_h=settings["handling_h"],
            expiry_margin_h=settings["expiry_margin_h"],
        ),
        per_person=np.array([per_person[group] for group in groups], np.float64),
        of_use=_of_use(need_kinds, lot_kinds, items),
    )
    return problem, [row["id"] for row in needs], [row["id"] for row in lots]


def district_numbers(instance: Row) -> dict[str, int]:
    """A number for each district, whatever order they stand in."""
    return {name: at for at, name in enumerate(sorted(row["id"] for row in instance["districts"]))}


class _Codes:
    """Numbers the different values of a key in the order they turn up."""

    def __init__(self) -> None:
        self.number: dict[tuple[Any, ...], int] = {}

    def of(self, key: tuple[Any, ...]) -> int:
        """The number of this key."""
        return self.number.setdefault(key, len(self.number))


def _need_order(row: Row) -> tuple[Any, ...]:
    """By what a need is, not by its name, so that names and input order decide nothing."""
    return (
        row["item"], row["urgency"], -row["qty"], row["lat"], row["lon"], row["deadline_h"],
        row["age_h"], row["vulnerable"], row["kind"], row["subs_ok"], row["id"],
    )  # fmt: skip


def _lot_order(row: Row) -> tuple[Any, ...]:
    return (
        row["item"], -row["qty"], row["lat"], row["lon"], row["ready_h"], row["expiry_h"],
        row["owner"], row["min_lot"], row["only"] or "", row["id"],
    )  # fmt: skip


def _needs(
    rows: Sequence[Row],
    settings: Row,
    districts: Mapping[str, int],
    group_of: Mapping[str, int],
    kinds: _Codes,
) -> Needs:
    weights = settings["class_weight"]
    return Needs(
        quantity=_whole(rows, "qty"),
        given=np.zeros(len(rows), np.int64),
        weight=np.array([_weight(row, weights) for row in rows], np.float64),
        urgency=_whole(rows, "urgency") - 1,
        deadline=_number(rows, "deadline_h"),
        place=np.stack([_number(rows, "lat"), _number(rows, "lon")]),
        district=np.array([districts[row["district"]] for row in rows], np.int64),
        kind=np.array(
            [kinds.of((row["item"], bool(row["subs_ok"]), row["kind"])) for row in rows], np.int64
        ),
        group=np.array([group_of[row["item"]] for row in rows], np.int64),
    )


def _weight(row: Row, weights: Mapping[str, float]) -> float:
    aged = 1 + min(row["age_h"] / HOURS_TO_DOUBLE, 1)
    return float(weights[str(row["urgency"])] * aged * (VULNERABLE if row["vulnerable"] else 1))


def _lots(
    rows: Sequence[Row],
    settings: Row,
    districts: Mapping[str, int],
    group_of: Mapping[str, int],
    kinds: _Codes,
) -> Lots:
    fees = settings["owner_km"]
    return Lots(
        quantity=_whole(rows, "qty"),
        minimum=_whole(rows, "min_lot"),
        ready=_number(rows, "ready_h"),
        expiry=_number(rows, "expiry_h"),
        fee=np.array([fees[row["owner"]] for row in rows], np.float64),
        place=np.stack([_number(rows, "lat"), _number(rows, "lon")]),
        district=np.array([districts[row["district"]] for row in rows], np.int64),
        kind=np.array([kinds.of((row["item"], row["only"])) for row in rows], np.int64),
        group=np.array([group_of[row["item"]] for row in rows], np.int64),
    )


def _whole(rows: Sequence[Row], key: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([row[key] for row in rows], np.int64)


def _number(rows: Sequence[Row], key: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([row[key] for row in rows], np.float64)


def _penalties(
    needs: _Codes, lots: _Codes, items: Mapping[str, Row]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Kilometres for a stand-in, infinite where the pair of kinds does not go together."""
    table = np.full((len(needs.number), len(lots.number)), np.inf)
    for row, column, only, kind, km in _that_do(needs, lots, items):
        if only is None or only == kind:
            table[row, column] = km
    return table


def _of_use(
    needs: _Codes, lots: _Codes, items: Mapping[str, Row]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether the goods would do, whoever they are kept for."""
    table = np.zeros((len(needs.number), len(lots.number)), np.bool_)
    for row, column, _, _, _ in _that_do(needs, lots, items):
        table[row, column] = True
    return table


def _that_do(
    needs: _Codes, lots: _Codes, items: Mapping[str, Row]
) -> Iterator[tuple[int, int, str | None, str, float]]:
    """Pairs of kinds whose goods would do: row and column, whom the lot is kept for, who asks, and
    the kilometres that a stand-in costs."""
    held: dict[str, list[tuple[str | None, int]]] = {}
    for (item, only), column in lots.number.items():
        held.setdefault(item, []).append((only, column))
    for (asked, any_will_do, kind), row in needs.number.items():
        subs = items[asked]["subs"] if any_will_do else {}
        for item, km in {**subs, asked: 0.0}.items():
            for only, column in held.get(item, ()):
                yield row, column, only, kind, km


def links_between(
    links: Mapping[str, Row | None], districts: Mapping[str, int], key: str, closed: float
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What every pair of districts adds by `key`, `closed` where nothing gets through."""
    table = np.zeros((len(districts), len(districts)))
    for name, link in links.items():
        one, other = (districts[end] for end in name.split("|"))
        table[one, other] = table[other, one] = closed if link is None else link[key]
    return table


def write_plan(
    outcome: Outcome, instance: Row, needs: Sequence[str], lots: Sequence[str]
) -> dict[str, Any]:
    """The answer as `match-plan/1`; its lines are an allocation as the instance defines it."""
    lines = sorted(
        (lots[int(lot)], needs[int(need)], int(units))
        for need, lot, units in zip(outcome.needs, outcome.lots, outcome.units, strict=True)
    )
    groups = sorted({item["group"] for item in instance["items"]})
    districts = list(district_numbers(instance))
    return {
        "schema": "match-plan/1",
        "lines": [list(line) for line in lines],
        "jobs": [],
        "certificate": {
            "certified": bool(outcome.backend),
            "backend": outcome.backend,
            "objective": outcome.objective,
            "relaxed": outcome.relaxed,
            "bound": outcome.bound,
            "fairness": outcome.fairness,
            "fair": outcome.fair,
        },
        "prices": {
            lots[at]: round(float(price), 4) for at, price in enumerate(outcome.prices) if price > 0
        },
        "under_floor": [
            {
                "group": groups[one.group],
                "urgency": one.urgency + 1,
                "district": districts[one.district],
                "share": round(one.share, 4),
                "average": round(one.average, 4),
                "why": one.why.value,
            }
            for one in outcome.under
        ],
    }
