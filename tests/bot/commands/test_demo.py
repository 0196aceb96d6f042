"""`reliefline demo` as a command: what it refuses, and that it serves until it is told to stop."""

import asyncio
import io
import re
import signal
import socket
import sys

import httpx
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands.demo import play, say_how_to_stay
from bot.commands.demo_order import ends_unasked
from bot.demo.transcript import Narrator
from bot.sandbox.wire import NO_CAS

PATIENCE = 90.0
"""Seconds for the whole story on a busy machine."""


def test_a_language_we_do_not_speak_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert play(headless=True, lang="fr", pause=0) == 2
    assert "--lang" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert play(headless=True, lang="zh", pause=0, serving=True, port=port) == 2
    assert f"port {port} is taken" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port", "99999"], "--port is 0 to 65535"),
        (["--port", "-1"], "--port is 0 to 65535"),
        (["--lang", "fr"], "--lang is zh, en or both"),
        (["--speed", "nan"], "--speed"),
        (["--speed", "-3"], "--speed"),
        (["--people", "50"], "--people speaks of a scenario"),
        (["--minutes", "0", "--seed", "1"], "--seed, --minutes speak of a scenario"),
        (["--scenario", "mass", "--minutes", "nan"], "--minutes"),
        (["--scenario", "mass", "--minutes", "-1"], "--minutes"),
        (["--scenario", "mass", "--minutes", "inf"], "--minutes"),
        (["--scenario", "mass", "--speed", "nan"], "--speed"),
    ],
)
def test_what_cannot_be_asked_of_a_demo_is_one_line_and_two(words: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["demo", *words])
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("reliefline: ")
    assert says in line


async def test_every_step_holds_and_then_the_page_is_served_until_it_is_told_to_stop() -> None:
    demo = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo", "--headless", "--serve", "--lang", "zh"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert demo.stdout is not None
    url, held = "", False
    async with asyncio.timeout(PATIENCE):
        while not url:
            line = (await demo.stdout.readline()).decode()
            assert line, "it ended before it served"
            held = held or "every step held" in line
            if found := re.search(r"Your turn: (http://\S+)", line):
                url = found[1]
        async with httpx.AsyncClient(verify=NO_CAS, trust_env=False) as http:
            page, state = await http.get(url), await http.get(f"{url}/city/state")
        assert "救援线" in page.text
        assert state.json()["counts"]["jobs_done"] == 1
        demo.send_signal(signal.SIGTERM)
        assert await demo.wait() == 0
        rest = (await demo.stdout.read()).decode()
    assert held
    assert "--serve" not in rest, "it served already"


def test_what_ends_with_its_story_says_how_to_stay() -> None:
    out = io.StringIO()
    say_how_to_stay(Narrator(out=out))
    (line,) = out.getvalue().splitlines()
    assert line.count("--serve") == 2, "in both languages"


@pytest.mark.parametrize(
    ("headless", "serve", "on_terminal", "unasked"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (True, False, True, False),
        (False, True, False, False),
        (False, False, True, False),
    ],
)
def test_whoever_asked_for_the_story_alone_is_not_told_how_to_stay(
    headless: bool, serve: bool, on_terminal: bool, unasked: bool
) -> None:
    assert ends_unasked(headless=headless, serve=serve, on_terminal=on_terminal) is unasked
