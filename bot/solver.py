"""Where a planning run is solved: beside the loop when it is short, in a process when it is long.

A thread shares the interpreter with the chats, and the flow solver does not let go of it: a
large run would leave everybody waiting for seconds.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial

from matching.pipeline import plan
from matching.plan import Plan
from matching.revision import revise
from matching.snapshot import Params, Snapshot
from matching.touched import Event

LARGE = 500
"""Need lines and offers from which a process is worth its start of a second; fewer take 50 ms at
most. An offer counts as a line: a life at risk may have it shared out anew."""


async def solve(
    snapshot: Snapshot, params: Params, now: datetime, seed: int, large: int = LARGE
) -> Plan:
    """The plan of the snapshot, without the numbers behind its sentences; the loop stays free."""
    return await _aside(partial(_planned, snapshot, params, now, seed), _size(snapshot) >= large)


async def solve_again(
    snapshot: Snapshot,
    events: Sequence[Event],
    params: Params,
    now: datetime,
    seed: int,
    large: int = LARGE,
) -> Plan:
    """The same of what these events touch only."""
    work = partial(_revised, snapshot, tuple(events), params, now, seed)
    return await _aside(work, _size(snapshot) >= large)


def _size(snapshot: Snapshot) -> int:
    return len(snapshot.lines) + len(snapshot.promised)


async def _aside(work: Callable[[], Plan], in_process: bool) -> Plan:
    """Do the work beside the loop, in a process if it is long."""
    if not in_process:
        return await asyncio.to_thread(work)
    # Spawned, not forked: a copy of a running loop with its threads and sockets is no clean start.
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    try:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, work)
    finally:
        pool.shutdown(wait=False)


def _planned(snapshot: Snapshot, params: Params, now: datetime, seed: int) -> Plan:
    """The less comes back from a process, the shorter the loop stands still to read it."""
    return replace(plan(snapshot, params, now, seed), reasons=())


def _revised(
    snapshot: Snapshot, events: Sequence[Event], params: Params, now: datetime, seed: int
) -> Plan:
    return replace(revise(snapshot, events, params, now, seed).plan, reasons=())
