"""The two sizes of the crawl: the light one of every test run, and the whole one."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from records import Databases

from tests.crawl.acts import Effort
from tests.crawl.city import PARTS, City
from tests.crawl.crawler import Crawler
from tests.crawl.findings import Findings
from tests.crawl.stage import open_stage

MIXED = dict(zip(PARTS, ("zh", "zh", "en", "zh", "en", "zh", "en", "zh", "zh", "en"), strict=True))
"""Who speaks what: both languages in one city, so that names cross over."""
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
            crawler = Crawler(stage, effort, findings)
            await crawler.walk(walker for walker in walkers if walker.part in parts)
