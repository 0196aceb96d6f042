"""What drivers can do by talking, button by button and word by word."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import Cast
from city import confirm_all, next_stop, put_lot, put_need, put_on_duty, tick
from crew import Hand, hand
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from records import Databases
from sqlmodel import col

from db.actions.offers import accept_job, lapse_offers
from db.engine import Database
from db.tables import (
    AllocationRow,
    CardRow,
    HandoverRow,
    HelpRow,
    JobRow,
    OfferRow,
    OutboxRow,
    ShiftRow,
    StopRow,
    VehicleRow,
)
from db.tables.messages import OutboxState
from handlers.dialog import ReplyKind
from handlers.driver.described import read_vehicle
from handlers.driver.job import typed_code
from handlers.driver.vehicle import read_capacity
from handlers.menu import BOOK
from matching.model import (
    AllocationState,
    JobState,
    Mode,
    OfferState,
    ProofKind,
    Reason,
    StopState,
)


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are tried on one engine; what they do is tested on both elsewhere."""
    return sqlite_databases


@pytest.fixture
async def chen(database: Database, cast: Cast) -> Hand:
    return hand(database, cast.chen, "zh")


@pytest.fixture
async def offered(database: Database, cast: Cast, chen: Hand) -> Hand:
    """Chen on duty, looking at an offer of 100 masks."""

    async def play() -> None:
        async with database.begin() as session:
            await put_need(session, cast, 100)
            await put_lot(session, cast, 200)
            await put_on_duty(session, cast.chen)
        await tick(database)
        await confirm_all(database)
        await tick(database)

    await begun(database, "offered", play)
    await chen.look("job_offer")
    return chen


@pytest.fixture
async def driving(offered: Hand) -> Hand:
    """Chen has accepted and looks at the job's card."""
    await offered.tap("接受")
    await offered.look("job")
    return offered


@pytest.fixture
async def loaded(driving: Hand) -> Hand:
    """Chen has loaded everything and stands at the receiver's door."""
    await driving.tap("到了")
    await driving.look("job")
    await driving.tap("全部装好")
    await driving.look("job")
    await driving.tap("到了")
    await driving.look("job")
    return driving


async def newest(driver: Hand, table: Any) -> Any:
    return (await driver.rows(table))[-1]


async def code_of(driver: Hand) -> str:
    """The code the receiver was told."""
    return str((await newest(driver, StopRow)).code)


async def test_a_vehicle_is_registered_by_buttons(chen: Hand) -> None:
    await chen.command("vehicle")
    await chen.follow("=公路", "=轻卡", "=能冷藏", "=应急运输证", "=没有别的", "辽B12345")
    assert "2 吨" in chen.text
    assert "应急运输证" in chen.text
    await chen.tap("确认")
    vehicle = await newest(chen, VehicleRow)
    assert (vehicle.label, vehicle.mode, vehicle.kg, vehicle.m3) == (
        "辽B12345",
        Mode.ROAD,
        2000,
        12,
    )
    assert (vehicle.cold_chain, vehicle.hazmat, vehicle.passes) == (True, False, ["emergency"])
    assert "上岗" in chen.labels[0]


async def test_a_plate_of_another_driver_is_asked_about(
    chen: Hand, database: Database, cast: Cast
) -> None:
    mine = ("=公路", "=轻卡", "=都不能", "=没有", "辽B·A1234")
    await chen.command("vehicle")
    await chen.follow(*mine, "=确认")
    liu = hand(database, cast.liu, "zh")
    await liu.command("vehicle")
    await liu.follow(*mine[:-1], "辽B A1234")
    assert "已有另一位司机登记" in liu.text
    await liu.follow("=写错了", "辽B A1235", "=确认")
    assert (await newest(liu, VehicleRow)).label == "辽B A1235"
    await liu.command("vehicle")
    await liu.follow(*mine, "=合用", "=确认")
    assert (await newest(liu, VehicleRow)).label == "辽B·A1234"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.ROAD])
async def test_only_what_goes_by_road_is_said_to_have_a_plate(
    database: Database, cast: Cast, lang: str, mode: Mode
) -> None:
    liu = hand(database, cast.liu, lang)
    await liu.command("vehicle")
    await liu.follow({"zh": MODES_ZH, "en": MODES_EN}[lang][mode], "2t")
    await liu.follow(*REST[lang][:2])
    asked = liu.text
    await liu.say("Haiou 7")
    for text in (asked, liu.text):
        assert "车牌" not in text
        assert "plate" not in text.lower()
    assert "Haiou 7" in liu.text


async def test_a_vehicle_is_registered_in_words(database: Database, cast: Cast) -> None:
    liu = hand(database, cast.liu, "en")
    await liu.command("vehicle")
    await liu.follow("water", "20t 90m3", "neither", "no", "harbour-1, port-2", "Sea Star", "yes")
    vehicle = await newest(liu, VehicleRow)
    assert (vehicle.mode, vehicle.kg, vehicle.m3) == (Mode.WATER, 20_000, 90)
    assert vehicle.passes == ["harbour-1", "port-2"]


@pytest.mark.parametrize(
    ("typed", "kg", "m3"),
    [
        ("800", 800, None),
        ("2吨", 2000, None),
        ("1.5 t 8m3", 1500, 8),
        ("两吨半", None, None),
        ("300斤", 150, None),
        ("800 kg", 800, None),
        ("2吨 12方", 2000, 12),
        ("big", None, None),
        ("0", None, None),
        ("12方", None, None),
    ],
)
def test_a_capacity_is_read_as_people_write_it(
    typed: str, kg: float | None, m3: float | None
) -> None:
    found = read_capacity(typed)
    if kg is None:
        assert found is None or typed == "两吨半"
    else:
        assert found == (kg, m3)


@given(st.text(max_size=40))
def test_any_text_is_a_capacity_within_bounds_or_none(typed: str) -> None:
    found = read_capacity(typed)
    assert found is None or 1 <= found[0] <= 60_000_000


@pytest.mark.parametrize("typed", ["辽大渔运3号", "Sea Star 12", "辽大渔运三十号", "3", "3公斤"])
async def test_a_ships_name_or_a_handful_is_no_capacity(chen: Hand, typed: str) -> None:
    await chen.command("vehicle")
    await chen.follow("=水运", typed)
    assert (await chen.state()).step == "capacity"
    await chen.follow("辽大渔运3号 约20吨", "=都不能", "=没有")
    assert "船名或船号" in chen.text
    await chen.follow("辽大渔运3号", "=确认")
    vehicle = await newest(chen, VehicleRow)
    assert (vehicle.label, vehicle.kg) == ("辽大渔运3号", 20_000)


@pytest.mark.parametrize(("typed", "kg"), [("大约800", 800), ("about 800", 800), ("两吨", 2000)])
async def test_words_beside_a_capacity_do_no_harm(chen: Hand, typed: str, kg: int) -> None:
    await chen.command("vehicle")
    await chen.follow("=公路", typed, "=都不能", "=没有", "辽B12345", "=确认")
    assert (await newest(chen, VehicleRow)).kg == kg


MODES_ZH = {Mode.RAIL: "铁路", Mode.AIR: "航空", Mode.WATER: "水运", Mode.FOOT: "步行"}
MODES_EN = {Mode.RAIL: "rail", Mode.AIR: "air", Mode.WATER: "water", Mode.FOOT: "foot"}
VAN = {
    "zh": "我有一辆金杯面包车 辽B12345 能拉1吨",
    "en": "I have a Jinbei van, plate 辽B12345, it carries 1 ton",
}
REST = {"zh": ("=都不能", "=没有", "=确认"), "en": ("=No, ordinary", "=None", "=Confirm")}


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_vehicle_in_its_drivers_own_words_is_asked_only_what_is_missing(
    database: Database, cast: Cast, lang: str
) -> None:
    liu = hand(database, cast.liu, lang)
    await liu.say(VAN[lang])
    state = await liu.state()
    assert (state.dialog, state.step) == ("vehicle", "special")
    await liu.follow(*REST[lang])
    vehicle = await newest(liu, VehicleRow)
    assert (vehicle.label, vehicle.mode, vehicle.kg, vehicle.m3) == (
        "辽B12345",
        Mode.ROAD,
        1000,
        6,
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_newcomers_vehicle_waits_until_they_are_a_driver(
    database: Database, cast: Cast, lang: str
) -> None:
    hao = Hand(database, address="909", lang_code=lang, book=BOOK, now=NOW)
    await hao.say(VAN[lang])
    assert (await hao.state()).dialog == "register"
    await hao.follow({"zh": "=司机", "en": "=Driver"}[lang])
    await hao.follow({"zh": "=跳过", "en": "=Skip"}[lang])
    state = await hao.state()
    assert (state.dialog, state.step) == ("vehicle", "special"), hao.text
    await hao.follow(*REST[lang])
    assert (await newest(hao, VehicleRow)).kg == 1000


async def test_a_driver_who_has_a_vehicle_is_asked_whether_it_is_another(
    database: Database, cast: Cast
) -> None:
    liu = hand(database, cast.liu, "zh")
    await liu.say(VAN["zh"])
    await liu.follow(*REST["zh"])
    await liu.say("我还有一辆冷藏车 辽B54321 能装5吨")
    assert "另一辆" in liu.text
    await liu.follow("=再登记", "=没有", "=确认")
    vehicle = await newest(liu, VehicleRow)
    assert (vehicle.label, vehicle.kg, vehicle.cold_chain) == ("辽B54321", 5000, True)
    assert len(await liu.rows(VehicleRow)) == 2


async def test_a_vehicle_named_by_its_plate_again_is_changed(
    database: Database, cast: Cast
) -> None:
    liu = hand(database, cast.liu, "zh")
    await liu.say(VAN["zh"])
    await liu.follow(*REST["zh"])
    await liu.say("我的面包车辽B·12345能拉800公斤")
    await liu.follow("=改")
    (vehicle,) = await liu.rows(VehicleRow)
    assert vehicle.kg == 800
    assert "已改好" in liu.text


@pytest.mark.parametrize(
    "words", ["我有面包车", "货车上有2吨矿泉水", "我需要一辆货车", "辽B12345", "面包2吨"]
)
def test_what_says_no_plate_and_no_load_of_a_vehicle_is_no_registration(words: str) -> None:
    assert read_vehicle(words) is None


async def test_goods_on_a_vehicle_are_no_vehicle(database: Database, cast: Cast) -> None:
    liu = hand(database, cast.liu, "zh")
    await liu.say("货车上有2吨矿泉水")
    assert (await liu.state()).answers == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "我有一条渔船 海鸥号 能装3吨",
            {"mode": "water", "capacity": {"kg": 3000.0, "m3": None}, "label": "海鸥号"},
        ),
        (
            "我开小货车，车牌辽B·D12345",
            {"mode": "road", "capacity": "light", "label": "辽B·D12345"},
        ),
        (
            "I have a refrigerated truck, 5 t, 30 m3",
            {"mode": "road", "capacity": {"kg": 5000.0, "m3": 30.0}, "special": "cold"},
        ),
    ],
)
def test_kind_load_and_name_are_read_from_the_words(words: str, said: dict[str, object]) -> None:
    assert read_vehicle(words) == said


async def test_a_driver_without_a_vehicle_is_led_to_register_one(chen: Hand) -> None:
    await chen.command("duty")
    assert (await chen.state()).dialog == "vehicle"


async def test_without_a_job_the_way_on_duty_leads_to_a_vehicle_first(chen: Hand) -> None:
    await chen.command("job")
    await chen.tap("上岗")
    assert (await chen.state()).dialog == "vehicle"
    await chen.press("a:duty")
    assert (await chen.state()).dialog == "vehicle"


async def test_going_on_duty_takes_a_shared_location(
    database: Database, cast: Cast, chen: Hand
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await chen.command("duty")
    await chen.tap("收车")
    assert (await newest(chen, ShiftRow)).ended_at is not None
    await chen.tap("上岗")
    await chen.share(38.95, 121.5)
    shift = await newest(chen, ShiftRow)
    assert (shift.lat, shift.lon, shift.ended_at) == (38.95, 121.5, None)
    assert "已上岗" in chen.text


async def test_going_on_duty_takes_a_typed_place(
    database: Database, cast: Cast, chen: Hand
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await chen.command("duty")
    await chen.tap("更新位置")
    await chen.say("甘井子区")
    shift = await newest(chen, ShiftRow)
    assert shift.district == "甘井子区"
    assert shift.lat is not None


async def test_off_duty_is_no_place(database: Database, cast: Cast, chen: Hand) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await chen.command("duty")
    await chen.tap("收车")
    await chen.tap("上岗")
    await chen.say("收车")
    assert not (await chen.state()).dialog
    assert "没有出车" in chen.text
    assert (await newest(chen, ShiftRow)).ended_at is not None


async def test_off_duty_said_while_the_position_is_asked_ends_the_shift(
    database: Database, cast: Cast, chen: Hand
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await chen.command("duty")
    await chen.tap("更新位置")
    assert any("收车" in label for label in chen.labels)
    await chen.say("下班")
    assert not (await chen.state()).dialog
    assert (await newest(chen, ShiftRow)).ended_at is not None


async def test_off_duty_is_understood_at_any_moment(
    database: Database, cast: Cast, chen: Hand
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.chen)
    await chen.say("收车")
    assert (await newest(chen, ShiftRow)).ended_at is not None


async def test_a_live_position_moves_the_shift_without_a_word(offered: Hand) -> None:
    rows = await offered.send(ReplyKind.LOCATION, lat=38.97, lon=121.61, live=True)
    assert [row for row in rows if row.kind == "prompt"] == []
    assert (await newest(offered, ShiftRow)).lat == 38.97
    await offered.send(ReplyKind.LOCATION, lat=38.98, lon=121.61)
    assert "位置已更新" in offered.text


async def test_an_offer_is_accepted_by_a_press(offered: Hand) -> None:
    await offered.tap("接受")
    job = await newest(offered, JobRow)
    assert (job.state, job.driver_id is not None) == (JobState.ACCEPTED, True)
    assert f"任务 {job.id}" in offered.text
    await offered.look("job_address")
    assert "西南路 1 号" in offered.text
    assert "138****" in offered.text


@pytest.mark.parametrize("word", ["接受", "接单", "accept", "ＯＫ"])
async def test_an_offer_is_accepted_in_words(offered: Hand, word: str) -> None:
    await offered.say(word)
    assert (await newest(offered, JobRow)).state is JobState.ACCEPTED


async def test_an_offer_is_declined_with_a_reason(offered: Hand) -> None:
    await offered.tap("拒绝")
    await offered.tap("太远")
    offer = await newest(offered, OfferRow)
    assert (offer.state, offer.reason) == (OfferState.DECLINED, Reason.TOO_FAR)


async def test_an_offer_is_declined_in_words(offered: Hand) -> None:
    await offered.say("不接")
    await offered.say("太远了")
    assert (await newest(offered, OfferRow)).reason is Reason.TOO_FAR


async def test_a_driver_may_look_at_the_offer_again_before_declining(offered: Hand) -> None:
    await offered.tap("拒绝")
    await offered.tap("再看看")
    assert "接受" in offered.labels
    assert not offered.screen.force_new, "the reasons against it keep no buttons"


async def sent(driver: Hand) -> None:
    """The offer is on the screen, as message 900."""
    shown = sa.update(OutboxRow).where(col(OutboxRow.kind) == "job_offer")
    async with driver.database.begin() as session:
        await session.execute(shown.values(message_id="900", state=OutboxState.SENT))


@pytest.mark.parametrize(
    ("words", "state", "said"),
    [
        (("接单",), OfferState.ACCEPTED, "driver.offer_accepted"),
        (("不接", "太远了"), OfferState.DECLINED, "driver.offer_declined"),
    ],
)
async def test_an_offer_answered_in_words_loses_its_buttons(
    offered: Hand, words: tuple[str, ...], state: OfferState, said: str
) -> None:
    await sent(offered)
    for word in words:
        await offered.say(word)
    assert (await newest(offered, OfferRow)).state is state
    edits = [row for row in await offered.rows(OutboxRow) if row.params.get("edit") == "900"]
    assert [row.params["prompt"]["text"]["key"] for row in edits] == [said]


async def test_who_declines_because_of_the_hour_goes_off_duty(offered: Hand) -> None:
    await offered.tap("拒绝")
    await offered.tap("要收车了")
    assert (await newest(offered, ShiftRow)).ended_at is not None
    assert (await newest(offered, OfferRow)).reason is Reason.OFF_DUTY


async def test_a_lapsed_offer_is_not_taken(offered: Hand) -> None:
    offered.now += timedelta(minutes=4)
    await offered.tap("接受")
    assert (await newest(offered, JobRow)).state is JobState.OFFERED
    assert "不在了" in offered.toast


@pytest.mark.parametrize(
    ("lang", "still"), [("zh", "还没有别的司机接"), ("en", "No other driver has")]
)
async def test_a_lapsed_job_that_nobody_else_has_may_still_be_taken(
    database: Database, offered: Hand, cast: Cast, lang: str, still: str
) -> None:
    async with database.begin() as session:
        await lapse_offers(session, now=NOW + timedelta(minutes=4))
    chen = hand(database, cast.chen, lang, NOW + timedelta(minutes=5))
    await chen.look("offer_closed")
    assert still in chen.text
    await chen.tap({"zh": "我来接", "en": "I take it"}[lang])
    job = await newest(chen, JobRow)
    assert (job.state, job.driver_id) == (JobState.ACCEPTED, cast.chen.person_id)


async def test_a_lapsed_job_that_another_is_asked_for_is_not_said_to_be_taken(
    database: Database, offered: Hand, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=3)
        await lapse_offers(session, now=NOW + timedelta(minutes=4))
    chen = hand(database, cast.chen, "zh", NOW + timedelta(minutes=5))
    await chen.look("offer_closed")
    await tick(database, NOW + timedelta(minutes=5))
    assert (await newest(chen, OfferRow)).driver_id == cast.liu.person_id
    await chen.tap("我来接")
    assert "不在了" in chen.toast + chen.text
    assert (await newest(chen, JobRow)).state is JobState.OFFERED
    await chen.look("offer_closed")
    assert "正在问别的司机" in chen.text
    async with database.begin() as session:
        offer = await newest(chen, OfferRow)
        await accept_job(session, cast.liu.actor, offer_id=offer.id, now=NOW + timedelta(minutes=5))
    await chen.look("offer_closed")
    assert "已由别的司机接下" in chen.text


async def test_long_after_its_time_a_job_is_not_taken(
    database: Database, offered: Hand, cast: Cast
) -> None:
    async with database.begin() as session:
        await lapse_offers(session, now=NOW + timedelta(minutes=4))
    chen = hand(database, cast.chen, "zh", NOW + timedelta(hours=2))
    await chen.look("offer_closed")
    await chen.tap("我来接")
    assert (await newest(chen, JobRow)).state is JobState.OPEN


async def test_the_card_names_one_next_step_at_a_time(driving: Hand) -> None:
    assert driving.labels[0] == "到了"
    await driving.tap("到了")
    await driving.look("job")
    assert driving.labels[:2] == ["全部装好", "没装完"]


async def test_a_job_is_done_by_pressing(loaded: Hand) -> None:
    await loaded.say(await code_of(loaded))
    assert "交接码正确" in loaded.text
    await loaded.tap("全部收下")
    job = await newest(loaded, JobRow)
    assert job.state is JobState.CLOSED
    handover = await newest(loaded, HandoverRow)
    assert (handover.proof, handover.quantity) == (ProofKind.CODE, 100)


async def test_a_job_is_done_in_words(offered: Hand) -> None:
    for words in ("接受", "到了", "装好了", "arrived"):
        await offered.say(words)
    await offered.say(" ".join(await code_of(offered)))
    await offered.say("都收了")
    assert (await newest(offered, JobRow)).state is JobState.CLOSED
    assert "办完" in offered.text


async def test_less_loaded_goes_back_to_matching_with_a_reason(driving: Hand) -> None:
    await driving.tap("到了")
    await driving.look("job")
    await driving.tap("没装完")
    await driving.say("60")
    await driving.tap("装不下")
    handover = await newest(driving, HandoverRow)
    assert (handover.quantity, handover.reason) == (60, Reason.TOO_LARGE)
    assert (await newest(driving, JobRow)).state is JobState.UNDERWAY


async def test_the_next_step_below_the_card_is_taken_there_and_does_not_go_stale(
    driving: Hand,
) -> None:
    await driving.tap("到了")
    await driving.look("job")
    await driving.tap("没装完")
    await driving.say("60")
    await driving.tap("装不下")
    assert driving.labels[0] == "到了"
    await driving.tap("到了")
    assert "已到达" in driving.text
    assert "到了" not in driving.labels


async def test_a_step_pressed_on_the_card_leaves_it_to_redraw_itself(driving: Hand) -> None:
    where = {"channel": "telegram", "address": driving.address, "kind": "job", "subject_id": 1}
    async with driving.database.begin() as session:
        await session.execute(sa.delete(CardRow))
        session.add(CardRow(**where, message_id="77", digest="", updated_at=NOW))
    stop = (await driving.rows(StopRow))[0]
    heard = await driving.press(f"a:arrived:{stop.id}", message_id="77")
    kinds = [each.kind for each in heard]
    assert "answer" in kinds
    assert "prompt" not in kinds


async def test_more_than_was_planned_cannot_be_loaded(driving: Hand) -> None:
    await driving.say("到了")
    await driving.say("没装完")
    await driving.say("101")
    assert "最多" in driving.text
    await driving.say("100")
    assert (await newest(driving, AllocationRow)).loaded == 100


async def test_nothing_loaded_ends_the_match(driving: Hand) -> None:
    await driving.say("到了")
    await driving.say("没装完")
    await driving.say("没有")
    await driving.tap("货物过期")
    allocation = await newest(driving, AllocationRow)
    assert (allocation.state, allocation.reason) == (AllocationState.FAILED, Reason.EXPIRED)


async def test_a_wrong_code_counts_and_five_leave_only_a_photo(loaded: Hand) -> None:
    right = await code_of(loaded)
    wrong = "0000" if right != "0000" else "1111"
    await loaded.say(wrong)
    assert "还可以试 4 次" in loaded.text
    for _ in range(4):
        await loaded.say(wrong)
    assert "照片" in loaded.text
    await loaded.say(right)
    assert (await newest(loaded, StopRow)).state is StopState.ARRIVED
    await loaded.look("job")
    assert "请发一张交接照片" in loaded.text


async def test_a_photo_is_taken_as_proof(loaded: Hand) -> None:
    await loaded.send(ReplyKind.PHOTO, photo="photo-1")
    await loaded.tap("全部收下")
    handover = await newest(loaded, HandoverRow)
    assert (handover.proof, handover.photo) == (ProofKind.PHOTO, "photo-1")


async def test_a_code_typed_inside_another_dialog_is_the_hand_over(loaded: Hand) -> None:
    await loaded.command("help")
    await loaded.follow("人工", await code_of(loaded))
    assert "交接码正确" in loaded.text
    assert not await loaded.rows(HelpRow)


async def test_a_photo_sent_inside_another_dialog_is_the_proof(loaded: Hand) -> None:
    await loaded.say("人工")
    await loaded.send(ReplyKind.PHOTO, photo="photo-1")
    await loaded.send(ReplyKind.PHOTO, photo="photo-2")
    await loaded.tap("全部收下")
    assert (await newest(loaded, HandoverRow)).photo == "photo-2"


async def test_what_was_rejected_is_counted_and_brought_back(loaded: Hand) -> None:
    await loaded.say(await code_of(loaded))
    await loaded.tap("部分没收")
    await loaded.say("30")
    await loaded.tap("货物损坏")
    handover = await newest(loaded, HandoverRow)
    assert (handover.quantity, handover.rejected, handover.reason) == (70, 30, Reason.DAMAGED)
    await loaded.look("job")
    assert "送回" in loaded.text
    await loaded.tap("已送回")
    assert (await newest(loaded, JobRow)).state is JobState.CLOSED


@pytest.mark.parametrize(
    ("typed", "rejected"),
    [
        ("accepted 70", 30),
        ("收下了70个", 30),
        ("70 ok", 30),
        ("合格70", 30),
        ("30", 30),
        ("rejected 30", 30),
        ("没收30个", 30),
        ("not accepted 30", 30),
    ],
)
async def test_the_word_beside_a_number_says_what_it_counts(
    loaded: Hand, typed: str, rejected: int
) -> None:
    await loaded.say(await code_of(loaded))
    await loaded.tap("部分没收")
    await loaded.say(typed)
    await loaded.tap("货物损坏")
    handover = await newest(loaded, HandoverRow)
    assert (handover.quantity, handover.rejected) == (100 - rejected, rejected)


async def test_a_number_of_both_kinds_is_asked_again(loaded: Hand) -> None:
    await loaded.say(await code_of(loaded))
    await loaded.tap("部分没收")
    await loaded.say("收下了70，拒收30")
    assert "只写没收下的数" in loaded.text
    await loaded.say("30")
    await loaded.tap("货物损坏")
    assert (await newest(loaded, HandoverRow)).rejected == 30


@pytest.mark.parametrize("typed", ["loaded 60", "装了60个", "拿到60", "少40", "40 missing"])
async def test_what_is_missing_is_no_count_of_what_is_loaded(driving: Hand, typed: str) -> None:
    await driving.tap("到了")
    await driving.look("job")
    await driving.tap("没装完")
    await driving.say(typed)
    await driving.tap("装不下")
    assert (await newest(driving, HandoverRow)).quantity == 60


async def test_a_job_is_given_back_before_loading(driving: Hand) -> None:
    await driving.tap("退回任务")
    await driving.tap("路不通")
    job = await newest(driving, JobRow)
    assert (job.state, job.driver_id) == (JobState.OPEN, None)
    await driving.look("job")
    assert driving.labels == []
    assert "不由您负责" in driving.text


async def test_a_breakdown_under_way_leaves_the_goods_with_the_driver(loaded: Hand) -> None:
    await loaded.tap("遇到问题")
    await loaded.tap("车坏了")
    await loaded.tap("派车来接")
    job = await newest(loaded, JobRow)
    assert (job.state, job.reason) == (JobState.UNDERWAY, Reason.VEHICLE_TROUBLE)
    await loaded.look("job")
    await loaded.tap("已送回")
    assert (await newest(loaded, AllocationRow)).state is AllocationState.RETURNED


async def test_nobody_at_the_door_means_taking_the_goods_along(loaded: Hand) -> None:
    await loaded.tap("遇到问题")
    await loaded.tap("没有人")
    await loaded.tap("带走")
    allocation = await newest(loaded, AllocationRow)
    assert (allocation.rejected, allocation.accepted) == (100, 0)
    assert (await newest(loaded, JobRow)).state is JobState.UNDERWAY


async def test_nobody_at_the_pickup_drops_that_stop(driving: Hand) -> None:
    await driving.tap("遇到问题")
    await driving.tap("没有人")
    await driving.tap("提不到货")
    assert "这一站不用等了" in driving.text
    assert (await newest(driving, AllocationRow)).reason is Reason.NOBODY_THERE
    assert (await newest(driving, JobRow)).state is JobState.CANCELLED


async def test_a_driver_in_trouble_can_talk_to_a_person(loaded: Hand) -> None:
    await loaded.tap("遇到问题")
    await loaded.tap("联系调度员")
    await loaded.say("门口没有人，电话打不通")
    assert (await newest(loaded, HelpRow)).question == "门口没有人，电话打不通"


async def test_goods_are_written_off_only_when_asked_twice(loaded: Hand) -> None:
    await loaded.tap("遇到问题")
    await loaded.tap("车坏了")
    await loaded.tap("派车来接")
    await loaded.look("job")
    await loaded.tap("遇到问题")
    await loaded.tap("货没有了")
    assert (await newest(loaded, AllocationRow)).lost == 0
    await loaded.tap("确定")
    assert (await newest(loaded, AllocationRow)).lost == 100


async def test_a_button_of_an_earlier_step_changes_nothing(driving: Hand) -> None:
    old = driving.screen
    await driving.tap("到了")
    await driving.look("job")
    await driving.tap("全部装好")
    driving.screen = old
    before = await driving.rows(StopRow)
    await driving.tap("到了")
    assert driving.toast
    assert await driving.rows(StopRow) == before


async def test_another_driver_cannot_work_somebody_elses_job(
    database: Database, cast: Cast, driving: Hand
) -> None:
    liu = hand(database, cast.liu, "en")
    await liu.command("menu")
    stop = await next_stop(database, 1)
    for data in (
        f"a:arrived:{stop.id}",
        f"a:loaded:{stop.id}",
        "a:give_back:1:too_far",
        "a:problem:1",
        "a:stop_job:1:road_blocked",
        f"a:code:{stop.id}:1234",
        f"a:accepted:{stop.id}",
    ):
        rows = await liu.press(data)
        assert [row.kind for row in rows] == ["answer"], data
    assert (await newest(driving, JobRow)).state is JobState.ACCEPTED
    assert (await next_stop(database, 1)).state is StopState.PLANNED


@pytest.mark.parametrize(
    "data",
    [
        *("a:offer_yes", "a:offer_yes:x", "a:offer_why:1:nonsense", "a:arrived:", "a:loaded:9"),
        *(
            "a:code:1",
            "a:trouble:1",
            "a:lost:77",
            "a:lost:77:y",
            "a:take_back:1:too_far",
            "a:on_duty:99",
        ),
        f"a:arrived:{'9' * 30}",
    ],
)
async def test_a_forged_button_is_refused_kindly(driving: Hand, data: str) -> None:
    rows = await driving.press(data)
    assert [row.kind for row in rows].count("answer") == 1
    assert (await newest(driving, JobRow)).state is JobState.ACCEPTED


async def test_a_code_typed_before_arrival_is_kept_for_it(driving: Hand) -> None:
    for label in ("到了", "全部装好"):
        await driving.tap(label)
        await driving.look("job")
    code = await code_of(driving)
    await driving.say(" ".join(code))
    assert "请先按“到了”" in driving.text
    assert code in driving.text
    assert (await newest(driving, StopRow)).state is StopState.PLANNED
    await driving.tap("到了")
    stop = await newest(driving, StopRow)
    assert stop.state is StopState.ARRIVED
    assert "交接码正确" in driving.text


async def test_a_wrong_code_typed_before_arrival_costs_no_try_until_then(driving: Hand) -> None:
    for label in ("到了", "全部装好"):
        await driving.tap(label)
        await driving.look("job")
    wrong = f"{(int(await code_of(driving)) + 1) % 10000:04d}"
    await driving.say(wrong)
    assert "请先按“到了”" in driving.text
    await driving.tap("到了")
    assert (await newest(driving, StopRow)).state is StopState.ARRIVED
    assert "交接码不对" in driving.text


async def test_my_job_shows_the_card_below_everything(driving: Hand) -> None:
    before = len(await driving.rows(OutboxRow, col(OutboxRow.kind) == "card"))
    await driving.command("job")
    assert len(await driving.rows(OutboxRow, col(OutboxRow.kind) == "card")) > before
    assert "这是您手上的任务" in driving.text, "true above the card and below it"


async def test_my_job_without_a_job_says_so(chen: Hand) -> None:
    await chen.command("job")
    assert "没有任务" in chen.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1234", "1234"),
        ("１２３４", "1234"),
        ("1 2 3 4", "1234"),
        ("12-34", "1234"),
        ("123", ""),
        ("12345", ""),
        ("abcd", ""),
    ],
)
def test_four_digits_are_a_code_however_they_are_typed(typed: str, code: str) -> None:
    assert typed_code(typed) == code


NO_VEHICLES = (
    "我们需要一辆5吨的货车，这里有很多东西要运走",
    "医院需要一辆5吨货车，有20个病人要转运",
    "我有很多东西需要一辆5吨货车运",
    "桥上限重，超过10吨的货车不能开",
    "我的货车辽B12345坏了",
    "我的货车辽B12345着火了，我受伤了",
    "我有一辆10吨的货车，能过桥吗",
    "辽B12345的货车是谁的，挡住救护车了",
    "We need a truck that can carry 5 tons, ours is broken",
    "Our hospital needs a truck for 5 tons",
    "I have to move 5 tons by truck",
    "The bridge is limited, no truck is to carry 10 tons",
    "My truck is on fire, plate 辽B12345, I am hurt",
    "My truck 辽B12345 can't carry 2 tons",
    "Whose is the truck 辽B12345, it is in the way",
)
VEHICLES = (
    *VAN.values(),
    "我有一辆冷藏车，能装3吨，现在可以跑",
    "有一辆冷藏车，能装3吨，现在可以跑",
    "我有一辆面包车，能拉1吨，不要钱",
    "我还有一辆冷藏车 辽B54321 能装5吨",
    "我的面包车辽B·12345能拉800公斤",
    "My truck can carry 5 tons",
    "I drive a 5 ton truck",
    "We've got a boat that takes 2 tons",
)


@pytest.mark.parametrize("words", [*NO_VEHICLES, "前面有一辆5吨的货车，车主可以挪一下"])
def test_a_wish_a_wreck_and_a_limit_are_no_vehicle(words: str) -> None:
    assert read_vehicle(words) is None


@pytest.mark.parametrize("words", VEHICLES)
def test_what_somebody_says_they_have_is_a_vehicle(words: str) -> None:
    assert read_vehicle(words) is not None


@pytest.mark.parametrize("words", VEHICLES)
async def test_what_somebody_has_is_registered(database: Database, cast: Cast, words: str) -> None:
    liu = hand(database, cast.liu, "zh")
    await liu.say(words)
    assert (await liu.state()).dialog == "vehicle", liu.text


@pytest.mark.parametrize("words", NO_VEHICLES)
@pytest.mark.parametrize("known", [True, False])
async def test_nobody_is_led_to_register_what_they_do_not_have(
    database: Database, cast: Cast, words: str, known: bool
) -> None:
    lang = "en" if words.isascii() or words[0].isascii() else "zh"
    who = hand(database, cast.liu, lang)
    if not known:
        who = Hand(database, address="909", lang_code=lang, book=BOOK, now=NOW)
    await who.say(words)
    state = await who.state()
    assert state.dialog != "vehicle"
    assert "'dialog': 'vehicle'" not in str(state.answers)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "我的货车辽B12345着火了，我受伤了"),
        ("en", "My truck is on fire, plate 辽B12345, I am hurt"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
async def test_whoever_is_hurt_in_their_vehicle_is_told_whom_to_call_and_reaches_the_desk(
    database: Database, cast: Cast, lang: str, words: str, known: bool
) -> None:
    who = hand(database, cast.liu, lang)
    if not known:
        who = Hand(database, address="909", lang_code=lang, book=BOOK, now=NOW)
    await who.say(words)
    assert "120" in who.text.splitlines()[0]
    (call,) = await who.rows(HelpRow)
    assert call.question == words


@pytest.mark.parametrize(("answer", "label"), [("=写错", "辽B12345"), ("=合用", "辽B99999")])
async def test_a_change_to_a_plate_of_another_driver_is_asked_about(
    database: Database, cast: Cast, answer: str, label: str
) -> None:
    liu = hand(database, cast.liu, "zh")
    await liu.say(VAN["zh"])
    await liu.follow(*REST["zh"])
    async with database.begin() as session:
        session.add(
            VehicleRow(
                person_id=cast.chen.person_id,
                label="辽B99999",
                mode=Mode.ROAD,
                kg=1,
                m3=1,
                created_at=NOW,
            )
        )
    await liu.say("我的面包车 辽B99999 能拉2吨")
    await liu.tap("改")
    assert (await liu.state()).step == "shared", liu.text
    shown = next(each for each in liu.labels if answer[1:] in each)
    await liu.tap(shown)
    if answer == "=写错":
        assert (await liu.state()).step == "label"
        await liu.say("辽B12345")
    (vehicle,) = await liu.rows(VehicleRow, col(VehicleRow.person_id) == cast.liu.person_id)
    assert (vehicle.label, vehicle.kg) == (label, 2000)


@pytest.mark.parametrize("load", ["0公斤", "999999吨"])
async def test_a_load_no_vehicle_has_is_asked_for(
    database: Database, cast: Cast, load: str
) -> None:
    liu = hand(database, cast.liu, "zh")
    await liu.say(f"我的面包车 辽B12345 能拉{load}")
    assert (await liu.state()).step == "capacity"
    await liu.follow("1吨", *REST["zh"])
    await liu.say(f"我的面包车 辽B12345 能拉{load}")
    await liu.tap("改")
    assert (await liu.state()).step == "capacity"
    await liu.say("2吨")
    (vehicle,) = await liu.rows(VehicleRow)
    assert vehicle.kg == 2000
