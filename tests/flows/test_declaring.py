"""The command lines of a new incident and of a scenario: what is wrong with them is one line."""

import asyncio
from pathlib import Path

import pytest
from records import Databases
from typer.testing import CliRunner

from bot.__main__ import app
from db.engine import Database
from db.queries.incidents import open_incident


async def test_what_is_reported_after_a_declared_drill_is_practice(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await sqlite_databases.fresh(tmp_path)
    monkeypatch.setenv("RELIEFLINE_DATABASE_URL", url)
    words = ["incident", "台风演练", "--kind", "natural_disaster", "--drill"]
    # A command runs a loop of its own, so it is called from another thread.
    result = await command(words)
    assert result == (0, "Incident 1 is declared, a drill: new reports belong to it.\n")
    record = Database.open(url)
    async with record.read() as session:
        found = await open_incident(session)
    await record.close()
    assert found is not None
    assert found.drill


async def command(words: list[str]) -> tuple[int, str]:
    """Exit code and output of a command."""
    result = await asyncio.to_thread(CliRunner().invoke, app, words)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "words",
    [
        ["incident", "火灾", "--kind", "fire"],
        ["incident", ""],
        ["demo", "--scenario", "earthquake"],
        ["demo", "--scenario", "mass", "--people", "5"],
        ["demo", "--scenario", "mass", "--speed", "1000"],
        ["demo", "--scenario", "mass", "--lang", "fr"],
    ],
)
def test_a_wrong_word_is_one_line_and_two(words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert result.output.startswith("reliefline: ")
    assert result.output.count("\n") == 1
