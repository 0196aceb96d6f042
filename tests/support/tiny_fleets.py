"""Tiny instances of `match-instance/1` with vehicles, and a small independent judge of jobs (plain
Python, sharing no code with the matcher)."""

import math
import random
from collections import Counter

from tiny_instances import instance, lot, need

ITEMS = [
    {"id": "n95", "group": "mask", "per_person": 2, "subs": {}, "kg": 0.01, "m3": 0.0001,
     "cold": 0, "hazmat": 0},
    {"id": "water", "group": "water", "per_person": 3, "subs": {}, "kg": 1.0, "m3": 0.001,
     "cold": 0, "hazmat": 0},
    {"id": "insulin", "group": "insulin", "per_person": 1, "subs": {}, "kg": 0.02, "m3": 0.0001,
     "cold": 1, "hazmat": 0},
    {"id": "alcohol", "group": "alcohol", "per_person": 1, "subs": {}, "kg": 1.0, "m3": 0.001,
     "cold": 0, "hazmat": 1},
]  # fmt: skip
SERVICE = {"pick": 0.2, "drop": 0.1}


def vehicle(name, km=0.0, **facts):
    """A van at kilometre `km`, on duty for ten hours."""
    base = {
        "id": name, "lat": 39 + km / (111.195 * 1.35), "lon": 121.5, "district": "D0",
        "kg": 1200, "m3": 7, "cold": 0, "hazmat": 0, "speed_kmh": 35, "shift": [0, 10],
    }  # fmt: skip
    return base | facts


def with_fleet(needs, lots, vehicles, links=None):
    """An instance of these."""
    made = instance(needs, lots, links)
    made["params"]["service_h"] = SERVICE
    return made | {"items": ITEMS, "vehicles": list(vehicles)}


def drawn_fleet(seed, count=14, vehicles=5):
    """A random instance with a fleet, and lines that share out its goods."""
    rng = random.Random(seed)
    districts = ["D0", "D0", "D0", "D1", "D2"]
    needs, lots, lines = [], [], []
    sites = [rng.uniform(0, 60) for _ in range(4)]
    for at in range(count):
        item = rng.choice(["n95", "water", "water", "insulin", "alcohol"])
        units = rng.choice([1, 20, 300, 2500])
        place = {"district": rng.choice(districts), "item": item}
        needs.append(
            need(f"n{at}", units, rng.uniform(0, 60), urgency=rng.randint(1, 4),
                 age_h=round(rng.uniform(0, 30), 1), deadline_h=round(rng.uniform(1, 30), 2),
                 **place)
        )  # fmt: skip
        place["district"] = rng.choice(districts)
        lots.append(
            lot(f"l{at}", units, rng.choice(sites), ready_h=round(rng.uniform(0, 6), 2), **place)
        )
        lines.append((f"l{at}", f"n{at}", units))
    fleet = [
        vehicle(
            f"v{at}", rng.uniform(0, 60), kg=rng.choice([150, 1200, 5000]),
            m3=rng.choice([0.6, 7, 24]), cold=rng.randint(0, 1), hazmat=rng.randint(0, 1),
            speed_kmh=rng.choice([32, 36]), district=rng.choice(districts),
            shift=[round(rng.uniform(0, 3), 2), round(rng.uniform(4, 12), 2)],
        )
        for at in range(vehicles)
    ]  # fmt: skip
    links = {"D0|D1": {"km": 5, "h": 0.5}, "D1|D2": None, "D2|D2": {"km": 1, "h": 0.1}}
    return with_fleet(needs, lots, fleet, links), lines


class Judge:
    """Drives the jobs, and writes down what goes wrong and what comes in time."""

    def __init__(self, inst, lines):
        self.inst, self.params = inst, inst["params"]
        self.items = {row["id"]: row for row in inst["items"]}
        self.lots = {row["id"]: row for row in inst["lots"]}
        self.needs = {row["id"]: row for row in inst["needs"]}
        self.vehicles = {row["id"]: row for row in inst["vehicles"]}
        self.rest = Counter({(a, b): units for a, b, units in lines})
        self.faults, self.in_time, self.late = [], Counter(), []

    def drive(self, jobs):
        """All jobs; each vehicle once."""
        names = [job["vehicle"] for job in jobs]
        if len(names) != len(set(names)):
            self.faults.append("a vehicle twice")
        for job in jobs:
            self._drive(self.vehicles[job["vehicle"]], job["stops"])
        return self

    def _drive(self, van, stops):
        here, time, halted = van, van["shift"][0], False
        aboard = Counter()
        for kind, lot_id, need_id, units in stops:
            place = self.lots[lot_id] if kind == "pick" else self.needs[need_id]
            moved = (place["lat"], place["lon"]) != (here["lat"], here["lon"])
            if moved or not halted:
                time += self._way(van, here, place)
            if kind == "pick":
                time = max(time, place["ready_h"])
            if moved or not halted:
                time += self.params["service_h"][kind]
            here, halted = place, True
            pair = (lot_id, need_id)
            if kind == "pick":
                self._pick(van, aboard, pair, units)
            else:
                self._drop(aboard, pair, units, time)
        if time > van["shift"][1] + 1e-6:
            self.faults.append(f"{van['id']} past its shift")
        if any(aboard.values()):
            self.faults.append(f"{van['id']} ends loaded")

    def _pick(self, van, aboard, pair, units):
        item = self.items[self.lots[pair[0]]["item"]]
        aboard[pair] += units
        self.rest[pair] -= units
        if units <= 0 or self.rest[pair] < 0:
            self.faults.append(f"more of {pair} than there is")
        if item["cold"] > van["cold"] or item["hazmat"] > van["hazmat"]:
            self.faults.append(f"{van['id']} may not carry {item['id']}")
        for size in ("kg", "m3"):
            load = sum(n * self.items[self.lots[a]["item"]][size] for (a, _), n in aboard.items())
            if load > van[size] + 1e-6:
                self.faults.append(f"{van['id']} overloaded")

    def _drop(self, aboard, pair, units, time):
        aboard[pair] -= units
        if aboard[pair] < 0:
            self.faults.append(f"{pair} dropped before it was picked")
        if time <= self.needs[pair[1]]["deadline_h"] + 1e-6:
            self.in_time[pair] += units
        else:
            self.late.append(pair)

    def _way(self, van, here, there):
        link = self.inst["links"].get("|".join(sorted((here["district"], there["district"]))), {})
        if link is None:
            self.faults.append(f"{van['id']} on a closed link")
            return 0.0
        a, b = math.radians(here["lat"]), math.radians(there["lat"])
        half = math.radians(there["lon"] - here["lon"]) / 2
        h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
        km = 12742 * math.asin(math.sqrt(h)) * self.params["detour"] + link.get("km", 0)
        return km / van["speed_kmh"] + link.get("h", 0)
