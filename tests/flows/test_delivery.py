"""The whole delivery of the demo, seven people, every screen by hand; then what must be true."""

from collections import Counter

from stories import NAMES as _NAMES
from stories import Troupe
from theatre import Theatre

from bot.demo.cast import NAMES, City
from bot.demo.story import HOSPITAL, play_delivery
from bot.demo.transcript import anchor
from handlers.speech.sentences import sentence
from matching.model import Role

assert set(_NAMES)


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
    await nobody_was_told_twice(theatre)
    nurse = await city["nurse"].phone.messages()
    cards = [each for each in nurse if anchor("card.stop", troupe.lang) in buttons(each)]
    assert cards == []
    closed = anchor("card.closed", troupe.lang)
    (card,) = [each for each in nurse if closed in each.get("text", "")]
    assert sentence("words.close_reason.served", troupe.lang) in card["text"]
    assert "edit_date" in card
    driver = await city["far"].phone.messages()
    (job,) = [
        each for each in driver if anchor("card.job_closed", troupe.lang) in each.get("text", "")
    ]
    assert "edit_date" in job
    assert HOSPITAL["zh"] not in await city["near"].phone.screen()


def buttons(message: dict[str, object]) -> str:
    """The words on a message's buttons."""
    return str(message.get("reply_markup", ""))


async def nobody_was_told_twice(theatre: Theatre) -> None:
    """Without faults nothing is said twice but questions that a dialog repeats."""
    pushes = Counter(
        {said: count for said, count in (await theatre.sandbox.copies()).items() if count > 1}
    )
    assert not pushes
