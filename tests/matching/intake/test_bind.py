"""Which number belongs to which item, in all the ways lists are written."""

import pytest
from intake import line_of, needs

from matching.intake.reading import Doubt
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1.2000个面罩 2.3000副护目镜 3.50套防护服",
            {"FACE-SHIELD": 2000, "GOGGLES": 3000, "COVERALL": 50},
        ),
        (
            "1、2万只外科口罩；2、3千副护目镜；3、80张床垫",
            {"MASK-SURG": 20_000, "GOGGLES": 3000, "MATTRESS": 80},
        ),
        (
            "名称|规格|数量 防护服|XL|300套 N95口罩|9132|500只 急需",
            {"COVERALL": 300, "MASK-N95": 500},
        ),
        ("需要N95 100、外科 200、一次性 300", {"MASK-N95": 100, "MASK-SURG": 200, "MASK-MED": 300}),
        ("请捐外科口罩（不要棉布口罩）300个", {"MASK-SURG": 300}),
        ("急需汽油发电机2台", {"GENERATOR": 2}),
        ("需要护目镜300（缺口200）", {"GOGGLES": 200}),
        ("急需医用物资：500套防护服 20副护目镜", {"COVERALL": 500, "GOGGLES": 20}),
        ("need 20l water cans x 30", {"WATER-BULK": 30}),
        ("xuyao fanghufu 300tao, humujing 20fu", {"COVERALL": 300, "GOGGLES": 20}),
    ],
)
def test_numbers_of_lists_models_and_sizes_are_kept_apart(
    text: str, expected: dict[str, int]
) -> None:
    assert needs(text) == expected


def test_a_generator_is_not_counted_in_litres() -> None:
    assert needs("我们的发电机没油了，急需柴油200升")["DIESEL"] == 200


def test_a_line_beside_a_lost_number_is_doubted() -> None:
    line = line_of("急需彩条布3000平米", "TARP")
    assert line.quantity is None
    assert Doubt.AMOUNT in line.doubts


def test_a_sum_over_clauses_is_asked_about() -> None:
    line = line_of("急需防护服100套，内科还要防护服50套", "COVERALL")
    assert (line.quantity, line.sure) == (150, False)


def test_packs_are_converted_to_base_units() -> None:
    line = line_of("需要N95口罩2箱", "MASK-N95")
    assert (line.quantity, line.unit, line.pack, line.base) == (2, "箱", 400, 800)


@pytest.mark.parametrize(
    ("text", "code", "base"),
    [
        ("we need about 50 cases of bottled water", "WATER-BOT", 1200),
        ("we need 50 cases of water", "WATER-BOT", 1200),
        ("we need 20 bags of rice", "RICE", 200),
        ("we need 20 sacks of rice", "RICE", 500),
        ("we need 30 packs of baby diapers", "DIAPER-BB", 30),
        ("we need 50 boxes of instant noodles", "NOODLES", 600),
        ("we need 50 cartons of milk", "MILK", None),
        ("需要50箱矿泉水", "WATER-BOT", 1200),
    ],
)
def test_a_pack_before_of_counts(text: str, code: str, base: int | None) -> None:
    line = line_of(text, code)
    assert line.unit
    assert base is None or line.base == base


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
