"""Tiny instances of `match-instance/1` with vehicles."""

import random

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
