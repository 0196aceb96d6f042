"""The living card of a need, lot or job: one message, drawn anew whenever the record changes."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.jobs import find_job
from db.queries.parts import parts_of_need
from db.queries.promises import Promise
from db.queries.reasons import reasons_of_need
from db.queries.subjects import (
    LotView,
    NeedView,
    Shelf,
    find_lot_view,
    find_need_view,
    shelf_of,
)
from handlers.cards.job import job_prompt
from handlers.cards.lot import lot_prompt
from handlers.cards.need import need_prompt
from handlers.dialog import Person, Prompt, Text
from handlers.house import House
from handlers.speech.show import labelled
from handlers.speech.wire import to_json
from matching.model import Role

Draw = Callable[[AsyncSession, Person, int, datetime], Awaitable[Prompt | None]]


async def card_for(
    session: AsyncSession,
    person: Person,
    kind: str,
    subject_id: int,
    now: datetime,
    house: House,
) -> Prompt | None:
    """The card of `subject_id` as `person` may see it now; None if it is not theirs to see."""
    draw = CARDS.get(kind)
    return None if draw is None else await draw(session, person, subject_id, now)


def digest_of(prompt: Prompt) -> str:
    """Hash of what a card shows, so that an equal edit is not sent."""
    body = json.dumps(to_json(prompt), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


async def _need(
    session: AsyncSession, person: Person, need_id: int, now: datetime
) -> Prompt | None:
    view = await find_need_view(session, need_id)
    if view is None or not sees_need(view, person):
        return None
    job_ids = dict.fromkeys(job_id for p in view.promises if p.is_active for job_id in _driven(p))
    jobs = [await find_job(session, job_id) for job_id in job_ids]
    by_id = {job.job_id: job for job in jobs if job is not None}
    shelf = await shelf_for(session, view, now)
    kept = await reasons_of_need(session, need_id)
    prompt = need_prompt(
        view,
        by_id,
        shelf,
        kept,
        await parts_of_need(session, need_id),
        reader_id=person.person_id,
        is_coordinator=Role.COORDINATOR in person.roles,
        now=now,
    )
    return labelled(prompt, view.need.drill)


def _driven(promise: Promise) -> tuple[int, ...]:
    """The jobs whose drivers bring it: that which has it, and that of the leg to the door."""
    on_it = (promise.job_id,) if promise.has_driver and promise.job_id is not None else ()
    last = None if promise.journey is None else promise.journey.legs[-1]
    return on_it if last is None or not last.is_accepted else (*on_it, last.job_id)


def sees_need(view: NeedView, person: Person) -> bool:
    """A need is for its reporter, for colleagues of theirs and for coordinators."""
    in_house = view.need.organisation_id is not None and (
        view.need.organisation_id == person.organisation_id
    )
    return view.need.reporter_id == person.person_id or in_house or Role.COORDINATOR in person.roles


def sees_lot(view: LotView, person: Person) -> bool:
    """A lot is for its supplier and for coordinators."""
    return view.lot.supplier_id == person.person_id or Role.COORDINATOR in person.roles


async def shelf_for(session: AsyncSession, view: NeedView, now: datetime) -> Shelf | None:
    """What the city holds of the first item that is still open; None if none is."""
    code = next((each.item_code for each in view.lines if each.quantities.open_quantity), None)
    if code is None:
        return None
    return await shelf_of(session, code, drill=view.need.drill, now=now)


async def _lot(session: AsyncSession, person: Person, lot_id: int, now: datetime) -> Prompt | None:
    view = await find_lot_view(session, lot_id)
    if view is None or not sees_lot(view, person):
        return None
    return labelled(lot_prompt(view, now), view.lot.drill)


async def _job(session: AsyncSession, person: Person, job_id: int, now: datetime) -> Prompt | None:
    job = await find_job(session, job_id)
    if job is None:
        return None
    if job.driver_id != person.person_id:
        return Prompt(Text("card.job_not_yours", {"job": job_id}))
    return labelled(job_prompt(job, now), job.drill)


CARDS: dict[str, Draw] = {"need": _need, "lot": _lot, "job": _job}
"""Kind of card → how it is drawn."""
