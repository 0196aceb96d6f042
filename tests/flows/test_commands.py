"""The commands as an operator types them: processes, signals, exit codes, and what they print."""

import asyncio
import contextlib
import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
from patience import ROOM
from secrets_told import HOME, PHONE
from stories import Troupe, accept, both_confirm, hand_over, load
from theatre import Theatre
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.export import harmless
from bot.sandbox.state import TOKEN

RELIEFLINE = (sys.executable, "-m", "bot")
DRAIN = 5.0
"""Seconds that a stop may take."""


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test sets is set."""
    for name in [name for name in os.environ if name.startswith("RELIEFLINE_")]:
        monkeypatch.delenv(name)


def settings_of(theatre: Theatre) -> dict[str, str]:
    """The environment of a process that is to be this theatre's bot."""
    return {
        "RELIEFLINE_TELEGRAM_TOKEN": TOKEN,
        "RELIEFLINE_TELEGRAM_API": theatre.settings.telegram_api,
        "RELIEFLINE_DATABASE_URL": theatre.settings.database_url.get_secret_value(),
    }


@contextlib.contextmanager
def run(settings: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`reliefline run` with these settings, as a process of its own."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*RELIEFLINE, "run"], stdout=out, stderr=out, env=dict(os.environ) | settings
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Forked:
    """`reliefline run` in a process forked from this one, where everything is imported already."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self._settings = settings
        log.touch()
        self._pid: int | None = processes.fork(self._run, log)

    def _run(self) -> None:
        os.environ.update(self._settings)
        app(["run"])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int | None:
        """End it, if it has not been; its exit code."""
        pid, self._pid = self._pid, None
        return None if pid is None else processes.end(pid, how)


@contextlib.contextmanager
def forked(settings: dict[str, str], log: Path) -> Iterator[Forked]:
    """Such a process for as long as the block lasts."""
    process = Forked(settings, log)
    try:
        yield process
    finally:
        process.stop(signal.SIGKILL)


async def is_up(log: Path, starts: int) -> None:
    """Wait until the process says, for the so-manieth time, that it runs."""
    async with asyncio.timeout(ROOM):
        while log.read_text().count('"event": "running"') < starts:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("lang", ["zh"])
async def test_a_killed_process_goes_on_and_a_stopped_one_drains(
    troupe: Troupe, tmp_path: Path
) -> None:
    zhao, li, chen = await troupe.enter_all("zhao", "li", "chen")
    await troupe.shelve(zhao, 2000)
    await troupe.put_on_duty(chen)
    theatre, log = troupe.theatre, tmp_path / "run.log"
    settings = settings_of(theatre)
    await theatre.stop()
    with run(settings, log) as first:
        await is_up(log, 1)
        await troupe.need(li, 1000)
        await both_confirm(zhao, li)
        await chen.hears("push.offer_yes", timeout=ROOM)
        first.send_signal(signal.SIGKILL)
    await li.say("/my")
    with forked(settings, log) as second:
        await is_up(log, 2)
        await accept(chen)
        await li.sees_sentence("requester.my_needs", timeout=ROOM)
        await load(chen)
        await hand_over(chen, li)
        await li.hears("push.need_receipt")
        await theatre.settle()
        async with asyncio.timeout(ROOM):
            assert await asyncio.to_thread(second.stop) == 0
    await theatre.judge()


@pytest.mark.parametrize("lang", ["zh"])
async def test_an_operator_keeps_a_copy_and_puts_it_back(troupe: Troupe, tmp_path: Path) -> None:
    wang = await troupe.enter("wang")
    await troupe.shelve(await troupe.enter("zhao"), 2000, district="=1+1")
    await troupe.need(wang, 10)
    await troupe.theatre.settle()
    copy = tmp_path / "copy.db"
    assert (await command(troupe.theatre, "backup", str(copy))).exit_code == 0
    assert (await command(troupe.theatre, "backup", str(copy))).exit_code == 2
    assert (await command(troupe.theatre, "doctor")).exit_code == 0
    assert (await command(troupe.theatre, "ledger", "verify")).exit_code == 0
    assert (await command(troupe.theatre, "restore", str(copy))).exit_code == 2
    await troupe.theatre.judge()
    await troupe.theatre.stop()
    await troupe.theatre.record.close()
    restored = await command(troupe.theatre, "restore", str(copy))
    assert restored.exit_code == 0, restored.output
    assert (await command(troupe.theatre, "ledger", "verify")).exit_code == 0


@pytest.mark.parametrize("lang", ["zh"])
async def test_an_export_names_nobody_and_holds_no_formula(troupe: Troupe, tmp_path: Path) -> None:
    wang, zhao = await troupe.enter_all("wang", "zhao")
    await troupe.shelve(zhao, 2000, district="=1+1")
    await troupe.need(wang, 10)
    done = await command(troupe.theatre, "export", str(tmp_path / "out"))
    assert done.exit_code == 0
    words = "".join(file.read_text("utf-8-sig") for file in (tmp_path / "out").glob("*.csv"))
    assert not [word for word in (HOME, PHONE, wang.title, zhao.title) if word in words]
    with (tmp_path / "out" / "stock.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["district"] for row in csv.DictReader(file)] == ["'=1+1"]
    assert [harmless(value) for value in ("@cmd", "-5", "+86 x", None)] == [
        "'@cmd",
        "-5",
        "'+86 x",
        "",
    ]


async def command(theatre: Theatre, *words: str) -> Result:
    """A command on this theatre's record, in this process."""
    return await asyncio.to_thread(CliRunner(env=settings_of(theatre)).invoke, app, list(words))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TELEGRAM_TOKEN", ""),
        ("TELEGRAM_TOKEN", "not-a-token"),
        ("TELEGRAM_API", "telegram"),
        ("DATABASE_URL", "mysql://somewhere"),
        ("SENDS_PER_SECOND", "100"),
        ("WEBHOOK_URL", "https://example.org"),
        ("TICK_SECONDS", "soon"),
        ("TELEGRAM_TOKEN_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(setting: str, value: str) -> None:
    settings = {"RELIEFLINE_TELEGRAM_TOKEN": TOKEN, f"RELIEFLINE_{setting}": value}
    result = CliRunner(env=settings).invoke(app, ["run"])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert setting.removesuffix("_FILE") in line or "WEBHOOK" in line
    assert TOKEN not in line


def test_a_run_without_a_token_is_one_line_and_two() -> None:
    done = subprocess.run(
        [*RELIEFLINE, "run"], check=False, capture_output=True, text=True, timeout=ROOM
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_a_run_that_cannot_reach_telegram_waits_and_still_stops(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    settings = {
        "RELIEFLINE_TELEGRAM_TOKEN": TOKEN,
        "RELIEFLINE_TELEGRAM_API": "http://127.0.0.1:9",  # where nobody listens
        "RELIEFLINE_DATABASE_URL": f"sqlite:///{tmp_path / 'city.db'}",
    }
    with forked(settings, log) as process:
        deadline = time.monotonic() + ROOM
        while "cannot be reached" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert process.stop() == 0
