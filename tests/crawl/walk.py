"""The two sizes of the crawl: the light one of every test run, and the whole one."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from records import Databases

from tests.crawl.acts import LIGHT, Effort
from tests.crawl.city import PARTS, City
from tests.crawl.crawler import Crawler
from tests.crawl.findings import Findings
from tests.crawl.stage import open_stage

MIXED = dict(
    zip(PARTS, ("zh", "zh", "en", "zh", "en", "zh", "en", "zh", "zh", "en", "zh"), strict=True)
)
"""Who speaks what: both languages in one city, so that names cross over."""
ONE_EACH = ("hao", "wang", "li", "wu", "zhao", "chen", "sun")
"""One of each role, and the newcomer."""
SHORTEST = 0.1
"""Minutes that remain of a bound that is over."""
SWAPPED = {part: {"zh": "en", "en": "zh"}[lang] for part, lang in MIXED.items()}


async def walk_city(
    databases: Databases,
    langs: Mapping[str, str],
    effort: Effort,
    findings: Findings,
    parts: tuple[str, ...] = tuple(PARTS),
) -> None:
    """Walk one city from end to end."""
    with tempfile.TemporaryDirectory(prefix="crawl-") as name:
        folder = Path(name)
        url = await databases.fresh(folder)
        file = Path(url.removeprefix("sqlite+aiosqlite:///"))
        async with open_stage(folder, file) as stage:
            walkers = await City(stage, langs).fill()
            walking = [walker for walker in walkers if walker.part in parts]
            if effort.again:
                # Everybody comes to every step in two minutes; whatever time is left goes into
                # trying everything there is on them.
                began = time.monotonic()
                await Crawler(stage, replace(LIGHT, minutes=effort.minutes), findings).walk(walking)
                spent = (time.monotonic() - began) / 60
                if effort.minutes:
                    effort = replace(effort, minutes=max(SHORTEST, effort.minutes - spent))
            await Crawler(stage, effort, findings).walk(walking)
