"""In a group nothing personal is said: a command is answered with the way to the private chat."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.messages import Lane, enqueue
from handlers.dialog import Button, Prompt, Reply, ReplyKind, Text
from handlers.engine.delivery import owe_answer
from handlers.house import House
from handlers.speech.sentences import language_of
from handlers.speech.wire import to_json


async def answer_group(session: AsyncSession, house: House, reply: Reply, now: datetime) -> None:
    """Point who speaks in a group to the private chat; overhear nothing else."""
    if reply.kind is ReplyKind.PRESS:
        await owe_answer(session, reply, Text("engine.group"), now)
        return
    if reply.kind is not ReplyKind.COMMAND or not _is_for_us(reply, house):
        return
    button = Button(Text("engine.group_open"), url=house.bot_link)
    prompt = Prompt(Text("engine.group"), ((button,),) if house.bot_link else ())
    await enqueue(
        session,
        channel=reply.channel,
        address=reply.address,
        kind="prompt",
        params={
            "prompt": to_json(prompt),
            "edit": "",
            "run": "",
            "step": "",
            "lang": language_of("", reply.lang_code),
        },
        lane=Lane.REPLY,
        now=now,
    )


def _is_for_us(reply: Reply, house: House) -> bool:
    """Whether the command names no bot, or this one."""
    ours = house.bot_link.rpartition("/")[2]
    return reply.addressee.lower() in ("", ours.lower())
