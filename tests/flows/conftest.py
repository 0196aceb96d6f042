"""Every story is played in both languages on a theatre of its own; a broken one tells itself."""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
from records import Databases
from stories import Troupe
from theatre import Theatre, open_theatre

from bot.demo.stage import BRISK

STORY = pytest.StashKey[Troupe]()


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    """The language everybody in the story speaks."""
    return str(request.param)


@pytest.fixture
def private_step() -> float:
    """Seconds between two messages to one person; stories are told faster than lived."""
    return BRISK


@pytest.fixture
async def theatre(
    sqlite_databases: Databases, tmp_path: Path, private_step: float
) -> AsyncIterator[Theatre]:
    """A city with nobody in it."""
    url = await sqlite_databases.fresh()
    async with open_theatre(tmp_path, url, private_step=private_step) as opened:
        yield opened
    await sqlite_databases.drop(url)


@pytest.fixture
def troupe(theatre: Theatre, lang: str, request: pytest.FixtureRequest) -> Troupe:
    """The people of one story."""
    request.node.stash[STORY] = people = Troupe(theatre, lang)
    return people


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the transcript of a broken story into its report."""
    report = yield
    if report.failed and STORY in item.stash:
        report.sections.append(("the story so far", item.stash[STORY].out.getvalue()))
    return report
