"""One number that is said of several sizes or kinds counts each of them."""

import pytest
from intake import needs, read


@pytest.mark.parametrize(
    ("text", "code", "quantity"),
    [
        ("乳胶手套（7号、7.5号）各2000双", "GLOVES-EXAM", 4000),
        ("外科手套（6.5号、7号、7.5号）各300双", "GLOVES-EXAM", 900),
        ("防护服（型号180、175）各500套", "COVERALL", 1000),
        ("雨靴（40、41、42码）各30双", "BOOTS-RUBBER", 90),
        ("雨靴（38码、40码）各25双", "BOOTS-RUBBER", 50),
        ("隔离衣M码、L码各40件", "GOWN-ISO", 80),
        ("防护服L、XL各60套", "COVERALL", 120),
        ("缺土豆白菜各500斤", "VEG", 1000),
        ("萝卜白菜各300斤", "VEG", 600),
        ("gloves (S, M, L) 200 pairs each", "GLOVES-EXAM", 600),
        ("rain boots (size 40 and 42) 30 pairs each", "BOOTS-RUBBER", 60),
    ],
)
def test_each_size_has_the_number(text: str, code: str, quantity: int) -> None:
    assert needs(text) == {code: quantity}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("防护服（型号180）500套", 500),
        ("需要防护服60套（L码、XL码）", 60),
        ("gloves (M) 200 pairs", 200),
    ],
)
def test_one_size_or_a_total_counts_once(text: str, quantity: int) -> None:
    assert list(needs(text).values()) == [quantity]


def test_the_words_show_how_often_the_number_counts() -> None:
    (line,) = read("需要防护服（L码、XL码）各500套").lines
    assert line.quantity_words == "500套 + 500套"
    assert line.quantity == 1000
