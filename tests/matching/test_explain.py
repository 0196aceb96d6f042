"""Reasons come as keys and facts, never as sentences: two for every decision, then the rest."""

from dataclasses import replace

import pytest
from tiny_city import NOW, at, city, line, lot, van

from matching.explain import explain_lines
from matching.model import Mode
from matching.pipeline import plan
from matching.plan import Certificate, Given, Obstacle, Passed, Passing, Reasons, UnderFloor
from matching.snapshot import Link, Params

GIVEN = Given(
    lot=2, units=40, km=6.62, fee_km=5.0, stand_in_km=0.0, arrives_h=1.23, late=False, way_km=6.62
)
COVERED = Reasons(1, (GIVEN,), None, 0, ())
NEARER = Passed(7, 3.0, Passing.PROMISED, 3)


def told(reasons, *, item="N95", floors=(), relaxed=100.0, fair=100.0):
    """The sentences about line 1; lot 2 may hold another item."""
    certificate = Certificate(backend="x", relaxed=relaxed, fair=fair)
    lots = (lot(2, item), lot(7, min_lot=50))
    (why,) = explain_lines((reasons,), certificate, floors, (line(1),), lots, {})
    return why


def keys(because):
    return [one.text_key for one in because]


def test_a_line_says_where_it_comes_from_and_that_nothing_nearer_could_be_used():
    chosen, nearest, counted = told(COVERED).given[2]
    assert chosen.facts == {
        "lot": "2", "from": "甘井子区", "units": "N95:40", "mode": "enterprise", "km": "6.6",
        "hours": "1.2", "way": "road",
    }  # fmt: skip
    assert keys((chosen, nearest, counted)) == ["why.given", "why.nearest", "why.counted"]
    assert counted.facts["total_km"] == "11.6"


def test_what_comes_by_ship_is_not_said_to_come_by_road():
    ferry = Link(("甘井子区", "长海县"), Mode.WATER, km=0, hours=2.0)
    far = replace(at(40), district="长海县")
    snapshot = city(
        lots=(lot(1, km=0),),
        lines=(line(1, place=far),),
        on_duty=(van(1, mode=Mode.WATER), van(2)),
        links=(ferry,),
    )
    (reasons,) = plan(snapshot, Params(), NOW, 0).reasons
    (given,) = reasons.given
    assert (given.way, given.way_km) == (Mode.WATER, pytest.approx(40, rel=0.01))
    assert given.km > 50, "as the plan counts it"
    near = replace(snapshot, lines=(line(1, km=40),))
    ((by_road,),) = (one.given for one in plan(near, Params(), NOW, 0).reasons)
    assert (by_road.way, by_road.way_km) == (Mode.ROAD, by_road.km)


def test_what_comes_late_or_instead_is_said():
    late = replace(COVERED, given=(replace(GIVEN, late=True, stand_in_km=15.0),))
    chosen, instead, *_ = told(late, item="SURG").given[2]
    assert chosen.text_key == "why.given_late"
    assert (instead.text_key, instead.facts["asked"]) == ("why.stand_in", "N95")


def test_every_way_to_pass_over_a_nearer_lot_has_its_numbers():
    facts = {
        Passing.PROMISED: {"others": 3},
        Passing.DEARER: {"added_km": "0.0"},
        Passing.WORTH: {"price": "0.0", "worth": "0.0"},
        Passing.SPARED: {"spared_km": "0.0", "cost_km": "0.0"},
        Passing.MINIMUM: {"minimum": 50},
        Passing.SHARED: {"others": 3},
    }
    for why, expected in facts.items():
        said = told(replace(COVERED, passed=replace(NEARER, why=why))).given[2][1]
        assert said.text_key == f"why.passed_{why.value}"
        assert said.facts.items() >= expected.items()


def test_a_shortage_gives_its_commonest_cause_then_the_nearest_lot_then_the_others():
    causes = ((Obstacle.LOTS_EMPTY, 9), (Obstacle.ON_HOLD, 1))
    short = Reasons(1, (), NEARER, 200, causes)
    said = told(short).open
    assert keys(said) == ["why.lots_empty", "why.passed_promised", "why.on_hold"]
    assert said[0].facts == {"count": 9, "units": "N95:200"}
    assert keys(told(replace(short, passed=None)).open) == ["why.lots_empty", "why.on_hold"]


def test_fairness_says_what_it_moved_and_what_that_costs():
    (*_, moved) = told(replace(COVERED, moved=-20), fair=101.3).given[2]
    assert (moved.text_key, moved.facts["units"]) == ("why.moved_from", "N95:20")
    assert moved.facts["price"] == "1.30"
    assert told(replace(COVERED, moved=7)).given[2][-1].text_key == "why.moved_to"


def test_a_district_that_stays_under_its_floor_is_named():
    floor = UnderFloor(("N95",), line(1).urgency, "甘井子区", 0.1, 0.25, "used_up")
    short = Reasons(1, (), None, 200, ((Obstacle.LOTS_EMPTY, 9),))
    (*_, under) = told(short, floors=(floor,)).open
    assert under.text_key == "why.under_used_up"
    assert under.facts == {"district": "甘井子区", "share": "10", "average": "25"}


def test_what_is_open_as_it_was_is_not_said_again():
    short = Reasons(1, (), None, 200, ((Obstacle.LOTS_EMPTY, 9),))
    digest = told(short).digest
    facts = (short,), Certificate(), (), (line(1),), (lot(2), lot(7))
    assert list(explain_lines(*facts, {1: digest})) == []
    assert list(explain_lines(*facts, {1: "other"})) == [told(short)]
    assert digest != told(replace(short, open_units=199)).digest
