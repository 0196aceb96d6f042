"""Requests to the control plane, and what is raised when the sandbox says no or stays silent."""

import ssl
from typing import Any

import httpx

from bot.sandbox.errors import Impossible

POLL = 20.0
"""Seconds that one waiting request is kept open."""
NO_CAS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: the sandbox speaks plain HTTP, and reading the system's list takes 50 ms."""


class SandboxTimeout(AssertionError):
    """Something did not happen in time; the message carries what was on the screen."""


class Wire:
    """One connection pool to one sandbox server."""

    def __init__(self, base_url: str, bot: int | None) -> None:
        self._bot = {"bot": str(bot)} if bot else {}
        self._http = httpx.AsyncClient(
            base_url=f"{base_url}/sandbox/", timeout=POLL + 40, trust_env=False, verify=NO_CAS
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str, **query: Any) -> Any:
        """Read. Raises Impossible with the sandbox's reason."""
        return _value(await self._http.get(path, params={**self._bot, **query}))

    async def post(self, path: str, body: object = None, **query: Any) -> Any:
        """Change something. Raises Impossible with the sandbox's reason."""
        asked = {} if body is None else body
        return _value(await self._http.post(path, json=asked, params={**self._bot, **query}))


def _value(response: httpx.Response) -> Any:
    """The JSON of an answer."""
    value = response.json()
    if response.status_code == 409:
        raise Impossible(value["error"])
    return value
