"""Ways: of a few places all are kept, of many only those asked are reckoned, and they are alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_fleets import drawn_fleet

from matching.jobs import ground
from matching.jobs.instance import read_jobs


def problem_of(seed):
    inst, lines = drawn_fleet(seed)
    return read_jobs(inst, inst["vehicles"], lines)[0]


@given(st.integers(0, 10_000))
def test_what_is_reckoned_when_asked_is_what_would_have_been_kept(seed):
    problem = problem_of(seed)
    kept, gaits = problem.ground, int(problem.vehicles.gait.max()) + 1
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ground, "LONGEST_ROW", 0)
        asked = problem_of(seed).ground
    cells = np.arange((len(kept) + 1) * gaits)
    places = cells[cells % (len(kept) + 1) < len(kept)]
    for place in range(0, len(kept), 5):
        assert kept.hours_to(place, places).tolist() == asked.hours_to(place, places).tolist()


@given(st.integers(0, 10_000))
def test_the_cheap_look_never_says_more_than_the_way_takes(seed):
    problem = problem_of(seed)
    places = np.arange(len(problem.ground))
    for gait in range(int(problem.vehicles.gait.max()) + 1):
        gaits = np.full(len(places), gait)
        for place in range(0, len(places), 5):
            least = problem.ground.at_least(place, places, gaits)
            full = problem.ground.hours_to(place, gait * (len(places) + 1) + places)
            assert (least <= full * (1 + 1e-5) + 1e-4).all()
            assert least == pytest.approx(full, rel=1e-3, abs=1e-3)
