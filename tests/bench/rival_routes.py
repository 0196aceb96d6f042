"""The same jobs by VROOM and by PyVRP, as their own examples would have it."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pyvrp
import vroom
from pyvrp.stop import MaxRuntime

from tests.bench.made_city import Row
from tests.bench.made_fleet import worth_of

Line = tuple[str, str, int]
PART_KG, PART_M3 = 5_000.0, 24.0
"""A line is cut into lorry loads: what our measurements of these rivals were made with."""
COLD, HAZMAT = 1, 2
NEVER_S = 10**7
S = 3600
LITRES, GRAMS = 1000, 1000
PRIZE = 10**6
"""Of the most valuable part; higher ones outweigh its penalties, and nothing feasible comes."""


class Task:
    """The instance as numbers that both take: seconds, grams, litres."""

    def __init__(self, instance: Row, lines: Sequence[Line]) -> None:
        self.instance = instance
        self.items = {row["id"]: row for row in instance["items"]}
        self.lots = {row["id"]: row for row in instance["lots"]}
        self.needs = {row["id"]: row for row in instance["needs"]}
        self.vehicles = instance["vehicles"]
        self.parts = [part for line in lines for part in self._cut(line)]
        self.places: list[Row] = []
        self.number: dict[tuple[float, float], int] = {}
        self.starts = [self._place(row) for row in self.vehicles]
        self.ends = [
            (self._place(self.lots[lot]), self._place(self.needs[need]))
            for lot, need, _ in self.parts
        ]
        worth = worth_of(instance)
        self.worth = [worth[need] * units for _, need, units in self.parts]
        self.speeds = sorted({row["speed_kmh"] for row in self.vehicles})

    def _cut(self, line: Line) -> list[Line]:
        lot, need, units = line
        item = self.items[self.lots[lot]["item"]]
        loads = max(units * item["kg"] / PART_KG, units * item["m3"] / PART_M3)
        count = min(units, max(1, math.ceil(loads - 1e-9)))
        cuts = [units * at // count for at in range(count + 1)]
        return [(lot, need, cuts[at + 1] - cuts[at]) for at in range(count)]

    def _place(self, row: Row) -> int:
        key = (row["lat"], row["lon"])
        if key not in self.number:
            self.number[key] = len(self.places)
            self.places.append(row)
        return self.number[key]

    def item(self, at: int) -> Row:
        """What a part is of."""
        found: Row = self.items[self.lots[self.parts[at][0]]["item"]]
        return found

    def amount(self, at: int) -> list[int]:
        """Grams and litres of a part, rounded up."""
        units, item = self.parts[at][2], self.item(at)
        return [math.ceil(units * item["kg"] * GRAMS), math.ceil(units * item["m3"] * LITRES)]

    def seconds(self, speed: float) -> Any:
        """Between all places at a speed, rounded up."""
        lat, lon = (np.radians([row[name] for row in self.places]) for name in ("lat", "lon"))
        half = np.sin((lat[:, None] - lat) / 2) ** 2
        half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
        km = 12742 * np.arcsin(np.sqrt(half)) * self.instance["params"]["detour"]
        names = [row["district"] for row in self.places]
        table = np.ceil(km / speed * S)
        for one, other, link in self._links():
            here = np.array([name == one for name in names])
            there = np.array([name == other for name in names])
            both = np.outer(here, there) | np.outer(there, here)
            if link is None:
                table[both] = NEVER_S
            else:
                table[both] += math.ceil((link["km"] / speed + link["h"]) * S)
        return table.astype(np.uint32)

    def _links(self) -> Any:
        for name, link in self.instance["links"].items():
            one, other = name.split("|")
            yield one, other, link

    def job(self, vehicle: int, stops: Sequence[tuple[str, int]]) -> Row:
        """A job in the published form."""
        done = [[kind, *self.parts[at]] for kind, at in stops]
        return {"vehicle": self.vehicles[vehicle]["id"], "stops": done}


def by_vroom(instance: Row, lines: Sequence[Line], level: int, most: float) -> list[Row]:
    """Jobs of VROOM: what is worth more has the higher priority, on a scale of logarithms."""
    task, problem = Task(instance, lines), vroom.Input()
    for speed in task.speeds:
        problem.set_durations_matrix(str(speed), task.seconds(speed))
    for at, row in enumerate(task.vehicles):
        start, end = (int(hour * S) for hour in row["shift"])
        skills = {code for code, has in ((COLD, row["cold"]), (HAZMAT, row["hazmat"])) if has}
        problem.add_vehicle(
            vroom.Vehicle(
                at, start=task.starts[at], profile=str(row["speed_kmh"]), skills=skills,
                capacity=[row["kg"] * GRAMS, int(row["m3"] * LITRES)],
                time_window=vroom.TimeWindow(start, end),
            )
        )  # fmt: skip
    top, service = max(task.worth), instance["params"]["service_h"]
    for at, (lot, need, _) in enumerate(task.parts):
        item = task.item(at)
        skills = {code for code, has in ((COLD, item["cold"]), (HAZMAT, item["hazmat"])) if has}
        ready = math.ceil(task.lots[lot]["ready_h"] * S)
        # A window is for the begin of the service; a delivery counts when it is done.
        late = int((task.needs[need]["deadline_h"] - service["drop"]) * S)
        problem.add_shipment(
            vroom.ShipmentStep(
                at, task.ends[at][0], default_service=int(service["pick"] * S),
                time_windows=[vroom.TimeWindow(ready, NEVER_S)],
            ),
            vroom.ShipmentStep(
                at, task.ends[at][1], default_service=int(service["drop"] * S),
                time_windows=[vroom.TimeWindow(0, max(0, late))],
            ),
            amount=vroom.Amount(task.amount(at)), skills=skills,
            priority=max(0, round(100 + 12 * math.log10(task.worth[at] / top))),
        )  # fmt: skip
    limit = timedelta(seconds=most)
    routes = problem.solve(exploration_level=level, nb_threads=2, timeout=limit).routes
    kinds = {"pickup": "pick", "delivery": "drop"}
    jobs: dict[int, list[tuple[str, int]]] = {}
    for row in routes.to_dict("records"):
        if row["type"] in kinds:
            jobs.setdefault(int(row["vehicle_id"]), []).append((kinds[row["type"]], int(row["id"])))
    return [task.job(vehicle, stops) for vehicle, stops in jobs.items()]


def by_pyvrp(instance: Row, lines: Sequence[Line], seconds: float) -> list[Row]:
    """Jobs of PyVRP: what is worth more has the higher prize; cold and licensed room are loads."""
    task, model = Task(instance, lines), pyvrp.Model()
    places = [model.add_location(round(row["lat"] * 1e4), round(row["lon"] * 1e4))
              for row in task.places]  # fmt: skip
    nowhere = model.add_location(0, 0)
    end = model.add_depot(nowhere)
    profiles = {}
    for speed in task.speeds:
        profiles[speed] = model.add_profile()
        table = task.seconds(speed).tolist()
        for one, row in zip(places, table, strict=True):
            for other, cost in zip(places, row, strict=True):
                model.add_edge(one, other, distance=cost, duration=cost, profile=profiles[speed])
            model.add_edge(one, nowhere, distance=0, duration=0, profile=profiles[speed])
    top, service = max(task.worth), instance["params"]["service_h"]
    for at, row in enumerate(task.vehicles):
        start, late = (int(hour * S) for hour in row["shift"])
        model.add_vehicle_type(
            1, [row["kg"] * GRAMS, int(row["m3"] * LITRES), row["cold"] * 10**6,
                row["hazmat"] * 10**6],
            start_depot=model.add_depot(places[task.starts[at]]), end_depot=end,
            tw_early=start, tw_late=late, profile=profiles[row["speed_kmh"]],
        )  # fmt: skip
    for at, (lot, need, _) in enumerate(task.parts):
        item, (pickup, delivery) = task.item(at), task.ends[at]
        late = int((task.needs[need]["deadline_h"] - service["drop"]) * S)
        model.add_shipment(
            places[pickup], places[delivery],
            pickup_tw_early=math.ceil(task.lots[lot]["ready_h"] * S), pickup_tw_late=NEVER_S,
            pickup_service_duration=int(service["pick"] * S),
            delivery_tw_late=max(0, late), delivery_service_duration=int(service["drop"] * S),
            amount=[*task.amount(at), int(item["cold"]), int(item["hazmat"])],
            prize=1 + round(PRIZE * task.worth[at] / top), required=False,
        )  # fmt: skip
    best = model.solve(MaxRuntime(seconds), seed=1, display=False).best
    return [] if not best.is_feasible() else _of_pyvrp(task, best)


def _of_pyvrp(task: Task, best: Any) -> list[Row]:
    jobs = []
    for route in best.routes():
        stops = [
            ("pick" if activity.is_pickup() else "drop", activity.idx)
            for activity in route.schedule()
            if activity.is_shipment()
        ]
        jobs.append(task.job(route.vehicle_type(), stops))
    return jobs
