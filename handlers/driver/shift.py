"""On and off duty, and where the driver is meanwhile."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.actions.vehicles import go_off_duty, go_on_duty, locate
from db.actions.whereabouts import stand_at
from db.queries.subjects import find_place
from db.queries.transport import job_in_hand, open_shift_of, vehicles_of
from handlers.dialog import (
    ActHandler,
    Choice,
    Dialog,
    Outcome,
    PendingAct,
    Prompt,
    Question,
    ReadStep,
    Step,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.typed import fold, words_of
from handlers.speech.show import act, district, kg, moment, offer_minutes, own_words
from handlers.steps.places import place_steps, stored_place
from handlers.told.reading import read_words
from matching import gazetteer
from matching.errors import NotFound
from matching.intake.owned import wants_vehicle
from matching.intake.reading import Side
from matching.model import Role

VEHICLES = frozenset({"TRUCK", "TRANSPORT"})
"""What a driver has to give: no goods of a supplier."""
_ASKS = re.compile(r"[?？吗]|\b(?:not|never|when|can'?t|cannot|won'?t)\b|不|没|什么时候|还要")
"""A question, or that it is not so yet."""
OFF = "off"
"""The answer of who rather goes off duty than say with what or where."""


async def told(turn: Turn) -> Outcome | None:
    """A vehicle that is free, in the driver's own words: the same as the button for it."""
    if turn.run or Role.SUPPLIER in turn.person.roles or wants_vehicle(turn.reply.text):
        return None
    lines = (await read_words(turn, turn.reply.text)).lines
    is_ride = bool(lines) and all(x.side is Side.OFFER and x.code in VEHICLES for x in lines)
    return await duty(turn) if is_ride else None


async def back(turn: Turn) -> Outcome | None:
    """Back on duty, in a sentence of somebody who is off duty: the truck is fixed, I am back."""
    words = turn.reply.text.lower()
    if turn.run or _ASKS.search(words) or not any(x in words for x in words_of("driver.says_back")):
        return None
    who = turn.person.person_id
    if await open_shift_of(turn.session, who) or await job_in_hand(turn.session, who):
        return None
    return await _begin(turn)


async def duty(turn: Turn) -> Outcome:
    """Where the driver stands: on duty with which vehicle, or the way to go on duty."""
    shift = await open_shift_of(turn.session, turn.person.person_id)
    if shift is None:
        return await _begin(turn)
    vehicles = await vehicles_of(turn.session, turn.person.person_id)
    label = next((each.label for each in vehicles if each.id == shift.vehicle_id), "")
    text = Text(
        "driver.on_duty_now",
        {
            "label": own_words(label),
            "since": moment(shift.started_at),
            "district": district(shift.district) if shift.district else "",
            "seen": moment(shift.located_at or shift.started_at),
        },
    )
    return Outcome(
        Prompt(
            text,
            buttons=(
                (act("driver.move", "on_duty", shift.vehicle_id),),
                (act("driver.go_off_duty", "off_duty", style="danger"),),
            ),
        )
    )


async def moved(turn: Turn) -> Outcome | None:
    """A position sent while on duty, or beside a vehicle that cannot go on; a live one is taken
    without a word. None off duty."""
    reply = turn.reply
    if reply.lat is None or reply.lon is None:
        return None
    actor = turn.person.actor
    found = gazetteer.locate(turn.house.gazetteer, reply.lat, reply.lon)
    where: dict[str, Any] = {
        "lat": reply.lat,
        "lon": reply.lon,
        "district": found.district if found.in_region else "",
        "now": turn.now,
    }
    told = await stand_at(turn.session, actor, live=reply.live, **where)
    on_duty = await open_shift_of(turn.session, turn.person.person_id) is not None
    if on_duty:
        await locate(turn.session, actor, **where)
    if told is None and not on_duty:
        return None
    if reply.live:
        return Outcome()
    key = "driver.moved_told" if told else "driver.moved"
    return Outcome(Prompt(Text(key), remove_keyboard=True))


async def waiting(turn: Turn) -> Sequence[PendingAct]:
    """The words that end the shift this driver is on, or begin one after a breakdown."""
    if await open_shift_of(turn.session, turn.person.person_id) is None:
        if await job_in_hand(turn.session, turn.person.person_id) is not None:
            return ()
        return (
            PendingAct(words_of("driver.words_mended"), Text("driver.go_on_duty"), "a:on_duty"),
        )
    return (PendingAct(_off_words(), Text("driver.go_off_duty"), "a:off_duty"),)


async def _begin(turn: Turn, vehicle_id: int | None = None) -> Outcome:
    """Start the shift dialog; with no vehicle yet, register one first."""
    vehicles = await vehicles_of(turn.session, turn.person.person_id)
    if not vehicles:
        return Outcome(start="vehicle")
    chosen = vehicle_id if vehicle_id is not None else vehicles[0].id
    if chosen not in {each.id for each in vehicles}:
        raise NotFound()
    if vehicle_id is not None or len(vehicles) == 1:
        return Outcome(start=SHIFT.name, prefill={"vehicle": str(chosen)})
    return Outcome(start=SHIFT.name)


async def _on_duty(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Go on duty, with the vehicle that was named if one was."""
    return await _begin(turn, int(args[0]) if args and args[0].isdigit() else None)


async def _duty(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """The button of messages sent before the menu's own stood under them."""
    return await duty(turn)


async def _off_duty(turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """Go off duty; what was asked or accepted and not loaded goes to others."""
    await go_off_duty(turn.session, turn.person.actor, now=turn.now)
    again = act("driver.go_on_duty", "on_duty", style="success")
    return Outcome(Prompt(Text("driver.off_duty"), buttons=((again,),), remove_keyboard=True))


async def _ask_vehicle(turn: Turn) -> Question:
    vehicles = await vehicles_of(turn.session, turn.person.person_id)
    choices = tuple(
        Choice(
            str(each.id),
            Text("driver.vehicle_choice", {"label": own_words(each.label), "kg": kg(each.kg)}),
            (each.label,),
        )
        for each in vehicles
    )
    return await _with_way_off(turn, Question(Text("driver.ask_vehicle"), choices))


async def _with_way_off(turn: Turn, question: Question) -> Question:
    """The question with the way off duty, for who is on duty and only moves."""
    if await open_shift_of(turn.session, turn.person.person_id) is None:
        return question
    leave = Choice(OFF, Text("driver.go_off_duty"), _off_words())
    return replace(question, choices=(*question.choices, leave))


async def _read_vehicle(turn: Turn, _question: Question) -> str:
    """Only the words for going off duty: whatever else names no vehicle."""
    if _says_off(turn):
        return OFF
    raise Unclear("unclear.choose")


def _says_off(turn: Turn) -> bool:
    return fold(turn.reply.text) in map(fold, _off_words())


def _off_words() -> tuple[str, ...]:
    return words_of("driver.words_off_duty")


async def _finish(turn: Turn) -> Outcome:
    if OFF in (turn.answers["vehicle"], turn.answers.get("place")):
        if await open_shift_of(turn.session, turn.person.person_id) is not None:
            return await _off_duty(turn, ())
        again = act("driver.go_on_duty", "on_duty", style="success")
        return Outcome(Prompt(Text("driver.stays_off_duty"), buttons=((again,),)))
    lat, lon, named = await position_answered(turn)
    await go_on_duty(
        turn.session,
        turn.person.actor,
        vehicle_id=int(turn.answers["vehicle"]),
        lat=lat,
        lon=lon,
        district=named,
        now=turn.now,
    )
    off = act("driver.go_off_duty", "off_duty")
    return Outcome(
        Prompt(Text("driver.on_duty", {"minutes": offer_minutes(turn.house)}), buttons=((off,),))
    )


async def position_answered(turn: Turn) -> tuple[float | None, float | None, str]:
    """Latitude, longitude, district of the place that was answered."""
    answer = turn.answers["place"]
    if isinstance(answer, dict) and answer.get("lat") is not None:
        near = answer.get("district") or answer.get("near") or ""
        return float(answer["lat"]), float(answer["lon"]), str(near)
    place = await find_place(turn.session, await stored_place(turn))
    if place is None:
        return None, None, ""
    return place.lat, place.lon, place.district


def _where_steps() -> tuple[Step, ...]:
    """Where the driver is: the point is enough, no door and no border needs to be cleared up."""
    first, *rest = place_steps(Text("driver.ask_position"), when=_has_vehicle)

    async def ask(turn: Turn) -> Question:
        return await _with_way_off(turn, await first.ask(turn))

    heard = replace(first, ask=ask, read=_or_off(first))
    return (heard, *(step for step in rest if step.name != "place_detail"))


def _has_vehicle(answers: Mapping[str, Any]) -> bool:
    return answers.get("vehicle") != OFF


def _or_off(step: Step) -> ReadStep:
    """The step's reader, which takes the words for going off duty for no place."""

    async def read(turn: Turn, question: Question) -> Any:
        if _says_off(turn) or step.read is None:
            return OFF
        return await step.read(turn, question)

    return read


ACTS: dict[str, ActHandler] = {"on_duty": _on_duty, "off_duty": _off_duty, "duty": _duty}

SHIFT = Dialog(
    name="shift",
    steps=(Step("vehicle", _ask_vehicle, _read_vehicle), *_where_steps()),
    finish=_finish,
    confirm=False,
    roles=frozenset({Role.DRIVER}),
    title=Text("driver.shift_title"),
)
