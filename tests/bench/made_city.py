"""A made-up city as a `match-instance/1`: goods, districts, needs and lots drawn from a seed."""

import math
import random
from typing import Any

GOODS = 30
"""Substitution groups; every third holds a second item that may stand in for the first."""
DISTRICTS = (
    (38.92, 121.64, 4), (38.96, 121.53, 9), (38.83, 121.27, 11), (39.08, 121.75, 15),
    (39.40, 121.97, 22), (39.63, 121.98, 25), (39.70, 122.97, 25), (39.27, 122.59, 9),
)  # fmt: skip
"""Middle in degrees and spread in kilometres of eight districts along a coast."""
ISLAND = 7
PEOPLE = {"hospital": (60, 1500), "community": (60, 3000), "resident": (1, 5)}
SCARCE = 0.3
"""Share of goods of which there is far too little."""

Row = dict[str, Any]


def made_city(needs: int, lots: int, seed: int) -> Row:
    """An instance of so many needs and lots."""
    rng = random.Random(f"bench/{seed}/{needs}")
    items = list(_items(rng))
    wants = [_need(rng, at, rng.choice(items)) for at in range(needs)]
    demand = {item["id"]: 0 for item in items}
    for want in wants:
        demand[want["item"]] += want["qty"]
    share = {item["id"]: rng.uniform(0.1, 0.4) if rng.random() < SCARCE else rng.uniform(0.5, 1.6)
             for item in items}  # fmt: skip
    owners = [items[at % len(items)] for at in range(lots)]
    held = {item["id"]: sum(1 for owner in owners if owner is item) for item in items}
    stocks = [
        _lot(rng, at, item, demand[item["id"]] * share[item["id"]] / held[item["id"]])
        for at, item in enumerate(owners)
    ]
    links: Row = {f"D{at}|D{ISLAND}": None for at in range(ISLAND) if at not in (0, 3, 6)}
    links |= {f"D{at}|D{ISLAND}": {"km": 120, "h": 1.5} for at in (0, 3, 6)}
    return {
        "schema": "match-instance/1", "items": items, "links": links, "needs": wants,
        "lots": stocks, "vehicles": [],
        "districts": [{"id": f"D{at}"} for at in range(len(DISTRICTS))],
        "params": {
            "class_weight": {"1": 1000, "2": 100, "3": 10, "4": 1}, "tier2": 0.4,
            "lambda": 0.001, "detour": 1.35, "speed_kmh": 35, "handling_h": 0.25,
            "owner_km": {"gov": 0, "donor": 5, "reserve": 10, "commercial": 30},
            "expiry_margin_h": 12,
        },
    }  # fmt: skip


def _items(rng: random.Random) -> Any:
    for group in range(GOODS):
        person = rng.choice([0.01, 0.05, 0.2, 0.5, 1, 2, 3, 6])
        other = f"g{group}b"
        subs = {other: rng.randint(10, 40)} if group % 3 == 0 else {}
        yield {"id": f"g{group}a", "group": f"g{group}", "per_person": person, "subs": subs}
        if subs:
            yield {"id": other, "group": f"g{group}", "per_person": person, "subs": {}}


def _place(rng: random.Random) -> Row:
    district = rng.choices(range(len(DISTRICTS)), [10, 9, 2, 8, 3, 4, 4, 1])[0]
    lat, lon, spread = DISTRICTS[district]
    return {
        "district": f"D{district}",
        "lat": round(lat + rng.gauss(0, spread / 111.2), 5),
        "lon": round(lon + rng.gauss(0, spread / 111.2) / math.cos(math.radians(lat)), 5),
    }


def _need(rng: random.Random, at: int, item: Row) -> Row:
    kind = rng.choices(list(PEOPLE), [8, 32, 60])[0]
    few, many = PEOPLE[kind]
    people = math.exp(rng.uniform(math.log(few), math.log(many)))
    weights = {"hospital": [25, 40, 30, 5], "community": [6, 24, 45, 25]}
    urgency = rng.choices([1, 2, 3, 4], weights.get(kind, [5, 15, 40, 40]))[0]
    soon, late = {1: (4, 12), 2: (10, 30), 3: (24, 72), 4: (48, 168)}[urgency]
    return {
        "id": f"n{at}", "item": item["id"], "kind": kind, "urgency": urgency,
        "qty": max(1, round(people * item["per_person"] * rng.randint(1, 3))),
        "subs_ok": int(rng.random() < 0.7), "age_h": round(min(72, rng.expovariate(1 / 8)), 2),
        "vulnerable": int(rng.random() < 0.35), "deadline_h": round(rng.uniform(soon, late), 2),
        **_place(rng),
    }  # fmt: skip


def _lot(rng: random.Random, at: int, item: Row, usual: float) -> Row:
    owner = rng.choices(["gov", "reserve", "commercial", "donor"], [30, 25, 30, 15])[0]
    ready = {"gov": 2, "reserve": 10, "commercial": 24, "donor": 48}[owner]
    qty = max(1, round(usual * math.exp(rng.gauss(0, 1)) / 1.65))
    return {
        "id": f"l{at}", "item": item["id"], "qty": qty, "owner": owner,
        "ready_h": round(rng.uniform(0, ready), 2),
        "only": "hospital" if rng.random() < 0.08 else None,
        "expiry_h": round(rng.uniform(24, 96) if rng.random() < 0.1 else rng.uniform(200, 9000), 1),
        "min_lot": min(rng.randint(1, 20), max(1, qty // 10)), **_place(rng),
    }  # fmt: skip
