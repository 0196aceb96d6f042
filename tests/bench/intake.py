"""How fast updates come in: stored on disk before they are acknowledged, or merely handled."""

import statistics
import tempfile

from bot.sandbox.client import SandboxClient
from tests.bench.child import Child, module, sandbox, start, token
from tests.bench.figure import Figure, Goal, Part

ROUNDS = 3
PEOPLE, EACH = 200, 20
"""4,000 updates a round, in batches of 100."""


async def measure() -> Part:
    """Both pollers in turns against one server, each round with a bot of its own."""
    tokens = [token(910_001 + number) for number in range(2 * ROUNDS)]
    with tempfile.TemporaryDirectory() as folder:
        async with (
            sandbox(tokens) as url,
            start(module("tests.bench.our_poller", url, folder)) as ours,
            start(module("tests.bench.rival_poller", url)) as rival,
        ):
            for child in (ours, rival):
                await child.line()
            mine, theirs = [], []
            for number in range(ROUNDS):
                mine.append(await poll(ours, url, tokens[2 * number]))
                theirs.append(await poll(rival, url, tokens[2 * number + 1]))
    return part(mine, theirs)


async def poll(child: Child, url: str, bot_token: str) -> tuple[float, float]:
    """One round: updates a second, and processor milliseconds an update."""
    async with SandboxClient(url, bot=int(bot_token.partition(":")[0])) as client:
        await client.flood(PEOPLE, EACH, "需要口罩 {number}")
        took = await child.ask({"token": bot_token, "updates": PEOPLE * EACH})
    return PEOPLE * EACH / took["seconds"], took["cpu"] * 1000 / (PEOPLE * EACH)


def part(mine: list[tuple[float, float]], theirs: list[tuple[float, float]]) -> Part:
    """The medians of all rounds."""
    rates, costs = (
        (statistics.median(each[n] for each in mine), statistics.median(each[n] for each in theirs))
        for n in (0, 1)
    )
    goal = Goal(at_least=1500, ratio_at_least=0.8)
    return Part(
        "Durable intake",
        "aiogram's own poller (`Dispatcher.start_polling`, a handler that does nothing): same"
        " server, same updates, nothing stored, so a kill loses what it has acknowledged",
        (
            Figure("updates a second", "/s", *rates, goal),
            Figure("processor time an update", "ms", *costs),
        ),
        (
            f"median of {ROUNDS} rounds in turns, {PEOPLE * EACH:,} updates each from a sandbox"
            " server in its own process, batches of 100, one transaction a batch, WAL with"
            " synchronous=FULL, counted in the database afterwards",
            f"all rounds: ours {rounds(mine)}; rival {rounds(theirs)}",
            "aiogram reads each update into typed objects while it polls; we store it raw and read"
            " it in its turn, where the steps below pay for it",
        ),
    )


def rounds(found: list[tuple[float, float]]) -> str:
    """Every round's rate."""
    return ", ".join(f"{rate:,.0f}/s" for rate, _ in found)
