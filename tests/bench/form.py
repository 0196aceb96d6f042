"""The raw updates of people who report a need: what they press or type, step by step."""

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TYPED = {"count": "2箱", "place": "中山区人民路68号", "place_detail": "3楼护士站"}
"""What is typed at a step; at the others a button is pressed."""
MENU = "m:need"
_NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Writer:
    """One person at their phone: makes the update of whatever they do next."""

    number: int
    shown: list[list[Json]] = field(default_factory=list)
    """The buttons on the screen."""

    def act(self, step: str) -> Json:
        """Answer the step the dialog stands at: type, or press its first choice."""
        words = TYPED.get(step.rstrip("0123456789"))
        return self.say(words) if words else self.press(choice_of(self.shown, step))

    def say(self, text: str) -> Json:
        """A typed message."""
        return {
            "update_id": next(_NUMBERS),
            "message": {**self._message(), "from": self._person(), "text": text},
        }

    def press(self, data: str) -> Json:
        """A pressed button, under a message with all the buttons that it has."""
        number = next(_NUMBERS)
        bot = {"id": 900001, "is_bot": True, "first_name": "Reliefline", "username": "relief_bot"}
        keyboard = [
            [{"text": "一个按钮 button", "callback_data": each["data"]} for each in row]
            for row in self.shown
        ]
        message = {
            **self._message(),
            "from": bot,
            "text": "需要什么？请选择类别，或直接输入名称。\n" * 3,
            "reply_markup": {"inline_keyboard": keyboard},
        }
        return {
            "update_id": number,
            "callback_query": {
                "id": f"{number:018}",
                "from": self._person(),
                "message": message,
                "chat_instance": f"{self.number}",
                "data": data,
            },
        }

    def _person(self) -> Json:
        return {
            "id": self.number,
            "is_bot": False,
            "first_name": "王秀英",
            "language_code": "zh-hans",
        }

    def _message(self) -> Json:
        chat = {"id": self.number, "type": "private", "first_name": "王秀英"}
        return {"message_id": 7, "date": int(time.time()), "chat": chat}


def choice_of(shown: list[list[Json]], step: str) -> str:
    """The data of the first button that answers the step, or confirms the summary."""
    data = [str(button["data"]) for row in shown for button in row if "data" in button]
    wanted = ":k:" if step == "=summary" else ":s:"
    found = [each for each in data if wanted in each]
    if not found:
        raise RuntimeError(f"no button answers {step!r}: {data}")
    return found[0]


def buttons_of(params: Mapping[str, Any]) -> list[list[Json]]:
    """The buttons of a queued prompt."""
    rows: list[list[Json]] = params["prompt"].get("buttons", [])
    return rows
