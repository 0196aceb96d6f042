"""`reliefline run`: the bot for real, until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
import sys

from sqlalchemy.exc import SQLAlchemyError

from bot.app import open_app
from bot.channels.base import SendError
from bot.commands.record import prepare
from bot.config import Settings
from bot.footprint import keep_for_good
from bot.logs import start_logs

log = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C; 0 after a clean stop, 2 when it could not start."""
    start_logs(settings.log_level, _secrets(settings))
    try:
        asyncio.run(_serve(settings))
    except SendError as error:
        print(
            f"reliefline: Telegram refused the token or the webhook: {error.reason}",
            file=sys.stderr,
        )
        return 2
    except asyncio.CancelledError:
        return 0  # told to stop while Telegram could not be reached yet
    except (SQLAlchemyError, OSError) as error:
        line = str(error).splitlines()[0] if str(error) else error.__class__.__name__
        print(f"reliefline: cannot start: {line}", file=sys.stderr)
        return 2
    return 0


async def _serve(settings: Settings) -> None:
    await prepare(settings.database_url.get_secret_value())
    stop, task, is_up = asyncio.Event(), asyncio.current_task(), False

    def ask_to_stop() -> None:
        stop.set()
        if task is not None and not is_up:
            task.cancel()  # Telegram may be out of reach for hours, and nothing is under way yet

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # a loop without signals, as on Windows
            loop.add_signal_handler(number, ask_to_stop)
    try:
        async with open_app(settings) as app:
            is_up = True
            keep_for_good()
            log.info("running", extra={"intake": "webhook" if settings.webhook_url else "polling"})
            await app.run(stop)
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    log.info("stopped")


def _secrets(settings: Settings) -> tuple[str, ...]:
    found = (settings.telegram_token, settings.webhook_secret, settings.webhook_path)
    return tuple(secret.get_secret_value() for secret in found)
