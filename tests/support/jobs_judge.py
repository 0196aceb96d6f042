"""A small independent judge of jobs: plain Python, sharing no code with the matcher."""

import math
from collections import Counter


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
