"""What is counted but known to nobody is quoted, so that nobody believes it was read."""

import pytest
from intake import read


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("港湾医院需要小白兔20箱，手套30盒", ("小白兔20箱",)),
        ("沙袋500个、铅丝2吨，急需", ("铅丝2吨",)),
        ("港湾医院要小白兔20箱，手套30盒", ("小白兔20箱",)),
        ("need 5 boxes of gizmos and 20 tents", ("5 boxes of gizmos",)),
    ],
)
def test_unknown_goods_with_a_number_are_quoted(text: str, unread: tuple[str, ...]) -> None:
    assert read(text).unread == unread


@pytest.mark.parametrize(
    "text",
    [
        *["需要防护服300套，每箱50套", "需要N95口罩2000只，共计2000只", "小白兔20箱"],
        *[
            "需要防护服（大号20套，小号30套）",
            "我们有45名病人，需要手套30盒",
            "need 20 tents for 30 people",
        ],
    ],
)
def test_nothing_is_quoted_where_all_was_read_or_nothing(text: str) -> None:
    assert read(text).unread == ()
