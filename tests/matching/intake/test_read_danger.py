"""How urgent a message is and for how many, as people write it."""

import pytest
from intake import read

from matching.model import Urgency


@pytest.mark.parametrize(
    "text",
    [
        "SOS 27 people under church rubble in Rue Pavee we hear voice",
        "3 men beneath the collapsed wall, need rescue",
        "Family of 5 stuck on 1st floor, water rising fast, need a boat",
        "两个老人困二楼，水还在涨，求冲锋舟",
        "3 fishing boats missing, 11 men. Need search and rescue",
        "渔船失联，船上6人，请求搜救",
        "jiuming! yi lou zhao huo le, 8 ge ren bei kun",
    ],
)
def test_buried_cut_off_and_missing_people_are_critical(text: str) -> None:
    assert read(text).urgency is Urgency.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        "医院 jixu fanghufu 800 tao",
        "N95 200 he, xietao 500 shuang, jiji!",
        "降压药断了",
        "insulin is used up, need 20 pens",
        "We still have 400 caps but zero gowns. Need isolation gowns, 600",
    ],
)
def test_what_is_out_or_pressing_is_high(text: str) -> None:
    assert read(text).urgency is Urgency.HIGH


@pytest.mark.parametrize(
    "text", ["need a generator, power out, fish tanks dying", "my plants are dying, need 2 buckets"]
)
def test_fish_and_plants_are_no_lives_at_risk(text: str) -> None:
    assert read(text).urgency is Urgency.NORMAL


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("my mother and 2 sister are on roof. send boat plz", 3),
        ("my father and 3 brothers need food", 4),
        ("me and my 2 kids need water", 3),
        ("family of four in Qixianling, baby formula 6 cans plz", 4),
        ("fmaily of four in Qixianling, baby formula 6 cans plz", 4),
        ("famly of 5 need tent", 5),
        ("we have 14 eldery here, need diapers", 14),
        ("Airport has 80 strandedd pasengers, need 160 meals", 80),
        ("阿公阿嬤共27位 需要便當81個", 27),
        ("need biscuits 60 boxes for 140 dock workers", 140),
    ],
)
def test_people_are_counted_however_they_are_written(text: str, people: int) -> None:
    assert read(text).people == people
