"""Talk about goods asks for none: prices, shops, rumours, jokes, how a thing is used."""

import pytest
from intake import needs, read

from matching.intake.talk import only_talks


@pytest.mark.parametrize(
    "text",
    [
        *["酒精又涨价了", "菜市场排长队，鸡蛋卖三块一个", "超市里方便面都抢光了", "听说要发帐篷"],
        *["护目镜怎么消毒", "这个口罩能重复用吗", "84不能和酒精混用", "口罩勤换，多久换一次"],
        *["generator prices are crazy", "masks sold out again", "how do you boil water"],
        *["is the tap water safe?", "lol he bought 200 tents"],
    ],
)
def test_talk_asks_for_nothing(text: str) -> None:
    assert needs(text) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("口罩涨价了买不起，求捐口罩50只", "MASK-ANY"), ("抢光了，急需大米20袋", "RICE")],
        ("sold out everywhere, we need 30 masks", "MASK-ANY"),
    ],
)
def test_a_plain_request_stands_even_in_talk(text: str, code: str) -> None:
    assert code in needs(text)


def test_a_price_is_no_quantity() -> None:
    assert [line.quantity for line in read("求购口罩，一盒要八十").lines] in ([], [None])


def test_a_question_of_use_is_told_from_a_question_where_to_get_it() -> None:
    assert only_talks("帐篷怎么搭", "帐篷怎么搭") is False
    assert only_talks("口罩怎么洗", "\x02\x02怎么洗")
    assert not only_talks("口罩怎么申请", "\x02\x02怎么申请")
