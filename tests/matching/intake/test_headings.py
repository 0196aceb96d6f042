"""Places that head goods of their own, known or not, keep them."""

import pytest
from intake import read


def at_places(text: str) -> dict[str, list[str]]:
    """The words of each place -> those of the goods that go there."""
    reading = read(text)
    return {
        place.words: [line.words for line in reading.at(number)]
        for number, place in enumerate(reading.places)
        if reading.at(number)
    }


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        (
            "中山区解放路港湾医院要N95 100只；我妈家：要水10箱",
            {"中山区解放路港湾医院": ["N95"], "我妈家": ["水"]},
        ),
        (
            "200 N95 masks at Dalian Harbour hospital; at Sunshine nursing home 20 blankets",
            {"Dalian Harbour hospital": ["N95 masks"], "Sunshine nursing home": ["blankets"]},
        ),
        (
            "need 20 quilts in Xigang. The school needs 30 tents",
            {"Xigang": ["quilts"], "school": ["tents"]},
        ),
        (
            "Xigang: 20 quilts\nPine Garden: 5 boxes of water",
            {"Xigang": ["quilts"], "Pine Garden": ["water"]},
        ),
        (
            "西岗区日新小区要棉被20床，我姐那边要水5箱",
            {"西岗区日新小区": ["棉被"], "我姐那边": ["水"]},
        ),
        ("中心医院：口罩100只\n三号仓：手套20盒", {"中心医院": ["口罩"], "三号仓": ["手套"]}),
        ("奶奶家：棉被2床；我妈家：水10箱", {"奶奶家": ["棉被"], "我妈家": ["水"]}),
    ],
)
def test_a_heading_nobody_knows_is_a_place_of_its_own(
    text: str, goods: dict[str, list[str]]
) -> None:
    assert at_places(text) == goods


@pytest.mark.parametrize(
    "text",
    [
        "中心医院：口罩100只\n生活物资：水10箱",
        "大连市中心医院需要：\n防护用品：口罩100只\n食品：面包20箱",
        "西岗区需要水20箱，我家里有老人，要药",
        "Xigang needs 20 quilts, the shelter has 200 people",
        "西岗区需要水20箱\n今晚：棉被10床",
        "西岗区需要水20箱\n护士长：手套10盒\n备用：口罩100只",
        "Xigang needs 20 quilts\nTonight: 5 boxes of bread",
        "Xigang: 20 quilts\nFood: 5 boxes of bread",
    ],
)
def test_a_heading_of_goods_is_no_place(text: str) -> None:
    assert len(at_places(text)) == 1
