"""What a receiver may say in words: to the matches that wait, and to the cards of their needs."""

from collections.abc import Sequence

from db.queries.mine import MyNeed, Waiting, needs_to_confirm, open_needs_of
from handlers.dialog import PendingAct, Term, Text, Turn
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
    acts = [each for match in waiting for each in _answers(match)]
    needs = await open_needs_of(turn.session, turn.person.person_id, limit=MOST_NAMED)
    if not needs and (not turn.person.roles or turn.person.roles & _RECEIVERS):
        return [*acts, _NOTHING_OPEN]
    return [*acts, *(each for need in needs for each in _card_acts(need, bool(waiting)))]


def _answers(match: Waiting) -> tuple[PendingAct, PendingAct]:
    facts = {
        "item": Term("item", match.item_code),
        "quantity": Term("quantity", f"{match.item_code}:{match.quantity}"),
    }
    label, which = Text("steps.listed", facts), match.allocation_id
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
