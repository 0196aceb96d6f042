"""Where a broken-down vehicle stands: taken from the driver's words, or asked for if it is old."""

from datetime import timedelta

import pytest
from beginnings import begun
from cast import Cast
from city import load_here, underway
from crew import Hand, hand
from moments import NOW
from records import Databases
from sqlmodel import col

from db.engine import Database
from db.tables import JobRow, PlaceRow, StopRow
from handlers.speech.sentences import LANGUAGES
from matching.model import Reason


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are tried on one engine; what they do is tested on both elsewhere."""
    return sqlite_databases


@pytest.fixture
async def loaded(database: Database, cast: Cast) -> int:
    """Chen has 100 aboard; where he is was known when he came on duty."""

    async def play() -> int:
        job_id = await underway(database, cast)
        await load_here(database, cast.chen, job_id)
        return job_id

    return await begun(database, "aboard", play)


async def meeting_place(driver: Hand) -> PlaceRow:
    """Where whoever comes for the goods is sent."""
    *_, relief = await driver.rows(JobRow)
    pickup, *_ = await driver.rows(StopRow, col(StopRow.job_id) == relief.id)
    (place,) = await driver.rows(PlaceRow, col(PlaceRow.id) == pickup.place_id)
    return place


@pytest.mark.parametrize(
    ("lang", "words", "said", "at"),
    [
        (
            "en",
            "my truck broke down near Zhoushuizi, the masks are still on board",
            "near Zhoushuizi",
            (38.956, 121.573),
        ),
        ("zh", "车坏在周水子机场附近了，口罩还在车上", "大连周水子国际机场附近", (38.966, 121.539)),
    ],
)
async def test_a_place_in_the_words_is_where_the_goods_are_fetched(
    database: Database,
    cast: Cast,
    loaded: int,
    lang: str,
    words: str,
    said: str,
    at: tuple[float, float],
) -> None:
    chen = hand(database, cast.chen, lang, NOW + timedelta(hours=1))
    await chen.say(words)
    assert said in chen.text
    await chen.tap({"zh": "派车来接", "en": "send another vehicle"}[lang])
    place = await meeting_place(chen)
    assert (place.lat, place.lon, place.district) == (*at, "甘井子区")
    assert {"zh": "停在哪里", "en": "Where do you stand"}[lang] not in chen.text


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_an_old_position_is_asked_for_with_one_button(
    database: Database, cast: Cast, loaded: int, lang: str
) -> None:
    chen = hand(database, cast.chen, lang, NOW + timedelta(minutes=16))
    await chen.say({"zh": "车坏了", "en": "the truck broke down"}[lang])
    await chen.tap({"zh": "派车来接", "en": "send another vehicle"}[lang])
    job, *_ = await chen.rows(JobRow)
    assert job.reason is Reason.VEHICLE_TROUBLE, "the receivers know, whatever is answered"
    assert {"zh": "现在停在哪里", "en": "Where do you stand now"}[lang] in chen.text
    await chen.share(38.95, 121.6)
    place = await meeting_place(chen)
    assert (place.lat, place.lon) == pytest.approx((38.95, 121.6))
    assert {"zh": "记下了", "en": "Noted"}[lang] in chen.text


async def test_a_fresh_position_is_not_asked_for(
    database: Database, cast: Cast, loaded: int
) -> None:
    chen = hand(database, cast.chen, "zh", NOW + timedelta(minutes=14))
    await chen.say("车坏了")
    await chen.tap("派车来接")
    assert "停在哪里" not in chen.text
    assert "正在找另一辆车" in chen.text
