"""Turns a move into outbox rows: the answer to the press, the screen, and what must be cleared."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane, enqueue
from handlers.dialog import Ask, Prompt, Reply, Text, Turn
from handlers.engine.data import ActPress, read_data
from handlers.engine.move import Move, Scene
from handlers.engine.standing import remember
from handlers.engine.state import State
from handlers.speech.wire import to_json


async def owe_answer(
    session: AsyncSession,
    reply: Reply,
    text: Text | None,
    now: datetime,
    *,
    alert: bool = False,
    person_id: int | None = None,
    lang: str = "",
) -> None:
    """Owe the press its one answer; it leaves before everything else.

    `lang` is the language it was pressed in: who was just forgotten has none in the record.
    """
    await enqueue(
        session,
        person_id=person_id,
        channel=reply.channel,
        address=reply.address,
        kind="answer",
        params={
            "press_id": reply.press_id,
            "text": None if text is None else to_json(text),
            "alert": alert,
            **({"lang": lang} if lang else {}),
        },
        lane=Lane.ANSWER,
        dedupe_key=f"answer:{reply.channel}:{reply.press_id}"[:120] if reply.press_id else None,
        now=now,
    )


async def owe(scene: Scene, before: State, move: Move) -> None:
    """Store where the dialog stands, then owe what is said of it.

    The state goes first: after a crash the screen can be shown again, never the other way.
    """
    prompt, stray = _clear_keyboard(before, move, _spoken(scene, move))
    edit = _edited(scene, prompt)
    state = _after(move, before, prompt, edit)
    if state != before:
        await remember(scene.turn.session, scene.turn.person.person_id, state, scene.turn.now)
    if stray is not None:
        await _owe_prompt(scene, stray, "", "", "")
    if _loses_buttons(scene, move, prompt, edit):
        await _owe_unbutton(scene)
    if prompt is not None:
        run, step = (state.run, state.step) if move.shows_dialog else ("", "")
        key = _edit_key(scene, edit) if edit else ""
        if move.asks_again and not edit and not prompt.remove_keyboard:
            key = _again_key(scene)
        await _owe_prompt(scene, prompt, edit, run, step, key=key, once=move.once)


async def owe_commands(turn: Turn) -> None:
    """Owe the person the list of commands anew: their roles or their language changed."""
    await enqueue(
        turn.session,
        person_id=turn.person.person_id,
        channel=turn.reply.channel,
        address=turn.reply.address,
        kind="commands",
        params={},
        lane=Lane.BULK,
        supersede_key=f"commands:{turn.person.person_id}",
        now=turn.now,
    )


def _spoken(scene: Scene, move: Move) -> Prompt | None:
    """The prompt; after typed words a toast has to be said as a message."""
    if move.prompt is None and move.toast is not None and not scene.pressed:
        return Prompt(move.toast)
    return move.prompt


def _clear_keyboard(
    before: State, move: Move, prompt: Prompt | None
) -> tuple[Prompt | None, Prompt | None]:
    """Take a reply keyboard away that is no longer asked for: the prompt, and a line before it.

    One message cannot both take a keyboard away and carry buttons; then a line of its own does.
    """
    if not before.keyboard_up or _still_asked(before, move):
        return prompt, None
    if prompt is None:
        return None, Prompt(Text("engine.noted"), remove_keyboard=True)
    if prompt.ask is not Ask.NOTHING:
        return prompt, None
    if not prompt.buttons:
        return replace(prompt, remove_keyboard=True, force_new=True), None
    return replace(prompt, force_new=True), Prompt(Text("engine.noted"), remove_keyboard=True)


def _still_asked(before: State, move: Move) -> bool:
    """Whether something was only said beside the question that has the keyboard up."""
    same = (before.run, before.step) == (move.state.run, move.state.step)
    return same and move.state.running and not move.shows_dialog


def _edited(scene: Scene, prompt: Prompt | None) -> str:
    """The message the prompt takes the place of; empty for a new one."""
    if prompt is None or not scene.pressed or prompt.force_new or prompt.ask is not Ask.NOTHING:
        return ""
    if scene.turn.reply.on_media:
        return ""
    return scene.turn.reply.message_id


def _after(move: Move, before: State, prompt: Prompt | None, edit: str) -> State:
    """The state as it is once this has been said."""
    keyboard = before.keyboard_up
    if keyboard and not _still_asked(before, move):
        keyboard = False
    if prompt is not None and prompt.ask is not Ask.NOTHING:
        keyboard = True
    live = edit if move.shows_dialog and prompt is not None else move.state.live_message
    return replace(
        move.state,
        keyboard_up=keyboard,
        live_message=live if move.state.running else "",
        shown=before.shown if prompt is None or move.once else _buttons_said(move, prompt),
    )


def _buttons_said(move: Move, prompt: Prompt) -> dict[str, Any] | None:
    """The buttons of a prompt beside a dialog that do something, to be found again by words."""
    if move.shows_dialog:
        return None
    buttons = [button for row in prompt.buttons for button in row]
    doing = tuple((button,) for button in buttons if button.data.startswith(("a:", "m:", "d:")))
    return to_json(Prompt(prompt.text, doing)) if doing else None


def _loses_buttons(scene: Scene, move: Move, prompt: Prompt | None, edit: str) -> bool:
    """Whether the pressed message keeps its text and loses its buttons."""
    if not scene.pressed or not scene.turn.reply.message_id or edit:
        return False
    on_screen = not isinstance(read_data(scene.turn.reply.data), ActPress)
    return move.unbutton or (on_screen and move.shows_dialog and prompt is not None)


async def _owe_prompt(
    scene: Scene, prompt: Prompt, edit: str, run: str, step: str, *, key: str = "", once: str = ""
) -> None:
    params: dict[str, Any] = {"prompt": to_json(prompt), "edit": edit, "run": run, "step": step}
    await enqueue(
        scene.turn.session,
        person_id=scene.turn.person.person_id,
        channel=scene.turn.reply.channel,
        address=scene.turn.reply.address,
        kind="prompt",
        params=params,
        lane=Lane.REPLY,
        supersede_key=key,
        dedupe_key=once[:120] or None,
        now=scene.turn.now,
    )


async def _owe_unbutton(scene: Scene) -> None:
    message_id = scene.turn.reply.message_id
    await enqueue(
        scene.turn.session,
        person_id=scene.turn.person.person_id,
        channel=scene.turn.reply.channel,
        address=scene.turn.reply.address,
        kind="unbutton",
        params={"message_id": message_id},
        lane=Lane.REPLY,
        supersede_key=_edit_key(scene, message_id),
        now=scene.turn.now,
    )


def _again_key(scene: Scene) -> str:
    """Whoever types faster than a chat may be written to need not read every "not understood"."""
    return f"again:{scene.turn.reply.channel}:{scene.turn.reply.address}"[:80]


def _edit_key(scene: Scene, message_id: str) -> str:
    """Edits of one message overtake each other."""
    return f"edit:{scene.turn.reply.channel}:{scene.turn.reply.address}:{message_id}"[:80]
