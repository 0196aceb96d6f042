"""A picture leaves for Telegram: drawn in its reader's language, with words for those who cannot
see it."""

from datetime import UTC, datetime

from scripted_api import refusal, scripted_api
from theatre import description

from bot.channels.base import Delivery, DeliveryKind
from bot.channels.telegram_out import TelegramChannel
from bot.pictures.situation import draw_situation
from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import button_texts
from bot.sandbox.server import serve
from bot.sandbox.state import TOKEN, World
from handlers.dialog import Picture, Tally
from handlers.speech.message import Key, Message
from matching.model import Urgency

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
PICTURE = Picture((Tally("金州区", Urgency.HIGH, 2, 0, 1, 0),), AT, lang="en")
WORDS = "Jinzhou 2/1/0"
LOOK = ((Key("What is stuck", data="a:stuck"),),)


async def test_a_picture_is_uploaded_with_its_words_and_buttons() -> None:
    world = World(schema=description())
    async with serve(world) as url, SandboxClient(url) as sandbox:
        sun = await sandbox.user("Sun")
        await sun.start()
        async with TelegramChannel(TOKEN, url, step=0.001) as channel:
            message = Message(WORDS, keys=LOOK, picture=PICTURE)
            sent = await channel.send(Delivery(str(sun.id), DeliveryKind.MESSAGE, message))
        shown = await sun.last()
        assert shown["message_id"] == int(sent.message_id)
        assert shown["caption"] == WORDS
        assert button_texts(shown) == ["What is stuck"]
        assert await sandbox.violations() == []
        kept = world.bot().files[shown["photo"][-1]["file_id"]]
        assert kept["content"] == draw_situation(PICTURE)


async def test_a_picture_that_telegram_refuses_is_told_in_words() -> None:
    async with scripted_api() as scripted:
        scripted.answers.append(refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"))
        async with TelegramChannel(TOKEN, scripted.url, step=0.001) as out:
            message = Message(WORDS, keys=LOOK, picture=PICTURE)
            await out.send(Delivery("5", DeliveryKind.MESSAGE, message))
    assert [method for method, _ in scripted.calls] == ["sendPhoto", "sendMessage"]
    assert scripted.calls[1][1]["text"] == WORDS
