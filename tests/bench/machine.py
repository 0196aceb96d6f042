"""What the figures were measured on."""

import os
import platform
import sqlite3
import statistics
import time
from importlib.metadata import version
from pathlib import Path

SYNCS = 200
SPIN = 0.2
"""Seconds of processor time in which the machine is looked at."""
MOST_CROWDED = 5.0
"""So much longer a part may take where others are at work, and no more."""


def described(folder: Path) -> list[str]:
    """Lines that name the machine; `folder` is where the databases lie."""
    median, worst = sync_cost(folder)
    loads = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return [
        f"{os.cpu_count()} cores ({processor()}), {memory_gb():.0f} GB, {platform.system()}"
        f" {platform.release()}, load before the run {loads}",
        f"pace: a million additions in Python take {pace():.0f} ms of processor time (30-50 on a"
        " quiet machine of 2024; figures in ms of processor time grow with it)",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" aiogram {version('aiogram')}, python-telegram-bot {version('python-telegram-bot')},"
        f" SQLAlchemy {version('sqlalchemy')}",
        f"write of 4 KB + fsync: median {median:.2f} ms, worst of {SYNCS} {worst:.1f} ms,"
        f" on {file_system(folder)}",
    ]


def pace() -> float:
    """Milliseconds of processor time for a million additions: how fast a core is just now."""
    times = []
    for _ in range(5):
        begin, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        times.append((time.process_time() - begin) * 1000)
    return statistics.median(times)


def patience(seconds: float) -> float:
    """So many seconds of a quiet machine, on this one as busy as it is now."""
    begin, clock, total = time.process_time(), time.monotonic(), 0
    while time.process_time() - begin < SPIN:
        total += 1
    return seconds * min(MOST_CROWDED, max(1.0, (time.monotonic() - clock) / SPIN))


def sync_cost(folder: Path) -> tuple[float, float]:
    """Median and worst milliseconds to get 4 KB onto the disk."""
    path, times = folder / "sync", []
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        for _ in range(SYNCS):
            begin = time.perf_counter()
            os.write(file, b"\0" * 4096)
            os.fsync(file)
            times.append((time.perf_counter() - begin) * 1000)
    finally:
        os.close(file)
        path.unlink()
    return statistics.median(times), max(times)


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def memory_gb() -> float:
    """The machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def file_system(folder: Path) -> str:
    """The kind of file system that a folder is on."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    except OSError:
        return "an unknown file system"
    points = [line.split()[1:3] for line in mounts]
    inside = [(point, kind) for point, kind in points if folder.is_relative_to(point)]
    return max(inside, key=lambda found: len(found[0]), default=("", "unknown"))[1]
