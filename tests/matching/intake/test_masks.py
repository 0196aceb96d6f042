"""Numbers that count no goods are hidden from the rest."""

import pytest
from intake import needs

from matching.intake.masks import Kind, find_masks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[("25日14:53", Kind.TIME), ("2020年1月26日", Kind.TIME), ("6 pm", Kind.TIME)],
        *[("85岁", Kind.AGE), ("8 months old", Kind.AGE), ("三天", Kind.DURATION)],
        *[("4 days", Kind.DURATION), ("80公分", Kind.MEASURE), ("7.8 quake", Kind.MEASURE)],
        *[("50%", Kind.PERCENT), ("gb19083-2010", Kind.MODEL), ("500ml/瓶", Kind.MODEL)],
        *[("8号楼", Kind.HOUSE), ("ward 6", Kind.HOUSE), ("route 12", Kind.HOUSE)],
        *[("每天消耗500个", Kind.USE), ("https://a.b/200", Kind.LINK)],
    ],
)
def test_a_number_that_counts_nothing_is_masked(text: str, kind: Kind) -> None:
    assert kind in {mask.kind for mask in find_masks(text)}


def test_list_numbers_are_masked_in_rising_order_only() -> None:
    kinds = [m.kind for m in find_masks("1.口罩 2.手套 3.护目镜")]
    assert kinds == [Kind.LIST_NUMBER] * 3
    assert list(find_masks("护目镜50、防护服20")) == []


def test_a_standard_is_no_quantity() -> None:
    assert needs("需要医用防护口罩(GB19083-2010)2000只") == {"MASK-N95": 2000}


def test_road_access_asks_for_no_lorry() -> None:
    assert needs("A医院：护目镜200个，货车可到，顺丰可到") == {"GOGGLES": 200}


def test_a_person_to_call_is_no_doctor_needed() -> None:
    assert needs("急需口罩，联系人：王医生 13812345678") == {"MASK-ANY": None}
