"""Lets people who are not simulated answer in their own time while the city runs fast."""

from datetime import timedelta

from bot.scenarios.director import City, Run
from db.actions.patience import put_off_answers
from db.queries.open_questions import questions_outside

EVERY = 1.0
"""Seconds between two looks: at the highest speed one minute of the city."""


async def spare_visitors(city: City, run: Run) -> None:
    """While a run goes on, put off the end of every question to somebody who is not of its script
    by as much as the city ran ahead: ten minutes to answer stay ten minutes of theirs."""
    seen, at = city.clock.now(), city.clock.monotonic()
    while not run.finished:
        await city.clock.sleep(EVERY)
        passed = timedelta(seconds=city.clock.monotonic() - at)
        ahead = city.clock.now() - seen - passed
        seen, at = city.clock.now(), city.clock.monotonic()
        if ahead <= timedelta():
            continue
        async with city.database.read() as session:
            asked = await questions_outside(session, run.addresses)
        if asked.promises or asked.offers:
            async with city.database.begin() as session:
                await put_off_answers(session, asked, by=ahead)
