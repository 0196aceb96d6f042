"""The tests' own databases are as strict as the product's."""

import pytest
import sqlalchemy as sa
from moments import NOW
from records import Databases
from sqlalchemy.exc import IntegrityError

from db.columns import table_of
from db.tables import RoleRow
from matching.model import Role


@pytest.mark.parametrize("use", ["first", "second", "third"])
async def test_foreign_keys_hold_in_a_database_that_is_used_again(
    databases: Databases, use: str
) -> None:
    url = await databases.fresh()
    opened = databases.open(url)
    dangling = {"person_id": 404, "role": Role.DRIVER, "granted_at": NOW}
    with pytest.raises(IntegrityError):
        async with opened.begin() as session:
            await session.execute(sa.insert(table_of(RoleRow)), dangling)
    await databases.shut(opened)
    await databases.drop(url)
