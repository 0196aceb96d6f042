"""Saying where: a shared location, a typed address, the place used before."""

import pytest
import sqlalchemy as sa
from cast import Cast
from guest import Guest, guest
from records import Databases

from db.engine import Database
from db.tables import NeedRow, OrganisationRow, PersonRow, PlaceRow
from matching.intake.own_house import is_inside
from matching.model import OrganisationKind, Role

BEFORE = ("护目镜", "5", "=就这些")
AFTER = ("=今天必须", "=今天之内", "=50 人")


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine; the actions below are tested on both."""
    return sqlite_databases


@pytest.fixture
async def li(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


async def reach(visitor: Guest, *answers: str) -> None:
    await visitor.command("need")
    await visitor.follow(*BEFORE, *answers)


async def test_an_ambiguous_place_is_chosen(li: Guest) -> None:
    await reach(li, "中山")
    assert "“中山”是下面的哪一个" in li.text
    await li.follow("=中山医院", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.label, place.district) == ("大连大学附属中山医院", "中山区")


async def test_a_place_nobody_knows_keeps_its_address_and_asks_the_district(li: Guest) -> None:
    await reach(li, "火星路99号")
    assert "哪个区" in li.text
    await li.follow("=甘井子", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.address, place.district) == ("火星路99号", "甘井子区")
    assert place.lat is not None
    assert place.precision_km >= 1


async def test_an_address_said_with_the_district_is_the_place(li: Guest) -> None:
    await reach(li, "火星基地", "中山区昆明街12号", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.address, place.district) == ("中山区昆明街12号", "中山区")


@pytest.mark.parametrize(
    ("first", "then", "address"),
    [
        ("火星基地", "中山区5号楼", "火星基地 中山区5号楼"),
        ("青泥洼桥街道", "中山区5号楼3单元", "青泥洼桥街道 中山区5号楼3单元"),
        ("青泥洼桥街道", "中山区昆明街12号", "中山区昆明街12号"),
        ("青泥洼桥街道", "甘井子区5号楼", "甘井子区5号楼"),
        ("中山区", "中山区18号", "中山区18号"),
    ],
)
async def test_a_door_said_with_the_district_is_no_other_place(
    li: Guest, first: str, then: str, address: str
) -> None:
    await reach(li, first, then, *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.address, place.district) == (address, then[: then.index("区") + 1])


async def test_a_door_said_with_the_district_leaves_the_point_that_was_sent(li: Guest) -> None:
    await reach(li)
    await li.share(38.942, 121.61)
    assert "哪个区" in li.text
    await li.follow("西岗区5号楼", "=跳过", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.lat, place.district) == (38.942, "西岗区")
    assert place.address == "西岗区5号楼"


async def test_the_bare_district_leaves_the_place_as_it_was(li: Guest) -> None:
    await reach(li, "火星科研基地", "中山区", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.address, place.district) == ("火星科研基地", "中山区")


FULLER = {
    "zh": ("甘井子区泉水B3 2号楼5楼", "地点：甘井子区泉水B3 2号楼5楼"),
    "en": (
        "Ganjingzi, Quanshui B3 building 2, 5th floor",
        "Place: Ganjingzi, Quanshui B3 building 2, 5th floor",
    ),
}
TO_PLACE = {"zh": BEFORE, "en": ("goggles", "5", "=That is all")}
SENT = {
    "zh": AFTER,
    "en": ("=Needed today", "=Today", "50"),
}


@pytest.mark.parametrize(
    ("lang", "first", "asked"),
    [
        ("zh", "甘井子区泉水B3 2号楼5楼", ""),
        ("zh", "甘井子", "“甘井子”是下面的哪一个"),
        ("zh", "中山", "“中山”是下面的哪一个"),
        ("zh", "火星基地", "在哪个区"),
        ("zh", "金州区", "详细一点"),
        ("en", "Ganjingzi, Quanshui B3 building 2, 5th floor", ""),
        ("en", "Ganjingzi", "Which of these is “Ganjingzi”"),
        ("en", "the big blue house", "In which district"),
        ("en", "Jinzhou", "more exact"),
    ],
)
async def test_a_fuller_address_is_taken_whatever_was_asked(
    database: Database, cast: Cast, lang: str, first: str, asked: str
) -> None:
    ann = await guest(database, lang, Role.HOSPITAL)
    typed, line = FULLER[lang]
    await ann.command("need")
    await ann.follow(*TO_PLACE[lang], first)
    assert asked in ann.text
    await ann.follow(*([typed] if asked else []), *SENT[lang])
    assert line in ann.text.splitlines()
    await ann.tap("确认" if lang == "zh" else "Confirm")
    (place,) = await ann.rows(PlaceRow)
    assert (place.address, place.district) == (typed, "甘井子区")


async def test_what_is_written_with_no_district_lies_in_that_of_the_areas_in_question(
    li: Guest,
) -> None:
    await reach(li, "甘井子", "泉水B3 2号楼5楼", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert (place.address, place.district) == ("泉水B3 2号楼5楼", "甘井子区")


async def test_what_may_lie_elsewhere_is_asked_once_more(li: Guest) -> None:
    await reach(li, "中山", "泉水B3 2号楼5楼")
    assert "“泉水B3 2号楼5楼”是下面的哪一个" in li.text
    assert li.labels[:2] == ["泉水街道（甘井子区）", "都不是"]


async def test_a_location_sent_at_the_choice_of_places_is_taken(li: Guest) -> None:
    await reach(li, "中山")
    await li.share(38.912, 121.602)
    await li.follow("3号门")
    assert "有多急" in li.text


async def test_words_that_say_no_more_leave_the_question(li: Guest) -> None:
    await reach(li, "中山", "不知道")
    assert "没有看懂" in li.text
    assert "“中山”是下面的哪一个" in li.text
    await li.say("2号楼")
    assert "“中山”是下面的哪一个" in li.text


@pytest.mark.parametrize(("lang", "name"), [("zh", "甘井子"), ("en", "Ganjingzi")])
async def test_no_bracket_repeats_what_stands_before_it(
    database: Database, cast: Cast, lang: str, name: str
) -> None:
    ann = await guest(database, lang, Role.HOSPITAL)
    await ann.command("need")
    await ann.follow(*TO_PLACE[lang], name)
    first, second = ann.labels[:2]
    assert first == {"zh": "甘井子区", "en": "Ganjingzi"}[lang]
    assert (
        second == {"zh": "甘井子街道（甘井子区）", "en": "Ganjingzi Subdistrict (甘井子街道)"}[lang]
    )


@pytest.fixture
async def nurse(li: Guest, database: Database) -> Guest:
    """Li, of a hospital that the city knows."""
    async with database.begin() as session:
        hospital = OrganisationRow(
            name="大连大学附属中山医院",
            kind=OrganisationKind.HOSPITAL,
            district="中山区",
            created_at=li.now,
        )
        session.add(hospital)
        await session.flush()
        await session.execute(sa.update(PersonRow).values(organisation_id=hospital.id))
    return li


@pytest.mark.parametrize("words", ["ward 7", "7病区", "3楼 急诊"])
async def test_a_ward_alone_lies_in_ones_own_hospital(nurse: Guest, words: str) -> None:
    await reach(nurse, words, *AFTER, "=确认")
    (place,) = await nurse.rows(PlaceRow)
    assert (place.address, place.district) == (f"大连大学附属中山医院 {words}", "中山区")


async def test_a_ward_told_in_ones_own_words_is_no_place_of_its_own(nurse: Guest) -> None:
    await nurse.say("need 200 N95 masks at ward 7")
    assert "大连大学附属中山医院 ward 7" in nurse.text
    await nurse.tap("提交")
    (place,) = await nurse.rows(PlaceRow)
    assert place.district == "中山区"


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("送到我们医院ICU三楼", "ICU三楼"),
        ("我院急诊科", "急诊科"),
        ("本院 住院部 5楼", "住院部 5楼"),
        ("our hospital", ""),
        ("at our hospital, ICU 3rd floor", "ICU 3rd floor"),
        ("to our ICU, please", "ICU"),
    ],
)
async def test_our_hospital_is_the_hospital_of_who_says_so(
    nurse: Guest, words: str, inside: str
) -> None:
    await reach(nurse, words, *AFTER, "=确认")
    (place,) = await nurse.rows(PlaceRow)
    assert place.label == "大连大学附属中山医院"
    assert place.address == f"大连大学附属中山医院 {inside}".strip()
    assert (place.district, place.lat is not None) == ("中山区", True)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("需要200个N95口罩，送到我们医院ICU三楼", "大连大学附属中山医院 ICU三楼"),
        ("急需N95口罩200只，我院急诊科", "大连大学附属中山医院 急诊科"),
        ("我院需要200个N95口罩，送到ICU三楼", "大连大学附属中山医院 ICU三楼"),
        ("我们医院需要200个N95口罩", "大连大学附属中山医院"),
        (
            "we need 200 N95 masks at our hospital, ICU 3rd floor",
            "大连大学附属中山医院 ICU 3rd floor",
        ),
        ("need 200 N95 masks at our ICU, 3rd floor", "大连大学附属中山医院 ICU, 3rd floor"),
    ],
)
async def test_nothing_is_asked_that_a_message_says_of_our_hospital(
    nurse: Guest, words: str, line: str
) -> None:
    await nurse.say(words)
    assert f"📍 送到：中山区 · {line}" in nurse.text.splitlines()
    await nurse.tap("提交")
    (place,) = await nurse.rows(PlaceRow)
    assert (place.address, place.district) == (line, "中山区")


async def test_an_english_reader_reads_the_hospital_in_english_and_the_ward_as_written(
    nurse: Guest,
) -> None:
    nurse.lang_code = "en"
    await nurse.command("lang")
    await nurse.tap("English")
    await nurse.say("we need 200 N95 masks at our hospital, ICU 3rd floor")
    line = "📍 To: Zhongshan · Affiliated Zhongshan Hospital of Dalian University"
    assert f"{line} (大连大学附属中山医院), ICU 3rd floor" in nurse.text.splitlines()


async def test_our_hospital_said_after_the_list_is_where_it_goes(nurse: Guest) -> None:
    await nurse.say("需要200个N95口罩，送到昆明街12号")
    await nurse.say("送到我们医院ICU三楼")
    assert "📍 送到：中山区 · 大连大学附属中山医院 ICU三楼" in nurse.text.splitlines()


async def test_our_hospital_is_the_place_there_that_was_used_last(nurse: Guest) -> None:
    await reach(nurse, "我们医院ICU三楼", *AFTER, "=确认")
    await nurse.say("我们医院还需要200个N95口罩")
    assert "大连大学附属中山医院 ICU三楼" in nurse.text


async def test_a_place_that_is_named_goes_before_our_hospital(nurse: Guest) -> None:
    await nurse.say("我们医院需要200个N95口罩，送到昆明街12号")
    assert "昆明街12号" in nurse.text
    assert "大连大学附属中山医院" not in nurse.text


@pytest.mark.parametrize(
    ("kind", "words", "line"),
    [
        (
            OrganisationKind.COMMUNITY,
            "我们社区3号楼需要20箱矿泉水",
            "📍 送到：甘井子区 · 阳光之家 3号楼",
        ),
        (OrganisationKind.HOSPITAL, "我们医院需要20箱矿泉水", "📍 送到：甘井子区 · 阳光之家"),
        (OrganisationKind.SUPPLIER, "我们公司需要20箱矿泉水", "📍 送到：等会儿问您"),
    ],
)
async def test_a_house_that_the_city_does_not_know_is_found_by_its_name_unless_it_is_a_store(
    nurse: Guest, database: Database, kind: OrganisationKind, words: str, line: str
) -> None:
    unknown = sa.update(OrganisationRow).values(name="阳光之家", kind=kind, district="甘井子区")
    async with database.begin() as session:
        await session.execute(unknown)
    await nurse.say(words)
    assert line in nurse.text.splitlines()


async def test_our_hospital_of_who_has_none_is_asked_for(li: Guest) -> None:
    await reach(li, "我们医院ICU三楼")
    assert "哪个区" in li.text


@pytest.mark.parametrize("words", ["昆明街12号", "中山医院 7楼", "12号", "ward 7 Zhongshan"])
def test_more_than_a_ward_is_a_place(words: str) -> None:
    assert not is_inside(words)


async def test_a_bare_district_is_asked_for_the_door(li: Guest) -> None:
    await reach(li, "金州区")
    assert "详细一点" in li.text
    await li.follow("站前街道 12 号", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert place.address == "金州区 站前街道 12 号"


async def test_near_a_border_the_district_is_asked(li: Guest) -> None:
    await reach(li)
    await li.share(38.902, 121.628)
    assert "哪个区" in li.text
    await li.follow("=中山区", "=跳过", *AFTER, "=确认")
    (place,) = await li.rows(PlaceRow)
    assert place.district == "中山区"


async def test_a_location_far_away_is_asked_again(li: Guest) -> None:
    await reach(li)
    await li.share(31.2, 121.5)
    assert "不在大连" in li.text
    await li.say("大医一院")
    assert "有多急" in li.text


async def test_the_last_place_is_one_tap(li: Guest) -> None:
    await reach(li, "大医一院", *AFTER, "=确认")
    await reach(li)
    await li.tap("大连医科大学附属第一医院（西岗区）")
    await li.follow(*AFTER)
    assert "西岗区 · 大连医科大学附属第一医院" in li.text
    await li.tap("确认")
    first, second = await li.rows(NeedRow)
    assert first.place_id == second.place_id


async def test_a_place_read_as_one_of_another_name_is_asked_about(li: Guest) -> None:
    await reach(li, "中山区港湾医院", *AFTER)
    assert "“中山区港湾医院” → 大连港医院，对吗？" in li.text


async def test_a_place_called_by_its_name_is_not_asked_about(li: Guest) -> None:
    await reach(li, "西岗区大连医科大学附属第一医院", *AFTER)
    assert "大连医科大学附属第一医院" in li.text
    assert "对吗" not in li.text
