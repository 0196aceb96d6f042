"""Child: a form of the same shape with aiogram's own FSM, in memory, sending to nobody.

The same twelve updates a dialog as ours, through `feed_raw_update`. It looks nothing up, checks
little and keeps nothing: what the framework alone costs.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.base import BaseSession
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import CallbackQuery, Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench.child import token
from tests.bench.form import MENU, TYPED, Json, Writer

FIRST = 5_000_000_001


class Need(StatesGroup):
    """The steps of the form, in order."""

    what1 = State()
    item1 = State()
    count1 = State()
    sure1 = State()
    more1 = State()
    place = State()
    place_detail = State()
    urgency = State()
    deadline = State()
    people = State()
    summary = State()


STEPS = tuple(Need.__states__)


class NullSession(BaseSession):
    """Answers every call at once, from memory."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        """What Telegram would answer."""
        if isinstance(method, AnswerCallbackQuery):
            return True
        chat = Chat(id=1, type="private")
        return Message(message_id=7, date=datetime.now(UTC), chat=chat, text="ok")

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        """No files here."""
        yield b""


def keyboard(step: int) -> InlineKeyboardMarkup:
    """Six choices, Back and Cancel."""
    rows = [
        [
            InlineKeyboardButton(text="一个按钮 button", callback_data=f"d:{step}:s:{number}")
            for number in (row, row + 1)
        ]
        for row in range(0, 8, 2)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def routes(dispatcher: Dispatcher) -> None:
    """Begin, take each answer, finish."""

    async def begin(press: CallbackQuery, state: FSMContext) -> None:
        await state.set_state(STEPS[0])
        await show(press, 0)

    async def pressed(press: CallbackQuery, state: FSMContext) -> None:
        await show(press, await take(state, (press.data or "").rpartition(":")[2]))

    async def typed(message: Message, state: FSMContext) -> None:
        step = await take(state, message.text or "")
        await message.answer(f"Step {step}", reply_markup=keyboard(step))

    dispatcher.callback_query.register(begin, F.data == MENU)
    for step in STEPS:
        if step.state and step.state.partition(":")[2].rstrip("1") in TYPED:
            dispatcher.message.register(typed, step)
        else:
            dispatcher.callback_query.register(pressed, step)


async def take(state: FSMContext, value: str) -> int:
    """Note the answer and go to the next step; its number."""
    names = [step.state for step in STEPS]
    here = names.index(await state.get_state())
    await state.update_data({str(names[here]): value})
    if here + 1 == len(STEPS):
        await state.clear()
    else:
        await state.set_state(STEPS[here + 1])
    return here + 1


async def show(press: CallbackQuery, step: int) -> None:
    """End the spinning and edit the message."""
    await press.answer()
    if isinstance(press.message, Message):
        await press.message.edit_text(f"Step {step}", reply_markup=keyboard(step))


def updates(writer: Writer) -> list[Json]:
    """One dialog of one person."""
    made = [writer.press(MENU)]
    for number, step in enumerate(STEPS):
        writer.shown = [
            [{"data": button.callback_data} for button in row]
            for row in keyboard(number).inline_keyboard
        ]
        name = str(step.state).partition(":")[2].rstrip("1")
        made.append(writer.say(TYPED[name]) if name in TYPED else writer.press(f"d:{number}:s:1"))
    return made


async def play(dispatcher: Dispatcher, bot: Bot, size: int, most: float) -> Json:
    """Dialogs of `size` people at a time, in turns, until `most` seconds are over."""
    took = used = 0.0
    steps = 0
    while took < most:
        each = [updates(Writer(FIRST + number)) for number in range(size)]
        made = [update for turn in zip(*each, strict=True) for update in turn]
        began, had = time.perf_counter(), time.process_time()
        for update in made:
            await dispatcher.feed_raw_update(bot, update)
        took += time.perf_counter() - began
        used += time.process_time() - had
        steps += len(made)
    return {"seconds": took, "cpu": used, "steps": steps}


async def main() -> None:
    """Answer each line {size, most} with what the steps cost."""
    dispatcher = Dispatcher(storage=MemoryStorage(), events_isolation=SimpleEventIsolation())
    routes(dispatcher)
    print("ready", flush=True)
    async with Bot(token(900001), session=NullSession()) as bot:
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            print(json.dumps(await play(dispatcher, bot, **asked)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
