"""Goods that nobody knows are taken apart into a name and a quantity."""

import pytest
import shipped

from matching.intake.unknown import Unknown, take_apart, unknown_goods


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("港湾医院需要小白兔20箱，手套30盒", "小白兔20箱", Unknown("小白兔", "20", "箱", "20箱")),
        ("20袋大白鹅", "20袋大白鹅", Unknown("大白鹅", "20", "袋", "20袋")),
        ("5 boxes of gizmos", "5 boxes of gizmos", Unknown("gizmos", "5", "boxes", "5 boxes")),
        ("约两百箱小白兔", "约两百箱小白兔", Unknown("小白兔", "200", "箱", "约两百箱")),
    ],
)
def test_a_name_and_a_quantity(text: str, words: str, parts: Unknown) -> None:
    assert unknown_goods(text, shipped.reader()) == (words,)
    assert take_apart(words, shipped.reader()) == parts


@pytest.mark.parametrize("text", ["送到中山区人民路20号", "手套30盒", "3人", "", "谢谢"])
def test_what_counts_no_goods_is_none(text: str) -> None:
    assert unknown_goods(text, shipped.reader()) == ()


def test_words_without_a_quantity_are_a_name() -> None:
    assert take_apart("小白兔", shipped.reader()) == Unknown("小白兔", "", "", "")
