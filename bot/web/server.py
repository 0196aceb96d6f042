"""The web server: the webhook when one is configured, and a health page for whoever watches."""

import asyncio
import logging

import uvicorn
from fastapi import FastAPI
from starlette.routing import BaseRoute

from bot.config import Settings
from db.engine import Database
from db.queries.system import waiting_counts

log = logging.getLogger(__name__)


def make_web(database: Database, routes: tuple[BaseRoute, ...] = ()) -> FastAPI:
    """The application: `/health` and whatever routes the channels bring."""
    web = FastAPI(title="Reliefline", openapi_url=None, docs_url=None, redoc_url=None)
    web.router.routes.extend(routes)

    @web.get("/health")
    async def health() -> dict[str, int]:
        """Counts of what waits; answers only while the database does."""
        async with database.read() as session:
            return await waiting_counts(session)

    return web


async def serve_web(web: FastAPI, settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; signals stay with the application."""
    config = uvicorn.Config(
        web,
        host=settings.web_host,
        port=settings.web_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server._serve())  # `serve()` would take the signals for itself
        await stop.wait()
        server.should_exit = True
        await serving
