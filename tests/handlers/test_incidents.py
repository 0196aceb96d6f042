"""A coordinator declares what the city responds to, and ends it after a second look."""

import pytest
from cast import Cast
from city import put_need, row, rows
from crew import Hand, hand
from sqlmodel import col

from db.actions.incidents import close_incident
from db.engine import Database
from db.tables import DialogStateRow, IncidentRow
from matching.model import IncidentKind


@pytest.fixture
def sun(database: Database, cast: Cast) -> Hand:
    return hand(database, cast.sun, "en")


async def declare(sun: Hand, name: str, *rest: str) -> None:
    """Fill the form in and confirm it."""
    await sun.command("incidents")
    await sun.tap("Declare")
    await sun.follow(name, *rest, "yes")


async def test_an_incident_is_declared_after_a_look_at_it(sun: Hand, database: Database) -> None:
    await sun.command("incidents")
    assert "Before it can be ended" in sun.text
    assert not any("End" in label for label in sun.labels)
    await sun.tap("Declare")
    await sun.follow("Typhoon Meihua", "=natural disaster", "=Real")
    assert "Name: Typhoon Meihua\nKind: natural disaster\nReal" in sun.text
    assert len(await _all(database)) == 1
    await sun.say("yes")
    assert "From now on new reports belong to it" in sun.text
    declared = (await _all(database))[-1]
    assert (declared.name, declared.kind) == ("Typhoon Meihua", IncidentKind.NATURAL_DISASTER)
    assert not declared.drill


async def test_an_incident_is_ended_after_a_second_look(
    sun: Hand, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, quantity=10)
    await declare(sun, "Exercise", "=accident", "=A drill")
    assert "marked as practice" in sun.text
    await sun.command("incidents")
    assert "1. Exercise (drill)" in sun.text
    assert "needs still open: 1" in sun.text
    await sun.tap("End 2.")
    assert "Needs still open: 1" in sun.text
    assert "it is a drill" in sun.text
    await sun.tap("Not yet")
    assert all(each.closed_at is None for each in await _all(database))
    await sun.tap("End 1.")
    assert "Needs still open" not in sun.text
    assert "it is a drill" not in sun.text
    await sun.tap("End it")
    assert sun.toast == "Ended"
    assert [each.closed_at is None for each in await _all(database)] == [True, False]
    assert "Before it can be ended" in sun.text


async def test_an_old_yes_ends_nothing(sun: Hand, database: Database) -> None:
    await declare(sun, "Exercise", "=accident", "=A drill")
    await sun.command("incidents")
    await sun.tap("End 1.")
    await sun.tap("Not yet")
    await sun.press("a:incident_end:2:y")
    assert "changed nothing" in sun.toast
    assert all(each.closed_at is None for each in await _all(database))


async def test_what_a_colleague_has_ended_meanwhile_is_said(
    sun: Hand, database: Database, cast: Cast
) -> None:
    await declare(sun, "Exercise", "=accident", "=A drill")
    await sun.command("incidents")
    await sun.tap("End 1.")
    async with database.begin() as session:
        await close_incident(session, cast.sun.actor, incident_id=2, now=sun.now)
    await sun.tap("End it")
    assert "moved on" in sun.toast
    await sun.press("a:incident_end:2")
    assert "moved on" in sun.toast


async def test_the_only_one_cannot_be_ended(sun: Hand, database: Database) -> None:
    await sun.press("a:incident_end:1")
    assert "the only one" in sun.toast
    assert (await row(database, IncidentRow)).closed_at is None


async def test_it_reads_well_in_chinese(database: Database, cast: Cast) -> None:
    sun = hand(database, cast.sun, "zh")
    await sun.command("incidents")
    await sun.tap("宣布突发事件")
    await sun.follow("台风梅花", "=自然灾害", "=真实事件", "确认")
    assert "已宣布“台风梅花”" in sun.text
    await sun.command("incidents")
    await sun.tap("结束 1. 台风梅花")
    assert "结束“台风梅花”？" in sun.text
    await sun.tap("✅ 结束")
    assert sun.toast == "已结束"


@pytest.mark.parametrize("data", ["a:incidents", "a:incident_new", "a:incident_end:1"])
async def test_nobody_else_gets_to_it(database: Database, cast: Cast, data: str) -> None:
    wang = hand(database, cast.wang, "zh")
    await wang.press(data)
    assert "不能做这件事" in wang.toast
    assert await wang.rows(DialogStateRow, col(DialogStateRow.dialog) != "") == []
    assert len(await _all(database)) == 1


async def _all(database: Database) -> list[IncidentRow]:
    async with database.read() as session:
        return sorted(await rows(session, IncidentRow), key=lambda each: each.id or 0)
