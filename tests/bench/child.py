"""Processes that are measured: started, spoken to by lines, watched, and always ended."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds that a child may take to say something, on a busy machine too."""
GRACE = 8.0
"""Seconds that a child may take to end after SIGTERM."""

Json = dict[str, Any]


class Child:
    """One child process with a line protocol: JSON or words, one a line."""

    def __init__(self, process: Process, started: float) -> None:
        self._process = process
        self.started = started
        """When it was started, by the monotonic clock that all processes share."""

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def check(self) -> None:
        """Raises RuntimeError when it has ended."""
        if self._process.returncode is not None:
            raise RuntimeError(f"a measured process ended with {self._process.returncode}")

    async def line(self, timeout: float = PATIENCE) -> str:
        """The next line it prints. Raises RuntimeError when it ended, TimeoutError when silent."""
        assert self._process.stdout
        async with asyncio.timeout(timeout):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a measured process ended with {await self._process.wait()}")
        return line.decode().rstrip("\n")

    async def ask(self, words: Json, timeout: float = PATIENCE) -> Json:
        """Say a line of JSON; the line of JSON it answers."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        await self._process.stdin.drain()
        answer: Json = json.loads(await self.line(timeout))
        return answer

    def resident_mb(self) -> float:
        """Resident memory now of it and all it started, in MB of 10^6 bytes."""
        page = os.sysconf("SC_PAGE_SIZE") / 1e6
        return page * sum(_field(member / "statm", 1) for member in self._group())

    def cpu_seconds(self) -> float:
        """Processor time that it and all it started have used, all threads."""
        ticks = sum(_field(member / "stat", n) for member in self._group() for n in (11, 12))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _group(self) -> list[Path]:
        """The process and all it started: a child leads a process group of its own."""
        found = (path for path in Path("/proc").iterdir() if path.name.isdecimal())
        return [path for path in found if _field(path / "stat", 2) == self.pid]

    async def end(self) -> None:
        """SIGTERM to it and whatever it started; SIGKILL when that is not enough."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await self._process.wait()
                    return


def _field(file: Path, index: int) -> int:
    """A number in a line of /proc, counted after the program's name; 0 once the process is gone."""
    try:
        return int(file.read_text("ascii", "replace").rpartition(")")[2].split()[index])
    except (OSError, IndexError):
        return 0


@contextlib.asynccontextmanager
async def start(words: Sequence[str], env: Mapping[str, str] | None = None) -> AsyncIterator[Child]:
    """A child that runs these words; ended at the end, whatever happens."""
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
        env={**clean_environment(), **(env or {})},
        start_new_session=True,
        limit=2**24,
    )
    child = Child(process, started)
    try:
        yield child
    finally:
        await child.end()


def module(name: str, *words: str) -> list[str]:
    """The words that run a module of this tree."""
    return [sys.executable, "-m", name, *words]


def command(*words: str) -> list[str]:
    """The words that run the installed `reliefline`."""
    return [str(Path(sys.executable).with_name("reliefline")), *words]


def clean_environment() -> dict[str, str]:
    """Ours without an operator's own settings, and without a proxy in front of loopback."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RELIEFLINE_") and not name.lower().endswith("_proxy")
    }


@contextlib.asynccontextmanager
async def sandbox(tokens: Sequence[str]) -> AsyncIterator[str]:
    """A sandbox server in a process of its own; its address."""
    words = [part for token in tokens for part in ("--token", token)]
    async with start(module("bot.sandbox", *words)) as child:
        yield await child.line()


def token(number: int) -> str:
    """The token of the sandbox's bot of this number."""
    return f"{number}:bench-token-that-opens-only-a-sandbox"
