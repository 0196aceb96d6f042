"""Typed places are found by their longest name; ambiguous ones come back as several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import gazetteer

from matching.gazetteer import Gazetteer, find_places, locate


def found(text, limit=5):
    return [match.entry.name for match in find_places(gazetteer(), text, limit)]


def test_the_shipped_tables_read_whole():
    places = gazetteer().places
    assert len(places) == 163 + 26 + 21
    assert len(gazetteer().districts) == 10
    names = {place.name for place in gazetteer().districts}
    assert all(place.district in names for place in places if place.kind != "city")
    assert all(38.6 < place.point.lat < 40.3 and 121 < place.point.lon < 123.6 for place in places)
    assert len({place.code for place in places}) == len(places)


def test_every_place_has_an_english_name_and_is_found_by_it() -> None:
    places = gazetteer().places
    assert [place.name for place in places if not place.en] == []
    named = [place for place in places if place.kind not in ("district", "subdistrict", "city")]
    for place in named:
        assert place.name in found(place.en), place.en


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("大连市第三人民医院", "Dalian Third People's Hospital"),
        ("瓦房店市中心医院", "Wafangdian Central Hospital"),
        ("长海县人民医院", "Changhai County People's Hospital"),
        ("大长山岛镇", "Dachangshandao Town"),
        ("西安路街道", "Xi'anlu Subdistrict"),
        ("大连北站", "Dalian North Railway Station"),
    ],
)
def test_an_english_name_is_the_usual_one(name: str, english: str) -> None:
    assert gazetteer().english[name] == english


def test_a_sub_district_without_a_point_stands_at_its_district_seat_and_says_so():
    (match,) = find_places(gazetteer(), "向应街道")
    seat = next(place for place in gazetteer().districts if place.name == "金州区")
    assert (match.entry.point, match.entry.precision_km) == (seat.point, 8.0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("中山区", "中山区"),
        ("中山广场", "中山广场"),
        ("中山医院", "大连大学附属中山医院"),
        ("大医一院", "大连医科大学附属第一医院"),
        ("中山区人民医院", "中山区人民医院"),
        ("甘井子区泉水街道山花街12号", "泉水街道"),
        ("大连市沙河口区黑石礁街道", "黑石礁街道"),
        ("辽宁省大连市甘井子区凌工路2号大连理工大学", "大连理工大学"),
        ("旅顺口区得胜街道", "得胜街道"),
        ("长海县獐子岛镇", "獐子岛镇"),
        ("大连市", "大连市"),
        ("火车站", "大连站"),
        ("开发区", "金州区"),
        ("旅顺", "旅顺口区"),
        ("大连市第三人民医院门口", "大连市第三人民医院"),
    ],
)
def test_a_whole_name_in_the_text_is_exact(text, name):
    match, *rest = find_places(gazetteer(), text)
    assert (match.entry.name, match.exact) == (name, True)
    assert not any(other.exact for other in rest)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "中山",
            {"中山区", "中山广场", "中山公园", "大连大学附属中山医院", "中山区人民医院"},
        ),
        ("站前", {"大连站", "站前街道"}),
        ("人民广场", {"人民广场", "人民广场街道"}),
        ("机场", {"大连周水子国际机场", "机场街道"}),
        ("泡崖", {"泡崖街道", "泡崖乡"}),
        ("新华街道", {"新华街道"}),
    ],
)
def test_an_ambiguous_name_returns_several_and_none_is_exact(text, names):
    matches = find_places(gazetteer(), text)
    assert len(matches) >= 2
    assert {match.entry.name for match in matches} == names
    assert not any(match.exact for match in matches)


def test_a_named_district_settles_which_of_two_is_meant():
    (match,) = find_places(gazetteer(), "庄河市新华街道")
    assert (match.entry.district, match.exact) == ("庄河市", True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zhongshan", "中山区"),
        ("Zhongshan District", "中山区"),
        ("Lushunkou", "旅顺口区"),
        ("lvshunkou", "旅顺口区"),
        ("changhai county", "长海县"),
        ("zhangzidao", "獐子岛镇"),
    ],
)
def test_pinyin_and_english_are_found_but_asked_about(text, name):
    match = find_places(gazetteer(), text)[0]
    assert (match.entry.name, match.exact) == (name, False)


def test_a_slip_of_the_finger_is_found_but_asked_about():
    match = find_places(gazetteer(), "七贤领街道")[0]
    assert (match.entry.name, match.exact) == ("七贤岭街道", False)


@pytest.mark.parametrize("text", ["", " ", "火", "火星", "xx", "???"])
def test_an_unknown_place_is_not_guessed(text):
    assert found(text) == []


@given(st.sampled_from(gazetteer().places))
def test_every_full_name_finds_its_place(place):
    assert place.name in found(place.name, 20)


@given(st.text(max_size=30))
def test_any_text_gives_ranked_places(text):
    scores = [match.score for match in find_places(gazetteer(), text)]
    assert scores == sorted(scores, reverse=True)


def test_a_shared_location_names_its_district_and_says_how_sure_it_is():
    port = locate(gazetteer(), 39.64, 122.98)
    assert (port.district, port.sure, port.in_region) == ("庄河市", True, True)
    border = locate(gazetteer(), 38.919, 121.633)
    assert not border.sure
    shanghai = locate(gazetteer(), 31.2, 121.4)
    assert not shanghai.in_region


def test_without_places_nothing_is_known():
    assert locate(Gazetteer((), ()), 39.0, 121.5).in_region is False
