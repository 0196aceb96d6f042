"""`make bench`: measure us beside a named rival in the same run, and say what reached its goal.

    python -m tests.bench [--only reading,intake,…] [--write]

Every part is measured in a process of its own and given up after its time; the others go on. With
`--write` what was measured becomes docs/benchmarks.md. Leaves with 1 when a goal is missed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import machine
from tests.bench.apart import GivenUp, apart
from tests.bench.child import ROOT
from tests.bench.figure import Part, described, of_data

PARTS = {
    "reading": 120,
    "intake": 120,
    "steps": 240,
    "busy": 180,
    "footprint": 300,
    "matching": 180,
    "events": 120,
    "fairness": 180,
    "ways": 300,
    "large": 180,
    "records": 240,
    "jobs": 180,
    "jobs_large": 320,
}
"""Modules of this package, in their order, and the seconds after which each is given up: about
three times what it takes on two quiet cores, where all of them together take eight minutes; more
of them where the machine is busy."""
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Written by `make bench ARGS=--write`. Every figure stands beside a rival that was measured in the
same run on the same machine; a ratio travels better to other machines than a figure.
"""


async def run(names: Sequence[str]) -> tuple[list[str], list[Part]]:
    """Measure the named parts, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        on = machine.described(Path(folder))
    print("\n".join(on), flush=True)
    parts = []
    start = _spent()
    for name in names:
        before = _spent()
        parts.append(await measured(name))
        print(f"\n{described(parts[-1])}\n({name}: {_since(before)})", flush=True)
    print(f"\nIn all {_since(start)}", flush=True)
    return on, parts


def _spent() -> tuple[float, float]:
    """Seconds of the clock, and of processor time of all processes that were started and ended."""
    times = os.times()
    return time.monotonic(), times.children_user + times.children_system


def _since(before: tuple[float, float]) -> str:
    clock, processor = (now - then for now, then in zip(_spent(), before, strict=True))
    return f"{clock:.0f} s, {processor:.0f} s of processor time"


async def measured(name: str) -> Part:
    """One part; why there is nothing of it when it was given up or failed."""
    try:
        done = await apart(f"tests.bench.{name}", "measure", seconds=PARTS[name])
    except (GivenUp, RuntimeError, ValueError) as why:
        return Part(f"Not measured: {name}", "", (), (f"{why}; is the machine busy?",))
    return of_data(done.value)


def written(on: list[str], parts: list[Part]) -> str:
    """The whole page."""
    lines = [HEAD, "Measured on:", *(f"- {line}" for line in on), ""]
    return "\n".join(lines) + "\n" + "\n\n".join(described(part) for part in parts) + "\n"


def main(arguments: list[str]) -> int:
    """Measure, print, perhaps write; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="names, comma between")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    on, parts = asyncio.run(run(asked.only.split(",")))
    if asked.write:
        PAGE.write_text(written(on, parts), "utf-8")
    missed = [figure.name for part in parts for figure in part.figures if figure.met is False]
    missed += [part.title for part in parts if not part.figures]
    print(f"\nGoals missed: {', '.join(missed)}" if missed else "\nEvery goal is reached.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
