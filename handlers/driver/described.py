"""A vehicle in its driver's own words: what kind, which plate, how much; only the rest is asked."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.actions.vehicles import VehicleLimits, change_vehicle
from db.queries.jobs import find_running_job
from db.queries.plates import PLATE_SIGNS, is_plate_of_others
from db.queries.transport import vehicles_of
from db.tables import VehicleRow
from handlers.dialog import Choice, Dialog, Fact, Outcome, Prompt, Question, Step, Text, Turn
from handlers.driver.vehicle import (
    CAPACITY,
    LABEL,
    SHARED_PLATE,
    SIZES,
    TWIN,
    VEHICLE,
    capacity,
    read_mass,
)
from handlers.engine.danger import danger_said
from handlers.engine.typed import words_of
from handlers.speech.show import kg as weight
from handlers.speech.show import own_words
from handlers.told.reading import read_words, without_cries
from matching.intake.owned import has_vehicle
from matching.intake.reading import Side
from matching.model import Mode, Role

PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"\s?[A-Z]\s?[·.\- ]?\s?(?=[A-Z0-9]*\d)[A-Z0-9]{5,6}(?![A-Z0-9])"
)
"""A number plate of the mainland (GA 36): province, office, five signs, six of a green one."""
_NAMED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:号|轮)(?=$|[\s,，。、；])")
"""A ship by its name: 海鸥号."""
_LOADED = re.compile(
    r"[车船]上|[车船]里|装着|装了|装有|拉着|拉了|载着|\b(?:loaded|carrying|full of)\b",
    re.IGNORECASE,
)
"""What is aboard is spoken of, no vehicle."""
_MASS = re.compile(r"\d[\d.,]*\s*(?:公斤|千克|kgs?|tonnes?|tons?|吨|斤|t(?![a-z]))", re.IGNORECASE)
_ROOM = re.compile(r"\d[\d.,]*\s*(?:立方米|立方|方|m3|cbm)", re.IGNORECASE)
ADD = "add"
PLATE_ASKED = "plate_asked"
"""Answer that is there where the plate may be typed anew."""
UNREAD = "unread"
"""Answer that is there where a load was said that no vehicle has: it is asked for."""
RIDES = frozenset({"TRUCK", "TRANSPORT", "BOAT"})
"""What a vehicle is among the goods of the catalogue."""


async def told(turn: Turn) -> Outcome | None:
    """A vehicle with its plate or load: registered, or asked whether it is a further one.

    Whoever has no role yet is led to sign up, and comes back to it as a driver.
    """
    roles = turn.person.roles
    if (turn.run and roles) or (roles and Role.DRIVER not in roles):
        return None
    said = read_vehicle(turn.reply.text)
    if said is None or await _is_else(turn, said):
        return None
    if not roles:
        return Outcome(Prompt(Text("driver.sign_up_first")), waits=VEHICLE.name, prefill=said)
    return await _begin(turn, said)


async def take_up(turn: Turn, answers: Mapping[str, Any]) -> Outcome | None:
    """The vehicle that waited until its owner was a driver."""
    if Role.DRIVER not in turn.person.roles:
        return None
    return await _begin(turn, answers)


async def _is_else(turn: Turn, said: Mapping[str, Any]) -> bool:
    """Whether the words are of a danger, a need, goods (货车上有2吨水), or the job in hand."""
    if danger_said(turn, turn.reply.text):
        return True
    if await find_running_job(turn.session, turn.person.person_id) is not None:
        return True
    reading = await read_words(turn, turn.reply.text.replace("面包车", "货车"))  # 面包 is bread
    lines = without_cries(reading).lines
    if reading.trouble is not None or any(line.side is Side.NEED for line in lines):
        return True
    return "label" not in said and any(line.code not in RIDES for line in lines)


def read_vehicle(text: str) -> dict[str, Any] | None:
    """Answers of the registration that the words give: a kind, and a plate or how much it takes.

    None where it is no vehicle that somebody has: a kind alone says too little.
    """
    typed = unicodedata.normalize("NFKC", text)
    kind = _kind(typed)
    plate = PLATE.search(typed.upper())
    mass = _MASS.search(typed)
    if kind is None or not (plate or mass) or not has_vehicle(typed, _vehicles()):
        return None
    if _LOADED.search(typed):
        return None
    mode, size = kind
    said: dict[str, Any] = {"mode": mode.value}
    room = _ROOM.search(typed)
    stated = f"{mass[0]} {room[0] if room else ''}" if mass else ""
    found = read_mass(stated) if stated else None
    if found is not None:
        said["capacity"] = {"kg": found[0], "m3": found[1]}
    elif stated:
        said[UNREAD] = True
    elif size:
        said["capacity"] = size
    special = [each for each in ("cold", "hazmat") if _says(f"driver.says_{each}", typed)]
    if special:
        said["special"] = "both" if len(special) > 1 else special[0]
    label = plate[0] if plate else _ship(typed, mode)
    return {**said, "label": label} if label else said


@functools.cache
def _vehicles() -> frozenset[str]:
    """Every word for a vehicle, in every language."""
    keys = (f"driver.says_{each}" for each in (*SIZES, *(mode.value for mode in Mode)))
    return frozenset(word for key in keys for word in words_of(key))


def _kind(typed: str) -> tuple[Mode, str] | None:
    """How it moves, and by road the usual size of such a vehicle, if it has one."""
    for size in SIZES:
        if _says(f"driver.says_{size}", typed):
            return Mode.ROAD, size
    for mode in (Mode.WATER, Mode.AIR, Mode.RAIL, Mode.ROAD):
        if _says(f"driver.says_{mode.value}", typed):
            return mode, ""
    return None


def _ship(typed: str, mode: Mode) -> str:
    found = _NAMED.search(typed) if mode is Mode.WATER else None
    return found[0] if found else ""


def _says(key: str, typed: str) -> bool:
    lower = typed.lower()
    return any(
        re.search(rf"\b{re.escape(word)}\b", lower) if word.isascii() else word in lower
        for word in words_of(key)
    )


async def _begin(turn: Turn, said: Mapping[str, Any]) -> Outcome:
    answers = dict(said)
    label = str(answers.get("label", ""))
    mine = await vehicles_of(turn.session, turn.person.person_id)
    if mine:
        return Outcome(start=RIDE.name, prefill={"said": answers, "mode": answers["mode"]})
    if label and await is_plate_of_others(turn.session, turn.person.person_id, label):
        answers[TWIN] = True
    return Outcome(Prompt(Text("driver.vehicle_read")), start=VEHICLE.name, prefill=answers)


async def _ask_which(turn: Turn) -> Question:
    """A further vehicle, or one that is registered already?"""
    mine = await vehicles_of(turn.session, turn.person.person_id)
    plate = _bare(str(turn.answers["said"].get("label", "")))
    same = [each for each in mine if plate and _bare(each.label) == plate]
    changes = tuple(
        Choice(
            str(each.id),
            Text("driver.change_vehicle", {"label": own_words(each.label), "kg": weight(each.kg)}),
            (each.label,),
        )
        for each in same or mine
    )
    add = Choice(ADD, Text("driver.add_vehicle"), words_of("driver.words_add"))
    return Question(Text("driver.ask_add_or_change"), changes if same else (add, *changes))


async def _pick_which(turn: Turn, value: str) -> Any:
    """What to change; a new plate that another driver has given is asked about."""
    label = str(turn.answers["said"].get("label", ""))
    mine = await vehicles_of(turn.session, turn.person.person_id)
    is_new = label and all(_bare(each.label) != _bare(label) for each in mine)
    if value == ADD or not is_new:
        return value
    if not await is_plate_of_others(turn.session, turn.person.person_id, label):
        return value
    return {"value": value, "+": {TWIN: True, PLATE_ASKED: True, "label": label}}


def _bare(plate: str) -> str:
    return "".join(sign for sign in plate.upper() if sign not in PLATE_SIGNS)


async def _finish(turn: Turn) -> Outcome:
    """Go on with a new registration, or put what was said in the place of what was noted."""
    said: dict[str, Any] = dict(turn.answers["said"])
    chosen = str(turn.answers["which"])
    if chosen == ADD:
        label = str(said.get("label", ""))
        if label and await is_plate_of_others(turn.session, turn.person.person_id, label):
            said[TWIN] = True
        return Outcome(Prompt(Text("driver.vehicle_read")), start=VEHICLE.name, prefill=said)
    mine = await vehicles_of(turn.session, turn.person.person_id)
    before = next((each for each in mine if each.id == int(chosen)), None)
    if before is None:
        return Outcome(Prompt(Text("driver.no_such_vehicle")))
    said |= {name: turn.answers[name] for name in ("label", "capacity") if name in turn.answers}
    limits = _changed(before, said)
    await change_vehicle(
        turn.session, turn.person.actor, vehicle_id=int(chosen), limits=limits, now=turn.now
    )
    facts: dict[str, Fact] = {
        "label": own_words(limits.label),
        "kg": weight(limits.kg),
        "m3": f"{limits.m3:g}",
    }
    return Outcome(Prompt(Text("driver.vehicle_changed", facts)))


def _changed(before: VehicleRow, said: Mapping[str, Any]) -> VehicleLimits:
    """What was said, and of all else what was known."""
    kilograms, room = capacity(said) if "capacity" in said else (before.kg, before.m3)
    special = str(said.get("special", ""))
    return VehicleLimits(
        label=str(said.get("label", before.label)),
        mode=Mode(str(said["mode"])),
        kg=kilograms,
        m3=room,
        cold_chain=before.cold_chain or special in ("cold", "both"),
        hazmat=before.hazmat or special in ("hazmat", "both"),
    )


RIDE = Dialog(
    name="ride",
    steps=(
        Step("which", _ask_which, pick=_pick_which),
        replace(LABEL, when=lambda answers: PLATE_ASKED in answers),
        SHARED_PLATE,
        replace(
            CAPACITY,
            when=lambda answers: UNREAD in answers["said"] and answers.get("which") != ADD,
        ),
    ),
    finish=_finish,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.vehicle_title"),
)
