"""What stands between goods and numbers in lists, and what a list or a question offers."""

import pytest
from intake import needs, read

from matching.intake.reading import Side
from matching.model import Urgency


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("县医院 口罩/橡胶手套 邮编116001 人民路3号", {"MASK-ANY": None, "GLOVES-EXAM": None}),
        ("需酒精（75%）300斤、酒精(95%)40斤", {"ALCOHOL-75": 300, "ALCOHOL-95": 40}),
        ("缺防护服XL码80套 鞋套L号60双", {"COVERALL": 80, "SHOE-COVER": 60}),
        ("纸尿裤L号10包 湿巾一箱", {"DIAPER-BB": 10, "WIPES": 1}),
        ("need 12 sheets of plywood and 3 bags cement", {"CEMENT": 15}),
        ("we need medicine for high pressure", {"CHRONIC": None}),
    ],
)
def test_a_list_is_read(text: str, lines: dict[str, int | None]) -> None:
    assert {line.code: line.quantity for line in read(text).lines} == lines


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("60 blankets going to Rockaway this evening", "BLANKET"),
        ("我有小货车可以帮忙运东西", "TRUCK"),
    ],
)
def test_goods_on_their_way_and_lent_cars_are_offered(text: str, code: str) -> None:
    assert [(line.code, line.side) for line in read(text).lines][:1] == [(code, Side.OFFER)]


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("奶粉只够吃两天了，求奶粉", Urgency.CRITICAL),
        ("防护服只剩三天份，求支援", Urgency.HIGH),
        ("药已经断了，要降压药", Urgency.HIGH),
        ("口罩一个都没有，求口罩", Urgency.HIGH),
        ("need B+ plasma, patient critical", Urgency.CRITICAL),
        ("our gloves are all used up, need gloves", Urgency.HIGH),
        ("we are on our last box of masks, need masks", Urgency.HIGH),
        ("tea is used in the morning, need sugar", Urgency.NORMAL),
        ("桥断了，要绳子20米", Urgency.NORMAL),
    ],
)
def test_running_out_is_urgent(text: str, urgency: Urgency) -> None:
    assert read(text).urgency is urgency


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("急救包：20000，帐篷200顶，送到先进街道", {"FIRST-AID": 20000, "TENT": 200}),
        ("需要衣物800件、生活用品：一百", {"CLOTHES": 800, "HYG-KIT": 100}),
        ("pls help, medications: 300; fruit: 30", {"MED-ANY": 300, "FRUIT": 30}),
        ("医用物资：5000套防护服，200副护目镜", {"COVERALL": 5000, "GOGGLES": 200}),
        ("药品需求：300盒布洛芬", {"ANTIPYRETIC": 300}),
    ],
)
def test_a_general_name_with_a_number_of_its_own_heads_no_list(
    text: str, lines: dict[str, int]
) -> None:
    assert needs(text) == lines
