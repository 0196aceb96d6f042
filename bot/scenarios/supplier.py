"""Those who hold stock: they count it and answer when it is wanted."""

from typing import Any

from bot.scenarios import forms
from bot.scenarios.human import Human
from bot.scenarios.scenario import Mishap
from bot.scenarios.script import Intent
from matching.catalogue import Catalogue

Json = dict[str, Any]

A_FEW = "5"
"""What is left where less is left."""


async def report(human: Human, intent: Intent, catalogue: Catalogue) -> None:
    """Report one item."""
    await human.say("/stock")
    await human.fill(forms.stock(human, intent, catalogue), ("supplier.counted",))


async def react(human: Human, message: Json) -> None:
    """Still there? Most say yes; some have less or none left, some do not look."""
    asked = human.button(message, "push.stock_yes")
    if asked is None or not human.says(message, "push.confirm_stock"):
        return
    about = str(asked["callback_data"])
    if not human.once(about) or human.strikes(Mishap.SILENT_SUPPLIER, about):
        return
    await human.notices()
    if human.strikes(Mishap.NONE_LEFT, about):
        await decline(human, message, "supplier.confirm_none", "supplier.declined")
    elif human.strikes(Mishap.LESS_LEFT, about):
        await decline(human, message, "supplier.confirm_less", "supplier.less_noted")
    else:
        await human.press(message, "push.stock_yes")


async def decline(human: Human, message: Json, answer: str, end: str) -> None:
    """Say no, and how so."""
    steps = {
        **forms.sure_steps(human),
        "supplier.count_left": human.typing(A_FEW),
        "supplier.why_no": human.pressing(answer),
    }
    if await human.press(message, "push.stock_no"):
        await human.fill(steps, (end, "refused.outdated"))
