"""The city in numbers counts what receivers got."""

from cast import Cast
from city import deliver_here, load_here, underway
from moments import NOW

from db.actions.breakdown import report_breakdown
from db.actions.returns import record_return
from db.engine import Database
from db.queries.desk import situation_counts
from matching.model import Reason


async def delivered(database: Database) -> int:
    """The figure of the board."""
    async with database.read() as session:
        return (await situation_counts(session, NOW))["jobs_done"]


async def test_a_job_whose_goods_a_receiver_got_is_delivered(
    database: Database, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    assert await delivered(database) == 0
    await deliver_here(database, cast.chen, job_id)
    assert await delivered(database) == 1


async def test_a_job_whose_goods_were_brought_back_is_none(database: Database, cast: Cast) -> None:
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=job_id, reason=Reason.ROAD_BLOCKED, now=NOW
        )
    async with database.begin() as session:
        await record_return(session, cast.chen.actor, job_id=job_id, now=NOW)
    assert await delivered(database) == 0
