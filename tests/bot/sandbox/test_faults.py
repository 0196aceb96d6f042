"""Every fault strikes when asked to, is counted, and can be repeated with the same seed."""

from typing import Any

import httpx
import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.faults import NAMES, Faults
from bot.sandbox.phone import Phone

Json = dict[str, Any]


async def send(api: httpx.AsyncClient, wang: Phone, text: str) -> httpx.Response:
    return await api.post("sendMessage", json={"chat_id": wang.id, "text": text})


async def texts(wang: Phone) -> list[str]:
    return [message["text"] for message in await wang.messages() if message["from"]["is_bot"]]


async def test_429_on_purpose_names_the_wait_twice(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await sandbox.faults(too_many=1, retry_after=7)
    answer = await send(api, wang, "x")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "7"
    assert answer.json()["parameters"] == {"retry_after": 7}
    assert answer.json()["description"] == "Too Many Requests: retry after 7"
    assert await texts(wang) == []


async def test_a_bad_gateway_speaks_html(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await sandbox.faults(bad_gateway=1)
    answer = await send(api, wang, "x")
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert "<html>" in answer.text
    assert await texts(wang) == []


@pytest.mark.parametrize(
    ("fault", "done"), [("lost_request", False), ("lost_reply", True), ("truncated", True)]
)
async def test_a_lost_answer_hides_whether_it_was_done(
    fault: str, done: bool, sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await sandbox.faults(**{fault: 1})
    with pytest.raises(httpx.TransportError):
        await send(api, wang, "once")
    assert await texts(wang) == (["once"] if done else [])
    await sandbox.faults(**{fault: 0})
    await send(api, wang, "once")
    line = (await sandbox.calls("sendMessage"))[0]
    assert (line["fault"], line["applied"]) == (fault, done)
    assert (await sandbox.faults())["counts"] == {fault: 1}
    assert (await sandbox.copies())[str(wang.id), "once"] == (2 if done else 1)


async def test_slow_answers_come_late(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await sandbox.faults(slow=1, slow_seconds=[0.2, 0.3], methods=["sendMessage"])
    assert (await send(api, wang, "x")).elapsed.total_seconds() >= 0.2
    assert (await api.get("getMe")).elapsed.total_seconds() < 0.2


async def test_updates_come_twice_and_out_of_order(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    for number in range(9):
        await wang.say(f"{number}")
    await sandbox.faults(duplicate=0.5, reorder=1)
    numbers = [update["update_id"] for update in (await api.get("getUpdates")).json()["result"]]
    assert set(numbers) == set(range(1000, 1010))
    assert len(numbers) > 10
    assert numbers != sorted(numbers)


async def test_numbers_jump_only_when_nothing_waits(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await sandbox.faults(restart=1)
    await wang.say("same run")
    await api.get("getUpdates", params={"offset": 1002})
    await wang.say("after a quiet week")
    batch = (await api.get("getUpdates", params={"offset": 1002})).json()["result"]
    assert [update["message"]["text"] for update in batch] == ["after a quiet week"]
    assert abs(batch[0]["update_id"] - 1002) > 1000


async def test_faults_can_be_kept_to_some_methods(
    sandbox: SandboxClient, wang: Phone, api: httpx.AsyncClient
) -> None:
    await sandbox.faults(bad_gateway=1, methods=["sendMessage"])
    assert (await api.get("getMe")).status_code == 200
    assert (await send(api, wang, "x")).status_code == 502


async def test_an_unknown_fault_is_refused(sandbox: SandboxClient) -> None:
    with pytest.raises(Exception, match="no fault is called gremlin"):
        await sandbox.faults(gremlin=1)


def test_the_same_seed_gives_the_same_faults() -> None:
    def thrown(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.set(**dict.fromkeys(NAMES, 0.3))
        return [faults.strikes(name) for name in NAMES * 20]

    assert thrown(1) == thrown(1)
    assert thrown(1) != thrown(2)
