"""P8, P9: four real processes want the same goods, or press the same button, at the same moment."""

import json
import os
import time
from functools import partial
from pathlib import Path

import processes
import pytest
import race_workers
import sqlalchemy as sa
from city import (
    confirm_all,
    pushes,
    put_lot,
    put_need,
    put_on_duty,
    row,
    rows,
    tick,
    underway,
)
from sqlmodel import col

from db.tables import (
    AllocationRow,
    ConsignmentRow,
    JobRow,
    LedgerRow,
    LotRow,
    OfferRow,
    StopRow,
)
from matching.model import JobState, OfferState

WORKERS = 4
ROUNDS = 10
IN_THE_LOT = 40


class Racers:
    """Processes that wait for a task; forked, so that nothing is imported again."""

    def __init__(self, log: Path) -> None:
        self._processes = []
        for racer in range(WORKERS):
            (orders, to_them), (from_them, answers) = os.pipe(), os.pipe()
            pid = processes.start(partial(race_workers.serve, racer, orders, answers), log)
            os.close(orders)
            os.close(answers)
            self._processes.append((pid, os.fdopen(to_them, "w"), os.fdopen(from_them)))

    def race(self, task: str, url: str, **facts: int) -> list[int]:
        """All do the task at once; what each of them got."""
        line = json.dumps({"task": task, "url": url, "start": time.time() + 0.1, "facts": facts})
        for _, to_them, _ in self._processes:
            print(line, file=to_them, flush=True)
        return [int(from_them.readline()) for _, _, from_them in self._processes]

    def stop(self) -> None:
        """End them."""
        for pid, to_them, from_them in self._processes:
            processes.end(pid)
            to_them.close()
            from_them.close()


@pytest.fixture(scope="module")
def racers(tmp_path_factory):
    started = Racers(tmp_path_factory.mktemp("racers") / "log")
    yield started
    started.stop()


async def scarce(database, cast):
    """A lot of 40 and a line that wants 400."""
    async with database.begin() as session:
        _, line_id = await put_need(session, cast, 400)
        return line_id, await put_lot(session, cast, IN_THE_LOT)


async def test_no_lot_is_promised_twice_by_four_processes(database, database_url, cast, racers):
    for _ in range(ROUNDS):
        line_id, lot_id = await scarce(database, cast)
        got = racers.race("reserve", database_url, line=line_id, lot=lot_id, quantity=3, times=6)
        assert sum(got) == IN_THE_LOT - IN_THE_LOT % 3
        async with database.read() as session:
            lot = (await rows(session, LotRow, col(LotRow.id) == lot_id))[0]
            promises = await rows(session, AllocationRow, col(AllocationRow.lot_id) == lot_id)
        assert lot.reserved == sum(promise.quantity for promise in promises) == sum(got)


async def test_the_naive_way_promises_a_lot_twice(database, database_url, cast, racers):
    worst = 0
    for _ in range(ROUNDS):
        _, lot_id = await scarce(database, cast)
        got = racers.race("reserve_naively", database_url, lot=lot_id, quantity=3, times=6)
        worst = max(worst, sum(got))
        await _put_right(database, lot_id)
        if worst > IN_THE_LOT:
            break
    assert worst > IN_THE_LOT, "the test cannot see what it is there to see"


async def _put_right(database, lot_id):
    """Undo what the naive way did, so that the doctor finds a sound record."""
    async with database.begin() as session:
        lot = await session.get(LotRow, lot_id)
        lot.free, lot.reserved = lot.counted, 0


async def test_one_press_of_many_wins_the_job(database, database_url, cast, racers):
    async with database.begin() as session:
        await put_need(session, cast, 10)
        await put_lot(session, cast, 10)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    offer = await row(database, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    for number in range(1, ROUNDS + 1):
        got = racers.race(
            "accept", database_url, offer=offer.id, driver=cast.chen.person_id, times=3
        )
        assert sorted(got) == [0, 0, 0, 1]
        assert len(await pushes(database, cast.chen, "job_address")) == number
        async with database.read() as session:
            reveals = await rows(session, LedgerRow, col(LedgerRow.kind) == "address.revealed")
        assert len(reveals) == number
        if number < ROUNDS:
            await _ask_again(database)


async def _ask_again(database):
    """Set the job back to where it waited for an answer."""
    async with database.begin() as session:
        await session.execute(sa.update(OfferRow).values(state=OfferState.OFFERED))
        await session.execute(sa.update(JobRow).values(state=JobState.OFFERED, driver_id=None))


async def extra_offered(database, cast):
    """Chen has a job in hand and is asked for one more stop; the offer and both jobs."""
    job_id = await underway(database, cast)
    async with database.begin() as session:
        await put_need(session, cast, 40, km=4)
        await put_lot(session, cast, 40, km=2)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    offer = await row(database, OfferRow, col(OfferRow.state) == OfferState.OFFERED)
    return offer, job_id


async def test_one_more_stop_joins_once_however_many_press(database, database_url, cast, racers):
    """Four processes press yes for one driver at once: one job has the load, and two stops more."""
    offer, job_id = await extra_offered(database, cast)
    got = racers.race("accept", database_url, offer=offer.id, driver=cast.chen.person_id, times=3)
    assert sorted(got) == [0, 0, 0, 1]
    async with database.read() as session:
        numbers = await rows(session, ConsignmentRow)
        stops = await rows(session, StopRow, col(StopRow.job_id) == job_id)
        joined = await rows(session, LedgerRow, col(LedgerRow.kind) == "job.joined")
    assert {one.job_id for one in numbers} == {job_id}
    assert (len(stops), len({stop.seq for stop in stops}), len(joined)) == (4, 4, 1)
    assert (await row(database, JobRow, col(JobRow.id) == offer.job_id)).state is JobState.CANCELLED


async def test_yes_and_no_to_one_more_stop_at_once_are_one_answer(
    database, database_url, cast, racers
):
    """Half of the processes say yes, half no: the stop joins, or the next is asked; never both."""
    offer, job_id = await extra_offered(database, cast)
    got = racers.race("answer", database_url, offer=offer.id, driver=cast.chen.person_id, times=1)
    assert sum(got) <= 1
    on = {one.job_id for one in await _numbers(database)}
    assert on == ({job_id} if sum(got) else {job_id, offer.job_id})
    answered = await row(database, OfferRow, col(OfferRow.id) == offer.id)
    assert answered.state is (OfferState.ACCEPTED if sum(got) else OfferState.DECLINED)


async def test_one_more_stop_is_no_drivers_but_the_one_asked(database, database_url, cast, racers):
    """Two drivers press the same offer in four processes: only the one who was asked gets it."""
    offer, job_id = await extra_offered(database, cast)
    async with database.begin() as session:
        await put_on_duty(session, cast.liu)
    got = racers.race(
        "accept_each",
        database_url,
        offer=offer.id,
        driver=cast.chen.person_id,
        other=cast.liu.person_id,
        times=2,
    )
    assert sum(got) == 1
    assert {one.job_id for one in await _numbers(database)} == {job_id}
    assert (await row(database, JobRow, col(JobRow.id) == job_id)).driver_id == cast.chen.person_id


async def _numbers(database):
    async with database.read() as session:
        return await rows(session, ConsignmentRow)
