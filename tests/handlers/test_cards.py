"""The living cards: every state can be read in both languages, and shows what one may see."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import Cast, Member
from city import (
    accept_open_offer,
    confirm_all,
    deliver_here,
    load_here,
    put_lot,
    put_need,
    put_on_duty,
    tick,
)
from crew import in_both
from moments import NOW
from toy import HOUSE

from db.actions.confirmations import decline_stock
from db.actions.delivery import report_breakdown
from db.actions.goods import hold_lot, withdraw_lot
from db.actions.need_changes import close_need, pause_need, stop_line
from db.actions.offers import release_job
from db.actions.verification import verify_need
from db.engine import Database, add_row
from db.queries.job_views import Contact
from db.queries.people import person_by_id
from db.tables import AllocationRow, NeedLineRow
from handlers.cards.cards import card_for, digest_of
from handlers.conversation import person_of
from handlers.dialog import Prompt
from handlers.pushes.job import contact_line
from handlers.speech.show import bar, place_line, share_covered
from handlers.speech.texts import label
from matching.lifecycle import LineQuantities
from matching.model import CloseReason, Hold, QuantityKind, Reason, Verification


class Screen:
    """Draws cards for anybody of the cast."""

    def __init__(self, database: Database, cast: Cast) -> None:
        self.database, self.cast, self.now = database, cast, NOW

    async def prompt(self, member: Member, kind: str, subject_id: int) -> Prompt | None:
        async with self.database.read() as session:
            known = await person_by_id(session, member.person_id)
            assert known is not None
            person = person_of(known)
            return await card_for(session, person, kind, subject_id, self.now, HOUSE)

    async def read(self, member: Member, kind: str, subject_id: int) -> tuple[str, str, list[str]]:
        """The card in Chinese and in English, and what its buttons send."""
        prompt = await self.prompt(member, kind, subject_id)
        assert prompt is not None
        said = in_both(prompt, self.now)
        for message in said.values():
            assert message.text
            assert "{" not in message.text
            assert "\n\n\n" not in message.text
        acts = [button.data.split(":")[1] for row in prompt.buttons for button in row]
        return said["zh"].text, said["en"].text, acts


@pytest.fixture
async def screen(database: Database, cast: Cast) -> Screen:
    return Screen(database, cast)


@pytest.fixture
async def needed(database: Database, cast: Cast) -> int:
    """Li needs 100 masks."""
    async with database.begin() as session:
        return (await put_need(session, cast, 100))[0]


@pytest.fixture
async def stocked(database: Database, cast: Cast, needed: int) -> int:
    """Zhao has 60 of them and Chen is on duty."""
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    return lot_id


@pytest.fixture
async def accepted(database: Database, cast: Cast, stocked: int) -> int:
    """Chen has accepted the job."""

    async def play() -> int:
        await tick(database)
        await confirm_all(database)
        await tick(database)
        return await accept_open_offer(database, cast.chen)

    return await begun(database, "accepted 60 of 100", play)


async def test_a_new_need_says_why_nothing_comes_yet(screen: Screen, needed: int) -> None:
    zh, en, acts = await screen.read(screen.cast.li, "need", needed)
    assert "为什么" in zh
    assert "每分钟再找一次" in zh
    assert "Why:" in en
    assert "░░░░░░░░░░ 0%" in zh
    assert acts == ["need_still", "need_more", "need_pause", "why_need", "need_stop"]


async def test_an_open_need_says_what_rules_the_stock_out(
    database: Database, screen: Screen, needed: int
) -> None:
    li = screen.cast.li
    assert "还没有人登记这种库存" in (await screen.read(li, "need", needed))[0]
    async with database.begin() as session:
        lot_id = await put_lot(session, screen.cast, 5, min_lot=5)
    assert "刚收到" in (await screen.read(li, "need", needed))[0]
    screen.now += timedelta(minutes=2)
    assert "不合适" in (await screen.read(li, "need", needed))[0]
    async with database.begin() as session:
        await hold_lot(
            session, screen.cast.zhao.actor, lot_id=lot_id, hold=Hold.QUARANTINED, now=NOW
        )
    assert "库存暂停调用" in (await screen.read(li, "need", needed))[0]


async def test_stock_that_is_used_up_was_registered(
    database: Database, screen: Screen, needed: int, accepted: int
) -> None:
    await load_here(database, screen.cast.chen, accepted)
    await deliver_here(database, screen.cast.chen, accepted)
    await tick(database)
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "登记的库存已用完或已答应出去" in zh
    assert "what was registered is used up or promised" in en


async def test_a_match_that_died_is_explained_until_the_next(
    database: Database, screen: Screen, needed: int, stocked: int
) -> None:
    await tick(database)
    async with database.begin() as session:
        await decline_stock(
            session, screen.cast.zhao.actor, allocation_id=1, reason=Reason.DAMAGED, now=NOW
        )
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "上一家没有成（货物损坏）" in zh
    assert "came to nothing" in en


async def test_an_unverified_need_says_that_somebody_must_look_first(
    database: Database, cast: Cast, screen: Screen
) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 10, verification=Verification.UNVERIFIED)
    zh, en, _ = await screen.read(cast.li, "need", need_id)
    assert "待核实" in zh
    assert "To be verified" in en
    _, _, acts = await screen.read(cast.sun, "need", need_id)
    assert acts == ["verify_need", "verify_need", "why_need", "close_need"]


async def test_a_refuted_need_is_closed_as_false(
    database: Database, cast: Cast, screen: Screen
) -> None:
    async with database.begin() as session:
        need_id, _ = await put_need(session, cast, 10, verification=Verification.UNVERIFIED)
        await verify_need(
            session, cast.sun.actor, need_id=need_id, verification=Verification.REFUTED, now=NOW
        )
    zh, en, acts = await screen.read(cast.li, "need", need_id)
    assert "不属实" in zh
    assert acts == []
    assert "/help" in zh
    assert "/help" in en


async def test_a_need_stopped_before_anything_came_still_says_what_was_asked(
    database: Database, screen: Screen, needed: int
) -> None:
    zh_before, _, _ = await screen.read(screen.cast.li, "need", needed)
    async with database.begin() as session:
        await close_need(
            session, screen.cast.li.actor, need_id=needed, reason=CloseReason.WITHDRAWN, now=NOW
        )
    zh, _, _ = await screen.read(screen.cast.li, "need", needed)
    assert "要 100" in zh_before
    assert "要 100" in zh


async def test_one_item_that_is_needed_no_more_says_so(
    database: Database, screen: Screen, needed: int
) -> None:
    li = screen.cast.li
    async with database.begin() as session:
        line_id = await add_row(
            session, NeedLineRow, need_id=needed, item_code="QUILT", requested=5
        )
        await stop_line(session, li.actor, need_id=needed, line_id=line_id, now=NOW)
    zh, en, _ = await screen.read(li, "need", needed)
    assert "• 棉被：不再需要" in zh
    assert "• quilt: no longer needed" in en
    assert "要 100" in zh


async def test_a_proposed_match_says_who_is_waited_for(
    database: Database, screen: Screen, needed: int, stocked: int
) -> None:
    await tick(database)
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "等双方确认" in zh
    assert "waiting for both sides" in en
    assert "0%" in zh
    async with database.begin() as session:
        await session.execute(sa.update(AllocationRow).values(supplier_confirmed_at=NOW))
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "等您确认" in zh
    zh, en, _ = await screen.read(screen.cast.sun, "need", needed)
    assert "等需求方确认" in zh
    assert "waiting for the receiver" in en


async def test_a_confirmed_match_counts_as_secured(
    database: Database, screen: Screen, needed: int, stocked: int
) -> None:
    await tick(database)
    await confirm_all(database)
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "▓▓▓▓▓▓░░░░ 60%" in zh
    assert "正在找司机" in zh
    assert "looking for a driver" in en
    assert "还差一部分" in zh


async def test_the_card_says_who_comes_and_when(screen: Screen, needed: int, accepted: int) -> None:
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "陈师傅（面包车）去提货，预计 今天" in zh
    assert "expected today" in en


async def test_loaded_goods_are_on_their_way_and_can_be_received(
    database: Database, screen: Screen, needed: int, accepted: int
) -> None:
    await load_here(database, screen.cast.chen, accepted)
    zh, _, acts = await screen.read(screen.cast.li, "need", needed)
    assert "已装车" in zh
    assert "need_got" in acts


async def test_what_has_arrived_is_told_apart_from_what_is_secured(
    database: Database, screen: Screen, needed: int, accepted: int
) -> None:
    await load_here(database, screen.cast.chen, accepted)
    await deliver_here(database, screen.cast.chen, accepted)
    zh, en, _ = await screen.read(screen.cast.li, "need", needed)
    assert "已收 60" in zh
    assert "received 60" in en


async def test_a_paused_need_can_be_resumed(
    database: Database, screen: Screen, needed: int
) -> None:
    async with database.begin() as session:
        await pause_need(session, screen.cast.li.actor, need_id=needed, now=NOW)
    zh, _, acts = await screen.read(screen.cast.li, "need", needed)
    assert "已暂停" in zh
    assert acts == ["need_resume", "need_stop"]


@pytest.mark.parametrize("reason", list(CloseReason))
async def test_a_closed_need_says_why_and_has_no_buttons(
    database: Database, screen: Screen, needed: int, reason: CloseReason
) -> None:
    async with database.begin() as session:
        await close_need(session, screen.cast.li.actor, need_id=needed, reason=reason, now=NOW)
    zh, _, acts = await screen.read(screen.cast.li, "need", needed)
    assert acts == []
    is_good = reason in (CloseReason.SERVED, CloseReason.SERVED_BY_OTHERS)
    assert ("✅" in zh) is is_good


async def test_a_need_is_shown_to_nobody_else(screen: Screen, needed: int) -> None:
    for stranger in (screen.cast.wang, screen.cast.zhao, screen.cast.chen):
        assert await screen.prompt(stranger, "need", needed) is None


async def test_a_lot_shows_what_is_free_promised_and_out(
    database: Database, screen: Screen, stocked: int
) -> None:
    zh, en, acts = await screen.read(screen.cast.zhao, "lot", stocked)
    assert "可用 60 只，已占用 0 只" in zh
    assert "free 60" in en
    assert acts == ["lot_recount", "lot_hold", "why_lot", "lot_withdraw"]
    await tick(database)
    zh, _, _ = await screen.read(screen.cast.zhao, "lot", stocked)
    assert "可用 0 只，已占用 60 只" in zh
    assert "待双方确认" in zh


async def test_a_lot_that_was_estimated_says_about(
    database: Database, screen: Screen, cast: Cast, needed: int
) -> None:
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 130, quantity_kind=QuantityKind.ESTIMATE)
    await tick(database)
    zh, en, _ = await screen.read(screen.cast.zhao, "lot", lot_id)
    assert "约 130 只" in zh
    assert "可用 约 30 只，已占用 100 只" in zh, "what is promised is exact"
    assert "about 130" in en
    assert "free about 30" in en


async def test_a_lot_tells_its_supplier_no_address_and_no_name(
    database: Database, screen: Screen, stocked: int, accepted: int
) -> None:
    zh, en, _ = await screen.read(screen.cast.zhao, "lot", stocked)
    for text in (zh, en):
        assert "李敏" not in text
        assert "1380000" not in text


@pytest.mark.parametrize("hold", [hold for hold in Hold if hold is not Hold.NONE])
async def test_a_held_lot_says_so_and_can_be_let_go(
    database: Database, screen: Screen, stocked: int, hold: Hold
) -> None:
    async with database.begin() as session:
        await hold_lot(session, screen.cast.zhao.actor, lot_id=stocked, hold=hold, now=NOW)
    zh, _, acts = await screen.read(screen.cast.zhao, "lot", stocked)
    assert "不分配" in zh
    assert acts == ["lot_recount", "lot_free", "why_lot", "lot_withdraw"]


async def test_a_withdrawn_lot_has_no_buttons(
    database: Database, screen: Screen, stocked: int
) -> None:
    async with database.begin() as session:
        await withdraw_lot(session, screen.cast.zhao.actor, lot_id=stocked, now=NOW)
    zh, _, acts = await screen.read(screen.cast.zhao, "lot", stocked)
    assert "已撤回" in zh
    assert acts == []


async def test_an_expired_lot_says_so(database: Database, cast: Cast, screen: Screen) -> None:
    async with database.begin() as session:
        expired = NOW - timedelta(days=1)
        lot_id = await put_lot(session, cast, 5, expires_at=expired, ready_at=NOW, min_lot=2)
    zh, _, _ = await screen.read(cast.zhao, "lot", lot_id)
    assert "已过有效期" in zh
    assert "最少取货" in zh


async def test_a_job_goes_step_by_step_with_one_next_thing(
    database: Database, screen: Screen, accepted: int
) -> None:
    chen = screen.cast.chen
    zh, _, acts = await screen.read(chen, "job", accepted)
    assert "➤ 1. 提货" in zh
    assert acts == ["arrived", "give_back", "problem"]
    await load_here(database, chen, accepted)
    zh, _, acts = await screen.read(chen, "job", accepted)
    assert "✓ 1. 提货" in zh
    assert "➤ 2. 送达" in zh
    assert acts == ["arrived", "problem"]
    await deliver_here(database, chen, accepted)
    zh, en, acts = await screen.read(chen, "job", accepted)
    assert "任务完成" in zh
    assert "Job done" in en
    assert acts == []


async def test_a_finished_job_names_no_place_any_more(
    database: Database, screen: Screen, accepted: int
) -> None:
    chen = screen.cast.chen
    assert "门口" in (await screen.read(chen, "job", accepted))[0]
    await load_here(database, chen, accepted)
    await deliver_here(database, chen, accepted)
    assert "门口" not in (await screen.read(chen, "job", accepted))[0]


async def test_rejected_goods_are_to_be_brought_back(
    database: Database, screen: Screen, accepted: int
) -> None:
    await load_here(database, screen.cast.chen, accepted)
    await deliver_here(database, screen.cast.chen, accepted, reject=10, reason=Reason.DAMAGED)
    zh, _, acts = await screen.read(screen.cast.chen, "job", accepted)
    assert "送回沙河口区 · 门口" in zh
    assert acts == ["returned", "problem"]


async def test_a_stranded_job_can_still_go_on_or_back(
    database: Database, screen: Screen, accepted: int
) -> None:
    chen = screen.cast.chen
    await load_here(database, chen, accepted)
    async with database.begin() as session:
        await report_breakdown(
            session, chen.actor, job_id=accepted, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    zh, _, acts = await screen.read(chen, "job", accepted)
    assert "正在找另一辆车" in zh
    assert acts == ["mended", "returned", "problem"]


async def test_a_job_a_coordinator_has_stopped_offers_no_going_on(
    database: Database, screen: Screen, accepted: int
) -> None:
    await load_here(database, screen.cast.chen, accepted)
    why = Reason.COORDINATOR_DECISION
    async with database.begin() as session:
        await report_breakdown(session, screen.cast.sun.actor, job_id=accepted, reason=why, now=NOW)
    assert "mended" not in (await screen.read(screen.cast.chen, "job", accepted))[2]


async def test_a_job_given_back_is_hidden_from_its_former_driver(
    database: Database, screen: Screen, accepted: int
) -> None:
    chen = screen.cast.chen
    async with database.begin() as session:
        await release_job(session, chen.actor, job_id=accepted, reason=Reason.OTHER, now=NOW)
    zh, _, acts = await screen.read(chen, "job", accepted)
    assert "门口" not in zh
    assert acts == []


async def test_equal_cards_have_equal_digests(
    database: Database, screen: Screen, needed: int
) -> None:
    first = await screen.prompt(screen.cast.li, "need", needed)
    screen.now += timedelta(minutes=1)
    again = await screen.prompt(screen.cast.li, "need", needed)
    assert first is not None
    assert again is not None
    assert digest_of(first) == digest_of(again)
    async with database.begin() as session:
        await pause_need(session, screen.cast.li.actor, need_id=needed, now=NOW)
    paused = await screen.prompt(screen.cast.li, "need", needed)
    assert paused is not None
    assert digest_of(paused) != digest_of(first)


async def test_an_unknown_card_is_none(screen: Screen, needed: int) -> None:
    assert await screen.prompt(screen.cast.li, "need", 999) is None
    assert await screen.prompt(screen.cast.li, "lot", 999) is None
    assert await screen.prompt(screen.cast.li, "job", 999) is None
    assert await screen.prompt(screen.cast.li, "nonsense", 1) is None


def test_the_bar_is_full_only_when_everything_is_covered() -> None:
    assert bar(0) == "░" * 10
    assert bar(1) == "▓" + "░" * 9
    assert bar(99) == "▓" * 9 + "░"
    assert bar(100) == "▓" * 10


def test_lines_weigh_the_same_however_large_they_are() -> None:
    covered = LineQuantities(requested=10, verified=10, committed=10)
    bare = LineQuantities(requested=10_000, verified=10_000)
    assert share_covered([covered, bare]) == 50
    assert share_covered([]) == 0


@pytest.mark.parametrize(
    ("house", "name", "shown"),
    [
        ("老马超市", "老马超市", "联系人：老马超市（"),
        ("老马超市", "老马", "联系人：老马超市 老马（"),
        ("", "老马", "联系人：老马（"),
    ],
)
def test_a_shop_called_as_its_keeper_is_named_once(house: str, name: str, shown: str) -> None:
    assert label(contact_line(Contact(1, name, "", house)), "zh", HOUSE.names(NOW)).startswith(
        shown
    )


@pytest.mark.parametrize(
    ("name", "phone", "shown"),
    [
        ("王医生", "13800000102", "联系人：王医生 138****0102"),
        ("大医一院 王医生", "13800000102", "联系人：王医生 138****0102"),
        ("大医一院", "13800000102", "联系电话：138****0102"),
        ("大医一院", "", "联系人：大医一院（没有留电话）"),
    ],
)
def test_a_contact_is_a_person_and_not_the_place_again(name: str, phone: str, shown: str) -> None:
    contact = Contact(1, name, phone, "大医一院")
    spot = ("大连医科大学附属第一医院", "大医一院住院部3楼")
    assert label(contact_line(contact, *spot), "zh", HOUSE.names(NOW)) == shown


def test_a_place_no_finer_than_its_district_is_named_once() -> None:
    assert label(place_line("长海县", "", "长海县"), "zh", HOUSE.names(NOW)) == "📍 长海县"
    assert label(place_line("长海县", "码头", ""), "zh", HOUSE.names(NOW)) == "📍 长海县 · 码头"
