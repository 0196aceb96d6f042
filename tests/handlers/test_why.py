"""The button 为什么? / Why?: two sentences for each decision, to whoever may see the card."""

import pytest
import sqlalchemy as sa
from cast import Cast
from city import (
    accept_open_offer,
    confirm_all,
    deliver_here,
    load_here,
    put_lot,
    put_need,
    put_on_duty,
    tick,
)
from crew import hand
from guest import guest
from moments import NOW
from records import Databases

from db.actions.goods import hold_lot
from db.engine import Database
from db.tables import NeedLineRow
from matching.model import Hold, Role, Urgency


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine."""
    return sqlite_databases


@pytest.fixture
async def shared(database: Database, cast: Cast) -> None:
    """Li needs 125 masks now and 80 less urgently; Zhao has 60 near, and 70 far off."""
    async with database.begin() as session:
        await put_need(session, cast, 125, urgency=Urgency.CRITICAL)
        await put_need(session, cast, 80, urgency=Urgency.LOW)
        await put_lot(session, cast, 60, km=4.0)
        await put_lot(session, cast, 70, km=40.0)
    await tick(database)


async def said(database: Database, member: object, data: str) -> tuple[str, str]:
    """What a press says in both languages."""
    texts = []
    for lang in ("zh", "en"):
        phone = hand(database, member, lang)  # type: ignore[arg-type]
        await phone.press(data)
        texts.append(phone.text)
        assert "{" not in phone.text
    return texts[0], texts[1]


async def test_a_need_hears_why_this_lot_and_why_not_the_nearer_one(
    database: Database, cast: Cast, shared: None
) -> None:
    zh, en = await said(database, cast.li, "a:why_need:1")
    assert "60 只 来自沙河口区" in zh
    assert "没有更近的库存可用" in zh
    assert "批次" not in zh, "whose lot it is is for coordinators"
    zh, en = await said(database, cast.li, "a:why_need:2")
    assert "5 只 来自沙河口区" in zh
    assert "更近的沙河口区（1.4 公里）已全部答应给 1 个不更缓的需求" in zh
    assert "is promised to the last piece" in en
    assert "还缺 75 只：2 个批次已全部答应出去" in zh
    assert "stay open" in en


async def test_a_coordinator_hears_all_of_it_with_the_numbers_of_the_lots(
    database: Database, cast: Cast, shared: None
) -> None:
    zh, en = await said(database, cast.sun, "a:why_need:2")
    assert "批次 2" in zh
    assert "(lot 1)" in en
    assert "counts as" in en


async def test_it_says_as_of_when(database: Database, cast: Cast, shared: None) -> None:
    assert "以上是 今天" in (await said(database, cast.li, "a:why_need:1"))[0]


async def test_before_any_plan_it_says_what_the_card_says(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
    for text, why in zip(
        await said(database, cast.li, "a:why_need:1"), ("为什么", "Why"), strict=True
    ):
        assert text.count(why) == 1
    assert "还没有人登记这种库存" in (await said(database, cast.li, "a:why_need:1"))[0]


async def test_what_the_plan_said_of_another_quantity_is_not_told(
    database: Database, cast: Cast, shared: None
) -> None:
    async with database.begin() as session:
        more = sa.update(NeedLineRow).where(NeedLineRow.id == 2).values(requested=100)
        await session.execute(more)
    zh, _ = await said(database, cast.li, "a:why_need:2")
    assert "5 只" in zh
    assert "还缺" not in zh


@pytest.mark.parametrize("data", ["a:why_need:1", "a:why_lot:1", "a:why_need:99"])
async def test_nobody_else_is_told(database: Database, cast: Cast, shared: None, data: str) -> None:
    phone = hand(database, cast.chen, "zh")
    await phone.press(data)
    assert "没有找到" in phone.toast or "找不到" in phone.toast
    assert phone.screen is None


async def test_a_supplier_hears_where_it_goes_and_why_the_rest_stays(
    database: Database, cast: Cast, shared: None
) -> None:
    zh, en = await said(database, cast.zhao, "a:why_lot:1")
    assert "60 只 给沙河口区的" in zh
    assert "60" in en
    async with database.begin() as session:
        await put_lot(session, cast, 9, item="WATER-BOT")
        held = await put_lot(session, cast, 9, min_lot=9)
        await hold_lot(session, cast.zhao.actor, lot_id=held, hold=Hold.QUARANTINED, now=NOW)
    assert "现在没有需求要它" in (await said(database, cast.zhao, "a:why_lot:3"))[0]
    assert "先不动" in (await said(database, cast.zhao, "a:why_lot:4"))[0]


async def test_a_lot_nobody_may_have_says_who_asks_and_what_keeps_them(
    database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 60, only_for="resident")
    zh, en = await said(database, cast.zhao, "a:why_lot:1")
    assert "1 条需求大多用不上" in zh
    assert "kept for others (1)" in en
    async with database.begin() as session:
        await put_lot(session, cast, 60)
    assert "within a minute" in (await said(database, cast.zhao, "a:why_lot:2"))[1]


async def test_the_card_says_the_same_in_a_line(
    database: Database, cast: Cast, shared: None
) -> None:
    await confirm_all(database)
    phone = hand(database, cast.li, "zh")
    phone.screen = await phone.pushed("card")
    assert "能给的已先答应您" in phone.text
    async with database.begin() as session:
        await put_need(session, cast, 5)
        await put_lot(session, cast, 5)
    await tick(database)
    await confirm_all(database)
    phone.screen = await phone.pushed("card")
    assert "没有更近的库存可用" in phone.text


async def test_stock_that_is_used_up_was_registered(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 125)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
    await tick(database)
    await confirm_all(database)
    await tick(database)
    job = await accept_open_offer(database, cast.chen)
    await load_here(database, cast.chen, job)
    await deliver_here(database, cast.chen, job)
    await tick(database)
    zh, en = await said(database, cast.li, "a:why_need:1")
    assert "登记过的已用完或已答应出去" in zh
    assert "没有人" not in zh
    assert "what was registered is used up or promised" in en
    assert "nobody" not in en


@pytest.mark.parametrize(
    ("lang", "need", "send", "words"),
    [
        *[("zh", "港湾医院要N95口罩200只", "=✅ 提交", w) for w in ("为什么？", "为什么还没来？")],
        *[
            ("en", "Gangwan Hospital needs 200 N95 masks", "=✅ Send", w)
            for w in ("why", "why is nobody coming?")
        ],
    ],
)
async def test_why_in_words_is_the_button_s_answer(
    database: Database, cast: Cast, lang: str, need: str, send: str, words: str
) -> None:
    nurse = await guest(database, lang, Role.HOSPITAL)
    await nurse.follow(need, send)
    await nurse.press("a:why_need:1")
    answer = nurse.text
    await nurse.say(words)
    assert nurse.text == answer
    await nurse.follow({"zh": "港湾医院要棉被20床", "en": "Gangwan Hospital needs 20 quilts"}[lang])
    await nurse.follow(send, words)
    assert {"zh": "您说的是哪一件", "en": "Which one do you mean"}[lang] in nurse.text
    await nurse.tap("N95")
    assert nurse.text == answer
