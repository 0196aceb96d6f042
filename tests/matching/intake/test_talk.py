"""Talk about goods asks for none: prices, shops, rumours, jokes, how a thing is used."""

import pytest
from intake import needs, read

from matching.intake.reading import ReadLine, Side
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


GOODS = ["N95口罩", "矿泉水", "方便面", "帐篷", "棉被", "防护服", "大米", "发电机", "雨衣", "毛毯"]


@pytest.mark.parametrize(
    "tale",
    [
        *["昨天邻居给我们送来了{}，太感动了", "{}又涨价了，一天一个价", "谢谢志愿者送的{}！"],
        *["据报道，某地向灾区捐赠{}2000箱", "新闻说省里调拨了一批{}", "听我妈讲她年轻时没有{}"],
        *["我弟弟在厂里做{}", "视频里那个人扛着{}跑了三里地", "谁能想到有一天{}比金子贵"],
        *["前方车祸，一辆拉{}的货车侧翻，堵了两公里", "昨日共运抵{}3000件", "{}20块钱一个，抢钱啊"],
        *["温馨提示：台风期间请备好{}", "{}的保质期一般多久", "刚从超市回来，买了{}"],
        *["辟谣：网传某医院急需{}5000套，不实", "{}报价118元/套，现货2万套，款到发货"],
        *["县人民医院感谢某公司捐赠{}300套，已入库", "路边看到一车{}翻了", "{}质量太差了，差评"],
    ],
)
def test_no_goods_make_a_tale_a_need(tale: str) -> None:
    wrong = [goods for goods in GOODS if any(x.side is not Side.STOCK for x in told(tale, goods))]
    assert not wrong


def told(tale: str, goods: str) -> tuple[ReadLine, ...]:
    """What a tale of goods is read as."""
    return read(tale.format(goods)).lines


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("能给我们帐篷20顶吗", "TENT"), ("街道需要消毒酒精40瓶", "ALCOHOL-75")],
        *[("昨天就断了，新闻也报了，急需帐篷20顶", "TENT")],
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
