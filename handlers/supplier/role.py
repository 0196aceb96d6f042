"""Those who hold stock: report it, count it anew, answer a match, hold it back, withdraw it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db.actions.confirmations import decline_stock
from db.actions.goods import count_stock, recount_lot
from db.queries.to_confirm import stock_to_confirm
from handlers.dialog import (
    ActHandler,
    Choice,
    Command,
    Dialog,
    Fact,
    Outcome,
    Prompt,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.engine.book import Entry
from handlers.speech.show import counted
from handlers.steps.choices import SKIP, member_choices
from handlers.steps.items import item_code, item_steps, one_thing
from handlers.steps.moments import read_day, read_moment
from handlers.steps.places import place_steps, stored_place
from handlers.steps.quantities import Stated, quantity_steps, stated_quantity
from handlers.steps.reserve import usual_mode
from handlers.supplier import aside, correct
from handlers.supplier.acts import LOT_ACTS, list_lots, pending
from matching.errors import Outdated
from matching.model import Reason, ReserveMode
from matching.permissions import ALLOWED, Act
from matching.quantities import read_quantity

__all__ = ["ACTS", "COMMANDS", "DIALOGS", "ENTRIES", "beside", "pending", "told"]

AT_ONCE = "now"
NO_EXPIRY = "none"


async def _ask_ready(turn: Turn) -> Question:
    choices = (
        Choice(AT_ONCE, Text("supplier.ready_now"), ("现在", "马上", "随时", "now")),
        Choice("soon", Text("supplier.ready_soon"), ("2小时", "2 hours")),
        Choice("tomorrow", Text("supplier.ready_tomorrow"), ("明天", "tomorrow")),
    )
    return Question(Text("supplier.ready"), choices)


async def _read_ready(turn: Turn, _question: Question) -> Any:
    moment = read_moment(_words(turn), turn.now)
    if moment is None:
        raise Unclear("supplier.unclear_ready")
    return moment.isoformat()


def _ready(turn: Turn) -> datetime | None:
    """When it can be fetched; None means now."""
    match str(turn.answers["ready"]):
        case "now":
            return None
        case "soon":
            return turn.now + timedelta(hours=2)
        case "tomorrow":
            return read_moment("明天 9:00", turn.now)
        case stated:
            return datetime.fromisoformat(stated)


def _ready_line(turn: Turn) -> Text:
    moment = _ready(turn)
    if moment is None:
        return Text("supplier.line_ready_now")
    return Text("supplier.line_ready", {"at": Term("time", moment.isoformat())})


async def _ask_expiry(_turn: Turn) -> Question:
    none = Choice(NO_EXPIRY, Text("supplier.expiry_none"), ("没有", "无", "不限", "no", "none"))
    return Question(Text("supplier.expiry"), (none,))


async def _read_expiry(turn: Turn, _question: Question) -> Any:
    """A day still to come: what has expired is no stock."""
    day = read_day(_words(turn), turn.now)
    if day is None:
        raise Unclear("supplier.unclear_expiry")
    if day <= turn.now:
        raise Unclear("supplier.unclear_expired")
    return day.isoformat()


def _expiry(turn: Turn) -> datetime | None:
    answer = str(turn.answers["expiry"])
    return None if answer == NO_EXPIRY else datetime.fromisoformat(answer)


def _expiry_line(turn: Turn) -> Text:
    moment = _expiry(turn)
    if moment is None:
        return Text("supplier.line_no_expiry")
    return Text("supplier.line_expiry", {"day": Term("date", moment.date().isoformat())})


async def _ask_mode(turn: Turn) -> Question:
    """The usual mode of such an organisation comes first; somebody without one donates."""
    usual = await usual_mode(turn)
    modes = sorted(ReserveMode, key=lambda mode: mode is not usual)
    return Question(Text("supplier.mode"), member_choices("reserve_mode", modes))


def _mode_line(turn: Turn) -> Text:
    return Text("supplier.line_mode", {"mode": Term("reserve_mode", turn.answers["mode"])})


async def _ask_least(turn: Turn) -> Question:
    any_ = Choice(SKIP, Text("supplier.least_any"), ("不限", "没有", "任意", "no", "any", "skip"))
    facts = {"unit": Term("unit", item_code(turn.answers))}
    return Question(Text("supplier.least", facts), (any_,))


async def _read_least(turn: Turn, _question: Question) -> Any:
    """The smallest quantity worth a trip, not more than there is."""
    item = turn.house.catalogue.by_code[item_code(turn.answers)]
    found = read_quantity(_words(turn), item)
    if found is None:
        raise Unclear("supplier.unclear_least")
    have = stated_quantity(turn.answers).quantity
    if found.quantity > have:
        raise Unclear("supplier.unclear_least_above", have=Term("quantity", f"{item.code}:{have}"))
    return str(found.quantity)


def _least(turn: Turn) -> int:
    answer = str(turn.answers["least"])
    return 1 if answer == SKIP else int(answer)


def _least_line(turn: Turn) -> Text:
    least = _least(turn)
    if least == 1:
        return Text("supplier.line_least_any")
    amount = Term("quantity", f"{item_code(turn.answers)}:{least}")
    return Text("supplier.line_least", {"quantity": amount})


async def start_stock(_turn: Turn) -> Outcome:
    """Begin a report."""
    return Outcome(start="stock")


async def finish_stock(turn: Turn) -> Outcome:
    """Write the stock down; its card follows by itself and stays."""
    stated = stated_quantity(turn.answers)
    await count_stock(
        turn.session,
        turn.person.actor,
        item_code=item_code(turn.answers),
        quantity=stated.quantity,
        quantity_kind=stated.kind,
        place_id=await stored_place(turn),
        ready_at=_ready(turn),
        expires_at=_expiry(turn),
        reserve_mode=ReserveMode(turn.answers["mode"]),
        min_lot=_least(turn),
        only_for="",
        request_key=f"run:{turn.run}",
        now=turn.now,
    )
    return Outcome(prompt=Prompt(Text("supplier.counted")))


async def finish_recount(turn: Turn) -> Outcome:
    """How much of a lot is on the shelf now, promised goods included."""
    stated = stated_quantity(turn.answers)
    await recount_lot(
        turn.session,
        turn.person.actor,
        lot_id=int(turn.answers["lot_id"]),
        quantity=stated.quantity,
        quantity_kind=stated.kind,
        now=turn.now,
    )
    return Outcome(prompt=Prompt(Text("supplier.recounted", _goods(turn, stated))))


async def finish_less(turn: Turn) -> Outcome:
    """Less is there than was promised: what is left is offered again, the rest sought elsewhere."""
    left = stated_quantity(turn.answers)
    allocation_id = int(turn.answers["allocation_id"])
    waiting = await stock_to_confirm(turn.session, turn.person.person_id)
    if all(match.allocation_id != allocation_id for match in waiting):
        raise Outdated()
    await decline_stock(
        turn.session,
        turn.person.actor,
        allocation_id=allocation_id,
        reason=Reason.LESS_STOCK if left.quantity else Reason.NO_STOCK,
        quantity_left=left.quantity,
        left_kind=left.kind,
        now=turn.now,
    )
    return Outcome(prompt=Prompt(Text("supplier.less_noted", _goods(turn, left))))


def _goods(turn: Turn, stated: Stated) -> dict[str, Fact]:
    code = str(turn.answers["item_code"])
    return {"item": Term("item", code), "quantity": counted(code, stated.quantity, stated.kind)}


def _known_item(answers: Mapping[str, Any]) -> str:
    return str(answers["item_code"])


def _words(turn: Turn) -> str:
    return turn.reply.text if turn.reply.kind is ReplyKind.TEXT else ""


_COUNT = quantity_steps(Text("supplier.count"), item_code)
_WHAT = item_steps(Text("supplier.what"), clears=tuple(step.name for step in _COUNT))
_COUNT_LEFT = quantity_steps(Text("supplier.count_left"), _known_item, none_left=True)

STOCK = Dialog(
    "stock",
    (
        *(replace(step, about=one_thing) for step in _WHAT),
        *_COUNT,
        *place_steps(Text("supplier.place")),
        Step("ready", _ask_ready, _read_ready, show=_ready_line),
        Step("expiry", _ask_expiry, _read_expiry, show=_expiry_line),
        Step("mode", _ask_mode, show=_mode_line),
        Step("least", _ask_least, _read_least, show=_least_line),
    ),
    finish_stock,
    roles=ALLOWED[Act.REPORT_STOCK],
    title=Text("supplier.title_stock"),
)
RECOUNT = Dialog(
    "recount",
    _COUNT_LEFT,
    finish_recount,
    confirm=False,
    roles=ALLOWED[Act.REPORT_STOCK],
    title=Text("supplier.title_recount"),
)
LESS = Dialog(
    "less_stock",
    _COUNT_LEFT,
    finish_less,
    confirm=False,
    roles=ALLOWED[Act.REPORT_STOCK],
    title=Text("supplier.title_recount"),
)

told = correct.told
beside = aside.aside

DIALOGS: tuple[Dialog, ...] = (STOCK, RECOUNT, LESS)
ACTS: Mapping[str, ActHandler] = {**LOT_ACTS, "lot_count": correct.count}
COMMANDS: Mapping[str, Command] = {}
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "stock",
        Text("supplier.menu_stock"),
        start_stock,
        ALLOWED[Act.REPORT_STOCK],
        "stock",
        "supplier.about_stock",
    ),
    Entry(
        "lots",
        Text("supplier.menu_lots"),
        list_lots,
        ALLOWED[Act.REPORT_STOCK],
        "lots",
        "supplier.about_lots",
    ),
)
