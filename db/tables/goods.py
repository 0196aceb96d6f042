"""What and where: catalogue items, the gazetteer, places and lots of stock."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.columns import choice, json_list, key, moment, number, ref, text
from matching.model import Hold, QuantityKind, ReserveMode


class ItemRow(SQLModel, table=True):
    """A catalogue entry; `packs` is a list of {name, quantity} in base units."""

    __tablename__ = "items"

    code: str = Field(primary_key=True, max_length=32)
    position: int = Field(default=0, nullable=False)
    group: str = text(32, None)
    class_: str = Field(max_length=32, nullable=False)
    gbt_top: str = text(8)
    zh: str = text(120, None)
    en: str = text(120, None)
    aliases_zh: list[str] = json_list()
    aliases_en: list[str] = json_list()
    unit_zh: str = text(16)
    unit_en: str = text(16)
    packs: list[dict[str, Any]] = json_list()
    unit_kg: float = Field(default=0.0, nullable=False)
    unit_m3: float = Field(default=0.0, nullable=False)
    cold_chain: bool = Field(default=False, nullable=False)
    hazmat: str = text(32)
    substitutes: list[str] = json_list()
    per_person_day: float | None = Field(default=None)


class GazetteerRow(SQLModel, table=True):
    """A known name of the city: district, sub-district, hospital, port, landmark."""

    __tablename__ = "gazetteer"
    __table_args__ = (sa.UniqueConstraint("kind", "code", "name"),)

    id: int | None = key()
    kind: str = text(24, None)
    code: str = text(16)
    name: str = text(120, None)
    aliases: list[str] = json_list()
    latin: list[str] = json_list()
    """Pinyin and English names."""
    en: str = text(120)
    district: str = text(32)
    lat: float = Field(nullable=False)
    lon: float = Field(nullable=False)
    precision_km: float = Field(nullable=False)
    """How far from the point the place may really be, in kilometres."""
    source: str = text(64)


class PlaceRow(SQLModel, table=True):
    """A point with an address. Personal data: address, exact position."""

    __tablename__ = "places"

    id: int | None = key()
    person_id: int | None = ref("people.id", nullable=True)
    label: str = text(120)
    address: str = text(300)
    district: str = text(32)
    lat: float | None = Field(default=None)
    lon: float | None = Field(default=None)
    precision_km: float = Field(default=1.0, nullable=False)
    """How far off the point may be, in kilometres; a shared location is about 0.05."""
    drill: bool = Field(default=False, nullable=False)
    created_at: datetime = moment()


class LotRow(SQLModel, table=True):
    """Goods of one item at one place of one supplier: counted = free + reserved + loaded_out."""

    __tablename__ = "lots"
    __table_args__ = (
        sa.CheckConstraint("free >= 0", name="ck_lots_free"),
        sa.CheckConstraint("reserved >= 0", name="ck_lots_reserved"),
        sa.CheckConstraint("loaded_out >= 0", name="ck_lots_loaded_out"),
        sa.CheckConstraint("free + reserved + loaded_out = counted", name="ck_lots_conserved"),
        sa.CheckConstraint("min_lot >= 1", name="ck_lots_min_lot"),
    )

    id: int | None = key()
    incident_id: int | None = ref("incidents.id", nullable=True)
    drill: bool = Field(default=False, nullable=False)
    supplier_id: int = ref("people.id")
    organisation_id: int | None = ref("organisations.id", nullable=True)
    item_code: str = Field(foreign_key="items.code", max_length=32, nullable=False, index=True)
    place_id: int = ref("places.id")
    counted: int = number()
    quantity_kind: QuantityKind = choice(QuantityKind, QuantityKind.EXACT)
    """Whether it was counted or estimated when it was said last."""
    free: int = number()
    reserved: int = number()
    loaded_out: int = number()
    hold: Hold = choice(Hold, Hold.NONE)
    reserve_mode: ReserveMode = choice(ReserveMode, ReserveMode.ENTERPRISE)
    min_lot: int = number(1)
    only_for: str = text(32)
    """Role of the only requesters this lot may serve; empty means anybody."""
    ready_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)
    withdrawn_at: datetime | None = moment(nullable=True)
    request_key: str | None = Field(default=None, max_length=80, unique=True)
    """One per confirmed dialog run or request, so that a repeat makes no second lot."""
    counted_at: datetime = moment()
    created_at: datetime = moment()
    version: int = number(1)
