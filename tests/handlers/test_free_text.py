"""Whatever people write: read, shown as one card, confirmed with one tap, asked where open."""

from datetime import timedelta

import pytest
from cast import Cast
from city import put_on_duty
from guest import Guest, guest
from sqlmodel import col
from toy import HOUSE

from db.engine import Database
from db.tables import (
    HelpRow,
    LotRow,
    NeedLineRow,
    NeedRow,
    OrganisationRow,
    OutboxRow,
    PlaceRow,
    RawReportRow,
    ShiftRow,
)
from handlers.dialog import ReplyKind
from handlers.speech.terms import CITY_TIME
from matching.gazetteer import locate
from matching.model import QuantityKind, ReserveMode, Role

LIST = "中山区解放路港湾医院急需N95口罩2000只、防护服三百套，手套30盒，联系人王 13812345678"
MOST_ROWS = 8
"""Rows of buttons that a phone shows below a card."""
DONE_ZH, DONE_EN = "✅ 登记好了", "✅ Reported"


@pytest.fixture
async def nurse(database: Database, cast: Cast) -> Guest:
    return await guest(database, "zh", Role.HOSPITAL)


@pytest.fixture
async def ann(database: Database, cast: Cast) -> Guest:
    return await guest(database, "en", Role.RESIDENT)


async def lines(who: Guest) -> list[tuple[str, int]]:
    return [(row.item_code, row.requested) for row in await who.rows(NeedLineRow)]


async def test_a_list_becomes_a_need_with_one_tap(nurse: Guest) -> None:
    await nurse.say(LIST)
    assert "“手套” → 医用检查手套 · 30 盒 × 50 双 = 1,500 双" in nurse.text
    await nurse.tap("✅ 提交")
    assert nurse.text.startswith(DONE_ZH)
    (need,) = await nurse.rows(NeedRow)
    assert need.urgency == "high"
    assert await lines(nurse) == [("MASK-N95", 2000), ("COVERALL", 300), ("GLOVES-EXAM", 1500)]
    (place,) = await nurse.rows(PlaceRow)
    assert (place.address, place.district) == ("中山区解放路港湾医院", "中山区")


async def test_a_misspelt_item_is_asked_about_and_nothing_else(ann: Guest) -> None:
    await ann.say("need 200 N95 masks n 30 box of glovs at Zhongshan hosp asap, 4 kids")
    assert "“glovs” → medical examination gloves · 30 boxes × 50 pairs = 1,500 pairs" in ann.text
    await ann.tap("1 right, ask the rest")
    assert "is this what you mean?" in ann.text
    await ann.tap("medical examination gloves")
    assert ann.text.startswith(DONE_EN)
    assert await lines(ann) == [("MASK-N95", 200), ("GLOVES-EXAM", 1500)]
    (need,) = await ann.rows(NeedRow)
    assert need.people == 4


async def test_where_nothing_is_sure_the_questions_come_first(nurse: Guest) -> None:
    await nurse.say("需要口罩")
    assert "要哪一种" in nurse.text
    await nurse.follow("=N95", "200")
    assert "“口罩” → N95口罩（医用防护口罩） · 200 只" in nurse.text
    await nurse.follow("=✅ 提交", "港湾医院")
    assert await lines(nurse) == [("MASK-N95", 200)]


async def test_an_amount_nobody_can_count_is_quoted_as_it_was_written(nurse: Guest) -> None:
    await nurse.say("20 goggles, 10 pallets N95 masks, Zhongshan hosp")
    assert "“N95 masks” → N95口罩（医用防护口罩） · “10 pallets”" in nurse.text


async def test_what_is_only_held_is_no_need(nurse: Guest) -> None:
    await nurse.say("急需防护服300套，现有护目镜20副，港湾医院")
    assert "您手上有的，不上报" in nurse.text
    await nurse.tap("✅ 提交")
    assert await lines(nurse) == [("COVERALL", 300)]


async def test_each_line_is_taken_out_or_put_right_in_one_tap(nurse: Guest) -> None:
    await nurse.say(LIST)
    await nurse.tap("✖ 1")
    assert "N95" not in nurse.text
    await nurse.follow("=✏️ 3", "无菌手套 20双")
    assert "“手套” → 灭菌橡胶外科手套 · 20 双" in nurse.text
    await nurse.follow("=✏️ 2", "=数量不对", "100套")
    await nurse.tap("✅ 提交")
    assert await lines(nurse) == [("COVERALL", 100), ("GLOVES-SURG", 20)]


@pytest.mark.parametrize(
    "words",
    [
        *("第一条改成3000只", "把第1条改为3000", "change the first to 3000", "line 1: 3000"),
        *("#1 is 3000", "the first line should be 3,000", "change line 1 to 3000 pcs"),
    ],
)
async def test_a_line_is_put_right_by_its_number(nurse: Guest, words: str) -> None:
    await nurse.say(LIST)
    await nurse.say(words)
    await nurse.tap("✅ 提交")
    assert await lines(nurse) == [("MASK-N95", 3000), ("COVERALL", 300), ("GLOVES-EXAM", 1500)]


async def test_a_line_that_is_not_there_is_not_put_right(nurse: Guest) -> None:
    await nurse.say(LIST)
    before = nurse.text
    await nurse.say("第九条改成3000只")
    assert nurse.text != before
    assert "3,000" not in nurse.text


async def test_back_from_a_change_leaves_everything_as_it_was(nurse: Guest) -> None:
    await nurse.say(LIST)
    card = nurse.text
    for label in ("✏️ 2", "📍 改地点", "⏰ 改紧急程度"):
        await nurse.follow(f"={label}", "=返回")
        assert nurse.text == card


async def test_a_second_tap_on_the_same_removal_takes_out_nothing_else(nurse: Guest) -> None:
    await nurse.say(LIST)
    assert nurse.screen is not None
    removal = next(data for label, data in nurse._buttons() if label == "✖ 1")
    await nurse.press(removal)
    await nurse.press(removal)
    await nurse.tap("✅ 提交")
    assert len(await lines(nurse)) == 2


async def test_what_was_forgotten_joins_the_card(nurse: Guest) -> None:
    await nurse.say(LIST)
    await nurse.say("还要护目镜50副")
    assert "4. “护目镜” → 护目镜 · 50 副" in nurse.text
    await nurse.tap("✅ 提交")
    assert ("GOGGLES", 50) in await lines(nurse)


async def test_several_places_become_several_needs(database: Database, cast: Cast) -> None:
    lin = await guest(database, "zh", Role.COMMUNITY)
    await lin.say("港湾医院：矿泉水50箱\n大连大学附属中山医院：方便面20箱、被子100床")
    assert lin.text.count("📍 送到") == 2
    await lin.tap("✅ 提交")
    needs = await lin.rows(NeedRow)
    assert len(needs) == 2
    assert len({need.place_id for need in needs}) == 2


async def test_an_ambiguous_place_is_asked(ann: Guest) -> None:
    await ann.say("need 20 blankets at Zhongshan")
    await ann.tap("✅")
    assert not ann.text.startswith(DONE_EN)
    assert not await ann.rows(NeedRow)


async def test_the_place_used_before_is_proposed_on_the_card(nurse: Guest) -> None:
    await nurse.follow("N95口罩200只，港湾医院", "=✅ 提交", "防护服30套")
    assert "📍 送到：中山区" in nurse.text
    await nurse.tap("✅ 提交")
    first, second = await nurse.rows(NeedRow)
    assert first.place_id == second.place_id


async def test_a_location_sent_to_the_card_is_its_place(nurse: Guest) -> None:
    await nurse.say("港湾医院需要N95口罩200只")
    await nurse.send(ReplyKind.LOCATION, lat=38.914, lon=121.641)
    assert "📍 送到：中山区" in nurse.text
    assert "港湾医院" not in nurse.text.partition("📍")[2].partition("\n")[0]
    await nurse.follow("=✅ 提交", "=跳过")
    (need,) = await nurse.rows(NeedRow)
    (place,) = await nurse.rows(PlaceRow, col(PlaceRow.id) == need.place_id)
    assert (place.lat, place.lon) == (38.914, 121.641)


async def test_of_a_location_near_a_border_the_district_is_asked(nurse: Guest) -> None:
    await nurse.say("需要N95口罩200只")
    near = next(
        (lat / 1000, 121.615)
        for lat in range(38880, 38960)
        if not locate(HOUSE.gazetteer, lat / 1000, 121.615).sure
    )
    await nurse.send(ReplyKind.LOCATION, lat=near[0], lon=near[1])
    assert "📍 送到：您发过的位置（在哪个区等会儿问您）" in nurse.text
    await nurse.tap("✅")
    assert "在哪个区" in nurse.text


async def test_a_location_sent_to_a_card_of_two_places_is_asked_about(nurse: Guest) -> None:
    await nurse.say("港湾医院：矿泉水50箱\n大连大学附属中山医院：方便面20箱")
    await nurse.send(ReplyKind.LOCATION, lat=38.914, lon=121.641)
    assert nurse.text.count("📍 送到") == 2
    assert "38.9" not in nurse.text


async def test_forty_items_come_in_pages(nurse: Guest) -> None:
    names = [item.zh.partition("（")[0] for item in HOUSE.catalogue.items if not item.must_ask]
    await nurse.say("港湾医院需要：\n" + "\n".join(f"{name} {5}" for name in names[:40]))
    assert "第 1–8 条" in nurse.text
    before = nurse.text
    await nurse.say("下一页")
    assert "第 9–16 条" in nurse.text
    await nurse.follow("=✏️ 改某一条", "=✏️ 9", "=返回")
    assert "第 9–16 条" in nurse.text
    assert nurse.text != before


def rows_shown(who: Guest) -> int:
    assert who.screen is not None
    return len(who.screen.buttons)


async def test_a_long_card_has_few_buttons_and_loses_none(nurse: Guest) -> None:
    names = [item.zh.partition("（")[0] for item in HOUSE.catalogue.items if not item.must_ask]
    await nurse.say(
        "港湾医院急需，今晚8点前，给30个人：\n" + "\n".join(f"{n} 5" for n in names[:12])
    )
    card, folded = nurse.text, nurse.labels
    assert "✏️ 1" not in folded
    assert rows_shown(nurse) <= MOST_ROWS
    await nurse.tap("改某一条")
    assert nurse.text == card
    assert {f"{sign} {n}" for sign in "✖" for n in range(1, 9)} <= set(nurse.labels)
    assert {f"✏️ {n}" for n in range(1, 9)} <= set(nurse.labels)
    assert rows_shown(nurse) <= MOST_ROWS
    await nurse.tap("下一页")
    assert "✖ 12" in nurse.labels
    await nurse.tap("返回")
    assert "✖ 12" not in nurse.labels
    await nurse.tap("✅ 提交")
    assert len(await lines(nurse)) == 12


async def test_lines_of_a_long_card_are_changed_by_words_and_by_taps(nurse: Guest) -> None:
    names = [item.zh.partition("（")[0] for item in HOUSE.catalogue.items if not item.must_ask]
    await nurse.say("港湾医院需要：\n" + "\n".join(f"{name} 5" for name in names[:6]))
    await nurse.say("删3")
    assert "\n3. " not in nurse.text
    await nurse.follow("=改某一条", "=✖ 5", "=✖ 6")
    assert len(nurse.text.split("\n4. ")) == 2
    await nurse.say("改4")
    await nurse.follow("=数量不对", "7")
    assert "✏️ 4" in nurse.labels, "so few lines have their buttons again"
    await nurse.tap("✅ 提交")
    assert [count for _, count in await lines(nurse)] == [5, 5, 7]


async def test_text_of_a_supplier_becomes_stock(database: Database, cast: Cast) -> None:
    zhao = await guest(database, "zh", Role.SUPPLIER)
    await zhao.say("84消毒液50箱，N95口罩两千只，放在港湾医院")
    assert "您可以提供" in zhao.text
    await zhao.tap("✅ 提交")
    lots = await zhao.rows(LotRow)
    assert [(lot.item_code, lot.counted) for lot in lots] == [("DIS-84", 1500), ("MASK-N95", 2000)]
    assert {lot.reserve_mode for lot in lots} == {ReserveMode.DONOR}
    assert not await zhao.rows(NeedRow)


async def test_stock_somebody_guesses_in_their_own_words_is_an_estimate(
    database: Database, cast: Cast
) -> None:
    zhao = await guest(database, "zh", Role.SUPPLIER)
    await zhao.say("84消毒液大约50箱，N95口罩2000只，放在港湾医院")
    assert "约 50 箱" in zhao.text
    await zhao.tap("✅ 提交")
    assert [(lot.item_code, lot.quantity_kind) for lot in await zhao.rows(LotRow)] == [
        ("DIS-84", QuantityKind.ESTIMATE),
        ("MASK-N95", QuantityKind.EXACT),
    ]


async def test_nobody_makes_a_donation_unawares(database: Database, cast: Cast) -> None:
    zhao = await guest(database, "zh", Role.SUPPLIER)
    await zhao.say("84消毒液50箱，放在港湾医院")
    assert "🏷 性质：捐赠" in zhao.text
    await zhao.follow("=改性质", "=企业自有")
    assert "🏷 性质：企业自有" in zhao.text
    await zhao.tap("✅ 提交")
    assert [lot.reserve_mode for lot in await zhao.rows(LotRow)] == [ReserveMode.ENTERPRISE]


async def test_a_place_read_as_one_of_another_name_is_asked_about(nurse: Guest) -> None:
    await nurse.say("中山区港湾医院急需N95口罩2000只")
    assert "“中山区港湾医院” → 大连港医院，对吗？" in nurse.text
    assert "（“急需”）" in nurse.text


async def test_a_need_is_held_by_nobody(nurse: Guest) -> None:
    await nurse.say(LIST)
    assert "性质" not in nurse.text
    assert not any("性质" in label for label in nurse.labels)


async def test_a_quantity_nobody_knows_is_estimated(nurse: Guest) -> None:
    await nurse.follow("港湾医院急需防护服和护目镜20副", "=✅", "不清楚")
    (unknown,) = await nurse.rows(NeedLineRow, col(NeedLineRow.item_code) == "COVERALL")
    assert unknown.quantity_kind is QuantityKind.UNKNOWN
    assert unknown.requested > 0


async def test_an_absurd_quantity_is_never_reported_unseen(ann: Guest) -> None:
    await ann.say("need 4000000 N95 masks")
    for label in ("✅", "quantity is right"):
        if any(label in each for each in ann.labels):
            await ann.tap(label)
    await ann.say("港湾医院")
    assert all(amount <= 5_000_000 for _, amount in await lines(ann))


async def test_a_stranger_signs_up_and_goes_on_with_the_same_text(database: Database) -> None:
    stranger = Guest(database, address="777", lang_code="zh-hans")
    await stranger.say("港湾医院急需N95口罩2000只")
    assert "不用再写一遍" in stranger.text
    await stranger.follow("=医院", "港湾医院", "=中山区", "=跳过")
    assert "“N95口罩” → N95口罩（医用防护口罩） · 2,000 只" in stranger.text


async def test_a_stranger_who_supplies_is_read_as_a_supplier(database: Database) -> None:
    stranger = Guest(database, address="777", lang_code="zh-hans")
    await stranger.say("N95口罩2000只")
    await stranger.follow("=供应方", "=跳过", "=中山区", "=跳过")
    assert "您可以提供" in stranger.text


async def test_text_in_the_middle_of_sign_up_waits_for_its_end(database: Database) -> None:
    stranger = Guest(database, address="777", lang_code="en")
    await stranger.say("hello there")
    await stranger.say("need 20 boxes of water")
    assert "I keep it" in stranger.text
    assert "Who are you?" in stranger.text
    await stranger.follow("=Resident", "=Skip")
    assert "bottled drinking water" in stranger.text


CRY_EN = (
    "hi we are out of n95 masks and gloves at Dalian Third hospital, need 500 masks, 20 boxes "
    "glove, and 3 oxygen concentrater for the ICU, patients are dying"
)
CRY_ZH = "我是港湾医院的护士，急需氧气瓶5个，N95口罩500只，病人快不行了"


@pytest.mark.parametrize(
    ("lang", "cry", "kept", "who", "role"),
    [("en", CRY_EN, "keep it", "Who are you?", "=Hospital"),
     ("zh-hans", CRY_ZH, "不用再写一遍", "您是哪一位", "=医院")],
    ids=("en", "zh"),
)  # fmt: skip
async def test_a_cry_that_names_a_hospital_is_no_answer_to_who_are_you(
    database: Database, lang: str, cry: str, kept: str, who: str, role: str
) -> None:
    stranger = Guest(database, address="777", lang_code=lang)
    await stranger.say("/start")
    await stranger.say(cry)
    assert "120" in stranger.text
    assert who in stranger.text
    (asked,) = await stranger.rows(HelpRow)
    assert asked.question == cry
    skip = {"en": "=Skip"}.get(lang, "=跳过")
    await stranger.follow(role, "Bay Clinic No. 3", {"en": "=Zhongshan"}.get(lang, "=中山区"), skip)
    assert "500" in stranger.text


async def test_a_cry_is_nobody_s_name(database: Database) -> None:
    stranger = Guest(database, address="777", lang_code="en")
    await stranger.follow("/start", "=Hospital", "our patients are dying, help us")
    assert "120" in stranger.text
    assert "What is the hospital called?" in stranger.text
    assert len(await stranger.rows(HelpRow)) == 1


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Dalian Third hospital needs 500 masks and 20 boxes of gloves", "Who are you?"),
        ("I am a nurse at a hospital", "What is the hospital called?"),
    ],
)
async def test_goods_are_kept_and_who_one_is_answers(
    database: Database, words: str, asked: str
) -> None:
    stranger = Guest(database, address="777", lang_code="en")
    await stranger.follow("/start", words)
    assert asked in stranger.text


@pytest.mark.parametrize(
    ("lang", "role", "said", "name", "district", "skip", "line"),
    [
        ("en", "=Hospital", "need 200 N95 masks, urgent", "Bay Hospital", "=Zhongshan", "=Skip",
         "200 pcs"),
        ("zh", "=供应方", "有矿泉水20箱", "千山矿泉水有限公司", "=中山区", "=跳过", "480 瓶"),
    ],
    ids=("en", "zh"),
)  # fmt: skip
async def test_a_report_is_not_taken_for_the_name_of_an_organisation(
    database: Database, lang, role, said, name, district, skip, line
) -> None:
    stranger = Guest(database, address="777", lang_code={"zh": "zh-hans"}.get(lang, lang))
    await stranger.say("/start")
    await stranger.follow(role, said)
    assert {"en": "I keep it", "zh": "我先记着"}[lang] in stranger.text
    await stranger.follow(name, district, skip)
    assert line in stranger.text
    (organisation,) = await stranger.rows(OrganisationRow)
    assert organisation.name == name


async def test_a_name_that_reads_like_goods_is_taken_when_it_is_said_twice(
    database: Database,
) -> None:
    stranger = Guest(database, address="777", lang_code="en")
    await stranger.say("/start")
    await stranger.follow("=Hospital", "Twelve Blankets Hostel", "Twelve Blankets Hostel")
    assert "In which district?" in stranger.text


async def test_a_driver_without_a_job_is_answered(database: Database, cast: Cast) -> None:
    chen = await guest(database, "zh", Role.DRIVER)
    await chen.say("发动机坏了动不了")
    assert "您手上现在没有任务" in chen.text


async def test_who_may_not_report_it_is_offered_the_role(database: Database, cast: Cast) -> None:
    chen = await guest(database, "zh", Role.DRIVER)
    await chen.say("需要矿泉水20箱")
    assert "再选一个身份" in chen.text
    await chen.follow("=居民", "=跳过")
    assert "“矿泉水” → 瓶装饮用水 · 20 箱 × 24 瓶 = 480 瓶" in chen.text


async def test_a_photo_speaks_by_its_caption(nurse: Guest) -> None:
    await nurse.send(ReplyKind.PHOTO, photo="f1", text="港湾医院需要防护服30套")
    await nurse.tap("✅ 提交")
    assert await lines(nurse) == [("COVERALL", 30)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("着火了", "119"),
        ("救命啊", "120"),
        ("谢谢", "不客气"),
        ("你好", "您好"),
        ("今天好冷", "没有看懂"),
    ],
)
async def test_a_message_that_asks_for_nothing_is_answered(
    nurse: Guest, said: str, told: str
) -> None:
    await nurse.say(said)
    assert told in nurse.text
    assert nurse.labels
    assert not await nurse.rows(RawReportRow)


async def test_words_that_answer_a_question_are_no_report(nurse: Guest) -> None:
    await nurse.command("need")
    await nurse.follow("N95口罩", "200只")
    assert (await nurse.state()).dialog == "need"


async def test_the_card_goes_on_after_a_restart(nurse: Guest) -> None:
    await nurse.say(LIST)
    await nurse.tap("✖ 1")
    again = Guest(nurse.database, address=nurse.address, lang_code="zh", now=nurse.now)
    await again.say("还要护目镜50副")
    await again.tap("✅ 提交")
    assert [code for code, _ in await lines(again)] == ["COVERALL", "GLOVES-EXAM", "GOGGLES"]


async def test_a_deadline_or_a_count_of_people_goes_with_one_tap(nurse: Guest) -> None:
    await nurse.say("港湾医院300人，今晚20点前急需防护服30套")
    for label, shown in (("✖ 不限时间", "⏳"), ("✖ 人数不对", "👥")):
        if shown in nurse.text:
            await nurse.tap(label)
        assert shown not in nurse.text
    await nurse.tap("✅ 提交")
    (need,) = await nurse.rows(NeedRow)
    assert (need.deadline, need.people) == (None, None)


async def test_a_deadline_is_put_right_by_writing_another(nurse: Guest) -> None:
    await nurse.say("港湾医院，今晚20点前急需防护服30套")
    before = nurse.text
    await nurse.say("改成明天18点前")
    assert "⏳" in nurse.text
    assert nurse.text != before
    await nurse.say("明天20点")
    await nurse.tap("✅ 提交")
    (need,) = await nurse.rows(NeedRow)
    assert need.deadline is not None
    assert (need.deadline.astimezone(CITY_TIME).hour, need.deadline.date()) == (
        20,
        (nurse.now + timedelta(days=1)).astimezone(CITY_TIME).date(),
    )


async def test_how_many_people_can_be_written_later(nurse: Guest) -> None:
    await nurse.say("港湾医院需要防护服30套")
    await nurse.say("我们有45名病人")
    assert "45" in nurse.text
    await nurse.tap("✅ 提交")
    (need,) = await nurse.rows(NeedRow)
    assert need.people == 45
    assert await lines(nurse) == [("COVERALL", 30)]


async def test_what_joins_the_card_is_kept_with_the_message(nurse: Guest) -> None:
    await nurse.say("港湾医院需要防护服30套")
    await nurse.say("还要护目镜50副，找小王13812345678")
    (raw,) = await nurse.rows(RawReportRow)
    assert raw.words == "港湾医院需要防护服30套\n还要护目镜50副，找小王13812345678"


@pytest.mark.parametrize("first", ["需要口罩20只", "港湾医院需要防护服30套"])
async def test_a_cry_for_life_is_answered_whatever_was_asked(nurse: Guest, first: str) -> None:
    await nurse.say(first)
    asked = nurse.text
    await nurse.say("救命！！被困在三楼，水还在涨")
    assert "120" in nurse.text
    assert nurse.text.endswith(asked)


async def test_a_cry_for_life_is_answered_during_sign_up(database: Database) -> None:
    stranger = await guest(database, "en")
    await stranger.say("hello")
    await stranger.say("my dad is unconscious, help!!")
    assert "120" in stranger.text
    assert "Who are you?" in stranger.text


async def test_a_further_question_says_which_of_several_places_it_means(
    database: Database, cast: Cast
) -> None:
    worker = await guest(database, "zh", Role.COMMUNITY)
    await worker.say("人民路安置点：水20箱；星海广场：帐篷5顶")
    assert "安置住宿" not in worker.text
    await worker.tap("✅ 提交")
    assert worker.text.startswith("📍 “人民路安置点”")


@pytest.mark.parametrize("words", ["my van broke down", "我的车坏了"])
async def test_a_vehicle_that_breaks_down_without_a_job_is_off_duty(
    database: Database, cast: Cast, words: str
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    chen = Guest(database, address=cast.chen.address, lang_code="zh")
    await chen.say(words)
    assert "您已收车" in chen.text
    assert all(shift.ended_at is not None for shift in await chen.rows(ShiftRow))
    await chen.tap("重新上岗")
    await chen.share(38.914, 121.615)
    assert [shift.ended_at for shift in await chen.rows(ShiftRow)][-1] is None


@pytest.mark.parametrize("words", ["路上堵得厉害，进不去", "the road is blocked"])
async def test_a_blocked_road_of_a_driver_without_a_job_is_told_with_its_place(
    database: Database, cast: Cast, words: str
) -> None:
    chen = await guest(database, "zh", Role.DRIVER)
    await chen.say(words)
    assert "标为封闭" in chen.text
    await chen.share(38.914, 121.615)
    assert "已转给调度员" in chen.text
    (call,) = await chen.rows(HelpRow)
    assert call.question.startswith(f"{words}\n西岗区")
    assert "38.9140, 121.6150" in call.question


async def test_a_lorry_that_is_free_goes_on_duty(database: Database, cast: Cast) -> None:
    driver = await guest(database, "zh", Role.DRIVER)
    await driver.say("我有一辆4.2米厢式货车，可以帮忙运物资")
    assert driver.text == "您怎么运货？"


async def test_what_is_sold_out_is_no_stock(database: Database, cast: Cast) -> None:
    supplier = await guest(database, "zh", Role.SUPPLIER)
    await supplier.say("库存更新：棉被800床，帐篷120顶，N95已经卖完了")
    assert "N95" not in supplier.text
    assert "棉被 · 800 床" in supplier.text


async def test_price_talk_reports_nothing(nurse: Guest) -> None:
    await nurse.say("口罩涨价了，一盒要八十，太黑心了")
    assert "✅ 提交" not in [label for label, _ in nurse._buttons()]


async def test_another_place_is_written_on_the_card(nurse: Guest) -> None:
    await nurse.say("港湾医院需要防护服30套")
    await nurse.say("改成友谊医院")
    assert "“友谊医院” → 大连市友谊医院（中山区）" in nurse.text


async def test_what_was_not_read_stays_on_the_card(nurse: Guest) -> None:
    await nurse.say("港湾医院需要小白兔20箱，手套30盒")
    assert "没有读懂，先不上报：小白兔20箱" in nurse.text
    await nurse.follow("面包20箱", "大灰狼5袋")
    assert "没有读懂，先不上报：小白兔20箱、大灰狼5袋" in nurse.text
    await nurse.tap("✅ 提交")
    assert [code for code, _ in await lines(nurse)] == ["GLOVES-EXAM", "BREAD"]


async def test_other_goods_on_a_card_of_one_line_are_no_count_of_it(nurse: Guest) -> None:
    await nurse.say("港湾医院需要手套30盒")
    await nurse.say("面包20箱")
    await nurse.tap("✅ 提交")
    assert [code for code, _ in await lines(nurse)] == ["GLOVES-EXAM", "BREAD"]


async def test_confirming_twice_reports_once(nurse: Guest) -> None:
    await nurse.say(LIST)
    confirm = next(data for label, data in nurse._buttons() if label == "✅ 提交")
    await nurse.press(confirm)
    await nurse.press(confirm)
    assert len(await nurse.rows(NeedRow)) == 1


async def test_the_text_is_kept_apart_and_shown_to_its_writer_alone(nurse: Guest) -> None:
    await nurse.follow(LIST, "=✅ 提交")
    (raw,) = await nurse.rows(RawReportRow)
    (need,) = await nurse.rows(NeedRow)
    assert (raw.words, raw.need_ids) == (LIST, [need.id])
    await nurse.command("mydata")
    assert "13812345678" in nurse.text
    assert "13812345678" not in str(
        [row.params for row in await nurse.rows(OutboxRow, col(OutboxRow.kind) != "prompt")]
    )


@pytest.mark.parametrize(
    ("lang", "words", "send", "named", "on", "item"),
    [
        ("zh", "港湾医院要棉被50床、84消毒液20桶、胰岛素", "先提交说清楚的 1 条", "还没有提交",
         "继续刚才的填写", "胰岛素"),
        ("en", "Harbour Hospital needs 50 quilts, bleach and insulin", "Send what is clear (1)",
         "Not reported yet", "Go on with your draft", "insulin"),
    ],
    ids=("zh", "en"),
)  # fmt: skip
async def test_what_is_not_reported_with_the_rest_is_named_and_goes_on(
    database: Database, cast: Cast, lang: str, words: str, send: str, named: str, on: str, item: str
) -> None:
    nurse = await guest(database, lang, Role.HOSPITAL)
    await nurse.say(words)
    await nurse.follow("=✅", f"={send}")
    assert named in nurse.text
    assert item in nurse.text
    assert await lines(nurse) == [("QUILT", 50)]
    await nurse.tap(on)
    assert "❓" in nurse.text
    assert item in nurse.text
    await nurse.follow("=✅", {"zh": "12", "en": "2 cartons"}[lang], "5")
    places = {row.place_id for row in await nurse.rows(NeedRow)}
    rows = await nurse.rows(PlaceRow)
    assert len({(row.address, row.district) for row in rows if row.id in places}) == 1
    assert len(await lines(nurse)) == 3


@pytest.mark.parametrize(
    "words",
    ["车修好了，可以接单了", "我重新上岗了", "truck is fixed, I am back on duty"],
)
async def test_a_driver_who_is_back_goes_on_duty(
    database: Database, cast: Cast, words: str
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    lang = "en" if words.isascii() else "zh"
    chen = Guest(database, address=cast.chen.address, lang_code=lang)
    await chen.follow({"en": "off duty", "zh": "收车"}[lang], words)
    await chen.share(38.914, 121.615)
    assert [shift.ended_at for shift in await chen.rows(ShiftRow)][-1] is None


@pytest.mark.parametrize("words", ["I am not back on duty", "什么时候可以接单？"])
async def test_a_driver_who_is_not_back_stays_off_duty(
    database: Database, cast: Cast, words: str
) -> None:
    driver = await guest(database, "zh", Role.DRIVER)
    await driver.say(words)
    assert not await driver.rows(ShiftRow)
    assert "您刚才写的是" in driver.text


async def test_a_supplier_who_got_about_so_many_offers_them(database: Database, cast: Cast) -> None:
    zhao = await guest(database, "en", Role.SUPPLIER)
    await zhao.say(
        "we got about 50 blankets and 20 boxes of bleach, plus 10 quilts from our storehouse "
        "at Ganjingzi, can deliver today"
    )
    assert "you can give" in zhao.text
    assert "about 50 pcs" in zhao.text
    assert "600 bottles" in zhao.text
    assert "10 pcs" in zhao.text
