"""A question answered elsewhere: its own message gives way to the answer."""

from db.actions.messages import Lane, enqueue
from db.queries.messages import find_sent
from handlers.dialog import Prompt, Text, Turn
from handlers.speech.wire import to_json


async def give_way(turn: Turn, kind: str, subject_id: int, noted: Text) -> None:
    """Say `noted` in place of the question about `subject_id`.

    Nothing to do where the question itself was pressed (its prompt takes its place), or was
    never sent.
    """
    asked = await find_sent(turn.session, f"{kind}:{subject_id}")
    if asked is None or asked.person_id != turn.person.person_id:
        return
    if asked.message_id == turn.reply.message_id:
        return
    await enqueue(
        turn.session,
        channel=asked.channel,
        address=asked.address,
        kind="prompt",
        params={"prompt": to_json(Prompt(noted)), "edit": asked.message_id, "run": "", "step": ""},
        lane=Lane.REPLY,
        now=turn.now,
    )
