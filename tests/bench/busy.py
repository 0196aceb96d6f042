"""How long a person waits for the next screen when fifty press buttons at once, over real HTTP."""

import asyncio
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.wire import SandboxTimeout
from db import migrate
from db.engine import Database
from tests.bench.child import command, module, sandbox, start, token
from tests.bench.figure import Figure, Goal, Part
from tests.bench.footprint import settings, until_polling
from tests.bench.our_steps import furnish, invite

OURS, RIVAL = token(930_001), token(930_002)
USERS = 50
PAUSE = (2.0, 4.0)
"""Seconds between what one user does."""
LENGTH = 16.0
"""Seconds that everybody goes on."""
PATIENCE = 8.0
"""Seconds after which a user gives up on a screen."""
BEGIN = "/need"
"""Typed where there is no button to press; the rival echoes it with buttons."""
SHUNNED = (":c:", ":e:", "a:", "m:lang", "m:help", "m:register")
"""Buttons of no interest: they leave the dialog, or act on what others see."""


@dataclass(slots=True)
class Waits:
    """Seconds from press to new screen, and the presses that brought none in time."""

    seconds: list[float] = field(default_factory=list)
    none: int = 0

    def at(self, share: float) -> float:
        """Milliseconds within which this share of the screens came."""
        cuts = statistics.quantiles(self.seconds, n=100, method="inclusive")
        return cuts[round(share * 100) - 1] * 1000


async def measure() -> Part:
    """The whole product, then the rival, in front of the same users."""
    with tempfile.TemporaryDirectory() as folder:
        ours, our_cpu = await product(Path(folder) / "app.db")
    theirs, their_cpu = await rival()
    return Part(
        f"From press to new screen, {USERS} busy users",
        "the smallest aiogram bot (tests/bench/rival_bot.py): answers and edits at once",
        (
            Figure("median", "ms", ours.at(0.5), theirs.at(0.5)),
            Figure("95 of 100 within", "ms", ours.at(0.95), theirs.at(0.95), Goal(at_most=300)),
            Figure("99 of 100 within", "ms", ours.at(0.99), theirs.at(0.99)),
            Figure("processor, share of one core", "%", our_cpu, their_cpu),
        ),
        (
            f"each user presses every {PAUSE[0]:g}-{PAUSE[1]:g} s for {LENGTH:g} s, a random button"
            " of the screen before them; timed at the phone, so long polling, inbox, turn, commit,"
            " outbox, pacing, python-telegram-bot and both ways over HTTP are in it",
            f"ours: {len(ours.seconds)} screens, {ours.none} presses without a new screen within"
            f" {PATIENCE:g} s; rival: {len(theirs.seconds)} and {theirs.none}",
        ),
    )


async def product(file: Path) -> tuple[Waits, float]:
    """`reliefline run` in front of fifty residents who have signed up."""
    url = f"sqlite+aiosqlite:///{file}"
    await migrate.upgrade(url)
    database = Database.open(url)
    async with sandbox([OURS]) as api, SandboxClient(api) as client:
        phones = [await client.user(f"User {number}") for number in range(USERS)]
        try:
            await furnish(database)
            await invite(database, range(phones[0].id, phones[-1].id + 1))
        finally:
            await database.close()
        async with start(command("run"), settings(api, OURS, file)) as app:
            await until_polling(api, OURS, app)
            before = app.cpu_seconds()
            waits = await everybody(phones)
            return waits, (app.cpu_seconds() - before) / LENGTH * 100


async def rival() -> tuple[Waits, float]:
    """The rival in front of as many."""
    async with sandbox([RIVAL]) as api, SandboxClient(api) as client:
        phones = [await client.user(f"User {number}") for number in range(USERS)]
        async with start(module("tests.bench.rival_bot", api, RIVAL)) as bot:
            await until_polling(api, RIVAL, bot)
            before = bot.cpu_seconds()
            waits = await everybody(phones)
            return waits, (bot.cpu_seconds() - before) / LENGTH * 100


async def everybody(phones: list[Phone]) -> Waits:
    """All users at their phones until time is up."""
    waits, end = Waits(), time.monotonic() + LENGTH
    async with asyncio.TaskGroup() as group:
        for phone in phones:
            group.create_task(user(phone, end, waits, random.Random(phone.id)))
    return waits


async def user(phone: Phone, end: float, waits: Waits, chance: random.Random) -> None:
    """One user: begin, then press something every few seconds."""
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    await phone.say(BEGIN)
    while True:
        await asyncio.sleep(chance.uniform(*PAUSE))
        if time.monotonic() >= end:
            return
        shown = await buttons(phone)
        if not shown:
            await phone.say(BEGIN)
            continue
        message_id, data = chance.choice(shown)
        begin = time.perf_counter()
        await phone.act("press", button=data, message_id=message_id)
        try:
            await phone.wait(lambda _message: True, timeout=PATIENCE)
        except SandboxTimeout:
            waits.none += 1
        else:
            waits.seconds.append(time.perf_counter() - begin)


async def buttons(phone: Phone) -> list[tuple[int, str]]:
    """What may be pressed on the bot's newest message."""
    for message in reversed(await phone.messages()):
        if message["from"]["is_bot"]:
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            data = (button.get("callback_data", "") for row in rows for button in row)
            return [
                (message["message_id"], each)
                for each in data
                if each and not any(shunned in each for shunned in SHUNNED)
            ]
    return []
