"""The jobs of a `match-instance/1`: its vehicles and an allocation in, stops in order out."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from matching.flow.instance import (
    HOURS_TO_DOUBLE,
    VULNERABLE,
    district_numbers,
    links_between,
)
from matching.flow.problem import Floats, Ints, Problem, Way
from matching.jobs.build import Drawn, draw_up, ranked
from matching.jobs.ground import Bends, Gait, Ground
from matching.jobs.offers import reserves
from matching.jobs.problem import JobsProblem, Rules, Shipments, Stop, Vehicles
from matching.jobs.reach import Docks, reach_of

Row = Mapping[str, Any]
Line = tuple[str, str, int]
"""Lot, need, units."""

PART_KG, PART_M3 = 1_200.0, 7.0
"""A line is cut into parts of a van's load at most; parts of one way share a stop anyway."""
PICK, DROP = "pick", "drop"


def draw_up_instance(
    instance: Row,
    lines: Sequence[Line],
    enough: Callable[[], bool] = lambda: False,
    accepted: Sequence[Row] = (),
) -> list[dict[str, Any]]:
    """Jobs as the instance defines them: `{"vehicle", "stops": [[op, lot, need, units], …]}`, with
    the vehicles in `reserve` that are asked next should its driver say no.

    `accepted` are jobs that drivers have said yes to, in the same form: they stay as they are at
    the head of their vehicle's job.
    """
    vehicles = sorted(instance["vehicles"], key=_vehicle_order)
    if not vehicles or not lines:
        return []
    problem, parts, rank = read_jobs(instance, vehicles, lines, accepted)
    drawn = draw_up(problem, rank, enough)
    return _written(drawn, reserves(problem, drawn), vehicles, parts)


def read_jobs(
    instance: Row, vehicles: Sequence[Row], lines: Sequence[Line], accepted: Sequence[Row] = ()
) -> tuple[JobsProblem, list[Line], Floats]:
    """The problem, the part of a line behind each shipment, and the shipments' ranks."""
    book = _Book(instance)
    held = [_line(stop) for job in accepted for stop in job["stops"] if stop[0] == PICK]
    parts = [*held, *book.cut(_still_to_go(lines, held))]
    whole = {pair: at for at, pair in enumerate(dict.fromkeys(part[:2] for part in parts))}
    places = _Places(book.districts)
    shipments = _shipments(book, parts, places)
    speeds = _speeds(vehicles)
    fleet = _fleet(vehicles, places, speeds)
    said_yes = _accepted(vehicles, accepted, shipments)
    ground = _ground(instance, places, _ways(instance, book.districts, speeds))
    problem = JobsProblem(ground, fleet, shipments, _rules(instance), said_yes)
    return problem, parts, ranked(shipments.worth, [whole[part[:2]] for part in parts])


def within_reach(problem: Problem, instance: Row, lots: Sequence[str]) -> Problem:
    """The sharing-out of the instance, its lots in this order, with regard to its vehicles; as it
    was where there are none, or nothing says how long they stop."""
    book = _Book(instance)
    known = [row for row in instance["vehicles"] if row["district"] in book.districts]
    vehicles = sorted(known, key=_vehicle_order)
    if not vehicles or not lots or "service_h" not in instance["params"]:
        return problem
    rows, items = [book.lots[lot] for lot in lots], [book.item_of(lot) for lot in lots]
    places = _Places(book.districts)
    docks = Docks(
        place=np.array([places.of(row) for row in rows], np.int64),
        ready=_column(rows, "ready_h"),
        cold=_column(items, "cold") > 0,
        hazmat=_column(items, "hazmat") > 0,
        kg=_column(items, "kg"),
        m3=_column(items, "m3"),
    )
    # Every speed is a way of its own: whole kilometres an hour are near enough for a preference.
    vehicles = [row | {"speed_kmh": _whole_speed(row["speed_kmh"])} for row in vehicles]
    speeds = _speeds(vehicles)
    fleet, ways = _fleet(vehicles, places, speeds), _ways(instance, book.districts, speeds)
    ground = _ground(instance, places, ways)
    return replace(problem, reach=reach_of(ground, fleet, docks, _rules(instance), ways))


def _rules(instance: Row) -> Rules:
    service = instance["params"]["service_h"]
    return Rules(service["pick"], service["drop"])


def _whole_speed(speed: float) -> float:
    return float(math.floor(speed)) if speed >= 1 else float(speed)


def _speeds(vehicles: Iterable[Row]) -> list[float]:
    return sorted({float(row["speed_kmh"]) for row in vehicles})


def _ways(instance: Row, districts: Mapping[str, int], speeds: Iterable[float]) -> tuple[Way, ...]:
    hours = links_between(instance["links"], districts, "h", np.inf)
    return tuple(Way(speed, hours) for speed in speeds)


def _ground(instance: Row, places: "_Places", ways: Iterable[Way]) -> Ground:
    degrees, where = places.arrays()
    return Ground(
        degrees,
        where,
        tuple(Gait(way, way.speed_kmh) for way in ways),
        links_between(instance["links"], places.districts, "km", 0.0),
        Bends(instance["params"]["detour"]),
    )


class _Book:
    """The instance's records by their names."""

    def __init__(self, instance: Row) -> None:
        self.items = {row["id"]: row for row in instance["items"]}
        self.lots = {row["id"]: row for row in instance["lots"]}
        self.needs = {row["id"]: row for row in instance["needs"]}
        self.districts = district_numbers(instance)
        self.weights = instance["params"]["class_weight"]

    def item_of(self, lot: str) -> Row:
        """What lies there."""
        found: Row = self.items[self.lots[lot]["item"]]
        return found

    def cut(self, lines: Iterable[Line]) -> list[Line]:
        """The lines in parts that a van can carry, in an order that names do not decide."""
        parts = []
        for lot, need, units in sorted(lines, key=self._order):
            item = self.item_of(lot)
            loads = max(units * item["kg"] / PART_KG, units * item["m3"] / PART_M3)
            count = min(units, max(1, math.ceil(loads - 1e-9)))
            cuts = [units * at // count for at in range(count + 1)]
            parts += [(lot, need, end - start) for start, end in pairwise(cuts)]
        return parts

    def worth(self, part: Line) -> float:
        """What bringing it in time is worth, in weighted person-days."""
        need = self.needs[part[1]]
        aged = 1 + min(need["age_h"] / HOURS_TO_DOUBLE, 1)
        aged *= VULNERABLE if need["vulnerable"] else 1
        persons = part[2] / self.item_of(part[0])["per_person"]
        return float(self.weights[str(need["urgency"])] * aged * persons)

    def _order(self, line: Line) -> tuple[Any, ...]:
        lot, need = self.lots[line[0]], self.needs[line[1]]
        return (
            need["item"], need["urgency"], need["lat"], need["lon"], need["deadline_h"],
            need["age_h"], need["vulnerable"], lot["item"], lot["lat"], lot["lon"],
            lot["ready_h"], line[2], line,
        )  # fmt: skip


class _Places:
    """Numbers places by where they are."""

    def __init__(self, districts: Mapping[str, int]) -> None:
        self.districts = districts
        self.number: dict[tuple[float, float, int], int] = {}

    def of(self, row: Row) -> int:
        """The number of the place of a need, lot or vehicle."""
        key = (row["lat"], row["lon"], self.districts[row["district"]])
        return self.number.setdefault(key, len(self.number))

    def arrays(self) -> tuple[Floats, Ints]:
        """Degrees (2 x n) and districts of all."""
        keys = list(self.number)
        degrees = np.array([key[:2] for key in keys], np.float64).reshape(-1, 2).T
        return degrees, np.array([key[2] for key in keys], np.int64)


def _vehicle_order(row: Row) -> tuple[Any, ...]:
    """By what a vehicle is, not by its name."""
    return (
        row["kg"], row["m3"], row["cold"], row["hazmat"], row["speed_kmh"], *row["shift"],
        row["lat"], row["lon"], row["id"],
    )  # fmt: skip


def _line(stop: Sequence[Any]) -> Line:
    return (stop[1], stop[2], stop[3])


def _still_to_go(lines: Sequence[Line], held: Iterable[Line]) -> Iterator[Line]:
    """The lines less what accepted jobs already carry."""
    gone: Counter[tuple[str, str]] = Counter()
    for lot, need, units in held:
        gone[lot, need] += units
    for lot, need, units in lines:
        if units > gone[lot, need]:
            yield lot, need, units - gone[lot, need]


def _shipments(book: _Book, parts: Sequence[Line], places: _Places) -> Shipments:
    lots = [book.lots[lot] for lot, _, _ in parts]
    needs = [book.needs[need] for _, need, _ in parts]
    items = [book.item_of(part[0]) for part in parts]
    units = np.array([part[2] for part in parts], np.float64)
    return Shipments(
        pickup=np.array([places.of(row) for row in lots], np.int64),
        delivery=np.array([places.of(row) for row in needs], np.int64),
        ready=_column(lots, "ready_h"),
        due=_column(needs, "deadline_h"),
        worth=np.array([book.worth(part) for part in parts], np.float64),
        kg=units * _column(items, "kg"),
        m3=units * _column(items, "m3"),
        cold=_column(items, "cold") > 0,
        hazmat=_column(items, "hazmat") > 0,
    )


def _fleet(rows: Sequence[Row], places: _Places, speeds: Sequence[float]) -> Vehicles:
    return Vehicles(
        place=np.array([places.of(row) for row in rows], np.int64),
        gait=np.array([speeds.index(float(row["speed_kmh"])) for row in rows], np.int64),
        kg=_column(rows, "kg"),
        m3=_column(rows, "m3"),
        start=np.array([row["shift"][0] for row in rows], np.float64),
        end=np.array([row["shift"][1] for row in rows], np.float64),
        cold=_column(rows, "cold") > 0,
        hazmat=_column(rows, "hazmat") > 0,
    )


def _column(rows: Sequence[Row], key: str) -> Floats:
    return np.array([row[key] for row in rows], np.float64)


def _accepted(
    vehicles: Sequence[Row], accepted: Sequence[Row], shipments: Shipments
) -> tuple[tuple[Stop, ...], ...]:
    """The stops of accepted jobs by vehicle; shipments are numbered in the order of their picks."""
    by_vehicle: dict[str, list[Stop]] = {}
    number = 0
    for job in accepted:
        stops: list[Stop] = []
        open_: dict[Line, list[int]] = {}
        for stop in job["stops"]:
            part = _line(stop)
            if stop[0] == PICK:
                stops.append(Stop(int(shipments.pickup[number]), picks=(number,)))
                open_.setdefault(part, []).append(number)
                number += 1
            elif open_.get(part):
                one = open_[part].pop()
                stops.append(Stop(int(shipments.delivery[one]), drops=(one,)))
            else:
                raise ValueError(f"{job['vehicle']} delivers what it did not pick up so: {part}")
        by_vehicle[job["vehicle"]] = stops
    return tuple(_joined(by_vehicle.get(row["id"], [])) for row in vehicles)


def _joined(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """The stops with neighbours at one place made one, where that changes no order."""
    joined: list[Stop] = []
    for stop in stops:
        before = joined[-1] if joined else None
        if before is None or before.place != stop.place or (before.drops and stop.picks):
            joined.append(stop)
        else:
            picks, drops = (*before.picks, *stop.picks), (*before.drops, *stop.drops)
            joined[-1] = Stop(stop.place, picks, drops)
    return tuple(joined)


def _written(
    drawn: Drawn,
    others: Sequence[tuple[int, ...]],
    vehicles: Sequence[Row],
    parts: Sequence[Line],
) -> list[dict[str, Any]]:
    jobs = []
    for row, stops, reserve in zip(vehicles, drawn.stops, others, strict=True):
        if stops:
            done = [
                [kind, *parts[one]]
                for stop in stops
                for kind, some in ((PICK, stop.picks), (DROP, stop.drops))
                for one in some
            ]
            names = [vehicles[other]["id"] for other in reserve]
            jobs.append({"vehicle": row["id"], "stops": done, "reserve": names})
    return sorted(jobs, key=lambda job: str(job["vehicle"]))
