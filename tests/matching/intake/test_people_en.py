"""Persons and households as rough English counts them."""

import pytest
from intake import read


@pytest.mark.parametrize(
    ("text", "people", "households"),
    [
        ("9 bachay bemar hain, doctor bhejo", 9, None),
        ("we are 70 famly and need rice", None, 70),
        ("350 ghar need tents", None, 350),
        ("140 houses flat, need tents", None, 140),
        ("elderly couple needs water", 2, None),
        ("75 old people and 20 handicap need wheelchairs", 95, None),
        ("need 20 volunteers, about 15 people per shift", None, None),
        ("we have 40 houses paint to give", None, None),
        ("Can cook meals for 60 people, need rice", None, None),
        ("we will be there at 5 with my two kids", None, None),
        ("mom with two kids needs water", 3, None),
    ],
)
def test_people_in_need_are_counted(text: str, people: int | None, households: int | None) -> None:
    reading = read(text)
    assert (reading.people, reading.households) == (people, households)


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("our insulin will finish tomorrow", "critical"),
        ("need fuel, generator dies in about 5 hrs", "critical"),
        ("need oxygen, spo2 71", "critical"),
        ("two kayaks capsized, 3 people in the water", "critical"),
        ("urgnt need 20 tents", "high"),
        ("need pillows, none left", "high"),
        ("we are out of diapers", "high"),
        ("we need 20 tents", "normal"),
        ("flour finish in 5 days, need more flour", "high"),
    ],
)
def test_urgency_is_read_from_rough_english(text: str, urgency: str) -> None:
    assert read(text).urgency.value == urgency
