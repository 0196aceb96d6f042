"""The shipped catalogue reads whole, browses in two levels and is found by name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import catalogue, item

from matching.catalogue import (
    CLASS_ORDER,
    Pack,
    browse,
    build_catalogue,
    find_items,
    normalise,
    plausible_max,
    to_goods,
)

ALL = catalogue().items


def test_the_shipped_table_has_180_items_in_145_groups_and_18_classes():
    assert len(ALL) == 180
    assert len(catalogue().groups) == 145
    assert catalogue().classes == CLASS_ORDER


def test_every_stand_in_is_a_known_item_other_than_itself():
    for one in ALL:
        assert set(one.substitutes) <= set(catalogue().by_code) - {one.code}


def test_an_item_reads_whole():
    n95 = item("MASK-N95")
    assert (n95.group, n95.class_, n95.gbt_top, n95.unit_zh, n95.unit_en) == (
        "mask",
        "ppe",
        "1",
        "只",
        "pcs",
    )
    assert n95.packs == (Pack("盒", 20), Pack("箱", 400))
    assert n95.substitutes == ("MASK-SURG",)
    assert n95.name("zh").startswith("N95")
    assert n95.unit("en") == "pcs"
    assert item("INSULIN").cold_chain
    assert item("DIESEL").hazmat == "3 (UN1202)"


def test_soap_is_counted_in_pieces_though_its_use_is_stated_in_kilograms():
    assert item("SOAP").per_person_day == pytest.approx(0.0083 / 0.102)
    assert item("RICE").per_person_day == 0.4


def test_a_doubled_code_is_refused():
    with pytest.raises(ValueError, match="twice"):
        build_catalogue((item("TENT"), item("TENT")))


def test_a_class_the_order_does_not_know_comes_last():
    odd = replace(item("TENT"), code="X", class_="zzz")
    assert build_catalogue((odd, item("TENT"))).classes == ("shelter", "zzz")


def test_two_levels_of_buttons_reach_every_item():
    seen = []
    for class_ in catalogue().classes:
        pages = browse(catalogue(), class_, 0).pages
        for number in range(pages):
            page = browse(catalogue(), class_, number)
            assert 1 <= len(page.items) <= 8
            seen += page.items
    assert sorted(one.code for one in seen) == sorted(catalogue().by_code)


def test_an_impossible_page_gives_the_nearest():
    assert browse(catalogue(), "water", 99).number == 0
    assert browse(catalogue(), "ppe", -1).number == 0
    assert browse(catalogue(), "no such class", 0).items == ()


def test_what_hospitals_asked_for_most_comes_first():
    codes = [one.code for one in browse(catalogue(), "ppe", 0).items]
    assert codes[:4] == ["MASK-N95", "COVERALL", "GOGGLES", "MASK-SURG"]
    assert catalogue().groups[0] == "mask"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("N95", "MASK-N95"),
        ("ｎ９５　口罩", "MASK-N95"),
        ("n-95", "MASK-N95"),
        ("矿泉水", "WATER-BOT"),
        ("bottled WATER", "WATER-BOT"),
        ("防护服", "COVERALL"),
        ("insulin", "INSULIN"),
        ("水", "WATER-BOT"),
        ("TENT", "TENT"),
    ],
)
def test_a_whole_name_is_an_exact_match(text, code):
    best = find_items(catalogue(), text, "zh")[0]
    assert (best.item.code, best.score, best.exact) == (code, 100.0, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [("我要矿泉水", "WATER-BOT"), ("blankts", "BLANKET"), ("棉被子", "QUILT"), ("方便", "NOODLES")],
)
def test_a_near_name_is_found_but_not_exact(text, code):
    best = find_items(catalogue(), text, "zh")[0]
    assert (best.item.code, best.exact) == (code, False)


def test_a_word_that_leaves_the_kind_open_is_found_and_must_be_asked():
    best = find_items(catalogue(), "口罩", "zh")[0]
    assert best.must_ask
    kinds = [one.code for one in catalogue().kinds_of(best.item)]
    assert kinds == ["MASK-N95", "MASK-SURG", "MASK-MED", "MASK-CHILD"]
    assert not find_items(catalogue(), "N95", "zh")[0].must_ask


def test_food_and_medicine_of_no_kind_offer_kinds_and_help_offers_all():
    food = [one.code for one in catalogue().kinds_of(item("FOOD-ANY"))]
    assert food == ["NOODLES", "BISCUIT", "MEAL"]
    assert len(catalogue().kinds_of(item("MED-ANY"))) > 10
    assert catalogue().kinds_of(item("AID-ANY")) == ()
    assert catalogue().kinds_of(item("TENT")) == ()


def test_nonsense_and_nothing_find_nothing():
    assert find_items(catalogue(), "zzzz", "zh") == ()
    assert find_items(catalogue(), " 。", "en") == ()


def test_no_more_than_the_limit_is_returned():
    assert len(find_items(catalogue(), "防护", "zh", limit=3)) == 3


@given(st.sampled_from(ALL), st.data())
def test_every_name_of_an_item_finds_it_exactly(one, data):
    name = data.draw(
        st.sampled_from((one.zh, one.en, *one.aliases_zh, *one.aliases_en)).map(str.upper)
    )
    exact = [m.item.code for m in find_items(catalogue(), f" {name} ", "zh", 20) if m.exact]
    assert one.code in exact


@given(st.text(max_size=20))
def test_normal_form_is_stable(text):
    assert normalise(normalise(text).strip()) == normalise(text) or not text.isascii()


@given(st.text(max_size=30), st.sampled_from(["zh", "en"]))
def test_any_text_gives_ranked_matches(text, lang):
    scores = [match.score for match in find_items(catalogue(), text, lang)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)


def test_the_plausible_bound_follows_weight_and_kind():
    assert plausible_max(item("MASK-N95")) == 5_000_000
    assert plausible_max(item("WATER-BOT")) == 943_396
    assert plausible_max(item("VENT-INV")) == 1111
    assert plausible_max(item("EXCAVATOR")) == 200
    assert plausible_max(item("VOLUNTEER")) == 10_000
    assert plausible_max(item("MONEY")) == 5_000_000
    assert plausible_max(replace(item("TENT"), unit_kg=0.0)) == 5_000_000


def test_the_planner_gets_what_it_needs():
    goods = to_goods(item("VACCINE"))
    assert (goods.code, goods.group, goods.cold_chain) == ("VACCINE", "vaccine", True)
    assert goods.unit_kg == item("VACCINE").unit_kg
