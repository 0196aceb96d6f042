"""A report in somebody's own words: out of the blue, inside a dialog, and what was noted there
for afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.dialog import Aside, AsideSource, Ask, Prompt, ReplyKind, Text
from handlers.engine.commands import wait_for_role
from handlers.engine.listen import asked, heard
from handlers.engine.move import Move, Scene
from handlers.engine.screens import below
from handlers.engine.state import step_of, waiting_draft
from handlers.engine.stepping import SIGN_UP, conclude, refused, show
from matching.errors import Refused

MOST_NOTED = 5
"""Reports that wait for the end of one dialog; a further one is taken up at once."""


async def told(scene: Scene) -> Move | None:
    """What a message in somebody's own words comes to; None if it holds nothing to act on."""
    turn = replace(scene.turn, answers={}, run=scene.state.run if scene.state.running else "")
    for source in scene.book.told:
        try:
            async with turn.session.begin_nested():
                outcome = await source(turn)
        except Refused as no:
            return await refused(scene, scene.state, no)
        if outcome is None:
            continue
        if outcome.waits:
            return await wait_for_role(scene, outcome)
        return await conclude(scene, outcome)
    return None


async def noted_aside(scene: Scene) -> Move | None:
    """A report of goods that the question on show is not about: noted, and asked on.

    Only where the step says what it is about; elsewhere its reader goes first.
    """
    step = step_of(scene.dialog, scene.state.step)
    about = None if step is None or step.about is None else step.about(scene.turn)
    return None if about is None else await _noted_or_told(scene, frozenset(about))


async def noted_beside(scene: Scene) -> Move | None:
    """What is no answer to the question on show, as what is left of somebody's stock: noted or
    answered, and asked on."""
    if scene.state.dialog == SIGN_UP:
        return None
    step = step_of(scene.dialog, scene.state.step)
    about = () if step is None or step.about is None else step.about(scene.turn)
    earlier = tuple(each for each in scene.state.noted if each != scene.turn.reply.text)
    once = scene.at(replace(scene.state, noted=earlier))  # said again, it is asked about once
    return await _noted(once, frozenset(about), scene.book.beside)


async def _noted_or_told(scene: Scene, about: frozenset[str]) -> Move | None:
    """Noted for later; taken up at once where nothing was answered yet that would wait for it, too
    much is noted already, or a life is at risk."""
    if scene.state.dialog == SIGN_UP:
        return None
    if scene.state.answers:
        noted = await _noted(scene, about, scene.book.aside)
        if noted is not None:
            return noted
    for source in scene.book.aside:
        if await source(scene.turn, about) is not None:
            return await told(scene)
    return None


async def told_inside(scene: Scene) -> Move | None:
    """Goods that somebody counts where another question was asked: the draft waits meanwhile.

    In the middle of sign-up they wait instead: nobody is asked who they are twice. What is only
    a word (whom to call when a life is in danger) stands above the question.
    """
    if scene.state.dialog != SIGN_UP:
        sources = scene.book.aside if scene.state.answers else ()
        noted = await _noted(scene, frozenset(), sources)
        if noted is not None:
            return noted
        move = await told(scene)
        words = move.prompt if move is not None and move.state == scene.state else None
        return move if words is None or words.buttons else await _said_above(scene, words.text)
    for source in scene.book.told:
        outcome = await source(scene.turn)
        if outcome is None or outcome.prompt is None:
            continue
        if not outcome.waits and not outcome.prompt.buttons:
            return await _said_above(scene, outcome.prompt.text)
        if outcome.waits and not scene.turn.person.roles:
            draft = waiting_draft(outcome.waits, outcome.prefill)
            return await _said_above(scene, outcome.prompt.text, parked=draft)
    return None


async def _said_above(scene: Scene, first: Text, parked: Mapping[str, Any] | None = None) -> Move:
    """The question once more, with a word above it."""
    kept = scene.state.parked if parked is None else dict(parked)
    move = await show(scene.at(replace(scene.state, parked=kept, unclear=0)))
    return replace(move, prompt=below(first, move.prompt))


async def _noted(
    scene: Scene, about: frozenset[str], sources: Sequence[AsideSource]
) -> Move | None:
    """The question again below a word on what was noted; None where there is nothing to note."""
    if scene.state.dialog == SIGN_UP or len(scene.state.noted) >= MOST_NOTED:
        return None
    for source in sources:
        aside = await source(scene.turn, about)
        if aside is not None and aside.at_once:
            return None
        if aside is not None:
            noted = (*scene.state.noted, *filter(None, (aside.words,)))
            return await _answered(scene.at(replace(scene.state, noted=noted)), aside)
    return None


async def _answered(scene: Scene, aside: Aside) -> Move:
    """What the part that answers the question comes to; without one the question again."""
    if not aside.answer:
        return await _said_above(scene, aside.said)
    reply = replace(scene.turn.reply, text=aside.answer)
    answering = replace(scene, turn=replace(scene.turn, reply=reply))
    move = await heard(answering, await asked(answering))
    return replace(move, prompt=below(aside.said, move.prompt))


async def come_to_noted(scene: Scene, move: Move) -> Move:
    """The move, going on with what was noted meanwhile once no dialog runs any more.

    What asks for a location or shows a picture is said alone, and what is to be pressed comes
    last; the next turn comes to the rest.
    """
    while move.state.noted and not move.state.running and _has_room(move.prompt):
        words, *rest = move.state.noted
        left = replace(move.state, noted=tuple(rest))
        reply = replace(scene.turn.reply, kind=ReplyKind.TEXT, text=words)
        now = replace(scene, turn=replace(scene.turn, reply=reply)).at(left)
        more = await told(now)
        move = replace(move, state=left) if more is None else _then(move, more)
        if more is not None and more.prompt is not None and more.prompt.buttons:
            break
    return move


def _has_room(prompt: Prompt | None) -> bool:
    """Whether something may be said below it in the same message."""
    return prompt is None or not (prompt.ask is not Ask.NOTHING or prompt.venue or prompt.photo)


def _then(move: Move, more: Move) -> Move:
    """One move after the other, as one message; the press is answered once."""
    prompt = below(Text("engine.now_noted"), more.prompt)
    if move.prompt is not None:
        prompt = below(move.prompt.text, prompt)
    return replace(
        more,
        prompt=replace(prompt, force_new=move.prompt is None or move.prompt.force_new),
        toast=move.toast or more.toast,
        alert=move.alert,
        unbutton=move.unbutton or more.unbutton,
    )
