"""Settings: what is right is taken, what is wrong stops the start with one clear line."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load_settings, with_driver

WRONG = [
    ("TELEGRAM_TOKEN", "not a token", "RELIEFLINE_TELEGRAM_TOKEN: is not a bot token"),
    ("TELEGRAM_API", "telegram.org", "RELIEFLINE_TELEGRAM_API: is not an http(s) address"),
    ("TELEGRAM_API", "http://h:port", "RELIEFLINE_TELEGRAM_API: is not an http(s) address"),
    ("TELEGRAM_API", "http://h:99999", "RELIEFLINE_TELEGRAM_API: is not an http(s) address"),
    ("DATABASE_URL", "mysql://x", "RELIEFLINE_DATABASE_URL: must start with sqlite"),
    ("DATABASE_URL", "postgres://u:p@h:x/d", "RELIEFLINE_DATABASE_URL: is not the address of a"),
    ("DATABASE_URL", "postgres://u:p@h:99999/d", "RELIEFLINE_DATABASE_URL: is not the address"),
    ("DATABASE_URL", "postgres://u:p@h:0/d", "RELIEFLINE_DATABASE_URL: is not the address of a"),
    ("TICK_SECONDS", "0", "RELIEFLINE_TICK_SECONDS"),
    ("OFFER_SECONDS", "soon", "RELIEFLINE_OFFER_SECONDS"),
    ("SENDS_PER_SECOND", "100", "RELIEFLINE_SENDS_PER_SECOND"),
    ("INCIDENT_KIND", "party", "RELIEFLINE_INCIDENT_KIND"),
    ("LOG_LEVEL", "LOUD", "RELIEFLINE_LOG_LEVEL: must be"),
    ("TELEGRAM_TOKEN_FILE", "/nowhere/token", "RELIEFLINE_TELEGRAM_TOKEN_FILE: cannot read"),
]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment with none of our settings."""
    import os

    for name in list(os.environ):
        if name.startswith("RELIEFLINE_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "value", "line"), WRONG)
def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(f"RELIEFLINE_{name}", value)
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert str(error.value).startswith(line)
    assert "\n" not in str(error.value)


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELIEFLINE_TELEGRAM_TOKEN", "my secret words")
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert "secret words" not in str(error.value)


def test_running_needs_a_token() -> None:
    with pytest.raises(ConfigError, match="TELEGRAM_TOKEN is missing"):
        load_settings(need_token=True)


def test_a_secret_is_read_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("123456:abc\n")
    file.chmod(0o600)
    monkeypatch.setenv("RELIEFLINE_TELEGRAM_TOKEN_FILE", str(file))
    settings = load_settings(need_token=True)
    assert settings.telegram_token.get_secret_value() == "123456:abc"
    assert settings.bot_id == "123456"
    assert "abc" not in repr(settings)


def test_a_secret_that_everybody_can_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("123456:abc\n")
    file.chmod(0o604)
    monkeypatch.setenv("RELIEFLINE_TELEGRAM_TOKEN_FILE", str(file))
    with pytest.raises(ConfigError, match=r"TELEGRAM_TOKEN_FILE: everybody can read.*mode 0440"):
        load_settings(need_token=True)
    file.chmod(0o440)
    assert load_settings(need_token=True).bot_id == "123456"


def test_a_webhook_path_is_not_the_secret_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELIEFLINE_WEBHOOK_URL", "https://relief.example")
    monkeypatch.setenv("RELIEFLINE_WEBHOOK_SECRET", "s" * 32)
    monkeypatch.setenv("RELIEFLINE_WEBHOOK_PATH", "s" * 32)
    with pytest.raises(ConfigError, match="WEBHOOK_PATH must be another one"):
        load_settings()


@pytest.mark.parametrize("missing", ["SECRET", "PATH"])
def test_a_webhook_needs_secret_and_path(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setenv("RELIEFLINE_WEBHOOK_URL", "https://relief.example")
    monkeypatch.setenv("RELIEFLINE_WEBHOOK_SECRET", "s" * 32)
    monkeypatch.setenv("RELIEFLINE_WEBHOOK_PATH", "p" * 32)
    assert load_settings().webhook_url == "https://relief.example"
    monkeypatch.delenv(f"RELIEFLINE_WEBHOOK_{missing}")
    with pytest.raises(ConfigError, match=f"WEBHOOK_{missing}"):
        load_settings()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite:///a.db"),
        ("postgres://h/d", "postgresql+asyncpg://h/d"),
        ("postgresql+asyncpg://h/d", "postgresql+asyncpg://h/d"),
    ],
)
def test_the_asynchronous_driver_is_added(given: str, used: str) -> None:
    assert with_driver(given) == used


@pytest.mark.parametrize("password", ["p#ss", "a/b", "a?b", "x[1]", "p%40ss"])
def test_any_password_that_sqlalchemy_reads_is_taken(password: str) -> None:
    given = f"postgresql://bot:{password}@db:5433/relief"
    assert with_driver(given) == f"postgresql+asyncpg://bot:{password}@db:5433/relief"
