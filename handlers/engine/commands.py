"""Commands, menu entries, the welcome and the invitation: what may be asked for at any moment."""

from dataclasses import replace

from db.actions.invites import redeem_invite
from db.actions.people import choose_language
from handlers.dialog import Command, Outcome, Prompt, Term, Text, Turn, Unclear
from handlers.engine.book import Entry
from handlers.engine.delivery import owe_commands
from handlers.engine.move import Move, Scene
from handlers.engine.screens import below, menu_prompt
from handlers.engine.state import State, ended, waiting_draft
from handlers.engine.stepping import (
    SIGN_UP,
    begin,
    cancel,
    conclude,
    go_on,
    refused,
    with_what_waited,
)
from handlers.speech.sentences import LANGUAGES
from matching.errors import NotAllowed, Refused

HELP = "help"
LANGUAGE = "lang"
"""Commands that are also reached by typed words."""
CONTINUE, MENU, TALK = "continue", "menu", "talk"
"""Menu buttons that are not an entry of their own."""


async def command(scene: Scene) -> Move:
    """A command, whatever else is going on; a draft is put aside, not lost."""
    reply = scene.turn.reply
    match reply.command:
        case "start":
            return await (_followed_link(scene) if reply.text.strip() else _start(scene))
        case "menu":
            return await _start(scene)
        case "cancel" if scene.state.running:
            return await cancel(scene)
        case "cancel":
            text = Text("engine.nothing_to_cancel")
            return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state, text))
    entry = next((each for each in scene.book.entries if each.command == reply.command), None)
    if entry is not None:
        return await enter(scene, entry)
    run = scene.book.commands.get(reply.command)
    if run is not None:
        return await perform(scene, run)
    if not scene.turn.person.roles and not scene.state.running:
        return await welcome(scene)
    text = Text("engine.unknown_command")
    return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state, text))


async def choose_from_menu(scene: Scene, name: str) -> Move | None:
    """Do what the menu's button of this name stands for; None if there is none (any more)."""
    match name:
        case known if known == CONTINUE:
            return await _continue(scene)
        case known if known == MENU:
            return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state))
        case known if known == TALK:
            return await person_wanted(scene)
    entry = scene.book.entry(name)
    return None if entry is None else await enter(scene, entry)


async def enter(scene: Scene, entry: Entry) -> Move:
    """Do what a menu entry stands for, if it is this person's to do."""
    roles = scene.turn.person.roles
    if not entry.is_for(roles):
        if not roles and SIGN_UP in scene.book.dialogs:
            return await welcome(scene)
        return await refused(scene, scene.state, NotAllowed())
    return await perform(scene, entry.run)


async def perform(scene: Scene, run: Command) -> Move:
    """Carry out a command; a refusal undoes all of it."""
    turn = replace(scene.turn, answers={}, run="")
    try:
        async with turn.session.begin_nested():
            outcome = await run(turn)
    except Refused as no:
        return await refused(scene, scene.state, no)
    except Unclear as odd:
        return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state, odd.text))
    return await conclude(scene, outcome)


async def help_wanted(scene: Scene) -> Move:
    """What can be done here, and the way to a human being."""
    return await _named(scene, HELP)


async def person_wanted(scene: Scene) -> Move:
    """The question for a human being; a draft is put aside meanwhile."""
    return await begin(scene, HELP)


async def person_told(scene: Scene, words: str) -> Move:
    """The words go to a human being as they are."""
    return await begin(scene, HELP, {"question": words})


async def language_wanted(scene: Scene) -> Move:
    """The choice of language."""
    return await _named(scene, LANGUAGE)


async def welcome(scene: Scene) -> Move:
    """Lead somebody without a role to sign-up; on first contact say who we are and why we ask."""
    if SIGN_UP not in scene.book.dialogs:
        return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state))
    is_first = not scene.state.run
    move = await begin(scene, SIGN_UP)
    if not is_first or move.prompt is None:
        return move
    text = Text("engine.welcome", {"question": move.prompt.text})
    return replace(move, prompt=replace(move.prompt, text=text))


async def wait_for_role(scene: Scene, outcome: Outcome) -> Move:
    """Put a dialog aside and lead to the sign-up it waits for; nothing said so far is lost."""
    draft = waiting_draft(outcome.waits, outcome.prefill)
    scene = scene.at(replace(scene.state, parked=draft))
    entry = scene.book.entry(SIGN_UP)
    strange = entry is None or not scene.turn.person.roles
    move = await (welcome(scene) if strange or entry is None else perform(scene, entry.run))
    if outcome.prompt is None:
        return move
    return replace(move, prompt=below(outcome.prompt.text, move.prompt))


async def _continue(scene: Scene) -> Move:
    if scene.state.running or scene.state.parked:
        return await go_on(scene)
    menu = menu_prompt(scene.book, scene.turn, scene.state)
    return Move(scene.state, menu, toast=Text("engine.stale_finished"))


async def _start(scene: Scene) -> Move:
    if scene.turn.person.roles:
        return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state))
    return await welcome(scene)


async def _followed_link(scene: Scene) -> Move:
    """A link names a language, as on a poster for visitors, or carries an invitation."""
    turn = scene.turn
    lang = turn.reply.text.strip().lower()
    if lang not in LANGUAGES:
        return await _invited(scene)
    await choose_language(turn.session, turn.person.actor, lang=lang, now=turn.now)
    await owe_commands(turn)
    return await _start(scene)


async def _invited(scene: Scene) -> Move:
    """Redeem the invitation a deep link carried."""
    turn = scene.turn
    try:
        async with turn.session.begin_nested():
            role = await redeem_invite(
                turn.session, turn.person.actor, token=turn.reply.text.strip(), now=turn.now
            )
    except Refused as no:
        if turn.person.roles:
            return await refused(scene, scene.state, no)
        move = await welcome(scene)
        if move.prompt is None:
            return move
        both = {"first": Text(no.text_key, no.facts), "then": move.prompt.text}
        return replace(move, prompt=replace(move.prompt, text=Text("engine.both", both)))
    await owe_commands(turn)
    scene = scene.joined(role).at(_without_sign_up(scene.state))
    text = Text("engine.invited", {"role": Term("role", role.value)})
    outcome = await with_what_waited(scene, Outcome(Prompt(text)))
    if outcome.start:
        scene = scene.at(replace(scene.state, parked=None))
        return await conclude(scene, outcome, done=True)
    return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state, text))


def _without_sign_up(state: State) -> State:
    """The state without the sign-up that an invitation makes needless, going on or put aside."""
    state = ended(state) if state.dialog == SIGN_UP else state
    waits = (state.parked or {}).get("dialog") == SIGN_UP
    return replace(state, parked=None) if waits else state


async def _named(scene: Scene, name: str) -> Move:
    run = scene.book.commands.get(name)
    if run is not None:
        return await perform(scene, run)
    return await perform(scene, _starter(name))


def _starter(name: str) -> Command:
    async def run(_turn: Turn) -> Outcome:
        return Outcome(start=name)

    return run
