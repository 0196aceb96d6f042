"""Child: aiogram's own poller with a handler that does nothing, and keeps nothing on disk."""

import asyncio
import json
import sys
import time
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def poll(url: str, token: str, wanted: int) -> dict[str, Any]:
    """Let aiogram hand so many updates to the handler; seconds and processor seconds."""
    dispatcher, seen, done = Dispatcher(), 0, asyncio.Event()

    async def look(_message: Message) -> None:
        nonlocal seen
        seen += 1
        if seen >= wanted:
            done.set()

    dispatcher.message.register(look)
    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:
        begin, used = time.perf_counter(), time.process_time()
        polling = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        await done.wait()
        took, used = time.perf_counter() - begin, time.process_time() - used
        await dispatcher.stop_polling()
        await polling
    return {"seconds": took, "cpu": used}


async def main(url: str) -> None:
    """Answer each line with what it cost."""
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        print(json.dumps(await poll(url, asked["token"], asked["updates"])), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
