"""Who says that there is enough of something is heard; who lacks it is not taken for them."""

import pytest
import shipped

from matching.intake.enough import read_enough
from matching.intake.left import read_left


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("口罩够了，谢谢", "MASK-ANY"), ("棉被不需要了", "QUILT"), ("不缺水了", "WATER-BOT")],
        *[("不用再送口罩了，谢谢", "MASK-ANY"), ("we have enough masks, thank you", "MASK-ANY")],
        *[("We now have enough quilts. Thanks!", "QUILT"), ("masks are enough", "MASK-ANY")],
        *[("we don't need quilts any more", "QUILT"), ("no more masks please", "MASK-ANY")],
        *[("masks are no longer needed", "MASK-ANY"), ("no more masks, thank you", "MASK-ANY")],
    ],
)
def test_there_is_enough(text: str, code: str) -> None:
    assert read_enough(text, shipped.reader()) == ((code,),)


def test_of_several_things() -> None:
    found = read_enough("谢谢，口罩和手套都够了", shipped.reader())
    assert found == (("MASK-ANY",), ("GLOVES-EXAM",))


@pytest.mark.parametrize(
    "text",
    [
        *["口罩不够了", "we don't have enough masks", "not enough masks", "water is not enough"],
        *["口罩够了，急需棉被20床", "没有口罩了", "no masks", "we have no more masks", "水太多了"],
        *["need enough masks for 20 people", "谢谢", "口罩", "口罩到了", ""],
    ],
)
def test_what_is_lacking_or_more_than_that_is_not(text: str) -> None:
    assert read_enough(text, shipped.reader()) == ()


@pytest.mark.parametrize("said", ["我这里", "全都", "刚刚", "目前现在"])
def test_a_word_said_over_and_over_takes_no_longer_than_its_signs(said: str) -> None:
    """Each of these once took twice as long for every repetition; sixty would not have ended."""
    for text in (f"{said * 60}口罩x", f"口罩{said * 60}x"):
        assert read_enough(text, shipped.reader()) == ()
        assert read_left(text, shipped.reader()) == ()
