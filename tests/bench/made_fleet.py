"""Vehicles, weights and volumes for a made-up city, so that jobs can be drawn up for its lines."""

import random
from typing import Any

from matching.flow.instance import read_instance
from matching.flow.problem import Problem
from matching.jobs.instance import within_reach
from tests.bench.made_city import Row, _place

KINDS = (
    ("van", 1_200, 7.0, 36, 45), ("truck", 5_000, 24.0, 34, 30), ("heavy", 18_000, 70.0, 32, 12),
    ("car", 150, 0.6, 38, 13),
)  # fmt: skip
"""Kind, kilograms, cubic metres, kilometres an hour, how many of a hundred."""
URGENT = 2
"""Classes one and two: those for which a vehicle is sent."""


def with_fleet(instance: Row, count: int, seed: int) -> Row:
    """The instance with what jobs need to know."""
    rng = random.Random(f"fleet/{seed}/{count}")
    items = [row | _size(rng) for row in instance["items"]]
    vehicles = [_vehicle(rng, at) for at in range(count)]
    params = instance["params"] | {"service_h": {"pick": 0.2, "drop": 0.1}}
    return instance | {"items": items, "vehicles": vehicles, "params": params}


def read(instance: Row) -> tuple[Problem, list[str], list[str]]:
    """Its problem with regard to its vehicles, and the names of its needs and lots."""
    problem, needs, lots = read_instance(instance)
    return within_reach(problem, instance, lots), needs, lots


def _size(rng: random.Random) -> Row:
    kg = rng.choice([0.004, 0.01, 0.02, 0.1, 0.5, 1.0, 1.5])
    return {
        "kg": kg, "m3": round(kg * rng.choice([0.0012, 0.003, 0.006]), 6),
        "cold": int(rng.random() < 0.1), "hazmat": int(rng.random() < 0.12),
    }  # fmt: skip


def _vehicle(rng: random.Random, at: int) -> Row:
    _, kg, m3, speed, _ = rng.choices(KINDS, [kind[-1] for kind in KINDS])[0]
    start = round(rng.uniform(0, 4), 2)
    return {
        "id": f"v{at}", "kg": kg, "m3": m3, "speed_kmh": speed, "cold": int(rng.random() < 0.2),
        "hazmat": int(rng.random() < 0.2), "shift": [start, round(start + rng.uniform(6, 12), 2)],
        **_place(rng),
    }  # fmt: skip


def urgent(instance: Row, lines: list[Any]) -> list[tuple[str, str, int]]:
    """The lines of the urgent classes."""
    classes = {row["id"]: row["urgency"] for row in instance["needs"]}
    return [(lot, need, units) for lot, need, units in lines if classes[need] <= URGENT]


def worth_of(instance: Row) -> dict[str, float]:
    """Weighted person-days of a unit, by need."""
    per_person = {row["id"]: row["per_person"] for row in instance["items"]}
    weights = instance["params"]["class_weight"]
    return {
        row["id"]: weights[str(row["urgency"])] * (1 + min(row["age_h"] / 24, 1))
        * (1.5 if row["vulnerable"] else 1) / per_person[row["item"]]
        for row in instance["needs"]
    }  # fmt: skip
