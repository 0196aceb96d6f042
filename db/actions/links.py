"""What getting from district to district adds: from the next plan on, by what was said last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.actions import ledger
from db.actions.tick_requests import request_tick
from db.engine import insert
from db.tables import LinkRow
from matching.errors import Outdated
from matching.model import Mode, TickName
from matching.permissions import Act, Actor, require


async def set_link(
    session: AsyncSession,
    actor: Actor,
    *,
    ends: tuple[str, str],
    mode: Mode,
    km: float,
    hours: float,
    now: datetime,
    max_tonnes: float | None = None,
    permits: Iterable[str] = (),
) -> None:
    """Say what the way between two districts adds by this mode, and who may use it.

    `max_tonnes`: only vehicles up to that load. Permits: a vehicle must hold one of them.
    """
    require(actor, Act.CLOSE_ROAD)
    if ends[0] == ends[1] or km < 0 or hours < 0:
        raise ValueError("a link has two ends, and adds kilometres and hours")
    one, other = sorted(ends)
    facts: dict[str, Any] = {
        "km": km,
        "hours": hours,
        "max_tonnes": max_tonnes,
        "permits": sorted(permits),
        "set_by": actor.person_id,
        "set_at": now,
    }
    key = {"district_a": one, "district_b": other, "mode": mode}
    link_id = await session.scalar(
        insert(session, LinkRow)
        .values(**key, **facts)
        .on_conflict_do_update(index_elements=list(key), set_=facts)
        .returning(col(LinkRow.id))
    )
    await ledger.record(
        session,
        kind="link.set",
        actor=actor,
        subject=f"link:{link_id}",
        facts={
            "mode": mode.value,
            "from": one,
            "to": other,
            "km": km,
            "hours": hours,
            "max_tonnes": max_tonnes,
            "permits": facts["permits"],
        },
        now=now,
    )
    await request_tick(session, TickName.MATCH, now=now)


async def reset_link(
    session: AsyncSession, actor: Actor, *, ends: tuple[str, str], mode: Mode, now: datetime
) -> None:
    """Take back what was said of a link: what is shipped counts again, or there is none.

    Raises `Outdated` when nobody said anything of it, or somebody was faster.
    """
    require(actor, Act.CLOSE_ROAD)
    one, other = sorted(ends)
    link_id = await session.scalar(
        sa.delete(LinkRow)
        .where(
            col(LinkRow.district_a) == one,
            col(LinkRow.district_b) == other,
            col(LinkRow.mode) == mode,
        )
        .returning(col(LinkRow.id))
    )
    if link_id is None:
        raise Outdated()
    await ledger.record(
        session,
        kind="link.reset",
        actor=actor,
        subject=f"link:{link_id}",
        facts={"mode": mode.value, "from": one, "to": other},
        now=now,
    )
    await request_tick(session, TickName.MATCH, now=now)
