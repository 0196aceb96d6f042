"""How stock must not be reserved: read what is free, decide, then write. Kept to prove the test.

The read holds nothing, so two workers see the same goods free and both promise them.
"""

import sqlalchemy as sa
from sqlmodel import col

from db.engine import Database
from db.tables import LotRow


async def reserve(database: Database, lot_id: int, quantity: int) -> bool:
    """Promise `quantity` of the lot if it looks free."""
    async with database.read() as session:
        free = await session.scalar(sa.select(col(LotRow.free)).where(col(LotRow.id) == lot_id))
    if free is None or free < quantity:
        return False
    async with database.begin() as session:
        lot = await session.get(LotRow, lot_id)
        assert lot is not None
        lot.free = free - quantity
        lot.reserved = lot.counted - lot.free - lot.loaded_out
        session.add(lot)
    return True
