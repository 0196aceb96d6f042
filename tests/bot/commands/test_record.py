"""Commands on the record: what they do not begin, and what they tell."""

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from typing import get_type_hints

import pytest
from moments import NOW
from typer.testing import CliRunner, Result

from bot.__main__ import app, invite, tick
from db.actions.messages import enqueue
from db.actions.outbox import claim_pushes, settle_failed
from db.engine import Database
from matching.model import Role, TickName


def ask(file: Path, *words: str) -> Result:
    """A command on the database in `file`."""
    url = f"sqlite+aiosqlite:///{file}"
    return CliRunner(env={"RELIEFLINE_DATABASE_URL": url}).invoke(app, list(words))


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    assert ask(tmp_path / "city.db", "migrate").exit_code == 0
    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {0o600}


@pytest.mark.parametrize(
    "words",
    [
        ["doctor"],
        ["ledger", "verify"],
        ["invite", "driver"],
        ["tick", "sweep"],
        ["backup", "/nowhere/copy.db"],
        ["restore", "/nowhere/copy.db"],
        ["restore", __file__],
    ],
    ids=" ".join,
)
def test_what_cannot_be_begun_is_one_line_and_two(tmp_path: Path, words: list[str]) -> None:
    done = ask(tmp_path / "city.db", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("reliefline: ")


def test_the_doctor_names_what_was_put_aside_unsent(tmp_path: Path) -> None:
    file = tmp_path / "city.db"
    ask(file, "migrate")
    assert ask(file, "doctor").stdout == "All invariants hold.\n"

    async def put_aside() -> None:
        database = Database.open(f"sqlite+aiosqlite:///{file}")
        async with database.begin() as session:
            to = {"channel": "telegram", "address": "5", "now": NOW}
            await enqueue(session, kind="offer", params={}, **to)
            (push,) = await claim_pushes(session, worker="w", now=NOW, limit=1)
            await settle_failed(session, push, error="timeout", now=NOW)
        await database.close()

    asyncio.run(put_aside())
    done = ask(file, "doctor")
    assert done.exit_code == 0
    assert "put aside, not to be tried again: 1 (offer: timeout)" in done.stdout


def test_a_database_that_cannot_be_made_is_one_line_and_two(tmp_path: Path) -> None:
    done = ask(tmp_path / "nowhere" / "city.db", "migrate")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("reliefline: the database cannot be used")


@pytest.mark.parametrize(
    ("command", "argument", "names"), [(invite, "role", Role), (tick, "name", TickName)]
)
def test_the_help_names_all_there_is_to_choose_from(
    command: Callable[..., None], argument: str, names: type[Role] | type[TickName]
) -> None:
    (asked,) = get_type_hints(command, include_extras=True)[argument].__metadata__
    assert [name.value for name in names if name.value not in asked.help] == []
