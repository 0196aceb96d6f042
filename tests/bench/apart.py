"""Work done in a process of its own: it cannot hang the rest, nor bring its libraries into it.

    python -m tests.bench.apart MODULE FUNCTION [JSON …]

calls the function with these values and prints what it gives as the last line, as JSON, with the
processor time and the memory it took.
"""

import asyncio
import dataclasses
import importlib
import inspect
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.child import ROOT, clean_environment, module
from tests.bench.machine import patience

GRACE = 10.0
"""Seconds from SIGTERM to SIGKILL: a part ends what it started itself."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a function gave, and what it took."""

    value: Any
    cpu: float
    """Seconds of processor time, all threads, the imports left out."""
    mb: float
    """The most memory its process ever held over a bare interpreter, in MB of 10^6 bytes."""


class GivenUp(Exception):
    """Not done within its time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"given up after {seconds:.0f} s")
        self.seconds = seconds


async def apart(name: str, function: str, *values: Any, seconds: float) -> Done:
    """Call a function of a module of this tree. Raises GivenUp when it is not done in so many
    seconds of a quiet machine, and RuntimeError when it failed."""
    seconds = patience(seconds)
    words = module("tests.bench.apart", name, function, *map(json.dumps, values))
    process = await asyncio.create_subprocess_exec(
        *words, stdout=PIPE, cwd=ROOT, env=clean_environment(), start_new_session=True, limit=2**24
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate()
    except TimeoutError:
        raise GivenUp(seconds) from None
    finally:
        await _end(process)
    if process.returncode:
        raise RuntimeError(f"{name}.{function} ended with {process.returncode}")
    return Done(**json.loads(said.decode().rstrip("\n").rpartition("\n")[2]))


async def _end(process: Process) -> None:
    """End it and all that it started, at once if it does not do so by itself."""
    family = _family(process.pid)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(sign)
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await process.wait()
    for pid, born in family.items():
        if _stat(pid)[1] == born:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _family(pid: int) -> dict[int, int]:
    """All that a process started, and what they started, with when they began."""
    known = {int(path.name): _stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found, last = dict[int, int](), {pid}
    while last:
        last = {child for child, (parent, _) in known.items() if parent in last}
        found |= {child: known[child][1] for child in last}
    return found


def _stat(pid: int) -> tuple[int, int]:
    """Parent and begin of a process; nothing once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0, 0
    return int(fields[1]), int(fields[19])


def most_mb() -> float:
    """The most this process ever held, in MB of 10^6 bytes; what rusage says includes the process
    that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


async def _called(function: Any, values: list[Any]) -> Any:
    """What the function gives; SIGTERM cancels it, so that it ends what it started."""
    if not inspect.iscoroutinefunction(function):
        return function(*values)
    task = asyncio.ensure_future(function(*values))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def main(name: str, function: str, *words: str) -> None:
    """Call it, and print what it gave and took."""
    bare = most_mb()
    called = getattr(importlib.import_module(name), function)
    begin = time.process_time()
    value = asyncio.run(_called(called, [json.loads(word) for word in words]))
    cpu = time.process_time() - begin
    plain = dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value
    print(json.dumps({"value": plain, "cpu": cpu, "mb": most_mb() - bare}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
