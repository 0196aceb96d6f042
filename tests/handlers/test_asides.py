"""A whole report said where something else was asked: noted at once, come to, never lost."""

import pytest
from cast import Cast
from guest import Guest, guest
from shipped import gazetteer

from db.engine import Database
from db.tables import NeedLineRow, NeedRow, PlaceRow, RawReportRow
from handlers.engine.own_words import MOST_NOTED
from matching.model import Role

TENTS = {"zh": "我们在星海广场还需要帐篷10顶", "en": "we need 10 tents at Xinghai Square"}
NOTED = {"zh": "📝 记下了：", "en": "📝 Noted"}
FORM = {"zh": ("N95口罩", "200只", "就这些"), "en": ("N95 masks", "200 pcs", "That is all")}
REST = {
    "zh": ("=🟠", "=没有时限", "=不清楚", "=确认提交"),
    "en": ("=Needed today", "=No deadline", "=Don't know", "=Confirm"),
}
HALL = {"zh": "港湾医院", "en": "Renmin Road 5, Zhongshan District"}
NOW = {"zh": "接着办您刚才说的", "en": "Now to what you told me"}
SEND = {"zh": "=✅ 提交", "en": "=✅ Send"}


@pytest.fixture(params=["zh", "en"])
async def ann(database: Database, cast: Cast, request: pytest.FixtureRequest) -> Guest:
    """A resident in each language."""
    return await guest(database, str(request.param), Role.RESIDENT)


async def asked_for(who: Guest) -> list[tuple[str, int]]:
    return [(row.item_code, row.requested) for row in await who.rows(NeedLineRow)]


async def test_a_report_inside_a_form_is_noted_and_come_to_when_the_form_is_done(
    ann: Guest,
) -> None:
    lang = ann.lang
    await ann.command("need")
    await ann.follow(*FORM[lang])
    asked = ann.text
    await ann.say(TENTS[lang])
    assert ann.text.startswith(NOTED[lang])
    assert ann.text.endswith(asked)
    await ann.follow(HALL[lang], *REST[lang])
    assert NOW[lang] in ann.text
    await ann.follow(SEND[lang])
    assert await asked_for(ann) == [("MASK-N95", 200), ("TENT", 10)]
    first, second = await ann.rows(PlaceRow)
    assert HALL[lang] in first.address
    assert "10" not in second.address


async def test_a_form_that_is_cancelled_leaves_what_was_noted(ann: Guest) -> None:
    await ann.command("need")
    await ann.follow(*FORM[ann.lang], TENTS[ann.lang], {"zh": "=取消", "en": "=Cancel"}[ann.lang])
    await ann.follow(SEND[ann.lang])
    assert await asked_for(ann) == [("TENT", 10)]


async def test_another_item_is_never_taken_for_the_quantity_of_the_one_asked_about(
    ann: Guest,
) -> None:
    await ann.command("need")
    await ann.say(FORM[ann.lang][0])
    asked = ann.text
    await ann.say(TENTS[ann.lang])
    assert ann.text.startswith(NOTED[ann.lang])
    assert ann.text.endswith(asked)


async def test_the_item_asked_about_is_answered_and_the_other_is_noted(ann: Guest) -> None:
    both = {"zh": "N95口罩200只，还要毛毯10条", "en": "200 N95 masks and 10 blankets"}
    await ann.command("need")
    await ann.follow(FORM[ann.lang][0], both[ann.lang])
    assert ann.text.startswith(NOTED[ann.lang])
    assert "200" in ann.text
    await ann.follow(FORM[ann.lang][2], HALL[ann.lang], *REST[ann.lang], SEND[ann.lang])
    assert await asked_for(ann) == [("MASK-N95", 200), ("BLANKET", 10)]


async def test_several_reports_come_in_the_order_they_were_said(ann: Guest) -> None:
    blankets = {"zh": "还需要毛毯20条", "en": "we need 20 blankets"}
    await ann.command("need")
    await ann.follow(*FORM[ann.lang], TENTS[ann.lang], HALL[ann.lang], blankets[ann.lang])
    await ann.follow(*REST[ann.lang], SEND[ann.lang], SEND[ann.lang])
    assert await asked_for(ann) == [("MASK-N95", 200), ("TENT", 10), ("BLANKET", 20)]
    assert len(await ann.rows(NeedRow)) == 3


async def test_what_is_one_too_many_to_be_noted_is_taken_up_at_once(ann: Guest) -> None:
    blankets = {"zh": "还需要毛毯20条", "en": "we need 20 blankets"}
    await ann.command("need")
    await ann.follow(*FORM[ann.lang], *[TENTS[ann.lang]] * MOST_NOTED, blankets[ann.lang])
    await ann.follow(SEND[ann.lang], HALL[ann.lang])
    assert await asked_for(ann) == [("BLANKET", 20)]
    assert NOW[ann.lang] in ann.text


async def test_what_is_said_inside_a_question_about_own_words_joins_and_is_acknowledged(
    ann: Guest,
) -> None:
    await ann.say({"zh": "需要口罩", "en": "we need masks"}[ann.lang])
    asked = ann.text
    await ann.say(TENTS[ann.lang])
    assert ann.text.startswith(NOTED[ann.lang])
    assert ann.text.endswith(asked) or asked in ann.text
    await ann.follow("=N95", "200", SEND[ann.lang], HALL[ann.lang])
    assert await asked_for(ann) == [("MASK-N95", 200), ("TENT", 10)]
    (raw,) = await ann.rows(RawReportRow)
    assert TENTS[ann.lang] in raw.words


async def test_goods_are_no_address_where_a_place_is_asked(ann: Guest) -> None:
    await ann.say({"zh": "需要毛毯20条", "en": "need 20 blankets"}[ann.lang])
    await ann.tap("✅")
    asked = ann.text
    await ann.say(TENTS[ann.lang])
    assert ann.text.startswith(NOTED[ann.lang])
    assert ann.text.endswith(asked)
    await ann.say(HALL[ann.lang])
    assert sorted(await asked_for(ann)) == [("BLANKET", 20), ("TENT", 10)]
    assert not any("10" in place.address for place in await ann.rows(PlaceRow))


async def test_what_joins_makes_the_report_as_urgent_as_it_says(
    database: Database, cast: Cast
) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.follow("港湾医院需要口罩", "急需棉被10床，共有8个人", "=N95", "200")
    assert "👥 8" in ann.text
    await ann.tap("✅ 提交")
    (need,) = await ann.rows(NeedRow)
    assert (need.urgency, need.people) == ("high", 8)


async def test_a_whole_list_typed_into_an_empty_form_is_read_as_one(ann: Guest) -> None:
    await ann.command("need")
    await ann.say(
        {
            "zh": "N95口罩200只，毛毯10条，送到星海广场",
            "en": "200 N95 masks and 10 blankets to Xinghai Square",
        }[ann.lang]
    )
    await ann.tap(SEND[ann.lang][1:])
    assert await asked_for(ann) == [("MASK-N95", 200), ("BLANKET", 10)]


async def test_the_next_item_of_a_form_is_taken_with_its_quantity(
    database: Database, cast: Cast
) -> None:
    nurse = await guest(database, "zh", Role.HOSPITAL)
    await nurse.command("need")
    await nurse.follow("N95口罩", "200只", "帐篷10顶")
    assert "帐篷 10 顶" in nurse.text
    assert "还需要别的物资吗" in nurse.text


async def test_what_was_noted_outlives_a_detour(ann: Guest) -> None:
    await ann.command("need")
    await ann.follow(*FORM[ann.lang], TENTS[ann.lang])
    await ann.command("help")
    await ann.say({"zh": "继续", "en": "continue"}[ann.lang])
    await ann.follow(HALL[ann.lang], *REST[ann.lang], SEND[ann.lang])
    assert await asked_for(ann) == [("MASK-N95", 200), ("TENT", 10)]


async def test_a_life_at_risk_does_not_wait_for_a_form(ann: Guest) -> None:
    cry = {
        "zh": "救命，老人快不行了，急需氧气瓶2瓶，在星海广场",
        "en": "help, she is dying, need 2 oxygen cylinders at Xinghai Square",
    }
    await ann.command("need")
    await ann.follow(*FORM[ann.lang], cry[ann.lang])
    assert "120" in ann.text
    assert NOTED[ann.lang] not in ann.text


async def test_addresses_are_no_reports(ann: Guest) -> None:
    await ann.command("need")
    await ann.follow(*FORM[ann.lang])
    state = await ann.state()
    for entry in gazetteer().places[::40]:
        await ann.say(f"{entry.name} 12号3单元" if ann.lang == "zh" else f"{entry.name}, 12 Unit 3")
        assert NOTED[ann.lang] not in ann.text, entry.name
        await ann.say({"zh": "返回", "en": "back"}[ann.lang])
        assert (await ann.state()).step == state.step


async def test_a_report_that_is_put_aside_for_another_is_said_to_wait_and_goes_on(
    ann: Guest,
) -> None:
    await ann.say({"zh": "需要口罩", "en": "we need masks"}[ann.lang])
    await ann.command("need")
    assert {"zh": "先放在一边", "en": "put aside"}[ann.lang] in ann.text
    await ann.follow(*FORM[ann.lang], HALL[ann.lang], *REST[ann.lang])
    await ann.tap({"zh": "继续", "en": "Go on"}[ann.lang])
    await ann.follow("=N95")
    assert (await ann.state()).dialog == "told"


async def test_drafts_put_aside_wait_one_below_the_other(ann: Guest) -> None:
    await ann.say({"zh": "需要口罩", "en": "we need masks"}[ann.lang])
    await ann.command("need")
    await ann.say(FORM[ann.lang][0])
    await ann.command("stock")
    await ann.command("cancel")
    go_on = {"zh": "继续", "en": "continue"}[ann.lang]
    await ann.say(go_on)
    assert (await ann.state()).dialog == "need"
    await ann.command("cancel")
    await ann.say(go_on)
    assert (await ann.state()).dialog == "told"


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY])
async def test_plain_water_is_asked_only_how_much(
    database: Database, cast: Cast, role: Role
) -> None:
    ann = await guest(database, "zh", role)
    await ann.say("水")
    assert ann.text.startswith("瓶装饮用水要多少？")


@pytest.mark.parametrize(
    "said", ["84消毒液50箱，放在大连大学附属中山医院", "84消毒液50箱，存放在大连大学附属中山医院"]
)
async def test_a_place_is_called_without_the_words_before_it(
    database: Database, cast: Cast, said: str
) -> None:
    zhao = await guest(database, "zh", Role.SUPPLIER)
    await zhao.say(said)
    assert "中山区 · 大连大学附属中山医院" in zhao.text


async def test_what_is_noted_is_shown_among_ones_data_until_it_is_done(ann: Guest) -> None:
    lang = ann.lang
    await ann.command("need")
    await ann.follow(*FORM[lang], TENTS[lang])
    await ann.command("mydata")
    assert {"zh": "记下了还没办的 1 段", "en": "not come to yet: 1"}[lang] in ann.text
    assert TENTS[lang] in ann.text
    await ann.say({"zh": "取消", "en": "cancel"}[lang])
    await ann.say({"zh": "取消", "en": "cancel"}[lang])
    await ann.command("mydata")
    assert {"zh": "还没办", "en": "not come to yet"}[lang] not in ann.text


LIST = {
    "zh": "N95口罩500只、手套20盒，ICU还要氧气瓶3个，病人快不行了",
    "en": "500 masks n95, 20 boxes glove, and 3 oxygen concentrater for ICU, patients are dying",
}


@pytest.mark.parametrize("before", [(), ("tents",)])
async def test_a_list_said_in_danger_inside_a_form_is_cut_to_nothing(
    ann: Guest, before: tuple[str, ...]
) -> None:
    await ann.command("need")
    await ann.follow(*({"zh": ("帐篷",), "en": ("tents",)}[ann.lang] if before else ()))
    await ann.say(LIST[ann.lang])
    assert "120" in ann.text
    assert "500" in ann.text
    assert {"zh": "20 盒", "en": "20 boxes"}[ann.lang] in ann.text
    assert {"zh": "氧气瓶", "en": "oxygen concentrator"}[ann.lang] in ann.text
    assert SEND[ann.lang][1:] in "".join(ann.labels)
