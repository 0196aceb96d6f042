"""P9: drivers tap together: one winner, and only the winner sees the address (simulated time)."""

from pathlib import Path

import naive_offers
import pytest
from tapping import Tapping, guarded

SEEDS = 40
"""The real action with its 100 statements takes 0.13 CPU seconds a seed."""
SOAK_SEEDS = 5_000


@pytest.fixture
def race(sqlite_databases, tmp_path):
    """A job, five drivers and four workers in virtual time."""
    started = Tapping(Path(sqlite_databases.template), tmp_path)
    yield started
    started.stop()


def test_one_driver_wins_and_only_the_winner_sees_the_address(race):
    verdicts = [race.run(seed, guarded) for seed in range(SEEDS)]
    assert [seed for seed, verdict in enumerate(verdicts) if not verdict.holds] == []
    won = sum(verdict.driver is not None for verdict in verdicts)
    refused = sum("refused" in said for verdict in verdicts for _, said, _ in verdict.trace)
    assert won > SEEDS // 2
    assert refused > SEEDS


def test_the_naive_way_gives_the_job_to_several(race):
    broken = [seed for seed in range(10) if not race.run(seed, naive_offers.accept).holds]
    assert broken, "the simulation cannot see what it is there to see"


def test_the_same_seed_gives_the_same_run(race):
    for seed in range(5):
        assert race.run(seed, guarded).trace == race.run(seed, guarded).trace


@pytest.mark.soak
def test_one_driver_wins_for_many_seeds(race):
    assert [s for s in range(SOAK_SEEDS) if not race.run(s, guarded).holds] == []
