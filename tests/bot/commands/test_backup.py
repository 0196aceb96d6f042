"""A copy that is put back forgets again whoever was forgotten since it was made."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cast import Cast, seat_cast
from moments import NOW
from records import Databases

from bot.commands.backup import restore_backup, write_backup
from bot.config import Settings, load_settings
from db.actions.forgetting import forget_person
from db.actions.people import share_phone
from db.engine import Database

PHONE = "13912345678"


async def known(databases: Databases, folder: Path, now: datetime = NOW) -> tuple[Settings, Cast]:
    """A record in the folder that knows Wang's number."""
    folder.mkdir()
    settings = load_settings(database_url=await databases.fresh(folder))
    database = Database.open(settings.database_url.get_secret_value())
    cast = await seat_cast(database)
    async with database.begin() as session:
        await share_phone(session, cast.wang.actor, phone=PHONE, now=now)
    await database.close()
    return settings, cast


async def forget(settings: Settings, cast: Cast) -> None:
    """Wang asks to be forgotten."""
    database = Database.open(settings.database_url.get_secret_value())
    async with database.begin() as session:
        await forget_person(session, cast.wang.actor, now=NOW)
    await database.close()


def is_told(folder: Path) -> bool:
    """Whether Wang's number stands anywhere in the files of the record."""
    return any(PHONE.encode() in file.read_bytes() for file in folder.iterdir())


async def test_who_was_forgotten_stays_forgotten(
    sqlite_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, cast = await known(sqlite_databases, tmp_path / "city")
    copy = tmp_path / "copy.db"
    assert await asyncio.to_thread(write_backup, settings, copy) == 0
    await forget(settings, cast)
    assert not is_told(tmp_path / "city")
    assert await asyncio.to_thread(restore_backup, settings, copy) == 0
    assert "Erased again" in capsys.readouterr().out
    assert not is_told(tmp_path / "city")


async def test_nobody_is_forgotten_for_another_city(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    settings, _ = await known(sqlite_databases, tmp_path / "city")
    copy = tmp_path / "copy.db"
    assert await asyncio.to_thread(write_backup, settings, copy) == 0
    other, cast = await known(sqlite_databases, tmp_path / "other", NOW + timedelta(minutes=1))
    await forget(other, cast)
    assert await asyncio.to_thread(restore_backup, other, copy) == 0
    assert is_told(tmp_path / "other")
