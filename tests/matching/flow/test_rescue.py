"""What minimum lots take from urgent needs is given back at the cost of lighter ones."""

import numpy as np
from tiny_instances import instance, lot, need

from matching.flow.instance import read_instance
from matching.flow.network import Sides
from matching.flow.rescue import Rescue
from matching.flow.simplex import Simplex
from matching.flow.solve import share_out


def rescue(fixed, held, lacking, worth, least=1, **facts):
    """A rescue over needs of forty units each and one lot."""
    halves = np.full(len(worth), 20)
    weight = np.array(worth, np.float64)
    sides = Sides(np.array([100]), halves, halves, weight, weight * 0.4)
    made = Rescue(fixed, np.array([held]), np.array(lacking), sides, lambda *_: least, **facts)
    made.run(np.array([0]), np.ones((len(worth), 1), np.float32), 0.001, np.zeros(1))
    return made


def test_a_heavy_need_takes_the_line_of_the_lightest_one():
    made = rescue({(1, 0): 40, (2, 0): 40}, 0, [40, 0, 0], [1000, 100, 10])
    assert made.fixed == {(0, 0): 40, (1, 0): 40}
    assert made.lacking.tolist() == [0, 0, 40]


def test_a_line_is_cut_only_down_to_its_minimum_or_whole():
    made = rescue({(1, 0): 40}, 20, [40, 0], [1000, 10], least=15)
    assert made.fixed == {(0, 0): 40, (1, 0): 20}
    made = rescue({(1, 0): 40}, 20, [40, 0], [1000, 10], least=30)
    assert made.fixed == {(0, 0): 40}
    assert made.held.tolist() == [20]


def test_nothing_is_taken_that_is_worth_more_where_it_is():
    fixed = {(1, 0): 40}
    assert rescue(dict(fixed), 0, [2, 0], [30, 20], least=2).fixed != fixed
    assert rescue(dict(fixed), 0, [2, 0], [30, 20], least=30).fixed == fixed
    assert rescue(dict(fixed), 0, [40, 0], [30, 20], heavier=3.1).fixed == fixed


def test_minimum_lots_leave_no_urgent_need_open_while_a_lesser_one_is_served():
    needs = [need("sick", 30, urgency=1), *(need(f"calm{at}", 45, urgency=4) for at in range(4))]
    lots = [lot("a", 60, km=1, min_lot=40), lot("b", 50, km=2, min_lot=40)]
    problem, names, _ = read_instance(instance(needs, lots))
    outcome = share_out(problem, Simplex())
    assert outcome.units[outcome.needs == names.index("sick")].sum() == 30
