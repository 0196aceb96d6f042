"""What overtook a plan waits for a run, but not for ever, and however much of it there is."""

from datetime import timedelta

from moments import NOW

from bot.revisions import revise
from bot.ticks import sweep
from db.actions.events import KEEP, report_lines
from db.queries.events import waiting_events


async def test_more_lines_than_a_statement_takes_are_seen_to(database, cast):
    async with database.begin() as session:
        for start in range(1, 40_000, 10_000):
            await report_lines(session, range(start, start + 10_000), drill=False, now=NOW)
    assert (await revise(database, NOW))["events"] == 4
    async with database.read() as session:
        assert not await waiting_events(session)


async def test_an_event_no_run_saw_to_is_swept_once_whole_runs_have(database, cast):
    async with database.begin() as session:
        await report_lines(session, [1], drill=False, now=NOW)
        await report_lines(session, [2], drill=True, now=NOW + timedelta(minutes=5))
    assert (await sweep(database, NOW + KEEP + timedelta(seconds=1)))["events"] == 1
    async with database.read() as session:
        assert [one.event.lines for one in await waiting_events(session)] == [(2,)]
