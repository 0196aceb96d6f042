"""The phones page: static files of `page/`, served so strictly that only they can run.

No inline script or style, nothing from elsewhere; images may also come from the tile server when
one is configured.
"""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "page"


class PageFiles(StaticFiles):
    """The files, with the headers that keep strangers out; asked for anew at each visit."""

    def __init__(self, folder: Path, images: str) -> None:
        super().__init__(directory=folder, html=True)
        self._headers = {**headers(images), "Cache-Control": "no-cache"}

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """A file, or 404."""
        response = await super().get_response(path, scope)
        response.headers.update(self._headers)
        return response


def headers(images: str = "") -> dict[str, str]:
    """What every answer to a browser carries; `images` is one more source of pictures."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' blob: data: {images}".rstrip()
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def page_route(tiles: str = "") -> BaseRoute:
    """Everything at `/` that no other route takes. `tiles` is the template of a tile server."""
    return Mount("/", PageFiles(FOLDER, tile_source(tiles)))


def tile_source(tiles: str) -> str:
    """The source that a policy must allow for these tiles: `https://{s}.x.org/…` → `https://*.x.org`."""
    if not tiles:
        return ""
    parts = urlsplit(tiles.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"
