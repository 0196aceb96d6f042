"""Decide about goods left at a node: stock for another need, back to their supplier, or lost."""

from db.actions.left import call_back, keep_as_stock, take_home, write_off_kept
from db.queries.at_nodes import CALLED_BACK, KeptLoad, find_kept, kept_at
from handlers.cards.leg import node
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Term, Text, Turn
from handlers.speech.arguments import member, number
from handlers.speech.show import Row, act, item, labelled, quantity
from matching.errors import Outdated
from matching.model import Reason

REASONS = (Reason.DAMAGED, Reason.EXPIRED, Reason.OTHER)
"""Why goods at a node will reach nobody."""
MOST = 20
"""Loads of one list; a vehicle seldom brings as many."""


async def _left(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One load a keeper has: what shall become of it?"""
    require_coordinator(turn)
    load = await _load(turn, args)
    text = Text(
        "coordinator.left_what", {**_facts(load), "state": Text(f"coordinator.left_{load.state}")}
    )
    prompt = Prompt(text, buttons=(*_decisions(load), _leave()), force_new=True)
    return Outcome(labelled(prompt, load.drill))


def _decisions(load: KeptLoad) -> tuple[Row, ...]:
    """What may be decided; goods that do not keep are no stock."""
    which = load.allocation_id
    stock = ((act("coordinator.left_stock", "left_stock", which),),) if load.keeps else ()
    if load.state == CALLED_BACK:
        back = act("coordinator.left_home", "left_home", which, style="success")
    else:
        back = act("coordinator.left_back", "left_back", which)
    return (*stock, (back,), (act("coordinator.left_off", "left_off", which, style="danger"),))


async def _as_stock(turn: Turn, args: tuple[str, ...]) -> Outcome:
    load = await _load(turn, args)
    await keep_as_stock(
        turn.session, turn.person.actor, allocation_id=load.allocation_id, now=turn.now
    )
    return _done("coordinator.left_stocked", load)


async def _back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    load = await _load(turn, args)
    await call_back(turn.session, turn.person.actor, allocation_id=load.allocation_id, now=turn.now)
    return _done("coordinator.left_called", load)


async def _home(turn: Turn, args: tuple[str, ...]) -> Outcome:
    load = await _load(turn, args)
    await take_home(turn.session, turn.person.actor, allocation_id=load.allocation_id, now=turn.now)
    return _done("coordinator.left_returned", load)


async def _write_off(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Why? Then it is written off."""
    load = await _load(turn, args)
    if len(args) < 2:
        rows = tuple(
            (Button(Term("reason", each.value), f"a:left_off:{load.allocation_id}:{each.value}"),)
            for each in REASONS
        )
        asked = Text("coordinator.left_why", _facts(load))
        return Outcome(Prompt(asked, buttons=(*rows, _leave())))
    await write_off_kept(
        turn.session,
        turn.person.actor,
        allocation_id=load.allocation_id,
        reason=member(REASONS, args),
        now=turn.now,
    )
    return _done("coordinator.left_written_off", load)


async def _kept(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """What a keeper has for the next leg: a coordinator may decide otherwise, load by load."""
    require_coordinator(turn)
    loads = (await kept_at(turn.session, number(args), turn.now))[:MOST]
    if not loads:
        raise Outdated()
    rows = tuple((Button(_label(load), f"a:left:{load.allocation_id}"),) for load in loads)
    facts: dict[str, Fact] = {"place": node(loads[0].place)}
    asked = Prompt(Text("coordinator.kept_what", facts), buttons=(*rows, _leave()), force_new=True)
    return Outcome(labelled(asked, loads[0].drill))


async def _load(turn: Turn, args: tuple[str, ...]) -> KeptLoad:
    require_coordinator(turn)
    load = await find_kept(turn.session, number(args), turn.now)
    if load is None:
        raise Outdated()
    return load


def _done(key: str, load: KeptLoad) -> Outcome:
    stuck = act("coordinator.menu_stuck", "stuck")
    return Outcome(labelled(Prompt(Text(key, _facts(load)), buttons=((stuck,),)), load.drill))


def _label(load: KeptLoad) -> Text:
    return Text("coordinator.left_button", _facts(load))


def _facts(load: KeptLoad) -> dict[str, Fact]:
    return {
        "code": load.need_code,
        "item": item(load.item_code),
        "quantity": quantity(load.item_code, load.quantity),
        "place": node(load.place),
    }


def _leave() -> Row:
    return (act("coordinator.leave", "leave"),)


ACTS: dict[str, ActHandler] = {
    "left": _left,
    "left_stock": _as_stock,
    "left_back": _back,
    "left_home": _home,
    "left_off": _write_off,
    "kept": _kept,
}
