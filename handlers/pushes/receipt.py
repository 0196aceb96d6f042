"""Receipts: who got what, how many, when; to receiver, supplier and coordinator."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.job_views import JobStop, JobView, Load
from db.queries.jobs import find_job
from db.queries.parts import Part
from db.queries.subjects import find_need_view
from handlers.dialog import Fact, Person, Prompt, Text
from handlers.speech.parts import parts_of_loads
from handlers.speech.show import act, item, labelled, moment, own_words, quantity
from matching.model import Lifecycle, Role, StopKind


async def need_receipt(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """The reporter's receipt: what was handed over for their need on this job."""
    job = await find_job(session, int(params["job_id"]))
    if job is None:
        return None
    need_id = int(params["need_id"])
    loads = [
        load
        for load in job.loads
        if load.need_id == need_id and load.reporter_id == person.person_id and _settled(load)
    ]
    if not loads:
        return None
    text = Text(
        "push.need_receipt",
        {
            "code": loads[0].need_code,
            "lines": _lines(loads, await parts_of_loads(session, loads)),
            "consignments": tuple(dict.fromkeys(load.consignment for load in loads)),
            "driver": own_words(job.driver_name),
            "at": moment(_done_at(job, loads, now)),
        },
    )
    view = await find_need_view(session, need_id)
    is_open = view is not None and view.need.lifecycle is Lifecycle.OPEN
    more = ((act("push.not_enough", "need_more", need_id),),) if is_open else ()
    return labelled(Prompt(text, buttons=more), job.drill)


async def stock_receipt(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """The supplier's receipt: what left at a pick-up, or what was accepted at a delivery."""
    job = await find_job(session, int(params["job_id"]))
    stop = None if job is None else job.stop(int(params["stop_id"]))
    if job is None or stop is None:
        return None
    own = [load for load in stop.loads if load.supplier_id == person.person_id and load.loaded]
    picked_up = stop.kind is StopKind.PICKUP
    loads = own if picked_up else [load for load in own if _settled(load)]
    if not loads:
        return None
    text = Text(
        "push.stock_receipt_pickup" if picked_up else "push.stock_receipt",
        {
            "codes": tuple(dict.fromkeys(load.need_code for load in loads)),
            "lines": _left(loads) if picked_up else _lines(loads, {}),
            "consignments": tuple(dict.fromkeys(load.consignment for load in loads)),
            "driver": own_words(job.driver_name),
            "at": moment(stop.done_at or now),
        },
    )
    return labelled(Prompt(text), job.drill)


async def coordinator_receipt(
    session: AsyncSession, person: Person, params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """The coordinator's receipt: the whole job in one look."""
    if Role.COORDINATOR not in person.roles:
        return None
    job = await find_job(session, int(params["job_id"]))
    loads = [] if job is None else [load for load in job.loads if _settled(load)]
    if job is None or not loads:
        return None
    received = any(load.accepted for load in loads)
    text = Text(
        "push.coordinator_receipt" if received else "push.coordinator_receipt_none",
        {
            "job": job.job_id,
            "driver": own_words(job.driver_name),
            "lines": tuple(
                Text("push.receipt_case", {"code": load.need_code, "line": _line(load)})
                for load in loads
            ),
            "at": moment(job.closed_at or _done_at(job, loads, now)),
        },
    )
    return labelled(Prompt(text), job.drill)


def _settled(load: Load) -> bool:
    """True once something of it was accepted, rejected, lost or brought back."""
    return bool(load.accepted or load.rejected or load.lost or load.returned)


def _lines(loads: Sequence[Load], parts: Mapping[int, Part]) -> tuple[Text, ...]:
    return tuple(_line(load, parts.get(load.allocation_id)) for load in loads)


def _line(load: Load, part: Part | None = None) -> Text:
    code = load.item_code
    return Text(
        "push.receipt_line",
        {
            "item": item(code),
            "accepted": quantity(code, load.accepted),
            "rejected": _more("push.receipt_rejected", code, load.rejected),
            "returned": _more("push.receipt_returned", code, load.returned),
            "part": _part(part, code),
            "missing": _more("push.receipt_missing", code, load.lost),
        },
    )


def _part(part: Part | None, code: str) -> Text | str:
    if part is None:
        return ""
    facts: dict[str, Fact] = {"n": part.number, "wanted": quantity(code, part.wanted)}
    return Text("push.receipt_part", facts)


def _left(loads: Sequence[Load]) -> tuple[Text, ...]:
    return tuple(
        Text(
            "card.goods",
            {"item": item(load.item_code), "quantity": quantity(load.item_code, load.loaded)},
        )
        for load in loads
    )


def _more(key: str, code: str, amount: int) -> Text | str:
    return Text(key, {"quantity": quantity(code, amount)}) if amount else ""


def _done_at(job: JobView, loads: Sequence[Load], now: datetime) -> datetime:
    """When the last of these was handed over."""
    stops: list[JobStop | None] = [job.stop(load.delivery_stop_id) for load in loads]
    return max((stop.done_at for stop in stops if stop and stop.done_at), default=now)
