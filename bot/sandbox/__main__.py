"""The sandbox as a process of its own: `python -m bot.sandbox --port 8081`.

Prints its address on one line once it listens, and runs until SIGTERM or SIGINT.
"""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.sandbox.checks import Schema
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", action="append", help="a bot's token; may be repeated")
    parser.add_argument(
        "--schema", type=Path, help="the Bot API as data, to check requests against"
    )
    parser.add_argument("--seed", type=int, default=0, help="of faults and ids")
    parser.add_argument("--webhook-backoff", type=float, default=1.0, help="seconds")
    return parser.parse_args(arguments)


async def run(options: argparse.Namespace) -> None:
    """Serve until told to stop."""
    world = World(
        tokens=tuple(options.token or (TOKEN,)),
        schema=Schema.load(options.schema) if options.schema else None,
        seed=options.seed,
        webhook_backoff=options.webhook_backoff,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with serve(world, host=options.host, port=options.port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(run(parse(sys.argv[1:])))
