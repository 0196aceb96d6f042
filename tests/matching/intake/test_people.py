"""Persons and households in need, where stated."""

import pytest
from intake import read


@pytest.mark.parametrize(
    ("text", "people"),
    [
        *[("需要水，家裡兩位老人", 2), ("急需口罩，在院200名病人", 200), ("阿嬤獨居 缺藥", 1)],
        *[("被困，一家五口，求救", 5), ("需要棉被，80名老人和30个孩子", 110)],
        *[
            ("we need food, 4 kids and 2 women", 6),
            ("we are 75 people with 20 babies, need tents", 75),
        ],
        *[("need food for 36 people", 36), ("12 people died, we need water", None)],
        *[("医护人员300人，急需口罩", None), ("需要志工8名", None)],
    ],
)
def test_people_in_need_are_counted(text: str, people: int | None) -> None:
    assert read(text).people == people


def test_households_are_counted_apart() -> None:
    reading = read("43 families without water")
    assert (reading.households, reading.people) == (43, None)
    assert read("300户居民断水").households == 300
