"""The card of a lot: counted, free, promised and out; what holds it; who gets some of it."""

from datetime import datetime

from db.queries.promises import Promise, active_of
from db.queries.subjects import LotView
from handlers.dialog import Prompt, Term, Text
from handlers.speech.show import (
    Row,
    act,
    counted,
    district,
    item,
    line,
    moment,
    own_words,
    place_line,
    quantity,
)
from matching.model import Hold


def lot_prompt(view: LotView, now: datetime) -> Prompt:
    """The lot as its supplier sees it."""
    lot = view.lot
    code = lot.item_code
    return Prompt(
        Text(
            "card.lot",
            {
                "item": item(code),
                "counted": counted(code, lot.counted, lot.quantity_kind),
                "free": counted(code, lot.free, lot.quantity_kind),
                "reserved": quantity(code, lot.reserved),
                "out": quantity(code, lot.loaded_out),
                "place": place_line(view.place.district, view.place.label, view.place.address),
                "mode": Term("reserve_mode", lot.reserve_mode.value),
                "ready": line("card.ready", _future(lot.ready_at, now)),
                "expires": line("card.expires", lot.expires_at),
                "least": _least(view),
                "standing": _standing(view, now),
                "going": tuple(_going(promise) for promise in active_of(view.promises)),
                "at": moment(lot.counted_at),
            },
        ),
        buttons=_buttons(view),
    )


def _future(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None


def _least(view: LotView) -> Text | str:
    if view.lot.min_lot <= 1:
        return ""
    return Text("card.least", {"quantity": quantity(view.lot.item_code, view.lot.min_lot)})


def _standing(view: LotView, now: datetime) -> Text:
    """Why it is or is not promised now, in two sentences."""
    lot = view.lot
    if lot.withdrawn_at is not None:
        return Text("card.lot_withdrawn")
    if lot.hold is not Hold.NONE:
        return Text("card.lot_hold", {"hold": Term("hold", lot.hold.value)})
    if lot.expires_at is not None and lot.expires_at <= now:
        return Text("card.lot_expired")
    if lot.free:
        return Text("card.lot_free")
    return Text("card.lot_all_promised" if lot.reserved else "card.lot_empty")


def _going(promise: Promise) -> Text:
    """One promise: to which case, how much, how far."""
    return Text(
        "card.going",
        {
            "code": promise.need_code,
            "district": district(promise.to_district),
            "quantity": quantity(promise.item_code, promise.loaded or promise.quantity),
            "state": _state(promise),
        },
    )


def _state(promise: Promise) -> Text | Term:
    if not promise.has_driver or promise.loaded:
        return Term("allocation_state", promise.state.value)
    facts = {"driver": own_words(promise.driver), "vehicle": own_words(promise.vehicle)}
    return Text("card.going_driver", facts)


def _buttons(view: LotView) -> tuple[Row, ...]:
    lot = view.lot
    if lot.withdrawn_at is not None:
        return ()
    held = lot.hold is not Hold.NONE
    hold = (
        act("card.lot_lift", "lot_free", view.lot_id, style="success")
        if held
        else act("card.lot_stop", "lot_hold", view.lot_id)
    )
    return (
        (act("card.lot_recount", "lot_recount", view.lot_id), hold),
        (
            act("card.ask_why", "why_lot", view.lot_id),
            act("card.lot_withdraw", "lot_withdraw", view.lot_id, style="danger"),
        ),
    )
