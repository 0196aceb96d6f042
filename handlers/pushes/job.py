"""Pushes about a job to the one who accepted it, and to those they meet: all they must know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.job_views import Contact, JobStop, JobView
from db.queries.jobs import find_job, find_job_of_stop
from handlers.cards.job import stop_place
from handlers.cards.leg import alive, kind_of, stop_name, take_buttons
from handlers.dialog import Fact, Person, Prompt, Term, Text, Venue
from handlers.pushes.offer import anonymous
from handlers.speech.parts import goods_in_parts, parts_of_loads
from handlers.speech.placed import holds, is_called, joined_once, says_area
from handlers.speech.sentences import sentence
from handlers.speech.show import (
    item_totals,
    labelled,
    named,
    own_words,
    phone_said,
)
from handlers.speech.terms import district_name
from matching.model import JobState, StopKind, StopState


async def job_address(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells the one driver who accepted where to go and whom to meet, stop by stop; `stops` are
    those of one more errand alone."""
    job = await find_job(session, int(params["job_id"]))
    if job is None or not _is_driving(job, person):
        return None
    new = params.get("stops")
    shown = (stop for stop in job.stops if stop.is_open and (new is None or stop.stop_id in new))
    stops = tuple(_address(job, stop) for stop in shown)
    if not stops:
        return None
    key = "push.job_address" if new is None else "push.extra_address"
    text = Text(key, {"job": job.job_id, "stops": stops})
    return labelled(Prompt(text, force_new=True), job.drill)


async def job_changed(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells the driver that a stop, or with none named the whole job, is off."""
    job = await find_job(session, int(params["job_id"]))
    if job is None or job.driver_id != person.person_id:
        return None
    cancelled = job.state is JobState.CANCELLED
    if "stop_id" not in params:
        why = Text("push.why", {"reason": Term("reason", job.reason.value)}) if job.reason else ""
        text = Text("push.job_cancelled", {"job": job.job_id, "why": why})
        return labelled(Prompt(text, force_new=True), job.drill) if cancelled else None
    stop = job.stop(int(params["stop_id"]))
    if cancelled or stop is None or stop.state is not StopState.SKIPPED:
        return None
    text = Text("push.stop_dropped", {"job": job.job_id, "stop": anonymous(stop)})
    return labelled(Prompt(text, force_new=True), job.drill)


async def venue(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """The point of one stop to navigate to, for the driver who accepted."""
    job = await find_job(session, int(params["job_id"]))
    if job is None or not _is_driving(job, person):
        return None
    stop = job.stop(int(params["stop_id"]))
    if stop is None or not stop.is_open or stop.lat is None or stop.lon is None:
        return None
    area = district_name(stop.district, person.lang) if stop.district else ""
    named = joined_once(stop.label, stop.address, person.lang)
    title = named or area or str(stop.number)
    repeats = not area or title == area or says_area(title, stop.district, person.lang)
    beside = sentence("card.point", person.lang) if repeats else area
    point = Venue(stop.lat, stop.lon, f"{stop.number}. {title}", beside)
    return Prompt(Text("push.venue", {"n": stop.number}), venue=point, force_new=True)


async def handover_code(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Gives the receiver the four digits to tell the driver once the goods are there."""
    job, stop = await _stop_of(session, int(params["stop_id"]))
    if job is None or stop is None or not _receives(stop, person):
        return None
    if not stop.is_open or job.state is not JobState.UNDERWAY:
        return None
    return labelled(
        Prompt(Text("push.handover_code", await _delivery_facts(session, job, stop, person))),
        job.drill,
    )


async def code_void(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """In place of a code that counts no more: nobody is to say it."""
    job, stop = await _stop_of(session, int(params["stop_id"]))
    if job is None or stop is None or stop.state is not StopState.SKIPPED:
        return None
    facts: dict[str, Fact] = {
        "driver": own_words(job.driver_name),
        "vehicle": own_words(job.vehicle),
    }
    return labelled(Prompt(Text("push.code_void", facts)), job.drill)


async def takeover_asked(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Asks the driver of the next leg whether they have what was handed over to them."""
    job = await find_job(session, int(params["job_id"]))
    if job is None or not _is_driving(job, person) or not job.is_given or job.journey is None:
        return None
    stop = job.next_stop
    if stop is None or not stop.is_node or stop.kind is not StopKind.PICKUP:
        return None
    facts: dict[str, Fact] = {
        "number": job.journey.number,
        "place": stop_name(job, stop),
        "goods": item_totals(alive(stop)),
    }
    buttons = (take_buttons(stop.stop_id),)
    key = "push.takeover_asked" if job.broken_down is None else "push.takeover_relief"
    return labelled(Prompt(Text(key, facts), buttons=buttons), job.drill)


async def driver_arrived(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells supplier or receiver that the driver stands at the door."""
    job, stop = await _stop_of(session, int(params["stop_id"]))
    if job is None or stop is None or stop.state is not StopState.ARRIVED or not job.is_running:
        return None
    if not _meets(stop, person):
        return None
    if stop.is_node:
        facts = {**_arrival_facts(job, stop, person), "place": stop_name(job, stop)}
        to_meet = stop.kind is StopKind.PICKUP and job.broken_down is not None
        key = "push.arrived_relief" if to_meet else "push.arrived_node"
        return labelled(Prompt(Text(key, facts)), job.drill)
    facts = await _delivery_facts(session, job, stop, person)
    return labelled(Prompt(Text(f"push.arrived_{stop.kind.value}", facts)), job.drill)


async def _stop_of(session: AsyncSession, stop_id: int) -> tuple[JobView | None, JobStop | None]:
    job = await find_job_of_stop(session, stop_id)
    return job, None if job is None else job.stop(stop_id)


def _address(job: JobView, stop: JobStop) -> Text:
    return Text(
        "push.address_stop",
        {
            "n": stop.number,
            "kind": kind_of(stop),
            "place": stop_place(job, stop),
            "contacts": tuple(
                contact_line(contact, stop.label, stop.address) for contact in stop.contacts
            ),
            "goods": item_totals(stop.loads),
        },
    )


def contact_line(contact: Contact, *place: str) -> Text:
    """Whom the driver meets, and how to reach them; the house they stand for is said with the place
    if that is what it is called."""
    name, house = contact.name, contact.organisation
    here = bool(house) and any(is_called(each, house) for each in place)
    if here and holds(name, house):
        name = name.replace(house, "").strip(" ,，·-") or name
    alone = not house or here or holds(name, house)  # a shop called as its keeper is
    who = own_words(name) if alone else Text("push.of_house", {"house": named(house), "who": name})
    if not contact.phone:
        return Text("push.contact_no_phone", {"who": who})
    phone = phone_said(contact.phone, masked=True)
    if here and name == house:
        return Text("push.contact_by_phone", {"phone": phone})
    return Text("push.contact", {"who": who, "phone": phone})


def _arrival_facts(job: JobView, stop: JobStop, person: Person) -> dict[str, Fact]:
    own = [load for load in stop.loads if person.person_id in (load.reporter_id, load.supplier_id)]
    return {
        "driver": own_words(job.driver_name),
        "vehicle": own_words(job.vehicle),
        "goods": item_totals(own),
        "codes": tuple(dict.fromkeys(load.need_code for load in own)),
        "digits": " ".join(stop.code),
    }


async def _delivery_facts(
    session: AsyncSession, job: JobView, stop: JobStop, person: Person
) -> dict[str, Fact]:
    """What is brought, and which part of what its receiver waits for."""
    facts = _arrival_facts(job, stop, person)
    if stop.kind is not StopKind.DELIVERY:
        return facts
    own = [load for load in stop.loads if load.reporter_id == person.person_id]
    return {**facts, "goods": goods_in_parts(own, await parts_of_loads(session, own))}


def _is_driving(job: JobView, person: Person) -> bool:
    return job.is_running and job.driver_id == person.person_id


def _receives(stop: JobStop, person: Person) -> bool:
    return bool(stop.code) and stop.kind is StopKind.DELIVERY and _meets(stop, person)


def _meets(stop: JobStop, person: Person) -> bool:
    return any(contact.person_id == person.person_id for contact in stop.contacts)
