"""Engines that are used again: to a new one every statement is new, and is compiled anew."""

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Database

ALL = 10_000
"""Compiled statements that an engine keeps: SQLAlchemy's 500 are fewer than the tests' together."""
KEPT: dict[tuple[str, str], AsyncEngine] = {}
"""By the database's address and by who looks into it."""


def known(url: str, whose: str) -> Database:
    """Open a database on the engine by which `whose` opened it before."""
    if (url, whose) not in KEPT:
        KEPT[url, whose] = Database.open(url, query_cache_size=ALL).engine
    return Database(KEPT[url, whose])
