"""A vehicle that stands still with goods aboard, as the desk sees it: what, where, for whom."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.job_views import JobView, Load
from db.queries.people import person_by_id
from db.queries.subjects import find_need_view
from handlers.dialog import Button, Fact, Prompt, Term, Text
from handlers.speech.show import Row, act, district, item_totals, own_words, phone_said
from matching.model import AllocationState


async def stranded_prompt(
    session: AsyncSession, job: JobView, head: Text, look: Button
) -> Prompt | None:
    """All a coordinator needs to decide; None once it goes on or is settled."""
    if not job.is_running or job.reason is None:
        return None
    driver = None if job.driver_id is None else await person_by_id(session, job.driver_id)
    phone = "" if driver is None else driver.phone
    facts: dict[str, Fact] = {
        "head": head,
        "reason": Term("reason", job.reason.value),
        "driver": own_words(job.driver_name),
        "vehicle": own_words(job.vehicle),
        "phone": Text("push.phone", {"phone": phone_said(phone)}) if phone else "",
        "where": _where(job),
        "loads": tuple([await _for_whom(session, loads) for loads in _by_need(job)]),
        "relief": _relief(job),
    }
    return Prompt(
        Text("push.stranded", facts), buttons=(*stranded_buttons(job), (look,)), force_new=True
    )


def stranded_buttons(job: JobView) -> tuple[Row, ...]:
    """What may be decided: it goes on, another comes for it, it is back, or gone."""
    send = act("coordinator.relieve", "relieve", job.job_id, style="primary")
    goes = act("coordinator.goes_on", "goes_on", job.job_id)
    back = act("coordinator.goods_back", "goods_back", job.job_id)
    lost = act("coordinator.goods_lost", "goods_lost", job.job_id, style="danger")
    return ((goes,) if job.beside(1) is not None else (send, goes), (back, lost))


def _where(job: JobView) -> Text | str:
    at = job.position
    if at is None:
        return ""
    point = f"{at.lat:.4f}, {at.lon:.4f}"
    return Text("push.stranded_at", {"district": district(at.district), "point": own_words(point)})


def _by_need(job: JobView) -> list[list[Load]]:
    found: dict[int, list[Load]] = {}
    for load in job.loads:
        if load.state is AllocationState.LOADED:
            found.setdefault(load.need_id, []).append(load)
    return list(found.values())


async def _for_whom(session: AsyncSession, loads: list[Load]) -> Text:
    view = await find_need_view(session, loads[0].need_id)
    return Text(
        "push.stranded_load",
        {
            "goods": item_totals(loads),
            "code": loads[0].need_code,
            "who": own_words("" if view is None else view.reporter.name),
            "district": district("" if view is None else view.place.district),
        },
    )


def _relief(job: JobView) -> Text:
    coming = job.beside(1)
    if coming is None:
        return Text("push.stranded_alone")
    if not coming.is_accepted:
        return Text("push.stranded_sought")
    facts = {"driver": own_words(coming.driver), "vehicle": own_words(coming.vehicle)}
    return Text("push.stranded_relieved", facts)
