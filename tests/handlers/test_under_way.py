"""What a driver under way reads: one more stop, and a road that is closed ahead."""

import pytest
from beginnings import begun
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
from crew import hand, in_both
from moments import NOW
from records import Databases
from sqlmodel import col

from db.actions.closures import close_road
from db.actions.cut_off import tell_cut_off
from db.actions.jobs import end_job
from db.actions.offers import lapse_offers
from db.queries.transport import lock_job
from db.tables import JobRow, NeedRow, OfferRow
from handlers.speech.sentences import LANGUAGES, sentence
from matching.lifecycle import OFFER_WINDOW
from matching.model import JobState, OfferState, Urgency
from matching.permissions import SYSTEM
from matching.snapshot import Point


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """The reads below are tested on both engines with the actions."""
    return sqlite_databases


@pytest.fixture
async def asked(database, cast):
    """Chen has a job from km 0 to km 5 in hand and is asked for one from km 2 to km 4."""

    async def play():
        job_id = await underway(database, cast)
        async with database.begin() as session:
            await put_need(session, cast, 40, km=4, urgency=Urgency.CRITICAL)
            await put_lot(session, cast, 40, km=2)
        await tick(database)
        await confirm_all(database)
        await tick(database)
        return job_id

    return await begun(database, "asked for one more stop", play)


def keys(prompt):
    """What the buttons send."""
    return [button.data for line in prompt.buttons for button in line]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_one_more_stop_says_what_it_costs_and_no_address(database, cast, asked, lang):
    chen = hand(database, cast.chen, lang)
    offer = await row(database, OfferRow)
    prompt = await chen.pushed("job_offer")
    text = in_both(prompt)[lang].text
    assert keys(prompt) == [f"a:offer_yes:{offer.id}", f"a:offer_no:{offer.id}"]
    for said in ("40", "+" if lang == "en" else "约多走", sentence("push.offer_urgent", lang)):
        assert said in text
    assert "西南路" not in text
    assert "{" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_yes_by_word_takes_it_along_and_shows_the_new_addresses_alone(
    database, cast, asked, lang
):
    chen = hand(database, cast.chen, lang)
    await chen.say(sentence("driver.words_accept", lang).split("|")[0])
    address = in_both(await chen.pushed("job_address"))[lang].text
    assert [line[:2] for line in address.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")] == [
        "2.",
        "3.",
    ]


async def test_a_breakdown_is_no_answer_to_one_more_stop(database, cast, asked):
    chen = hand(database, cast.chen, "zh")
    await chen.say("车坏了")
    assert (await row(database, OfferRow)).state.value == "offered"


async def test_a_no_asks_for_no_reason(database, cast, asked):
    chen = hand(database, cast.chen, "zh")
    await chen.look("job_offer")
    await chen.tap(sentence("push.extra_no", "zh"))
    assert (await row(database, OfferRow)).state.value == "declined"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_yes_that_fits_no_more_asks_somebody_else_as_it_says(database, cast, asked, lang):
    chen = hand(database, cast.chen, lang)
    await chen.look("job_offer")
    async with database.begin() as session:
        await put_on_duty(session, cast.liu, km=50)
        (await rows(session, NeedRow))[-1].deadline = NOW
    await chen.tap(sentence("push.extra_yes", lang))
    assert chen.text == sentence("refused.not_on_the_way", lang)
    async with database.read() as session:
        (offer,) = await rows(session, OfferRow, col(OfferRow.job_id) != asked)
        small = await session.get(JobRow, offer.job_id)
    assert (offer.state, small.state) == (OfferState.DECLINED, JobState.OPEN)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_whose_time_is_up_reads_that_the_job_stays(database, cast, asked, lang):
    async with database.begin() as session:
        await lapse_offers(session, now=NOW + OFFER_WINDOW)
    closed = await hand(database, cast.chen, lang).pushed("offer_closed")
    assert in_both(closed)[lang].text == sentence("push.extra_lapsed", lang)


async def test_who_has_finished_meanwhile_reads_an_ordinary_offer(database, cast, asked):
    async with database.begin() as session:
        job = await lock_job(session, asked)
        await end_job(session, SYSTEM, job, to=JobState.CANCELLED, reason=None, now=NOW)
    prompt = await hand(database, cast.chen, "zh").pushed("job_offer")
    assert prompt.text.key == "push.job_offer"


@pytest.fixture
async def closed(database, cast):
    """Chen's way from km 0 to km 5 is closed at km 3."""
    job_id = await begun(database, "underway", lambda: underway(database, cast))
    there = Point(38.9 + 3 / 111.195, 121.6)
    async with database.begin() as session:
        closure_id = await close_road(
            session,
            cast.sun.actor,
            title="塌方",
            centre=(there.lat, there.lon),
            radius_km=0.5,
            now=NOW,
        )
        await tell_cut_off(session, [closure_id], drill=False, now=NOW)
    return job_id


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_driver_says_whether_another_way_leads_there(database, cast, closed, lang):
    chen = hand(database, cast.chen, lang)
    prompt = await chen.pushed("cut_off")
    assert keys(prompt) == ["a:go_on", f"a:trouble:{closed}:road_blocked"]
    assert "{" not in in_both(prompt)[lang].text
    desk = await hand(database, cast.sun, lang).pushed("cut_off_job")
    assert str(closed) in in_both(desk)[lang].text


async def test_who_cannot_get_there_hands_the_job_on(database, cast, closed):
    chen = hand(database, cast.chen, "zh")
    await chen.look("cut_off")
    await chen.tap(sentence("push.cannot_reach", "zh"))
    await chen.tap(sentence("driver.stop_job", "zh"))
    job = await row(database, JobRow)
    assert (job.state, job.driver_id) == (JobState.OPEN, None)


async def test_nobody_reads_of_a_closed_road_when_the_job_is_over(database, cast, closed):
    async with database.begin() as session:
        job = await lock_job(session, closed)
        await end_job(session, SYSTEM, job, to=JobState.CANCELLED, reason=None, now=NOW)
    assert await hand(database, cast.chen, "zh").pushed("cut_off") is None
    assert await hand(database, cast.sun, "zh").pushed("cut_off_job") is None
    assert len(await pushes(database, cast.chen, "cut_off")) == 1
