"""`reliefline demo`: the story on the screen, its outcome and the ledger check; then the page."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Iterator

from bot.clock import SystemClock
from bot.commands.demo_order import is_free, story_mistake
from bot.demo.cast import NAMES, City
from bot.demo.stage import Stage, open_stage
from bot.demo.story import HOSPITAL, play_delivery
from bot.demo.transcript import Narrator
from bot.logs import start_logs
from bot.pace import STEP
from bot.sandbox.wire import SandboxTimeout
from bot.scenarios.clock import CityClock
from bot.scenarios.director import City as Scene
from bot.scenarios.routes import scenario_routes
from bot.scenarios.stagehand import Stagehand, at_work
from db.actions.invites import create_invite
from db.actions.ledger import verify_ledger
from db.queries.invariants import find_broken
from db.queries.system import ledger_length, waiting_counts
from matching.model import OrganisationKind, Role
from matching.permissions import SYSTEM

MIXED = {"nurse": "zh", "first": "zh", "far": "zh", "desk": "zh"}
"""In the story of both languages these speak Chinese, the others English."""


CROWDED = 0.008
"""Seconds between two messages while the page is served: a scenario is a crowd in a hurry."""
PORT = 8765
"""Where the page is served when nobody asks for another port and this one is free."""


def play(
    *,
    headless: bool,
    lang: str,
    pause: float,
    serving: bool = False,
    port: int = 0,
    unasked: bool = False,
) -> int:
    """Play the story; 0 only if every step held. Serving, go on until Ctrl-C.

    `unasked`: headless only because nobody seems to sit before it, so it says how to stay.
    """
    if wrong := story_mistake(lang, port, pause):
        print(f"reliefline: {wrong}", file=sys.stderr)
        return 2
    start_logs("ERROR")
    langs = {part: MIXED.get(part, "en") if lang == "both" else lang for part in NAMES}
    narrator = Narrator(pause=0.0 if headless else pause)
    serving = serving or not headless
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_play(narrator, langs, serving=serving, port=port))
            if unasked:
                say_how_to_stay(narrator)
    except* SandboxTimeout as broken:
        for error in leaves(broken):
            narrator.check(ok=False, words=str(error))
        _conclude(narrator)
    return 1 if narrator.failed else 0


def _conclude(narrator: Narrator) -> None:
    """The last line: did it hold, and how long did it take?"""
    narrator.line()
    outcome = (
        "每一步都成立 · every step held" if not narrator.failed else "有一步不成立 · a step failed"
    )
    took = time.monotonic() - narrator.started
    narrator.line(f"{outcome} ({narrator.held} ✓, {narrator.failed} ✗, {took:.1f} s)")


def say_how_to_stay(narrator: Narrator) -> None:
    """Why it ends here: nobody is known to sit before it, so the page is not kept unasked."""
    narrator.line(
        "不在终端里，演完就结束；加 --serve 可以接着用网页"
        " · not on a terminal it ends with its story; add --serve to keep the page"
    )


def leaves(group: BaseExceptionGroup[SandboxTimeout]) -> Iterator[BaseException]:
    """The errors in a group of groups."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            yield error


async def _play(narrator: Narrator, langs: dict[str, str], *, serving: bool, port: int) -> None:
    if serving and not port and is_free(PORT):
        port = PORT
    clock, stagehand = CityClock(), Stagehand()
    routes = scenario_routes(stagehand)
    step = CROWDED if serving else STEP
    async with open_stage(port=port, clock=clock, step=step, routes=routes) as stage:
        if serving:
            narrator.line(f"手机和地图 · phones and map: {stage.url}")
        narrator.chapter("七个人拿起手机", "Seven people pick up their phones")
        city = City(stage.sandbox, narrator, langs)
        await city.gather(await invite(stage))
        await play_delivery(city)
        await _judge(stage, narrator)
        _conclude(narrator)
        if serving:
            narrator.line()
            narrator.line(f"轮到您了 · Your turn: {stage.url}  (Ctrl-C 结束 · ends)")
            city_now = Scene(stage.url, stage.app.database, stage.app.house, clock)
            async with at_work(stagehand, city_now):
                await _until_stopped()


async def _until_stopped() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await stop.wait()


async def invite(stage: Stage) -> dict[str, str]:
    """What `reliefline invite` does: single-use links for the desk and for the hospital."""
    now = SystemClock().now()
    async with stage.app.database.begin() as session:
        desk = await create_invite(
            session,
            SYSTEM,
            role=Role.COORDINATOR,
            organisation_id=None,
            organisation_name=None,
            kind=None,
            now=now,
        )
        nurse = await create_invite(
            session,
            SYSTEM,
            role=Role.HOSPITAL,
            organisation_id=None,
            organisation_name=HOSPITAL["zh"],
            kind=OrganisationKind.HOSPITAL,
            now=now,
        )
    return {"desk": desk, "nurse": nurse}


async def _judge(stage: Stage, narrator: Narrator) -> None:
    """What must be true at the end, asked of the record and of the Bot API, not of the story."""
    narrator.chapter("核对", "The check")
    async with stage.app.database.read() as session:
        broken = await verify_ledger(session)
        length = await ledger_length(session)
        findings = await find_broken(session, now=SystemClock().now())
        waiting = await waiting_counts(session)
    narrator.check(broken is None, f"存证账本完整 · the ledger verifies: {length} entries")
    narrator.check(not findings, f"不变量成立 · invariants hold {[f.code for f in findings] or ''}")
    narrator.check(not waiting["outbox_failed"], "没有发不出的消息 · no push failed")
    narrator.check(not waiting["inbox_dead"], "没有处理不了的消息 · no update was put aside")
    unanswered = await stage.sandbox.unanswered()
    narrator.check(not unanswered, "每次按键都有回应 · every press was answered")
