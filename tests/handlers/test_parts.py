"""A need that comes in several parts: its receiver can tell one from the other, all the way."""

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import Cast
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
from crew import Hand, drawn, hand, in_both
from moments import NOW
from records import Databases
from sqlmodel import col

from db.actions.breakdown import report_breakdown
from db.actions.confirmations import decline_stock
from db.actions.delivery import arrive
from db.engine import Database
from db.queries.transport import open_stops
from db.tables import AllocationRow, OutboxRow
from handlers.dialog import Prompt
from matching.model import AllocationState, Reason
from matching.permissions import SYSTEM


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """What a receiver reads is the same on every engine."""
    return sqlite_databases


@pytest.fixture
async def li(database: Database, cast: Cast) -> Hand:
    """Li needs 300 masks: 150 of Zhao's were found for her, and 150 of another's."""

    async def play() -> None:
        async with database.begin() as session:
            await put_need(session, cast, 300)
            await put_lot(session, cast, 150)
            await put_lot(session, cast, 150, km=2.0, supplier=cast.wang)
        await tick(database)

    await begun(database, "300 masks in two parts", play)
    nurse = hand(database, cast.li, "zh")
    await nurse._collect()
    return nurse


@pytest.fixture
async def tents(database: Database, cast: Cast) -> Hand:
    """Li's 40 tents, which no vehicle can carry alone, are aboard those of Chen and Liu."""

    async def play() -> None:
        async with database.begin() as session:
            await put_need(session, cast, 40, item="TENT")
            await put_lot(session, cast, 40, item="TENT")
            for driver in (cast.chen, cast.liu):
                await put_on_duty(session, driver, kg=1500)
        await tick(database)
        await confirm_all(database)
        for driver in (cast.chen, cast.liu):
            await tick(database)
            await load_here(database, driver, await accept_open_offer(database, driver))

    await begun(database, "40 tents aboard two vehicles", play)
    return hand(database, cast.li, "zh")


async def read(who: Hand, kind: str, lang: str = "zh") -> list[str]:
    """What the pushes of a kind say now, oldest first."""
    prompts = [await drawn(who.database, row, who.now) for row in await owed(who, kind)]
    return [in_both(prompt)[lang].text for prompt in prompts if prompt is not None]


async def owed(who: Hand, kind: str) -> list[OutboxRow]:
    mine = (col(OutboxRow.address) == who.address, col(OutboxRow.kind) == kind)
    return list(await who.rows(OutboxRow, *mine))


async def card(who: Hand, lang: str = "zh") -> list[str]:
    """The lines of the need's card."""
    await who.look("need")
    assert isinstance(who.screen, Prompt)
    return in_both(who.screen)[lang].text.splitlines()


async def test_each_question_says_which_part_it_is_of_how_much(li: Hand) -> None:
    first, second = await read(li, "confirm_need")
    assert first.startswith("还需要吗？ · N-00015 · 第 1 批\n")
    assert second.startswith("还需要吗？ · N-00015 · 第 2 批\n")
    assert "150 只（您一共要 300 只）" in first
    english, _ = await read(li, "confirm_need", "en")
    assert english.startswith("Do you still need it? (N-00015 · part 1)\n")
    assert "150 pcs of the 300 pcs you need" in english


async def test_the_card_names_the_parts_as_the_questions_do(li: Hand) -> None:
    coming = [line for line in await card(li) if "批】" in line]
    assert [line[:7] for line in coming] == ["【第 1 批】", "【第 2 批】"]
    assert any(line.startswith("[Part 2] 🔄") for line in await card(li, "en"))


async def test_one_press_takes_all_parts_and_none_is_asked_about_again(li: Hand) -> None:
    await li.look("confirm_need")
    await li.tap("都需要，请送来（2 批）")
    assert all(row.receiver_confirmed_at for row in await li.rows(AllocationRow))
    assert "2 批都已确认" in li.toast
    assert "第 1 批" in li.text
    assert "第 2 批" in li.text
    assert await read(li, "confirm_need") == []
    await li.press("a:need_all:1")
    assert "情况已经变了" in li.toast


async def test_a_yes_to_one_part_leaves_the_other_alone_with_its_question(li: Hand) -> None:
    for row in await owed(li, "confirm_need"):
        await sent(li.database, row)
    heard = await li.press(f"a:need_yes:{(await li.rows(AllocationRow))[0].id}", "900")
    first, second = await li.rows(AllocationRow)
    assert (bool(first.receiver_confirmed_at), bool(second.receiver_confirmed_at)) == (True, False)
    (other,) = await read(li, "confirm_need")
    assert "第 2 批" in other
    assert "也在等您答复" not in other
    anew = [row.prompt for row in heard if row.kind == "prompt" and row.prompt is not None]
    again = [said for each in anew if "还需要吗" in (said := in_both(each)["zh"].text)]
    assert again == [other], "the other question is drawn anew where it stands"


async def sent(database: Database, row: OutboxRow) -> None:
    """The question reached its reader as a message."""
    async with database.begin() as session:
        await session.execute(
            sa.update(OutboxRow)
            .where(col(OutboxRow.id) == row.id)
            .values(message_id=str(900 + (row.id or 0)))
        )


@pytest.mark.parametrize("words", ["都需要", "both"])
async def test_all_parts_are_taken_in_words(li: Hand, words: str) -> None:
    await li.say(words)
    assert all(row.receiver_confirmed_at for row in await li.rows(AllocationRow))


async def test_a_bare_yes_asks_which_part_is_meant(li: Hand) -> None:
    await li.say("需要")
    assert li.labels == [
        "都需要，请送来（2 批）",
        "第 2 批：N95口罩（医用防护口罩） 150 只",
        "第 1 批：N95口罩（医用防护口罩） 150 只",
    ]


async def test_a_part_keeps_its_number_when_the_one_before_it_fails(
    li: Hand, database: Database
) -> None:
    first, _ = await li.rows(AllocationRow)
    async with database.begin() as session:
        await decline_stock(
            session, SYSTEM, allocation_id=first.id, reason=Reason.NO_STOCK, now=NOW
        )
    (left,) = await read(li, "confirm_need")
    (failed,) = await read(li, "match_failed")
    assert failed.startswith("N-00015 · 第 1 批：")
    assert "第 2 批" in left
    assert "都需要" not in left


async def test_what_comes_at_once_is_no_part(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 100)
    await tick(database)
    nurse = hand(database, cast.li, "zh")
    (question,) = await read(nurse, "confirm_need")
    assert "批" not in question
    assert "一共要" not in question
    assert not any("批】" in line for line in await card(nurse))


async def test_codes_and_arrivals_say_part_and_vehicle(
    tents: Hand, database: Database, cast: Cast
) -> None:
    first, second = await read(tents, "handover_code")
    assert "帐篷 27 顶（第 1 批，您一共要 40 顶）" in first
    assert "司机 陈师傅（面包车）" in first
    assert "帐篷 13 顶（第 2 批，您一共要 40 顶）" in second
    coming = [line for line in await card(tents) if "批】" in line]
    assert "【第 1 批】🚚 帐篷 27 顶" in coming[0]
    assert "陈师傅（面包车）" in coming[0]
    async with database.begin() as session:
        stop = (await open_stops(session, 1))[0]
        await arrive(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    (arrived,) = await read(tents, "driver_arrived", "en")
    assert "family tent: 27 pcs (part 1, of the 40 pcs you need)" in arrived


async def test_a_breakdown_says_which_part_stands_still(
    tents: Hand, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await report_breakdown(
            session, cast.liu.actor, job_id=2, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    said = [*await read(tents, "stands_still"), *await read(tents, "stands_still", "en")]
    assert said[0].startswith("⚠️ N-00015 · 第 2 批：")
    assert said[-1].startswith("⚠️ N-00015 · part 2: ")


async def test_a_receipt_says_which_part_was_handed_over(
    tents: Hand, database: Database, cast: Cast
) -> None:
    await deliver_here(database, cast.liu, 2)
    (receipt,) = await read(tents, "need_receipt")
    assert "帐篷：收下 13 顶（第 2 批，您一共要 40 顶）" in receipt
    states = [row.state for row in await tents.rows(AllocationRow)]
    assert states[0] is AllocationState.LOADED
