"""What a receiver may say in words: to the matches that wait, and to the cards of their needs."""

from collections.abc import Sequence

from db.queries.mine import MyNeed, open_needs_of
from db.queries.parts import Part, parts_of_need
from db.queries.promises import asked_of_receiver
from db.queries.to_confirm import Waiting, needs_to_confirm
from handlers.dialog import Fact, PendingAct, Term, Text, Turn
from handlers.engine.typed import ways_to_say
from handlers.requester.acts import need_label
from matching.model import CloseReason, Lifecycle, Role

MOST_NAMED = 5
"""Needs, newest first, whose cards answer to words as well as to their buttons."""

_RECEIVERS = frozenset({Role.RESIDENT, Role.HOSPITAL, Role.COMMUNITY})
_GONE = ways_to_say("requester.words_gone")
_NOTHING_OPEN = PendingAct(_GONE, Text("requester.nothing_open"), "a:need_none", begins=_GONE)
"""Nothing is needed any more, of somebody for whom nothing is under way."""


async def pending(turn: Turn) -> Sequence[PendingAct]:
    """What a receiver may answer in words: matches that wait, else the open needs."""
    waiting = await needs_to_confirm(turn.session, turn.person.person_id)
    acts = await _matches(turn, waiting)
    needs = await open_needs_of(turn.session, turn.person.person_id, limit=MOST_NAMED)
    if not needs and (not turn.person.roles or turn.person.roles & _RECEIVERS):
        return [*acts, _NOTHING_OPEN]
    return [*acts, *(each for need in needs for each in _card_acts(need, bool(waiting)))]


async def _matches(turn: Turn, waiting: Sequence[Waiting]) -> list[PendingAct]:
    """The matches that wait, one by one; several of one need are told apart, or taken at once."""
    acts: list[PendingAct] = []
    for need_id in dict.fromkeys(match.need_id for match in waiting):
        own = [match for match in waiting if match.need_id == need_id]
        parts = await parts_of_need(turn.session, need_id) if len(own) > 1 else {}
        asked = await asked_of_receiver(turn.session, need_id, turn.now) if parts else ()
        if len(asked) > 1:
            label = Text("push.need_all", {"n": len(asked)})
            words = ways_to_say("requester.words_all", "requester.words_yes", "push.need_yes")
            acts.append(PendingAct(words, label, f"a:need_all:{need_id}"))
        acts += [each for match in own for each in _answers(match, parts.get(match.allocation_id))]
    return acts


def _answers(match: Waiting, part: Part | None) -> tuple[PendingAct, PendingAct]:
    facts: dict[str, Fact] = {
        "item": Term("item", match.item_code),
        "quantity": Term("quantity", f"{match.item_code}:{match.quantity}"),
    }
    label, which = Text("steps.listed", facts), match.allocation_id
    if part is not None and part.is_one_of_several:
        label = Text("card.part_of_item", {**facts, "n": part.number})
    return (
        PendingAct(
            ways_to_say("requester.words_yes", "push.need_yes"), label, f"a:need_yes:{which}"
        ),
        PendingAct(ways_to_say("requester.words_no", "push.need_no"), label, f"a:need_no:{which}"),
    )


def _card_acts(need: MyNeed, is_match_waiting: bool) -> list[PendingAct]:
    """What the buttons of the need's card do, in words: the card may be far up by now."""
    name, which = need_label(need), need.id
    is_paused = need.lifecycle is Lifecycle.PAUSED
    acts = [
        PendingAct(ways_to_say("requester.words_got", "card.got"), name, f"a:need_got:{which}"),
        PendingAct(
            ways_to_say("requester.words_more", "card.more", "push.not_enough"),
            name,
            f"a:need_more:{which}",
        ),
        PendingAct(ways_to_say("requester.words_why", "card.ask_why"), name, f"a:why_need:{which}"),
        PendingAct(
            ways_to_say("requester.words_stop", "card.stop"),
            name,
            f"a:need_stop:{which}",
        ),
        # Whoever says it in a sentence has said why, and is asked only whether to end it.
        PendingAct(
            (),
            name,
            f"a:need_stop:{which}:{CloseReason.WITHDRAWN.value}",
            begins=_GONE,
        ),
        PendingAct(
            ways_to_say("requester.words_change", "requester.button_change"),
            name,
            f"a:need_change:{which}",
        ),
        PendingAct(
            ways_to_say("requester.words_urgency", "requester.button_urgency"),
            name,
            f"a:need_urgency:{which}",
        ),
        PendingAct(
            ways_to_say("requester.words_resume", "card.resume"), name, f"a:need_resume:{which}"
        )
        if is_paused
        else PendingAct(
            ways_to_say("requester.words_pause", "card.pause"), name, f"a:need_pause:{which}"
        ),
    ]
    if not is_match_waiting:
        still = "need_resume" if is_paused else "need_still"
        words = ways_to_say("requester.words_still", "card.still")
        acts.append(PendingAct(words, name, f"a:{still}:{which}"))
    return acts
