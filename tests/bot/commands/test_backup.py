"""A copy that is put back forgets again whoever was forgotten since it was made."""

import asyncio
from pathlib import Path

import pytest
from cast import Cast, gather_cast
from moments import NOW
from records import Databases

from bot.commands import backup
from bot.commands.backup import restore_backup, write_backup
from bot.config import Settings, load_settings
from db.actions.forgetting import forget_person
from db.actions.people import share_phone
from db.actions.seed import ensure_incident
from db.engine import Database
from matching.model import IncidentKind

PHONE = "13912345678"


async def known(
    databases: Databases, folder: Path, *, drill: bool = False
) -> tuple[Settings, Cast]:
    """A record in the folder that knows Wang's number; a drill is another city's."""
    folder.mkdir()
    settings = load_settings(database_url=await databases.fresh(folder))
    database = Database.open(settings.database_url.get_secret_value())
    cast = await gather_cast(database, drill=drill)
    async with database.begin() as session:
        await share_phone(session, cast.wang.actor, phone=PHONE, now=NOW)
    await database.close()
    return settings, cast


async def forget(settings: Settings, cast: Cast) -> None:
    """Wang asks to be forgotten."""
    database = Database.open(settings.database_url.get_secret_value())
    async with database.begin() as session:
        await forget_person(session, cast.wang.actor, now=NOW)
    await database.close()


def is_told(folder: Path) -> bool:
    """Whether Wang's number stands anywhere in the files of the record that is in place."""
    files = [each for each in folder.iterdir() if ".before-restore" not in each.name]
    return any(PHONE.encode() in file.read_bytes() for file in files)


async def back_up(settings: Settings, copy: Path) -> Path:
    assert await asyncio.to_thread(write_backup, settings, copy) == 0
    return copy


async def restore(settings: Settings, copy: Path) -> None:
    assert await asyncio.to_thread(restore_backup, settings, copy) == 0


async def test_who_was_forgotten_stays_forgotten(
    sqlite_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, cast = await known(sqlite_databases, tmp_path / "city")
    copy = await back_up(settings, tmp_path / "copy.db")
    await forget(settings, cast)
    assert not is_told(tmp_path / "city")
    await restore(settings, copy)
    assert "Erased again" in capsys.readouterr().out
    assert not is_told(tmp_path / "city")


async def test_a_second_restore_brings_nobody_back(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    settings, cast = await known(sqlite_databases, tmp_path / "city")
    first = await back_up(settings, tmp_path / "first.db")
    database = Database.open(settings.database_url.get_secret_value())
    async with database.begin() as session:
        await share_phone(session, cast.li.actor, phone="13800001111", now=NOW)
    await database.close()
    second = await back_up(settings, tmp_path / "second.db")
    await forget(settings, cast)
    for copy in (first, second, first):
        await restore(settings, copy)
        assert not is_told(tmp_path / "city")


async def test_a_restore_of_a_copy_that_knew_nobody_keeps_the_wish(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    (tmp_path / "city").mkdir()
    settings = load_settings(database_url=await sqlite_databases.fresh(tmp_path / "city"))
    database = Database.open(settings.database_url.get_secret_value())
    async with database.begin() as session:
        flood = {"name": "7·1 flood", "kind": IncidentKind.NATURAL_DISASTER, "drill": False}
        await ensure_incident(session, **flood, now=NOW)
    before = await back_up(settings, tmp_path / "before.db")
    cast = await gather_cast(database)
    async with database.begin() as session:
        await share_phone(session, cast.wang.actor, phone=PHONE, now=NOW)
    await database.close()
    after = await back_up(settings, tmp_path / "after.db")
    await forget(settings, cast)
    await restore(settings, before)
    await restore(settings, after)
    assert not is_told(tmp_path / "city")


async def test_nobody_is_forgotten_for_another_city(
    sqlite_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, _ = await known(sqlite_databases, tmp_path / "city")
    copy = await back_up(settings, tmp_path / "copy.db")
    other, cast = await known(sqlite_databases, tmp_path / "other", drill=True)
    await forget(other, cast)
    await restore(other, copy)
    assert is_told(tmp_path / "other")
    assert "another beginning" in capsys.readouterr().out


async def test_a_copy_is_in_place_only_once_it_has_forgotten(
    sqlite_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, cast = await known(sqlite_databases, tmp_path / "city")
    copy = await back_up(settings, tmp_path / "copy.db")
    await forget(settings, cast)

    async def fails(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(backup, "forget_again", fails)
    with pytest.raises(OSError, match="no space left"):
        await restore(settings, copy)
    monkeypatch.undo()
    assert not is_told(tmp_path / "city")
    await restore(settings, copy)
    assert not is_told(tmp_path / "city")


async def test_a_damaged_database_is_replaced_and_kept(
    sqlite_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, _ = await known(sqlite_databases, tmp_path / "city")
    copy = await back_up(settings, tmp_path / "copy.db")
    (damaged,) = (each for each in (tmp_path / "city").iterdir() if each.suffix == ".db")
    damaged.write_bytes(b"garbage" * 1000)
    await restore(settings, copy)
    assert "cannot be read" in capsys.readouterr().out
    assert is_told(tmp_path / "city")
    kept = damaged.with_name(damaged.name + ".before-restore")
    assert kept.read_bytes() == b"garbage" * 1000


async def test_a_restore_says_when_there_is_nobody_to_ask_who_was_erased(
    sqlite_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, _ = await known(sqlite_databases, tmp_path / "city")
    copy = await back_up(settings, tmp_path / "copy.db")
    for file in (tmp_path / "city").iterdir():
        file.unlink()
    await restore(settings, copy)
    assert "erase anew whoever has asked" in capsys.readouterr().out
