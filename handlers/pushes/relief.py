"""Pushes about a vehicle that stands still with goods aboard, and the one that comes for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.job_views import JobStop, JobView
from db.queries.jobs import find_job
from handlers.cards.arrival import expected_for
from handlers.cards.leg import alive, awaits_code
from handlers.dialog import Fact, Person, Prompt, Term, Text
from handlers.speech.parts import code_aboard
from handlers.speech.show import act, district, item_totals, labelled, line, own_words
from matching.model import Reason


async def stands_still(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Tells a receiver that the vehicle with their goods cannot go on, and what is done: who comes
    for them, and when they are there, is said once a driver has said yes to it."""
    job = await find_job(session, int(params["job_id"]))
    code = await _code_of(session, job, int(params["need_id"]))
    if job is None or not code or job.reason is None or not job.is_running:
        return None
    broken = "broken" if job.reason is Reason.VEHICLE_TROUBLE else "halted"
    facts: dict[str, Fact] = {"code": code, "reason": Term("reason", job.reason.value)}
    key = f"push.{broken}" if job.beside(1) is None else f"push.{broken}_sought"
    coming = await _coming(session, job, int(params["need_id"]), now)
    if coming:
        key = f"push.{broken}_relief"
    return labelled(Prompt(Text(key, {**facts, **coming})), job.drill)


async def relief_news(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Tells a receiver who comes for goods that stand on the road, or that they do not come."""
    job = await find_job(session, int(params["job_id"]))
    code = await _code_of(session, job, int(params["need_id"]))
    if job is None or not code or job.reason is None or not job.is_running:
        return None
    coming = await _coming(session, job, int(params["need_id"]), now)
    key = "push.relief_found" if coming else "push.relief_sought_again"
    return labelled(Prompt(Text(key, {"code": code, **coming})), job.drill)


async def _coming(
    session: AsyncSession, job: JobView, need_id: int, now: datetime
) -> dict[str, Fact]:
    """Who has said yes to fetching these goods, and when they bring them; nothing if nobody."""
    after = job.beside(1)
    relief = (
        None if after is None or not after.is_accepted else await find_job(session, after.job_id)
    )
    if relief is None:
        return {}
    return {**_names(relief), "eta": line("card.eta", expected_for(relief, need_id, now))}


async def goes_on(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells a receiver that the vehicle goes on after all."""
    job = await find_job(session, int(params["job_id"]))
    code = await _code_of(session, job, int(params["need_id"]))
    if job is None or not code or job.reason is not None or not job.is_running:
        return None
    facts: dict[str, Fact] = {"code": code, **_names(job)}
    return labelled(Prompt(Text("push.goes_on", facts)), job.drill)


async def relief_coming(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells the driver who stands still who comes for the goods."""
    job = await _standing(session, person, params)
    coming = await find_job(session, int(params["relief_id"]))
    if job is None or coming is None or not coming.is_running:
        return None
    return labelled(Prompt(Text("push.relief_coming", _names(coming)), force_new=True), job.drill)


async def relief_off(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells the driver who stands still that whoever was to come does not."""
    job = await _standing(session, person, params)
    if job is None:
        return None
    is_stopped = job.reason is Reason.COORDINATOR_DECISION
    mended = () if is_stopped else ((act("card.mended", "mended", job.job_id),),)
    return labelled(Prompt(Text("push.relief_off"), buttons=mended), job.drill)


async def _met(
    session: AsyncSession, person: Person, params: Mapping[str, Any]
) -> tuple[JobView, JobStop] | None:
    """The job of a vehicle that stands still and its stop there, if this person comes for the
    goods and their code still counts."""
    job = await find_job(session, int(params["job_id"]))
    stop = None if job is None else job.stop(int(params["stop_id"]))
    if job is None or stop is None or not awaits_code(job, stop):
        return None
    return (job, stop) if person.person_id in {each.person_id for each in stop.contacts} else None


async def relief_code(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Gives the driver who comes the four digits to say there."""
    met = await _met(session, person, params)
    if met is None:
        return None
    job, stop = met
    facts: dict[str, Fact] = {
        **_names(job),
        "digits": " ".join(stop.code),
        "goods": item_totals(alive(stop)),
        "district": district(stop.district),
    }
    return labelled(Prompt(Text("push.relief_code", facts), force_new=True), job.drill)


async def relief_moved(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells the driver who comes that the vehicle stands elsewhere; the point follows."""
    met = await _met(session, person, params)
    if met is None:
        return None
    job, stop = met
    facts: dict[str, Fact] = {**_names(job), "district": district(stop.district)}
    return labelled(Prompt(Text("push.relief_moved", facts), force_new=True), job.drill)


async def _standing(
    session: AsyncSession, person: Person, params: Mapping[str, Any]
) -> JobView | None:
    job = await find_job(session, int(params["job_id"]))
    if job is None or job.driver_id != person.person_id or not job.is_running:
        return None
    return None if job.reason is None else job


async def _code_of(session: AsyncSession, job: JobView | None, need_id: int) -> Text | str:
    """The case this receiver waits for and which part of it, if it is aboard."""
    return "" if job is None else await code_aboard(session, job.loads, need_id)


def _names(job: JobView) -> dict[str, Fact]:
    return {"driver": own_words(job.driver_name), "vehicle": own_words(job.vehicle)}
