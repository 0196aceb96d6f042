"""A question answered elsewhere: its own message gives way to the answer."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane, enqueue
from db.actions.moves import known
from db.queries.messages import find_sent
from db.queries.parts import parts_of_need
from db.queries.promises import find_promise
from handlers.dialog import Fact, Prompt, Text, Turn
from handlers.speech.parts import part_of
from handlers.speech.show import district, own_words, promised, quantity
from handlers.speech.wire import to_json


async def give_way(turn: Turn, kind: str, subject_id: int, noted: Text) -> None:
    """Say `noted` in place of the question about `subject_id`."""
    await put_in_place(turn, kind, subject_id, Prompt(noted))


async def put_in_place(turn: Turn, kind: str, subject_id: int, prompt: Prompt) -> None:
    """Show a prompt in place of the question about `subject_id`.

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
        params={"prompt": to_json(prompt), "edit": asked.message_id, "run": "", "step": ""},
        lane=Lane.REPLY,
        now=turn.now,
    )


async def confirmed(session: AsyncSession, allocation_id: int, key: str) -> Text:
    """Thanks for a yes, with what it was said to: which goods, how many, from where to where."""
    promise = known(await find_promise(session, allocation_id))
    part = (await parts_of_need(session, promise.need_id)).get(allocation_id)
    facts: dict[str, Fact] = {
        "code": promise.need_code,
        "part": part_of(part),
        "item": promised(promise),
        "quantity": quantity(promise.item_code, promise.quantity),
        "supplier": own_words(promise.supplier),
        "from": district(promise.from_district),
        "to": district(promise.to_district),
    }
    return Text(key, facts)
