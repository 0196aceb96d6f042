"""Fills a new record: shipped catalogue and gazetteer, the incident everything belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.incidents import declare_incident
from db.columns import table_of
from db.engine import insert
from db.shipped import read_table
from db.tables import GazetteerRow, IncidentRow, ItemRow
from matching.catalogue import Item, parse_items
from matching.gazetteer import Place, parse_divisions, parse_hospitals, parse_places
from matching.model import IncidentKind
from matching.permissions import SYSTEM

_INCIDENTS = table_of(IncidentRow)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much a load put into the record or brought up to date."""

    items: int
    places: int


async def load_catalogue_and_gazetteer(session: AsyncSession) -> Loaded:
    """Put the shipped items and places into the record, or bring them up to date there."""
    items = [_item_row(n, item) for n, item in enumerate(parse_items(read_table("items.csv")))]
    statement = insert(session, ItemRow)
    changed = {name: statement.excluded[name] for name in items[0] if name != "code"}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["code"], set_=changed), items
    )
    places = [
        *_place_rows(parse_divisions(read_table("gazetteer/divisions.csv")), "divisions"),
        *_place_rows(parse_hospitals(read_table("gazetteer/hospitals.csv")), "hospitals"),
        *_place_rows(parse_places(read_table("gazetteer/places.csv")), "places"),
    ]
    statement = insert(session, GazetteerRow)
    key = ["kind", "code", "name"]
    changed = {name: statement.excluded[name] for name in places[0] if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), places)
    return Loaded(items=len(items), places=len(places))


async def ensure_incident(
    session: AsyncSession, *, name: str, kind: IncidentKind, drill: bool, now: datetime
) -> int:
    """The incident of this name, drill or real, that is open; opened if there was none.

    One that a coordinator has ended stays ended while another is open: a restart must not draw
    new reports away from it.
    """
    columns = _INCIDENTS.c
    known = sa.select(columns.id).where(columns.name == name, columns.drill == drill).limit(1)
    is_open = columns.closed_at.is_(None)
    found: int | None = await session.scalar(known.where(is_open).order_by(columns.id))
    if found is None and await session.scalar(known) is not None:
        newest = sa.select(columns.id).where(is_open).order_by(columns.id.desc()).limit(1)
        found = await session.scalar(newest)
    if found is not None:
        return found
    return await declare_incident(session, SYSTEM, name=name, kind=kind, drill=drill, now=now)


def _item_row(position: int, item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "position": position,
        "group": item.group,
        "class_": item.class_,
        "gbt_top": item.gbt_top,
        "zh": item.zh,
        "en": item.en,
        "aliases_zh": list(item.aliases_zh),
        "aliases_en": list(item.aliases_en),
        "unit_zh": item.unit_zh,
        "unit_en": item.unit_en,
        "packs": [{"name": pack.name, "quantity": pack.quantity} for pack in item.packs],
        "unit_kg": item.unit_kg,
        "unit_m3": item.unit_m3,
        "cold_chain": item.cold_chain,
        "hazmat": item.hazmat,
        "substitutes": list(item.substitutes),
        "per_person_day": item.per_person_day,
    }


def _place_rows(places: Iterable[Place], source: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": place.kind,
            "code": place.code,
            "name": place.name,
            "aliases": list(place.aliases),
            "latin": list(place.latin),
            "en": place.en,
            "district": place.district,
            "lat": place.point.lat,
            "lon": place.point.lon,
            "precision_km": place.precision_km,
            "source": source,
        }
        for place in places
    ]
