"""What of somebody's stock is left: of which item, and how much."""

import pytest
import shipped

from matching.intake.left import Left, bare_number, read_left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        *[("84消毒液只剩20箱", ("DIS-84", "20箱")), ("只剩20箱84消毒液了", ("DIS-84", "20箱"))],
        *[("棉被还剩下30床", ("QUILT", "30床")), ("手套只有3盒", ("GLOVES-EXAM", "3盒"))],
        *[("only 20 boxes of bleach left", ("DIS-84", "20 boxes")), ("棉被剩0床", ("QUILT", ""))],
        *[("We have only 30 quilts left.", ("QUILT", "30")), ("20 quilts left", ("QUILT", "20"))],
        *[("bleach is down to 5 boxes", ("DIS-84", "5 boxes")), ("口罩卖完了", ("MASK-ANY", ""))],
        *[("消毒液没有了，抱歉", ("DIS-84", "")), ("没有口罩了", ("MASK-ANY", ""))],
        *[("we are out of masks", ("MASK-ANY", "")), ("quilts are all gone", ("QUILT", ""))],
        *[("no quilts left, sorry", ("QUILT", "")), ("We've run out of quilts", ("QUILT", ""))],
    ],
)
def test_what_is_left_names_its_goods(text: str, left: tuple[str, str]) -> None:
    code, count = left
    assert read_left(text, shipped.reader()) == (Left((code,), count),)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        *[("还有大约50件防护服", ("COVERALL", "大约50件")), ("现有棉被50床", ("QUILT", "50床"))],
        *[("防护服大概还有50件", ("COVERALL", "约50件")), ("棉被目前有50床", ("QUILT", "50床"))],
        *[("我们还有50床棉被可以捐", ("QUILT", "50床")), ("棉被: still 50", ("QUILT", "50"))],
        *[("we still have about 50 gowns", ("GOWN-ISO", "about 50"))],
        *[("there are still 50 quilts here", ("QUILT", "50"))],
        *[("about 50 quilts are still there", ("QUILT", "about 50"))],
    ],
)
def test_what_is_still_there_may_be_further_goods(text: str, left: tuple[str, str]) -> None:
    code, count = left
    assert read_left(text, shipped.reader()) == (Left((code,), count, further=True),)


@pytest.mark.parametrize("text", ["84消毒液只剩20箱，口罩卖完了", "84消毒液只剩20箱。口罩没了！"])
def test_several_things_are_told_in_one_message(text: str) -> None:
    found = read_left(text, shipped.reader())
    assert found == (Left(("DIS-84",), "20箱"), Left(("MASK-ANY",), ""))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *[("only 20 left", "20"), ("只剩20箱了", "20箱"), ("还剩20", "20")],
        *[("还有大约50件", "大约50件"), ("we still have about 50", "about 50")],
    ],
)
def test_of_what_may_be_left_open(text: str, count: str) -> None:
    assert read_left(text, shipped.reader()) == (Left((), count),)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "急需口罩500只",
            "84消毒液20箱，口罩卖完了",
            "口罩没有了，急需500只",
            "我们没有水了，孩子在哭",
            "我们还需要50件防护服",
            "we still need 50 gowns",
            "还有3个孩子需要奶粉",
            "we still have 20 patients without masks",
        ],
        *[
            "20 quilts",
            "we can give 20 quilts",
            "masks are sold out, please send 500",
            "",
            "x" * 300,
        ],
    ],
)
def test_what_says_more_than_that_is_no_count(text: str) -> None:
    assert read_left(text, shipped.reader()) == ()


def test_a_number_with_a_unit_at_most_is_bare() -> None:
    assert all(map(bare_number, ("1000", " 2箱 ", "20 boxes")))
    assert not any(map(bare_number, ("20箱口罩", "twenty", "only 20")))
