"""P8: whatever four workers do to one lot at the same time, its quantities conserve (simulated)."""

from pathlib import Path

import pytest
from shelving import Shelf, naive

SEEDS = 300
"""Of 50 steps each."""
SOAK_SEEDS = 5_000


@pytest.fixture(scope="module")
def shelf(sqlite_databases, tmp_path_factory):
    """A lot, a line, and four workers in virtual time."""
    started = Shelf(Path(sqlite_databases.template), tmp_path_factory.mktemp("shelf"))
    yield started
    started.stop()


def test_no_order_of_changes_promises_goods_twice(shelf):
    assert [seed for seed in range(SEEDS) if not shelf.run(seed)] == []


def test_the_naive_way_promises_goods_twice(shelf):
    broken = [seed for seed in range(50) if not shelf.run(seed, naive)]
    assert len(broken) > 10, "the simulation cannot see what it is there to see"


@pytest.mark.soak
def test_no_order_of_changes_promises_goods_twice_for_long(shelf):
    assert [seed for seed in range(SOAK_SEEDS) if not shelf.run(seed)] == []
