"""What one step of a conversation costs: everything from the stored update to the commit."""

import tempfile
from pathlib import Path
from typing import Any

from tests.bench.child import module, start
from tests.bench.figure import Figure, Goal, Part
from tests.support import pg_server

WARM = {"size": 2, "most": 0.01}
SQLITE = {"size": 10, "most": 8.0}
RIVAL = {"size": 10, "most": 2.0}
POSTGRES = {"size": 10, "most": 4.0}
"""People at a time, and seconds after which no new dialogs begin."""
LONGEST = 180.0
"""Seconds that one run may take on a busy machine."""


async def measure() -> Part:
    """The same dialogs on SQLite, with aiogram's FSM in memory, and on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'steps.db'}"
        ours = await run(module("tests.bench.our_steps", url), SQLITE)
    rival = await run(module("tests.bench.rival_form"), RIVAL)
    figures = [
        Figure("steps a second, SQLite", "/s", rate(ours), rate(rival)),
        Figure("processor time a step, SQLite", "ms", cost(ours), cost(rival), Goal(at_most=5.0)),
    ]
    why = pg_server.missing()
    if not why:
        with pg_server.serve(pg_server.DURABLE) as server:
            second = await run(module("tests.bench.our_steps", server.url("postgres")), POSTGRES)
        figures += [
            Figure("steps a second, PostgreSQL", "/s", rate(second), rate(rival)),
            Figure("processor time a step, PostgreSQL client", "ms", cost(second), cost(rival)),
        ]
    return Part(
        "Steps of the need dialog",
        "a form of the same shape in aiogram's FSM (MemoryStorage, `feed_raw_update`, a"
        " session that sends nothing): no catalogue, no checks, nothing kept",
        tuple(figures),
        (
            f"{ours['dialogs']:,} dialogs, {ours['steps']:,} steps, {SQLITE['size']} people at a"
            " time, 4 workers: store, claim, read, converse, dialog state, outbox rows, need and"
            " ledger at the end, commit (WAL, synchronous=FULL); the sending is not in it",
            "processor time is of the whole process, all threads",
            why
            or "PostgreSQL on the same machine with fsync on; its server's own time is not in"
            " the processor time",
        ),
    )


async def run(words: list[str], size: dict[str, int]) -> dict[str, Any]:
    """Start the child, let it warm up, and measure."""
    async with start(words) as child:
        await child.line()
        await child.ask(WARM, LONGEST)
        return await child.ask(size, LONGEST)


def rate(found: dict[str, Any]) -> float:
    """Steps a second."""
    return float(found["steps"] / found["seconds"])


def cost(found: dict[str, Any]) -> float:
    """Processor milliseconds a step."""
    return float(found["cpu"] * 1000 / found["steps"])
