"""Free text at any moment: read, kept apart, and opened as a filled report."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.actions.told import keep_words
from db.queries.told import words_kept
from handlers.dialog import ONE_THING, Aside, Dialog, Outcome, Prompt, TakeUp, Term, Text, Turn
from handlers.engine.danger import danger_said, tell_desk
from handlers.speech.arguments import number
from handlers.speech.show import Row, act
from handlers.told.change import on_side
from handlers.told.dialog import NAME, TOLD
from handlers.told.fill import fill
from handlers.told.noted import goods_said, in_short
from handlers.told.reading import in_danger, read_words, without_cries
from handlers.told.said import SAID, said_of, to_answer
from handlers.told.where import places_said
from matching.errors import Outdated
from matching.intake.reading import Intent, Reading, Side
from matching.model import Role, Urgency
from matching.permissions import Act, permits

DIALOGS: tuple[Dialog, ...] = (TOLD,)


async def told(turn: Turn) -> Outcome | None:
    """What a message comes to: a filled report, a word on danger, or None if it asks nothing.

    In the middle of another dialog only goods that are counted are taken for a report; in the
    middle of sign-up whatever is needed waits for its end.
    """
    reading = await read_words(turn, turn.reply.text)
    named = _to_report(turn, reading, turn.reply.text)
    asked = [line for line in named.lines if line.side is not Side.STOCK]
    strange = not turn.person.roles and reading.intent is Intent.NEED
    if turn.run and not strange and not any(line.quantity is not None for line in asked):
        return await _danger_first(turn, reading)
    if not asked:
        return await _without_goods(turn, reading)
    raw = await keep_words(
        turn.session,
        turn.person.actor,
        words=turn.reply.text,
        channel=turn.reply.channel,
        keep_for=turn.house.keep_words,
        now=turn.now,
    )
    answers = await _answers(turn, named, raw)
    if _may(turn, named):
        return Outcome(start=NAME, prefill=answers)
    text = _sign_up_first(turn, named)
    if await _desk_told(turn):
        text = Text("engine.both", {"first": Text("told.danger_told"), "then": text})
    return Outcome(Prompt(text), waits=NAME, prefill=answers)


async def aside(turn: Turn, about: frozenset[str]) -> Aside | None:
    """Goods that are counted where a question is about others; None if there are none."""
    reading = without_cries(await read_words(turn, turn.reply.text))
    asked = [line for line in reading.lines if line.side is not Side.STOCK]
    if about == ONE_THING and len(asked) == 1 and not reading.places:
        return None
    mine = [line for line in asked if line.code in about]
    others = [line for line in asked if line.code not in about and line.quantity is not None]
    if not others:
        return None
    words = "\n".join(map(in_short, others)) if mine else turn.reply.text
    answer = next((line.quantity_words for line in mine), "")
    said = Text("told.noted", {"goods": goods_said(others)})
    return Aside(said, words, answer, at_once=danger_said(turn, turn.reply.text))


async def take_up(turn: Turn, answers: Mapping[str, Any]) -> Outcome | None:
    """The message that waited for a role, read anew as whoever the person is now."""
    raw = said_of(answers).raw
    words = await words_kept(turn.session, turn.person.person_id, raw)
    if not words:
        return None
    reading = await read_words(turn, words)
    named = without_cries(reading)
    if not named.lines or danger_said(turn, words):
        named = in_danger(reading) if danger_said(turn, words) else reading
    if not named.lines or not _may(turn, named):
        return None
    return Outcome(
        Prompt(Text("told.signed_up")), start=NAME, prefill=await _answers(turn, named, raw)
    )


def _to_report(turn: Turn, reading: Reading, words: str) -> Reading:
    """What a report can hold: goods that are named; with a life at risk, or of a stranger whom
    nobody asks twice, also what is meant and not named."""
    named = without_cries(reading)
    danger = danger_said(turn, words)
    if not named.lines and turn.person.roles:
        return named
    if danger:
        return in_danger(reading)
    return named if named.lines else reading


async def _desk_told(turn: Turn) -> bool:
    """The coordinators are told where a life is at risk and no report reaches them by itself."""
    if Role.COORDINATOR in turn.person.roles or not danger_said(turn, turn.reply.text):
        return False
    await tell_desk(turn)
    return True


TAKE_UP: Mapping[str, TakeUp] = {NAME: take_up}


async def _answers(turn: Turn, reading: Reading, raw: int) -> dict[str, Any]:
    said = fill(reading, turn.house.catalogue, raw=raw, lang=turn.person.lang, now=turn.now)
    return {SAID: to_answer(said), **await places_said(turn, reading)}


def _may(turn: Turn, reading: Reading) -> bool:
    """Whether this person may report what the message holds."""
    sides = {line.side for line in reading.lines}
    wants = {Side.NEED: Act.REPORT_NEED, Side.OFFER: Act.REPORT_STOCK}
    return all(permits(turn.person.actor, wants[side]) for side in sides if side in wants)


def _sign_up_first(turn: Turn, reading: Reading) -> Text:
    """What was understood, and that it is kept."""
    items = tuple(dict.fromkeys(line.code for line in reading.lines))[:4]
    facts = {"items": tuple(Term("item", code) for code in items)}
    return Text("told.role_first" if turn.person.roles else "told.sign_up_first", facts)


async def _without_goods(turn: Turn, reading: Reading) -> Outcome | None:
    """A cry, an accident, or what is only held: an answer with a way on; None for anything else."""
    if reading.intent is Intent.OTHER and not reading.lines:
        return None
    danger = reading.urgency is Urgency.CRITICAL or not any(line.words for line in reading.lines)
    if any(line.words for line in reading.lines):
        text = Text("told.only_held")
    else:
        text = Text("told.danger" if danger else "told.happened")
    if await _desk_told(turn):
        text = Text("engine.both", {"first": text, "then": Text("told.desk_told")})
    return Outcome(Prompt(text, buttons=_ways(turn)))


async def _danger_first(turn: Turn, reading: Reading) -> Outcome | None:
    """A cry for life where something else was asked: whom to call, and the question again."""
    if reading.intent is Intent.OTHER or not await _desk_told(turn):
        return None
    return Outcome(Prompt(Text("told.danger_told")))


def _ways(turn: Turn) -> tuple[Row, ...]:
    talk = act("engine.talk", "help", style="primary")
    if Role.DRIVER in turn.person.roles:
        return ((talk,),)
    return ((talk,), (act("told.to_need", "told_need"),))


async def begin_need(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """The guided report, for whoever wants to be asked."""
    return Outcome(start="need")


async def report_more(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Goods to give besides those that were counted, as they were said: "we still have 50"."""
    raw = number(args)
    words = await words_kept(turn.session, turn.person.person_id, raw)
    if not words:
        raise Outdated()
    reading = without_cries(await read_words(turn, words))
    if not reading.lines:
        return Outcome(start="stock", drop_buttons=True)
    answers = await _answers(turn, reading, raw)
    said = said_of(answers)
    given = tuple(on_side(line, Side.OFFER) for line in said.lines)
    answers[SAID] = to_answer(replace(said, lines=given, straight=False))
    return Outcome(start=NAME, prefill=answers, drop_buttons=True)


ACTS = {"told_need": begin_need, "told_more": report_more}
