"""What a person says inside a dialog: a press or typed words, matched to the screen on show."""

from dataclasses import replace

from handlers.dialog import Ask, Choice, Question, ReplyKind, Text, Unclear
from handlers.engine.data import DialogPress, Op, means
from handlers.engine.move import Move, Scene
from handlers.engine.screens import edit_choices, menu_prompt, page_of, pages_of
from handlers.engine.state import EDIT, SUMMARY, State, ended, index_of, step_of
from handlers.engine.stepping import (
    back,
    cancel,
    edit,
    finish,
    question_of,
    refused,
    show,
    take,
    turn_page,
    unclear,
)
from handlers.engine.typed import (
    Control,
    choice_close,
    choice_numbered,
    choice_said,
    is_yes,
    says_yes,
)
from matching.errors import Refused


async def pressed(scene: Scene, press: DialogPress) -> Move:
    """A button of a dialog: taken only on the screen it was made for."""
    state = scene.state
    if press.run != state.run:
        return Move(state, toast=Text("engine.stale_run"), unbutton=True)
    if not state.running:
        return Move(state, toast=Text("engine.stale_finished"), unbutton=True)
    if press.index != index_of(scene.dialog, state):
        here = scene.turn.reply.message_id
        elsewhere = bool(state.live_message) and here != state.live_message
        return Move(state, toast=Text("engine.stale_step"), unbutton=elsewhere)
    return await _on_screen(scene, press)


async def _on_screen(scene: Scene, press: DialogPress) -> Move:
    match press.op:
        case Op.BACK:
            return await back(scene)
        case Op.CANCEL:
            return await cancel(scene)
        case Op.MENU:
            return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state))
        case Op.CONFIRM if scene.state.step == SUMMARY:
            return await finish(scene, scene.state)
        case Op.EDIT if scene.state.step == SUMMARY:
            return await edit(scene)
        case Op.PAGE if press.value.isascii() and press.value.isdigit():
            return await turn_page(scene, int(press.value))
        case Op.SET:
            return await _picked(scene, press.value)
        case _:
            return Move(scene.state, toast=Text("engine.stale_step"))


async def _picked(scene: Scene, value: str) -> Move:
    """A choice, if it is still one of those on offer."""
    if scene.state.step == SUMMARY:
        return Move(scene.state, toast=Text("engine.stale_step"))
    choices = (await asked(scene)).all_choices
    found = next((choice for choice in choices if means(value, choice.value)), None)
    if found is None:
        return replace(await show(scene), toast=Text("engine.choice_gone"))
    return await choose(scene, found)


async def asked(scene: Scene) -> Question:
    """What the screen on show asks, with its choices; the summary has none to name."""
    if scene.state.step == EDIT:
        choices = edit_choices(scene.turn, scene.dialog)
        return Question(Text("engine.edit_which"), choices, page_size=max(1, len(choices)))
    if scene.state.step == SUMMARY:
        return Question(Text("unclear.summary"))
    return await question_of(scene)


def chosen(scene: Scene, question: Question) -> Choice | None:
    """The choice that the typed words name whole; it goes before everything else they may mean."""
    if scene.turn.reply.kind is not ReplyKind.TEXT:
        return None
    typed, names = scene.turn.reply.text, scene.turn.house.names(scene.turn.now)
    found = choice_said(question.all_choices, typed, names)
    affirming = [choice for choice in question.all_choices if is_yes(choice.label)]
    if found is None and len(affirming) == 1 and says_yes(typed):
        return affirming[0]
    return found


def offers_a_choice(scene: Scene, question: Question) -> bool:
    """Whether something is to be chosen or sent: where own words are asked they are the answer."""
    step = step_of(scene.dialog, scene.state.step)
    if step is None or step.read is None:
        return True
    return len(question.choices) > 1 or question.ask is not Ask.NOTHING


async def choose(scene: Scene, choice: Choice) -> Move:
    """Take the choice as the answer, or as the step to change."""
    step = step_of(scene.dialog, scene.state.step)
    if step is None:
        return await edit(scene, choice.value)
    if step.pick is None:
        return await take(scene, step, choice.value)
    try:
        return await take(scene, step, await step.pick(scene.turn, choice.value))
    except Unclear as odd:
        return await unclear(scene, odd.text)


async def heard(scene: Scene, question: Question) -> Move:
    """Words, a location, a contact or a photo that name no choice: for the step's reader."""
    step = step_of(scene.dialog, scene.state.step)
    if scene.state.step == SUMMARY:
        return await unclear(scene, Text("unclear.summary"))
    if step is None or step.read is None:
        return await _nearest(scene, question, Text("unclear.choose"))
    try:
        async with scene.turn.session.begin_nested():
            value = await step.read(scene.turn, question)
    except Unclear as odd:
        return await _nearest(scene, question, odd.text)
    except Refused as no:
        return await refused(scene, scene.state, no)
    return await take(scene, step, value)


async def control(scene: Scene, wanted: Control) -> Move | None:
    """A way out that was typed; None if it means nothing on this screen."""
    state = scene.state
    match wanted:
        case Control.BACK:
            return await back(scene)
        case Control.CANCEL:
            return await cancel(scene)
        case Control.CONFIRM if state.step == SUMMARY:
            return await finish(scene, state)
        case Control.EDIT if state.step == SUMMARY:
            return await edit(scene)
        case Control.EARLIER | Control.LATER if step_of(scene.dialog, state.step) is not None:
            question = await question_of(scene)
            if pages_of(question) == 1:
                return None
            step = 1 if wanted is Control.LATER else -1
            return await turn_page(scene, page_of(state, question) + step)
        case _:
            return None


def sound(scene: Scene) -> State:
    """The state if its dialog and step still exist in this version; else it has ended."""
    state = scene.state
    if not state.running:
        return state
    dialog = scene.book.dialogs.get(state.dialog)
    return state if dialog is not None and index_of(dialog, state) >= 0 else ended(state)


async def _nearest(scene: Scene, question: Question, why: Text) -> Move:
    """A number in the list or a near spelling; else the question again."""
    text, names = scene.turn.reply.text, scene.turn.house.names(scene.turn.now)
    if scene.turn.reply.kind is not ReplyKind.TEXT:
        return await unclear(scene, why)
    page = page_of(scene.state, question)
    found = choice_numbered(question, page, text)
    found = found or choice_close(question.all_choices, text, names)
    return await (choose(scene, found) if found else unclear(scene, why))
