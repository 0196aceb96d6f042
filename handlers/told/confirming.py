"""The step of the card: one tap confirms it, one tap or words change it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.actions.told import add_words
from handlers.dialog import (
    REWRITES,
    Choice,
    Question,
    ReplyKind,
    Step,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.typed import Control, control_of, words_of
from handlers.steps.addresses import shared_answer
from handlers.steps.quantities import quantity_answer
from handlers.told.altered import altered
from handlers.told.card import PAGE, card
from handlers.told.change import as_stated, ask_anew, place_names, rewritten
from handlers.told.facts import more_facts
from handlers.told.finish import mode_of
from handlers.told.joining import joined
from handlers.told.reading import read_words, without_cries
from handlers.told.said import (
    CARD,
    MODE,
    URGENCY,
    Said,
    SaidLine,
    is_said,
    open_lines,
    said_of,
)
from handlers.told.unread import UNREAD, ask_what, kept_unread, unread_choices
from matching.intake.changes import counts_no_goods
from matching.quantities import read_quantity

OK = "ok"
STATED = ("deadline", "people")
"""What a message may state besides goods; one tap takes it out again."""
MOST_BUTTONS = 9
"""Buttons of a card before those of its lines go behind one: what a wet thumb still hits."""
UNFOLDED = "unfolded"
"""Name of the answer that shows the buttons of every line."""
_UNFOLD = Choice(UNFOLDED, Text("told.unfold"))
_BARE = re.compile(
    r"\D{0,6}\d[\d,.]*\s?(?:[a-z]{1,10}|[\u4e00-\u9fff]{1,2})?|[\u4e00-\u9fff]{1,8}", re.I
)
"""A number with a unit and nothing else."""


async def _ask_card(turn: Turn) -> Question:
    """The card, with a change and a removal for each line on it."""
    said = said_of(turn.answers)
    lines = [each for line in said.lines for each in _line_choices(line)]
    fixed = (*_confirm(said), *_more_choices(said))
    folded = _is_long(said) and UNFOLDED not in turn.answers
    if folded:
        fixed = (*_confirm(said), _UNFOLD, *_more_choices(said))
    elif _is_long(said):
        fixed = _confirm(said)
    return Question(
        card(turn, said, await mode_of(turn, said)) if said.lines else Text("told.empty"),
        tuple(lines),
        columns=4,
        page_size=2 * PAGE,
        fixed=fixed,
        folded=folded,
    )


def _is_long(said: Said) -> bool:
    """Whether the buttons of its lines and all others are too many at once."""
    lines = min(len(said.lines), PAGE)
    return len(_confirm(said)) + len(_more_choices(said)) + 2 * lines > MOST_BUTTONS


def _fold(answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Back from the buttons of every line to the card."""
    if UNFOLDED not in answers or not _is_long(said_of(answers)):
        return None
    return {REWRITES: {UNFOLDED: None}}


def _line_choices(line: SaidLine) -> tuple[Choice, Choice]:
    n = line.number
    return (
        Choice(f"e{n}", Text("told.edit", {"n": n}), words_with(n, "told.say_edit")),
        Choice(f"x{n}", Text("told.remove", {"n": n}), words_with(n, "told.say_remove")),
    )


def words_with(number: int, key: str) -> tuple[str, ...]:
    """Words that mean something done to the line of this number: 删3, remove 3."""
    return tuple(word.replace("#", str(number)) for word in words_of(key))


def _confirm(said: Said) -> tuple[Choice, ...]:
    """The one tap."""
    reported, waiting = len(said.reported), len(open_lines(said))
    if not reported:
        return ()
    key = "told.confirm_ask" if waiting == reported else "told.confirm_some"
    label = Text(key, {"n": reported - waiting}) if waiting else Text("told.confirm")
    return (Choice(OK, label, words_of("typed.confirm"), style="success"),)


def _more_choices(said: Said) -> tuple[Choice, ...]:
    places = said.used_places
    choices = [
        Choice(f"place{n}", Text("told.edit_place_of" if len(places) > 1 else "told.edit_place", f))
        for n, f in ((n, {"n": order}) for order, n in enumerate(places, start=1))
    ]
    if any(line.is_need for line in said.lines):
        choices.append(Choice(URGENCY, Text("told.edit_urgency")))
    if any(line.is_offer for line in said.lines):
        choices.append(Choice(MODE, Text("told.edit_mode")))
    choices += unread_choices(said)
    choices += [Choice(name, Text(f"told.no_{name}")) for name in STATED if getattr(said, name)]
    return tuple(choices)


async def _pick_card(turn: Turn, value: str) -> Any:
    said = replace(said_of(turn.answers), back_to=turn.page + 1)
    if value == OK:
        return OK
    if value == UNFOLDED:
        return {REWRITES: {UNFOLDED: True}}
    if value in (URGENCY, MODE):
        return rewritten(replace(said, edit=value))
    if value in STATED:
        return rewritten(replace(said, deadline="") if value == "deadline" else _uncounted(said))
    if value.startswith(UNREAD):
        return await ask_what(turn, said, value)
    if value.startswith("place"):
        return ask_anew(said, value, turn.answers)
    number = int(value[1:])
    if value.startswith("x"):
        return rewritten(said.without(number))
    return rewritten(replace(said, edit=str(number), ask=""))


def _uncounted(said: Said) -> Said:
    return replace(said, people=0, households=0)


async def _read_card(turn: Turn, _question: Question) -> Any:
    """A line's number to change it, or more of the same: it joins the card."""
    said = said_of(turn.answers)
    if turn.reply.kind is ReplyKind.LOCATION and len(said.used_places) == 1:
        return _moved(turn, said)
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    number = typed.strip()
    if number.isascii() and number.isdigit() and said.line(int(number[:4])) is not None:
        return rewritten(replace(said, edit=str(int(number[:4])), ask="", back_to=turn.page + 1))
    if not said.reported and control_of(typed) is Control.CONFIRM:
        raise Unclear(_missing(said))
    changed = await altered(turn, said, typed)
    if changed is not None:
        return changed
    reading = without_cries(await read_words(turn, typed))
    amount = _amount_of_one(turn, said, typed)
    if amount is not None and all(line.code == amount.code for line in reading.lines):
        return rewritten(said.with_line(amount))
    more = await joined(turn, said, reading) or await more_facts(turn, said, reading)
    if more is None:
        kept = await kept_unread(turn, said, typed)
        if kept == said:
            raise Unclear("told.unclear_card")
        more = rewritten(kept)
    await add_words(turn.session, turn.person.actor, raw_id=said.raw, words=typed)
    return more


def _missing(said: Said) -> str:
    """What a card lacks that says nothing to be reported."""
    if said.unread:
        return "told.missing_what"
    return "told.missing_wish" if said.lines else "told.missing_all"


def _moved(turn: Turn, said: Said) -> dict[str, Any]:
    """The card with the location that was shared as its place."""
    name = f"place{said.used_places[0]}"
    return rewritten(said, **{**dict.fromkeys(place_names(name)), name: shared_answer(turn)})


def _amount_of_one(turn: Turn, said: Said, typed: str) -> SaidLine | None:
    """The only line with a quantity that was typed on its own: "2 cartons"."""
    if len(said.reported) != 1 or counts_no_goods(typed):
        return None
    line = said.reported[0]
    item = turn.house.catalogue.by_code[line.code]
    found = (
        None if item.must_ask or not _BARE.fullmatch(typed.strip()) else read_quantity(typed, item)
    )
    if found is None:
        return None
    return as_stated(turn, line, quantity_answer(found, typed, item))


def _is_filled(answers: Mapping[str, Any]) -> bool:
    return is_said(answers)


CARD_STEP = Step(CARD, _ask_card, _read_card, _is_filled, pick=_pick_card, undo=_fold)
