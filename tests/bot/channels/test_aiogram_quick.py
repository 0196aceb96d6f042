"""aiogram's types: what we validate is built, the rest can be."""

import subprocess
import sys

PROBE = """
from bot.channels.aiogram_quick import Message, Update, build_all
assert Update.__pydantic_complete__
update = {
    "update_id": 1,
    "message": {
        "message_id": 5, "date": 1700000000, "text": "hi",
        "chat": {"id": 1, "type": "private"},
        "from": {"id": 1, "is_bot": False, "first_name": "Wang"},
    },
}
assert Update.model_validate(update).message.text == "hi"
build_all()
assert Message.__pydantic_complete__
assert Message.model_validate(update["message"]).from_user.first_name == "Wang"
"""


def test_an_update_can_be_read_and_everything_else_be_built_later() -> None:
    # In a process of its own: in this one aiogram may have been imported another way.
    done = subprocess.run(  # noqa: PLW1510 (checked below, with its words)
        [sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
