"""Why and why not, below a card: two sentences for every decision, more for coordinators."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from db.queries.claims import Claims
from db.queries.promises import Promise, active_of
from db.queries.reasons import Kept, NeedReasons
from db.queries.subjects import LotView, NeedView, Shelf
from handlers.cards.why import was_in_stock, why
from handlers.dialog import Fact, Prompt, Term, Text
from handlers.speech.because import sentence_of
from handlers.speech.show import act, district, km, moment, quantity
from matching.explain import MOST_REASONS
from matching.model import Hold, Lifecycle
from matching.whatif import ChangeKind

MOST_POINTS = 6
"""Decisions of one message; a need with more lines is seldom."""


def need_reasons(
    view: NeedView, kept: NeedReasons, shelf: Shelf | None, *, at_desk: bool, now: datetime
) -> Prompt:
    """Why the need got what it got and why the rest is open, as the plan that decided it said."""
    found = [
        kept.given[promise.allocation_id]
        for promise in active_of(view.promises)
        if promise.allocation_id in kept.given
    ]
    if view.need.lifecycle is Lifecycle.OPEN:
        found += [_used_up(said, view, shelf) for said in _still_open(view, kept)]
    points = [point for each in found[:MOST_POINTS] for point in _points(each, at_desk)]
    facts: dict[str, Fact] = {
        "code": view.need.code,
        "points": tuple(points) or _nothing(view, kept, shelf, now),
        "as_of": _as_of(found),
    }
    return Prompt(Text("why.of_need" if points else "why.of_need_yet", facts), force_new=True)


def _still_open(view: NeedView, kept: NeedReasons) -> list[Kept]:
    """What was said of the lines that are open now exactly as they were then."""
    found = ((kept.open.get(line.line_id), line) for line in view.lines)
    return [
        said
        for said, line in found
        if said is not None and _same(said, line.quantities.open_quantity)
    ]


def _used_up(said: Kept, view: NeedView, shelf: Shelf | None) -> Kept:
    """The reason as it was kept, but for stock that the plan no longer saw: it is used up."""
    if not was_in_stock(view, shelf):
        return said
    because = tuple(
        replace(one, text_key="why.used_up") if one.text_key == "why.no_lot" else one
        for one in said.because
    )
    return replace(said, because=because)


def _same(kept: Kept, open_units: int) -> bool:
    units = str(kept.because[0].facts.get("units", "")) if kept.because else ""
    return units.rpartition(":")[2] == str(open_units) != "0"


def _nothing(view: NeedView, kept: NeedReasons, shelf: Shelf | None, now: datetime) -> Text:
    """No plan has said anything of it yet: what the card says of it."""
    said = why(view, shelf, kept, now)
    return said if isinstance(said, Text) else Text("why.nothing")


def lot_reasons(
    view: LotView, kept: Mapping[int, Kept], claims: Claims, *, at_desk: bool
) -> Prompt:
    """Why the lot's goods go where they go, and why the rest of them stays."""
    points: list[Text] = []
    found = []
    for promise in active_of(view.promises)[:MOST_POINTS]:
        points.append(_goes(promise, kept.get(promise.allocation_id)))
        if promise.allocation_id in kept:
            found.append(kept[promise.allocation_id])
            points += _points(found[-1], at_desk)[1:]
    points += _idle(view, claims)
    facts: dict[str, Fact] = {
        "item": Term("item", view.lot.item_code),
        "points": tuple(points) or Text("why.nothing"),
        "as_of": _as_of(found),
    }
    gone = act("what_if.lot_gone_button", "try_one", view.lot_id, ChangeKind.LOT_GONE.value)
    buttons = ((gone,),) if at_desk else ()
    return Prompt(Text("why.of_lot", facts), buttons, force_new=True)


def _goes(promise: Promise, kept: Kept | None) -> Text:
    """Where part of the lot goes, and how far that is the way it would travel."""
    said = kept.because[0].facts if kept is not None and kept.because else {}
    far = (Term("km", str(said["km"])), Term("by_mode", str(said["way"]))) if "way" in said else ()
    facts: dict[str, Fact] = {
        "units": quantity(promise.item_code, promise.loaded or promise.quantity),
        "district": district(promise.to_district),
        "code": promise.need_code,
        "urgency": Term("urgency", promise.urgency.value),
        "km": far[0] if far else km(promise.km),
        "way": far[1] if far else Text("why.away"),
    }
    return Text("why.point", {"said": Text("why.goes", facts)})


def _idle(view: LotView, claims: Claims) -> list[Text]:
    """Why what is free stays where it is."""
    lot = view.lot
    if not lot.free or lot.withdrawn_at is not None:
        return []
    facts: dict[str, Fact] = {
        "units": quantity(lot.item_code, lot.free),
        "count": claims.lines,
    }
    if lot.hold is not Hold.NONE:
        facts["obstacle"] = Term("hold", lot.hold.value)
        return [Text("why.point", {"said": Text("why.idle_held", facts)})]
    if not claims.lines:
        return [Text("why.point", {"said": Text("why.idle_unasked", facts)})]
    if sum(claims.kept.values()) < claims.lines:
        return [Text("why.point", {"said": Text("why.idle_soon", facts)})]
    commonest = max(sorted(claims.kept), key=lambda each: claims.kept[each])
    facts["obstacle"] = Term("obstacle", commonest.value)
    facts["kept"] = claims.kept[commonest]
    return [Text("why.point", {"said": Text("why.idle_barred", facts)})]


def _points(kept: Kept, at_desk: bool) -> list[Text]:
    """A decision's first sentence as a point, what goes with it below; all of it at the desk."""
    said = [sentence_of(one, with_lots=at_desk) for one in kept.because]
    shown = said if at_desk else said[:MOST_REASONS]
    return [
        Text("why.point" if not place else "why.more", {"said": sentence})
        for place, sentence in enumerate(shown)
    ]


def _as_of(found: Sequence[Kept]) -> Text | str:
    if not found:
        return ""
    return Text("why.as_of", {"at": moment(max(each.made_at for each in found))})
