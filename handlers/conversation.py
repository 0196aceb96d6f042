"""One turn of a conversation: a `Reply` comes in, the record changes, what is owed goes out."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.absence import go_on_without
from db.actions.people import mark_blocked, meet_person, recognise_person, unblock
from db.queries.people import KnownPerson
from handlers.dialog import Person, Reply, ReplyKind, Text, Turn
from handlers.engine.book import Book
from handlers.engine.danger import danger_first
from handlers.engine.delivery import owe, owe_answer
from handlers.engine.group import answer_group
from handlers.engine.listen import sound
from handlers.engine.move import Scene
from handlers.engine.own_words import come_to_noted
from handlers.engine.route import route
from handlers.engine.standing import recall
from handlers.house import House
from handlers.menu import BOOK
from handlers.speech.sentences import language_of

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that nobody types on purpose: controls, which no store or screen should meet, and those
that turn the reading direction, with which a name could make the rest of a card unreadable."""
_BLANK = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})
"""Categories of signs that show nothing by themselves: joiners, spaces, marks without a letter."""
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are blank: fillers of Hangul, the empty pattern of Braille."""
OF_THE_PAST = frozenset({ReplyKind.PRESS, ReplyKind.EDITED})
"""What is done to messages that are there already."""
LONGEST = 4096
"""Signs of a message that are read; no channel brings more."""


async def converse(
    session: AsyncSession, house: House, reply: Reply, now: datetime, book: Book = BOOK
) -> None:
    """Play one turn inside the caller's transaction; never commits, never sends.

    Every press gets exactly one answer row; whatever was pressed or typed, nobody is left
    without a way on. Bugs propagate: the caller rolls back and tries the update again.
    """
    reply = clean(reply)
    if reply.group:
        await answer_group(session, house, reply, now)
        return
    if reply.kind in (ReplyKind.BLOCKED, ReplyKind.UNBLOCKED):
        await _note_block(session, reply, now)
        return
    known = await _who(session, reply, now)
    if known is None and reply.kind is ReplyKind.EDITED:
        return
    if known is None:
        stranger = Text("engine.stranger")
        lang = language_of("", reply.lang_code)
        await owe_answer(session, reply, stranger, now, alert=True, lang=lang)
        return
    person = person_of(known)
    state = await recall(session, person.person_id)
    turn = Turn(session, person, reply, now, house, answers={})
    scene = Scene(book, turn, state)
    scene = scene.at(sound(scene))
    move = await route(scene)
    if move.state.noted:
        move = await come_to_noted(await _anew(scene), move)
    move = await danger_first(scene, move)
    if reply.kind is ReplyKind.PRESS:
        await owe_answer(
            session,
            reply,
            move.toast,
            now,
            alert=move.alert,
            person_id=person.person_id,
            lang=person.lang,
        )
    await owe(scene, state, move)


async def _anew(scene: Scene) -> Scene:
    """The scene with the person as the turn so far has made them: their roles, their last place."""
    known = await _who(scene.turn.session, scene.turn.reply, scene.turn.now)
    if known is None:
        return scene
    return replace(scene, turn=replace(scene.turn, person=person_of(known)))


async def _who(session: AsyncSession, reply: Reply, now: datetime) -> KnownPerson | None:
    """Who speaks; None for a press or an edit of somebody unknown, who was forgotten or forges.

    Buttons are shown only to people we know, so theirs is none of a running conversation: nothing
    is kept of it, and whoever asked to be forgotten stays so until they write to us.
    """
    meet = recognise_person if reply.kind in OF_THE_PAST else meet_person
    return await meet(
        session,
        channel=reply.channel,
        address=reply.address,
        name=reply.name,
        lang_code=reply.lang_code,
        now=now,
    )


async def _note_block(session: AsyncSession, reply: Reply, now: datetime) -> None:
    """Blocked: nothing is sent there, and what they were asked goes to the next at once."""
    at = {"channel": reply.channel, "address": reply.address}
    if reply.kind is ReplyKind.UNBLOCKED:
        await unblock(session, **at, now=now)
        return
    person_id = await mark_blocked(session, **at, now=now)
    if person_id is not None:
        await go_on_without(session, person_id=person_id, now=now)


def person_of(known: KnownPerson) -> Person:
    """Who is speaking, as conversations need it."""
    return Person(
        person_id=known.id,
        name=known.name,
        lang=language_of(known.lang, known.seen_lang),
        roles=known.roles,
        organisation_id=known.organisation_id,
        org_verified=known.org_verified,
        phone=known.phone,
        last_place_id=known.last_place_id,
    )


def clean(reply: Reply) -> Reply:
    """The reply with texts that every store and every screen takes, and none that is endless."""
    return replace(
        reply,
        text=_legible(_storable(reply.text)[:LONGEST]),
        name=_storable(reply.name),
        data=_storable(reply.data),
    )


def _legible(text: str) -> str:
    """The text, or nothing where nothing of it can be seen: it says no more than an empty one."""
    seen = (each not in _FILLERS and unicodedata.category(each) not in _BLANK for each in text)
    return text if any(seen) else ""


def _storable(text: str) -> str:
    return _UNSEEN.sub("", text.encode("utf-8", "replace").decode("utf-8"))
