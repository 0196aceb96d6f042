"""A scenario as data: what happens to the city, who lives in it, what they ask for, what fails."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from matching.model import IncidentKind, Mode, Role, Urgency

FOLDER = Path(__file__).parent / "data"
NAMES = ("typhoon", "epidemic", "chemical", "mass")
"""The four kinds of emergency of Chinese emergency law, one scenario each."""
FEWEST, MOST = 20, 200
"""People of a scenario."""


class Mishap(StrEnum):
    """What goes wrong in real life; each strikes some people of one role, once."""

    SILENT_SUPPLIER = "silent_supplier"
    NONE_LEFT = "none_left"
    LESS_LEFT = "less_left"
    SILENT_RECEIVER = "silent_receiver"
    NO_LONGER = "no_longer"
    WITHDRAWN = "withdrawn"
    REPORTED_TWICE = "reported_twice"
    WRONG_NUMBER = "wrong_number"
    AWAY = "away"
    """Nobody is at the door when the driver comes."""
    SILENT_DRIVER = "silent_driver"
    DECLINED = "declined"
    BREAKDOWN = "breakdown"
    LOADED_LESS = "loaded_less"
    REFUSED = "refused"
    """The receiver refuses part of the goods."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the event: from when on (minutes), its share of the reports, what the desk does.

    `text` is the alert in Chinese and English; `closed` and `opened` are pairs of districts.
    """

    zh: str
    en: str
    start: float
    share: float
    urgency: Mapping[Urgency, float]
    text: tuple[str, str] | None
    closed: tuple[tuple[str, str], ...]
    opened: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """An item that people of some roles ask for: how often, and how much of it.

    `low` and `high` are base units of an institution; `days` is what so many days of the
    catalogue's consumption come to for the people behind a report.
    """

    code: str
    weight: float
    roles: frozenset[Role]
    low: int
    high: int
    days: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of emergency."""

    name: str
    zh: str
    en: str
    kind: IncidentKind
    drill: bool
    minutes: float
    """How long it lasts, in minutes of the city's clock."""
    people: int
    """How many take part unless it is said otherwise."""
    parts: Mapping[Role, float]
    districts: Mapping[str, float]
    modes: Mapping[Mode, float]
    phases: tuple[Phase, ...]
    wishes: tuple[Wish, ...]
    mishaps: Mapping[Mishap, float]
    """Share of those whom it can strike."""


def load_scenario(name: str) -> Scenario:
    """One of `NAMES`. Raises `KeyError` for another name."""
    if name not in NAMES:
        raise KeyError(name)
    with (FOLDER / f"{name}.toml").open("rb") as file:
        read = tomllib.load(file)
    return Scenario(
        name=name,
        zh=read["zh"],
        en=read["en"],
        kind=IncidentKind(read["kind"]),
        drill=read["drill"],
        minutes=float(read["minutes"]),
        people=read["people"],
        parts={Role(role): float(share) for role, share in read["parts"].items()},
        districts={place: float(weight) for place, weight in read["districts"].items()},
        modes={Mode(mode): float(weight) for mode, weight in read["modes"].items()},
        phases=tuple(_phase(each) for each in read["phases"]),
        wishes=tuple(_wish(each) for each in read["wishes"]),
        mishaps={Mishap(kind): float(share) for kind, share in read["mishaps"].items()},
    )


def _phase(read: Mapping[str, Any]) -> Phase:
    alert = (read["alert_zh"], read["alert_en"]) if "alert_zh" in read else None
    return Phase(
        zh=read["zh"],
        en=read["en"],
        start=float(read["start"]),
        share=float(read["share"]),
        urgency={Urgency(level): float(weight) for level, weight in read["urgency"].items()},
        text=alert,
        closed=_pairs(read.get("closed", ())),
        opened=_pairs(read.get("opened", ())),
    )


def _pairs(read: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(pair[0]), str(pair[1])) for pair in read)


def _wish(read: Mapping[str, Any]) -> Wish:
    low, high = read.get("amount", (0, 0))
    return Wish(
        code=read["code"],
        weight=float(read["weight"]),
        roles=frozenset(Role(role) for role in read["roles"]),
        low=low,
        high=high,
        days=float(read.get("days", 0)),
    )
