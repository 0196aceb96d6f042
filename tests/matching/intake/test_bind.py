"""Which number belongs to which item, in all the ways lists are written."""

import pytest
from intake import line_of, needs

from matching.model import QuantityKind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("需要N95口罩：2000，护目镜500副", {"MASK-N95": 2000, "GOGGLES": 500}),
        ("需要2000只N95口罩、500副护目镜", {"MASK-N95": 2000, "GOGGLES": 500}),
        ("需要护目镜 2000 防护服 500", {"GOGGLES": 2000, "COVERALL": 500}),
        (
            "1000个N95口罩，100护目镜，防护服（主要）",
            {"MASK-N95": 1000, "GOGGLES": 100, "COVERALL": None},
        ),
        ("防护服5千N95口罩5千 面罩1千", {"COVERALL": 5000, "MASK-N95": 5000, "FACE-SHIELD": 1000}),
        ("需要N95口罩、防护服、护目镜各500", {"MASK-N95": 500, "COVERALL": 500, "GOGGLES": 500}),
        ("需要防护服 XL 2万 L 2万", {"COVERALL": 40_000}),
        ("防护服（L号200套，XL号300套）", {"COVERALL": 500}),
        ("口罩（N95）2000，口罩(外科)500", {"MASK-N95": 2000, "MASK-SURG": 500}),
        ("N95口罩\n2000\n防护服\n500", {"MASK-N95": 2000, "COVERALL": 500}),
        ("need goggles x100; 500 hazmat suits", {"GOGGLES": 100, "COVERALL": 500}),
        ("need 20 tents and 30 blankets", {"TENT": 20, "BLANKET": 30}),
        ("we need surgical and N95 masks", {"MASK-SURG": None, "MASK-N95": None}),
    ],
)
def test_numbers_find_their_item(text: str, expected: dict[str, int]) -> None:
    assert needs(text) == expected


def test_two_mentions_of_one_item_add_up() -> None:
    line = line_of("需要3M1860口罩500只、3M9132口罩300只", "MASK-N95")
    assert line.quantity == 800
    assert line.quantity_words == "500只 + 300只"


def test_packs_are_converted_to_base_units() -> None:
    line = line_of("需要N95口罩2箱", "MASK-N95")
    assert (line.quantity, line.unit, line.pack, line.base) == (2, "箱", 400, 800)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        *[("需要手套20箱（每箱100双）", 2000), ("需要手套20箱，每箱100双", 2000)],
        *[("需要手套20箱(100双/箱)", 2000), ("需要手套20箱×100双", 2000)],
        *[("need 20 boxes of 100 gloves", 2000)],
    ],
)
def test_a_stated_pack_size_counts(text: str, base: int) -> None:
    line = line_of(text, "GLOVES-EXAM")
    assert (line.quantity, line.pack, line.base, line.doubts) == (20, 100, base, ())


def test_an_estimate_is_one() -> None:
    assert line_of("需要防护服约500套", "COVERALL").quantity_kind is QuantityKind.ESTIMATE


def test_numbers_of_other_things_bind_to_nothing() -> None:
    assert needs("20 houses need tents") == {"TENT": None}
    assert needs("7.8 quake , no tents reached ward 6 yet") == {"TENT": None}
