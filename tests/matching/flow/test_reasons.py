"""Every reason is checked again, pair by pair, against the plan it came with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_fleets import drawn_fleet, vehicle, with_fleet
from tiny_instances import drawn, instance, lot, need, pair, weight

from matching.flow import simplex
from matching.flow.instance import read_instance
from matching.flow.reach import in_reach
from matching.flow.reasons import reasons_of
from matching.flow.solve import share_out
from matching.jobs.instance import within_reach
from matching.plan import Obstacle, Passing

SIMPLEX = simplex.Simplex()


class Told:
    """An instance with its plan and the reasons of every need, by name."""

    def __init__(self, inst, **wishes):
        self.inst = inst
        problem, self.needs, self.lots = read_instance(inst)
        self.problem = within_reach(problem, inst, self.lots)
        self.outcome = share_out(self.problem, SIMPLEX, **wishes)
        found = reasons_of(self.problem, self.outcome, np.arange(len(self.needs)))
        self.reasons = dict(zip(self.needs, found, strict=True))
        self.stocks = {row["id"]: row for row in inst["lots"]}
        self.wants = {row["id"]: row for row in inst["needs"]}
        rows = zip(self.outcome.needs, self.outcome.lots, self.outcome.units, strict=True)
        self.lines = {(self.needs[a], self.lots[b]): int(units) for a, b, units in rows}

    def left(self, name):
        given = sum(units for (_, from_), units in self.lines.items() if from_ == name)
        return self.stocks[name]["qty"] - given

    def km(self, stock, want):
        return pair(self.inst, self.stocks[stock], self.wants[want])[0]

    def cost(self, stock, want):
        return pair(self.inst, self.stocks[stock], self.wants[want])[1]

    def price(self, stock):
        return self.outcome.prices[self.lots.index(stock)]


def check(told, want):
    """What was said of one need holds."""
    reasons, wanted = told.reasons[want], told.wants[want]
    able = {name for name, row in told.stocks.items() if pair(told.inst, row, wanted)}
    used = {told.lots[one.lot] for one in reasons.given}
    nearer = [name for name in able - used if _is_nearer(told, name, want, used)]
    if reasons.passed is None:
        assert not nearer
        return None
    passed, name = reasons.passed, told.lots[reasons.passed.lot]
    assert name in nearer
    assert passed.km == pytest.approx(min(told.km(each, want) for each in nearer))
    holders = [to for (to, from_), _ in told.lines.items() if from_ == name]
    assert passed.others == len(holders)
    CHECKS[passed.why](told, want, name, used, holders)
    return passed.why


def _is_nearer(told, name, want, used):
    return not used or told.km(name, want) < max(told.km(one, want) for one in used) - 1e-9


def promised(told, want, name, _used, holders):
    assert told.left(name) == 0
    own = weight(told.inst, told.wants[want])
    assert all(weight(told.inst, told.wants[to]) >= own for to in holders)


def dearer(told, want, name, used, _holders):
    assert told.cost(name, want) >= max(told.cost(one, want) for one in used) - 1e-6
    passed = told.reasons[want].passed
    assert passed.added_km == pytest.approx(told.cost(name, want) - told.km(name, want), abs=1e-6)


def worth(told, want, name, _used, _holders):
    assert told.left(name) == 0
    passed, row = told.reasons[want].passed, told.wants[want]
    assert passed.price == pytest.approx(told.price(name), rel=1e-6, abs=2e-4)
    half = 1.0 if told.reasons[want].open_units > row["qty"] // 2 else told.inst["params"]["tier2"]
    carried = told.inst["params"]["lambda"] * told.cost(name, want)
    assert passed.worth == pytest.approx(half * weight(told.inst, row) - carried, rel=1e-6)
    assert passed.price >= passed.worth * (1 - 1e-5)


def spared(told, want, name, used, _holders):
    assert told.left(name) == 0
    passed, dearest = told.reasons[want].passed, max(told.cost(one, want) for one in used)
    assert passed.spared_km == pytest.approx(dearest - told.cost(name, want), abs=1e-6)
    farthest = [one for one in used if told.cost(one, want) > dearest - 1e-6]
    loss = max(told.price(name) - told.price(one) for one in farthest)
    assert passed.cost_km >= passed.spared_km
    assert passed.cost_km == pytest.approx(loss / told.inst["params"]["lambda"], rel=1e-5, abs=0.2)


def reach(told, want, name, used, _holders):
    lots = np.array([told.lots.index(each) for each in (name, *used)])
    reached = in_reach(told.problem, np.full(len(lots), told.needs.index(want)), lots)
    assert not reached[0]
    assert reached[1:].all()


def minimum(told, want, name, _used, _holders):
    least = min(told.stocks[name]["min_lot"], told.wants[want]["qty"])
    left, lacks = told.left(name), told.reasons[want].open_units
    assert 0 < left < least or 0 < lacks < least


def shared(told, want, name, _used, holders):
    least = [row["min_lot"] for row in told.stocks.values()]
    floors = told.outcome.fair > told.outcome.relaxed
    assert max(least) > 1 or floors or told.problem.reach is not None


CHECKS = {
    Passing.PROMISED: promised,
    Passing.DEARER: dearer,
    Passing.WORTH: worth,
    Passing.SPARED: spared,
    Passing.REACH: reach,
    Passing.MINIMUM: minimum,
    Passing.SHARED: shared,
}


@given(st.integers(0, 10_000), st.booleans())
def test_why_not_the_nearer_lot_holds_in_the_plan(seed, least):
    told = Told(drawn(seed, least=least))
    for want in told.needs:
        check(told, want)


@given(st.integers(0, 10_000))
def test_it_holds_with_floors_between_districts_too(seed):
    told = Told(drawn(seed, needs=24, lots=5), fairness=0.8)
    for want in told.needs:
        check(told, want)


@given(st.integers(0, 10_000))
def test_it_holds_with_vehicles_too(seed):
    told = Told(drawn_fleet(seed, count=24)[0])
    for want in told.needs:
        check(told, want)


def test_a_nearer_lot_that_no_vehicle_comes_from_in_time_is_passed_for_that():
    sick, lots = need("sick", urgency=1, deadline_h=1.8), [lot("near", km=-10), lot("far", km=40)]
    told = Told(with_fleet([sick], lots, [vehicle("there", 42)]))
    assert told.reasons["sick"].passed.why is Passing.REACH


@given(st.integers(0, 10_000))
def test_without_minimum_lots_and_floors_every_passed_lot_has_a_reason_of_its_own(seed):
    told = Told(drawn(seed, least=False))
    assert all(check(told, want) is not Passing.SHARED for want in told.needs)


def test_each_way_to_pass_over_a_nearer_lot_by_hand():
    sick, calm = need("sick", 100, urgency=1), need("calm", 100, urgency=3)
    told = Told(instance([sick, calm], [lot("near", 100, km=1), lot("far", 60, km=30)]))
    assert told.reasons["calm"].passed.why is Passing.PROMISED
    assert told.reasons["sick"].passed is None

    trade, state = lot("trade", km=10, owner="commercial"), lot("state", km=39)
    assert Told(instance([calm], [trade, state])).reasons["calm"].passed.why is Passing.DEARER

    bound = need("bound", 50, urgency=1, deadline_h=0.5)
    lots = [lot("near", 100, km=1, min_lot=80), lot("far", 90, km=30)]
    told = Told(instance([bound, need("many", 90)], lots))
    assert told.reasons["many"].passed.why is Passing.MINIMUM
    assert told.left("near") == 50


def test_a_need_that_could_go_farther_leaves_the_near_lot_to_one_that_cannot():
    bound = need("bound", 100, urgency=3, km=2, deadline_h=1.0)
    free = need("free", 100, urgency=2, km=2)
    told = Told(instance([bound, free], [lot("near", 100, km=1), lot("far", 100, km=60)]))
    passed = told.reasons["free"].passed
    assert passed.why is Passing.SPARED
    assert passed.spared_km == pytest.approx(told.cost("far", "free") - told.cost("near", "free"))
    assert passed.cost_km > passed.spared_km


def test_what_floors_moved_is_said_to_the_districts_it_concerns():
    near = [need(f"near{at}", 10, km=0, age_h=1.0) for at in range(10)]
    far = [need(f"far{at}", 10, km=70, district="D1") for at in range(10)]
    told = Told(instance(near + far, [lot("l", 50, km=10)]), fairness=0.8)
    assert {told.reasons[f"near{at}"].moved for at in range(10)} == {-25}
    assert {told.reasons[f"far{at}"].moved for at in range(10)} == {25}
    assert Told(instance(near + far, [lot("l", 50, km=10)])).reasons["far0"].moved == 0


def test_goods_that_would_not_do_are_no_reason():
    told = Told(instance([need("n", 10)], [lot("water", 100, item="water")]))
    assert told.reasons["n"].obstacles == ((Obstacle.NO_LOT, 0),)
