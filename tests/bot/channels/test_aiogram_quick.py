"""aiogram's types: what we validate is built; that the rest can be, sandbox/test_methods shows."""

import subprocess
import sys

PROBE = """
from bot.channels.aiogram_quick import Message, Update
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
assert not Message.__pydantic_complete__
"""


def test_an_update_can_be_read_and_nothing_else_is_built() -> None:
    # In a process of its own: in this one aiogram may have been imported another way.
    done = subprocess.run(  # noqa: PLW1510 (checked below, with its words)
        [sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
