"""What a driver writes when something goes wrong."""

import pytest
from intake import read

from matching.intake.reading import Intent, Trouble
from matching.model import Role


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        *[("车坏了", Trouble.BREAKDOWN), ("my truck broke down", Trouble.BREAKDOWN)],
        *[("前面路封了，过不去", Trouble.ROAD), ("road is blocked", Trouble.ROAD)],
        *[("堵车了，晚到一小时", Trouble.LATE), ("没人接货", Trouble.NOBODY)],
        *[("箱子破损了两个", Trouble.GOODS), ("追尾了", Trouble.ACCIDENT)],
    ],
)
def test_a_drivers_trouble_is_a_report(text: str, trouble: Trouble) -> None:
    reading = read(text, Role.DRIVER)
    assert (reading.intent, reading.trouble) == (Intent.REPORT, trouble)


def test_a_need_is_no_trouble() -> None:
    assert read("路断了，急需帐篷20顶").trouble is None
