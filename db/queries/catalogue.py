"""Reads the catalogue and the gazetteer whole: once per process, they change only on `migrate`."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from db.columns import table_of
from db.tables import GazetteerRow, ItemRow
from matching.catalogue import Catalogue, Item, Pack, build_catalogue
from matching.gazetteer import Gazetteer, Place, build_gazetteer
from matching.snapshot import Point

_ITEMS = table_of(ItemRow)
_GAZETTEER = table_of(GazetteerRow)


async def load_catalogue(session: AsyncSession) -> Catalogue:
    """Every item, in the order of the shipped table."""
    rows = await session.execute(sa.select(_ITEMS).order_by(_ITEMS.c.position))
    return build_catalogue(
        Item(
            code=row.code,
            group=row.group,
            class_=row.class_,
            gbt_top=row.gbt_top,
            zh=row.zh,
            en=row.en,
            aliases_zh=tuple(row.aliases_zh),
            aliases_en=tuple(row.aliases_en),
            unit_zh=row.unit_zh,
            unit_en=row.unit_en,
            packs=tuple(Pack(pack["name"], pack["quantity"]) for pack in row.packs),
            unit_kg=row.unit_kg,
            unit_m3=row.unit_m3,
            cold_chain=row.cold_chain,
            hazmat=row.hazmat,
            substitutes=tuple(row.substitutes),
            per_person_day=row.per_person_day,
        )
        for row in rows
    )


async def load_gazetteer(session: AsyncSession) -> Gazetteer:
    """Every named place, in the order of the shipped tables."""
    rows = await session.execute(sa.select(_GAZETTEER).order_by(_GAZETTEER.c.id))
    return build_gazetteer(
        Place(
            code=row.code,
            name=row.name,
            kind=row.kind,
            district=row.district,
            point=Point(row.lat, row.lon, row.district),
            precision_km=row.precision_km,
            aliases=tuple(row.aliases),
            latin=tuple(row.latin),
            en=row.en,
        )
        for row in rows
    )
