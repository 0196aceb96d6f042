"""The whole delivery of the demo, seven people, every screen by hand; then what must be true."""

from stories import Troupe, mainly
from theatre import Theatre

from bot.demo.cast import NAMES, City
from bot.demo.story import HOSPITAL, play_delivery
from bot.demo.transcript import anchor
from handlers.speech.sentences import sentence
from matching.model import Role


@mainly("en")
async def test_one_whole_delivery(troupe: Troupe) -> None:
    langs = dict.fromkeys(NAMES, troupe.lang)
    theatre = troupe.theatre
    city = City(theatre.sandbox, troupe.narrator, langs)
    await city.gather(
        {
            "desk": await troupe.invite(Role.COORDINATOR),
            "nurse": await troupe.invite(Role.HOSPITAL, HOSPITAL["zh"]),
        }
    )
    await play_delivery(city)
    await theatre.judge()
    await must_say_everything_once(theatre, troupe.lang)
    served = sentence("words.close_reason.served", troupe.lang)
    nurse = await city["nurse"].phone.messages()
    (card,) = [each for each in nurse if served in each.get("text", "")]
    assert "edit_date" in card
    assert anchor("card.stop", troupe.lang) not in str([each.get("reply_markup") for each in nurse])
    driver = await city["far"].phone.messages()
    done = anchor("card.job_closed", troupe.lang)
    (job,) = [each for each in driver if done in each.get("text", "")]
    assert "edit_date" in job
    assert HOSPITAL["zh"] not in await city["near"].phone.screen()


async def must_say_everything_once(theatre: Theatre, lang: str) -> None:
    """On a good line nothing is said twice, but the word that takes a keyboard away."""
    noted = sentence("engine.noted", lang)
    copies = await theatre.sandbox.copies()
    assert {said for said, count in copies.items() if count > 1 and said[1] != noted} == set()
