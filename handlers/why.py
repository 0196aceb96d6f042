"""The button 为什么? / Why? of a card: the reasons of the plan, for whoever may see the card."""

from db.queries.claims import claims_on
from db.queries.reasons import reasons_of_lot, reasons_of_need
from db.queries.subjects import find_lot_view, find_need_view
from handlers.cards.cards import sees_lot, sees_need, shelf_for
from handlers.cards.reasons import lot_reasons, need_reasons
from handlers.dialog import ActHandler, Outcome, Turn
from handlers.speech.arguments import number
from handlers.speech.show import labelled
from matching.errors import NotFound
from matching.model import Role
from matching.snapshot import Params


async def _need(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Why a need got what it got, and why the rest is open."""
    view = await find_need_view(turn.session, number(args))
    if view is None or not sees_need(view, turn.person):
        raise NotFound(kind="need")
    prompt = need_reasons(
        view,
        await reasons_of_need(turn.session, view.need_id),
        await shelf_for(turn.session, view, turn.now),
        at_desk=Role.COORDINATOR in turn.person.roles,
        now=turn.now,
    )
    return Outcome(labelled(prompt, view.need.drill))


async def _lot(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Why a lot's goods go where they go, and why the rest stays."""
    view = await find_lot_view(turn.session, number(args))
    if view is None or not sees_lot(view, turn.person):
        raise NotFound(kind="lot")
    claims = await claims_on(
        turn.session, view.lot_id, drill=view.lot.drill, now=turn.now, params=Params()
    )
    prompt = lot_reasons(
        view,
        await reasons_of_lot(turn.session, view.lot_id),
        claims,
        at_desk=Role.COORDINATOR in turn.person.roles,
    )
    return Outcome(labelled(prompt, view.lot.drill))


ACTS: dict[str, ActHandler] = {"why_need": _need, "why_lot": _lot}
