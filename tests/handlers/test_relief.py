"""What everybody reads when a vehicle stands still with goods aboard."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from beginnings import begun
from city import accept_open_offer, load_here, next_stop, pushes, put_on_duty, row, tick, underway
from crew import hand, in_both
from moments import NOW
from records import Databases
from sqlmodel import col
from voyage import take_on

from db.actions.breakdown import report_breakdown, resume_job
from db.actions.delivery import arrive, check_code
from db.actions.offers import release_job
from db.actions.transfer import hand_over
from db.tables import NeedRow, OutboxRow, PersonRow
from db.tables.messages import OutboxState
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
async def test_before_somebody_says_yes_the_receiver_reads_that_one_is_sought_and_no_time(
    database, cast, stranded, lang
):
    need = await row(database, NeedRow)
    li = hand(database, cast.li, lang)
    text = in_both(await li.pushed("stands_still"))[lang].text
    assert need.code in text
    assert {"zh": "正在找另一辆车", "en": "looking for another vehicle"}[lang] in text
    await li.look("need")
    assert {"zh": "另找车去接", "en": "looking for another one"}[lang] in li.text
    for said in (text, li.text):
        assert {"zh": "预计", "en": "expected"}[lang] not in said


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_receiver_is_told_who_comes_and_when_once_a_driver_said_yes(
    database, cast, stranded, lang
):
    await relieved(database, cast)
    li = hand(database, cast.li, lang)
    found = in_both(await li.pushed("relief_news"))[lang].text
    late = in_both(await li.pushed("stands_still"))[lang].text
    await li.look("need")
    for said in (found, late, li.text):
        assert "Liu Wei" in said
        assert {"zh": "预计", "en": "expected"}[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_receiver_is_told_that_whoever_was_to_come_does_not(
    database, cast, stranded, lang
):
    relief = await relieved(database, cast)
    async with database.begin() as session:
        await release_job(session, cast.liu.actor, job_id=relief, reason=Reason.TOO_FAR, now=NOW)
    text = in_both(await hand(database, cast.li, lang).pushed("relief_news"))[lang].text
    assert {"zh": "来不了", "en": "cannot come"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_who_is_asked_to_fetch_reads_that_the_goods_are_in_a_broken_vehicle(
    database, cast, stranded, lang
):
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=3)
    await tick(database)
    offer = in_both(await hand(database, cast.liu, lang).pushed("job_offer"))[lang].text
    assert {"zh": "坏车（面包车）", "en": "the broken-down vehicle (面包车)"}[lang] in offer
    assert {"zh": "沙河口区", "en": "Shahekou"}[lang] in offer
    assert "陈师傅" not in offer


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_who_comes_knows_whose_vehicle_it_is_and_there_reads_the_code(
    database, cast, stranded, lang
):
    relief = await relieved(database, cast)
    stop, here = await next_stop(database, stranded), await next_stop(database, relief)
    chen, liu = hand(database, cast.chen, lang), hand(database, cast.liu, lang)
    whose = {"zh": "陈师傅的坏车（面包车）", "en": "vehicle of 陈师傅 (面包车)"}[lang]
    assert whose in in_both(await liu.pushed("job_address"))[lang].text
    await liu.look("job")
    assert whose in liu.text
    async with database.begin() as session:
        await arrive(session, cast.liu.actor, stop_id=here.id, now=NOW)
    await liu.look("job")
    assert " ".join(stop.code) in liu.text
    assert {"zh": "货还没到", "en": "not here yet"}[lang] not in liu.text
    told = in_both(await chen.pushed("driver_arrived"))[lang].text
    assert {"zh": "到您的车这里", "en": "here at your vehicle"}[lang] in told


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_old_code_is_written_over_until_it_counts_again(database, cast, lang):
    job_id = await underway(database, cast)
    await load_here(database, cast.chen, job_id)
    told = sa.update(OutboxRow).where(col(OutboxRow.kind) == "handover_code")
    async with database.begin() as session:
        await session.execute(told.values(message_id="9", state=OutboxState.SENT))
    async with database.begin() as session:
        await report_breakdown(
            session, cast.chen.actor, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=NOW
        )
    li = hand(database, cast.li, lang)
    text = in_both(await li.pushed("code_void"))[lang].text
    assert {"zh": "已作废", "en": "no longer counts"}[lang] in text
    (void,) = await pushes(database, cast.li, "code_void")
    assert void.params["edit"] == "9"
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=job_id, now=NOW)
    stop = await next_stop(database, job_id)
    assert await li.pushed("code_void") is None
    assert " ".join(stop.code) in in_both(await li.pushed("handover_code"))[lang].text
    assert (await pushes(database, cast.li, "handover_code"))[-1].params["edit"] == "9"


def times(text):
    """The times of day that a text expects something at."""
    return re.findall(r"(?:预计|expected)[^：\n]*?(\d\d:\d\d)", text)


async def test_receiver_and_driver_read_the_same_time_before_and_after_the_goods_change_hands(
    database, cast, stranded
):
    relief = await relieved(database, cast)
    li, liu = hand(database, cast.li, "zh"), hand(database, cast.liu, "zh")
    await li.look("need")
    await liu.look("job")
    assert times(li.text) == times(liu.text)[-1:] != []
    stop, here = await next_stop(database, stranded), await next_stop(database, relief)
    async with database.begin() as session:
        await arrive(session, cast.liu.actor, stop_id=here.id, now=NOW)
        await check_code(session, cast.chen.actor, stop_id=stop.id, code=stop.code, now=NOW)
        await hand_over(session, cast.chen.actor, stop_id=stop.id, now=NOW)
    await take_on(database, cast.liu, relief)
    li.now = liu.now = NOW + timedelta(minutes=9)
    await li.look("need")
    await liu.look("job")
    assert times(li.text) == times(liu.text)[-1:] != []


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


@pytest.mark.parametrize(
    ("lang", "heard"), [("zh", "来接货的司机也收到了"), ("en", "Whoever comes for the goods")]
)
async def test_a_position_sent_from_a_broken_vehicle_reaches_who_comes(
    database, cast, stranded, lang, heard
):
    await relieved(database, cast)
    chen, liu = hand(database, cast.chen, lang), hand(database, cast.liu, lang)
    await chen.share(38.95, 121.6)
    assert heard in chen.text
    told = in_both(await liu.pushed("relief_moved"))[lang].text
    assert "陈师傅" in told
    point = await liu.pushed("venue")
    assert point.venue is not None
    assert point.venue.lat == pytest.approx(38.95)
    assert await hand(database, cast.chen, lang).pushed("relief_coming") is not None


async def test_a_live_position_from_a_broken_vehicle_is_taken_without_a_word(
    database, cast, stranded
):
    await relieved(database, cast)
    chen = hand(database, cast.chen, "zh")
    heard = await chen.share(38.95, 121.6, live=True)
    assert [each for each in heard if each.kind == "prompt"] == []
    assert await hand(database, cast.liu, "zh").pushed("relief_moved") is not None


async def test_a_moved_meeting_is_old_news_once_the_vehicle_goes_again(database, cast, stranded):
    await relieved(database, cast)
    await hand(database, cast.chen, "zh").share(38.95, 121.6)
    async with database.begin() as session:
        await resume_job(session, cast.chen.actor, job_id=stranded, now=NOW)
    assert await hand(database, cast.liu, "zh").pushed("relief_moved") is None
