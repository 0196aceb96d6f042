"""Places whose name has a wrong sign of the same sound."""

import pytest
import shipped
from intake import read

from matching.intake.places_sound import known_by_sound
from matching.intake.wire import as_data


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("干井子区泉水街道需要口罩200只", "甘井子区"),
        ("沙合口区马兰街道需要口罩200只", "沙河口区"),
        ("庄和市中心医院急需口罩200只", "庄河市"),
        ("瓦防店市中心医院急需口罩200只", "瓦房店市"),
        ("普蓝店区中心医院急需口罩200只", "普兰店区"),
        ("大衣二院急需口罩200只", "沙河口区"),
        ("有谊医院急需口罩200只", "中山区"),
        ("口罩200只，送到青泥娃桥街道", "中山区"),
        ("新会街道要口罩200", None),
        ("中山路口罩200只", None),
        ("蕲春县中心医院要口罩200只", None),
    ],
)
def test_a_sign_of_the_same_sound_is_the_same_place(text: str, district: str | None) -> None:
    assert as_data(read(text))["district"] == district


def test_a_name_at_the_end_of_a_text_ends_with_it() -> None:
    """花侨果树农场 is also how a longer name begins that does not fit any more."""
    text = "送到大连花侨果树农场"
    assert [place.words for place in read(text).places] == ["大连花侨果树农场"]
    index = shipped.reader().places
    for name in index.signs:
        slip = name[:1] + "花" + name[2:]
        for found in known_by_sound(slip, index.sounds, index.signs):
            assert found.end <= len(slip)
