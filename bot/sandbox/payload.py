"""Reading what a bot's library put into a request: query, form, multipart or JSON."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.errors import bad_request

Json = dict[str, Any]

_NAME = re.compile(rb'name="([^"]*)"')
_FILENAME = re.compile(rb'filename="([^"]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes


def read_multipart(body: bytes, boundary: str) -> tuple[Json, dict[str, Upload]]:
    """Fields and files of a multipart/form-data body (RFC 7578)."""
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        named = _NAME.search(head.replace(b"filename=", b"file="))
        if named is None:
            raise bad_request("can't parse multipart form data")
        name = named[1].decode()
        filename = _FILENAME.search(head)
        if filename is None:
            fields[name] = content.decode()
        else:
            uploads[name] = Upload(filename[1].decode(), content)
    return fields, uploads


def read_params(query: str, kind: str, body: bytes) -> tuple[Json, dict[str, Upload]]:
    """All parameters of a request and its files; `kind` is the Content-Type header."""
    params: Json = dict(parse_qsl(query, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    try:
        if kind.startswith("application/json"):
            more = json.loads(body or b"{}")
            if not isinstance(more, dict):
                raise bad_request("can't parse JSON object")
            params |= {name: value for name, value in more.items() if value is not None}
        elif kind.startswith("multipart/form-data") and (found := _BOUNDARY.search(kind)):
            fields, uploads = read_multipart(body, found[1])
            params |= fields
        elif body:
            params |= parse_qsl(body.decode(), keep_blank_values=True)
    except ValueError as error:
        raise bad_request("can't parse the request") from error
    return params, uploads


def plain(value: object) -> Any:
    """A parameter for the log: JSON in strings read, the rest as it came."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
