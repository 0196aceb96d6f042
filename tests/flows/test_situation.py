"""The coordinator asks how the city stands and gets one picture, in their own language."""

import io

import sqlalchemy as sa
from patience import ROOM
from PIL import Image
from sqlmodel import col
from stories import Troupe, mainly

from bot.demo.transcript import anchor
from bot.pictures.sheet import HEIGHT, WIDTH
from db.tables import OutboxRow
from handlers.speech.sentences import sentence


@mainly("zh")
async def test_the_situation_comes_as_one_picture_that_is_told_in_words_too(
    troupe: Troupe,
) -> None:
    sun, li = await troupe.enter_all("sun", "li")
    await troupe.need(li, 1000)
    await sun.say(troupe.words("态势", "situation"))
    shown = await sun.phone.wait(lambda message: "photo" in message, timeout=ROOM)
    district = sentence("words.district.沙河口区", troupe.lang)
    assert anchor("coordinator.situation", troupe.lang) in shown["caption"]
    assert f"{district} 1/0/0/0" in shown["caption"]
    kept = troupe.theatre.world.bot().files[shown["photo"][-1]["file_id"]]
    assert Image.open(io.BytesIO(kept["content"])).size == (WIDTH, HEIGHT)
    assert await owed(troupe) == [{}]
    await li.say("/situation")
    await li.hears("refused.not_allowed")
    await troupe.theatre.judge()


async def owed(troupe: Troupe) -> list[dict[str, object]]:
    """What the outbox holds of pictures: never what was drawn."""
    async with troupe.theatre.record.read() as session:
        kind = col(OutboxRow.kind) == "situation"
        rows = await session.scalars(sa.select(col(OutboxRow.params)).where(kind))
        return list(rows)
