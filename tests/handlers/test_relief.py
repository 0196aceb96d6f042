"""What everybody reads when a vehicle stands still with goods aboard."""

import pytest
import sqlalchemy as sa
from beginnings import begun
from city import accept_open_offer, load_here, next_stop, put_on_duty, row, tick, underway
from crew import hand, in_both
from moments import NOW
from records import Databases
from sqlmodel import col

from db.actions.breakdown import report_breakdown, resume_job
from db.actions.offers import release_job
from db.tables import NeedRow, PersonRow
from handlers.speech.sentences import LANGUAGES
from matching.model import Reason
from matching.phone_numbers import as_typed


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """What is read here is written in tests of the actions, on both engines."""
    return sqlite_databases


@pytest.fixture
async def stranded(database, cast):
    """Chen's van has broken down with 100 aboard."""

    async def play():
        job_id = await underway(database, cast)
        await load_here(database, cast.chen, job_id)
        async with database.begin() as session:
            await report_breakdown(
                session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
            )
        return job_id

    return await begun(database, "broken down", play)


async def relieved(database, cast):
    """Liu comes; their job."""
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=3)
    await tick(database)
    return await accept_open_offer(database, cast.liu)


def keys(prompt):
    """The acts behind the buttons."""
    return [button.data.split(":")[1] for line in prompt.buttons for button in line]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_receiver_reads_that_the_goods_are_still_coming(database, cast, stranded, lang):
    need = await row(database, NeedRow)
    text = in_both(await hand(database, cast.li, lang).pushed("stands_still"))[lang].text
    assert need.code in text
    assert {"zh": "另派车", "en": "another vehicle"}[lang] in text


async def test_the_desk_reads_what_where_for_whom_and_decides_there(database, cast, stranded):
    prompt = await hand(database, cast.sun, "zh").pushed("stuck")
    text = in_both(prompt)["zh"].text
    for said in ("100", "李敏", "沙河口区", "面包车", "13800000104"):
        assert said in text
    assert keys(prompt) == ["goes_on", "goods_back", "goods_lost", "stuck"]


async def test_the_desk_reads_that_a_number_was_only_typed(database, cast, stranded):
    async with database.begin() as session:
        await session.execute(
            sa.update(PersonRow)
            .where(col(PersonRow.id) == cast.chen.person_id)
            .values(phone=as_typed("13800000104"))
        )
    text = in_both(await hand(database, cast.sun, "zh").pushed("stuck"))["zh"].text
    assert "13800000104" in text
    assert "~" not in text
    assert "未核实" in text


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_both_drivers_know_whom_they_meet_and_one_has_the_code(
    database, cast, stranded, lang
):
    await relieved(database, cast)
    stop = await next_stop(database, stranded)
    chen, liu = hand(database, cast.chen, lang), hand(database, cast.liu, lang)
    assert "Liu Wei" in in_both(await chen.pushed("relief_coming"))[lang].text
    told = in_both(await liu.pushed("relief_code"))[lang].text
    assert " ".join(stop.code) in told
    assert "陈师傅" in told


async def test_who_waits_is_told_that_nobody_comes_after_all(database, cast, stranded):
    relief = await relieved(database, cast)
    async with database.begin() as session:
        await release_job(session, cast.liu.actor, job_id=relief, reason=Reason.TOO_FAR, now=NOW)
    prompt = await hand(database, cast.chen, "zh").pushed("relief_off")
    assert keys(prompt) == ["mended"]
    assert await hand(database, cast.liu, "zh").pushed("relief_code") is None


async def test_old_news_is_not_told_once_the_vehicle_goes_again(database, cast, stranded):
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=stranded, now=NOW)
    li, sun = hand(database, cast.li, "zh"), hand(database, cast.sun, "zh")
    assert await li.pushed("stands_still") is None
    assert await sun.pushed("stuck") is None
    assert "继续送来" in in_both(await li.pushed("goes_on"))["zh"].text
