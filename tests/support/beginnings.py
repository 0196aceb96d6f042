"""Where many tests begin: played once, and copied for every other test that begins there.

Only SQLite's files are copied; on a server a copy costs more than the playing.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from db.engine import Database

T = TypeVar("T")

KEPT: dict[str, tuple[bytes, Any]] = {}
"""By the name of the beginning: the record as it was then, and what the playing gave."""


async def begun(database: Database, name: str, play: Callable[[], Awaitable[T]]) -> T:
    """Whatever `play` gives, with the record as it leaves it.

    What has the same name must be the same, from a fresh record on: whoever asks has the cast in
    it, or what another beginning left, and nothing else.
    """
    if not database.is_sqlite:
        return await play()
    file = Path(str(database.engine.url.database))
    if name in KEPT:
        await database.close()
        record, given = KEPT[name]
        file.write_bytes(record)
    else:
        given = await play()
        await database.close()  # the last to close it puts the log into the file
        KEPT[name] = file.read_bytes(), given
    assert not file.with_name(f"{file.name}-wal").exists()
    return given
