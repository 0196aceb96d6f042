"""`make crawl`: walk every state of every dialog through the Bot API, and say what was covered.

    python -m tests.crawl [--light] [--parts wang,li] [--langs mixed] [--states N] [--minutes M]

`--langs mixed` and `--langs swapped` are the same city with every person's language changed: a
crawl of both has every person in both. `--parts`, `--langs`, `--states` (new ones and other looks,
walked of each person) and `--minutes` (of each city) do a part of it; what was left is told at the
end. With `--transcript FILE` everything that was said is written down, to be read aloud. Leaves
with 1 when something was found that must not be, or a whole crawl did not come to a step.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support")]

from records import Databases, _prepare  # noqa: E402

from tests.crawl.acts import LIGHT, WHOLE  # noqa: E402
from tests.crawl.city import PARTS  # noqa: E402
from tests.crawl.findings import WITHIN, Findings  # noqa: E402
from tests.crawl.walk import MIXED, SWAPPED, walk_city  # noqa: E402

IN_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory."""
LANGS = {"mixed": MIXED, "swapped": SWAPPED}


async def crawl(asked: argparse.Namespace) -> Findings:
    """Walk both cities, each person in one language and then in the other."""
    found = Findings()
    # Every turn is written through to the disk several times; in memory that takes no time.
    tempfile.tempdir = str(IN_MEMORY) if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="crawl-") as folder:
        file = Path(folder) / "template.db"
        await _prepare(f"sqlite+aiosqlite:///{file}")
        databases = Databases(str(file), None)
        effort = LIGHT if asked.light else WHOLE
        if asked.states:
            effort = replace(effort, news=asked.states, looks=asked.states)
        effort = replace(effort, minutes=asked.minutes or effort.minutes)
        parts = tuple(asked.parts.split(",")) if asked.parts else tuple(PARTS)
        try:
            for name in asked.langs.split(","):
                await walk_city(databases, LANGS[name], effort, found, parts)
        finally:
            if asked.transcript:
                Path(asked.transcript).write_text("\n".join(found.story) + "\n", "utf-8")
            print(found.report(), flush=True)
    return found


def main(arguments: list[str]) -> int:
    """Crawl, print what was covered; 1 when there is a problem."""
    parser = argparse.ArgumentParser(prog="python -m tests.crawl", description=__doc__)
    parser.add_argument("--light", action="store_true", help="as in `make test`")
    parser.add_argument("--parts", default="", help=f"of {','.join(PARTS)}")
    parser.add_argument("--transcript", default="", help="file for all that was said")
    parser.add_argument("--langs", default="", help=f"of {','.join(LANGS)}; light: mixed")
    parser.add_argument("--states", type=int, default=0, help="walked of each person, at most")
    parser.add_argument(
        "--minutes",
        type=float,
        default=0,
        help="of each city, at most; 0: as long as it may take (light), 20 (whole)",
    )
    asked = parser.parse_args(arguments)
    asked.langs = asked.langs or ("mixed" if asked.light else ",".join(LANGS))
    found = asyncio.run(crawl(asked))
    if not asked.light:
        print(f"no button leads to the menu within {WITHIN} presses: {found.far_from_menu()}")
    is_part = asked.light or asked.parts or asked.states
    return 1 if found.problems or (found.unseen() and not is_part) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
