"""What the page asks of the control plane beyond what tests do: files, and no strangers."""

import base64

import httpx
import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.phone import Phone
from bot.sandbox.wire import NO_CAS

PNG = b"\x89PNG\r\n\x1a\n rest"
PAGE = b"<script>alert(1)</script>"


async def fetch(url: str, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, verify=NO_CAS, trust_env=False) as http:
        return await http.get(path, headers=headers)


async def test_a_photo_is_shown_as_the_picture_it_is(url: str, wang: Phone) -> None:
    message = await wang.send_photo(PNG)
    response = await fetch(url, f"/sandbox/files/{message['photo'][-1]['file_id']}")
    assert response.content == PNG
    assert response.headers["content-type"] == "image/png"


async def test_what_is_no_picture_is_saved_and_never_shown(url: str, wang: Phone) -> None:
    content = base64.b64encode(PAGE).decode()
    message = await wang.act("send_document", content=content, name="page.html")
    response = await fetch(url, f"/sandbox/files/{message['document']['file_id']}")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == "attachment"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert (await fetch(url, "/sandbox/files/unknown")).status_code == 404


@pytest.mark.parametrize("path", ["/sandbox/people", "/sandbox/status"])
async def test_a_strangers_page_is_refused(url: str, path: str) -> None:
    assert (await fetch(url, path, origin="https://elsewhere.example")).status_code == 403
    assert (await fetch(url, path, origin=url)).status_code == 200
    assert (await fetch(url, path)).status_code == 200


async def away(sandbox: SandboxClient) -> list[str]:
    return [person["first_name"] for person in await sandbox.people() if person["away"]]


async def test_a_phone_that_somebody_used_on_the_page_is_not_folded_away(
    url: str, sandbox: SandboxClient, wang: Phone
) -> None:
    li = await sandbox.user("Li")
    await li.start()
    async with httpx.AsyncClient(base_url=url, verify=NO_CAS, trust_env=False) as http:
        used = f"/sandbox/people/{li.id}/say"
        assert (await http.post(used, json={"text": "x"}, headers={"Origin": url})).is_success
    await sandbox.put_away([wang.id, li.id])
    assert await away(sandbox) == ["Wang"]


async def test_a_phone_folded_away_comes_back_when_somebody_uses_it_on_the_page(
    url: str, sandbox: SandboxClient, wang: Phone
) -> None:
    await sandbox.put_away([wang.id])
    await wang.say("I am simulated")
    assert await away(sandbox) == ["Wang"]
    async with httpx.AsyncClient(base_url=url, verify=NO_CAS, trust_env=False) as http:
        used = f"/sandbox/people/{wang.id}/say"
        assert (await http.post(used, json={"text": "x"}, headers={"Origin": url})).is_success
    assert await away(sandbox) == []
