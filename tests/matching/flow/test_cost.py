"""Costs and eligibility in arrays say the same as pair by pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from random_snapshots import snapshots
from tiny_city import GOODS, NOW, PARAMS
from tiny_instances import drawn, pair

from matching.eligibility import World, carriers_of, obstacle_between
from matching.flow.city import read_city
from matching.flow.cost import pair_costs
from matching.flow.instance import read_instance
from matching.plan import Obstacle


@given(st.integers(0, 5_000))
def test_a_published_pair_costs_what_its_definition_says(seed):
    inst = drawn(seed)
    problem, needs, lots = read_instance(inst)
    wants = {row["id"]: row for row in inst["needs"]}
    stocks = {row["id"]: row for row in inst["lots"]}
    for part in problem.components():
        costs = pair_costs(part)
        for at, row in enumerate(part.needs):
            for which, column in enumerate(part.lots):
                found = pair(inst, stocks[lots[column]], wants[needs[row]])
                assert np.isfinite(costs[at, which]) == (found is not None)
                if found:
                    assert abs(costs[at, which] - found[1]) < 1e-3


@given(snapshots())
def test_a_live_pair_is_eligible_where_the_rules_of_one_pair_say_so(snapshot):
    carriers = carriers_of(snapshot.on_duty)
    lines = [line for line in snapshot.lines if line.quantity and line.verified]
    rules = snapshot.closures, snapshot.refused, PARAMS, NOW, snapshot.links, snapshot.nodes
    world = World(GOODS, carriers, *rules)
    city = read_city(snapshot, lines, carriers, PARAMS, NOW)
    for part in city.problem.components():
        costs = pair_costs(part)
        for at, row in enumerate(part.needs):
            for which, column in enumerate(part.lots):
                line, stock = city.lines[row], city.lots[column]
                codes = (line.item_code, *GOODS[line.item_code].substitutes)
                obstacle = obstacle_between(line, stock, world)
                able = stock.item_code in codes and obstacle in (None, Obstacle.TOO_LATE)
                assert np.isfinite(costs[at, which]) == able, (line, stock, obstacle)
