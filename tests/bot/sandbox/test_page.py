"""The page as it is shipped: nothing from elsewhere, both languages whole, strict headers."""

import json
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.sandbox.page import FOLDER, page_route, tile_source
from bot.sandbox.wire import NO_CAS

STRINGS = {
    lang: json.loads((FOLDER / "strings" / f"{lang}.json").read_text()) for lang in ("zh", "en")
}
SCRIPTS = sorted((FOLDER / "js").glob("*.js"))
ASKED = re.compile(r"""\bt\((["'`])([a-z_.${}]+)\1""")
NAMED = re.compile(r'data-text="([a-z_.]+)"')
FACTS = re.compile(r"\{\w+\}")
LONGEST = 300
"""Lines of a file that can still be read in one go."""


def test_both_languages_say_the_same_things() -> None:
    assert list(STRINGS["zh"]) == list(STRINGS["en"])
    for key, words in STRINGS["zh"].items():
        assert words.strip()
        assert STRINGS["en"][key].strip()
        assert sorted(FACTS.findall(words)) == sorted(FACTS.findall(STRINGS["en"][key])), key


def test_every_sentence_that_is_asked_for_exists() -> None:
    for script in SCRIPTS:
        for _, key in ASKED.findall(script.read_text()):
            family = key.split("$")[0]
            assert any(known.startswith(family) if "$" in key else known == key
                       for known in STRINGS["zh"]), (script.name, key)  # fmt: skip
    for key in NAMED.findall((FOLDER / "index.html").read_text()):
        assert key in STRINGS["zh"]


def test_no_sentence_is_left_that_nobody_asks_for() -> None:
    files = [*SCRIPTS, FOLDER / "index.html"]
    source = "\n".join(file.read_text() for file in files)
    asked = {key for _, key in ASKED.findall(source)} | set(NAMED.findall(source))
    families = tuple(key.split("$")[0] for key in asked if "$" in key)
    named = (key for key in STRINGS["zh"] if f'"{key}"' in source)
    assert [
        key for key in STRINGS["zh"].keys() - asked - set(named) if not key.startswith(families)
    ] == []


@pytest.mark.parametrize(
    "file", [*SCRIPTS, *sorted((FOLDER / "css").glob("*.css"))], ids=lambda file: file.name
)
def test_a_file_of_the_page_is_short_and_calls_nobody_else(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://(?!t\\?\.me)[a-z]", text)
    assert "innerHTML" not in text
    assert text.count("\n") <= LONGEST


def test_leaflet_comes_with_its_licence() -> None:
    assert "BSD 2-Clause" in (FOLDER / "vendor" / "leaflet" / "LICENSE").read_text()
    assert "Leaflet" in (FOLDER.parents[2] / "NOTICE").read_text()


async def get(path: str, tiles: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(app=Starlette(routes=[page_route(tiles)]))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://city", verify=NO_CAS, trust_env=False
    ) as http:
        return await http.get(path)


async def test_only_our_own_files_may_run() -> None:
    response = await get("/")
    policy = response.headers["content-security-policy"]
    assert response.status_code == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script(?![^>]* src=)|style=| on[a-z]+=", response.text)


@pytest.mark.parametrize("path", ["/js/main.js", "/strings/zh.json", "/vendor/leaflet/leaflet.js"])
async def test_files_are_served_and_asked_for_anew(path: str) -> None:
    response = await get(path)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/nothing.js", "/../page.py", "/%2e%2e/page.py"])
async def test_nothing_else_is_served(path: str) -> None:
    assert (await get(path)).status_code == 404


async def test_a_tile_server_may_send_pictures_and_nothing_more() -> None:
    response = await get("/", "https://{s}.tiles.example/{z}/{x}/{y}.png")
    assert (
        "img-src 'self' blob: data: https://*.tiles.example;"
        in (response.headers["content-security-policy"])
    )
    assert tile_source("") == ""
