"""Messages in people's own words: apart, for a time, and gone with their writer."""

from datetime import timedelta

import sqlalchemy as sa
from cast import Cast
from moments import NOW

from bot.ticks import sweep
from db.actions.forgetting import forget_person
from db.actions.told import LONGEST, add_words, keep_words, note_reports, sweep_words
from db.engine import Database
from db.queries.told import words_kept, words_of_person
from db.tables import LedgerRow, RawReportRow

WORDS = "港湾医院急需N95口罩，联系人王 13812345678"
MONTH = timedelta(days=30)


async def kept(database: Database, cast: Cast) -> int:
    async with database.begin() as session:
        return await keep_words(
            session, cast.li.actor, words=WORDS, channel="telegram", keep_for=MONTH, now=NOW
        )


async def count(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(RawReportRow)) or 0


async def test_words_are_deleted_when_their_time_is_over(database: Database, cast: Cast) -> None:
    await kept(database, cast)
    for now, deleted in ((NOW + MONTH - timedelta(seconds=1), 0), (NOW + MONTH, 1)):
        async with database.begin() as session:
            assert await sweep_words(session, now=now) == deleted
    assert await count(database) == 0


async def test_the_periodic_sweep_deletes_them(database: Database, cast: Cast) -> None:
    await kept(database, cast)
    assert (await sweep(database, NOW + MONTH))["words"] == 1


async def test_nobody_reads_the_words_of_another(database: Database, cast: Cast) -> None:
    number = await kept(database, cast)
    async with database.read() as session:
        assert await words_kept(session, cast.li.person_id, number) == WORDS
        assert await words_kept(session, cast.wang.person_id, number) == ""
        assert await words_of_person(session, cast.wang.person_id, 5) == (0, ())


async def test_what_is_written_later_stands_with_the_message(
    database: Database, cast: Cast
) -> None:
    number = await kept(database, cast)
    async with database.begin() as session:
        await add_words(session, cast.li.actor, raw_id=number, words="还要手套30盒")
        await add_words(session, cast.wang.actor, raw_id=number, words="不是我写的")
    async with database.read() as session:
        assert await words_kept(session, cast.li.person_id, number) == f"{WORDS}\n还要手套30盒"
    async with database.begin() as session:
        await add_words(session, cast.li.actor, raw_id=number, words="水" * LONGEST)
    async with database.read() as session:
        assert len(await words_kept(session, cast.li.person_id, number)) == LONGEST


async def test_only_ones_own_words_are_tied_to_needs(database: Database, cast: Cast) -> None:
    number = await kept(database, cast)
    async with database.begin() as session:
        await note_reports(session, cast.wang.actor, raw_id=number, needs=[9], lots=[], now=NOW)
    async with database.read() as session:
        assert (await session.scalars(sa.select(RawReportRow))).one().need_ids == []


async def test_forgetting_erases_them(database: Database, cast: Cast) -> None:
    await kept(database, cast)
    async with database.begin() as session:
        await forget_person(session, cast.li.actor, now=NOW)
    assert await count(database) == 0


async def test_the_ledger_holds_none_of_the_words(database: Database, cast: Cast) -> None:
    number = await kept(database, cast)
    async with database.begin() as session:
        await note_reports(session, cast.li.actor, raw_id=number, needs=[1], lots=[], now=NOW)
    async with database.read() as session:
        rows = (await session.scalars(sa.select(LedgerRow))).all()
    assert not any("港湾" in str(row.model_dump()) for row in rows)
