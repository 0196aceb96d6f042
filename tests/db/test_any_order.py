"""Whatever order people, drivers and the clock act in, nothing is lost and no rule is by-passed."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from random_story import RandomStory

ROADS_TAKEN = {
    "allocation.proposed",
    "job.accepted",
    "job.lengthened",
    "handover.loaded",
    "handover.delivered",
    "job.resumed",
}
"""What has to come about in a short run already."""


@pytest.fixture
def machine(sqlite_databases, tmp_path):
    """The state machine over a real SQLite file."""
    RandomStory.prepare(Path(sqlite_databases.template), tmp_path)
    yield RandomStory
    RandomStory.finish()


def test_the_actions_in_any_order_keep_the_record_whole(machine):
    run_state_machine_as_test(
        machine, settings=settings(max_examples=10, stateful_step_count=30, deadline=None)
    )
    assert machine.reached.keys() >= ROADS_TAKEN


@pytest.mark.soak
def test_the_actions_in_any_order_keep_the_record_whole_for_long(machine):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=1000, stateful_step_count=50, deadline=None, derandomize=False
        ),
    )
