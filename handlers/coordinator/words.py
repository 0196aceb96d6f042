"""The desk's list of words that people used for an item: one tap lets them mean it, or never."""

from db.actions.words import accept_alias, refuse_alias
from db.queries.words import Proposal, open_proposals
from handlers.coordinator.desk import MOST_PAGES, require_coordinator
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Text, Turn
from handlers.speech.arguments import number
from handlers.speech.show import Row, act, item, own_words

PAGE = 6


async def listed(turn: Turn) -> Outcome:
    """`/words`: what waits, those first that most people meant."""
    require_coordinator(turn)
    return Outcome(await _page(turn, 0))


async def _words(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One page."""
    require_coordinator(turn)
    return Outcome(await _page(turn, min(number(args), MOST_PAGES) if args else 0))


async def _accept(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """From now on the words mean the item."""
    await accept_alias(turn.session, turn.person.actor, proposal_id=number(args), now=turn.now)
    return Outcome(await _page(turn, 0), toast=Text("coordinator.word_accepted"))


async def _refuse(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The words stay unknown."""
    await refuse_alias(turn.session, turn.person.actor, proposal_id=number(args), now=turn.now)
    return Outcome(await _page(turn, 0), toast=Text("coordinator.word_refused"))


async def _page(turn: Turn, page: int) -> Prompt:
    total, found = await open_proposals(turn.session, page=page, size=PAGE)
    if not found and page:
        return await _page(turn, 0)
    if not found:
        back = act("coordinator.menu_stuck", "stuck")
        return Prompt(Text("coordinator.no_words"), buttons=((back,),))
    first = page * PAGE + 1
    rows = tuple(_row(place, each) for place, each in enumerate(found, first))
    decisions = tuple(_decision(place, each) for place, each in enumerate(found, first))
    paging: Row = (
        *((act("engine.earlier", "words", page - 1),) if page else ()),
        *((act("engine.later", "words", page + 1),) if first + len(found) <= total else ()),
    )
    text = Text("coordinator.words", {"count": total, "rows": rows})
    return Prompt(text, buttons=(*decisions, *((paging,) if paging else ())))


def _row(place: int, each: Proposal) -> Text:
    facts: dict[str, Fact] = {
        "n": place,
        "words": own_words(each.words),
        "item": item(each.code),
        "people": each.people,
        "times": each.times,
    }
    return Text("coordinator.word", facts)


def _decision(place: int, each: Proposal) -> Row:
    n = {"n": place}
    yes = Button(Text("coordinator.word_yes", n), f"a:word_yes:{each.id}", style="success")
    return yes, Button(Text("coordinator.word_no", n), f"a:word_no:{each.id}")


ACTS: dict[str, ActHandler] = {"words": _words, "word_yes": _accept, "word_no": _refuse}
