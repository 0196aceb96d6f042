"""A Bot API that answers what a test says, whatever is asked: for refusals no sandbox thinks of."""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

DONE = {
    "ok": True,
    "result": {"message_id": 77, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"},
}
RESET = b"reset"
"""Hang up without an answer."""
HANG = b"hang"
"""Never answer."""


def refusal(code: int, description: str, **parameters: int) -> tuple[int, dict[str, Any]]:
    """A refusal as Telegram writes it."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return code, body


@dataclass
class ScriptedApi:
    """Answers in order; when they run out, everything is done."""

    url: str = ""
    answers: deque[bytes | tuple[int, Any]] = field(default_factory=deque)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Method and parameters of each call."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                length = next((int(line.split(":")[1]) for line in lines
                               if line.lower().startswith("content-length")), 0)  # fmt: skip
                body = await reader.readexactly(length)
                self.calls.append((lines[0].split()[1].rsplit("/", 1)[1], parameters(body)))
                if not await self._answer(writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> bool:
        """Write the next answer; False to hang up."""
        answer = self.answers.popleft() if self.answers else (200, DONE)
        if answer == RESET:
            return False
        if isinstance(answer, bytes):
            await asyncio.Event().wait()
            return False
        status, value = answer
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        writer.write(
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % (status, len(body))
        )
        writer.write(body)
        await writer.drain()
        return True


def parameters(body: bytes) -> dict[str, Any]:
    """The parameters of a call: JSON, or a form whose values may be JSON; of an upload none."""
    if body.startswith(b"--"):
        return {}
    if body.startswith(b"{"):
        found: dict[str, Any] = json.loads(body)
        return found
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return {name: _value(text) for name, text in form.items()}


def _value(text: str) -> Any:
    return json.loads(text) if text.startswith(("{", "[")) else text


@contextlib.asynccontextmanager
async def scripted_api() -> AsyncIterator[ScriptedApi]:
    """Serve while the block runs."""
    api = ScriptedApi()
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        # asyncio's own callback would complain of a connection that was cancelled at the end.
        with contextlib.suppress(asyncio.CancelledError):
            await api.serve(reader, writer)
        connections.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        server.close()
        left = list(connections)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
