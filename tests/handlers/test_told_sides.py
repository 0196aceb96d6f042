"""Needed and given in one message: both are on the card, each as what it is."""

import pytest
from cast import Cast
from guest import guest

from db.engine import Database
from db.tables import LotRow, NeedLineRow
from matching.model import Role


@pytest.mark.parametrize(
    ("lang", "words", "heading"),
    [
        ("zh", "我要N95口罩100只，我可以给棉被20床，在西岗区日新街5号", "也可以提供"),
        (
            "en",
            "we need 100 N95 masks, we can give 20 quilts, at 5 Rixin Street, Xigang district",
            "what you can give",
        ),
    ],
)
@pytest.mark.parametrize("role", [Role.RESIDENT, Role.HOSPITAL])
async def test_who_is_no_supplier_may_give_beside_what_they_need(
    database: Database, cast: Cast, role: Role, lang: str, words: str, heading: str
) -> None:
    who = await guest(database, lang, role)
    await who.say(words)
    assert heading in who.text
    await who.tap("✅")
    assert [row.item_code for row in await who.rows(NeedLineRow)] == ["MASK-N95"]
    assert [row.item_code for row in await who.rows(LotRow)] == ["QUILT"]


async def test_one_question_asks_where_for_both(database: Database, cast: Cast) -> None:
    ann = await guest(database, "zh", Role.RESIDENT)
    await ann.follow("我要N95口罩100只，我可以给棉被20床", "=✅")
    assert ann.text.endswith("棉被也从那里取。")
