"""How much is in one pack: a number, a unit of the item, litres of what comes in bottles."""

import pytest
from shipped import item

from matching.pack_size import pack_size, speaks_of_pack


@pytest.mark.parametrize(
    ("words", "size"),
    [
        *[("50", 50), ("五十", 50), ("24 bottles", 24), ("24瓶左右", 24), ("24 per drum", 24)],
        *[("一桶5升", 10), ("84消毒液每桶5升", 10), ("5 litres each", 10), ("一箱", 30)],
        *[("20罐", None), ("5 or 6", None), ("不知道", None), ("20 tins", None)],
    ],
)
def test_a_size_is_in_units_of_the_item(words: str, size: int | None) -> None:
    assert pack_size(words, item("DIS-84"), "桶") == size


def test_litres_mean_nothing_of_what_is_not_poured() -> None:
    assert pack_size("5升", item("QUILT"), "包") is None


@pytest.mark.parametrize(
    ("words", "pack", "is_so"),
    [
        *[("每桶5升", "桶", True), ("5 litres a bucket", "桶", True), ("每箱5升", "桶", False)],
        *[("20桶", "桶", False), ("21 drums", "桶", False), ("each sachet 5", "sachet", True)],
    ],
)
def test_one_pack_is_spoken_of(words: str, pack: str, is_so: bool) -> None:
    assert speaks_of_pack(words, pack) is is_so
