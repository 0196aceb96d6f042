"""What a supplier does with buttons: answer a match, and recount, hold back or withdraw a lot."""

from collections.abc import Sequence

from db.actions.cards import show_again
from db.actions.confirmations import confirm_stock, decline_stock
from db.actions.goods import hold_lot, withdraw_lot
from db.actions.left import take_home
from db.queries.mine import MyLot, lot_of, lots_of
from db.queries.to_confirm import Waiting, stock_to_confirm
from handlers.dialog import Button, Fact, Outcome, PendingAct, Prompt, Term, Text, Turn
from handlers.engine.typed import ways_to_say
from handlers.pushes.asked import confirmed, give_way
from handlers.speech.arguments import member, number
from handlers.speech.show import act, counted, own_words
from handlers.supplier.apart import lots_apart, told_apart
from matching.errors import NotFound, Outdated
from matching.model import Hold, Reason

PAGE = 8
"""Lots on one page of the list."""
MOST_PAGES = 1000
"""A forged page number must not become a huge offset."""
MOST_NAMED = 5
"""Lots, newest first, whose cards answer to words as well as to their buttons."""
_ON = ((act("supplier.button_lots", "lots", 0),),)
"""The way on from where there is nothing left to answer."""
DECLINE_REASONS = (Reason.WRONG_ITEM, Reason.DAMAGED, Reason.EXPIRED, Reason.OTHER)
"""Why a supplier may turn a match down, besides having less or none."""


async def confirm(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes, still there."""
    allocation_id = number(args)
    await confirm_stock(turn.session, turn.person.actor, allocation_id=allocation_id, now=turn.now)
    noted = await confirmed(turn.session, allocation_id, "supplier.confirmed")
    await give_way(turn, "confirm_stock", allocation_id, noted)
    return Outcome(Prompt(noted, _ON), toast=noted)


async def decline(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """No: first how so, then it is passed on."""
    allocation_id, reason = number(args), member(DECLINE_REASONS, args) if len(args) > 1 else None
    if reason is None:
        rows = (
            (act("supplier.confirm_less", "stock_less", allocation_id),),
            (act("supplier.confirm_none", "stock_none", allocation_id),),
            *(
                (Button(Term("reason", why.value), f"a:stock_no:{allocation_id}:{why.value}"),)
                for why in DECLINE_REASONS
            ),
            (act("supplier.keep_match", "stock_yes", allocation_id, style="success"),),
        )
        return Outcome(prompt=Prompt(Text("supplier.why_no"), rows))
    return await _decline(turn, allocation_id, reason, None)


async def none_left(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Nothing is left."""
    return await _decline(turn, number(args), Reason.NO_STOCK, 0)


async def ask_less(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Less is left: how much?"""
    allocation_id = number(args)
    waiting = await stock_to_confirm(turn.session, turn.person.person_id)
    match = next((each for each in waiting if each.allocation_id == allocation_id), None)
    if match is None:
        raise Outdated()
    return Outcome(
        start="less_stock",
        prefill={"allocation_id": allocation_id, "item_code": match.item_code},
        drop_buttons=True,
    )


async def ask_recount(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Count a lot anew: how much is there?"""
    lot = await _mine(turn, number(args))
    return Outcome(start="recount", prefill={"lot_id": lot.id, "item_code": lot.item_code})


async def hold(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Promise no more of a lot for now."""
    return await _set_hold(turn, number(args), Hold.ON_HOLD, "supplier.held")


async def free(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Let a lot be promised again."""
    return await _set_hold(turn, number(args), Hold.NONE, "supplier.freed")


async def withdraw(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Take a lot back: really, then it is done."""
    lot = await _mine(turn, number(args))
    if args[1:] != ("y",):
        buttons = (
            act("supplier.withdraw_yes", "lot_withdraw", lot.id, "y", style="danger"),
            act("supplier.keep", "lot_keep", lot.id),
        )
        question = Text("supplier.withdraw_sure", _facts(lot.item_code, lot.free))
        return Outcome(prompt=Prompt(question, (buttons,), force_new=True))
    await withdraw_lot(turn.session, turn.person.actor, lot_id=lot.id, now=turn.now)
    return Outcome(prompt=Prompt(Text("supplier.withdrawn"), _ON))


async def keep(_turn: Turn, _args: tuple[str, ...]) -> Outcome:
    """Leave the lot as it is after all."""
    return Outcome(prompt=Prompt(Text("supplier.kept"), _ON))


async def show_lot(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The lot's card again, below everything said since."""
    lot = await _mine(turn, number(args))
    person_id = turn.person.person_id
    await show_again(turn.session, kind="lot", subject_id=lot.id, person_id=person_id, now=turn.now)
    return Outcome(toast=Text("supplier.shown"))


async def show_lots(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One page of the person's lots."""
    page, person_id = _page(args), turn.person.person_id
    found = await lots_of(turn.session, person_id, offset=page * PAGE, limit=PAGE + 1)
    if not found and page:
        return await show_lots(turn, ("0",))
    report = (Button(Text("supplier.button_report"), "m:stock", style="primary"),)
    if not found:
        return Outcome(prompt=Prompt(Text("supplier.no_lots"), (report,)))
    shown = found[:PAGE]
    names = lots_apart(shown, [_label(lot) for lot in shown])
    rows = tuple(
        (Button(name, f"a:lot_show:{lot.id}"),) for lot, name in zip(shown, names, strict=True)
    )
    earlier = (act("engine.earlier", "lots", page - 1),) if page else ()
    later = (act("engine.later", "lots", page + 1),) if len(found) > PAGE else ()
    paging = ((*earlier, *later),) if earlier or later else ()
    return Outcome(prompt=Prompt(Text("supplier.my_lots"), (*rows, *paging, report)))


async def list_lots(turn: Turn) -> Outcome:
    """`/lots`: the first page."""
    return await show_lots(turn, ())


async def have_back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Goods that lay at a node are fetched."""
    await take_home(turn.session, turn.person.actor, allocation_id=number(args), now=turn.now)
    return Outcome(prompt=Prompt(Text("supplier.fetched"), _ON))


async def pending(turn: Turn) -> Sequence[PendingAct]:
    """What a supplier may answer in words: the matches that wait, then the cards of the lots."""
    person_id = turn.person.person_id
    waiting = await stock_to_confirm(turn.session, person_id)
    lots = await lots_of(turn.session, person_id, limit=MOST_NAMED)
    listed = [Text("steps.listed", _facts(each.item_code, each.quantity)) for each in waiting]
    matches = zip(waiting, told_apart(listed, [_case(each) for each in waiting]), strict=True)
    names = lots_apart(lots, [_label(lot) for lot in lots])
    return [
        *(each for match, label in matches for each in _answers(match, label)),
        *(each for lot, name in zip(lots, names, strict=True) for each in _card_acts(lot, name)),
    ]


LOT_ACTS = {
    "stock_yes": confirm,
    "stock_no": decline,
    "stock_less": ask_less,
    "stock_none": none_left,
    "lot_recount": ask_recount,
    "lot_hold": hold,
    "lot_free": free,
    "lot_withdraw": withdraw,
    "lot_keep": keep,
    "lot_show": show_lot,
    "lots": show_lots,
    "fetched": have_back,
}


async def _decline(
    turn: Turn, allocation_id: int, reason: Reason, quantity_left: int | None
) -> Outcome:
    await decline_stock(
        turn.session,
        turn.person.actor,
        allocation_id=allocation_id,
        reason=reason,
        quantity_left=quantity_left,
        now=turn.now,
    )
    return Outcome(prompt=Prompt(Text("supplier.declined"), _ON))


async def _set_hold(turn: Turn, lot_id: int, to: Hold, key: str) -> Outcome:
    await hold_lot(turn.session, turn.person.actor, lot_id=lot_id, hold=to, now=turn.now)
    return Outcome(toast=Text(key))


async def _mine(turn: Turn, lot_id: int) -> MyLot:
    lot = await lot_of(turn.session, turn.person.person_id, lot_id)
    if lot is None:
        raise NotFound(kind="lot")
    return lot


def _case(match: Waiting) -> Term:
    """For which case it is."""
    return own_words(match.need_code)


def _answers(match: Waiting, label: Text) -> tuple[PendingAct, ...]:
    which = match.allocation_id
    return (
        PendingAct(
            ways_to_say("supplier.words_yes", "push.stock_yes"), label, f"a:stock_yes:{which}"
        ),
        PendingAct(
            ways_to_say("supplier.words_less", "supplier.confirm_less"),
            label,
            f"a:stock_less:{which}",
        ),
        PendingAct(
            ways_to_say("supplier.words_none", "supplier.confirm_none"),
            label,
            f"a:stock_none:{which}",
        ),
        PendingAct(ways_to_say("supplier.words_no", "push.stock_no"), label, f"a:stock_no:{which}"),
    )


def _card_acts(lot: MyLot, name: Text) -> tuple[PendingAct, ...]:
    """What the buttons of the lot's card do, in words: the card may be far up by now."""
    hold = (
        PendingAct(
            ways_to_say("supplier.words_hold", "card.lot_stop"), name, f"a:lot_hold:{lot.id}"
        )
        if lot.hold is Hold.NONE
        else PendingAct(
            ways_to_say("supplier.words_free", "card.lot_lift"), name, f"a:lot_free:{lot.id}"
        )
    )
    return (
        PendingAct(
            ways_to_say("supplier.words_recount", "card.lot_recount"),
            name,
            f"a:lot_recount:{lot.id}",
        ),
        hold,
        PendingAct(
            ways_to_say("supplier.words_withdraw", "card.lot_withdraw"),
            name,
            f"a:lot_withdraw:{lot.id}",
        ),
    )


def _label(lot: MyLot) -> Text:
    key = "supplier.listed" if lot.hold is Hold.NONE else "supplier.listed_held"
    facts = {"item": Term("item", lot.item_code)}
    return Text(key, {**facts, "quantity": counted(lot.item_code, lot.free, lot.kind)})


def _facts(item_code: str, amount: int) -> dict[str, Fact]:
    return {
        "item": Term("item", item_code),
        "quantity": Term("quantity", f"{item_code}:{amount}"),
    }


def _page(args: tuple[str, ...]) -> int:
    """The page in front, the first one if none is named."""
    return min(number(args), MOST_PAGES) if args else 0
