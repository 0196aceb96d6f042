"""What people do with their phones: each act changes the chat and sends the bot its update."""

import base64
import binascii
import re
from collections.abc import Callable
from inspect import signature
from typing import Any

from bot.sandbox.bell import Bell
from bot.sandbox.errors import Impossible
from bot.sandbox.methods.media import keep_file, photo_sizes
from bot.sandbox.payload import Upload
from bot.sandbox.state import Bot, Chat, Person, Query, World
from bot.sandbox.words import captioned, rewritten, written

Json = dict[str, Any]

PHONE_GONE = 48 * 3600.0
"""Seconds after which a pressed message reaches the bot as inaccessible (date 0)."""
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""What a deep link may carry (core.telegram.org/bots, Deep linking)."""


class Actor:
    """One person in one chat with one bot; every method is something they can do."""

    def __init__(self, world: World, bot: Bot, person: Person, chat_id: int | None = None) -> None:
        self.world = world
        self.bot = bot
        self.person = person
        found = bot.chats.get(chat_id or person.id)
        if found is None or (found.person is None and person.id not in found.members):
            raise Impossible(f"{person.name} is not in chat {chat_id}")
        self.chat: Chat = found

    def _post(self, **content: Any) -> Json:
        """Show a message of this person and send it to the bot."""
        if self.chat.blocked:
            raise Impossible(f"{self.person.name} has blocked the bot")
        if reply := content.pop("reply_to", None):
            content["reply_to_message"] = self._message(reply)
        message = self.world.new_message(self.chat, self.person.public(), **content)
        self.chat.started = True
        if self.chat.keyboard and self.chat.keyboard.get("one_time_keyboard"):
            self.chat.keyboard = None
        self.chat.put(message)
        if self._seen_by_bot(message):
            self._push("message", message)
        return message

    def _push(self, kind: str, body: Json) -> None:
        self.bot.queue.push(kind, dict(body), lane=f"chat {self.chat.id}")

    def _seen_by_bot(self, message: Json) -> bool:
        """Privacy mode: in groups a bot sees commands, mentions and replies to it."""
        text = message.get("text", "")
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        mentioned = text.startswith("/") or f"@{self.bot.username}" in text
        return self.chat.person is not None or mentioned or replied == self.bot.id

    def _message(self, message_id: int) -> Json:
        try:
            return self.chat.messages[message_id]
        except KeyError:
            raise Impossible(f"no message {message_id} in the chat") from None

    def say(self, text: str, reply_to: int | None = None) -> Json:
        """Type something."""
        return self._post(**written(text), reply_to=reply_to)

    def start(self, payload: str = "") -> Json:
        """Press Start, perhaps through a link `?start=payload`."""
        if not PAYLOAD.fullmatch(payload):
            raise Impossible(f"no link can carry {payload!r}")
        return self.say(f"/start {payload}".strip())

    def tap(self, text: str) -> Json:
        """Press a button of the reply keyboard that sends its own text."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        for button in (button for row in rows for button in row):
            shown = button if isinstance(button, str) else button["text"]
            if text in shown:
                return self.say(shown)
        raise Impossible(f"no reply button {text!r} on the screen")

    def press(self, button: str, message_id: int | None = None) -> Json:
        """Press the inline button with this text (or part of it) or data; newest message first."""
        for message in reversed(self.chat.messages.values()):
            if message_id in (None, message["message_id"]):
                data = button_data(message, button)
                if data is not None:
                    return self._query(message, data)
        raise Impossible(f"no button {button!r} on the screen")

    def press_raw(self, data: str, message_id: int) -> Json:
        """Press whatever a forged or old client would: nothing is checked."""
        gone = {"message_id": message_id, "date": 0, "chat": self.chat.public()}
        return self._query(self.chat.messages.get(message_id, gone), data)

    def _query(self, message: Json, data: str) -> Json:
        now = self.world.now()
        if now - message["date"] > PHONE_GONE:
            message = {name: message[name] for name in ("message_id", "chat")} | {"date": 0}
        number = f"{self.world.random.randrange(10**17, 10**18)}"
        query = Query(number, self.person.id, self.chat.id, message["message_id"], data, now)
        self.bot.queries[number] = query
        self.chat.presses.append(query)
        query.version = self.chat.bell.ring()
        body = {
            "id": number,
            "from": self.person.public(),
            "message": dict(message),
            "chat_instance": f"{self.chat.id}",
            "data": data,
        }
        # A press has a queue of its own: it may overtake the person's messages (WebhookActor.cpp).
        self.bot.queue.push("callback_query", body, lane=f"press {self.person.id}")
        return query.public()

    def share_location(
        self,
        lat: float,
        lon: float,
        live: int | None = None,
        accuracy: float | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Send a point in degrees WGS84; `live` seconds long if given, `accuracy` in metres."""
        point: Json = {"latitude": lat, "longitude": lon}
        if live is not None:
            point["live_period"] = live
        if accuracy is not None:
            point["horizontal_accuracy"] = accuracy
        return self._post(location=point, reply_to=reply_to)

    def move(self, message_id: int, lat: float, lon: float, heading: int | None = None) -> Json:
        """Let a live location move; the bot gets an edited message."""
        old = self._message(message_id)
        point = {**old["location"], "latitude": lat, "longitude": lon}
        if heading is not None:
            point["heading"] = heading
        return self._change(old, {**old, "location": point})

    def edit(self, message_id: int, text: str) -> Json:
        """Change the words of an own message, or those below its picture or file."""
        old = self._message(message_id)
        return self._change(old, rewritten(old, text))

    def _change(self, old: Json, new: Json) -> Json:
        if old["from"]["id"] != self.person.id:
            raise Impossible("only own messages can be changed")
        if self.chat.blocked:
            raise Impossible(f"{self.person.name} has blocked the bot")
        message = {**new, "edit_date": self.world.dated()}
        self.chat.put(message)
        self._push("edited_message", message)
        return message

    def share_contact(self, phone: str, own: bool = True, reply_to: int | None = None) -> Json:
        """Send a telephone number; only the own one carries the person's id."""
        contact: Json = {"phone_number": phone, "first_name": self.person.name}
        if own:
            contact["user_id"] = self.person.id
        return self._post(contact=contact, reply_to=reply_to)

    def send_photo(self, content: str, caption: str = "") -> Json:
        """Send a photo; `content` in base64."""
        file = keep_file(self.bot, Upload("photo.jpg", decoded(content)), "photos")
        return self._post(photo=photo_sizes(file), **captioned(caption))

    def send_document(self, content: str, name: str, caption: str = "") -> Json:
        """Send a file; `content` in base64."""
        file = keep_file(self.bot, Upload(name, decoded(content)), "documents")
        shown = {key: file[key] for key in ("file_id", "file_unique_id", "file_size")}
        document = {**shown, "file_name": name}
        return self._post(document=document, **captioned(caption))

    def send_other(self, kind: str) -> Json:
        """Send what the product does not expect: a sticker, a voice message, a die."""
        number = {"file_id": f"{kind}-1", "file_unique_id": f"{kind}-1"}
        kinds: dict[str, Json] = {
            "sticker": {**number, "type": "regular", "width": 512, "height": 512,
                        "is_animated": False, "is_video": False},
            "voice": {**number, "duration": 3},
            "dice": {"emoji": "🎲", "value": 4},
        }  # fmt: skip
        if kind not in kinds:
            raise Impossible(f"nobody can send a {kind} here")
        return self._post(**{kind: kinds[kind]})

    def forward(self, text: str, author: str) -> Json:
        """Forward someone else's words."""
        origin = {"type": "hidden_user", "date": self.world.dated(), "sender_user_name": author}
        return self._post(text=text, forward_origin=origin)

    def block(self) -> Json:
        """Block the bot."""
        return self._membership(blocked=True)

    def unblock(self) -> Json:
        """Let the bot write again."""
        return self._membership(blocked=False)

    def _membership(self, *, blocked: bool) -> Json:
        self.chat.blocked = blocked
        self.chat.started = True
        bot = self.bot.public()
        states: list[Json] = [{"user": bot, "status": "member"}]
        states.append({"user": bot, "status": "kicked", "until_date": 0})
        old, new = states if blocked else states[::-1]
        body = {
            "chat": self.chat.public(),
            "from": self.person.public(),
            "date": self.world.dated(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self._push("my_chat_member", body)
        self.chat.bell.ring()
        return body


ACTS = (
    "say", "start", "tap", "press", "press_raw", "share_location", "move", "edit", "share_contact",
    "send_photo", "send_document", "send_other", "forward", "block", "unblock",
)  # fmt: skip
"""What the control plane lets people do."""


def act(actor: Actor, name: str, arguments: Json) -> Json:
    """Do one act by name; its result, and the version of the chat that it made."""
    if name not in ACTS:
        raise Impossible(f"nobody can {name} here")
    method: Callable[..., Json] = getattr(actor, name)
    try:
        bound = signature(method).bind(**arguments)
    except TypeError as error:
        raise Impossible(f"{name}: {error}") from error
    result = method(*bound.args, **bound.kwargs)
    return {"result": result, "version": actor.chat.bell.version}


def decoded(content: str) -> bytes:
    """Bytes from base64."""
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise Impossible("content must be base64") from error


def button_data(message: Json, wanted: str) -> str | None:
    """The callback data of the button with this data, text, or part of its text."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    shown = [button for row in rows for button in row if "callback_data" in button]
    for button in shown:
        if wanted in (button["callback_data"], button["text"]):
            return str(button["callback_data"])
    return next(
        (str(button["callback_data"]) for button in shown if wanted in button["text"]), None
    )


def create_group(world: World, bot: Bot, title: str, members: list[int]) -> Chat:
    """A group of people and the bot; its id is negative."""
    number = -1000 - len(bot.chats)
    group = Chat(number, title=title, members=members, started=True, bell=Bell(bot.feed))
    bot.chats[group.id] = group
    world.bell.ring()
    return group


def flood(world: World, bot: Bot, people: int, each: int, text: str) -> list[int]:
    """New people, each of whom says `each` things at once, in turns; their ids.

    `text` may use {person} and {number}. Nothing is kept on their screens: this is for load.
    """
    new = [world.add_person(f"Flood {index}", "zh-hans") for index in range(people)]
    for number in range(each):
        for person in new:
            chat = bot.chats[person.id]
            chat.started = True
            words = text.format(person=person.id, number=number)
            message = world.new_message(chat, person.public(), text=words)
            bot.queue.push("message", message, lane=f"chat {chat.id}")
    return [person.id for person in new]
