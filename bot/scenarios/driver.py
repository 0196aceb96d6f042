"""Drivers: they go on duty, take or decline jobs, drive, load, hand over; some break down."""

import math
import re
from datetime import timedelta
from typing import Any

from bot.sandbox.errors import Impossible
from bot.scenarios import forms
from bot.scenarios.human import Human, anchor
from bot.scenarios.scenario import Mishap
from matching import geo
from matching.snapshot import Point

Json = dict[str, Any]

NEXT_STOP = re.compile(r"➤ (\d+)\. [^·\n]*")
"""Number and kind of the stop that is next."""
AMOUNT = re.compile(r"N-\w+[^\d]*(\d[\d,]*)")
"""The quantity that follows the code of the case."""
KMH = 32.0
"""How fast one drives in the city, kilometres an hour."""
LONGEST_DRIVE = 15 * 60.0
"""Seconds; the farthest towns are not worth the audience's patience."""
LEGS = 4
"""Positions sent on one drive."""
LIVE = 8 * 3600
"""Seconds that a driver shares the live location."""
LOADING = 3 * 60.0
AT_THE_DOOR = 5 * 60.0
"""Seconds of the city: loading, and waiting at a door before one gives up."""
LEAST_WAIT = 4.0
"""Seconds of ours that a driver waits at the door at the least, and flat out at the most."""


async def go_on_duty(human: Human) -> None:
    """Register the vehicle, then go on duty, and share a live location from then on."""
    await human.say("/vehicle")
    await human.fill(forms.vehicle(human), ("driver.vehicle_added",))
    added = human.shown[max(human.shown)]
    await human.thinks()
    await human.press(added, "driver.go_on_duty")
    await human.fill(forms.shift(human), ("driver.on_duty",))


async def react(human: Human, message: Json) -> None:
    """The job's card is followed step by step; an offer is answered."""
    if human.button(message, "push.offer_yes") or human.button(message, "push.extra_yes"):
        await answer(human, message)
    elif human.button(message, "card.returned") and not human.button(message, "card.arrived"):
        await bring_back(human, message)
    elif human.button(message, "card.arrived"):
        await drive(human, message)
    elif human.button(message, "card.loaded_all"):
        await load(human, message)
    elif human.button(message, "card.accepted_all"):
        await hand_over(human, message)
    elif human.says(message, "card.next_code") or human.says(message, "driver.code_wrong"):
        await ask_code(human, message)
    elif human.says(message, "card.next_photo"):
        await show_photo(human)


async def answer(human: Human, message: Json) -> None:
    """Answer an offer, of a job or of one more stop."""
    if human.button(message, "push.offer_yes"):
        await answer_offer(human, message)
    else:
        await take_along(human, message)


async def answer_offer(human: Human, message: Json) -> None:
    """Take it? Most do; some decline, some do not look."""
    about = _data(human, message, "push.offer_yes")
    if not human.once(about) or human.strikes(Mishap.SILENT_DRIVER, about):
        return
    await human.notices()
    if human.strikes(Mishap.DECLINED, about):
        steps = {"driver.decline_why": human.pressing("driver.decline_too_far")}
        if await human.press(message, "push.offer_no"):
            await human.fill(steps, ("driver.declined", "refused.offer_gone"))
        return
    human.jobs += 1
    await human.press(message, "push.offer_yes")


async def take_along(human: Human, message: Json) -> None:
    """One more stop on the way? Most take it; some say no, some do not look."""
    about = _data(human, message, "push.extra_yes")
    if not human.once(about) or human.strikes(Mishap.SILENT_DRIVER, about):
        return
    await human.notices()
    key = "push.extra_no" if human.strikes(Mishap.DECLINED, about) else "push.extra_yes"
    await human.press(message, key)


async def drive(human: Human, message: Json) -> None:
    """Go to the next stop and say so; on the way to a receiver the vehicle may break down."""
    about = _data(human, message, "card.arrived")
    # A job given back may be offered to the same driver again.
    if not human.once(f"{human.jobs}:{about}"):
        return
    loaded = _goes_to_receiver(human, message)
    await travel(human, _destination(human, message))
    if loaded and human.strikes(Mishap.BREAKDOWN, _data(human, message, "card.problem")):
        await break_down(human, message)
        return
    await human.press(message, "card.arrived")


async def break_down(human: Human, message: Json) -> None:
    """The vehicle stands still: say so, and leave the goods to the coordinator."""
    steps = {
        "driver.what_is_wrong": human.pressing("driver.trouble_vehicle_trouble"),
        "driver.broken_down_sure": human.pressing("driver.broken_down"),
    }
    if await human.press(message, "card.problem"):
        await human.fill(
            steps,
            ("driver.stopped_relief", "driver.stopped", "driver.given_back", "refused.outdated"),
        )


async def load(human: Human, message: Json) -> None:
    """Load everything, or what there is."""
    about = _data(human, message, "card.loaded_all")
    if not human.once(about):
        return
    await human.rhythm.takes(LOADING, human.dice)
    if not human.strikes(Mishap.LOADED_LESS, about):
        await human.press(message, "card.loaded_all")
        return
    steps = {
        "driver.ask_loaded": _half(human),
        "driver.ask_less_why": human.pressing("words.reason.less_stock"),
    }
    if await human.press(message, "card.loaded_less"):
        await human.fill(steps, ("driver.loaded_noted", "refused.outdated"))


async def ask_code(human: Human, message: Json) -> None:
    """Ask the receiver at the door; with nobody there, take the goods back."""
    if human.button(message, "card.accepted_all"):
        return
    digits = await listen_at_the_door(human)
    if digits:
        await human.say(digits)
        _, answer = await human.hear(
            ("driver.code_right", "driver.code_wrong", "driver.code_spent", "card.accepted_all")
        )
        human.unread.append(int(answer["message_id"]))
        return
    await human.read(0)
    standing = human.shown[message["message_id"]]
    if not human.says(standing, "card.next_code"):
        return
    steps = {
        "driver.what_is_wrong": human.pressing("driver.trouble_nobody_there"),
        "driver.at_the_door": human.pressing("driver.take_back"),
    }
    if await human.press(standing, "card.problem"):
        await human.fill(steps, ("driver.taken_back", "refused.outdated"))


async def listen_at_the_door(human: Human) -> str:
    """The code that somebody reads out; empty when nobody comes, however slowly the city lives."""
    rhythm, digits = human.rhythm, ""
    end = rhythm.clock.now() + timedelta(seconds=AT_THE_DOOR)
    while not digits:
        digits = await human.street.listen(human.part.plate, LEAST_WAIT)
        if rhythm.is_flat_out or rhythm.is_over or rhythm.clock.now() >= end:
            break
    return digits


async def hand_over(human: Human, message: Json) -> None:
    """The receiver counts: everything is taken, or part of it is refused."""
    about = _data(human, message, "card.accepted_all")
    if not human.once(about):
        return
    await human.thinks()
    if not human.strikes(Mishap.REFUSED, about):
        await human.press(message, "card.accepted_all")
        return
    steps = {
        "driver.ask_rejected": _half(human),
        "driver.ask_reject_why": human.pressing("words.reason.damaged"),
    }
    if await human.press(message, "card.rejected_some"):
        await human.fill(steps, ("driver.delivered_noted", "refused.outdated"))


async def show_photo(human: Human) -> None:
    """Five wrong codes: a photo of the hand-over is the proof then."""
    await human.phone.send_photo()
    steps = {"driver.ask_all": human.pressing("card.accepted_all")}
    await human.fill(steps, ("driver.delivered_noted", "refused.outdated"))


async def bring_back(human: Human, message: Json) -> None:
    """Take what was not accepted back to where it came from."""
    if human.says(message, "card.next_stranded") or not human.once(
        _data(human, message, "card.returned")
    ):
        return
    await human.rhythm.takes(LOADING, human.dice)
    await human.press(message, "card.returned")


async def travel(human: Human, there: Point | None) -> None:
    """Drive to a point and let the live location move along."""
    here = Point(human.part.lat, human.part.lon) if human.at is None else human.at
    if there is None:
        await human.rhythm.takes(LOADING, human.dice)
        return
    hours = geo.road_km(here, there) / KMH
    seconds = min(hours * 3600, LONGEST_DRIVE)
    for leg in range(1, LEGS + 1):
        if not human.rhythm.is_flat_out:
            await human.rhythm.pass_by(seconds / LEGS)
        await human.rhythm.held()
        await move(human, _between(here, there, leg / LEGS))
    human.at = there


async def move(human: Human, point: Point) -> None:
    """Be somewhere else: the live location moves along."""
    if human.live is None:
        sent = await human.phone.share_location(point.lat, point.lon, live=LIVE)
        human.live = int(sent["message_id"])
        return
    try:
        await human.phone.move(human.live, point.lat, point.lon)
    except Impossible:
        human.live = None


def _goes_to_receiver(human: Human, card: Json) -> bool:
    """Whether the card's next stop is a delivery."""
    following = NEXT_STOP.search(card.get("text", ""))
    return following is not None and anchor("card.kind_delivery", human.part.lang) in following[0]


def _destination(human: Human, card: Json) -> Point | None:
    """The point of the card's next stop, from the map that came with the addresses."""
    number = NEXT_STOP.search(card.get("text", ""))
    for message in sorted(human.shown.values(), key=lambda each: -int(each["message_id"])):
        venue = message.get("venue")
        if venue and number and venue["title"].startswith(f"{number[1]}."):
            return Point(venue["location"]["latitude"], venue["location"]["longitude"])
    return None


def _between(one: Point, other: Point, share: float) -> Point:
    lat = one.lat + (other.lat - one.lat) * share
    lon = one.lon + (other.lon - one.lon) * share
    bend = 0.004 * math.sin(math.pi * share)
    return Point(lat + bend, lon)


def _half(human: Human) -> Any:
    """Answers "how much?" with half of the quantity that the question names."""

    async def act(message: Json) -> None:
        found = AMOUNT.search(message["text"])
        whole = int(found[1].replace(",", "")) if found else 0
        await human.say(str(whole // 2))

    return act


def _data(human: Human, message: Json, key: str) -> str:
    found = human.button(message, key)
    return "" if found is None else str(found["callback_data"])
