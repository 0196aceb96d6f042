"""There is enough of something: 口罩够了，谢谢. Is what was asked for of it needed no longer?"""

from collections.abc import Iterable, Sequence

from db.actions.need_changes import close_need, stop_line
from db.queries.mine import MyWant, lines_of, wants_of
from handlers.dialog import Button, Fact, Outcome, Prompt, ReplyKind, Term, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import act
from matching.catalogue import Catalogue
from matching.errors import NotFound
from matching.intake.enough import read_enough
from matching.model import CloseReason
from matching.permissions import Act, permits

_ON = ((act("requester.button_needs", "needs", 0),),)


async def told(turn: Turn) -> Outcome | None:
    """Thanks for telling; where some of it is still asked for, whether that may stop."""
    may = permits(turn.person.actor, Act.REPORT_NEED)
    if turn.run or turn.reply.kind is not ReplyKind.TEXT or not may:
        return None
    stated = read_enough(turn.reply.text, await turn.house.vocabulary.current(turn.session))
    if not stated:
        return None
    codes = _meant(turn.house.catalogue, (code for codes in stated for code in codes))
    wants = await wants_of(turn.session, turn.person.person_id, codes)
    if not wants:
        items = tuple(Term("item", code) for code in dict.fromkeys(each[0] for each in stated))
        return Outcome(Prompt(Text("requester.enough", {"items": items}), _ON))
    return Outcome(_sure(wants[0]) if len(wants) == 1 else _which(wants))


async def stop(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Nothing more of one item: really, then it is so; a need of nothing else ends."""
    need_id, line_id = number(args), number(args, 1)
    lines = await lines_of(turn.session, turn.person.person_id, need_id)
    line = next((each for each in lines if each.id == line_id), None)
    if line is None:
        raise NotFound(kind="need")
    if args[2:] != (SURE,):
        wants = await wants_of(turn.session, turn.person.person_id, {line.item_code})
        want = next((each for each in wants if each.line_id == line_id), None)
        if want is None:
            raise NotFound(kind="need")
        return Outcome(_sure(want))
    others = any(each.requested > each.cancelled for each in lines if each.id != line_id)
    session, actor, now = turn.session, turn.person.actor, turn.now
    if others:
        await stop_line(session, actor, need_id=need_id, line_id=line_id, now=now)
    else:
        why = CloseReason.SERVED_BY_OTHERS
        await close_need(session, actor, need_id=need_id, reason=why, now=now)
    item = {"item": Term("item", line.item_code)}
    return Outcome(Prompt(Text("requester.enough_noted", item), _ON))


def _sure(want: MyWant) -> Prompt:
    which = want.need_id, want.line_id
    yes = act("requester.enough_yes", "need_enough", *which, SURE, style="danger")
    keep = act("requester.keep", "need_keep", want.need_id)
    return Prompt(Text("requester.enough_sure", _facts(want)), ((yes, keep),), force_new=True)


def _which(wants: Sequence[MyWant]) -> Prompt:
    rows = tuple(
        (
            Button(
                Text("requester.enough_of", _facts(want)),
                f"a:need_enough:{want.need_id}:{want.line_id}",
            ),
        )
        for want in wants
    )
    keep = act("requester.keep", "need_keep", wants[0].need_id)
    return Prompt(Text("requester.enough_which"), (*rows, (keep,)), force_new=True)


def _facts(want: MyWant) -> dict[str, Fact]:
    return {
        "code": want.need_code,
        "item": Term("item", want.item_code),
        "quantity": Term("quantity", f"{want.item_code}:{want.wanted}"),
    }


def _meant(catalogue: Catalogue, codes: Iterable[str]) -> set[str]:
    """The items, and the kinds of each that leaves its kind open."""
    said = set(codes)
    kinds = (kind for code in said for kind in catalogue.kinds_of(catalogue.by_code[code]))
    return {*said, *(kind.code for kind in kinds)}


ACTS = {"need_enough": stop}
