"""The city in one picture, and in words below it for those who cannot see it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.desk import situation_counts
from db.queries.incidents import open_incident
from db.queries.situation import Cell, Standing, need_standings
from handlers.dialog import Fact, Person, Picture, Prompt, Tally, Term, Text
from handlers.speech.show import act, district, labelled, moment
from matching.model import Role, Urgency


async def situation(
    session: AsyncSession, person: Person, _params: Mapping[str, Any], now: datetime
) -> Prompt | None:
    """Needs by district and urgency: open, partly covered, covered, delivered.

    During a drill, those of the drill. Drawn as it is when it leaves, not as it was when it was
    asked for.
    """
    if Role.COORDINATOR not in person.roles:
        return None
    incident = await open_incident(session)
    drill = incident is not None and incident.drill
    tallies = tallied(await need_standings(session, drill=drill))
    facts: dict[str, Fact] = {
        **await situation_counts(session, now, drill=drill),
        "at": moment(now),
        "by_urgency": _by("coordinator.by_urgency", _urgencies(tallies)),
        "by_district": _by("coordinator.by_district", _most_lacking(_districts(tallies))),
    }
    prompt = Prompt(
        Text("coordinator.situation", facts),
        buttons=((act("coordinator.menu_stuck", "stuck"),),),
        picture=Picture(tallies, now, drill),
        force_new=True,
    )
    return labelled(prompt, drill)


def tallied(cells: Iterable[Cell]) -> tuple[Tally, ...]:
    """The cells of one district and urgency as one tally."""
    found: dict[Any, dict[Standing, int]] = {}
    for cell in cells:
        found.setdefault((cell.district, cell.urgency), {})[cell.standing] = cell.needs
    return tuple(
        Tally(
            place,
            urgency,
            open=needs.get(Standing.OPEN, 0),
            partly=needs.get(Standing.PARTLY, 0),
            covered=needs.get(Standing.COVERED, 0),
            delivered=needs.get(Standing.DELIVERED, 0),
        )
        for (place, urgency), needs in found.items()
    )


def _urgencies(tallies: Iterable[Tally]) -> dict[Term, list[Tally]]:
    """The most pressing class first."""
    listed: dict[Term, list[Tally]] = {}
    for tally in sorted(tallies, key=lambda each: list(Urgency).index(each.urgency)):
        listed.setdefault(Term("urgency", tally.urgency.value), []).append(tally)
    return listed


def _districts(tallies: Iterable[Tally]) -> dict[Term, list[Tally]]:
    listed: dict[Term, list[Tally]] = {}
    for tally in tallies:
        listed.setdefault(district(tally.district), []).append(tally)
    return listed


def _most_lacking(groups: Mapping[Term, list[Tally]]) -> dict[Term, list[Tally]]:
    """The groups, those first with the most needs that lack something."""
    ranked = sorted(groups.items(), key=lambda pair: -sum(each.lacking for each in pair[1]))
    return dict(ranked)


def _by(key: str, groups: Mapping[Term, list[Tally]]) -> Text | str:
    """A heading and a line for each group; nothing where there are no needs."""
    if not groups:
        return ""
    rows = tuple(
        Text(
            "coordinator.row_tally",
            {
                "name": name,
                "open": sum(each.open for each in tallies),
                "partly": sum(each.partly for each in tallies),
                "covered": sum(each.covered for each in tallies),
                "delivered": sum(each.delivered for each in tallies),
            },
        )
        for name, tallies in groups.items()
    )
    return Text(key, {"rows": rows})
