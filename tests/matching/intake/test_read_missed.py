"""Needs that are said without a plain word of needing, and in pinyin."""

import pytest
from intake import needs, offers, stock


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我的轮椅坏了 能借一辆吗", {"WHEELCHAIR": 1}),
        ("制氧机坏了，谁能借一台", {"O2-CONC": 1}),
        ("our generator died, can someone lend us one", {"GENERATOR": None}),
        ("my stretcher broke, can someone lend me one", {"STRETCHER": None}),
        ("water pump stopped working, need another", {"PUMP": None}),
        ("降压药断了", {"CHRONIC": None}),
        ("奶粉断顿了，孩子六个月", {"INFANT-FORMULA": None}),
        ("老人的胰岛素断了两天了", {"INSULIN": None}),
        ("our insulin is used up", {"INSULIN": None}),
        ("the baby milk is used up", {"INFANT-FORMULA": None}),
    ],
)
def test_what_is_broken_or_used_up_is_needed(text: str, wanted: dict[str, int | None]) -> None:
    assert needs(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "for arriving passengers: half a dozen wheelchairs, two stretchers",
        "Ferry terminal: half a dozen wheelchairs, two stretchers for arriving passengers",
        "For arriving evacuees: 6 wheelchairs, 2 stretchers",
        "车站：轮椅六辆、担架两副，给下船旅客用",
    ],
)
def test_goods_for_those_who_arrive_are_needed(text: str) -> None:
    assert needs(text) == {"WHEELCHAIR": 6, "STRETCHER": 2}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("求推土机，再来几个壮劳力", {"LOADER": None, "VOLUNTEER": None}),
        ("纸尿裤（成人）15包", {"DIAPER-AD": 15}),
        ("need diapers for adults 30 packs", {"DIAPER-AD": 30}),
        ("need diapers 30 packs", {"DIAPER-BB": 30}),
    ],
)
def test_the_kind_that_follows_is_heard(text: str, wanted: dict[str, int | None]) -> None:
    assert needs(text) == wanted


def test_sides_are_heard_in_pinyin() -> None:
    assert needs("jixu fanghufu 800 tao") == {"COVERALL": 800}
    assert needs("xuyao kouzhao 500 ge") == {"MASK-ANY": 500}
    assert offers("women you mianbei 200 chuang, keyi juan") == {"QUILT": 200}
    assert needs("kouzhao yijing you le, bu xuyao") == {}
    assert stock("zhi sheng kouzhao 20 ge, jixu 500 ge") == {"MASK-ANY": 20}
    assert needs("jiuming! yi lou zhao huo le, 8 ge ren bei kun") == {"RESCUE-TEAM": None}
