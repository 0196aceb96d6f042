"""The ledger: sealed at commit, in one chain, without what was rolled back."""

import asyncio

import pytest
import sqlalchemy as sa
from cast import Cast
from moments import NOW
from sqlmodel import col

from db.actions.ledger import record, verify_ledger
from db.engine import Database
from db.tables import LedgerRow
from matching.permissions import SYSTEM, Actor


async def note(session, kind: str, actor: Actor = SYSTEM, **facts) -> None:
    await record(session, kind=kind, actor=actor, subject="test:1", facts=facts, now=NOW)


async def kinds(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(sa.select(LedgerRow.kind).order_by(LedgerRow.seq)))


async def test_entries_of_a_transaction_are_sealed_in_order(database: Database) -> None:
    async with database.begin() as session:
        await note(session, "a", quantity=3, share=0.25, place=None)
        await note(session, "b")
    async with database.begin() as session:
        await note(session, "c")
    assert await kinds(database) == ["a", "b", "c"]
    async with database.read() as session:
        assert await verify_ledger(session) is None


async def test_what_was_rolled_back_leaves_no_entry(database: Database) -> None:
    async with database.begin() as session:
        await note(session, "kept")
        with pytest.raises(RuntimeError):
            async with session.begin_nested():
                await note(session, "dropped")
                async with session.begin_nested():
                    await note(session, "dropped_inside")
                raise RuntimeError
        async with session.begin_nested():
            await note(session, "kept_too")
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            await note(session, "never")
            raise RuntimeError
    assert await kinds(database) == ["kept", "kept_too"]
    async with database.read() as session:
        assert await verify_ledger(session) is None


async def test_writers_at_the_same_time_make_one_chain(
    database: Database, database_url: str
) -> None:
    others = [Database.open(database_url) for _ in range(3)]

    async def write(own: Database, kind: str) -> None:
        for _ in range(10):
            async with own.begin() as session:
                await note(session, kind)

    await asyncio.gather(*(write(own, f"w{n}") for n, own in enumerate(others)))
    for own in others:
        await own.close()
    assert len(await kinds(database)) == 30
    async with database.read() as session:
        assert await verify_ledger(session) is None


@pytest.mark.parametrize(
    ("change", "seq", "problem"),
    [
        ({"facts": {"quantity": 9}}, 2, "hash"),
        ({"actor": "somebody"}, 2, "hash"),
        ({"kind": "need.closed"}, 2, "hash"),
        ({"hash": "f" * 64}, 2, "hash"),
        ({"previous_hash": "f" * 64}, 2, "previous"),
        ({"seq": 99}, 2, "order"),
    ],
)
async def test_any_change_is_found_at_its_row(
    database: Database, change: dict[str, object], seq: int, problem: str
) -> None:
    async with database.begin() as session:
        for kind in ("a", "b", "c"):
            await note(session, kind, quantity=1)
    async with database.begin() as session:
        savepoint = await session.begin_nested()
        await session.execute(sa.update(LedgerRow).where(col(LedgerRow.seq) == 2).values(change))
        broken = await verify_ledger(session)
        await savepoint.rollback()
    assert broken is not None
    assert (broken.seq, broken.problem) == (seq, problem)


async def test_a_ledger_cut_short_is_found(database: Database) -> None:
    async with database.begin() as session:
        await note(session, "a")
        await note(session, "b")
    with pytest.raises(AssertionError):
        async with database.begin() as session:
            await session.execute(sa.delete(LedgerRow).where(col(LedgerRow.seq) == 2))
            assert await verify_ledger(session) is None


async def test_a_person_keeps_one_pseudonym(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await note(session, "a", cast.wang.actor)
        await note(session, "b", cast.wang.actor)
        await note(session, "c", cast.li.actor)
    async with database.read() as session:
        rows = (
            await session.scalars(sa.select(LedgerRow.actor).where(col(LedgerRow.kind) < "d"))
        ).all()
    assert rows[0] == rows[1] != rows[2]
