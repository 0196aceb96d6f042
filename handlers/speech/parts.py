"""Goods of one line that come in several parts: said so that nobody takes one for the other."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries.job_views import Load
from db.queries.parts import Part, parts_of_need
from handlers.dialog import Fact, Text
from handlers.speech.show import item, item_totals, quantity


def part_of(part: Part | None) -> Text | str:
    """Which part it is, after a code or a heading; nothing where all comes at once."""
    if part is None or not part.is_one_of_several:
        return ""
    return Text("card.part", {"n": part.number})


def code_of(code: str, parts: Iterable[Part | None]) -> Text | str:
    """A case, with the parts of it that are meant."""
    numbers = [str(part.number) for part in parts if part is not None and part.is_one_of_several]
    return Text("card.code_part", {"code": code, "n": tuple(numbers)}) if numbers else code


async def code_aboard(session: AsyncSession, loads: Iterable[Load], need_id: int) -> Text | str:
    """The case of a need that a job brings goods for, with the parts that are among them; empty
    where it brings none."""
    own = [load for load in loads if load.need_id == need_id]
    if not own:
        return ""
    parts = await parts_of_need(session, need_id)
    return code_of(own[0].need_code, (parts.get(load.allocation_id) for load in own))


def share_of(part: Part | None, code: str, amount: int) -> Text | str:
    """How much is needed in all, behind what comes; nothing where that is all."""
    if part is None or part.wanted <= amount:
        return ""
    return Text("card.part_share", {"wanted": quantity(code, part.wanted)})


def labelled_part(part: Part | None, line: Text) -> Text:
    """A line of a card with the part it is about before it."""
    if part is None or not part.is_one_of_several:
        return line
    return Text("card.part_line", {"n": part.number, "line": line})


async def parts_of_loads(session: AsyncSession, loads: Iterable[Load]) -> dict[int, Part]:
    """Which part each load is, by allocation; those alone that are one of several."""
    found: dict[int, Part] = {}
    for need_id in dict.fromkeys(load.need_id for load in loads):
        found |= await parts_of_need(session, need_id)
    return {each: part for each, part in found.items() if part.is_one_of_several}


def goods_in_parts(loads: Sequence[Load], parts: Mapping[int, Part]) -> tuple[Text, ...]:
    """What is carried; of what is one part of several which, and of how much."""
    alone = [load for load in loads if load.allocation_id not in parts]
    shared = [load for load in loads if load.allocation_id in parts]
    return (
        *(_part_of_load(load, parts[load.allocation_id]) for load in shared),
        *item_totals(alone),
    )


def _part_of_load(load: Load, part: Part) -> Text:
    facts: dict[str, Fact] = {
        "n": part.number,
        "item": item(load.item_code),
        "quantity": quantity(load.item_code, load.loaded or load.quantity),
        "wanted": quantity(load.item_code, part.wanted),
    }
    return Text("card.part_of_load", facts)
