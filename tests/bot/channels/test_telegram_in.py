"""Raw updates, and the `Reply` each becomes."""

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Unreadable
from bot.channels.telegram_in import TelegramReader
from bot.channels.telegram_poll import (
    PollError,
    chat_key,
    is_update,
    parse_json,
    press_key,
    read_answer,
)
from handlers.dialog import Reply, ReplyKind

WANG = {"id": 5_000_000_001, "is_bot": False, "first_name": "Wang", "last_name": "Fang",
        "language_code": "zh-hans"}  # fmt: skip
PRIVATE = {"id": 5_000_000_001, "type": "private", "first_name": "Wang"}
GROUP = {"id": -100_123, "type": "supergroup", "title": "Zhongshan"}
NOON = 1_772_452_800
PHOTOS = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
    {"file_id": "large", "file_unique_id": "l", "width": 900, "height": 600},
]
PLACE = {"latitude": 38.9, "longitude": 121.6}


def message(kind: str = "message", chat: dict[str, Any] = PRIVATE, **content: Any) -> Any:
    """An update with a message of Wang."""
    head = {"message_id": 7, "date": NOON, "chat": chat, "from": WANG}
    return {"update_id": 1, kind: {**head, **content}}


def press(**content: Any) -> Any:
    """An update with a press of Wang."""
    head = {"id": "42", "from": WANG, "chat_instance": "1"}
    return {"update_id": 1, "callback_query": {**head, **content}}


def member(status: str, chat: dict[str, Any] = PRIVATE) -> Any:
    """An update in which the bot's standing with somebody changes."""
    bot = {"id": 900001, "is_bot": True, "first_name": "Bot"}
    new: dict[str, Any] = {"user": bot, "status": status}
    if status == "kicked":
        new["until_date"] = 0
    old = {"user": bot, "status": "member"}
    change = {
        "chat": chat,
        "from": WANG,
        "date": NOON,
        "old_chat_member": old,
        "new_chat_member": new,
    }
    return {"update_id": 1, "my_chat_member": change}


BARE = {"message_id": 9, "date": NOON, "chat": PRIVATE}
OURS = {**BARE, "text": "?"}
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "typed words": (message(text=" 口罩 20 盒 "), {"kind": ReplyKind.TEXT, "text": "口罩 20 盒"}),
    "a command": (message(text="/Help"), {"kind": ReplyKind.COMMAND, "command": "help"}),
    "a deep link": (
        message(text="/start@relief_bot Ab-3_x"),
        {"kind": ReplyKind.COMMAND, "command": "start", "text": "Ab-3_x"},
    ),
    "a position": (
        message(location={**PLACE, "horizontal_accuracy": 12.0}),
        {
            "kind": ReplyKind.LOCATION,
            "lat": 38.9,
            "lon": 121.6,
            "accuracy_m": 12.0,
            "live": False,
        },
    ),
    "a live position": (message(location={**PLACE, "live_period": 900}), {"live": True}),
    "the next live position": (
        message("edited_message", location=PLACE, edit_date=NOON + 30),
        {"kind": ReplyKind.LOCATION, "live": True},
    ),
    "an edit of old words": (
        message("edited_message", text="/start", edit_date=NOON + 30),
        {"kind": ReplyKind.EDITED, "text": "", "message_id": "7"},
    ),
    "an edit of a caption": (
        message("edited_message", photo=PHOTOS, caption="x", edit_date=NOON + 30),
        {"kind": ReplyKind.EDITED},
    ),
    "a venue": (
        message(location=PLACE, venue={"location": PLACE, "title": "T", "address": "A"}),
        {"kind": ReplyKind.LOCATION, "lat": 38.9},
    ),
    "one's own number": (
        message(
            contact={"phone_number": "+8613800000000", "first_name": "Wang", "user_id": WANG["id"]}
        ),
        {"kind": ReplyKind.CONTACT, "phone": "+8613800000000", "own_phone": True},
    ),
    "someone else's number": (
        message(contact={"phone_number": "+8613800000001", "first_name": "Li", "user_id": 8}),
        {"kind": ReplyKind.CONTACT, "own_phone": False},
    ),
    "a number of nobody on Telegram": (
        message(contact={"phone_number": "110", "first_name": "Police"}),
        {"kind": ReplyKind.CONTACT, "own_phone": False},
    ),
    "a photo": (
        message(photo=PHOTOS, caption="到了"),
        {"kind": ReplyKind.PHOTO, "photo": "large", "text": "到了"},
    ),
    "a sticker": (
        message(
            sticker={
                "file_id": "f",
                "file_unique_id": "u",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        ),
        {"kind": ReplyKind.OTHER},
    ),
    "a voice": (
        message(voice={"file_id": "f", "file_unique_id": "u", "duration": 3}),
        {"kind": ReplyKind.OTHER},
    ),
    "a press": (
        press(data="m:need", message=OURS),
        {
            "kind": ReplyKind.PRESS,
            "data": "m:need",
            "press_id": "42",
            "message_id": "9",
            "on_media": False,
        },
    ),
    "a press under a picture": (
        press(data="a:stuck", message={**BARE, "photo": PHOTOS, "caption": "?"}),
        {"kind": ReplyKind.PRESS, "message_id": "9", "on_media": True},
    ),
    "a press on a message too old to be shown": (
        press(data="x", message={"message_id": 9, "date": 0, "chat": PRIVATE}),
        {"kind": ReplyKind.PRESS, "message_id": "9", "on_media": False},
    ),
    "a press without message or data": (
        press(inline_message_id="a"),
        {"kind": ReplyKind.PRESS, "data": "", "message_id": "", "press_id": "42"},
    ),
    "a press in a group": (
        press(data="x", message={**OURS, "chat": GROUP}),
        {"kind": ReplyKind.PRESS, "group": True, "address": "-100123"},
    ),
    "a block": (member("kicked"), {"kind": ReplyKind.BLOCKED}),
    "an unblock": (member("member"), {"kind": ReplyKind.UNBLOCKED}),
    "a command in a group": (
        message(chat=GROUP, text="/start@relief_bot"),
        {"kind": ReplyKind.COMMAND, "group": True, "address": "-100123"},
    ),
    "half a letter and a NUL": (
        message(text="a\x00b\ud83dc"),
        {"kind": ReplyKind.TEXT, "text": "abc"},
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_an_update_is_read(case: str) -> None:
    raw, expected = CASES[case]
    reply = await TelegramReader().read(raw)
    assert isinstance(reply, Reply)
    whole = {"channel": "telegram", "address": "5000000001", "name": "Wang Fang",
             "lang_code": "zh-hans", **expected}  # fmt: skip
    assert {name: getattr(reply, name) for name in whole} == whole


NOTHING = {
    "an edit in a group": message("edited_message", chat=GROUP, text="changed"),
    "talk in a group": message(chat=GROUP, text="hello"),
    "a group's photo": message(chat=GROUP, photo=PHOTOS),
    "a move in a group": message("edited_message", chat=GROUP, location=PLACE),
    "someone joins a group": message(chat=GROUP, new_chat_members=[WANG]),
    "a pinned message": message(pinned_message={**OURS, "from": WANG}),
    "we are put into a group": member("member", GROUP),
    "a post in a channel": {
        "update_id": 1,
        "channel_post": {
            "message_id": 1,
            "date": NOON,
            "chat": {"id": -1, "type": "channel"},
            "text": "x",
        },
    },
    "words of nobody": {"update_id": 1, "message": {"message_id": 1, "date": NOON, "chat": PRIVATE,
                                                    "text": "x"}},
    "a poll": {
        "update_id": 1,
        "poll_answer": {
            "poll_id": "1",
            "user": WANG,
            "option_ids": [0],
            "option_persistent_ids": ["a"],
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING)
async def test_what_is_not_said_to_us_is_left_alone(case: str) -> None:
    reader = TelegramReader()
    assert await reader.read(NOTHING[case]) is None
    assert reader.counts == {"ignored": 1}


BROKEN = {
    "no chat": {"update_id": 1, "message": {"message_id": 1, "date": NOON}},
    "a list for a message": {"update_id": 1, "message": [1, 2]},
    "text as a number": message(text=17),
    "a date beyond time": {"update_id": 1, "message": {**OURS, "date": 10**30}},
    "a press by nobody": {"update_id": 1, "callback_query": {"id": "1", "chat_instance": "1"}},
}


@pytest.mark.parametrize("case", BROKEN)
async def test_a_malformed_update_is_counted_and_put_aside(case: str) -> None:
    reader = TelegramReader()
    with pytest.raises(Unreadable) as error:
        await reader.read(BROKEN[case])
    assert reader.counts == {"malformed": 1}
    assert "\n" not in str(error.value)  # a kind of error, none of the person's words


@pytest.mark.parametrize("update", [{"update_id": 1}, {"update_id": 1, "telepathy": {"x": 1}}])
async def test_a_kind_we_never_heard_of_is_passed_over(update: dict[str, object]) -> None:
    reader = TelegramReader()
    assert await reader.read(update) is None
    assert reader.counts == {"ignored": 1}


_SHARED = TelegramReader()


@st.composite
def spoilt_updates(draw: st.DrawFn) -> Any:
    """One of the updates above with one part replaced by something else."""
    raw = copy.deepcopy(draw(st.sampled_from([case[0] for case in CASES.values()])))
    kind = next(name for name in raw if name != "update_id")
    name = draw(st.sampled_from(sorted(raw[kind])))
    other = st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.just({}))
    raw[kind][name] = draw(other)
    return raw


# Drawn before the test runs: Hypothesis ends an example with an exception that anyio's runner
# would take for its own.
@given(spoilt_updates())
async def test_an_update_is_read_or_refused_and_nothing_else(raw: Any) -> None:
    with contextlib.suppress(Unreadable):
        await _SHARED.read(raw)
    assert chat_key(raw)


def test_what_one_person_does_in_private_has_one_key() -> None:
    mine = [
        message(text="a"),
        message("edited_message", text="b"),
        press(data="x", message=OURS),
        press(data="x", inline_message_id="1"),
        member("kicked"),
    ]
    assert {chat_key(raw) for raw in mine} == {"5000000001"}
    assert chat_key(message(chat=GROUP, text="/start")) == "-100123"
    assert chat_key(press(data="x", message={**OURS, "chat": GROUP})) == "-100123"


def test_updates_of_nobody_have_keys_of_their_own() -> None:
    assert chat_key({"update_id": 5, "poll": {}}) != chat_key({"update_id": 6, "poll": {}})
    assert chat_key({"update_id": 5, "message": []}) == "update 5"
    assert chat_key({"update_id": 5, "message": {"chat": {"id": "5"}}}) == "update 5"


def test_a_batch_keeps_what_can_be_stored() -> None:
    good = message(text="x")
    body = {"ok": True, "result": [good, None, {"update_id": "1"}, {"update_id": 2**70}, []]}
    assert read_answer(200, json.dumps(body).encode()) == [good]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (502, b"<html>", PollError(502, "not JSON")),
        (401, b'{"ok":false,"description":"Unauthorized"}', PollError(401, "Unauthorized")),
        (409, b'{"ok":false,"description":"Conflict"}', PollError(409, "Conflict")),
        (429, b'{"ok":false,"parameters":{"retry_after":5}}', PollError(429, "refused", 5)),
        (200, b"[]", PollError(200, "refused")),
        (200, b'{"ok":true,"result":7}', PollError(200, "no list of updates")),
        (200, b'{"ok":true,"resu', PollError(200, "not JSON")),
        (200, b"[" * 200_000, PollError(200, "not JSON")),
    ],
)
def test_an_answer_without_updates_is_an_error(status: int, body: bytes, told: PollError) -> None:
    with pytest.raises(PollError) as caught:
        read_answer(status, body)
    assert (caught.value.status, caught.value.reason) == (told.status, told.reason)
    assert caught.value.retry_after == told.retry_after


def test_numbers_that_json_does_not_know_become_null() -> None:
    assert parse_json(b'{"update_id":1,"x":NaN,"y":-Infinity}') == {
        "update_id": 1,
        "x": None,
        "y": None,
    }
    assert not is_update({"update_id": True})


def test_a_press_has_its_id_whatever_else_is_missing() -> None:
    assert press_key({"update_id": 5, "callback_query": {"id": "77"}}) == "77"
    for query in (None, [], {}, {"id": 77}, {"id": ["77"]}):
        assert press_key({"update_id": 5, "callback_query": query}) == ""
    assert press_key({}) == ""
