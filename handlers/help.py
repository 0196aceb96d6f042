"""The way to a human being: what one can do now, one question, and the answer that comes back."""

from db.actions.help import call_for_help, close_help
from handlers.dialog import (
    ActHandler,
    Command,
    Dialog,
    Outcome,
    Prompt,
    Text,
    Turn,
)
from handlers.engine.danger import danger_said
from handlers.speech.arguments import number
from handlers.speech.show import act, offer_minutes
from handlers.steps.choices import typed_step
from matching.model import Role

QUESTION_SIGNS = 900
"""Longest question; the record holds 1,000."""
ORDER = (
    Role.COORDINATOR,
    Role.DRIVER,
    Role.SUPPLIER,
    Role.HOSPITAL,
    Role.COMMUNITY,
    Role.RESIDENT,
)
MOST_ROLES = 2
"""Whoever holds more roles is told about the first ones: help is short."""


async def explain(turn: Turn) -> Outcome:
    """`/help`: three lines for each role, and a person to talk to."""
    held = [role for role in ORDER if role in turn.person.roles][:MOST_ROLES]
    keys = [f"help.{role.value}" for role in held] or ["help.nobody"]
    facts = {"minutes": offer_minutes(turn.house)}
    text = Text("help.page", {"lines": tuple(Text(key, facts) for key in keys)})
    talk = act("push.help_again", "help", style="primary")
    return Outcome(Prompt(text, buttons=((talk,),)))


async def _ask(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    return Outcome(start=HELP.name)


async def _solved(turn: Turn, args: tuple[str, ...]) -> Outcome:
    await close_help(turn.session, turn.person.actor, help_id=number(args), now=turn.now)
    return Outcome(toast=Text("help.solved"), drop_buttons=True)


async def _send(turn: Turn) -> Outcome:
    """Pass the question on to the coordinators; a cry also where an earlier one still waits."""
    actor, question = turn.person.actor, str(turn.answers["question"])
    urgent = danger_said(turn, question)
    await call_for_help(turn.session, actor, question=question, now=turn.now, urgent=urgent)
    return Outcome(Prompt(Text("help.sent")))


HELP = Dialog(
    name="help",
    steps=(typed_step("question", Text("help.question"), longest=QUESTION_SIGNS),),
    finish=_send,
    confirm=False,
    title=Text("help.title"),
    for_all=True,
)

DIALOGS: tuple[Dialog, ...] = (HELP,)
ACTS: dict[str, ActHandler] = {"help": _ask, "help_solved": _solved}
COMMANDS: dict[str, Command] = {"help": explain}
