"""What is left of somebody's stock, said while another question is open: noted, and never lost."""

import pytest
from cast import Cast
from city import put_lot
from guest import Guest
from moments import NOW

from db.actions.people import add_role, choose_language
from db.engine import Database
from db.tables import HelpRow, LotRow, NeedRow
from matching.model import Role
from matching.permissions import SYSTEM

SOLD = {"zh": "奶粉卖完了", "en": "milk powder is sold out"}
NOTED = {"zh": "📝 记下了", "en": "📝 Noted"}
WAS = {"zh": "婴儿奶粉原来 200 罐，现在 0 罐", "en": "infant formula: 200 tins before, 0 tins now"}
GIVE = {"zh": "可以提供棉被", "en": "we can give quilts"}
HALL = {"zh": "港湾医院", "en": "Renmin Road 5, Zhongshan District"}
SEND = {"zh": "=✅ 提交", "en": "=✅ Send"}


@pytest.fixture(params=["zh", "en"])
async def zhao(database: Database, cast: Cast, request: pytest.FixtureRequest) -> Guest:
    """Zhao in each language, with milk powder."""
    lang = str(request.param)
    async with database.begin() as session:
        await put_lot(session, cast, 200, item="INFANT-FORMULA")
        await choose_language(session, cast.zhao.actor, lang=lang, now=NOW)
    return Guest(database, address=cast.zhao.address, lang_code=lang)


async def counts(who: Guest) -> dict[str, int]:
    return {lot.item_code: lot.counted for lot in await who.rows(LotRow)}


async def test_sold_out_at_an_open_question_is_noted_and_the_question_stands(zhao: Guest) -> None:
    await zhao.say(GIVE[zhao.lang])
    asked = zhao.text
    await zhao.say(SOLD[zhao.lang])
    assert zhao.text.startswith(NOTED[zhao.lang])
    assert WAS[zhao.lang] in zhao.text
    assert zhao.text.endswith(asked)
    assert await counts(zhao) == {"INFANT-FORMULA": 200}, "words alone change nothing"
    await zhao.follow("20", SEND[zhao.lang], HALL[zhao.lang])
    await zhao.tap("✅")
    assert await counts(zhao) == {"INFANT-FORMULA": 0, "QUILT": 20}


async def test_it_is_heard_at_every_question_of_a_report(zhao: Guest) -> None:
    await zhao.say(GIVE[zhao.lang])
    for answer in ("20", SEND[zhao.lang], HALL[zhao.lang]):
        question = zhao.text
        await zhao.say(SOLD[zhao.lang])
        assert zhao.text.startswith(NOTED[zhao.lang])
        assert zhao.text.endswith(question)
        await zhao.follow(answer)
    await zhao.tap("✅")
    assert await counts(zhao) == {"INFANT-FORMULA": 0, "QUILT": 20}, "said thrice, asked once"


async def test_it_is_heard_at_every_question_of_the_form(zhao: Guest) -> None:
    form = {
        "zh": ("棉被", "20床", "港湾医院", "=现在", "=没有保质期", "=企业", "=不限", "=确认"),
        "en": ("quilts", "20", HALL["en"], "=now", "=No expiry", "=own", "=No minimum", "=Confirm"),
    }
    await zhao.command("stock")
    for answer in form[zhao.lang]:
        await zhao.say(SOLD[zhao.lang])
        assert NOTED[zhao.lang] in zhao.text, answer
        await zhao.follow(answer)
    await zhao.tap("✅")
    assert await counts(zhao) == {"INFANT-FORMULA": 0, "QUILT": 20}


async def test_a_form_that_is_cancelled_leaves_what_is_sold_out(zhao: Guest) -> None:
    await zhao.follow(GIVE[zhao.lang], SOLD[zhao.lang])
    await zhao.follow({"zh": "取消", "en": "cancel"}[zhao.lang])
    await zhao.tap("✅")
    assert await counts(zhao) == {"INFANT-FORMULA": 0}


async def test_several_are_come_to_one_after_the_other(
    zhao: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_lot(session, cast, 40, item="TENT")
    tents = {"zh": "帐篷只剩5顶", "en": "only 5 tents left"}
    await zhao.follow(GIVE[zhao.lang], SOLD[zhao.lang], tents[zhao.lang])
    await zhao.follow({"zh": "取消", "en": "cancel"}[zhao.lang])
    await zhao.tap("✅")
    await zhao.tap("✅")
    assert await counts(zhao) == {"INFANT-FORMULA": 0, "TENT": 5}


async def test_what_was_never_counted_is_answered_above_the_question(zhao: Guest) -> None:
    await zhao.say(GIVE[zhao.lang])
    asked = zhao.text
    await zhao.say({"zh": "帐篷卖完了", "en": "tents are sold out"}[zhao.lang])
    assert {"zh": "没有登记过", "en": "None of yours"}[zhao.lang] in zhao.text
    assert zhao.text.endswith(asked)
    assert (await zhao.state()).answers["said"]


async def test_what_is_gone_already_is_answered_so(zhao: Guest) -> None:
    await zhao.follow(SOLD[zhao.lang], "=✅", SOLD[zhao.lang])
    assert {"zh": "已经记为没有了", "en": "written down already"}[zhao.lang] in zhao.text


async def test_what_is_left_of_the_goods_on_the_card_puts_the_card_right(zhao: Guest) -> None:
    gives = {"zh": "可以提供奶粉30罐、帐篷5顶", "en": "we can give 30 tins of milk powder, 5 tents"}
    await zhao.follow(gives[zhao.lang], SOLD[zhao.lang])
    assert NOTED[zhao.lang] not in zhao.text
    assert {"zh": "奶粉", "en": "formula"}[zhao.lang] not in zhao.text
    assert await counts(zhao) == {"INFANT-FORMULA": 200}


async def test_none_is_what_is_needed_where_needs_are_asked_for(
    zhao: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        who = cast.zhao.person_id
        await add_role(session, SYSTEM, person_id=who, role=Role.HOSPITAL, now=zhao.now)
    await zhao.command("need")
    await zhao.say(SOLD[zhao.lang])
    assert NOTED[zhao.lang] not in zhao.text
    assert not await zhao.rows(NeedRow)


async def test_words_for_a_person_reach_that_person(zhao: Guest) -> None:
    await zhao.command("help")
    await zhao.follow({"zh": "=联系调度员", "en": "=coordinator"}[zhao.lang], SOLD[zhao.lang])
    (call,) = await zhao.rows(HelpRow)
    assert call.question == SOLD[zhao.lang]


async def test_sold_out_answers_how_much_of_it_is_left(zhao: Guest) -> None:
    await zhao.press("a:lot_recount:1")
    await zhao.say(SOLD[zhao.lang])
    assert await counts(zhao) == {"INFANT-FORMULA": 0}
