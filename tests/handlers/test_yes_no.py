"""A bare yes or no is the button: in every question of two, in both languages, and no more."""

from dataclasses import replace

import pytest
from cast import Cast
from city import put_lot, put_need, rows, tick
from crew import hand
from guest import Guest, guest
from moments import NOW

from db.actions.incidents import declare_incident
from db.engine import Database
from db.tables import IncidentRow, LotRow, NeedRow, PersonRow
from matching.model import IncidentKind, Role
from matching.permissions import SYSTEM


@pytest.mark.parametrize(
    ("lang", "gone", "yes", "no"),
    [
        ("en", "no longer needed thanks, water is gone", ("yes", "Y", "ok!"), ("no", "N", "nope.")),
        ("zh", "不用了，水已经退了", ("是", "好", "对的。"), ("不", "不是", "no")),
    ],
)
async def test_a_bare_yes_or_no_answers_whether_to_drop_it(
    database: Database, lang: str, gone: str, yes: tuple[str, ...], no: tuple[str, ...]
) -> None:
    ann = await guest(database, lang, Role.RESIDENT)
    for word in no:
        await ann.say("需要矿泉水20箱，中山区解放路6号")
        asked = ann.text
        await ann.say(gone)
        await ann.say(word)
        assert ann.text == asked, word
        await ann.command("cancel")
    for word in yes:
        await ann.say("需要矿泉水20箱，中山区解放路6号")
        await ann.say(gone)
        await ann.say(word)
        assert ann.text.startswith(("Cancelled", "已取消")), word
    assert not await ann.rows(NeedRow)


@pytest.mark.parametrize(
    ("lang", "gone", "more"),
    [
        ("en", "no longer needed thanks, water is gone", "yes but we also need 30 blankets"),
        ("en", "no longer needed thanks, water is gone", "no, we need 30 blankets"),
        ("zh", "不用了，水已经退了", "是的但是还需要棉被30床"),
    ],
)
async def test_real_words_are_not_swallowed_as_a_yes_or_a_no(
    database: Database, lang: str, gone: str, more: str
) -> None:
    ann = await guest(database, lang, Role.RESIDENT)
    await ann.say("需要矿泉水20箱，中山区解放路6号")
    await ann.say(gone)
    await ann.say(more)
    assert not ann.text.startswith(("Cancelled", "已取消"))
    assert "30" in ann.text


async def test_a_bare_yes_that_something_else_waits_for_too_is_asked_about(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 200)
    await tick(database)
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.say("需要矿泉水20箱，中山区解放路6号")
    await li.say("不用了，水已经退了")
    assert "对，不报了" in " ".join(li.labels)
    await li.say("yes")
    assert li.text == "有几件事在等您答复，您说的是哪一件？"
    assert len(li.labels) == 2
    assert not li.text.startswith("已取消")


@pytest.mark.parametrize(("lang", "no", "yes"), [("en", "no", "yes"), ("zh", "不", "是")])
async def test_whether_to_forget_somebody_is_answered_by_a_word(
    database: Database, lang: str, no: str, yes: str
) -> None:
    ann = await guest(database, lang, Role.RESIDENT)
    for said, kept in ((no, 1), (yes, 0)):
        await ann.command("forget")
        assert len(ann.labels) == 2
        await ann.say(said)
        named = [each for each in await ann.rows(PersonRow) if each.name]
        assert len(named) == kept


@pytest.mark.parametrize("said", ["no", "好"])
async def test_whether_to_withdraw_a_lot_is_answered_by_a_word(
    database: Database, cast: Cast, said: str
) -> None:
    async with database.begin() as session:
        lot_id = await put_lot(session, cast, 200)
    zhao = hand(database, cast.zhao, "en")
    await zhao.press(f"a:lot_withdraw:{lot_id}")
    await zhao.say(said)
    (lot,) = await zhao.rows(LotRow)
    assert (lot.withdrawn_at is not None) is (said == "好")


@pytest.mark.parametrize("said", ["不", "yes"])
async def test_whether_to_end_an_incident_is_answered_by_a_word(
    database: Database, cast: Cast, said: str
) -> None:
    async with database.begin() as session:
        number = await declare_incident(
            session, SYSTEM, name="起火", kind=IncidentKind.ACCIDENT, drill=False, now=NOW
        )
    sun = hand(database, cast.sun, "zh")
    await sun.press(f"a:incident_end:{number}")
    await sun.say(said)
    ended = [each.id for each in await sun.rows(IncidentRow) if each.closed_at is not None]
    assert ended == ([number] if said == "yes" else [])


@pytest.mark.parametrize(("said", "left"), [("no", 100), ("是", 0)])
async def test_a_third_button_leaves_yes_and_no_what_they_are(
    database: Database, cast: Cast, said: str, left: int
) -> None:
    both = await guest(database, "en", Role.SUPPLIER, Role.HOSPITAL, address="777")
    async with database.begin() as session:
        (who,) = [each for each in await rows(session, PersonRow) if each.id > cast.sun.person_id]
        mine = replace(cast.zhao, person_id=who.id)
        await put_lot(session, cast, 100, supplier=mine)
    await both.say("we are out of N95 masks")
    assert len(both.labels) == 3
    await both.say(said)
    (lot,) = await both.rows(LotRow)
    assert lot.free == left
