"""Child: our poll loop. Per line {token, updates}: fetch, store on disk, acknowledge, report."""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from bot.channels.telegram_poll import Json, TelegramPoll
from bot.clock import SystemClock
from bot.inbox import Inbox
from bot.intake import Intake
from db import migrate
from db.columns import table_of
from db.engine import Database
from db.tables import InboxRow


async def poll(database: Database, url: str, token: str, wanted: int) -> Json:
    """Move so many updates from the server into the inbox; seconds and processor seconds."""
    clock, stop, stored = SystemClock(), asyncio.Event(), 0
    bot = token.partition(":")[0]
    inbox = Inbox(database, bot, clock)

    async def store(batch: Sequence[Json]) -> int:
        nonlocal stored
        new = await inbox.store(batch)
        stored += new
        if stored >= wanted:
            stop.set()
        return new

    async with TelegramPoll(token, url) as source:
        begin, used = time.perf_counter(), time.process_time()
        await Intake(source, store, clock).run(stop)
        took, used = time.perf_counter() - begin, time.process_time() - used
    rows = table_of(InboxRow)
    async with database.read() as session:
        kept = await session.scalar(select(func.count()).where(rows.c.bot == bot))
    if kept != wanted:
        raise RuntimeError(f"{kept} of {wanted} updates are in the inbox")
    return {"seconds": took, "cpu": used}


async def main(url: str, folder: Path) -> None:
    """Answer each line with what it cost."""
    address = f"sqlite+aiosqlite:///{folder / 'intake.db'}"
    await migrate.upgrade(address)
    database = Database.open(address)
    print("ready", flush=True)
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            print(
                json.dumps(await poll(database, url, asked["token"], asked["updates"])), flush=True
            )
    finally:
        await database.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
