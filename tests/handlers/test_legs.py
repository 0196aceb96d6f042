"""Legs of a haul as people read them: drivers, whoever waits for the goods, the coordinator."""

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import Cast
from city import accept_open_offer, next_stop, tick
from crew import Hand, hand, in_both
from moments import NOW
from records import Databases
from sqlmodel import col
from voyage import Voyage, load_all, reach_node, ready_to_sail, take_on

from db.actions.delivery import arrive, record_return, report_breakdown
from db.engine import Database
from db.tables import AllocationRow, HandoverRow, JobRow, LegRow
from handlers.dialog import ReplyKind
from matching.model import HandoverKind, JobState, Reason


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are tried on one engine; what they do is tested on both elsewhere."""
    return sqlite_databases


@pytest.fixture
async def voyage(database: Database, cast: Cast) -> Voyage:
    return await begun(database, "sailing", lambda: ready_to_sail(database, cast))


@pytest.fixture
async def chen(database: Database, cast: Cast, voyage: Voyage) -> Hand:
    """Chen has loaded and Liu has said yes to the ship's leg."""
    await load_all(database, cast.chen, voyage.job_id)
    await tick(database)
    await accept_open_offer(database, cast.liu)
    return hand(database, cast.chen, "zh")


@pytest.fixture
async def liu(database: Database, cast: Cast, chen: Hand) -> Hand:
    """Chen has handed over; Liu is asked."""
    await chen.look("job")
    await chen.tap("到了")
    await chen.look("job")
    await chen.tap("已交接")
    sailor = hand(database, cast.liu, "zh")
    await sailor.look("takeover_asked")
    return sailor


async def test_the_card_says_which_leg_it_is_and_to_whom_the_goods_go(chen: Hand) -> None:
    await chen.look("job")
    assert "第1程/共3程：到大窑湾港交给船" in chen.text
    assert "C-000001" in chen.text
    await chen.tap("到了")
    await chen.look("job")
    assert "把货交给Liu Wei（water）" in chen.text
    await chen.tap("已交接")
    await chen.look("job")
    assert "等Liu Wei（water）确认收到" in chen.text


async def test_an_offer_of_a_leg_says_so_in_both_languages(
    database: Database, cast: Cast, voyage: Voyage
) -> None:
    await load_all(database, cast.chen, voyage.job_id)
    await tick(database)
    sailor = hand(database, cast.liu, "en")
    offer = await sailor.pushed("job_offer")
    assert offer is not None
    said = in_both(offer)
    assert "第2程/共3程：在大窑湾港接货，到大长山岛港交给车" in said["zh"].text
    assert "leg 2 of 3: take over at Dayaowan port" in said["en"].text
    assert "hand over to the vehicle at Dachangshan port" in said["en"].text


async def test_a_node_is_called_in_the_language_of_the_driver(
    chen: Hand, database: Database, cast: Cast
) -> None:
    sailor = hand(database, cast.liu, "en")
    told = await sailor.pushed("job_address")
    assert told is not None
    assert "Take over · Jinzhou · Dayaowan port" in in_both(told)["en"].text
    assert "大窑湾港" in in_both(told)["zh"].text
    await sailor.look("job")
    assert "Dayaowan port" in sailor.text
    assert "大窑湾港" not in sailor.text


async def test_the_next_driver_takes_all_with_one_tap(liu: Hand) -> None:
    assert "货批 C-000001 已在大窑湾港交给您" in liu.text
    await liu.tap("全部收到")
    await liu.look("job")
    assert "第2程/共3程" in liu.text
    jobs = await liu.rows(JobRow)
    assert [job.state for job in jobs] == [JobState.CLOSED, JobState.UNDERWAY, JobState.OPEN]


async def test_the_next_driver_counts_what_is_less(liu: Hand) -> None:
    await liu.tap("少了")
    await liu.say("90")
    await liu.tap("货物损坏")
    (passed,) = await liu.rows(HandoverRow, col(HandoverRow.kind) == HandoverKind.TRANSFER)
    assert (passed.quantity, passed.rejected, passed.reason) == (90, 10, Reason.DAMAGED)
    assert "已接货" in liu.text


async def test_words_do_what_the_buttons_do(chen: Hand, database: Database, cast: Cast) -> None:
    await chen.say("到了")
    await chen.say("交给船了")
    assert "已记下" in chen.text
    sailor = hand(database, cast.liu, "zh")
    await sailor.say("到了")
    await sailor.say("都收到了")
    assert "已接货" in sailor.text


async def test_a_driver_at_the_node_too_early_is_told_to_wait(
    chen: Hand, database: Database, cast: Cast
) -> None:
    sailor = hand(database, cast.liu, "zh")
    await sailor.say("到了")
    assert "货还没到这里" in sailor.text


async def test_a_photo_at_a_node_proves_nothing(chen: Hand) -> None:
    await chen.say("到了")
    await chen.send(ReplyKind.PHOTO, photo="file")
    assert await chen.rows(HandoverRow, col(HandoverRow.kind) == HandoverKind.DELIVERY) == []


async def test_the_receiver_sees_one_number_and_where_it_is(
    liu: Hand, database: Database, cast: Cast, voyage: Voyage
) -> None:
    li = hand(database, cast.li, "zh")
    await li.look("need")
    assert "货批 C-000001，现在在大窑湾港，等第2程/共3程的船" in li.text
    sea = (await liu.rows(LegRow))[1].job_id
    await liu.tap("全部收到")
    await li.look("need")
    assert "货批 C-000001，第2程/共3程，在船上（Liu Wei，water），开往大长山岛港" in li.text
    await reach_node(database, cast.liu, sea)
    await tick(database)
    island = await accept_open_offer(database, voyage.ma)
    await take_on(database, voyage.ma, island)
    await li.look("need")
    assert "最后一程，马师傅（road）正送来" in li.text
    assert "门口" not in li.text.split("最后一程")[1].split("\n")[0]
    door = await next_stop(database, island)
    async with database.begin() as session:
        await arrive(session, voyage.ma.actor, stop_id=door.id, now=NOW)
    await li.look("need")
    assert "马师傅（road）已到" in li.text


async def test_goods_of_a_drill_at_a_node_are_called_practice_on_the_list(
    database: Database, cast: Cast, voyage: Voyage
) -> None:
    await load_all(database, cast.chen, voyage.job_id)
    await reach_node(database, cast.chen, voyage.job_id)
    async with database.begin() as session:
        await session.execute(sa.update(LegRow).values(drill=True))
    sun = hand(database, cast.sun, "zh")
    await sun.press("a:stuck:at_node:0")
    assert "没人确认，" in sun.text
    assert sun.text.rstrip().endswith("（演练）")


async def test_the_desk_keeps_goods_at_a_node_and_lets_the_driver_go(
    database: Database, cast: Cast, voyage: Voyage
) -> None:
    await load_all(database, cast.chen, voyage.job_id)
    await reach_node(database, cast.chen, voyage.job_id)
    sun = hand(database, cast.sun, "zh")
    await sun.look("stuck")
    assert "货在中转点，没人接走" in sun.text
    await sun.tap("查看")
    assert "货批 C-000001：大窑湾港" in sun.text
    assert "司机说已交接，没人确认" in sun.text
    await sun.tap("代管")
    await sun.tap("少了")
    await sun.say("99")
    await sun.tap("其他")
    assert "已记下" in sun.text
    kept = [(one.loaded, one.rejected) for one in await sun.rows(AllocationRow)]
    assert kept == [(99, 0), (1, 1)]
    await sun.command("stuck")
    await sun.tap("货在中转点")
    assert "有人代管，等下一程" in sun.text


async def test_a_driver_hears_that_a_leg_is_off(
    chen: Hand, database: Database, cast: Cast, voyage: Voyage
) -> None:
    """The goods never come to the port: the ship need not wait for them."""
    async with database.begin() as session:
        actor, job = cast.chen.actor, voyage.job_id
        await report_breakdown(
            session, actor, job_id=job, reason=Reason.VEHICLE_TROUBLE, now=chen.now
        )
        await record_return(session, actor, job_id=job, now=chen.now)
    sailor = hand(database, cast.liu, "zh")
    await sailor.look("job_changed")
    assert "取消" in sailor.text
