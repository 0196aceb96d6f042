"""A plan is the same wherever it was solved."""

from dataclasses import replace

import pytest
from tiny_city import NOW, PARAMS, city, line, lot, van

from bot.solver import solve
from matching.pipeline import plan
from matching.snapshot import Promised

pytestmark = pytest.mark.anyio

SNAPSHOT = city(
    lines=(line(1, quantity=150), line(2)), lots=(lot(1), lot(2, km=3)), on_duty=(van(1),)
)


async def test_a_run_in_a_process_gives_the_same_plan_as_one_in_a_thread():
    here = await solve(SNAPSHOT, PARAMS, NOW, 0)
    there = await solve(SNAPSHOT, PARAMS, NOW, 0, large=1)
    assert here == there == replace(plan(SNAPSHOT, PARAMS, NOW, 0), reasons=())


async def test_an_offer_counts_as_a_line_a_life_at_risk_may_have_it_shared_out_anew(monkeypatch):
    async def no_thread(*_args):
        raise AssertionError("solved beside the loop")

    monkeypatch.setattr("asyncio.to_thread", no_thread)
    offered = replace(SNAPSHOT, lines=(), promised=(Promised(1, 1, 5, line(1, quantity=5), False),))
    assert (await solve(offered, PARAMS, NOW, 0, large=1)).allocations == ()
