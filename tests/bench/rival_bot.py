"""Child: the smallest useful aiogram bot. Words are echoed with buttons, a press turns the page.

All in memory: no database, no outbox, no retry. What a bot does without our promises.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

PAGES = dict[int, int]


def keyboard(page: int) -> InlineKeyboardMarkup:
    """Eight buttons in four rows."""
    rows = [
        [
            InlineKeyboardButton(text=f"{page}.{number}", callback_data=f"p:{page}:{number}")
            for number in (row, row + 1)
        ]
        for row in range(0, 8, 2)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def serve(url: str, token: str) -> None:
    """Poll until SIGTERM."""
    pages: PAGES = {}
    dispatcher = Dispatcher()

    async def echo(message: Message) -> None:
        await message.answer(message.text or "?", reply_markup=keyboard(0))

    async def turn(press: CallbackQuery) -> None:
        page = pages[press.from_user.id] = pages.get(press.from_user.id, 0) + 1
        await press.answer()
        if isinstance(press.message, Message):
            await press.message.edit_text(f"Page {page}", reply_markup=keyboard(page))

    dispatcher.message.register(echo)
    dispatcher.callback_query.register(turn)
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    print("ready", flush=True)
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
