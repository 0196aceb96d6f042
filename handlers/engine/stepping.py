"""Plays a dialog: asks, takes answers, goes back, edits, finishes; each rule written once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.dialog import PAGE, SAYS, Outcome, Prompt, Question, Step, Text, Unclear
from handlers.engine.move import Move, Scene
from handlers.engine.screens import (
    again,
    below,
    edit_prompt,
    menu_prompt,
    question_prompt,
    summary_prompt,
    with_ways_on,
)
from handlers.engine.state import (
    EDIT,
    SUMMARY,
    State,
    drop_answer,
    drop_inapplicable,
    ended,
    index_of,
    left_over,
    new_run,
    next_open,
    parked_of,
    record_answer,
    rewrite,
    step_of,
    unpark,
)
from handlers.engine.typed import quoted
from matching.errors import NotAllowed, Refused

SIGN_UP = "register"
"""The dialog that those who have no role yet are led to."""

MOST_PAGES = 1000
"""A forged page number must still fit its column."""


async def begin(
    scene: Scene, name: str, prefill: Mapping[str, Any] | None = None, heard: str = ""
) -> Move:
    """Start a dialog; a running one is put aside, `heard` is offered to the first question."""
    dialog = scene.book.dialogs[name]
    roles = scene.turn.person.roles
    if not dialog.for_all and not roles & dialog.roles:
        if not roles and name != SIGN_UP and SIGN_UP in scene.book.dialogs:
            return await begin(scene, SIGN_UP)
        return await refused(scene, scene.state, NotAllowed())
    state = State(
        run=new_run(),
        dialog=name,
        answers=dict(prefill or {}),
        keyboard_up=scene.state.keyboard_up,
        parked=parked_of(scene.state),
        noted=scene.state.noted,
    )
    if heard:
        state = await _overheard(scene.at(state), heard)
    move = await advance(scene.at(state), scene.state)
    if state.parked in (None, scene.state.parked) or not move.shows_dialog:
        return move
    return replace(move, prompt=below(Text("engine.put_aside"), move.prompt))


async def advance(scene: Scene, fallback: State, *, keep_page: bool = False) -> Move:
    """Ask what is still open; with nothing open show the summary, or finish.

    `fallback` is where the dialog stays if finishing is refused.
    """
    dialog, state = scene.dialog, drop_inapplicable(scene.dialog, scene.state)
    step = next_open(dialog, state)
    if step is not None:
        stays = keep_page or step.name == state.step
        state = replace(state, step=step.name, page=state.page if stays else 0)
    elif dialog.confirm:
        state = replace(state, step=SUMMARY, editing=False, before=None, page=0)
    else:
        return await finish(scene.at(state), fallback)
    return await show(scene.at(state))


async def show(scene: Scene) -> Move:
    """The screen the dialog stands at."""
    return Move(scene.state, await screen(scene), shows_dialog=True)


async def screen(scene: Scene) -> Prompt:
    """The prompt of the screen the dialog stands at."""
    dialog, state = scene.dialog, scene.state
    if state.step == SUMMARY:
        return summary_prompt(scene.turn, dialog, state)
    if state.step == EDIT:
        return edit_prompt(scene.turn, dialog, state)
    return question_prompt(dialog, state, await question_of(scene))


async def question_of(scene: Scene) -> Question:
    """What the current step asks. Raises `LookupError` on a screen that is no question."""
    step = step_of(scene.dialog, scene.state.step)
    if step is None:
        raise LookupError(f"{scene.state.dialog} has no step {scene.state.step}")
    return await step.ask(scene.turn)


async def take(scene: Scene, step: Step, value: Any) -> Move:
    """Note the answer and go on; an answer that only changes others leaves the step open."""
    rewritten = rewrite(scene.state, value)
    if rewritten is not None:
        move = await advance(scene.at(rewritten), scene.state, keep_page=PAGE in value)
        return replace(move, prompt=below(value[SAYS], move.prompt)) if SAYS in value else move
    state = record_answer(scene.state, step, value)
    asked = {*state.trail, step.name}
    trail = tuple(each.name for each in scene.dialog.steps if each.name in asked)
    return await advance(scene.at(replace(state, trail=trail)), scene.state)


async def unclear(scene: Scene, why: Text) -> Move:
    """The same question in other words; what was typed is kept and quoted."""
    typed = quoted(scene.turn.reply.text)
    state = replace(scene.state, unclear=scene.state.unclear + 1, typed=typed)
    prompt = again(await screen(scene.at(state)), state, why)
    return Move(state, prompt, shows_dialog=True, asks_again=True)


async def refused(scene: Scene, state: State, no: Refused) -> Move:
    """Say why not; the dialog stands where it stood, and nothing typed is lost."""
    why = Text(no.text_key, no.facts)
    if scene.pressed and scene.fits_toast(why):
        return Move(state, toast=why, alert=True)
    if not state.running:
        return Move(state, menu_prompt(scene.book, scene.turn, state, why))
    shown = replace(state, typed=quoted(scene.turn.reply.text), unclear=0)
    prompt = again(await screen(scene.at(shown)), shown, why)
    return Move(shown, prompt, shows_dialog=True)


async def finish(scene: Scene, fallback: State) -> Move:
    """Do what the dialog is for, once: the run is over as soon as it worked."""
    try:
        async with scene.turn.session.begin_nested():
            outcome = await scene.dialog.finish(scene.turn)
    except Refused as no:
        return await refused(scene, fallback, no)
    except Unclear as odd:
        return await unclear(scene.at(fallback), odd.text)
    state = ended(scene.state)
    if outcome.leaves:
        state = left_over(scene.state, outcome.leaves, outcome.leaves_at)
    return await conclude(scene.at(state), outcome, done=True)


async def conclude(scene: Scene, outcome: Outcome, *, done: bool = False) -> Move:
    """Carry out what a finish, an act or a command came to; `done` after a dialog's end."""
    if outcome.joined is not None:
        scene = scene.joined(outcome.joined)
        outcome = await with_what_waited(scene, outcome)
        if outcome.joined is None:
            scene = scene.at(replace(scene.state, parked=None))
    if outcome.start:
        move = await begin(scene, outcome.start, outcome.prefill)
        if outcome.prompt is not None and move.prompt is not None:
            both = {"first": outcome.prompt.text, "then": move.prompt.text}
            move = replace(move, prompt=replace(move.prompt, text=Text("engine.both", both)))
        unbutton = move.unbutton or outcome.drop_buttons
        return replace(move, toast=move.toast or outcome.toast, unbutton=unbutton)
    prompt = outcome.prompt
    if done and prompt is not None and not prompt.ask:
        prompt = with_ways_on(scene.book, scene.turn, scene.state, prompt)
    return Move(
        scene.state,
        prompt,
        toast=outcome.toast,
        alert=outcome.alert,
        unbutton=outcome.drop_buttons or (done and prompt is None),
    )


async def with_what_waited(scene: Scene, outcome: Outcome) -> Outcome:
    """What a new role comes to, with the dialog that waited for one begun anew."""
    parked = scene.state.parked or {}
    take_up = scene.book.take_up.get(parked.get("dialog", ""))
    if take_up is None or parked.get("step"):
        return outcome
    taken = await take_up(replace(scene.turn, answers={}, run=""), parked.get("answers", {}))
    if taken is None or not taken.start:
        return outcome
    return replace(taken, prompt=taken.prompt or outcome.prompt)


async def back(scene: Scene) -> Move:
    """One screen back; before the first it is the same as cancelling, but for a report that was
    filled in from somebody's words: it stays as it is."""
    dialog, state = scene.dialog, scene.state
    if state.step == EDIT:
        return await show(scene.at(replace(state, step=SUMMARY)))
    if state.editing and state.before is not None:
        kept = replace(state, answers=dict(state.before), before=None, editing=False)
        return await show(scene.at(replace(kept, step=SUMMARY, page=0)))
    step = step_of(dialog, state.step)
    undone = step.undo(state.answers) if step is not None and step.undo is not None else None
    if undone is not None:
        rewritten = rewrite(state, undone)
        return await advance(scene.at(rewritten or state), state, keep_page=PAGE in undone)
    trail = [name for name in state.trail if step_of(dialog, name) is not None]
    if not trail and dialog.reports and state.answers:
        move = await show(scene)
        return replace(move, prompt=below(Text("engine.no_step_back"), move.prompt))
    if not trail:
        return await cancel(scene)
    name = trail.pop()
    state = replace(drop_answer(state, name), trail=tuple(trail), step=name, page=0, unclear=0)
    return await show(scene.at(state))


async def cancel(scene: Scene) -> Move:
    """Drop the draft, say so, and show what else can be done."""
    state = ended(scene.state)
    key = "engine.cancelled" if scene.state.trail else "engine.cancelled_empty"
    return Move(state, menu_prompt(scene.book, scene.turn, state, Text(key)))


async def edit(scene: Scene, name: str = "") -> Move:
    """Show the answers that can be changed, or ask the one of step `name` again."""
    if not name:
        return await show(scene.at(replace(scene.state, step=EDIT, page=0)))
    before = dict(scene.state.answers)
    state = replace(scene.state, step=name, editing=True, before=before, page=0)
    return await show(scene.at(state))


async def turn_page(scene: Scene, page: int) -> Move:
    """Another page of the choices."""
    return await show(scene.at(replace(scene.state, page=min(max(0, page), MOST_PAGES))))


async def go_on(scene: Scene) -> Move:
    """Show the running dialog again, or take up the one put aside."""
    if scene.state.running:
        return await show(scene)
    state = unpark(scene.state)
    if state.dialog not in scene.book.dialogs:
        state = ended(replace(scene.state, parked=None))
        return Move(state, menu_prompt(scene.book, scene.turn, state))
    if index_of(scene.book.dialogs[state.dialog], state) < 0:
        return await advance(scene.at(state), state)
    return await show(scene.at(state))


async def _overheard(scene: Scene, heard: str) -> State:
    """The state with the first question answered by what was said before it was asked."""
    step = next_open(scene.dialog, scene.state)
    if step is None or step.read is None:
        return scene.state
    asking = scene.at(replace(scene.state, step=step.name))
    turn = replace(asking.turn, reply=replace(asking.turn.reply, text=heard))
    try:
        async with turn.session.begin_nested():
            value = await step.read(turn, await step.ask(turn))
    except (Unclear, Refused):
        return scene.state  # the question is simply asked
    state = record_answer(scene.state, step, value)
    return replace(state, trail=(step.name,))
