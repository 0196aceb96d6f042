"""Why a need stands where it stands, in two sentences: what is missing, and what happens next."""

from datetime import datetime, timedelta

from db.queries.promises import Promise, active_of
from db.queries.reasons import Kept, NeedReasons
from db.queries.subjects import NeedView, Shelf
from handlers.dialog import Fact, Term, Text
from handlers.speech.because import sentence_of
from handlers.speech.show import district, item, km
from matching.lifecycle import may_be_matched
from matching.model import AllocationState, CloseReason, Lifecycle
from matching.plan import Obstacle, Passing

_RATHER = {"why.nearest", *(f"why.passed_{each.value}" for each in Passing)}
FRESH = timedelta(seconds=90)
"""So long after a report the first search may still be going on: it runs every minute."""


def why(view: NeedView, shelf: Shelf | None, kept: NeedReasons, now: datetime) -> Text | str:
    """The two sentences; nothing for a need that is paused or closed, unless it is held for false.

    Whoever is told that their report is not true must be told whom to ask.
    """
    need = view.need
    if need.close_reason is CloseReason.FALSE:
        return Text("card.why_refuted")
    if need.lifecycle is not Lifecycle.OPEN:
        return ""
    if not may_be_matched(need.verification):
        return Text(f"card.why_{need.verification.value}")
    active = active_of(view.promises)
    if any(line.quantities.open_quantity for line in view.lines):
        return _why_open(view, shelf, kept, bool(active), now)
    if not active:
        return Text("card.why_done")
    nearest = min(active, key=lambda promise: promise.km)
    facts = {"district": district(nearest.from_district), "km": km(nearest.km)}
    return Text(
        "card.why_chosen", facts | {"rather": _rather(kept.given.get(nearest.allocation_id))}
    )


def _rather(kept: Kept | None) -> Text:
    """Why it was this stock and not nearer stock, as the plan said it."""
    said = [one for one in kept.because if one.text_key in _RATHER] if kept else []
    return sentence_of(said[0]) if said else Text("card.why_confirm")


def _why_open(
    view: NeedView, shelf: Shelf | None, kept: NeedReasons, covered: bool, now: datetime
) -> Text:
    """Why something of it is not covered."""
    items = tuple(item(line.item_code) for line in view.lines if line.quantities.open_quantity)
    facts: dict[str, Fact] = {"items": items}
    ended = _last_ended(view)
    if ended is not None:
        facts["reason"] = Term("reason", ended.reason.value if ended.reason else "other")
        return Text("card.why_next", facts)
    if covered:
        return Text("card.why_partly", facts)
    obstacle = _planned_obstacle(view, kept) or _obstacle(shelf)
    if obstacle is Obstacle.NO_LOT and was_in_stock(view, shelf):
        obstacle = Obstacle.LOTS_EMPTY
    if obstacle is not None:
        facts["obstacle"] = Term("obstacle", obstacle.value)
        return Text("card.why_nothing", facts)
    is_fresh = now - max(view.need.reported_at, view.need.confirmed_at) < FRESH
    return Text("card.why_searching" if is_fresh else "card.why_unsuitable", facts)


def was_in_stock(view: NeedView, shelf: Shelf | None) -> bool:
    """Whether some was registered: a plan sees no lot that is used up and says there was none."""
    first = next((line for line in view.lines if line.quantities.open_quantity), None)
    promised = first and any(one.asked_code == first.item_code for one in view.promises)
    return bool(promised) or (shelf is not None and shelf.lots > 0)


def _planned_obstacle(view: NeedView, kept: NeedReasons) -> Obstacle | None:
    """What the newest plan said of the first line that is open."""
    line = next(line for line in view.lines if line.quantities.open_quantity)
    said = kept.open.get(line.line_id)
    key = said.because[0].text_key.removeprefix("why.") if said and said.because else ""
    return Obstacle(key) if key in set(Obstacle) else None


def _obstacle(shelf: Shelf | None) -> Obstacle | None:
    """What rules every lot out, as the planner would call it; None if some lot might do."""
    if shelf is None or not shelf.lots:
        return Obstacle.NO_LOT
    if not shelf.free:
        return Obstacle.LOTS_EMPTY
    return Obstacle.ON_HOLD if shelf.barred == shelf.free else None


def _last_ended(view: NeedView) -> Promise | None:
    """The newest promise, if it came to nothing."""
    newest = next(iter(view.promises), None)
    failed = (AllocationState.DECLINED, AllocationState.TIMED_OUT, AllocationState.FAILED)
    return newest if newest is not None and newest.state in failed else None
