"""Register a vehicle: how it moves, what it can carry, where it may pass."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from db.actions.vehicles import add_vehicle
from db.queries.plates import is_plate_of_others
from handlers.dialog import (
    REWRITES,
    Button,
    Choice,
    Dialog,
    Outcome,
    Prompt,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.show import kg as weight
from handlers.speech.show import own_words
from handlers.steps.choices import choice_step, given, member_choices, typed_line
from handlers.steps.passes import PassWords, pass_names, pass_steps, passes_answered, rounds_of
from matching.model import Mode, Role
from matching.numerals import NUMBER, read_number, spell_out

SIZES: Mapping[str, tuple[int, float]] = {
    "car": (300, 1.5),
    "van": (800, 5.0),
    "light": (2_000, 12.0),
    "medium": (5_000, 28.0),
    "heavy": (15_000, 60.0),
}
"""Usual vehicles by road: kilograms and cubic metres (GB/T 29912 classes, rounded down)."""
M3_PER_TONNE = 6.0
"""Loading room a vehicle of unknown build has per tonne: a 2 t box truck has 12 m³."""
ON_FOOT_M3 = 0.1
"""A rucksack."""
LOWEST_KG, HIGHEST_KG = 1.0, 60_000_000.0
"""From a handbag to a bulk carrier of 60,000 t."""
LEAST_KG: Mapping[Mode, float] = {mode: 1.0 if mode is Mode.FOOT else 5.0 for mode in Mode}
"""What carries less is asked about again: somebody on foot may carry a little."""
HIGHEST_M3 = 200_000.0

PASS_WORDS = PassWords(
    "driver.ask_passes", "driver.no_passes", "driver.ask_more_passes", "driver.no_more_passes"
)
LABEL_SIGNS = 30

_KG = {"kg": 1.0, "公斤": 1.0, "千克": 1.0, "斤": 0.5, "吨": 1000.0, "t": 1000.0, "ton": 1000.0}
_UNITS = re.compile(
    rf"({NUMBER.pattern})\s*"
    r"(公斤|千克|kgs?|tonnes?|tons?|吨|斤|t(?![a-z])|立方米|立方|方|m3|m³|cbm|cubic)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[\d一二三四五六七八九十]+\s*号")
"""Part of a ship's name, such as 辽大渔运3号."""
_WEIGHT = re.compile(r"\d\s*(?:公斤|千克|kg|tonne|ton|吨|斤|t(?![a-z]))")
_STRANGE = re.compile(r"[a-z]{2}|[\u4e00-\u9fff]{2}")
_BESIDE = re.compile(
    r"about|around|approx|up to|max(?:imum)?|carries|can|carry|it|and|m3|cbm|cubic|met(?:er|re)s?"
    r"|大约|大概|约|左右|最多|能装|可装|可以|能拉|载重|立方米|立方|方|[一二两三四五六七八九十百千万半]"
)
"""Words that may stand beside a weight without a unit."""
_ROOM = ("立方米", "立方", "方", "m3", "m³", "cbm", "cubic")


def read_capacity(text: str) -> tuple[float, float | None] | None:
    """Kilograms and, if said, cubic metres: `2吨`, `800`, `2t 12方`; None if it says no weight."""
    typed = spell_out(unicodedata.normalize("NFKC", text).lower().replace("m³", "m3"))
    mass: float | None = None
    room: float | None = None
    for found in _UNITS.finditer(typed):
        value, unit = read_number(found[1]), (found[2] or "").rstrip("s")
        if value is None:
            return None
        if unit in _ROOM:
            room = float(value)
        elif mass is None:
            mass = float(value) * _KG.get("ton" if unit.startswith("ton") else unit, 1.0)
    if mass is None or not LOWEST_KG <= mass <= HIGHEST_KG:
        return None
    if room is not None and not 0 < room <= HIGHEST_M3:
        return None
    return mass, room


def read_mass(typed: str) -> tuple[float, float | None] | None:
    """As `read_capacity`, but the figures of a name (辽大渔运3号, Sea Star 12) weigh nothing."""
    plain = _NUMBERED.sub(" ", unicodedata.normalize("NFKC", typed).lower())
    said = _WEIGHT.search(spell_out(plain)) or not _STRANGE.search(_BESIDE.sub(" ", plain))
    return read_capacity(plain) if said else None


async def _ask_capacity(turn: Turn) -> Question:
    by_road = turn.answers["mode"] == Mode.ROAD.value
    sizes = SIZES if by_road else {}
    choices = tuple(
        Choice(name, Text(f"driver.size_{name}", {"kg": weight(kilograms)}))
        for name, (kilograms, _) in sizes.items()
    )
    return Question(Text("driver.ask_capacity" if by_road else "driver.type_capacity"), choices)


async def _read_capacity(turn: Turn, _question: Question) -> Any:
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    found = read_mass(typed)
    if found is None:
        raise Unclear("driver.unclear_capacity")
    if found[0] < LEAST_KG[Mode(turn.answers["mode"])]:
        raise Unclear("driver.unclear_capacity_small", kg=weight(found[0]))
    return {"kg": found[0], "m3": found[1]}


def capacity(answers: Mapping[str, Any]) -> tuple[float, float]:
    """Kilograms and cubic metres that were answered, the room derived where it was not said."""
    answer = answers["capacity"]
    if isinstance(answer, str):
        kilograms, room = SIZES[answer]
        return float(kilograms), room
    mass, said = float(answer["kg"]), answer["m3"]
    if said is not None:
        return mass, float(said)
    on_foot = answers.get("mode") == Mode.FOOT.value
    return mass, ON_FOOT_M3 if on_foot else max(0.1, round(mass / 1000 * M3_PER_TONNE, 1))


def _show_capacity(turn: Turn) -> Text:
    mass, room = capacity(turn.answers)
    return Text("driver.line_capacity", {"kg": weight(mass), "m3": f"{room:g}"})


def _show_passes(turn: Turn) -> Text | None:
    codes = passes_answered(turn.answers, rounds_of("pass"))
    return Text(
        "driver.line_passes" if codes else "driver.line_no_passes", {"passes": pass_names(codes)}
    )


def _show_label(turn: Turn) -> Text:
    facts = {"label": own_words(given(turn.answers["label"]))}
    return Text(f"driver.line_label_{turn.answers['mode']}", facts)


def _show_special(turn: Turn) -> Text:
    said = str(turn.answers["special"])
    what = Text("driver.special_not" if said == "none" else f"driver.special_{said}")
    return Text("driver.line_special", {"what": what})


async def _ask_label(turn: Turn) -> Question:
    return Question(Text(f"driver.ask_label_{turn.answers['mode']}"))


async def _read_label(turn: Turn, _question: Question) -> Any:
    """The plate or name; a plate that another driver has given is asked about."""
    label = typed_line(turn.reply, LABEL_SIGNS)
    if not any(sign.isdigit() for sign in label):
        return label
    if not await is_plate_of_others(turn.session, turn.person.person_id, label):
        return label
    return {"value": label, "+": {TWIN: True}}


async def _ask_shared(turn: Turn) -> Question:
    label = own_words(given(turn.answers["label"]))
    choices = (
        Choice(_SHARED, Text("driver.label_shared"), ("是", "对", "合用", "yes")),
        Choice(_MISTYPED, Text("driver.label_mistyped"), ("写错了", "不是", "no")),
    )
    return Question(Text(f"driver.ask_shared_{turn.answers['mode']}", {"label": label}), choices)


async def _pick_shared(_turn: Turn, value: str) -> Any:
    if value == _SHARED:
        return value
    return {REWRITES: {"label": None, TWIN: None}}


TWIN = "twin"
"""Answer that is there while another driver has a vehicle of the same plate."""
_SHARED, _MISTYPED = "shared", "mistyped"


async def _add(turn: Turn) -> Outcome:
    answers = turn.answers
    mass, room = capacity(answers)
    label = given(answers.get("label"))
    vehicle_id = await add_vehicle(
        turn.session,
        turn.person.actor,
        label=label,
        mode=Mode(answers["mode"]),
        kg=mass,
        m3=room,
        cold_chain=answers["special"] in ("cold", "both"),
        hazmat=answers["special"] in ("hazmat", "both"),
        passes=passes_answered(answers, rounds_of("pass")),
        now=turn.now,
    )
    text = Text("driver.vehicle_added", {"label": own_words(label)})
    on_duty = Button(Text("driver.go_on_duty"), f"a:on_duty:{vehicle_id}", style="success")
    return Outcome(Prompt(text, buttons=((on_duty,),)))


async def start(_turn: Turn) -> Outcome:
    """Begin to register a vehicle."""
    return Outcome(start=VEHICLE.name)


_SPECIALS = tuple(
    Choice(name, Text(f"driver.special_{name}"), words)
    for name, words in (
        ("none", ("没有", "无", "都没有", "none", "no")),
        ("cold", ("冷藏", "冷链", "cold")),
        ("hazmat", ("危险品", "dangerous goods")),
        ("both", ("都有", "都可以", "both")),
    )
)

CAPACITY = Step("capacity", _ask_capacity, _read_capacity, show=_show_capacity)
LABEL = Step("label", _ask_label, _read_label, show=_show_label, clears=("shared",))
SHARED_PLATE = Step("shared", _ask_shared, when=lambda answers: TWIN in answers, pick=_pick_shared)

VEHICLE = Dialog(
    name="vehicle",
    steps=(
        choice_step(
            "mode",
            Text("driver.ask_mode"),
            member_choices("mode", Mode),
            columns=3,
            show=lambda turn: Text(
                "driver.line_mode", {"mode": Term("mode", str(turn.answers["mode"]))}
            ),
            clears=("capacity",),
        ),
        CAPACITY,
        choice_step(
            "special",
            Text("driver.ask_special"),
            _SPECIALS,
            columns=2,
            show=_show_special,
        ),
        *pass_steps("pass", PASS_WORDS, _show_passes),
        LABEL,
        SHARED_PLATE,
    ),
    finish=_add,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.vehicle_title"),
)
