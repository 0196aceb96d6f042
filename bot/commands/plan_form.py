"""What a `match-instance/1` must look like, so that a wrong value is told and nothing is planned.

Only what the planner cannot find out by itself stands here: names that lead nowhere are told where
they are looked up.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AllowInfNan, BaseModel, Field, TypeAdapter

MOST = 10**9
"""Units of one need or lot: sums over a region still fit the solver's 64 bits."""

Number = Annotated[float, AllowInfNan(False)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Flag = bool | Literal[0, 1]
Lat = Annotated[Number, Field(ge=-90, le=90)]
Lon = Annotated[Number, Field(ge=-180, le=180)]
Weight = Annotated[Number, Field(gt=0, le=10**6)]


class _Row(BaseModel, strict=True):
    id: str


class _Params(BaseModel, strict=True):
    class_weight: dict[str, Weight]
    tier2: Annotated[NotNegative, Field(le=1)]
    transport: Annotated[Number, Field(alias="lambda", ge=1e-9)]
    detour: Positive
    speed_kmh: Positive
    handling_h: NotNegative
    owner_km: dict[str, NotNegative]
    expiry_margin_h: NotNegative


class _Item(_Row, strict=True):
    group: str
    per_person: Annotated[Number, Field(ge=1e-6, le=1e6)]
    subs: dict[str, NotNegative]
    kg: NotNegative = 0.0
    m3: NotNegative = 0.0


class _Link(BaseModel, strict=True):
    km: NotNegative
    h: NotNegative


class _Need(_Row, strict=True):
    item: str
    qty: Annotated[int, Field(ge=1, le=MOST)]
    subs_ok: Flag
    kind: str
    district: str
    lat: Lat
    lon: Lon
    urgency: Annotated[int, Field(ge=1, le=4)]
    age_h: NotNegative
    vulnerable: Flag
    deadline_h: Number


class _Lot(_Row, strict=True):
    item: str
    qty: Annotated[int, Field(ge=0, le=MOST)]
    district: str
    lat: Lat
    lon: Lon
    ready_h: Number
    expiry_h: Number
    owner: str
    min_lot: Annotated[int, Field(ge=0, le=MOST)]
    only: str | None


class _Vehicle(_Row, strict=True):
    lat: Lat
    lon: Lon
    district: str
    kg: NotNegative
    m3: NotNegative
    cold: Flag
    hazmat: Flag
    speed_kmh: Positive
    shift: Annotated[list[Number], Field(min_length=2, max_length=2)]


class _Instance(BaseModel, strict=True):
    params: _Params
    items: list[_Item]
    districts: list[_Row]
    links: dict[str, _Link | None]
    needs: list[_Need]
    lots: list[_Lot]
    vehicles: list[_Vehicle]


_FORM = TypeAdapter(_Instance)
_NAMED = "items", "districts", "needs", "lots", "vehicles"


class NamedTwice(ValueError):
    """Two rows of one kind have the same name; it says which."""


def check_instance(data: Mapping[str, Any]) -> None:
    """Raises ValidationError, or NamedTwice, where the instance does not fit."""
    _FORM.validate_python(data)
    for kind in _NAMED:
        seen = set[str]()
        for row in data[kind]:
            if row["id"] in seen:
                raise NamedTwice(f'two of "{kind}" are called "{row["id"]}"')
            seen.add(row["id"])
