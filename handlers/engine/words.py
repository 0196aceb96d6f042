"""What typed words mean: an answer, a way out, a menu label, a report in somebody's own words."""

from dataclasses import replace

from handlers.dialog import Button, Choice, Prompt, Question, Text, Turn
from handlers.engine.acts import (
    answer_begun,
    answer_shown,
    answer_waiting,
    asks_more,
    first_words,
    may_answer_waiting,
    may_be_code,
)
from handlers.engine.book import Entry
from handlers.engine.commands import (
    CONTINUE,
    TALK,
    enter,
    help_wanted,
    language_wanted,
    person_wanted,
    welcome,
)
from handlers.engine.data import Op, dialog_data, menu_data
from handlers.engine.intent import intent_of
from handlers.engine.listen import (
    asked,
    choose,
    chosen,
    control,
    heard,
    offers_a_choice,
)
from handlers.engine.move import Move, Scene
from handlers.engine.own_words import noted_aside, noted_beside, told, told_inside
from handlers.engine.screens import menu_prompt
from handlers.engine.state import index_of, step_of
from handlers.engine.stepping import SIGN_UP, begin, go_on
from handlers.engine.typed import (
    Control,
    choice_numbered,
    choice_said,
    control_of,
    fold,
    quoted,
    words_of,
)
from matching.model import Role

NOT_UNDERSTOOD = "engine.not_understood"


async def typed(scene: Scene) -> Move:
    """What typed words come to: an answer in a dialog; else what waits, the menu, a report."""
    wanted = control_of(scene.turn.reply.text)
    if scene.state.running:
        return await _text_in_dialog(scene, wanted)
    return await _text_outside(scene, wanted)


async def _text_in_dialog(scene: Scene, wanted: Control | None) -> Move:
    """What was said last beside the dialog first: it stands lowest on the screen.

    Then the choices of the question, the ways out, what waits, the question's reader.
    """
    move = await answer_shown(scene)
    if move is not None:
        return move
    question = await asked(scene)
    choice = chosen(scene, question)
    if choice is not None:
        return await choose(scene, choice)
    if wanted is not None:
        move = await _anywhere(scene, wanted) or await control(scene, wanted)
        if move is not None:
            return move
    typed = scene.turn.reply.text
    is_code = not scene.dialog.own_numbers and may_be_code(typed)
    if is_code or may_answer_waiting(typed):
        move = await answer_waiting(scene)
        if move is not None:
            return move
    entry = _label_said(scene) if offers_a_choice(scene, question) else None
    if entry is not None:
        return await _leave_for(scene, entry)
    return await _heard_or_told(scene, question)


async def _is_gone(scene: Scene) -> bool:
    """Whether what is being reported is said to be needed no more: 不用了，水已经退了."""
    if not scene.dialog.reports:
        return False
    said, rest = first_words(scene.turn.reply.text)
    if said not in map(fold, words_of("requester.words_gone")):
        return False
    return not await asks_more(scene.turn, rest)


def _drop_or_go_on(scene: Scene) -> Move:
    """Ask whether the report on show is to be dropped; nothing is lost by the words alone."""
    drop = dialog_data(scene.state.run, index_of(scene.dialog, scene.state), Op.CANCEL)
    buttons = (
        Button(Text("engine.drop_yes"), drop, style="danger"),
        Button(Text("engine.drop_no"), menu_data(CONTINUE)),
    )
    return Move(scene.state, Prompt(Text("engine.drop_sure"), (buttons,), force_new=True))


async def _heard_or_told(scene: Scene, question: Question) -> Move:
    """What the question's reader makes of it, unless it is a report of other goods; what the
    reader cannot read may tell of goods as well."""
    if await _is_gone(scene):
        return _drop_or_go_on(scene)
    if scene.dialog.supposes:
        return await heard(scene, question)
    move = await noted_beside(scene) if _asks_of_goods(scene) else None
    move = move or await noted_aside(scene)
    if move is None and _who_is_asked(scene):
        # A report names a hospital as often as not: it is kept before "hospital" is an answer.
        move = await told_inside(scene)
    if move is not None:
        return move
    move = await heard(scene, question)
    if move.state.unclear > scene.state.unclear:
        return await noted_beside(scene) or await told_inside(scene) or move
    return move


def _asks_of_goods(scene: Scene) -> bool:
    """Whether a report is being filled in; elsewhere whatever is said is for the reader first."""
    step = step_of(scene.dialog, scene.state.step)
    return scene.dialog.reports or (step is not None and step.about is not None)


def _who_is_asked(scene: Scene) -> bool:
    """Whether a choice of sign-up is on show, which any sentence may be near to."""
    step = step_of(scene.dialog, scene.state.step)
    return scene.state.dialog == SIGN_UP and step is not None and step.read is None


async def _leave_for(scene: Scene, entry: Entry) -> Move:
    """A menu label typed in a dialog: with nothing to lose it is done, else asked what first."""
    if not scene.state.trail:
        return await enter(scene, entry)
    rows = (
        (Button(Text("menu.go_on"), menu_data(CONTINUE), style="primary"),),
        (Button(entry.label, menu_data(entry.name)),),
    )
    text = Text("engine.leave_first", {"entry": entry.label})
    return Move(scene.state, Prompt(text, rows, force_new=True))


async def _text_outside(scene: Scene, wanted: Control | None) -> Move:
    """What waits, the menu in words, a sentence that asks for something; else the menu."""
    if wanted is not None:
        move = await _anywhere(scene, wanted)
        if move is not None:
            return move
    move = await answer_shown(scene) or await answer_waiting(scene)
    if move is not None:
        return move
    # Whoever has no role yet sees a menu too: to be forgotten, to read what is kept of them.
    entry = _entry_said(scene) if scene.turn.person.roles else _label_said(scene)
    if entry is not None:
        return await enter(scene, entry)
    move = await answer_begun(scene) or await told(scene)
    if move is not None:
        return move
    if not scene.turn.person.roles:
        return await welcome(scene)
    reply, turn = scene.turn.reply, scene.turn
    intent = intent_of(reply.text, turn.person.lang, turn.house.catalogue, turn.person.roles)
    if intent is not None and intent.dialog in scene.book.dialogs:
        return await begin(scene, intent.dialog, heard=intent.rest)
    prompt = _small_talk_prompt(scene, _small_talk(turn, wanted))
    return Move(scene.state, prompt, asks_again=True)


def _small_talk_prompt(scene: Scene, said: Text) -> Prompt:
    """The menu; below words that nobody understood also the way to a person."""
    prompt = menu_prompt(scene.book, scene.turn, scene.state, said)
    if said.key != NOT_UNDERSTOOD:
        return prompt
    talk = Button(Text("engine.talk"), menu_data(TALK))
    return replace(prompt, buttons=(*prompt.buttons, (talk,)))


def _small_talk(turn: Turn, wanted: Control | None) -> Text:
    """What is said above the menu when the words asked for nothing."""
    if wanted in (Control.BACK, Control.CANCEL, Control.CONFIRM):
        return Text("engine.nothing_waits")
    if wanted is Control.THANKS:
        return Text("engine.welcome_back")
    if wanted is Control.GREETING:
        return Text("engine.greeting")
    hint = _hint(turn.person.roles)
    return Text(NOT_UNDERSTOOD, {"typed": quoted(turn.reply.text), "hint": hint})


def _hint(roles: frozenset[Role]) -> Text:
    """What may be typed by somebody with these roles."""
    if Role.COORDINATOR in roles:
        return Text("engine.hint_desk")
    if Role.DRIVER in roles:
        return Text("engine.hint_drive")
    return Text("engine.hint_stock" if roles == {Role.SUPPLIER} else "engine.hint_need")


async def _anywhere(scene: Scene, wanted: Control) -> Move | None:
    """The ways out that mean the same wherever they are typed."""
    match wanted:
        case Control.MENU:
            return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state))
        case Control.HELP:
            return await help_wanted(scene)
        case Control.TALK:
            return await person_wanted(scene)
        case Control.LANGUAGE:
            return await language_wanted(scene)
        case Control.CONTINUE if scene.state.parked or scene.state.running:
            return await go_on(scene)
        case _:
            return None


def _entry_said(scene: Scene) -> Entry | None:
    """The menu entry whose label or number is typed."""
    choices = _entries(scene)
    listed = Question(Text("menu.title"), choices, page_size=max(1, len(choices)))
    found = choice_numbered(listed, 0, scene.turn.reply.text)
    return _label_said(scene) or (None if found is None else scene.book.entry(found.value))


def _label_said(scene: Scene) -> Entry | None:
    """The menu entry whose label is typed whole."""
    names = scene.turn.house.names(scene.turn.now)
    found = choice_said(_entries(scene), scene.turn.reply.text, names)
    return None if found is None else scene.book.entry(found.value)


def _entries(scene: Scene) -> tuple[Choice, ...]:
    entries = scene.book.entries_for(scene.turn.person.roles)
    return tuple(Choice(entry.name, entry.label, entry.words) for entry in entries)
