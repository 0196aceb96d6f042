"""Logs: one JSON line an event, ids only, and no token ever."""

import logging
import re
import sys

import structlog

TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)")
LOUD = ("httpx", "httpcore", "aiogram", "telegram", "apscheduler", "uvicorn.access", "aiosqlite")
"""Libraries that log addresses with the token in them, or a line for every call, at INFO."""


class Redacting(logging.Filter):
    """Blacks out tokens and phone numbers in whatever a library or a traceback brings along."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.secrets = tuple(secret for secret in secrets if len(secret) >= 6)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops it."""
        record.msg = self.clean(record.getMessage())
        record.args = ()
        if record.exc_info:
            # As a plain fact of the line: the formatter would write the traceback unredacted.
            record.exception = self.clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = record.exc_text = None
        return True

    def clean(self, words: str) -> str:
        """The same words with every secret replaced."""
        for secret in self.secrets:
            words = words.replace(secret, "[secret]")
        return PHONE.sub("[phone]", TOKEN.sub("[token]", words))


def start_logs(level: str, secrets: tuple[str, ...] = ()) -> None:
    """Send every log line to standard error as JSON, redacted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Redacting(secrets))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
