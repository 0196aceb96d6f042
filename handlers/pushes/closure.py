"""A closure on the way of a job in hand: what the driver may do, and what the desk should know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.jobs import find_job
from handlers.dialog import Fact, Person, Prompt, Text
from handlers.speech.show import act, district, labelled, own_words
from matching.model import Reason, Role


async def cut_off(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Asks the driver whether another way leads there; who cannot get there says so at once."""
    facts = await _facts(session, params)
    if facts is None or facts[0] != person.person_id:
        return None
    job_id = int(params["job_id"])
    buttons = (
        (act("push.another_way", "go_on", style="success"),),
        (act("push.cannot_reach", "trouble", job_id, Reason.ROAD_BLOCKED.value, style="danger"),),
    )
    prompt = Prompt(Text("push.cut_off", facts[1]), buttons=buttons, force_new=True)
    return labelled(prompt, facts[2])


async def cut_off_job(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """Tells a coordinator whose job a closure bars, and that the driver is asked."""
    facts = await _facts(session, params)
    if facts is None or Role.COORDINATOR not in person.roles:
        return None
    return labelled(Prompt(Text("push.cut_off_job", facts[1])), facts[2])


async def _facts(
    session: AsyncSession, params: Mapping[str, Any]
) -> tuple[int | None, dict[str, Fact], bool] | None:
    """The driver, what is said, and whether it is practice; None once it is not true any more."""
    job = await find_job(session, int(params["job_id"]))
    stop = None if job is None else job.stop(int(params["stop_id"]))
    if job is None or stop is None or not job.is_running or not stop.is_open:
        return None
    facts: dict[str, Fact] = {
        "job": job.job_id,
        "driver": own_words(job.driver_name),
        "n": stop.number,
        "district": district(stop.district),
    }
    return job.driver_id, facts, job.drill
