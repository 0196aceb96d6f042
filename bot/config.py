"""Settings from the environment: read once, checked before anything starts."""

import os
import re
import stat
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from matching.model import IncidentKind

PREFIX = "RELIEFLINE_"
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
LAST_PORT = 65535
SECRETS = ("telegram_token", "webhook_secret", "webhook_path", "database_url")


class RouterKind(StrEnum):
    """Which protocol a routing server speaks."""

    OSRM = "osrm"
    VALHALLA = "valhalla"


class ConfigError(Exception):
    """A setting is missing or wrong; the message is the one line the operator reads."""


class Settings(BaseSettings):
    """Everything an operator can set, each as `RELIEFLINE_<NAME>`.

    Secrets may be given as `RELIEFLINE_<NAME>_FILE`, the path of a file that holds the value.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True
    )

    telegram_token: SecretStr = Field(
        default=SecretStr(""), description="Bot token from @BotFather."
    )
    telegram_api: str = Field(
        default="https://api.telegram.org", description="Address of the Bot API server."
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite+aiosqlite:///reliefline.db"),
        description="SQLite file or PostgreSQL server.",
    )
    webhook_url: str = Field(
        default="", description="Public https address of this server; empty means polling."
    )
    webhook_path: SecretStr = Field(
        default=SecretStr(""), description="Unguessable last part of the webhook's path."
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret header Telegram must send, 16-256 characters."
    )
    web_host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    web_port: int = Field(default=8080, ge=1, le=65535, description="Port of the web server.")
    tick_seconds: int = Field(default=60, ge=1, le=3600, description="Seconds between match ticks.")
    offer_seconds: int = Field(
        default=180, ge=5, le=3600, description="Seconds a driver has to answer an offer."
    )
    words_days: int = Field(
        default=30, ge=1, le=3650, description="Days a message in free text is kept."
    )
    workers: int = Field(default=4, ge=1, le=32, description="Chats handled at the same time.")
    sends_per_second: float = Field(
        default=25.0, gt=0, le=28, description="Messages a second; Telegram allows about 30."
    )
    incident_name: str = Field(
        default="日常值守 / Daily watch", description="Incident that new reports belong to."
    )
    incident_kind: IncidentKind = Field(
        default=IncidentKind.NATURAL_DISASTER, description="Kind of that incident."
    )
    drill: bool = Field(default=False, description="Practice: everything is marked as a drill.")
    map_districts: str = Field(
        default="", description="GeoJSON file of the districts; empty means the schematic one."
    )
    map_tiles: str = Field(
        default="", description="Tile server of the map, with {z}, {x} and {y}; empty means none."
    )
    map_credit: str = Field(default="", description="What the map says of its tiles' source.")
    router_url: str = Field(
        default="", description="Routing server for ways by road; empty means estimates."
    )
    router_kind: RouterKind = Field(
        default=RouterKind.OSRM, description="What that server speaks: osrm or valhalla."
    )
    router_seconds: float = Field(
        default=5.0, gt=0, le=60, description="Seconds a tick waits for that server at most."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not a bot token (digits, a colon, letters)")
        return value

    @field_validator("telegram_api", "webhook_url", "router_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not (re.fullmatch(r"https?://[^\s/]+(/\S*)?", value) and has_port(value)):
            raise ValueError("is not an http(s) address")
        return value.rstrip("/")

    @field_validator("map_tiles")
    @classmethod
    def _tiles(cls, value: str) -> str:
        if value and not (
            re.match(r"https?://[^\s/;,']+/", value)
            and all(part in value for part in ("{z}", "{x}", "{y}"))
        ):
            raise ValueError("must be an http(s) address with {z}, {x} and {y}")
        return value

    @field_validator("map_districts")
    @classmethod
    def _districts(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("is not a file")
        return value

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: SecretStr) -> SecretStr:
        return SecretStr(with_driver(value.get_secret_value()))

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if not self.webhook_url:
            return self
        if not WEBHOOK_SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            raise ValueError(
                f"{PREFIX}WEBHOOK_SECRET is needed with a webhook: 16-256 letters, digits, _ or -"
            )
        if not WEBHOOK_SECRET.fullmatch(self.webhook_path.get_secret_value()):
            raise ValueError(
                f"{PREFIX}WEBHOOK_PATH is needed with a webhook: 16-256 letters, digits, _ or -"
            )
        if self.webhook_path == self.webhook_secret:
            raise ValueError(
                f"{PREFIX}WEBHOOK_PATH must be another one than {PREFIX}WEBHOOK_SECRET"
            )
        return self

    @property
    def bot_id(self) -> str:
        """The bot's own number: the public part of the token."""
        return self.telegram_token.get_secret_value().partition(":")[0]

    @property
    def match_every(self) -> timedelta:
        """How often needs are matched."""
        return timedelta(seconds=self.tick_seconds)

    @property
    def offer_window(self) -> timedelta:
        """How long a driver has to answer."""
        return timedelta(seconds=self.offer_seconds)

    @property
    def keep_words(self) -> timedelta:
        """How long a message in somebody's own words is kept."""
        return timedelta(days=self.words_days)


def with_driver(url: str) -> str:
    """The database address with the asynchronous driver named.

    Raises ValueError for an engine we do not run on.
    """
    for plain, full in (
        ("sqlite+aiosqlite://", "sqlite+aiosqlite://"),
        ("sqlite://", "sqlite+aiosqlite://"),
        ("postgresql+asyncpg://", "postgresql+asyncpg://"),
        ("postgresql://", "postgresql+asyncpg://"),
        ("postgres://", "postgresql+asyncpg://"),
    ):
        if url.startswith(plain):
            if not is_database(full + url[len(plain) :]):
                raise ValueError("is not the address of a database")
            return full + url[len(plain) :]
    raise ValueError("must start with sqlite:// or postgresql://")


def is_database(url: str) -> bool:
    """Whether SQLAlchemy can read the address: it takes passwords that other readers refuse."""
    try:
        port = make_url(url).port
    except (ArgumentError, ValueError):
        return False
    return port is None or 0 < port <= LAST_PORT


def has_port(url: str) -> bool:
    """Whether the part after the host, if there is one, is the number of a port."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def load_settings(*, need_token: bool = False, **overrides: Any) -> Settings:
    """Read the environment. Raises `ConfigError` with one clear line when something is wrong."""
    try:
        settings = Settings(**{**_secrets_from_files(), **overrides})
    except ValidationError as error:
        raise ConfigError(_one_line(error)) from None
    if need_token and not settings.telegram_token.get_secret_value():
        raise ConfigError(
            f"{PREFIX}TELEGRAM_TOKEN is missing: get a token from @BotFather and set it"
            f" (or {PREFIX}TELEGRAM_TOKEN_FILE)."
        )
    return settings


def _secrets_from_files() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in SECRETS:
        variable = f"{PREFIX}{name.upper()}_FILE"
        path = os.environ.get(variable)
        if not path:
            continue
        try:
            is_open = is_everybodys(Path(path))
            found[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            kind = error.__class__.__name__
            raise ConfigError(f"{variable}: cannot read the file ({kind}).") from None
        if is_open:
            raise ConfigError(
                f"{variable}: everybody can read the file; chmod 600 it"
                " (a container's secret: mode 0440, or defaultMode 0440 with an fsGroup)."
            )
    return found


def is_everybodys(file: Path) -> bool:
    """Whether every user of the machine may read this file; a pipe or a device is nobody's."""
    mode = file.stat().st_mode
    return stat.S_ISREG(mode) and bool(mode & stat.S_IROTH)


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    reason = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        return reason
    return f"{PREFIX}{str(first['loc'][0]).upper()}: {reason}"
