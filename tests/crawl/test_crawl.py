"""Every state of every dialog through the Bot API: a taste in every run, all in a soak."""

import pytest
from records import Databases

from matching.model import Role
from tests.crawl.acts import LIGHT, TASTE, WHOLE
from tests.crawl.findings import Findings
from tests.crawl.walk import MIXED, ONE_EACH, SWAPPED, walk_city

EVERYBODY = {"newcomer", *map(str, Role)}


async def test_no_first_step_of_anybody_is_a_trap(sqlite_databases: Databases) -> None:
    found = Findings()
    await walk_city(sqlite_databases, MIXED, TASTE, found, ONE_EACH)
    print(found.report())
    assert found.problems == {}, found.report()
    assert {key.role for key in found.edges} == EVERYBODY


@pytest.mark.soak
async def test_no_step_of_any_dialog_is_a_trap(sqlite_databases: Databases) -> None:
    found = Findings()
    await walk_city(sqlite_databases, MIXED, LIGHT, found)
    print(found.report())
    assert found.problems == {}, found.report()
    assert found.unseen() == set()


@pytest.mark.soak
async def test_no_state_of_any_dialog_is_a_trap(sqlite_databases: Databases) -> None:
    found = Findings()
    for langs in (MIXED, SWAPPED):
        await walk_city(sqlite_databases, langs, WHOLE, found)
    print(found.report())
    assert found.problems == {}, found.report()
    assert found.unseen() == set()
    assert found.far_from_menu() == []
