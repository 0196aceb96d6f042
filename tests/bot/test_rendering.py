"""A row of the outbox becomes what its reader sees: now, in their language, where it stands."""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from cast import Cast, Member
from city import rows, underway
from moments import NOW
from shipped import reader
from sqlmodel import col

from bot.channels.base import Delivery, DeliveryKind
from bot.outcome import Drawn
from bot.rendering import BURIED, draw
from db.actions.messages import enqueue
from db.actions.outbox import Push
from db.engine import Database
from db.queries.catalogue import load_catalogue, load_gazetteer
from db.tables import CardRow, JobRow, OutboxRow, StopRow
from db.tables.messages import OutboxState
from handlers.dialog import Ask, Button, Prompt, Text, Venue
from handlers.house import House
from handlers.speech.wire import to_json
from handlers.vocabulary import Vocabulary
from matching.model import JobState, StopState

PROMPT = Prompt(Text("engine.noted"), ((Button(Text("engine.noted"), "m:menu"),),))


@pytest.fixture
async def house(database: Database) -> House:
    async with database.read() as session:
        return House(
            await load_catalogue(session), await load_gazetteer(session), Vocabulary(reader())
        )


def push(kind: str, params: Mapping[str, Any], to: Member | None = None) -> Push:
    """A claimed row."""
    return Push(
        id=1,
        channel="telegram",
        address=to.address if to else "-100",
        person_id=to.person_id if to else None,
        lane=2,
        kind=kind,
        params=dict(params),
        drill=False,
        attempt=1,
        unsure=0,
        worker="w",
        created_at=NOW,
    )


async def drawn(database: Database, house: House, given: Push) -> Drawn:
    """What it comes to."""
    async with database.read() as session:
        return await draw(session, house, given, NOW)


async def delivered(database: Database, house: House, given: Push) -> Delivery:
    """What is delivered."""
    delivery = (await drawn(database, house, given)).delivery
    assert delivery is not None
    return delivery


def prompt(value: Prompt, edit: str = "") -> dict[str, Any]:
    """The parameters of a prompt."""
    return {"prompt": to_json(value), "edit": edit, "run": "", "step": ""}


async def test_each_reads_their_own_language(database: Database, house: House, cast: Cast) -> None:
    said = {}
    for member in (cast.wang, cast.sun):
        message = (await delivered(database, house, push("prompt", prompt(PROMPT), member))).message
        assert message is not None
        said[member.address] = message.text
    assert said[cast.wang.address] != said[cast.sun.address]
    assert said[cast.sun.address].isascii()


async def test_a_group_is_spoken_to_in_the_language_asked_for(
    database: Database, house: House
) -> None:
    for lang, is_ascii in (("en", True), ("zh", False)):
        params = {**prompt(PROMPT), "lang": lang}
        message = (await delivered(database, house, push("prompt", params))).message
        assert message is not None
        assert message.text.isascii() is is_ascii


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (PROMPT, DeliveryKind.EDIT),
        (Prompt(PROMPT.text), DeliveryKind.EDIT),
        (Prompt(PROMPT.text, ask=Ask.LOCATION), DeliveryKind.MESSAGE),
        (Prompt(PROMPT.text, remove_keyboard=True), DeliveryKind.MESSAGE),
        (Prompt(PROMPT.text, photo="file"), DeliveryKind.MESSAGE),
        (Prompt(PROMPT.text, venue=Venue(1, 2, "T", "A")), DeliveryKind.MESSAGE),
    ],
)
async def test_what_cannot_take_a_messages_place_comes_as_a_new_one(
    database: Database, house: House, cast: Cast, value: Prompt, kind: DeliveryKind
) -> None:
    delivery = await delivered(database, house, push("prompt", prompt(value, "9"), cast.wang))
    assert (delivery.kind, delivery.message_id) == (kind, "9" if kind == "edit" else "")


async def test_a_press_is_answered_with_words_or_silently(
    database: Database, house: House, cast: Cast
) -> None:
    params = {"press_id": "42", "text": to_json(Text("engine.noted")), "alert": True}
    spoken = await delivered(database, house, push("answer", params, cast.wang))
    assert spoken.toast
    assert (spoken.kind, spoken.press_id, spoken.alert) == (DeliveryKind.ANSWER, "42", True)
    silent = await delivered(
        database, house, push("answer", {**params, "text": None, "alert": False}, cast.wang)
    )
    assert (silent.toast, silent.alert) == ("", False)


async def test_buttons_are_taken_and_commands_listed(
    database: Database, house: House, cast: Cast
) -> None:
    taken = await delivered(database, house, push("unbutton", {"message_id": "9"}, cast.wang))
    assert (taken.kind, taken.message_id) == (DeliveryKind.UNBUTTON, "9")
    listed = {}
    for member in (cast.wang, cast.sun):
        delivery = await delivered(database, house, push("commands", {}, member))
        assert delivery.kind is DeliveryKind.COMMANDS
        listed[member.address] = {name for name, _ in delivery.commands}
    assert listed[cast.wang.address] != listed[cast.sun.address]
    assert "help" in listed[cast.wang.address]


async def test_a_hidden_address_changes_its_text_and_its_point_vanishes(
    database: Database, house: House, cast: Cast
) -> None:
    params = {"job_id": 7, "message_id": "9", "is_point": False}
    found = await drawn(database, house, push("address_hidden", params, cast.chen))
    text = found.delivery
    assert text is not None
    assert not found.anew  # who deleted it needs no word about it
    assert (text.kind, text.message_id) == (DeliveryKind.EDIT, "9")
    assert text.message is not None
    assert "7" in text.message.text
    point = {**params, "is_point": True}
    gone = await delivered(database, house, push("address_hidden", point, cast.chen))
    assert (gone.kind, gone.message_id) == (DeliveryKind.DELETE, "9")


async def test_what_is_said_of_an_old_message_takes_its_place(
    database: Database, house: House, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    async with database.begin() as session:
        await session.execute(sa.update(StopRow).values(state=StopState.SKIPPED))
        stop_id = await session.scalar(
            sa.select(col(StopRow.id)).where(col(StopRow.job_id) == job_id).limit(1)
        )
    params = {"stop_id": stop_id, "edit": "9"}
    found = await drawn(database, house, push("code_void", params, cast.li))
    assert found.delivery is not None
    assert (found.delivery.kind, found.delivery.message_id) == (DeliveryKind.EDIT, "9")
    assert not found.anew


async def test_a_push_that_is_no_longer_true_is_not_delivered(
    database: Database, house: House, cast: Cast
) -> None:
    for kind, params in (
        ("job_offer", {"offer_id": 999}),
        ("card", {"card": "need", "subject_id": 999}),
    ):
        found = await drawn(database, house, push(kind, params, cast.chen))
        assert found == Drawn(None)


async def test_a_kind_nobody_knows_is_a_bug(database: Database, house: House, cast: Cast) -> None:
    with pytest.raises(KeyError):
        await drawn(database, house, push("telepathy", {}, cast.wang))


async def sent_to(database: Database, member: Member, *message_ids: int) -> None:
    """Messages that arrived at an address, in this order."""
    async with database.begin() as session:
        for message_id in message_ids:
            row = await enqueue(
                session, person_id=member.person_id, kind="trouble", params={}, now=NOW
            )
            await session.execute(
                sa.update(OutboxRow)
                .where(col(OutboxRow.id) == row)
                .values(state=OutboxState.SENT, message_id=str(message_id))
            )


async def shown_at(database: Database, member: Member, job_id: int, message_id: str) -> None:
    """The job's card lives in this message and shows something older."""
    async with database.begin() as session:
        session.add(
            CardRow(
                channel="telegram",
                address=member.address,
                kind="job",
                subject_id=job_id,
                message_id=message_id,
                digest="old",
                updated_at=NOW,
            )
        )


@pytest.mark.parametrize(("below", "kind"), [(BURIED - 1, "edit"), (BURIED, "message")])
async def test_a_live_job_card_that_is_out_of_sight_comes_anew_and_leaves_no_buttons_behind(
    database: Database, house: House, cast: Cast, below: int, kind: str
) -> None:
    job_id = await underway(database, cast)
    await shown_at(database, cast.chen, job_id, "10")
    # An edit of an older message is no message below.
    await sent_to(database, cast.chen, 10, *range(11, 11 + below), 9, 9)
    card = push("card", {"card": "job", "subject_id": job_id}, cast.chen)
    async with database.begin() as session:
        delivery = (await draw(session, house, card, NOW)).delivery
    assert delivery is not None
    assert (delivery.kind, delivery.message_id) == (kind, "10" if kind == "edit" else "")
    async with database.read() as session:
        gone = await rows(session, OutboxRow, col(OutboxRow.kind) == "unbutton")
    assert [row.params["message_id"] for row in gone] == ([] if kind == "edit" else ["10"])


async def test_the_card_of_a_job_that_is_over_keeps_no_button_wherever_it_is(
    database: Database, house: House, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    await shown_at(database, cast.chen, job_id, "10")
    await sent_to(database, cast.chen, *range(10, 30))
    async with database.begin() as session:
        await session.execute(sa.update(JobRow).values(state=JobState.CLOSED))
    card = push("card", {"card": "job", "subject_id": job_id}, cast.chen)
    delivery = await delivered(database, house, card)
    assert (delivery.kind, delivery.message_id) == (DeliveryKind.EDIT, "10")
    assert delivery.message is not None
    assert delivery.message.keys == ()
