"""A place in words: district, name and address, each said once, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import gazetteer

from handlers.speech.placed import (
    holds,
    is_called,
    joined_once,
    placed,
    say_placed,
    say_spot,
    say_where,
    says_area,
    spot,
    where,
)

FIRST = "大连医科大学附属第一医院"
FIRST_EN = "First Affiliated Hospital of Dalian Medical University"
OURS = "大连大学附属中山医院"
OURS_EN = "Affiliated Zhongshan Hospital of Dalian University"


@pytest.mark.parametrize(
    ("district", "label", "address", "zh", "en"),
    [
        ("中山区", "天津街", "天津街188号", "中山区 · 天津街188号", "Zhongshan · 天津街188号"),
        ("中山区", "天津街188号", "天津街", "中山区 · 天津街188号", "Zhongshan · 天津街188号"),
        ("中山区", "", "天津街188号", "中山区 · 天津街188号", "Zhongshan · 天津街188号"),
        ("西岗区", FIRST, "大医一院", f"西岗区 · {FIRST}", f"Xigang · {FIRST_EN} ({FIRST})"),
        (
            "西岗区",
            FIRST,
            "大医一院住院部3楼",
            f"西岗区 · {FIRST}住院部3楼",
            f"Xigang · {FIRST_EN} ({FIRST}住院部3楼)",
        ),
        (
            "中山区",
            OURS,
            "中山医院ICU三楼",
            f"中山区 · {OURS}ICU三楼",
            f"Zhongshan · {OURS_EN} ({OURS}ICU三楼)",
        ),
        (
            "中山区",
            OURS,
            "Zhongshan Hospital, ICU",
            f"中山区 · {OURS}，Zhongshan Hospital, ICU",
            f"Zhongshan · {OURS_EN}, ICU ({OURS})",
        ),
        (
            "中山区",
            OURS,
            f"{OURS} ICU 3rd floor",
            f"中山区 · {OURS} ICU 3rd floor",
            f"Zhongshan · {OURS_EN} ({OURS}), ICU 3rd floor",
        ),
        ("中山区", "仓库", "人民路8号", "中山区 · 仓库，人民路8号", "Zhongshan · 仓库, 人民路8号"),
        ("中山区", "中山区 昆明街12号", "中山区 昆明街12号", "中山区 昆明街12号", None),
        (
            "甘井子区",
            "",
            "Ganjingzi, Quanshui B3",
            "Ganjingzi, Quanshui B3",
            "Ganjingzi, Quanshui B3",
        ),
        ("长海县", "", "长海县", "长海县", "Changhai"),
        ("长海县", "长海县", "", "长海县", "Changhai"),
        ("长海县", "", "", "长海县 · 见地图上的位置", "Changhai · as shown on the map"),
    ],
)
def test_a_place_is_said_once(
    district: str, label: str, address: str, zh: str, en: str | None
) -> None:
    code = placed(district, label, address).code
    assert say_placed(code, "zh", {}) == zh
    if en is not None:
        assert say_placed(code, "en", gazetteer().english) == en


def test_a_button_says_the_place_first_and_its_district_once() -> None:
    plain = where("中山区", "天津街", "天津街188号").code
    assert say_where(plain, "zh", {}) == "天津街188号（中山区）"
    assert say_where(plain, "en", {}) == "天津街188号, Zhongshan"
    area = where("甘井子区", "甘井子区", "").code
    assert say_where(area, "zh", {}) == "甘井子区"
    assert say_where(area, "en", gazetteer().english) == "Ganjingzi"


def test_a_place_without_its_district_is_the_district_where_it_has_no_name() -> None:
    assert say_spot(spot("中山区", "天津街", "天津街188号").code, "zh", {}) == "天津街188号"
    assert say_spot(spot("中山区", "", "").code, "en", {}) == "Zhongshan"


@pytest.mark.parametrize(
    ("words", "district", "lang", "said"),
    [
        ("中山区昆明街12号", "中山区", "zh", True),
        ("中山路100号", "中山区", "zh", False),
        ("Ganjingzi, Quanshui B3", "甘井子区", "zh", True),
        ("甘井子区泉水B3", "甘井子区", "en", False),
        ("Quanshui B3, Ganjingzi district", "甘井子区", "en", True),
        ("a village in Ganjingzi by the sea", "甘井子区", "en", True),
        ("Zhongshan Road 100", "中山区", "en", False),
        ("Affiliated Zhongshan Hospital", "中山区", "en", False),
    ],
)
def test_a_district_is_named_by_itself_and_not_by_what_is_called_after_it(
    words: str, district: str, lang: str, said: bool
) -> None:
    assert says_area(words, district, lang) is said


def test_a_name_is_held_whole_and_no_figure_is_cut() -> None:
    assert holds("天津街188号", "天津街")
    assert holds("188 Tianjin Street, 3rd floor", "tianjin street")
    assert not holds("1 Portside Road", "Port")
    assert not holds("天津街188号", "街18")
    assert not holds("天津街188号", "")


def test_a_house_is_called_by_its_short_name() -> None:
    assert is_called(FIRST, "大医一院")
    assert not is_called(FIRST, "大医二院")
    assert not is_called("", "大医一院")


PIECES = st.lists(
    st.sampled_from(["天津街", "188号", "中山", "医院", "ICU", "3楼", "North Gate", ", ", " "]),
    max_size=4,
).map("".join)


@given(PIECES, PIECES, st.sampled_from(["zh", "en"]))
def test_what_was_joined_gains_nothing_from_being_joined_again(a: str, b: str, lang: str) -> None:
    whole = joined_once(a, b, lang)
    assert joined_once(whole, whole, lang) == whole
    assert joined_once(a.strip(), whole, lang) == whole


@given(PIECES, PIECES)
def test_nothing_of_the_name_is_lost(a: str, b: str) -> None:
    whole = joined_once(a, b, "zh")
    assert not a.strip() or holds(whole, a) or not holds(a, a)
