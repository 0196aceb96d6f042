"""What a change would do to the next plan: which needs get more or less, and the rides."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.previews import closure_called, lots_to_try, vehicles_to_try
from handlers.dialog import Fact, Person, Prompt, Text
from handlers.speech.show import act, district, item, kg, labelled, own_words, quantity
from matching.model import Role
from matching.whatif import ChangeKind

MOST_GOODS = 6


async def what_if(
    session: AsyncSession, person: Person, params: Mapping[str, Any], _now: datetime
) -> Prompt | None:
    """The effect, as it was worked out; nothing has changed."""
    if Role.COORDINATOR not in person.roles:
        return None
    change = await change_called(session, params)
    again = ((act("what_if.again", "try_out"),),)
    drill = bool(params.get("drill"))
    if "better" not in params:
        key = "what_if.failed" if params.get("failed") else "what_if.gone"
        return labelled(Prompt(Text(key, {"change": change}), again, force_new=True), drill)
    facts: dict[str, Fact] = {
        "change": change,
        "needs": _needs(params),
        "goods": _goods(params.get("goods", ())),
        "rides": _pair("what_if.rides", params["rides"]),
        "uncarried": _pair("what_if.uncarried", params["uncarried"]),
    }
    return labelled(Prompt(Text("what_if.effect", facts), again, force_new=True), drill)


def _needs(params: Mapping[str, Any]) -> Text:
    better, worse = int(params["better"]), int(params["worse"])
    if not better and not worse:
        return Text("what_if.same")
    critical = int(params["critical_worse"])
    facts: dict[str, Fact] = {
        "better": better,
        "worse": worse,
        "critical": Text("what_if.critical", {"count": critical}) if critical else "",
    }
    if not better or not worse:
        return Text("what_if.only_worse" if worse else "what_if.only_better", facts)
    return Text("what_if.needs", facts)


def _goods(rows: Sequence[Sequence[Any]]) -> Fact:
    """How much more or less of what reaches which district, the losses first."""
    said = tuple(
        Text(
            "what_if.more_of" if more > 0 else "what_if.less_of",
            {
                "district": district(str(place)),
                "item": item(str(code)),
                "quantity": quantity(str(code), abs(int(more))),
            },
        )
        for place, code, more in rows[:MOST_GOODS]
    )
    rest = len(rows) - MOST_GOODS
    return (*said, Text("what_if.more", {"count": rest})) if rest > 0 else said


def _pair(key: str, pair: Sequence[int]) -> Text | str:
    before, after = pair
    return "" if before == after else Text(key, {"before": before, "after": after})


async def change_called(session: AsyncSession, params: Mapping[str, Any]) -> Text:
    """The change in words."""
    kind, subject = ChangeKind(params["kind"]), int(params["subject"])
    facts = await _subject(session, kind, subject, params)
    return Text(f"what_if.change_{kind.value}" if facts else f"what_if.lost_{kind.value}", facts)


async def _subject(
    session: AsyncSession, kind: ChangeKind, subject: int, params: Mapping[str, Any]
) -> dict[str, Fact]:
    if kind is ChangeKind.ROAD_CLOSED:
        one, other = params["link"]
        return {"from": district(str(one)), "to": district(str(other))}
    if kind is ChangeKind.ROAD_OPEN:
        return {"title": own_words(await closure_called(session, subject) or f"{subject}")}
    if kind in (ChangeKind.VEHICLE_OFF, ChangeKind.VEHICLE_MORE):
        vehicles = await vehicles_to_try(session, shift_id=subject)
        if not vehicles:
            return {}
        (vehicle,) = vehicles
        return {
            "vehicle": own_words(vehicle.name),
            "kg": kg(vehicle.amount),
            "district": district(vehicle.district),
        }
    lots = await lots_to_try(session, lot_id=subject)
    if not lots:
        return {}
    (lot,) = lots
    return {
        "item": item(lot.name),
        "quantity": quantity(lot.name, int(lot.amount)),
        "district": district(lot.district),
    }
