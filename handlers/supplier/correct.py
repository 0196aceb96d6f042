"""What is left of stock that was counted: "84消毒液只剩20箱", "masks are sold out", a bare number,
"还有大约50件防护服" where there is a lot of it.

Is it that lot? Of several: of which?
"""

from collections.abc import Sequence

from db.actions.goods import recount_lot
from db.actions.told import keep_words
from db.queries.mine import lot_of, lots_of
from handlers.dialog import Button, Outcome, Prompt, ReplyKind, Term, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import Row, act, own_words
from handlers.supplier.apart import lots_apart
from handlers.supplier.counts import ABOUT, Count, Counts, counts_meant, of_each
from matching.catalogue import plausible_max
from matching.errors import NotFound
from matching.intake.left import Left, bare_number, read_left
from matching.model import QuantityKind, Role
from matching.permissions import Act, permits

MOST_AT_ONCE = 3
"""Lots that one button counts anew."""
MOST_BYTES = 64
"""What a button carries."""
_ON = ((act("supplier.button_lots", "lots", 0),),)


async def told(turn: Turn) -> Outcome | None:
    """Ask whether a lot is to be counted so, or which one; words alone change nothing."""
    if turn.run or turn.reply.kind is not ReplyKind.TEXT:
        return None
    typed = turn.reply.text.strip()
    newest = await lots_of(turn.session, turn.person.person_id, limit=1)
    if not newest and Role.SUPPLIER not in turn.person.roles:
        return None
    if bare_number(typed):
        alone = of_each(turn, Left((), typed), newest)
        return _sure(turn, alone) if alone else None
    stated = read_left(typed, await turn.house.vocabulary.current(turn.session))
    found = [await counts_meant(turn, left) for left in stated]
    if not any(each.lots for each in found):
        return _of_nothing(turn, found) or _ask_anew(found)
    beside = any(each.left.further or (each.left.count and not each.lots) for each in found)
    more = await _more(turn) if beside else ()
    found = [each for each in found if each.lots]
    counts = [each.lots[0] for each in found if len(each.lots) == 1 and each.named]
    if len(counts) == len(found) and _fits(counts):
        return _sure(turn, counts, more)
    return _which(turn, found, more)


async def _more(turn: Turn) -> tuple[Row, ...]:
    """A button for whoever meant goods besides those that were counted: the words are kept."""
    if not permits(turn.person.actor, Act.REPORT_STOCK):
        return ()
    raw = await keep_words(
        turn.session,
        turn.person.actor,
        words=turn.reply.text,
        channel=turn.reply.channel,
        keep_for=turn.house.keep_words,
        now=turn.now,
    )
    return ((act("supplier.left_more", "told_more", raw),),)


def _ask_anew(found: Sequence[Counts]) -> Outcome | None:
    """How much there is now, where what was said leaves it open: 20件 of a lot of bottles."""
    lots = [lot for each in found for lot in each.uncounted]
    if len(lots) != 1 or len(found) != 1:
        return None
    return Outcome(start="recount", prefill={"lot_id": lots[0].id, "item_code": lots[0].item_code})


def _of_nothing(turn: Turn, found: Sequence[Counts]) -> Outcome | None:
    """An answer where nothing was ever counted of what is left, and none is."""
    said = said_of_nothing(turn, found)
    return None if said is None else Outcome(Prompt(said, _ON))


def said_of_nothing(turn: Turn, found: Sequence[Counts]) -> Text | None:
    """Nothing is left of what was never counted here; a count of it is a report like any other, and
    whoever may need things is heard as one who does."""
    named = [each.left.codes[0] for each in found if each.left.codes and not each.left.count]
    if not named or len(named) < len(found) or permits(turn.person.actor, Act.REPORT_NEED):
        return None
    items = tuple(Term("item", code) for code in dict.fromkeys(named))
    known = all(each.is_gone for each in found)
    return Text("supplier.none_already" if known else "supplier.none_counted", {"items": items})


def _sure(turn: Turn, counts: Sequence[Count], more: tuple[Row, ...] = ()) -> Outcome:
    """Is that so?"""
    same = all(each.is_as_before for each in counts)
    label = Text("supplier.correct_same_yes" if same else "supplier.correct_yes")
    yes = Button(label, _data(counts), style="success")
    no = act("supplier.correct_no", "lot_keep", counts[0].lot.id)
    lines = tuple(each.label for each in counts)
    text = Text("supplier.correct_all", {"lines": lines})
    if len(counts) == 1:
        key = "supplier.correct_same" if counts[0].is_as_before else "supplier.correct"
        text = Text(key, counts[0].facts)
    rows = ((yes, no), *more, *_or_need(turn, counts))
    return Outcome(Prompt(_and_elsewhere(text, counts), rows))


def _which(turn: Turn, found: Sequence[Counts], more: tuple[Row, ...]) -> Outcome:
    """Of which of them?"""
    counts = [each for one in found for each in one.lots]
    items = {each.lot.item_code for each in counts}
    one = len(items) == 1 and all(each.named for each in found)
    names = [each.of_lot if one else each.label for each in counts]
    names = lots_apart([each.lot for each in counts], names)
    rows = [(Button(n, _data([each])),) for each, n in zip(counts, names, strict=True)]
    if len(counts) > 1 and _fits(counts) and not any(each.total for each in counts):
        rows.append((Button(Text("supplier.left_all"), _data(counts)),))
    rows.append((act("supplier.left_none", "lot_keep", counts[0].lot.id),))
    said = next((each.left.count for each in found if each.left.count), turn.reply.text.strip())
    question = Text("supplier.left_of_which", {"said": own_words(said)})
    if one:
        facts = {"said": own_words(said), "item": Term("item", items.pop())}
        question = Text("supplier.left_of_which_lot", facts)
    return Outcome(Prompt(question, (*rows, *more, *_or_need(turn, counts))))


def _or_need(turn: Turn, counts: Sequence[Count]) -> tuple[Row, ...]:
    """Who asks as well as gives may mean by "no masks" that some are needed; who is no supplier,
    also by "only 20 left"."""
    supplies = Role.SUPPLIER in turn.person.roles and any(each.total for each in counts)
    if supplies or not permits(turn.person.actor, Act.REPORT_NEED):
        return ()
    return ((act("told.to_need", "told_need"),),)


def _and_elsewhere(text: Text, counts: Sequence[Count]) -> Text:
    """The sentence, and that what was promised of what is not there is sought elsewhere."""
    if all(each.total >= each.lot.reserved for each in counts):
        return text
    return Text("engine.both", {"first": text, "then": Text("supplier.promised_elsewhere")})


def _fits(counts: Sequence[Count]) -> bool:
    return len(counts) <= MOST_AT_ONCE and len(_data(counts)) <= MOST_BYTES


def _data(counts: Sequence[Count]) -> str:
    return f"a:lot_count:{':'.join(map(str, counts))}:{SURE}"


async def count(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Yes, said to the question that was asked last: so much of it is there."""
    if args[-1:] != (SURE,) or not 1 < len(args) <= 2 * MOST_AT_ONCE + 1 or len(args) % 2 == 0:
        raise NotFound()
    counts = []
    for at in range(0, len(args) - 1, 2):
        kind = QuantityKind.ESTIMATE if args[at + 1].startswith(ABOUT) else QuantityKind.EXACT
        lot_id, quantity = number(args, at), number((args[at + 1].removeprefix(ABOUT),))
        lot = await lot_of(turn.session, turn.person.person_id, lot_id)
        if lot is None or quantity > plausible_max(turn.house.catalogue.by_code[lot.item_code]):
            raise NotFound()
        await recount_lot(
            turn.session,
            turn.person.actor,
            lot_id=lot.id,
            quantity=quantity,
            quantity_kind=kind,
            take_back=True,
            now=turn.now,
        )
        counts.append(Count(lot, quantity, kind))
    done = Text("supplier.recounted_all", {"lines": tuple(each.done for each in counts)})
    if len(counts) == 1:
        done = Text("supplier.recounted", counts[0].facts)
    return Outcome(Prompt(_and_elsewhere(done, counts)))
