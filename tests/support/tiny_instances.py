"""Tiny instances of `match-instance/1`: some to check by hand, some drawn at random, and a small
independent judge of answers (plain Python, sharing no code with the matcher)."""

import copy
import math
import random
from collections import Counter

PARAMS = {
    "class_weight": {"1": 1000, "2": 100, "3": 10, "4": 1},
    "tier2": 0.4,
    "lambda": 0.001,
    "detour": 1.35,
    "speed_kmh": 35,
    "handling_h": 0.25,
    "owner_km": {"gov": 0, "donor": 5, "reserve": 10, "commercial": 30},
    "expiry_margin_h": 12,
}
ITEMS = [
    {"id": "n95", "group": "mask", "per_person": 2, "subs": {"kn95": 30}},
    {"id": "kn95", "group": "mask", "per_person": 2, "subs": {}},
    {"id": "water", "group": "water", "per_person": 3, "subs": {}},
]
DISTRICTS = [{"id": "D0"}, {"id": "D1"}, {"id": "D2"}]
KM = 1 / (111.195 * 1.35)
"""Degrees of latitude in one kilometre of road."""


def need(name, qty=100, km=0.0, **facts):
    """A need of n95 at kilometre `km` of a straight road north."""
    base = {
        "id": name, "item": "n95", "qty": qty, "subs_ok": 1, "kind": "community", "district": "D0",
        "lat": 39 + km * KM, "lon": 121.5, "urgency": 3, "age_h": 0.0, "vulnerable": 0,
        "deadline_h": 100.0,
    }  # fmt: skip
    return base | facts


def lot(name, qty=100, km=10.0, **facts):
    """A government lot of n95 at kilometre `km`."""
    base = {
        "id": name, "item": "n95", "qty": qty, "district": "D0", "lat": 39 + km * KM,
        "lon": 121.5, "ready_h": 0.0, "expiry_h": 9000.0, "owner": "gov", "min_lot": 1,
        "only": None,
    }  # fmt: skip
    return base | facts


def instance(needs, lots, links=None):
    """An instance of these."""
    return {
        "schema": "match-instance/1", "params": copy.deepcopy(PARAMS), "items": ITEMS,
        "districts": DISTRICTS, "links": links or {}, "needs": list(needs), "lots": list(lots),
        "vehicles": [],
    }  # fmt: skip


def drawn(seed, needs=12, lots=6, least=True):
    """A random instance with everything in it that can go wrong."""
    rng = random.Random(seed)
    codes = ["n95", "n95", "kn95", "water"]
    return instance(
        [
            need(
                f"n{at}", rng.randint(1, 60), rng.uniform(0, 80), item=rng.choice(codes),
                subs_ok=rng.randint(0, 1), kind=rng.choice(["hospital", "community", "resident"]),
                district=rng.choice(["D0", "D1", "D2"]), urgency=rng.randint(1, 4),
                age_h=round(rng.uniform(0, 40), 2), vulnerable=rng.randint(0, 1),
                deadline_h=round(rng.uniform(1, 40), 2),
            )
            for at in range(needs)
        ],
        [_drawn_lot(rng, at, codes, least) for at in range(lots)],
        {"D0|D1": {"km": 5, "h": 0.5}, "D1|D2": None},
    )  # fmt: skip


def _drawn_lot(rng, at, codes, least):
    qty = rng.randint(1, 120)
    return lot(
        f"l{at}", qty, rng.uniform(0, 80), item=rng.choice(codes),
        district=rng.choice(["D0", "D1", "D2"]), ready_h=round(rng.uniform(0, 20), 2),
        expiry_h=round(rng.uniform(15, 90), 1), owner=rng.choice(list(PARAMS["owner_km"])),
        min_lot=min(qty, rng.randint(1, 12)) if least else 1,
        only=rng.choice([None, None, None, "hospital"]),
    )  # fmt: skip


def pair(inst, stock, want):
    """Kilometres and equivalent kilometres of a pair, or None where it is not eligible."""
    settings = inst["params"]
    subs = {item["id"]: item["subs"] for item in inst["items"]}
    extra = 0 if stock["item"] == want["item"] else None
    if extra is None and want["subs_ok"]:
        extra = subs[want["item"]].get(stock["item"])
    link = inst["links"].get("|".join(sorted((stock["district"], want["district"]))), {})
    if extra is None or stock["only"] not in (None, want["kind"]) or link is None:
        return None
    a, b = math.radians(stock["lat"]), math.radians(want["lat"])
    half = math.radians(want["lon"] - stock["lon"]) / 2
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
    km = 12742 * math.asin(math.sqrt(h)) * settings["detour"] + link.get("km", 0)
    arrival = stock["ready_h"] + settings["handling_h"] + km / settings["speed_kmh"]
    arrival += link.get("h", 0)
    alive = arrival + settings["expiry_margin_h"] <= stock["expiry_h"]
    if arrival > want["deadline_h"] or not alive:
        return None
    return km, km + settings["owner_km"][stock["owner"]] + extra


def weight(inst, want):
    """Weighted person-days of a unit of a need's first half, times its units a person."""
    aged = 1 + min(want["age_h"] / 24, 1)
    tender = 1.5 if want["vulnerable"] else 1
    return inst["params"]["class_weight"][str(want["urgency"])] * aged * tender


def per_person(inst, want):
    """Units a person needs a day."""
    return next(item["per_person"] for item in inst["items"] if item["id"] == want["item"])


def objective(inst, lines):
    """What the lines leave unmet and carry, in weighted person-days."""
    stocks = {row["id"]: row for row in inst["lots"]}
    got, total = Counter(), 0.0
    wants = {row["id"]: row for row in inst["needs"]}
    for lot_id, need_id, units in lines:
        got[need_id] += units
        cost = pair(inst, stocks[lot_id], wants[need_id])[1]
        total += inst["params"]["lambda"] * units * cost / per_person(inst, wants[need_id])
    for want in inst["needs"]:
        first = (want["qty"] + 1) // 2
        unmet = (
            max(0, first - got[want["id"]]),
            min(want["qty"] - first, want["qty"] - got[want["id"]]),
        )
        worth = weight(inst, want) / per_person(inst, want)
        total += worth * (unmet[0] + inst["params"]["tier2"] * unmet[1])
    return total


def faults(inst, lines):
    """What is wrong with the lines; empty where they may be carried out."""
    stocks = {row["id"]: row for row in inst["lots"]}
    wants = {row["id"]: row for row in inst["needs"]}
    used, got, found = Counter(), Counter(), []
    for lot_id, need_id, units in lines:
        stock, want = stocks[lot_id], wants[need_id]
        used[lot_id] += units
        got[need_id] += units
        if not isinstance(units, int) or units <= 0:
            found.append(f"{units} units")
        if pair(inst, stock, want) is None:
            found.append(f"{lot_id} may not serve {need_id}")
        if units < min(stock["min_lot"], want["qty"]):
            found.append(f"{lot_id} gives {need_id} less than its minimum")
    found += [f"{name} gives too much" for name in used if used[name] > stocks[name]["qty"]]
    found += [f"{name} gets too much" for name in got if got[name] > wants[name]["qty"]]
    pairs = [(lot_id, need_id) for lot_id, need_id, _ in lines]
    return found + (["a pair twice"] if len(pairs) != len(set(pairs)) else [])
