"""The desk's lists of words that people used for an item: those that wait, one tap to let them mean
it or never; and those that mean it, to be taken back."""

from db.actions.words import accept_alias, refuse_alias, take_back_alias
from db.queries.words import Proposal, known_alias, known_aliases, open_proposals
from handlers.coordinator.desk import MOST_PAGES, require_coordinator
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Text, Turn
from handlers.engine.acts import SURE
from handlers.speech.arguments import number
from handlers.speech.show import Row, act, item, own_words
from matching.errors import Outdated

PAGE = 6
_TO_KNOWN: Row = (act("coordinator.to_known_words", "words_known", 0),)


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


async def _known(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One page of the words that are accepted."""
    require_coordinator(turn)
    return Outcome(await _known_page(turn, min(number(args), MOST_PAGES) if args else 0))


async def _take_back(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """The words mean the item no longer: really, then it is so."""
    require_coordinator(turn)
    proposal_id = number(args)
    if args[1:] != (SURE,):
        return Outcome(await _sure(turn, proposal_id))
    await take_back_alias(turn.session, turn.person.actor, proposal_id=proposal_id, now=turn.now)
    return Outcome(await _known_page(turn, 0), toast=Text("coordinator.word_taken_back"))


async def _sure(turn: Turn, proposal_id: int) -> Prompt:
    known = await known_alias(turn.session, proposal_id)
    if known is None:
        raise Outdated()
    facts: dict[str, Fact] = {"words": own_words(known.words), "item": item(known.code)}
    yes = act("coordinator.word_back_yes", "word_back", proposal_id, SURE, style="danger")
    return Prompt(
        Text("coordinator.word_back_sure", facts),
        ((yes, act("coordinator.leave", "words_known", 0)),),
    )


async def _known_page(turn: Turn, page: int) -> Prompt:
    total, found = await known_aliases(turn.session, page=page, size=PAGE)
    if not found and page:
        return await _known_page(turn, 0)
    waiting = (act("coordinator.menu_words", "words", 0),)
    if not found:
        return Prompt(Text("coordinator.no_known_words"), buttons=(waiting,))
    first = page * PAGE + 1
    rows = tuple(_row(place, each) for place, each in enumerate(found, first))
    backs = tuple(
        (Button(Text("coordinator.word_back", {"n": place}), f"a:word_back:{each.id}"),)
        for place, each in enumerate(found, first)
    )
    paging = _paging("words_known", page, first + len(found) <= total)
    text = Text("coordinator.known_words", {"count": total, "rows": rows})
    return Prompt(text, buttons=(*backs, *paging, waiting))


async def _page(turn: Turn, page: int) -> Prompt:
    total, found = await open_proposals(turn.session, page=page, size=PAGE)
    if not found and page:
        return await _page(turn, 0)
    if not found:
        back = act("coordinator.menu_stuck", "stuck")
        return Prompt(Text("coordinator.no_words"), buttons=((back,), _TO_KNOWN))
    first = page * PAGE + 1
    rows = tuple(_row(place, each) for place, each in enumerate(found, first))
    decisions = tuple(_decision(place, each) for place, each in enumerate(found, first))
    paging = _paging("words", page, first + len(found) <= total)
    text = Text("coordinator.words", {"count": total, "rows": rows})
    return Prompt(text, buttons=(*decisions, *paging, _TO_KNOWN))


def _paging(name: str, page: int, more: bool) -> tuple[Row, ...]:
    row: Row = (
        *((act("engine.earlier", name, page - 1),) if page else ()),
        *((act("engine.later", name, page + 1),) if more else ()),
    )
    return (row,) if row else ()


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


ACTS: dict[str, ActHandler] = {
    "words": _words,
    "word_yes": _accept,
    "word_no": _refuse,
    "words_known": _known,
    "word_back": _take_back,
}
