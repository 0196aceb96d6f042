"""P9: drivers tap together: one winner, and only the winner sees the address (simulated time).

More than a thousand seeds run what decides the winner; some run all of the action. Both are given
a way that is known to be wrong, to prove that they would see it.
"""

from pathlib import Path

import naive_offers
import pytest
from crowding import Crowd, core
from tapping import Tapping, guarded

CORE_SEEDS = 1_500
SEEDS = 24
"""Of the whole action, with its statements for cards, codes and ledger."""
SOAK_SEEDS = 500
CORE_SOAK_SEEDS = 50_000


@pytest.fixture(scope="module")
def race(sqlite_databases, tmp_path_factory):
    """A job, five drivers and four workers in virtual time."""
    started = Tapping(Path(sqlite_databases.template), tmp_path_factory.mktemp("race"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def crowd(race):
    """The same, for the core alone."""
    started = Crowd(race)
    yield started
    started.stop()


def test_of_a_crowd_one_wins_and_only_the_winner_sees_the_address(crowd):
    won = refused = 0
    for seed in range(CORE_SEEDS):
        verdict = crowd.run(seed, core)
        assert verdict.holds, seed
        won += verdict.driver is not None
        refused += sum(said == "refused" for _, said, _ in verdict.trace)
    assert won > CORE_SEEDS // 2
    assert refused > CORE_SEEDS


def test_the_naive_way_gives_the_job_to_several_of_a_crowd(crowd):
    broken = [seed for seed in range(50) if not crowd.run(seed, naive_offers.press).holds]
    assert len(broken) > 10, "the simulation cannot see what it is there to see"


def test_the_same_seed_gives_the_same_crowd(crowd):
    for seed in range(20):
        assert crowd.run(seed, core).trace == crowd.run(seed, core).trace


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
def test_one_driver_wins_for_many_seeds(crowd, race):
    assert [s for s in range(CORE_SOAK_SEEDS) if not crowd.run(s, core).holds] == []
    assert [s for s in range(SOAK_SEEDS) if not race.run(s, guarded).holds] == []
