"""Where a reply belongs: a button, a command, the running dialog, what waits, or the menu."""

from dataclasses import replace

from handlers.dialog import Ask, Prompt, ReplyKind, Text
from handlers.engine.acts import act, unknown
from handlers.engine.commands import choose_from_menu, command, welcome
from handlers.engine.data import ActPress, DialogPress, read_data
from handlers.engine.listen import asked, heard, pressed
from handlers.engine.move import Move, Scene
from handlers.engine.screens import below, menu_prompt
from handlers.engine.state import ended
from handlers.engine.stepping import conclude, refused, show
from handlers.engine.words import typed
from matching.errors import Refused


async def route(scene: Scene) -> Move:
    """What the reply comes to."""
    match scene.turn.reply.kind:
        case ReplyKind.PRESS:
            return await _press(scene)
        case ReplyKind.COMMAND:
            return await command(scene)
        case ReplyKind.TEXT:
            return await typed(scene)
        case ReplyKind.LOCATION | ReplyKind.CONTACT | ReplyKind.PHOTO:
            return await _thing(scene)
        case ReplyKind.EDITED:
            return _edited(scene)
        case _:
            return await _other(scene)


def _edited(scene: Scene) -> Move:
    """Said once of each message, and never read: what was noted may be under way already, and a
    report that is changed a little must not become a second one."""
    reply = scene.turn.reply
    once = f"edited:{reply.channel}:{reply.address}:{reply.message_id}"
    key = "engine.edited_inside" if scene.state.running else "engine.edited"
    return Move(scene.state, Prompt(Text(key)), once=once)


async def _press(scene: Scene) -> Move:
    press = read_data(scene.turn.reply.data)
    if press is None:
        return unknown(scene)
    if isinstance(press, DialogPress):
        return await pressed(scene, press)
    if isinstance(press, ActPress):
        return await act(scene, press)
    return await choose_from_menu(scene, press.entry) or unknown(scene)


async def _thing(scene: Scene) -> Move:
    """A location or contact: for the question that asks, else for whoever waits for it."""
    if scene.turn.reply.kind is ReplyKind.PHOTO:
        return await _photo(scene)
    if scene.state.running:
        question = await asked(scene)
        if not scene.turn.reply.live or question.ask is Ask.LOCATION:
            return await heard(scene, question)
    move = await _waited_for(scene)
    if move is not None:
        return move
    if scene.turn.reply.live:
        return Move(scene.state)  # a moving position that nobody follows is not worth a word
    return await _unexpected(scene)


async def _photo(scene: Scene) -> Move:
    """A photo: at a receiver's door the proof, whatever is being filled in, for no question takes
    one; elsewhere its caption is what was said."""
    move = await _waited_for(scene)
    if move is not None:
        return move
    if scene.turn.reply.text.strip():
        return await typed(_captioned(scene))
    if scene.state.running:
        move = await show(scene)
        return replace(move, prompt=below(Text("engine.photo_inside"), move.prompt))
    return await _unexpected(scene)


async def _unexpected(scene: Scene) -> Move:
    if not scene.turn.person.roles:
        return await welcome(scene)
    text = Text(f"engine.unexpected_{scene.turn.reply.kind.value}")
    return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state, text))


def _captioned(scene: Scene) -> Scene:
    """The scene as if the photo's caption had been typed."""
    reply = replace(scene.turn.reply, kind=ReplyKind.TEXT)
    return replace(scene, turn=replace(scene.turn, reply=reply))


async def _waited_for(scene: Scene) -> Move | None:
    """What a location, contact or photo comes to outside any question; None if nobody waits."""
    turn = replace(scene.turn, answers={}, run="")
    for source in scene.book.heard:
        try:
            async with turn.session.begin_nested():
                outcome = await source(turn)
        except Refused as no:
            return await refused(scene, scene.state, no)
        if outcome is not None:
            # The same dialog begun anew replaces its draft: a second photo of one hand-over.
            again = scene.state.running and outcome.start == scene.state.dialog
            return await conclude(scene.at(ended(scene.state)) if again else scene, outcome)
    return None


async def _other(scene: Scene) -> Move:
    """A sticker, a voice message: what can be read is said."""
    if scene.state.running:
        return await heard(scene, await asked(scene))
    if not scene.turn.person.roles:
        return await welcome(scene)
    text = Text("engine.unexpected_other")
    return Move(scene.state, menu_prompt(scene.book, scene.turn, scene.state, text))
