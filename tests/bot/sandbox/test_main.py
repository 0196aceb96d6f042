"""The sandbox as a process of its own."""

import asyncio
import signal
import sys

import httpx

from bot.sandbox.state import TOKEN


async def test_the_process_says_where_it_listens_and_stops_when_told() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{url}/bot{TOKEN}/getMe")).json()["ok"]
    finally:
        process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), 10)
    assert code == 0
