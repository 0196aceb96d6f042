"""Typed quantities become base units; what is unclear, vague or absurd does not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import catalogue, item

from matching.catalogue import plausible_max
from matching.model import QuantityKind
from matching.quantities import (
    Part,
    estimate_quantity,
    foreign_quantity,
    read_quantity,
    says_unknown,
)
from matching.units import unit_name

EXACT, ESTIMATE = QuantityKind.EXACT, QuantityKind.ESTIMATE


def read(text, code="MASK-N95"):
    found = read_quantity(text, item(code))
    return found and found.quantity


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("500", 500),
        ("５００", 500),
        ("1,500个", 1500),
        ("1.5万只", 15_000),
        ("1万5", 15_000),
        ("1万5千", 15_000),
        ("2k", 2000),
        ("3w", 30_000),
        ("两百五", 250),
        ("一百零五个", 105),
        ("一万二", 12_000),
        ("a dozen", 12),
        ("two hundred and five", 205),
        ("500 pieces please", 500),
        ("我要500个N95口罩", 500),
        ("三院要500个", 500),
        ("500个送到3楼", 500),
        ("3楼要500个", 500),
        ("500.0", 500),
    ],
)
def test_numbers_are_read_as_people_type_them(text, quantity):
    assert read(text) == quantity


@pytest.mark.parametrize(
    ("text", "code", "quantity"),
    [
        ("2箱", "MASK-N95", 800),
        ("2 箱", "MASK-N95", 800),
        ("２箱", "MASK-N95", 800),
        ("二箱", "MASK-N95", 800),
        ("半箱", "MASK-N95", 200),
        ("十箱", "MASK-N95", 4000),
        ("2箱3盒", "MASK-N95", 860),
        ("2箱加3盒", "MASK-N95", 860),
        ("2箱零50只", "MASK-N95", 850),
        ("3 boxes", "MASK-N95", 60),
        ("3 cartons", "MASK-N95", 1200),
        ("3 boxes", "GLOVES-EXAM", 150),
        ("10 cases", "WATER-BOT", 240),
        ("20件", "WATER-BOT", 480),
        ("10盒", "ANTIPYRETIC", 10),
        ("10 cartons", "MILK", 10),
        ("5桶", "OIL", 25),
        ("30桶", "WATER-BULK", 30),
        ("30 jugs", "WATER-BULK", 30),
        ("100人份", "TEST-PCR", 100),
        ("500斤", "RICE", 250),
        ("25kg", "RICE", 25),
        ("1.5 tons", "RICE", 1500),
        ("2吨", "DIESEL", 2380),
        ("20L", "OIL", 20),
        ("五顶帐篷", "TENT", 5),
        ("20件", "TENT", 20),
    ],
)
def test_packs_and_measures_become_base_units(text, code, quantity):
    assert read(text, code) == quantity


@pytest.mark.parametrize(
    ("text", "quantity"), [("2箱×500", 1000), ("2箱，每箱500只", 1000), ("2箱,500只/箱", 1000)]
)
def test_a_stated_pack_size_overrides_the_catalogue(text, quantity):
    assert read(text) == quantity


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "MASK-N95"),
        ("零", "MASK-N95"),
        ("-5", "MASK-N95"),
        ("负5", "MASK-N95"),
        ("minus 5", "MASK-N95"),
        ("2.5", "MASK-N95"),
        ("3斤", "RICE"),
        ("10000000000", "MASK-N95"),
        ("199999999999998", "MASK-N95"),
        ("几百个", "MASK-N95"),
        ("一些", "MASK-N95"),
        ("N95", "MASK-N95"),
        ("", "MASK-N95"),
        ("1 500", "MASK-N95"),
        ("100只 200只", "MASK-N95"),
        ("2箱", "TENT"),
        ("5 boxes", "TENT"),
    ],
)
def test_what_is_no_whole_positive_clear_quantity_is_not_read(text, code):
    assert read(text, code) is None


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("大约两百", 200),
        ("约2箱", 800),
        ("500个左右", 500),
        ("300多个", 300),
        ("about 300", 300),
        ("~500", 500),
        ("200-300个", 200),
        ("2到3箱", 800),
        ("500 to 600 masks", 500),
    ],
)
def test_about_and_ranges_are_estimates_at_their_lower_end(text, quantity):
    found = read_quantity(text, item("MASK-N95"))
    assert (found.quantity, found.kind) == (quantity, ESTIMATE)


def test_the_arithmetic_is_kept_for_the_echo():
    found = read_quantity("2 箱 3 盒", item("MASK-N95"))
    assert found.kind is EXACT
    assert found.parts == (
        Part(Fraction(2), "箱", Fraction(400)),
        Part(Fraction(3), "盒", Fraction(20)),
    )
    assert [part.total for part in found.parts] == [800, 60]
    assert read_quantity("500个", item("MASK-N95")).parts == (
        Part(Fraction(500), "只", Fraction(1)),
    )


def test_units_of_the_echo_have_names_in_both_languages():
    n95, rice = item("MASK-N95"), item("RICE")
    assert [unit_name(unit, n95, "en") for unit in ("箱", "盒", "只")] == ["carton", "box", "pcs"]
    assert [unit_name(unit, n95, "zh") for unit in ("箱", "盒", "只")] == ["箱", "盒", "只"]
    assert unit_name("吨", rice, "en") == "tonne"


@pytest.mark.parametrize(
    ("text", "code"),
    [("6000000", "MASK-N95"), ("500只", "GLOVES-EXAM"), ("2箱500只", "MASK-N95")],
)
def test_the_implausible_is_read_but_doubtful(text, code):
    assert read_quantity(text, item(code)).doubtful


def test_the_usual_is_not_doubtful():
    assert not read_quantity("2箱50只", item("MASK-N95")).doubtful
    assert not read_quantity("200 pairs", item("GLOVES-EXAM")).doubtful


@given(st.sampled_from(catalogue().items), st.integers(1, 10**9 - 1))
def test_a_written_quantity_reads_back(one, quantity):
    for text in (str(quantity), f"{quantity:,}", f"{quantity}{one.unit_zh}", f"约{quantity}"):
        found = read_quantity(text, one)
        assert found is not None, text
        assert found.quantity == quantity
        assert sum(part.total for part in found.parts) == quantity
        assert found.doubtful or quantity <= plausible_max(one)


@given(st.sampled_from([one for one in catalogue().items if one.packs]), st.data())
def test_a_number_of_packs_reads_back(one, data):
    pack = data.draw(st.sampled_from(one.packs))
    count = data.draw(st.integers(1, 999))
    found = read_quantity(f"{count}{pack.name}", one)
    each = 1 if pack.name == one.unit_zh else pack.quantity
    assert found.quantity == count * each


@given(st.sampled_from(catalogue().items), st.text(max_size=30))
def test_any_text_is_read_or_refused(one, text):
    found = read_quantity(text, one)
    assert found is None or 0 < found.quantity < 10**9


@pytest.mark.parametrize("text", ["不知道", "Don't know.", "dont know", "说不准", "?", "？"])
def test_not_knowing_is_understood(text):
    assert says_unknown(text)


def test_a_number_is_not_not_knowing():
    assert not says_unknown("500")
    assert not says_unknown("不知道要不要500")


@pytest.mark.parametrize(
    ("code", "people", "quantity"),
    [
        ("WATER-BOT", 30, 540),
        ("RICE", 1, 2),
        ("BLANKET", 30, 30),
        ("TENT", 31, 7),
        ("MASK-N95", 9, 400),
        ("BLOOD", 9, 1),
        ("TENT", 0, 1),
    ],
)
def test_a_first_figure_comes_from_people_then_packs_then_one(code, people, quantity):
    assert estimate_quantity(item(code), people) == quantity


def test_more_days_need_more_food_but_not_more_blankets():
    assert estimate_quantity(item("WATER-BOT"), 10, days=1) == 60
    assert estimate_quantity(item("BLANKET"), 10, days=30) == 10


@pytest.mark.parametrize(
    ("code", "typed", "foreign"),
    [
        ("ANTIPYRETIC", "3000 tablets", "3000 tablets"),
        ("ANTIPYRETIC", "3000片", "3000片"),
        ("ALCOHOL-75", "20 L", "20 l"),
        ("ALCOHOL-75", "20升", "20升"),
        ("ALCOHOL-75", "20 bottles of 500 ml", ""),
        ("MASK-N95", "3000片", ""),
        ("WATER-PURIF", "3000 tablets", ""),
        ("MASK-N95", "500 for the ward", ""),
        ("OIL", "20 L", ""),
        ("RICE", "50斤", ""),
    ],
)
def test_a_unit_the_item_is_not_counted_in_gives_no_quantity(
    code: str, typed: str, foreign: str
) -> None:
    assert foreign_quantity(typed, item(code)) == foreign
    assert (read(typed, code) is None) == bool(foreign)
