"""Tiny needs and lots, made through the same actions people use."""

from datetime import datetime, timedelta

from cast import Member
from moments import NOW

from db.actions.goods import count_stock
from db.actions.needs import report_need
from db.actions.places import add_place
from db.engine import Database
from matching.model import QuantityKind, ReserveMode, Role, Urgency

ITEM = "MASK-N95"
"""What everybody needs in these tests."""

ZHONGSHAN = ("中山区", 38.9178, 121.6399)
GANJINGZI = ("甘井子区", 38.9530, 121.5250)


async def place_of(
    database: Database, member: Member, where: tuple[str, float, float] = ZHONGSHAN
) -> int:
    """A place this member may use."""
    district, lat, lon = where
    async with database.begin() as session:
        return await add_place(
            session,
            member.actor,
            label="门口",
            address=f"{district}人民路{member.address}号",
            district=district,
            lat=lat,
            lon=lon,
            precision_km=0.05,
            now=NOW,
        )


async def need_of(
    database: Database,
    member: Member,
    *,
    quantity: int = 100,
    role: Role = Role.HOSPITAL,
    urgency: Urgency = Urgency.NORMAL,
    item_code: str = ITEM,
    key: str = "run:1",
    deadline: datetime | None = None,
    now: datetime = NOW,
) -> int:
    """A need of one line."""
    place_id = await place_of(database, member)
    async with database.begin() as session:
        return await report_need(
            session,
            member.actor,
            role=role,
            lines=[(item_code, quantity, QuantityKind.EXACT, f"{quantity} 只")],
            place_id=place_id,
            urgency=urgency,
            deadline=deadline or now + timedelta(days=1),
            people=None,
            note="",
            request_key=key,
            now=now,
        )


async def lot_of(
    database: Database,
    member: Member,
    *,
    quantity: int = 500,
    item_code: str = ITEM,
    key: str = "run:1",
    min_lot: int = 1,
    now: datetime = NOW,
) -> int:
    """A lot of one supplier, across the city."""
    place_id = await place_of(database, member, GANJINGZI)
    async with database.begin() as session:
        return await count_stock(
            session,
            member.actor,
            item_code=item_code,
            quantity=quantity,
            place_id=place_id,
            ready_at=None,
            expires_at=None,
            reserve_mode=ReserveMode.ENTERPRISE,
            min_lot=min_lot,
            only_for="",
            request_key=key,
            now=now,
        )
