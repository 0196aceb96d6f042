"""Number plates: is this vehicle somebody else's already?"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import VehicleRow

PLATE_SIGNS = " ·.-"
"""What stands between the signs of a plate as people write it."""


async def is_plate_of_others(session: AsyncSession, person_id: int, plate: str) -> bool:
    """Whether somebody else drives a vehicle of this plate, however they spaced it."""
    written = sa.func.upper(col(VehicleRow.label))
    for sign in PLATE_SIGNS:
        plate = plate.replace(sign, "")
        written = sa.func.replace(written, sign, "")
    theirs = sa.select(col(VehicleRow.id)).where(
        col(VehicleRow.person_id) != person_id,
        col(VehicleRow.retired_at).is_(None),
        written == plate.upper(),
    )
    return await session.scalar(theirs.limit(1)) is not None
