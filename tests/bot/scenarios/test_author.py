"""A scenario's script: the same seed, the same intentions; everybody has a part and a place."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import catalogue, gazetteer

from bot.scenarios.author import STRIKES, draft, shared_out, tidy
from bot.scenarios.scenario import FEWEST, MOST, NAMES, Mishap, load_scenario
from bot.scenarios.script import Kind, Script
from matching.catalogue import plausible_max
from matching.model import IncidentKind, Role


def drawn(name: str, people: int, seed: int) -> Script:
    return draft(
        load_scenario(name),
        people=people,
        seed=seed,
        gazetteer=gazetteer(),
        catalogue=catalogue(),
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_intentions(name: str) -> None:
    assert drawn(name, 40, 3) == drawn(name, 40, 3)
    assert drawn(name, 40, 3) != drawn(name, 40, 4)


def test_there_is_one_scenario_for_each_kind_of_emergency() -> None:
    assert {load_scenario(name).kind for name in NAMES} == set(IncidentKind)
    with pytest.raises(KeyError):
        load_scenario("../typhoon")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("people", [FEWEST, MOST])
def test_everybody_has_something_to_do_in_a_known_place(name: str, people: int) -> None:
    script = drawn(name, people, 7)
    known = {place.name for place in gazetteer().districts}
    assert len(script.parts) == people
    assert {part.role for part in script.parts} == set(Role)
    assert all(part.intents and part.district in known for part in script.parts)
    assert len({part.plate for part in script.parts}) == people
    assert script.count(Kind.NEED) >= people / 4


@pytest.mark.parametrize("name", NAMES)
def test_every_mishap_strikes_somebody_it_can_strike(name: str) -> None:
    script = drawn(name, FEWEST, 7)
    struck = Counter(mishap for part in script.parts for mishap in part.mishaps)
    assert set(struck) == set(Mishap)
    assert all(part.role in STRIKES[each] for part in script.parts for each in part.mishaps)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_asks_for_or_offers_more_than_a_report_may_state(name: str) -> None:
    script = drawn(name, MOST, 11)
    for part in script.parts:
        for intent in part.intents:
            if intent.code:
                assert intent.quantity <= plausible_max(catalogue().by_code[intent.code])


def test_a_shorter_event_has_the_same_beginning() -> None:
    whole = drawn("typhoon", 60, 7)
    early = whole.until(40)
    assert 0 < early.count(Kind.NEED) < whole.count(Kind.NEED)
    for part, short in zip(whole.parts, early.parts, strict=True):
        assert short.intents == tuple(each for each in part.intents if each.minute <= 40)


@given(st.integers(FEWEST, MOST))
def test_roles_are_shared_out_to_just_so_many_people(people: int) -> None:
    shares = load_scenario("epidemic").parts
    roles = Counter(shared_out(shares, people))
    assert roles.total() == people
    assert all(roles[role] >= 1 for role in shares)


@given(st.floats(0.01, 1e6))
def test_an_amount_is_said_in_two_figures_that_count(amount: float) -> None:
    said = str(tidy(amount))
    assert len(said.rstrip("0")) <= 2
    assert int(said) >= 1
