"""Prints plans of several kinds; run under several PYTHONHASHSEEDs they must not differ."""

import random

import numpy as np
from tiny_city import GOODS, NOW, PARAMS, city, line, lot, van
from tiny_fleets import drawn_fleet
from tiny_instances import drawn

from matching.flow.incremental import revise
from matching.flow.instance import read_instance, write_plan
from matching.flow.reasons import reasons_of
from matching.flow.simplex import Simplex
from matching.flow.solve import share_out
from matching.jobs.instance import draw_up_instance, within_reach
from matching.pipeline import plan


def shared_out(seed):
    """Lines, floors and reasons of a drawn instance, and the lines after an event."""
    inst = drawn(seed, needs=60, lots=20)
    problem, needs, lots = read_instance(inst)
    outcome = share_out(problem, Simplex(), fairness=0.8)
    rows = zip(outcome.needs, outcome.lots, outcome.units, strict=True)
    before = {(int(a), int(b)): int(units) for a, b, units in rows}
    return (
        write_plan(outcome, inst, needs, lots),
        reasons_of(problem, outcome, np.arange(len(needs))),
        revise(problem, before, {0, 7}, outcome.prices, Simplex()),
    )


def reached(seed):
    """Lines and reasons of a drawn instance with vehicles."""
    inst, _ = drawn_fleet(seed, count=40)
    problem, needs, lots = read_instance(inst)
    problem = within_reach(problem, inst, lots)
    outcome = share_out(problem, Simplex(), fairness=0.8)
    return (
        write_plan(outcome, inst, needs, lots),
        reasons_of(problem, outcome, np.arange(len(needs))),
    )


def live(seed):
    """The plan of a city of ours."""
    rng = random.Random(seed)
    codes = sorted(GOODS)
    return plan(
        city(
            lines=tuple(
                line(number, rng.choice(codes), rng.randint(1, 300), float(rng.randint(0, 40)))
                for number in range(1, 20)
            ),
            lots=tuple(
                lot(number, rng.choice(codes), rng.randint(1, 300), float(rng.randint(0, 40)))
                for number in range(1, 12)
            ),
            on_duty=tuple(van(number, float(rng.randint(0, 40))) for number in range(1, 6)),
        ),
        PARAMS,
        NOW,
        seed=0,
    )


if __name__ == "__main__":
    for number in (1, 2):
        print(shared_out(number), draw_up_instance(*drawn_fleet(number, count=30, vehicles=8)))
        print(reached(number), live(number))
