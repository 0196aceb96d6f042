"""Real processes for the tests of crashes: forked, so that nothing is imported again, and ended."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

Main = Callable[[asyncio.Event], Awaitable[None]]
"""What a process does until the event, which SIGTERM sets."""
PR_SET_PDEATHSIG = 1


def start(main: Main, log: Path) -> int:
    """Fork a process that runs `main`; its id. What it prints goes to `log`."""
    return fork(lambda: asyncio.run(_until_told(main)), log)


def fork(act: Callable[[], object], log: Path) -> int:
    """Fork a process that does this and ends, as any other with the code of a `SystemExit`."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _part(log)
        act()
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException:  # noqa: BLE001 (a forked child must not come back into the test run)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _part(log: Path) -> None:
    """Become a process of its own."""
    # Should the test itself be killed, nothing of it stays behind.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout = sys.stderr = os.fdopen(out, "w", buffering=1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")


async def _until_told(main: Main) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await main(stop)


def end(pid: int, how: signal.Signals = signal.SIGKILL) -> int:
    """End a process and bury it; its exit code, negative for a signal."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def has_ended(pid: int) -> bool:
    """Whether a process of ours is no more; it is buried then."""
    return os.waitpid(pid, os.WNOHANG)[0] != 0


@contextlib.contextmanager
def running(main: Main, log: Path) -> Iterator[int]:
    """A process that lives as long as the block."""
    pid = start(main, log)
    try:
        yield pid
    finally:
        end(pid)
