"""Column types and defaults that every table shares."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name on both engines, so that a migration can drop it again."""

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""64-bit key; SQLite only auto-numbers a plain INTEGER."""


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite drops the zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: it could mean any of two instants."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC moment on every engine."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A `StrEnum` stored as its plain text, so that a new member needs no migration."""

    impl = sa.String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Store the value; refuse text that is no member."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Give back the member."""
        return None if value is None else self.kind(value)


def key() -> Any:
    """An auto-numbered primary key."""
    return Field(default=None, sa_type=BIG, primary_key=True)


def ref(target: str, *, index: bool = True, nullable: bool = False, unique: bool = False) -> Any:
    """A reference to another table's key, indexed unless said otherwise."""
    extra: dict[str, Any] = {"default": None} if nullable else {}
    return Field(
        sa_type=BIG,
        foreign_key=target,
        index=index and not unique,
        nullable=nullable,
        unique=unique,
        **extra,
    )


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    """An aware UTC moment."""
    extra: dict[str, Any] = {"default": None} if nullable else {}
    return Field(sa_type=UtcTime, nullable=nullable, index=index, **extra)


def choice(kind: type[StrEnum], default: StrEnum | None = None, *, index: bool = False) -> Any:
    """A column that holds one member of `kind`; required when there is no default."""
    extra: dict[str, Any] = {} if default is None else {"default": default}
    return Field(sa_type=EnumText(kind), nullable=False, index=index, **extra)


def maybe(kind: type[StrEnum]) -> Any:
    """A column that may hold one member of `kind`."""
    return Field(default=None, sa_type=EnumText(kind), nullable=True)


def text(size: int, default: str | None = "") -> Any:
    """A bounded text, empty unless said otherwise; `default=None` makes it required."""
    extra: dict[str, Any] = {} if default is None else {"default": default}
    return Field(max_length=size, nullable=False, **extra)


def number(default: int = 0) -> Any:
    """A whole quantity in base units or a counter."""
    return Field(default=default, sa_type=sa.BigInteger, nullable=False)


def json_map() -> Any:
    """A JSON object that is never null."""
    return Field(default_factory=dict, sa_type=sa.JSON, nullable=False)


def json_list() -> Any:
    """A JSON list that is never null."""
    return Field(default_factory=list, sa_type=sa.JSON, nullable=False)


def table_of(row: type[SQLModel]) -> sa.Table:
    """The Core table behind a row class, for statements built once and run often."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
