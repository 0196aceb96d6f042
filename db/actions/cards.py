"""Shows living cards anew: one at the bottom of the chat, or all that somebody missed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import enqueue, enqueue_card
from db.columns import table_of
from db.tables import CardRow, IdentityRow

MOST_RENEWED = 20
"""Cards renewed for somebody who is back: the newest, more than anybody looks at."""

_CARDS = table_of(CardRow)
_IDENTITIES = table_of(IdentityRow)


async def renew_cards(
    session: AsyncSession, *, channel: str, address: str, person_id: int, now: datetime
) -> None:
    """Owe a fresh look at the cards at an address: they missed what changed while blocked.

    A card that shows the same as before is not sent.
    """
    on_show = await session.execute(
        sa.select(_CARDS.c.kind, _CARDS.c.subject_id)
        .where(_CARDS.c.channel == channel, _CARDS.c.address == address, _CARDS.c.message_id != "")
        .order_by(_CARDS.c.updated_at.desc(), _CARDS.c.id.desc())
        .limit(MOST_RENEWED)
    )
    for card in on_show.all():
        await enqueue_card(
            session, kind=card.kind, subject_id=card.subject_id, person_id=person_id, now=now
        )


async def show_again(
    session: AsyncSession, *, kind: str, subject_id: int, person_id: int, now: datetime
) -> None:
    """Send the card as a new message; the old one loses its buttons and is edited no more.

    Whether the person may see it is decided where the card is drawn.
    """
    on_show = await session.execute(
        sa.select(_CARDS.c.id, _CARDS.c.channel, _CARDS.c.address, _CARDS.c.message_id)
        .join_from(
            _CARDS,
            _IDENTITIES,
            sa.and_(
                _IDENTITIES.c.channel == _CARDS.c.channel,
                _IDENTITIES.c.address == _CARDS.c.address,
            ),
        )
        .where(
            _IDENTITIES.c.person_id == person_id,
            _CARDS.c.kind == kind,
            _CARDS.c.subject_id == subject_id,
            _CARDS.c.message_id != "",
        )
    )
    for card in on_show.all():
        await session.execute(
            sa.update(_CARDS)
            .where(_CARDS.c.id == card.id)
            .values(message_id="", digest="", updated_at=now)
        )
        await enqueue(
            session,
            channel=card.channel,
            address=card.address,
            kind="unbutton",
            params={"message_id": card.message_id},
            now=now,
        )
    await enqueue_card(session, kind=kind, subject_id=subject_id, person_id=person_id, now=now)
