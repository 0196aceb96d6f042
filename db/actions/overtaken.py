"""Messages that time has overtaken: each is written over where it stands, and keeps no buttons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane, enqueue
from db.queries.messages import sent_as


async def write_over(
    session: AsyncSession,
    overtaken: Mapping[str, Mapping[str, Any]],
    *,
    kind: str,
    now: datetime,
    drill: bool,
) -> None:
    """Owe a push of this kind in place of each message that a push with one of these keys became,
    with the parameters beside the key; what was never sent is not there to be written over."""
    for key, each in (await sent_as(session, sorted(overtaken))).items():
        await enqueue(
            session,
            person_id=each.person_id,
            channel=each.channel,
            address=each.address,
            kind=kind,
            params={**overtaken[key], "edit": each.message_id},
            lane=Lane.URGENT,
            supersede_key=f"edit:{each.channel}:{each.address}:{each.message_id}"[:80],
            now=now,
            drill=drill,
        )
