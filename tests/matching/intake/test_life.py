"""A life at risk, in the words of people who have no time for words."""

import pytest
from intake import plain, read

from matching.intake.reading import Urgency
from matching.intake.urgency import risks_a_life


@pytest.mark.parametrize(
    "text",
    [
        *["屋顶塌了压住两个人，还有声音", "两个人卡在二楼，水还在涨", "车顶上有三个人快冲走了"],
        *["危重病人必须马上转院，再不走就来不及了", "孕妇已破水，路断了", "浓烟很大，快来救人"],
        *["备用电不到一小时，爸爸靠制氧机呼吸", "孩子嘴唇发紫"],
        *["4 students under the slab, send a cutter", "the dam broke, we are going to drown"],
        *["kid turning blue", "smoke is getting in, 27 residents choking"],
        *["water at their chests, they cannot phone", "family of 3 in a sinking car"],
        *["stuck on the bridge, river coming up", "leg broken, blood no stop"],
        *["two ladies under the stairs, still answering us", "inhaler empty, 911 busy"],
    ],
)
def test_a_cry_is_heard(text: str) -> None:
    assert risks_a_life(plain(text).text)
    assert read(text).urgency is Urgency.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        *["灭火毯20条，防烟面罩10个", "破水管要修", "房顶漏水，要雨布3块"],
        *[
            "blue tarps x 20",
            "life jackets for the boat",
            "need bread, 3 bags of flour under the table",
        ],
        *["choking point on the road is clear", "we hear the news"],
    ],
)
def test_goods_and_repairs_are_no_cry(text: str) -> None:
    assert not risks_a_life(plain(text).text)
