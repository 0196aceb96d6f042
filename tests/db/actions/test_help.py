"""Help: a person asks a human being, one coordinator answers."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast, join
from moments import NOW
from sqlmodel import col

from db.actions.help import LONGEST, answer_help, call_for_help, close_help
from db.engine import Database
from db.queries.people import help_call, open_help_calls
from db.tables import OutboxRow
from db.tables.people import HelpState
from matching.errors import NotAllowed, NotFound, Outdated
from matching.model import Role


async def test_a_call_reaches_the_coordinators_and_the_answer_the_caller(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        help_id = await call_for_help(session, cast.wang.actor, question="胰岛素怎么报?", now=NOW)
        again = await call_for_help(session, cast.wang.actor, question="还在吗?", now=NOW)
        assert again == help_id
        (waiting,) = await open_help_calls(session)
        assert waiting.question == "胰岛素怎么报?\n还在吗?"
        await answer_help(session, cast.sun.actor, help_id=help_id, answer="点药品", now=NOW)
        assert await open_help_calls(session) == []
    async with database.read() as session:
        told = await session.execute(
            sa.select(col(OutboxRow.kind), col(OutboxRow.person_id)).order_by(col(OutboxRow.id))
        )
        assert [tuple(row) for row in told] == [
            ("help_call", cast.sun.person_id),
            ("help_answer", cast.wang.person_id),
        ]


async def test_what_was_said_last_is_not_said_twice(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        for said in ("救命" * 600, "救命" * 600, "快", "快"):
            await call_for_help(session, cast.wang.actor, question=said, now=NOW)
        (waiting,) = await open_help_calls(session)
    assert waiting.question.endswith("命\n快")
    assert len(waiting.question) == LONGEST


async def test_a_cry_while_the_call_before_it_is_answered_is_a_call_of_its_own(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        first = await call_for_help(session, cast.wang.actor, question="怎么报?", now=NOW)
    answered = asyncio.Event()

    async def answer() -> None:
        async with database.begin() as session:
            await answer_help(session, cast.sun.actor, help_id=first, answer="点药品", now=NOW)
            answered.set()
            await asyncio.sleep(0.1)  # long enough for the cry to look which call waits

    async def cry() -> None:
        await answered.wait()
        async with database.begin() as session:
            said = "有人被埋"
            await call_for_help(session, cast.wang.actor, question=said, now=NOW, urgent=True)

    await asyncio.gather(answer(), cry())
    async with database.begin() as session:
        (waiting,) = await open_help_calls(session)
    assert waiting.question == "有人被埋"


async def test_only_a_cry_is_pushed_again_while_a_call_waits(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        who = cast.wang.actor
        await call_for_help(session, who, question="怎么报?", now=NOW)
        await call_for_help(session, who, question="在吗?", now=NOW)
        await call_for_help(session, who, question="有人被埋", now=NOW, urgent=True)
        await call_for_help(session, who, question="有人被埋", now=NOW, urgent=True)
    async with database.read() as session:
        rows = (await session.scalars(sa.select(col(OutboxRow.kind)))).all()
    assert rows == ["help_call", "help_call"]


async def test_the_same_cry_is_pushed_again_when_nobody_answered_for_long(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        for minutes in (0, 9, 10, 12, 20):
            now = NOW + timedelta(minutes=minutes)
            await call_for_help(session, cast.wang.actor, question="救命", now=now, urgent=True)
        (waiting,) = await open_help_calls(session)
    assert waiting.question == "救命"
    async with database.read() as session:
        rows = (await session.scalars(sa.select(col(OutboxRow.kind)))).all()
    assert rows == ["help_call"] * 3


async def test_a_taken_call_is_not_answered_by_another(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        other = await join(session, "301", "Qian", "zh", Role.COORDINATOR)
        help_id = await call_for_help(session, cast.wang.actor, question="?", now=NOW)
        with pytest.raises(NotAllowed):
            await answer_help(session, cast.li.actor, help_id=help_id, answer="x", now=NOW)
        await answer_help(session, cast.sun.actor, help_id=help_id, answer="a", now=NOW)
        await answer_help(session, cast.sun.actor, help_id=help_id, answer="b", now=NOW)
        with pytest.raises(Outdated):
            await answer_help(session, other.actor, help_id=help_id, answer="c", now=NOW)
        with pytest.raises(NotFound):
            await close_help(session, cast.li.actor, help_id=help_id, now=NOW)
        await close_help(session, cast.wang.actor, help_id=help_id, now=NOW)
        with pytest.raises(Outdated):
            await close_help(session, cast.wang.actor, help_id=help_id, now=NOW)
        call = await help_call(session, help_id)
    assert call is not None
    assert (call.state, call.answer) == (HelpState.CLOSED, "b")
