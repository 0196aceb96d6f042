"""Changing one line of the draft, how urgent it is, or a place: one tap, or words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.dialog import (
    PAGE,
    REWRITES,
    Choice,
    Question,
    ReplyKind,
    Step,
    Text,
    Turn,
    Unclear,
)
from handlers.steps.choices import member_choices
from handlers.steps.items import named_item
from handlers.steps.quantities import quantity_answer
from handlers.steps.urgencies import URGENCIES
from handlers.told.card import line_text
from handlers.told.fill import lines_of, with_kind
from handlers.told.reading import read_words, without_cries
from handlers.told.said import (
    CARD,
    MODE,
    SAID,
    URGENCY,
    Said,
    SaidLine,
    is_said,
    said_of,
    to_answer,
    with_amount_doubt,
)
from matching.intake.reading import Doubt, Side
from matching.model import ReserveMode
from matching.quantities import read_quantity

KEPT = "kept"
"""Name of the answer that keeps a place while another is asked for."""
_PARTS = ("", "_which", "_district", "_detail")


def rewritten(said: Said, **more: Any) -> dict[str, Any]:
    """The answer that puts this draft in the place of the one before, on the page it was on."""
    if said.edit or not said.back_to:
        return {REWRITES: {SAID: to_answer(said), **more}}
    back = replace(said, back_to=0)
    return {REWRITES: {SAID: to_answer(back), **more}, PAGE: said.back_to - 1}


def edited_line(answers: Mapping[str, Any]) -> SaidLine | None:
    """The line that is being changed."""
    if not is_said(answers):
        return None
    said = said_of(answers)
    return said.line(int(said.edit)) if said.edit.isdigit() else None


def leave(answers: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Back from a change: nothing is changed; from the first question, the card."""
    if not is_said(answers):
        return None
    said = said_of(answers)
    if said.straight and not said.edit and CARD not in answers:
        return rewritten(replace(said, straight=False))
    if not said.edit:
        return None
    kept = {name: answers.get(KEPT, {}).get(name) for name in place_names(said.edit)}
    return rewritten(replace(said, edit="", ask=""), **{KEPT: None, **kept})


def place_names(name: str) -> tuple[str, ...]:
    """The answers about one place; none for anything else that is changed."""
    return tuple(name + part for part in _PARTS) if name.startswith("place") else ()


def ask_anew(said: Said, name: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for a place again; what was answered is kept for Back."""
    kept = {each: answers[each] for each in place_names(name) if each in answers}
    dropped = dict.fromkeys(place_names(name))
    return rewritten(replace(said, edit=name, ask=""), **{**dropped, KEPT: kept})


async def _ask_edit(turn: Turn) -> Question:
    """What is wrong with this line?"""
    line = _line(turn)
    n = line.number
    other = Side.NEED if line.is_offer else Side.OFFER
    choices = (
        Choice(f"{n}:kind", Text("told.change_kind")),
        Choice(f"{n}:count", Text("told.change_count")),
        Choice(f"{n}:{other.value}", Text(f"told.is_{other.value}")),
        Choice(f"{n}:drop", Text("told.drop"), ("删", "去掉", "remove", "drop")),
    )
    return Question(Text("told.change", {"line": line_text(turn, line)}), choices, columns=2)


async def _pick_edit(turn: Turn, value: str) -> Any:
    line, said = _line(turn), said_of(turn.answers)
    match value.partition(":")[2]:
        case "drop":
            return rewritten(said.without(line.number))
        case "kind":
            return rewritten(replace(said, ask="kind"))
        case "count":
            return rewritten(replace(said, ask="count"))
        case side:
            return rewritten(said.with_line(on_side(line, Side(side))))


def on_side(line: SaidLine, side: Side) -> SaidLine:
    """The line as a need or an offer; nobody offers "as much as there is"."""
    line = replace(line.settled(Doubt.SIDE), side=side.value)
    if side is Side.OFFER and not line.quantity and not line.has(Doubt.PACK):
        open_ = tuple(dict.fromkeys((*line.doubts, Doubt.HOW_MANY.value)))
        return replace(line, open=False, doubts=open_)
    return line


async def _read_edit(turn: Turn, _question: Question) -> Any:
    """The line in other words: item and quantity, a quantity, or an item."""
    line, said = _line(turn), said_of(turn.answers)
    typed = turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""
    restated = await restate(turn, said, line, typed)
    if restated is not None:
        return restated
    named = named_item(turn, "told.unclear_change")
    if "item" in named:
        return rewritten(said.with_line(with_kind(line, named["item"], turn.house.catalogue)))
    doubts = tuple(dict.fromkeys((*line.doubts, Doubt.KIND.value)))
    asked = replace(line, candidates=tuple(named["guess"]), doubts=doubts)
    return rewritten(replace(said.with_line(asked), edit=str(line.number), ask="kind"))


async def restate(turn: Turn, said: Said, line: SaidLine, words: str) -> dict[str, Any] | None:
    """The draft with this line as the words say it: item and quantity, or a quantity; None if
    they say neither."""
    catalogue = turn.house.catalogue
    item = catalogue.by_code[line.code]
    read = lines_of(without_cries(await read_words(turn, words)).lines, catalogue)
    if len(read) == 1:
        return rewritten(said.with_line(as_read(turn, line, read[0])))
    found = read_quantity(words, item)
    if found is None or (item.must_ask and any(part.each != 1 for part in found.parts)):
        return None
    return rewritten(said.with_line(as_stated(turn, line, quantity_answer(found, words, item))))


def as_read(turn: Turn, line: SaidLine, read: SaidLine) -> SaidLine:
    """The old line with what the new words say; the old words are what was learnt about."""
    if read.quantity or not line.quantity:
        taught = bool(line.words) and read.code != line.code
        new = replace(read, words=line.words or read.words, taught=taught)
        return replace(new, number=line.number, place=line.place, side=line.side)
    if turn.house.catalogue.by_code[read.code].must_ask:
        return replace(read, number=line.number, words=line.words, place=line.place, side=line.side)
    return with_kind(line, read.code, turn.house.catalogue)


def as_stated(turn: Turn, line: SaidLine, answer: Mapping[str, Any]) -> SaidLine:
    """The line with a quantity that was typed."""
    parts = tuple((str(a), str(b), str(c)) for a, b, c in answer["parts"])
    line = replace(
        line.settled(Doubt.AMOUNT, Doubt.PACK, Doubt.HOW_MANY),
        quantity=answer["quantity"],
        kind=answer["kind"],
        parts=tuple(part for part in parts if part[2] != "1") and parts,
        stated=answer["stated"][:60],
        count="",
        unit="",
        open=False,
    )
    if answer["doubtful"] and not line.has(Doubt.AMOUNT):
        line = replace(line, doubts=(*line.doubts, Doubt.AMOUNT.value))
    return with_amount_doubt(line, turn.house.catalogue)


def _line(turn: Turn) -> SaidLine:
    line = edited_line(turn.answers)
    if line is None:
        raise Unclear("told.unclear_card")
    return line


def _is_edited(answers: Mapping[str, Any]) -> bool:
    return edited_line(answers) is not None and not said_of(answers).ask


async def _ask_urgency(_turn: Turn) -> Question:
    return Question(Text("requester.urgency"), URGENCIES)


async def _pick_urgency(turn: Turn, value: str) -> Any:
    said = said_of(turn.answers)
    return rewritten(replace(said, urgency=value, urgency_words="", edit=""))


def _is_urgency(answers: Mapping[str, Any]) -> bool:
    return is_said(answers) and said_of(answers).edit == URGENCY


async def _ask_mode(_turn: Turn) -> Question:
    return Question(Text("supplier.mode"), member_choices("reserve_mode", ReserveMode))


async def _pick_mode(turn: Turn, value: str) -> Any:
    return rewritten(replace(said_of(turn.answers), mode=value, edit=""))


def _is_mode(answers: Mapping[str, Any]) -> bool:
    return is_said(answers) and said_of(answers).edit == MODE


EDIT_STEPS = (
    Step("change", _ask_edit, _read_edit, _is_edited, pick=_pick_edit, undo=leave),
    Step("urgency", _ask_urgency, None, _is_urgency, pick=_pick_urgency, undo=leave),
    Step("mode", _ask_mode, None, _is_mode, pick=_pick_mode, undo=leave),
)
