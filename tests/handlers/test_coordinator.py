"""What coordinators can do by talking: verify, unstick, alert, invite, close roads, answer."""

from datetime import timedelta

import pytest
from beginnings import begun
from cast import Cast
from city import (
    accept_open_offer,
    confirm_all,
    load_here,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from crew import Hand, hand, in_both
from moments import NOW
from sqlmodel import col

from db.actions.delivery import report_breakdown
from db.actions.goods import hold_lot
from db.actions.help import call_for_help
from db.actions.messages import Lane
from db.actions.people import take_role
from db.engine import Database
from db.queries.people import person_by_id
from db.tables import (
    AllocationRow,
    BroadcastRow,
    ClosureRow,
    DialogStateRow,
    HelpRow,
    InboxRow,
    InviteRow,
    JobRow,
    LotRow,
    NeedRow,
    OrganisationRow,
    OutboxRow,
    RoleRow,
)
from db.tables.messages import InboxState
from db.tables.people import HelpState
from handlers.conversation import person_of
from handlers.dialog import ReplyKind
from handlers.pushes.situation import situation
from handlers.speech.texts import CAPTION_LIMIT
from matching.model import (
    AllocationState,
    CloseReason,
    Hold,
    JobState,
    Lifecycle,
    OrganisationKind,
    Reason,
    Role,
    Urgency,
    Verification,
)


@pytest.fixture
async def sun(database: Database, cast: Cast) -> Hand:
    return hand(database, cast.sun, "en")


@pytest.fixture
async def reported(database: Database, cast: Cast) -> int:
    """Wang's report waits to be verified."""
    async with database.begin() as session:
        need_id, _ = await put_need(
            session, cast, 20, reporter=cast.wang, verification=Verification.UNVERIFIED
        )
    return need_id


@pytest.fixture
async def driving(database: Database, cast: Cast) -> int:
    """Chen drives 100 masks to Li. Gives the job."""

    async def play() -> int:
        async with database.begin() as session:
            await put_need(session, cast, 100)
            await put_lot(session, cast, 200)
            await put_on_duty(session, cast.chen)
        await tick(database)
        await confirm_all(database)
        await tick(database)
        return await accept_open_offer(database, cast.chen)

    return await begun(database, "driving", play)


async def test_a_report_is_verified_from_the_list(
    database: Database, sun: Hand, reported: int
) -> None:
    await sun.command("verify")
    assert "Reports to verify" in sun.text
    await sun.tap("1. Verify")
    await sun.tap("True")
    need = await row(database, NeedRow)
    assert need.verification is Verification.VERIFIED


async def test_a_report_is_verified_in_words(database: Database, sun: Hand, reported: int) -> None:
    await sun.say("属实")
    assert (await row(database, NeedRow)).verification is Verification.VERIFIED


async def test_a_life_at_risk_is_not_put_aside_by_one_press(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(
            session,
            cast,
            20,
            reporter=cast.wang,
            verification=Verification.UNVERIFIED,
            urgency=Urgency.CRITICAL,
        )
    await sun.press(f"a:look_report:{need_id}")
    await sun.tap("Not true")
    assert "a life is at risk" in sun.text
    assert (await row(database, NeedRow)).verification is Verification.UNVERIFIED
    await sun.tap("Really not true")
    assert (await row(database, NeedRow)).verification is Verification.REFUTED


async def test_a_false_report_is_closed(database: Database, sun: Hand, reported: int) -> None:
    await sun.press(f"a:look_report:{reported}")
    await sun.tap("Not true")
    need = await row(database, NeedRow)
    assert (need.lifecycle, need.close_reason) == (Lifecycle.CLOSED, CloseReason.FALSE)


async def test_a_second_coordinator_comes_too_late(
    database: Database, sun: Hand, reported: int
) -> None:
    await sun.press(f"a:look_report:{reported}")
    first = sun.screen
    await sun.tap("True")
    sun.screen = first
    await sun.tap("Not true")
    assert sun.toast
    assert (await row(database, NeedRow)).verification is Verification.VERIFIED


async def test_a_report_is_merged_with_the_earlier_one(
    database: Database, cast: Cast, sun: Hand, reported: int
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 20, reporter=cast.wang, verification=Verification.UNVERIFIED)
        first, second = await rows(session, NeedRow)
    await sun.press(f"a:look_report:{second.id}")
    await sun.tap("Duplicate")
    await sun.say("N-9999")
    assert "no such code" in sun.text
    await sun.say(second.code)
    assert "its own code" in sun.text
    await sun.say(first.code.lower())
    merged = await row(database, NeedRow, col(NeedRow.id) == second.id)
    assert (merged.close_reason, merged.duplicate_of) == (CloseReason.DUPLICATE, first.id)


async def test_an_organisation_is_verified(database: Database, cast: Cast, sun: Hand) -> None:
    async with database.begin() as session:
        await take_role(
            session,
            cast.wang.actor,
            role=Role.HOSPITAL,
            name="王秀英",
            organisation="第三医院",
            district="沙河口区",
            now=NOW,
        )
    await sun.command("verify")
    await sun.tap("1. Verify")
    await sun.tap("Known")
    assert (await row(database, OrganisationRow)).verification is Verification.VERIFIED


async def test_what_is_stuck_is_counted_and_listed_with_a_decision_each(
    database: Database, cast: Cast, sun: Hand, reported: int
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 5, urgency=Urgency.CRITICAL, item="GOGGLES")
        held = await put_lot(session, cast, 7, item="BOOTS-RUBBER")
        await hold_lot(session, cast.zhao.actor, lot_id=held, hold=Hold.ON_HOLD, now=NOW)
        await put_need(session, cast, 50)
        await put_lot(session, cast, 50)
        await call_for_help(session, cast.li.actor, question="电话打不通", now=NOW)
        dead = InboxRow(
            bot="b", update_id=1, chat="1", state=InboxState.DEAD, received_at=NOW, body={}
        )
        session.add(dead)
    await tick(database)
    await sun.command("stuck")
    for words in (
        "Critical needs not covered: 1",
        "Reports to verify: 1",
        "Calls for help: 1",
        "Waiting for confirmation: 1",
        "Stock on hold: 1",
        "Messages put aside: 1",
    ):
        assert words in sun.text
    overview = sun.screen
    assert overview is not None
    for line in overview.buttons[:-1]:
        sun.screen = overview
        await sun.press(line[0].data)
        assert "1. " in sun.text
        assert "What is stuck" in sun.labels[-1]


async def test_practice_is_told_from_real_work_on_every_list(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        for drill in (False, True):
            await put_need(
                session,
                cast,
                5,
                urgency=Urgency.CRITICAL,
                verification=Verification.UNVERIFIED,
                drill=drill,
            )
            await put_need(session, cast, 5, urgency=Urgency.CRITICAL, drill=drill)
            lot = await put_lot(session, cast, 7, item="BOOTS-RUBBER", drill=drill)
            await hold_lot(session, cast.zhao.actor, lot_id=lot, hold=Hold.ON_HOLD, now=NOW)
    for kind in ("critical", "unverified", "on_hold"):
        await sun.press(f"a:stuck:{kind}:0")
        assert sun.text.count("(drill)") == 1, sun.text


async def test_as_many_organisations_are_listed_as_are_counted(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        for member, name in ((cast.wang, "第三医院"), (cast.chen, "第四医院")):
            await take_role(
                session,
                member.actor,
                role=Role.HOSPITAL,
                name="",
                organisation=name,
                district="沙河口区",
                now=NOW,
            )
    await sun.command("stuck")
    assert "Organisations to verify (2)" in sun.labels
    await sun.tap("Organisations")
    assert "第三医院" in sun.text
    assert "第四医院" in sun.text
    await sun.tap("What is stuck")
    await sun.tap("Menu")
    assert "📊" in "".join(sun.labels)


async def test_nothing_stuck_is_said_as_such(sun: Hand) -> None:
    await sun.command("stuck")
    assert sun.text == "Nothing is stuck."
    await sun.press("a:stuck:silent:7")
    assert "none left" in sun.text


async def test_a_long_list_has_pages(database: Database, cast: Cast, sun: Hand) -> None:
    async with database.begin() as session:
        for _ in range(7):
            await put_need(
                session, cast, 1, reporter=cast.wang, verification=Verification.UNVERIFIED
            )
    await sun.press("a:stuck:unverified:0")
    assert sun.text.count("\n") == 5
    await sun.tap("More")
    assert sun.text.count("\n") == 2
    await sun.tap("Earlier")
    assert sun.text.count("\n") == 5


async def test_a_match_is_confirmed_for_both_sides_after_a_call(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 100)
    await tick(database)
    await sun.press("a:stuck:confirming:0")
    await sun.tap("Confirm")
    assert "13800000103" in sun.text
    assert (await row(database, AllocationRow)).state is AllocationState.PROPOSED
    await sun.tap("I asked")
    assert (await row(database, AllocationRow)).state is AllocationState.CONFIRMED


async def test_whoever_left_no_phone_is_said_to_have_left_none(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100, reporter=cast.wang)
        await put_lot(session, cast, 100)
    await tick(database)
    await sun.press("a:stuck:confirming:0")
    await sun.tap("Confirm")
    assert "王秀英 (left no phone): no answer yet" in sun.text


async def test_a_held_lot_can_be_let_go_from_the_list(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        held = await put_lot(session, cast, 7)
        await hold_lot(session, cast.zhao.actor, lot_id=held, hold=Hold.ON_HOLD, now=NOW)
    await sun.press("a:stuck:on_hold:0")
    await sun.tap("Lift")
    assert (await row(database, LotRow)).hold is Hold.NONE


async def test_a_job_nobody_takes_leads_to_an_alert_to_drivers(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 100)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    sun.now = NOW + timedelta(minutes=10)
    await sun.press("a:stuck:untaken:0")
    assert "N95/FFP2 respirator: 100 pcs, Shahekou → Shahekou" in sun.text
    await sun.tap("See the job")
    await sun.tap("Alert drivers")
    assert (await sun.state()).answers["role"] == Role.DRIVER.value
    assert sun.labels[0] == "📍 Near the pick-up (Shahekou)"
    await sun.tap("Near the pick-up")
    assert (await sun.state()).answers["district"] == "沙河口区"


async def test_goods_without_a_vehicle_are_listed(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 100)
    await tick(database)
    await confirm_all(database)
    await sun.press("a:stuck:uncarried:0")
    assert "from Shahekou" in sun.text
    await sun.tap("Alert drivers")
    assert (await sun.state()).dialog == "alert"
    assert sun.labels[0] == "📍 Near the pick-up (Shahekou)"


async def test_a_silent_driver_loses_the_job_only_when_asked_twice(
    database: Database, sun: Hand, driving: int
) -> None:
    sun.now = NOW + timedelta(hours=1)
    await sun.press("a:stuck:silent:0")
    assert "陈师傅" in sun.text
    await sun.tap("See the job")
    assert "13800000104" in sun.text
    await sun.tap("Take the job back")
    assert (await row(database, JobRow)).state is JobState.ACCEPTED
    await sun.tap("Yes")
    job = await row(database, JobRow)
    assert (job.state, job.driver_id) == (JobState.OPEN, None)


async def test_goods_of_a_stranded_driver_are_settled(
    database: Database, cast: Cast, sun: Hand, driving: int
) -> None:
    await load_here(database, cast.chen, driving)
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=driving, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    await sun.look("stuck")
    await sun.tap("Look")
    await sun.tap("Decide")
    await sun.tap("Goods are lost")
    assert (await row(database, AllocationRow)).lost == 0
    await sun.tap("Yes")
    assert (await row(database, AllocationRow)).lost == 100


async def test_a_coordinator_closes_a_need_with_a_reason(
    database: Database, sun: Hand, reported: int
) -> None:
    await sun.press(f"a:look_need:{reported}")
    await sun.look("need")
    await sun.tap("Close this need")
    await sun.press(f"a:close_need:{reported}:out_of_scope")
    assert (await row(database, NeedRow)).close_reason is CloseReason.OUT_OF_SCOPE


async def test_an_alert_shows_its_readers_before_it_leaves(database: Database, sun: Hand) -> None:
    await sun.command("alert")
    await sun.follow("=driver", "=whole city", "=Life safety", "Storm tonight. Stay in.")
    assert "readers: 2" in sun.text
    assert "Storm tonight" in sun.text
    assert await _broadcasts(database) == []
    await sun.tap("Send")
    assert "Readers: 2" in sun.text
    (sent,) = await _broadcasts(database)
    assert (sent.role, sent.recipients) == ("driver", 2)


async def test_an_alert_is_sent_once_however_often_send_is_pressed(
    database: Database, sun: Hand
) -> None:
    await sun.command("alert")
    await sun.follow("everybody", "city", "notice", "Water is back.")
    preview = sun.screen
    await sun.tap("Send")
    sun.screen = preview
    await sun.tap("Send")
    assert len(await _broadcasts(database)) == 1
    async with database.read() as session:
        owed = await rows(session, OutboxRow, col(OutboxRow.kind) == "alert")
    assert len(owed) == 6


async def test_an_alert_nobody_would_read_is_not_sent(database: Database, sun: Hand) -> None:
    await sun.command("alert")
    await sun.follow("community", "city", "notice", "Hello.")
    assert "Nobody would receive it" in sun.text
    await sun.say("send")
    assert await _broadcasts(database) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_an_alert_said_in_one_sentence_is_only_confirmed(
    database: Database, cast: Cast, lang: str
) -> None:
    said, text = {
        "zh": ("通知中山区居民今晚停水", "今晚停水"),
        "en": ("Tell residents in Zhongshan: no water tonight", "No water tonight"),
    }[lang]
    sun = hand(database, cast.sun, lang)
    await sun.say(said)
    state = await sun.state()
    assert (state.dialog, state.step) == ("alert", "send")
    assert (state.answers["role"], state.answers["district"]) == ("resident", "中山区")
    assert state.answers["text"] == text


@pytest.mark.parametrize("command", [False, True])
@pytest.mark.parametrize(
    ("lang", "said", "text"),
    [
        ("zh", "发通知给所有司机：中山路积水，绕行", "中山路积水，绕行"),
        ("en", "tell all drivers: Zhongshan Road is flooded", "Zhongshan Road is flooded"),
    ],
)
async def test_the_text_of_an_alert_does_not_say_to_whom_it_goes(
    database: Database, cast: Cast, lang: str, said: str, text: str, command: bool
) -> None:
    sun = hand(database, cast.sun, lang)
    if command:
        await sun.command("alert")
    await sun.say(said)
    assert (await sun.state()).step == "send"
    await sun.tap({"zh": "发给 2 人", "en": "Send"}[lang])
    (sent,) = await _broadcasts(database)
    assert (sent.role, sent.district, sent.text) == ("driver", "", text)


async def test_an_address_alone_says_to_whom_where_an_alert_is_written(
    database: Database, cast: Cast
) -> None:
    sun = hand(database, cast.sun, "zh")
    await sun.command("alert")
    await sun.say("金州区的司机：今晚10:30停水")
    answers = (await sun.state()).answers
    assert (answers["role"], answers["district"]) == ("driver", "金州区")
    assert answers["text"] == "今晚10:30停水"


async def test_a_preview_is_rewritten_and_made_pressing_before_it_is_sent(
    database: Database, sun: Hand
) -> None:
    await sun.say("Tell all drivers: the bridge is closed")
    assert "Ordinary notice" in sun.text
    await sun.tap("Make it life safety")
    assert "Life safety" in sun.text
    await sun.say("Keep off the coastal bridge until tonight")
    await sun.tap("Send")
    (sent,) = await _broadcasts(database)
    assert sent.text == "Keep off the coastal bridge until tonight"
    owed = await sun.rows(OutboxRow, col(OutboxRow.kind) == "alert")
    assert {each.lane for each in owed} == {Lane.URGENT}


@pytest.mark.parametrize(
    ("lang", "said", "read"),
    [
        ("zh", "通知中山区居民今晚10:30停水", {"role": "resident", "district": "中山区"}),
        ("zh", "通知所有人：金州区医院停电，请不要前往", {"role": "everybody"}),
        ("zh", "通知所有人：台风今晚登陆，请勿外出", {"role": "everybody"}),
        ("zh", "通知全市司机：今晚封路", {"role": "driver", "district": "city"}),
        ("zh", "请通知居民和司机，中山区仓库爆炸", {}),
        ("zh", "通知医院停电", {}),
        ("zh", "通知中山区仓库着火", {}),
        ("en", "Tell everybody that the hospital in Jinzhou is closed", {"role": "everybody"}),
        (
            "en",
            "Warn everyone: the warehouse in Zhongshan is on fire, stay away",
            {"role": "everybody"},
        ),
        ("en", "Warn drivers that the hospital is closed", {"role": "driver"}),
        ("en", "Announce the hospital in Jinzhou is closed", {}),
    ],
)
async def test_an_alerts_readers_are_only_whom_it_is_addressed_to(
    database: Database, cast: Cast, lang: str, said: str, read: dict[str, str]
) -> None:
    sun = hand(database, cast.sun, lang)
    await sun.say(said)
    answers = (await sun.state()).answers
    assert {name: answers[name] for name in ("role", "district") if name in answers} == read
    told = said.partition("：" if lang == "zh" else ": ")[2]
    assert answers["text"].lower().endswith(told.lower())
    assert answers["text"] in sun.text
    assert not answers["text"].startswith(("通知所有", "通知全市"))


async def test_a_sentence_where_an_alert_asks_to_whom_is_kept_and_asked_on(
    database: Database, sun: Hand
) -> None:
    await sun.command("alert")
    await sun.say("No water in the whole district tonight, fill your tubs")
    assert "Noted as the text of the alert" in sun.text
    await sun.follow("everybody")
    await sun.say("Zhongshan district has no water from ten tonight")
    assert (await sun.state()).step == "district"
    await sun.follow("city", "ordinary notice")
    assert "Zhongshan district has no water from ten tonight" in sun.text
    await sun.say("Something else altogether is written here now")
    assert (await sun.state()).answers["text"] == "Something else altogether is written here now"


async def test_a_word_that_names_no_choice_is_no_draft(sun: Hand) -> None:
    await sun.command("alert")
    await sun.say("asdf")
    state = await sun.state()
    assert (state.step, "text" in state.answers) == ("role", False)


async def test_an_invitation_is_a_link_that_works_once(
    database: Database, cast: Cast, sun: Hand
) -> None:
    await sun.command("invite")
    await sun.follow("hospital", "Third Hospital", "yes")
    link = next(line for line in sun.text.split("\n") if line.startswith("https://"))
    assert link.startswith("https://t.me/relief_bot?start=")
    token = link.partition("?start=")[2]
    assert len(token) <= 64
    assert f"/start {token}" in sun.text
    invite = await row(database, InviteRow)
    assert token not in (invite.token_hash,)
    wang, li = hand(database, cast.wang, "zh"), hand(database, cast.li, "zh")
    await wang.command("start", text=token)
    held = await row(database, RoleRow, col(RoleRow.person_id) == cast.wang.person_id)
    assert held.role is Role.HOSPITAL
    organisation = await row(database, OrganisationRow)
    assert (organisation.name, organisation.kind) == ("Third Hospital", OrganisationKind.HOSPITAL)
    before = await wang.rows(RoleRow)
    await li.command("start", text=token)
    assert await wang.rows(RoleRow) == before


async def test_a_road_is_closed_and_opened_again(database: Database, sun: Hand) -> None:
    await sun.command("closures")
    await sun.tap("Close a road")
    await sun.follow("甘井子", "西岗区", "bridge flooded", "6", "=All vehicles", "=emergency")
    assert "until tomorrow" in sun.text or "until today" in sun.text
    await sun.say("yes")
    closure = await row(database, ClosureRow)
    assert (closure.district_a, closure.district_b) == ("甘井子区", "西岗区")
    assert (closure.title, closure.passes) == ("bridge flooded", ["emergency"])
    await sun.command("closures")
    await sun.tap("Open 1.")
    assert (await row(database, ClosureRow)).lifted_at is not None
    assert "No road is closed" in sun.text


@pytest.mark.parametrize(
    ("said", "modes", "tonnes", "shown"),
    [
        ("=Heavier than 3.5 t", [], 3.5, "Heavier than 3.5 t"),
        ("8 t", [], 8.0, "Heavier than 8 t"),
        ("十二吨", [], 12.0, "Heavier than 12 t"),
        ("=Ships only", ["water"], None, "Ships only"),
    ],
)
async def test_a_closure_stops_only_those_it_names(
    database: Database, sun: Hand, said: str, modes: list[str], tonnes: float | None, shown: str
) -> None:
    await sun.command("closure")
    await sun.follow("普兰店", "长海", "-", "24", said, "=Nobody gets through")
    assert shown in sun.text
    await sun.say("yes")
    closure = await row(database, ClosureRow)
    assert (closure.modes, closure.max_tonnes) == (modes, tonnes)
    await sun.command("closures")
    assert shown in sun.text


async def test_the_surroundings_of_a_named_spot_are_closed(database: Database, sun: Hand) -> None:
    await sun.command("closure")
    await sun.follow("=Around a spot", "somewhere")
    assert "I do not find one such place" in sun.text
    await sun.follow("大连北站", "200")
    assert "50 at most" in sun.text
    await sun.follow("2", "-", "=Until lifted", "=All vehicles", "=Nobody gets through")
    assert "2 km around 大连北站" in sun.text
    await sun.say("yes")
    closure = await row(database, ClosureRow)
    assert (closure.title, closure.district_a, closure.radius_km) == ("大连北站", "", 2)
    assert closure.lat == pytest.approx(39.013)


async def test_the_surroundings_of_a_shared_location_are_closed(
    database: Database, sun: Hand
) -> None:
    await sun.command("closure")
    await sun.follow("=Around a spot")
    await sun.send(ReplyKind.LOCATION, lat=38.95, lon=121.55)
    await sun.follow("=0.5 km", "sinkhole", "6", "=All vehicles", "=Nobody gets through")
    assert "0.5 km around 38.9500, 121.5500" in sun.text
    await sun.say("yes")
    closure = await row(database, ClosureRow)
    assert (closure.title, closure.lat, closure.lon) == ("sinkhole", 38.95, 121.55)


async def test_who_is_stopped_is_asked_again_when_it_is_unclear(sun: Hand) -> None:
    await sun.command("closure")
    await sun.follow("普兰店", "长海", "-", "24", "the red ones")
    assert "I did not understand" in sun.text


async def test_a_call_for_help_is_answered_and_settled(
    database: Database, cast: Cast, sun: Hand
) -> None:
    wang = hand(database, cast.wang, "zh")
    await wang.command("help")
    await wang.tap("联系调度员")
    await wang.say("哪里可以领水？")
    await sun.look("help_call")
    await sun.tap("Answer")
    assert "哪里可以领水" in sun.text
    await sun.say("At the school gate, until 20:00.")
    await wang.look("help_answer")
    assert "At the school gate" in wang.text
    await wang.tap("解决了")
    assert (await row(database, HelpRow)).state is HelpState.CLOSED


@pytest.mark.parametrize("said", ["/situation", "situation", "态势", "情况", "Situation"])
async def test_the_situation_is_one_picture_and_told_in_words_below(
    sun: Hand, driving: int, said: str
) -> None:
    await (sun.command(said[1:]) if said.startswith("/") else sun.say(said))
    prompt = await sun.pushed("situation")
    assert prompt is not None
    assert prompt.picture is not None
    assert [(t.open, t.covered, t.delivered) for t in prompt.picture.tallies] == [(0, 1, 0)]
    for lang, message in in_both(prompt).items():
        assert message.picture is not None
        assert message.picture.lang == lang
        assert len(message.text) <= CAPTION_LIMIT
    told = in_both(prompt)["en"].text
    assert "under way 1" in told
    assert "Drivers on duty: 1" in told
    assert "Shahekou 0/0/1/0" in told


async def test_the_situation_is_drawn_for_coordinators_only(
    database: Database, cast: Cast, driving: int
) -> None:
    wang = hand(database, cast.wang, "zh")
    await wang.command("situation")
    await wang.say("态势")
    assert await wang.rows(OutboxRow, col(OutboxRow.kind) == "situation") == []
    async with database.read() as session:
        for member, drawn in ((cast.wang, False), (cast.sun, True)):
            known = await person_by_id(session, member.person_id)
            assert known is not None
            prompt = await situation(session, person_of(known), {}, NOW)
            assert (prompt is not None) == drawn


@pytest.mark.parametrize(
    "data",
    [
        *("a:stuck", "a:stuck:unverified:0", "a:look_report:1", "a:look_need:1", "a:look_job:1"),
        *("a:verify_need:1:yes", "a:verify_org:1:yes", "a:duplicate:1", "a:help_take:1"),
        *("a:confirm_for:1", "a:take_job:1", "a:goods_lost:1", "a:goods_back:1"),
        *("a:confirm_for:1:y", "a:take_job:1:y", "a:goods_lost:1:y"),
        *("a:close_need:1:false", "a:alert_drivers:1", "a:lift:1", "a:close_road"),
        *("a:links", "a:set_link", "a:link:water:普兰店区:长海县"),
        "a:reset_link:water:普兰店区:长海县",
    ],
)
async def test_nobody_else_gets_to_the_desk(
    database: Database, cast: Cast, driving: int, data: str
) -> None:
    wang = hand(database, cast.wang, "zh")
    await wang.command("menu")
    before = await wang.rows(NeedRow), await wang.rows(JobRow), await wang.rows(AllocationRow)
    told = await wang.press(data)
    assert [each.kind for each in told] == ["answer"]
    assert told[0].toast is not None
    after = await wang.rows(NeedRow), await wang.rows(JobRow), await wang.rows(AllocationRow)
    assert after == before


@pytest.mark.parametrize(
    "name", ["stuck", "verify", "situation", "alert", "invite", "closures", "incidents", "links"]
)
async def test_nobody_else_may_give_the_commands_of_the_desk(
    database: Database, cast: Cast, name: str
) -> None:
    wang = hand(database, cast.wang, "zh")
    await wang.command(name)
    assert "不能做这件事" in wang.text
    assert await wang.rows(DialogStateRow, col(DialogStateRow.dialog) != "") == []


async def _broadcasts(database: Database) -> list[BroadcastRow]:
    async with database.read() as session:
        return list(await rows(session, BroadcastRow))


@pytest.mark.parametrize(
    ("lang", "said", "title", "until"),
    [
        (
            "zh",
            "中山路青泥洼桥到民主广场积水封路，到明早8点",
            "中山路青泥洼桥到民主广场积水封路",
            "到 明天 08:00",
        ),
        (
            "en",
            "Zhongshan Road is flooded and closed from Qingniwaqiao to Democracy Square until 8 am",
            "Zhongshan Road is flooded and closed from Qingniwaqiao to Democracy Square",
            "until tomorrow 08:00",
        ),
    ],
)
async def test_a_closure_said_in_one_sentence_is_filled_in(
    database: Database, cast: Cast, lang: str, said: str, title: str, until: str
) -> None:
    sun = hand(database, cast.sun, lang)
    await sun.say(said)
    assert "120" not in sun.text
    assert title in sun.text
    assert until in sun.text
    state = await sun.state()
    assert (state.dialog, state.step) == ("closure", "spot")
    await sun.follow("青泥洼桥", "1", {"zh": "全部车辆", "en": "All vehicles"}[lang])
    await sun.follow({"zh": "都不能过", "en": "Nobody gets through"}[lang])
    assert title in sun.text, "the summary says the road and why"
    assert until in sun.text
    await sun.say("yes")
    assert (await row(database, ClosureRow)).title.startswith(title)
    await sun.command("closures")
    assert {"zh": "中山区，周围 1 公里", "en": "Zhongshan, 1 km around"}[lang] in sun.text


@pytest.mark.parametrize(
    "said", ["中山路封了吗？", "中山路封路，王大爷需要20箱水", "中山路封闭，3人被困"]
)
async def test_what_asks_or_tells_of_people_or_goods_closes_no_road(
    database: Database, cast: Cast, said: str
) -> None:
    sun = hand(database, cast.sun, "zh")
    await sun.say(said)
    assert (await sun.state()).dialog != "closure"


@pytest.mark.parametrize("at", [(), ("甘井子区",)])
async def test_a_road_is_not_taken_for_the_district_it_is_called_after(
    database: Database, cast: Cast, at: tuple[str, ...]
) -> None:
    sun = hand(database, cast.sun, "zh")
    await sun.command("closure")
    await sun.follow(*at, "中山路积水")
    state = await sun.state()
    assert (state.step, state.answers["title"]) == ("spot", "中山路积水")
    assert "to" not in state.answers


async def test_the_list_of_closures_says_between_which_districts(sun: Hand) -> None:
    await sun.command("closure")
    await sun.follow("甘井子", "金州", "flooded", "6", "=All vehicles", "=Nobody gets through")
    assert "Road and reason: flooded" in sun.text
    await sun.say("yes")
    await sun.command("closures")
    assert "flooded, Ganjingzi ↔ Jinzhou, until" in sun.text
