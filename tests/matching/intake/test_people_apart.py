"""Who counts beside whom: kinds that add up, parts of a whole, those who need nothing any more."""

import pytest
from intake import needs, read


@pytest.mark.parametrize(
    ("text", "people"),
    [
        *[("重伤8人、轻伤21人，缺血袋", 29), ("男病区40人，女病区35人，需要毛巾", 75)],
        *[("大人12小孩5，被困，要棉被", 17), ("妈妈带三个孩子，需要奶粉1罐", 4)],
        *[("26 people here, 4 injured, need bandages", 26), ("伤员二十来个等着包扎", 20)],
        *[("15 to 20 moms in line, need diapers", 15), ("六、七十人过夜，求帐篷", 60)],
        *[("急需棉被，30-40人没有被子", 30), ("dialysis patients x6 need a ride", 6)],
    ],
)
def test_kinds_are_added_and_parts_and_ranges_are_not(text: str, people: int) -> None:
    assert read(text).people == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        *[("治愈出院40人，在院还有22人，要口罩", 22), ("全市常住人口600万，急需口罩", None)],
        *[("家里四个人都救出来了，谢谢", None), ("of 500 people here 60 kids need shoes", 60)],
        *[("Rescued: 12 miners. Still trapped: 5, send pumps", 5)],
        *[("300 people gone to Multan, still here 45 with no water", 45)],
        *[("police 15 men came, we need rice", None)],
    ],
)
def test_whoever_is_safe_or_only_lives_there_needs_nothing(text: str, people: int | None) -> None:
    assert read(text).people == people


def test_a_place_ends_before_the_people_counted_in_it() -> None:
    reading = read("精神病院住院患者三百一十二名，每日需盒饭900份")
    assert (reading.people, [place.words for place in reading.places]) == (312, ["精神病院"])
    reading = read("部落46户152人对外道路中断，粮食剩五天")
    assert (reading.households, reading.people) == (46, 152)


def test_a_family_at_home_is_no_gown() -> None:
    reading = read("居家隔离一家三口，要布洛芬2盒")
    assert (reading.people, [line.code for line in reading.lines]) == (3, ["ANTIPYRETIC"])
    assert needs("隔离一50件") == needs("隔离衣50件")
