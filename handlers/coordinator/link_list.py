"""The links between districts, page by page; each can be set anew, or put back as it was."""

from collections.abc import Sequence

from db.actions.links import reset_link
from db.queries.links import KnownLink, listed_links
from db.queries.ticks import ways_estimated
from handlers.coordinator.desk import require_coordinator
from handlers.dialog import ActHandler, Button, Fact, Outcome, Prompt, Term, Text, Turn
from handlers.speech.arguments import number
from handlers.speech.show import Row, act, district, joined
from handlers.steps.passes import pass_names
from matching.errors import NotFound
from matching.snapshot import Link

PAGE = 12
"""Links of one page: what stands in one message of 4,096 signs, however long their notes are."""
IN_A_ROW = 4


async def listed(turn: Turn) -> Outcome:
    """`/links`: what is known, each to look at, and a way to set one."""
    require_coordinator(turn)
    return Outcome(await list_links(turn))


async def list_links(turn: Turn, page: int = 0) -> Prompt:
    """One page of all links."""
    known = await listed_links(turn.session)
    first = page * PAGE if page * PAGE < len(known) else 0
    shown = known[first : first + PAGE]
    rows = tuple(_row(place, each) for place, each in enumerate(shown, first + 1))
    facts: dict[str, Fact] = {"rows": rows, "roads": _roads(await ways_estimated(turn.session))}
    if len(known) > PAGE:
        facts["pages"] = Text(
            "coordinator.links_page", {"a": first + 1, "b": first + len(shown), "n": len(known)}
        )
    button = Button(Text("coordinator.set_link"), "a:set_link", style="primary")
    buttons = (*_choices(shown, first), *_paging(first, len(known)), (button,))
    return Prompt(Text("coordinator.links", {"pages": "", **facts}), buttons=buttons)


def _choices(shown: Sequence[KnownLink], first: int) -> tuple[Row, ...]:
    """A button for each link of the page, by its number."""
    buttons = tuple(
        Button(Text("coordinator.edit_link", {"n": place}), f"a:link:{_key(each.link)}")
        for place, each in enumerate(shown, first + 1)
    )
    return tuple(buttons[at : at + IN_A_ROW] for at in range(0, len(buttons), IN_A_ROW))


def _paging(first: int, count: int) -> tuple[Row, ...]:
    page = first // PAGE
    row: Row = (
        *((act("engine.earlier", "links", page - 1),) if page else ()),
        *((act("engine.later", "links", page + 1),) if first + PAGE < count else ()),
    )
    return (row,) if row else ()


def _roads(estimated: int | None) -> Text:
    """Whether ways by road were measured at the last plan."""
    if estimated is None:
        return Text("coordinator.roads_no_router")
    if estimated:
        return Text("coordinator.roads_estimated", {"n": estimated})
    return Text("coordinator.roads_measured")


def _row(place: int, known: KnownLink) -> Text:
    return Text("coordinator.row_link", {"n": place, "link": _link(known)})


def _link(known: KnownLink) -> Text:
    """What it adds, for whom, and whether a coordinator said so."""
    link = known.link
    one, other = link.ends
    notes: list[Text] = []
    if link.max_tonnes is not None:
        notes.append(Text("coordinator.link_bears", {"n": f"{link.max_tonnes:g}"}))
    if link.permits:
        names = pass_names(sorted(link.permits))
        notes.append(Text("coordinator.link_pass", {"passes": names}))
    if known.is_set:
        notes.append(Text("coordinator.link_is_set"))
    facts: dict[str, Fact] = {
        "from": district(one),
        "to": district(other),
        "mode": Term("mode", link.mode.value),
        "km": f"{link.km:g}",
        "minutes": _minutes(link),
    }
    if notes:
        return Text("coordinator.link_limited", facts | {"notes": joined(notes)})
    return Text("coordinator.link", facts)


def _minutes(link: Link) -> str:
    return f"{60 * link.hours:.0f}"


def _key(link: Link) -> str:
    """A link as a button carries it."""
    return ":".join((link.mode.value, *link.ends))


async def find_link(turn: Turn, args: tuple[str, ...]) -> KnownLink:
    """The link that a button names. Raises `NotFound` for one that is not known (any more)."""
    known = await listed_links(turn.session)
    found = next((each for each in known if _key(each.link) == ":".join(args)), None)
    if found is None:
        raise NotFound()
    return found


async def _one(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """One link: what it adds, what it was, and what can be done about it."""
    require_coordinator(turn)
    known = await find_link(turn, args)
    key = _key(known.link)
    before: Fact = ""
    undo: tuple[Row, ...] = ()
    if known.is_set:
        before = Text("coordinator.link_was_none")
        label = Text("coordinator.remove_link")
        if known.shipped is not None:
            was = KnownLink(known.shipped, known.shipped, is_set=False)
            before = Text("coordinator.link_was", {"link": _link(was)})
            label = Text("coordinator.reset_link")
        undo = ((Button(label, f"a:reset_link:{key}"),),)
    anew = Button(Text("coordinator.set_link_anew"), f"a:set_link:{key}", style="primary")
    back = Button(Text("coordinator.menu_links"), "a:links")
    text = Text("coordinator.link_one", {"link": _link(known), "before": before})
    return Outcome(Prompt(text, buttons=((anew,), *undo, (back,))))


async def _reset(turn: Turn, args: tuple[str, ...]) -> Outcome:
    """Take back what was said of it; the next plan reckons without."""
    require_coordinator(turn)
    known = (await find_link(turn, args)).link
    await reset_link(
        turn.session, turn.person.actor, ends=known.ends, mode=known.mode, now=turn.now
    )
    return Outcome(await list_links(turn), toast=Text("coordinator.link_reset"))


async def _show(turn: Turn, args: tuple[str, ...]) -> Outcome:
    require_coordinator(turn)
    return Outcome(await list_links(turn, number(args) if args else 0))


LIST_ACTS: dict[str, ActHandler] = {"links": _show, "link": _one, "reset_link": _reset}
