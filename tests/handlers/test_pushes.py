"""Every push: told to the right person, in both languages, only while it is true."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import Cast, Member, join
from city import (
    accept_open_offer,
    confirm_all,
    deliver_here,
    load_here,
    next_stop,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
)
from crew import in_both
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from records import Databases
from sqlmodel import col
from toy import HOUSE
from voyage import load_all, reach_node, ready_to_sail, take_on

from db.actions.breakdown import report_breakdown
from db.actions.broadcasts import broadcast_alert
from db.actions.confirmations import confirm_stock, decline_stock, lapse_confirmations
from db.actions.delivery import record_return
from db.actions.help import answer_help, call_for_help
from db.actions.incidents import close_incident, declare_incident
from db.actions.left import call_back, keep_as_stock
from db.actions.need_changes import close_need
from db.actions.offers import decline_job, lapse_offers
from db.actions.people import take_role
from db.actions.transfer import keep_at_node
from db.actions.verification import verify_need, verify_organisation
from db.engine import Database
from db.queries.job_views import Contact, JobStop, JobView, Load, OfferView
from db.queries.people import person_by_id
from db.tables import (
    AllocationRow,
    NeedRow,
    OfferRow,
    OrganisationRow,
    OutboxRow,
    PersonRow,
    PlaceRow,
    StopRow,
)
from db.tables.messages import OutboxState
from handlers.cards.cards import card_for
from handlers.conversation import person_of
from handlers.dialog import Prompt
from handlers.pushes.offer import offer_prompt
from handlers.pushes.pushes import PUSHES, prompt_for
from handlers.speech.wire import to_json
from matching.model import (
    AllocationState,
    CloseReason,
    IncidentKind,
    JobState,
    Mode,
    OfferState,
    OrganisationKind,
    Reason,
    Role,
    StopKind,
    StopState,
    Urgency,
    Verification,
)
from matching.tokens import case_code
from matching.whatif import ChangeKind


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Pushes are tried on one engine; the reads below them are tested on both with the cards."""
    return sqlite_databases


class Post:
    """Draws pushes for anybody of the cast."""

    def __init__(self, database: Database, cast: Cast) -> None:
        self.database, self.cast, self.now = database, cast, NOW

    async def prompt(self, member: Member, kind: str, /, **params: Any) -> Prompt | None:
        async with self.database.read() as session:
            known = await person_by_id(session, member.person_id)
            assert known is not None
            return await prompt_for(session, person_of(known), kind, params, self.now, HOUSE)

    async def read(self, member: Member, kind: str, /, **params: Any) -> tuple[str, list[str]]:
        """The push in Chinese, and what its buttons send; it can be read in English too."""
        prompt = await self.prompt(member, kind, **params)
        assert prompt is not None
        said = in_both(prompt, self.now)
        for message in said.values():
            assert message.text
            assert "{" not in message.text
            assert "\n\n\n" not in message.text
            assert all(len(key.data.encode()) <= 64 for keys in message.keys for key in keys)
        acts = [button.data.split(":")[1] for line in prompt.buttons for button in line]
        return said["zh"].text, acts

    async def card(self, member: Member, kind: str, subject_id: int) -> str:
        """A card as somebody sees it, in Chinese."""
        async with self.database.read() as session:
            known = await person_by_id(session, member.person_id)
            assert known is not None
            who = person_of(known)
            prompt = await card_for(session, who, kind, subject_id, self.now, HOUSE)
        assert prompt is not None
        return in_both(prompt, self.now)["zh"].text


@pytest.fixture
async def post(database: Database, cast: Cast) -> Post:
    return Post(database, cast)


@pytest.fixture
async def proposed(database: Database, cast: Cast) -> int:
    """100 masks of Zhao's proposed to Li; Chen on duty. Gives the allocation."""

    async def play() -> int:
        async with database.begin() as session:
            await put_need(session, cast, 100)
            await put_lot(session, cast, 200)
            await put_on_duty(session, cast.chen)
        await tick(database)
        allocation_id: int = (await row(database, AllocationRow)).id
        return allocation_id

    return await begun(database, "proposed", play)


@pytest.fixture
async def offered(database: Database, proposed: int) -> int:
    """The job offered to Chen. Gives the offer."""

    async def play() -> int:
        await confirm_all(database)
        await tick(database)
        offer_id: int = (await row(database, OfferRow)).id
        return offer_id

    return await begun(database, "proposed and offered", play)


@pytest.fixture
async def accepted(database: Database, cast: Cast, offered: int) -> int:
    """The job in Chen's hands. Gives the job."""
    return await begun(
        database, "proposed and accepted", lambda: accept_open_offer(database, cast.chen)
    )


async def test_the_driver_is_told_that_the_job_is_off(
    database: Database, post: Post, accepted: int, proposed: int
) -> None:
    chen = post.cast.chen
    assert await post.prompt(chen, "job_changed", job_id=accepted) is None
    async with database.begin() as session:
        await decline_stock(
            session,
            post.cast.zhao.actor,
            allocation_id=proposed,
            reason=Reason.NO_STOCK,
            now=NOW,
        )
    zh, _ = await post.read(chen, "job_changed", job_id=accepted)
    assert "已取消，不用去了" in zh
    assert await post.prompt(post.cast.liu, "job_changed", job_id=accepted) is None


async def test_the_driver_is_told_which_stop_is_off(
    database: Database, post: Post, accepted: int
) -> None:
    chen = post.cast.chen
    stop = await next_stop(database, accepted)
    told = {"job_id": accepted, "stop_id": stop.id}
    assert await post.prompt(chen, "job_changed", **told) is None
    async with database.begin() as session:
        await session.execute(
            sa.update(StopRow).where(col(StopRow.id) == stop.id).values(state=StopState.SKIPPED)
        )
    zh, _ = await post.read(chen, "job_changed", **told)
    assert "1." in zh
    assert "不用去了" in zh


async def test_both_ends_are_asked_to_confirm(post: Post, proposed: int) -> None:
    zh, acts = await post.read(post.cast.zhao, "confirm_stock", allocation_id=proposed)
    assert "还有货吗" in zh
    assert "100 只" in zh
    assert "10 分钟" in zh
    assert acts == ["stock_yes", "stock_no"]
    zh, acts = await post.read(post.cast.li, "confirm_need", allocation_id=proposed)
    assert "还需要吗" in zh
    assert acts == ["need_yes", "need_no"]


async def test_the_wrong_end_is_not_asked(post: Post, proposed: int) -> None:
    assert await post.prompt(post.cast.li, "confirm_stock", allocation_id=proposed) is None
    assert await post.prompt(post.cast.zhao, "confirm_need", allocation_id=proposed) is None
    assert await post.prompt(post.cast.wang, "confirm_need", allocation_id=999) is None


async def test_nobody_is_asked_twice_or_too_late(
    database: Database, post: Post, proposed: int
) -> None:
    async with database.begin() as session:
        await confirm_stock(session, post.cast.zhao.actor, allocation_id=proposed, now=NOW)
    assert await post.prompt(post.cast.zhao, "confirm_stock", allocation_id=proposed) is None
    post.now = NOW + timedelta(minutes=11)
    assert await post.prompt(post.cast.li, "confirm_need", allocation_id=proposed) is None


async def test_a_dead_match_is_told_with_its_reason(
    database: Database, post: Post, proposed: int
) -> None:
    assert await post.prompt(post.cast.li, "match_failed", allocation_id=proposed) is None
    async with database.begin() as session:
        await decline_stock(
            session,
            post.cast.zhao.actor,
            allocation_id=proposed,
            reason=Reason.NO_STOCK,
            now=NOW,
        )
    zh, _ = await post.read(post.cast.li, "match_failed", allocation_id=proposed, reason="no_stock")
    assert "没有货了" in zh
    assert "下一家" in zh
    zh, _ = await post.read(
        post.cast.zhao, "match_failed", allocation_id=proposed, reason="no_longer_needed"
    )
    assert "不用准备" in zh
    assert await post.prompt(post.cast.wang, "match_failed", allocation_id=proposed) is None


async def test_who_kept_silent_is_told_so_and_the_other_end_is_not_blamed(
    database: Database, post: Post, proposed: int
) -> None:
    async with database.begin() as session:
        await confirm_stock(session, post.cast.zhao.actor, allocation_id=proposed, now=NOW)
        await lapse_confirmations(session, now=NOW + timedelta(minutes=30))
    facts = {"allocation_id": proposed, "reason": "no_answer"}
    zh, _ = await post.read(post.cast.li, "match_failed", **facts)
    assert "没有等到您的答复" in zh
    zh, _ = await post.read(post.cast.zhao, "match_failed", **facts)
    assert "没有等到您的答复" not in zh


async def test_an_offer_shows_load_distance_and_deadline(post: Post, offered: int) -> None:
    zh, acts = await post.read(post.cast.chen, "job_offer", offer_id=offered)
    for words in ("3 分钟", "沙河口区", "100 只", "公斤", "共 2 站", "公里"):
        assert words in zh
    assert acts == ["offer_yes", "offer_no"]


async def test_an_offer_is_for_one_driver_and_three_minutes(post: Post, offered: int) -> None:
    assert await post.prompt(post.cast.liu, "job_offer", offer_id=offered) is None
    post.now = NOW + timedelta(minutes=3)
    assert await post.prompt(post.cast.chen, "job_offer", offer_id=offered) is None


async def test_an_offer_that_lapsed_is_told_and_one_that_was_declined_is_not(
    database: Database, post: Post, offered: int
) -> None:
    assert await post.prompt(post.cast.chen, "offer_closed", offer_id=offered) is None
    async with database.begin() as session:
        await lapse_offers(session, now=NOW + timedelta(minutes=4))
    zh, _ = await post.read(post.cast.chen, "offer_closed", offer_id=offered)
    assert "时间到了" in zh
    assert await post.prompt(post.cast.liu, "offer_closed", offer_id=offered) is None


async def test_an_offer_that_is_over_is_written_over_without_buttons(
    database: Database, post: Post, offered: int
) -> None:
    shown = sa.update(OutboxRow).where(col(OutboxRow.kind) == "job_offer")
    async with database.begin() as session:
        await session.execute(shown.values(message_id="900", state=OutboxState.SENT))
    assert await post.prompt(post.cast.chen, "offer_over", offer_id=offered) is None
    async with database.begin() as session:
        await lapse_offers(session, now=NOW + timedelta(minutes=4))
    (over,) = await pushes(database, post.cast.chen, "offer_over")
    assert over.params == {"offer_id": offered, "edit": "900"}
    zh, acts = await post.read(post.cast.chen, "offer_over", offer_id=offered)
    assert "时间过了" in zh
    assert "沙河口区" in zh
    assert acts == []


async def test_a_declined_offer_needs_no_word(database: Database, post: Post, offered: int) -> None:
    async with database.begin() as session:
        await decline_job(
            session, post.cast.chen.actor, offer_id=offered, reason=Reason.TOO_FAR, now=NOW
        )
    assert await post.prompt(post.cast.chen, "offer_closed", offer_id=offered) is None


async def test_only_the_driver_who_accepted_learns_the_address(post: Post, accepted: int) -> None:
    zh, _ = await post.read(post.cast.chen, "job_address", job_id=accepted)
    for words in ("西南路 1 号", "赵国强", "李敏", "138****0103", "138****0102"):
        assert words in zh
    for other in (post.cast.liu, post.cast.li, post.cast.wang, post.cast.sun):
        assert await post.prompt(other, "job_address", job_id=accepted) is None
        assert await post.prompt(other, "venue", job_id=accepted, stop_id=1) is None


async def test_a_driver_reads_the_name_of_a_house_once(
    database: Database, post: Post, accepted: int
) -> None:
    house, english = "大连大学附属中山医院", "Affiliated Zhongshan Hospital of Dalian University"
    async with database.begin() as session:
        session.add(
            OrganisationRow(id=90, name=house, kind=OrganisationKind.HOSPITAL, created_at=NOW)
        )
        await session.flush()
        await session.execute(sa.update(PersonRow).values(organisation_id=90))
        await session.execute(sa.update(PlaceRow).values(label=house, address="中山医院ICU三楼"))
        await session.execute(sa.update(PlaceRow).values(district="中山区"))
    prompt = await post.prompt(post.cast.chen, "job_address", job_id=accepted)
    assert prompt is not None
    said = in_both(prompt, NOW)
    _, _, pick_up = said["zh"].text.partition("1. 提货")
    stop = pick_up.partition("2. ")[0]
    assert stop.startswith(f" · 中山区 · {house}ICU三楼\n联系人：赵国强 ")
    assert stop.count("中山医院") == 1
    assert f"Pick up · Zhongshan · {english} ({house}ICU三楼)\nContact: 赵国强" in said["en"].text
    card = await post.card(post.cast.chen, "job", accepted)
    assert f"1. 提货 · 中山区 · {house}ICU三楼，" in card
    assert "去第 1 站提货，到了请按" in card
    assert card.count(house) == 2, "once for each stop"
    venue = await post.prompt(post.cast.chen, "venue", job_id=accepted, stop_id=1)
    assert venue is not None
    assert venue.venue is not None
    assert (venue.venue.title, venue.venue.address) == (f"1. {house}ICU三楼", "中山区")


async def test_phones_are_masked_for_the_driver(post: Post, accepted: int) -> None:
    zh, _ = await post.read(post.cast.chen, "job_address", job_id=accepted)
    assert not re.search(r"\d{7,}", zh)


async def test_a_stop_can_be_navigated_to(database: Database, post: Post, accepted: int) -> None:
    stop = await next_stop(database, accepted)
    prompt = await post.prompt(post.cast.chen, "venue", job_id=accepted, stop_id=stop.id)
    assert prompt is not None
    assert prompt.venue is not None
    assert prompt.venue.lat == pytest.approx(38.9)
    assert prompt.venue.title.partition(". ")[2] != prompt.venue.address, "said once"
    assert prompt.venue.address
    assert await post.prompt(post.cast.chen, "venue", job_id=accepted, stop_id=999) is None


async def test_a_place_without_a_name_is_called_by_its_district_in_the_drivers_language(
    database: Database, post: Post, accepted: int
) -> None:
    async with database.begin() as session:
        await session.execute(sa.text("UPDATE places SET label = '', address = ''"))
        await session.execute(sa.text("UPDATE people SET lang = 'en'"))
    stop = await next_stop(database, accepted)
    prompt = await post.prompt(post.cast.chen, "venue", job_id=accepted, stop_id=stop.id)
    assert prompt is not None
    assert prompt.venue is not None
    assert f"{prompt.venue.title} {prompt.venue.address}".isascii()
    assert prompt.venue.title.partition(". ")[2] != prompt.venue.address, "said once"


async def test_addresses_are_hidden_again_once_the_job_is_done(
    database: Database, post: Post, accepted: int
) -> None:
    await load_here(database, post.cast.chen, accepted)
    await deliver_here(database, post.cast.chen, accepted)
    assert await post.prompt(post.cast.chen, "job_address", job_id=accepted) is None
    assert await post.prompt(post.cast.chen, "venue", job_id=accepted, stop_id=2) is None


async def test_the_code_goes_to_the_receiver_once_the_goods_are_aboard(
    database: Database, post: Post, accepted: int
) -> None:
    delivery = await row(database, StopRow, col(StopRow.kind) == StopKind.DELIVERY)
    assert await post.prompt(post.cast.li, "handover_code", stop_id=delivery.id) is None
    await load_here(database, post.cast.chen, accepted)
    zh, _ = await post.read(post.cast.li, "handover_code", stop_id=delivery.id)
    assert " ".join(delivery.code) in zh.splitlines()
    for other in (post.cast.chen, post.cast.zhao, post.cast.sun):
        assert await post.prompt(other, "handover_code", stop_id=delivery.id) is None


async def test_who_waits_is_told_that_the_driver_has_come(
    database: Database, post: Post, accepted: int
) -> None:
    stop = await next_stop(database, accepted)
    assert await post.prompt(post.cast.zhao, "driver_arrived", stop_id=stop.id) is None
    await load_here(database, post.cast.chen, accepted)
    assert await post.prompt(post.cast.zhao, "driver_arrived", stop_id=stop.id) is None
    delivery = await next_stop(database, accepted)
    async with database.begin() as session:
        arrived = await session.get(StopRow, delivery.id)
        assert arrived is not None
        arrived.state = StopState.ARRIVED
    zh, _ = await post.read(post.cast.li, "driver_arrived", stop_id=delivery.id)
    assert " ".join(delivery.code) in zh.splitlines(), "on a line of its own it cannot break"
    assert await post.prompt(post.cast.zhao, "driver_arrived", stop_id=delivery.id) is None
    async with database.begin() as session:
        pickup = await session.get(StopRow, stop.id)
        assert pickup is not None
        pickup.state = StopState.ARRIVED
    zh, _ = await post.read(post.cast.zhao, "driver_arrived", stop_id=stop.id)
    assert "来提货" in zh
    async with database.begin() as session:
        undone = await session.get(StopRow, stop.id)
        assert undone is not None
        undone.state = StopState.DONE


async def test_receipts_say_what_was_taken_and_refused(
    database: Database, post: Post, accepted: int
) -> None:
    need = await row(database, NeedRow)
    facts = {"need_id": need.id, "job_id": accepted}
    assert await post.prompt(post.cast.li, "need_receipt", **facts) is None
    await load_here(database, post.cast.chen, accepted)
    pickup, delivery = [
        await row(database, StopRow, col(StopRow.kind) == kind) for kind in StopKind
    ]
    zh, _ = await post.read(post.cast.zhao, "stock_receipt", job_id=accepted, stop_id=pickup.id)
    assert "提货回执" in zh
    await deliver_here(database, post.cast.chen, accepted, reject=30, reason=Reason.DAMAGED)
    zh, acts = await post.read(post.cast.li, "need_receipt", **facts)
    for words in (need.code, "收下 70 只", "拒收 30 只", "C-000001", "陈师傅"):
        assert words in zh
    assert acts == ["need_more"]
    zh, _ = await post.read(post.cast.zhao, "stock_receipt", job_id=accepted, stop_id=delivery.id)
    assert "收下 70 只" in zh
    zh, _ = await post.read(post.cast.sun, "coordinator_receipt", job_id=accepted)
    assert need.code in zh
    assert "已完成" in zh
    async with database.begin() as session:
        await record_return(session, post.cast.chen.actor, job_id=accepted, now=NOW)
        await close_need(
            session, post.cast.li.actor, need_id=1, reason=CloseReason.WITHDRAWN, now=NOW
        )
    zh, acts = await post.read(post.cast.li, "need_receipt", **facts)
    assert "退回 30 只" in zh
    assert "未送到" not in zh
    assert acts == [], "a closed need takes no more"
    for other in (post.cast.wang, post.cast.chen):
        assert await post.prompt(other, "need_receipt", **facts) is None
        assert await post.prompt(other, "coordinator_receipt", job_id=accepted) is None


async def test_a_job_that_brought_nothing_has_ended_and_is_not_done(
    database: Database, post: Post, accepted: int
) -> None:
    await load_here(database, post.cast.chen, accepted)
    await deliver_here(database, post.cast.chen, accepted, reject=100, reason=Reason.DAMAGED)
    async with database.begin() as session:
        await record_return(session, post.cast.chen.actor, job_id=accepted, now=NOW)
    zh, _ = await post.read(post.cast.sun, "coordinator_receipt", job_id=accepted)
    assert "已结束，没有送到" in zh
    assert "退回 100 只" in zh
    assert "完成" not in zh


async def test_coordinators_are_asked_to_verify_until_somebody_has(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(
            session, cast, 10, reporter=cast.li, verification=Verification.UNVERIFIED
        )
    zh, acts = await post.read(cast.sun, "verify_need", need_id=need_id)
    assert "李敏" in zh
    assert "13800000102" in zh
    assert acts == ["verify_need", "verify_need", "duplicate"]
    assert await post.prompt(cast.chen, "verify_need", need_id=need_id) is None
    async with database.begin() as session:
        await verify_need(
            session, cast.sun.actor, need_id=need_id, verification=Verification.VERIFIED, now=NOW
        )
    assert await post.prompt(cast.sun, "verify_need", need_id=need_id) is None


async def test_an_organisation_is_verified_and_its_people_are_told(
    database: Database, post: Post, cast: Cast
) -> None:
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
    organisation = await row(database, OrganisationRow)
    params = {"organisation_id": organisation.id}
    zh, acts = await post.read(cast.sun, "verify_org", **params)
    assert "第三医院" in zh
    assert acts == ["verify_org", "verify_org"]
    assert await post.prompt(cast.wang, "org_checked", **params) is None
    async with database.begin() as session:
        await verify_organisation(
            session, cast.sun.actor, organisation_id=organisation.id, ok=True, now=NOW
        )
    assert await post.prompt(cast.sun, "verify_org", **params) is None
    zh, _ = await post.read(cast.wang, "org_checked", ok=True, **params)
    assert "已核实" in zh


async def test_an_alert_is_said_in_its_authors_words(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        broadcast_id, _ = await broadcast_alert(
            session,
            cast.sun.actor,
            role=None,
            district="",
            text="<b>台风</b> {今晚} 登陆",
            request_key="k",
            now=NOW,
        )
    prompt = await post.prompt(cast.wang, "alert", broadcast_id=broadcast_id)
    assert prompt is not None
    assert "<b>台风</b> {今晚} 登陆" in in_both(prompt)["zh"].text
    assert await post.prompt(cast.wang, "alert", broadcast_id=999) is None


async def test_a_call_of_somebody_without_a_role_says_so(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        hao = await join(session, "777", "Hao", "zh")
        help_id = await call_for_help(session, hao.actor, question="?", now=NOW)
    zh, _ = await post.read(cast.sun, "help_call", help_id=help_id)
    assert "还没登记身份" in zh
    assert "（）" not in zh


async def test_a_call_for_help_comes_back_as_an_answer(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        help_id = await call_for_help(session, cast.wang.actor, question="去哪领水？", now=NOW)
    zh, acts = await post.read(cast.sun, "help_call", help_id=help_id)
    assert "去哪领水" in zh
    assert acts == ["help_take"]
    assert await post.prompt(cast.wang, "help_answer", help_id=help_id) is None
    async with database.begin() as session:
        await answer_help(session, cast.sun.actor, help_id=help_id, answer="社区门口", now=NOW)
    assert await post.prompt(cast.sun, "help_call", help_id=help_id) is None
    zh, acts = await post.read(cast.wang, "help_answer", help_id=help_id)
    assert "社区门口" in zh
    assert acts == ["help", "help_solved"]
    assert await post.prompt(cast.li, "help_answer", help_id=help_id) is None


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("poison", {"inbox_id": 7}),
        ("stuck", {"kind": "silent", "id": 3}),
        ("stuck", {"kind": "unverified", "id": 3}),
        ("stuck", {"kind": "critical", "id": 3}),
        ("trouble", {}),
        ("welcome", {}),
    ],
)
async def test_small_words_can_be_said(
    post: Post, cast: Cast, kind: str, params: Mapping[str, Any]
) -> None:
    zh, _ = await post.read(cast.sun, kind, **params)
    assert zh
    if kind in ("poison", "stuck"):
        assert await post.prompt(cast.wang, kind, **params) is None


async def test_what_is_stuck_is_called_by_the_name_it_has_on_the_lists(
    post: Post, cast: Cast
) -> None:
    zh, _ = await post.read(cast.sun, "stuck", kind="critical", id=4)
    assert case_code(4) in zh
    zh, _ = await post.read(cast.sun, "stuck", kind="untaken", id=4)
    assert "任务 4" in zh


async def test_the_situation_is_for_coordinators_and_as_it_is_now(
    database: Database, post: Post, cast: Cast
) -> None:
    assert await post.prompt(cast.wang, "situation") is None
    assert await _tallied(post, cast) == []
    async with database.begin() as session:
        await put_need(session, cast, 100)
    assert await _tallied(post, cast) == [(1, 0, 0)]
    zh, acts = await post.read(cast.sun, "situation")
    assert "1/0/0/0" in zh
    assert acts == ["stuck"]


async def test_a_need_that_is_covered_in_part_is_not_counted_as_wholly_missing(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        for _ in range(2):
            await put_need(session, cast, 100, urgency=Urgency.HIGH)
        await put_need(session, cast, 100, urgency=Urgency.CRITICAL)
        await put_lot(session, cast, 75)
    await tick(database)
    await confirm_all(database)
    zh, _ = await post.read(cast.sun, "situation")
    assert "进行中 3，其中危急 1，已送到 0" in zh
    assert "危急（有生命危险） 0/1/0/0" in zh
    assert "沙河口区 2/1/0/0" in zh
    assert zh.index("危急（") < zh.index("紧急 2/"), "the most pressing first"


async def _tallied(post: Post, cast: Cast) -> list[tuple[int, int, int]]:
    prompt = await post.prompt(cast.sun, "situation")
    assert prompt is not None
    assert prompt.picture is not None
    return [(each.open, each.covered, each.delivered) for each in prompt.picture.tallies]


async def test_what_a_change_would_do_is_for_coordinators(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 100)
    effect = {
        "kind": ChangeKind.LOT_GONE.value,
        "subject": lot_id,
        "better": 0,
        "worse": 2,
        "critical_worse": 1,
        "goods": [["西岗区", "MASK-N95", -40], ["中山区", "MASK-N95", 30]],
        "rides": [3, 2],
        "uncarried": [0, 0],
    }
    assert await post.prompt(cast.wang, "what_if", **effect) is None
    zh, acts = await post.read(cast.sun, "what_if", **effect)
    assert zh.startswith("2 个需求会减少（其中危急 1 个）"), "what matters comes first"
    assert "西岗区：N95口罩（医用防护口罩）少 40 只" in zh
    assert "中山区：N95口罩（医用防护口罩）多 30 只" in zh
    assert "没有这批货（沙河口区，N95口罩（医用防护口罩） 100 只）" in zh
    assert acts == ["try_out"]


async def test_a_drill_is_called_a_drill(database: Database, post: Post, cast: Cast) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(
            session, cast, 10, verification=Verification.UNVERIFIED, drill=True
        )
    prompt = await post.prompt(cast.sun, "verify_need", need_id=need_id)
    assert prompt is not None
    said = in_both(prompt)
    assert said["zh"].text.startswith("【演练】")
    assert said["en"].text.startswith("[Drill]")


async def test_an_organisation_that_signs_up_in_a_drill_is_said_to_be_real_afterwards(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        await take_role(
            session,
            cast.wang.actor,
            role=Role.HOSPITAL,
            name="",
            organisation="第三医院",
            district="沙河口区",
            now=NOW,
        )
        organisation = (await rows(session, OrganisationRow))[-1]
    asked = {"organisation_id": organisation.id}
    zh, _ = await post.read(cast.sun, "verify_org", **asked)
    assert "演练" not in zh
    async with database.begin() as session:
        drill = {"name": "演习", "kind": IncidentKind.ACCIDENT, "drill": True, "now": NOW}
        await declare_incident(session, cast.sun.actor, **drill)
    zh, _ = await post.read(cast.sun, "verify_org", **asked)
    assert zh.startswith("【演练】")
    assert "演练结束后仍然有效" in zh


async def test_the_numbers_of_one_message_count_the_same_needs(
    database: Database, post: Post, cast: Cast
) -> None:
    async with database.begin() as session:
        for _ in range(3):
            await put_need(session, cast, 100, urgency=Urgency.CRITICAL)
            await put_lot(session, cast, 5)
        drill = {"name": "演习", "kind": IncidentKind.ACCIDENT, "drill": True, "now": NOW}
        await declare_incident(session, cast.sun.actor, **drill)
        await put_need(session, cast, 100, urgency=Urgency.CRITICAL, drill=True)
        await put_need(session, cast, 100, urgency=Urgency.HIGH, drill=True)
    zh, _ = await post.read(cast.sun, "situation")
    assert zh.startswith("【演练】")
    assert "进行中 2，其中危急 1，已送到 0" in zh
    assert "有货可分的批次 0" in zh
    assert "危急（有生命危险） 1/0/0/0" in zh
    assert "紧急 1/0/0/0" in zh
    assert zh.index("危急（") < zh.index("紧急 1/")


async def test_what_is_stuck_in_a_drill_says_so_and_a_silent_receiver_is_not_a_lack_of_goods(
    post: Post, cast: Cast
) -> None:
    zh, _ = await post.read(cast.sun, "stuck", kind="critical", id=4, drill=True)
    assert zh.startswith("【演练】")
    lacks, _ = await post.read(cast.sun, "stuck", kind="critical", id=4)
    silent, _ = await post.read(cast.sun, "stuck", kind="critical", id=4, silent=1)
    assert "请打电话" in silent
    assert case_code(4) in silent
    assert lacks != silent


@pytest.mark.parametrize(
    ("drill", "declared", "ended"),
    [
        (False, "🚩 已宣布“起火”（事故灾难），操作人：Sun Hong。", "🏁 “起火”已结束，操作人："),
        (True, "🚩 演练开始：“起火”（事故灾难），操作人：Sun Hong。", "🏁 演练“起火”已结束，"),
    ],
    ids=("real", "drill"),
)  # fmt: skip
async def test_the_other_coordinators_hear_of_an_incident(
    post: Post, database: Database, cast: Cast, drill: bool, declared: str, ended: str
) -> None:
    fire = {"name": "起火", "kind": IncidentKind.ACCIDENT, "drill": drill, "now": NOW}
    async with database.begin() as session:
        qian = await join(session, "107", "钱主任", "zh", Role.COORDINATOR)
        number = await declare_incident(session, cast.sun.actor, **fire)
    facts = {"incident_id": number, "by": cast.sun.person_id}
    told, acts = await post.read(qian, "incident_declared", **facts)
    assert told.startswith(declared)
    assert acts == ["incidents"]
    assert await post.prompt(cast.li, "incident_declared", **facts) is None, "not for a nurse"
    assert await post.prompt(qian, "incident_ended", **facts) is None, "not true yet"
    async with database.begin() as session:
        await close_incident(session, cast.sun.actor, incident_id=number, now=NOW)
    told, _ = await post.read(qian, "incident_ended", **facts | {"by": 0})
    assert "7·1 flood" in told
    assert "操作人" not in told, "the house itself did it"
    assert (await post.read(qian, "incident_ended", **facts))[0].startswith(ended)
    assert await post.prompt(qian, "incident_declared", **facts) is None, "not true any more"


async def test_who_takes_the_next_leg_is_asked_once_the_goods_are_handed_over(
    database: Database, post: Post, cast: Cast
) -> None:
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    await tick(database)
    sea = await accept_open_offer(database, cast.liu)
    assert await post.prompt(cast.liu, "takeover_asked", job_id=sea) is None, "nothing is there"
    stop_id = await reach_node(database, cast.chen, voyage.job_id)
    zh, acts = await post.read(cast.liu, "takeover_asked", job_id=sea)
    assert "货批 C-000001 已在大窑湾港交给您" in zh
    assert acts == ["taken", "takeless"]
    zh, _ = await post.read(cast.liu, "driver_arrived", stop_id=stop_id)
    assert "已到大窑湾港" in zh
    assert await post.prompt(voyage.ma, "takeover_asked", job_id=sea) is None
    await take_on(database, cast.liu, sea)
    assert await post.prompt(cast.liu, "takeover_asked", job_id=sea) is None, "they have it"


async def test_whose_goods_are_left_at_a_node_hears_what_becomes_of_them(
    database: Database, post: Post, cast: Cast
) -> None:
    voyage = await ready_to_sail(database, cast)
    await load_all(database, cast.chen, voyage.job_id)
    stop_id = await reach_node(database, cast.chen, voyage.job_id)
    coordinator, load = cast.sun.actor, {"allocation_id": 1}
    async with database.begin() as session:
        await keep_at_node(
            session, coordinator, stop_id=stop_id, taken={1: 100}, reason=None, now=NOW
        )
    assert await post.prompt(cast.sun, "stuck", kind="left", id=1) is None, "a ship comes"
    async with database.begin() as session:
        reason = CloseReason.WITHDRAWN
        await close_need(session, coordinator, need_id=1, reason=reason, now=NOW)
    zh, acts = await post.read(cast.sun, "stuck", kind="left", id=1)
    assert "100 只，在大窑湾港" in zh
    assert acts == ["stuck"]
    async with database.begin() as session:
        await call_back(session, coordinator, **load, now=NOW)
    assert await post.prompt(cast.sun, "stuck", kind="left", id=1) is None, "decided"
    zh, acts = await post.read(cast.zhao, "fetch_asked", **load)
    assert "100 只 在大窑湾港" in zh
    assert acts == ["fetched"]
    assert await post.prompt(cast.li, "fetch_asked", **load) is None
    async with database.begin() as session:
        await keep_as_stock(session, coordinator, **load, now=NOW)
    assert await post.prompt(cast.zhao, "fetch_asked", **load) is None, "others get them"
    zh, _ = await post.read(cast.zhao, "goods_restocked", **load, lot_id=2)
    assert "100 只 那边已经不需要了，现在存放在大窑湾港" in zh
    assert await post.prompt(cast.li, "goods_restocked", **load, lot_id=2) is None


async def test_whose_goods_a_simulated_vehicle_had_hears_that_the_practice_is_over(
    database: Database, post: Post, accepted: int
) -> None:
    cast = post.cast
    await load_here(database, cast.chen, accepted)
    assert await post.prompt(cast.zhao, "practice_over", allocation_id=1) is None, "still aboard"
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=accepted, reason=Reason.OTHER, now=NOW
        )
        await record_return(session, cast.chen.actor, job_id=accepted, now=NOW)
    zh, acts = await post.read(cast.zhao, "practice_over", allocation_id=1)
    assert "100 只 还在模拟司机的车上，没有送到。已记为退回给您" in zh
    assert acts == []
    zh, _ = await post.read(cast.li, "practice_over", allocation_id=1)
    assert "不会再送来了。还缺的马上重新找" in zh
    assert await post.prompt(cast.chen, "practice_over", allocation_id=1) is None


def test_every_kind_of_push_is_tried_here_or_with_drivers_under_way() -> None:
    files = (
        Path(__file__),
        Path(__file__).with_name("test_under_way.py"),
        Path(__file__).with_name("test_relief.py"),
    )
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [kind for kind in PUSHES if f'"{kind}"' not in text] == []


SECRETS = st.text(alphabet="甲乙丙丁戊己庚辛 abcXYZ0123456789-_<>&{}", min_size=4, max_size=20).map(
    lambda text: f"§{text}§"
)


def _load(number: int) -> Load:
    return Load(
        allocation_id=number,
        need_id=number,
        need_code="N-0001X",
        need_line_id=number,
        lot_id=number,
        supplier_id=3,
        reporter_id=2,
        pickup_stop_id=1,
        delivery_stop_id=2,
        consignment="C-000001",
        item_code="MASK-N95",
        quantity=10,
        loaded=0,
        accepted=0,
        rejected=0,
        lost=0,
        returned=0,
        state=AllocationState.CONFIRMED,
        unit_kg=0.1,
        urgency=Urgency.CRITICAL,
        deadline=NOW,
    )


def _offer(label: str, address: str, name: str, phone: str, lat: float, lon: float) -> OfferView:
    stops = tuple(
        JobStop(
            stop_id=number,
            number=number,
            kind=kind,
            state=StopState.PLANNED,
            code="4711",
            wrong_codes=0,
            code_checked=False,
            label=label,
            address=address,
            district="沙河口区",
            lat=lat,
            lon=lon,
            done_at=None,
            loads=(_load(1),),
            contacts=(Contact(number, name, phone, label),),
        )
        for number, kind in enumerate((StopKind.PICKUP, StopKind.DELIVERY), 1)
    )
    job = JobView(
        job_id=1,
        state=JobState.OFFERED,
        version=1,
        reason=None,
        driver_id=None,
        driver_name="",
        vehicle="",
        mode=Mode.ROAD,
        km=5,
        kg=1,
        m3=1,
        cold_chain=True,
        drill=False,
        position=None,
        accepted_at=None,
        closed_at=None,
        stops=stops,
    )
    return OfferView(1, 4, OfferState.OFFERED, NOW + timedelta(minutes=3), 2.0, None, job)


@given(
    secrets=st.tuples(SECRETS, SECRETS, SECRETS),
    phone=st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    lat=st.floats(38.5, 40),
    lon=st.floats(120, 124),
)
def test_no_offer_ever_holds_an_address_a_phone_or_a_name(
    secrets: tuple[str, str, str], phone: str, lat: float, lon: float
) -> None:
    label, address, name = secrets
    prompt = offer_prompt(_offer(label, address, name, phone, lat, lon), NOW)
    assert prompt.venue is None
    everything = str(to_json(prompt)) + "".join(each.text for each in in_both(prompt).values())
    for secret in (label, address, name, phone, "4711", repr(lat), repr(lon)):
        assert secret not in everything
