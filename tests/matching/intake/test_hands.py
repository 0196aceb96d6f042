"""Helpers with a number that stands apart: those who report, and those who are sought."""

import pytest
from intake import needs, offers, read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("志愿者报到：我们12个人，随时能帮忙运东西", 12),
        ("青年志愿者报名：一共8人，随时可以出发", 8),
        ("退伍兵报到，我们5个人，自带铁锹", 5),
        ("志愿者集合完毕，共20人，听候安排", 20),
        ("党员突击队请战，我们三十人", 30),
        ("Volunteers reporting: we are 6 people, can move anything", 6),
        ("Our team standing by, 9 of us", 9),
    ],
)
def test_helpers_who_report_offer_themselves(text: str, number: int) -> None:
    assert offers(text) == {"VOLUNTEER": number}
    assert read(text).people is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("招志愿者：椒金山街道，名额25，周六8点集合，负责搬运蔬菜", 25),
        ("社区招募搬运工，限20人，明早6点", 20),
        ("志愿者招募！需要30人，周日9点", 30),
        ("急招装卸工15名，地点香炉礁物流园", 15),
        ("招志愿者，周六8点集合", None),
        ("looking for volunteers to unload trucks, 12 people needed", 12),
        ("Recruiting volunteers for Xigang, 25 spots, Saturday 8am", 25),
    ],
)
def test_helpers_who_are_sought_are_a_need(text: str, number: int | None) -> None:
    assert needs(text) == {"VOLUNTEER": number}
    assert read(text).people is None


def test_people_in_need_beside_a_volunteer_are_no_helpers() -> None:
    reading = read("我是志愿者，楼里有12个老人，缺大米20袋")
    assert reading.people == 12
    assert needs(reading.text) == {"RICE": 20}
