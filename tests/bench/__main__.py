"""`make bench`: measure us beside a named rival in the same run, and say what reached its goal.

    python -m tests.bench [--only reading,intake,steps,busy,footprint,matching,records,jobs]
                           [--write]

With `--write` the result becomes docs/benchmarks.md. Leaves with 1 when a goal is missed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import busy, footprint, intake, jobs, machine, matching, reading, records, steps
from tests.bench.child import ROOT
from tests.bench.figure import Part, described

PARTS: dict[str, Callable[[], Awaitable[Part]]] = {
    "reading": reading.measure,
    "intake": intake.measure,
    "steps": steps.measure,
    "busy": busy.measure,
    "footprint": footprint.measure,
    "matching": matching.measure,
    "records": records.measure,
    "jobs": jobs.measure,
}
LONGEST = 240.0
"""Seconds after which a part is given up."""
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Written by `make bench ARGS=--write`. Every figure stands beside a rival that was measured in the
same run on the same machine; a ratio travels better to other machines than a figure.
"""


async def run(names: list[str]) -> tuple[list[str], list[Part]]:
    """Measure the named parts, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        on = machine.described(Path(folder))
    print("\n".join(on), flush=True)
    parts = []
    for name in names:
        begin = time.monotonic()
        try:
            async with asyncio.timeout(LONGEST):
                parts.append(await PARTS[name]())
        except TimeoutError:
            print(f"\n{name}: given up after {LONGEST:.0f} s; is the machine busy?", flush=True)
            continue
        print(f"\n{described(parts[-1])}\n({time.monotonic() - begin:.0f} s)", flush=True)
    return on, parts


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
    names = asked.only.split(",")
    on, parts = asyncio.run(run(names))
    if len(parts) < len(names):
        return 1
    if asked.write:
        PAGE.write_text(written(on, parts), "utf-8")
    missed = [figure.name for part in parts for figure in part.figures if figure.met is False]
    print(f"\nGoals missed: {', '.join(missed)}" if missed else "\nEvery goal is reached.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
