"""Logs hold ids, never a token or a telephone number."""

import json
import logging

import pytest

from bot.logs import start_logs

TOKEN = "123456789:" + "A" * 35


@pytest.fixture
def restored_logging() -> object:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_json_without_secrets(
    capsys: pytest.CaptureFixture[str], restored_logging: object
) -> None:
    start_logs("INFO", ("short-secret",))
    log = logging.getLogger("reliefline.test")
    log.info("calling https://x/bot%s/getMe", TOKEN, extra={"need": 7})
    log.info("short-secret and +8613812345678")
    try:
        raise ValueError(f"bad {TOKEN} from 13812345678")
    except ValueError:
        log.exception("it broke")
    lines = capsys.readouterr().err.strip().splitlines()
    first = json.loads(lines[0])
    assert first["need"] == 7
    assert first["event"] == "calling https://x/bot[token]/getMe"
    assert json.loads(lines[1])["event"] == "[secret] and [phone]"
    assert "ValueError: bad [token] from [phone]" in json.loads(lines[2])["exception"]
    assert not any(TOKEN in line or "138123" in line for line in lines)


def test_libraries_that_log_addresses_are_quiet(
    capsys: pytest.CaptureFixture[str], restored_logging: object
) -> None:
    start_logs("INFO")
    logging.getLogger("httpx").info("HTTP Request: POST https://api/bot%s", TOKEN)
    assert capsys.readouterr().err == ""
