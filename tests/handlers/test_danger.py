"""A life at risk: whom to call comes first, the words are kept, the desk is told."""

import pytest
from cast import Cast
from guest import Guest, guest
from sqlmodel import col

from db.actions.help import call_for_help
from db.engine import Database
from db.tables import HelpRow, NeedLineRow, NeedRow, OutboxRow, PersonRow
from matching.model import Role, Urgency
from matching.permissions import Actor

CRIES = [
    ("zh-hans", "发大水了，我家三口人在楼顶，没水没吃的，还有个老人没有药", "饮用水"),
    ("en", "help! my house is flooded, 3 of us on the roof, my mother cannot breathe", "rescue"),
    ("zh-hans", "救命！我妈喘不上气，家里进水了", "救援队"),
]


async def sign_up(who: Guest) -> None:
    await who.follow("=居民" if who.lang == "zh" else "=Resident")
    await who.follow("=跳过" if who.lang == "zh" else "=Skip")


@pytest.mark.parametrize("start", [False, True], ids=["at once", "in sign-up"])
@pytest.mark.parametrize(("lang", "words", "item"), CRIES)
async def test_a_strangers_cry_is_kept_and_told_to_the_desk(
    database: Database, cast: Cast, lang: str, words: str, item: str, start: bool
) -> None:
    desk = await guest(database, "zh", Role.COORDINATOR, address="900")
    stranger = Guest(database, address="777", lang_code=lang)
    if start:
        await stranger.command("start")
    await stranger.say(words)
    assert "120" in stranger.text.splitlines()[0]
    assert ("不用再写一遍" if stranger.lang == "zh" else "no need to write") in stranger.text
    (call,) = await desk.rows(HelpRow)
    assert call.question == words
    assert await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call")
    await sign_up(stranger)
    assert item in stranger.text
    assert stranger.labels[0].startswith("✅")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "老人喘不上气，需要氧气"),
        ("en", "I am trapped on the roof, my mother cannot breathe, we need oxygen"),
    ],
)
async def test_whom_to_call_stands_above_what_is_asked(
    database: Database, cast: Cast, lang: str, words: str
) -> None:
    wang = await guest(database, lang, Role.RESIDENT)
    await wang.say(words)
    assert "120" in wang.text.splitlines()[0]
    assert wang.labels[0].startswith("✅")
    assert Urgency.CRITICAL.value in str((await wang.state()).answers)


async def test_whoever_chooses_danger_to_life_is_told_whom_to_call(
    database: Database, cast: Cast
) -> None:
    wang = await guest(database, "zh", Role.RESIDENT)
    await wang.command("need")
    await wang.follow("N95口罩", "200只", "就这些", "港湾医院", "=🔴 现在就有生命危险")
    assert "120" in wang.text.splitlines()[0]


async def test_a_card_made_critical_says_whom_to_call(database: Database, cast: Cast) -> None:
    wang = await guest(database, "en", Role.RESIDENT)
    await wang.say("need 200 N95 masks at Zhongshan hospital")
    await wang.follow("=⏰ Change the urgency", "1")
    assert "120" in wang.text.splitlines()[0]


async def test_a_cry_in_an_answer_is_heard(database: Database, cast: Cast) -> None:
    wang = await guest(database, "zh", Role.RESIDENT)
    await wang.say("/help")
    await wang.say("港湾医院需要防护服30套")
    await wang.say("救命，我妈喘不上气，还要氧气袋2个")
    assert "120" in wang.text.splitlines()[0]


async def test_goods_that_run_out_are_no_call_for_an_ambulance(
    database: Database, cast: Cast
) -> None:
    nurse = await guest(database, "zh", Role.HOSPITAL)
    await nurse.say("港湾医院防护服今晚用完，需要300套")
    assert "120" not in nurse.text
    assert not await nurse.rows(HelpRow)


async def desk_and_caller(database: Database, lang: str) -> tuple[Guest, Guest]:
    desk = await guest(database, "zh", Role.COORDINATOR, address="900")
    return desk, await guest(database, lang, Role.RESIDENT, address="901")


QUILTS = {
    "zh": "需要棉被10床，在中山区人民路100号",
    "en": "need 10 quilts at Renmin Road 5, Zhongshan District",
}
FIVE = {"zh": "棉被 · 5 床", "en": "quilt · 5 pcs"}
TOLD = {"zh": "您的话已转给调度员", "en": "Your words went to a coordinator"}
CRITICAL = {"zh": "危急（有生命危险）", "en": "critical (life at risk)"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "棉被改成5床，有人被埋了"),
        ("zh", "棉被改成5床有人被埋了"),
        ("zh", "有人被埋了！第一条改成5床"),
        ("en", "make the quilts 5, someone is buried"),
        ("en", "people are trapped under the rubble, change line 1 to 5 pcs"),
    ],
)
async def test_a_cry_beside_a_correction_calls_the_desk_at_once_and_the_correction_is_kept(
    database: Database, cast: Cast, lang: str, words: str
) -> None:
    desk, wang = await desk_and_caller(database, lang)
    await wang.follow(QUILTS[lang], words)
    assert "120" in wang.text.splitlines()[0]
    assert TOLD[lang] in wang.text
    assert CRITICAL[lang] in wang.text
    assert FIVE[lang] in wang.text
    assert "10" not in wang.text.replace("100", "").replace("110", "")
    (call,) = await desk.rows(HelpRow)
    assert call.question == words
    assert await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call")
    assert not await wang.rows(NeedRow), "nobody had to press send"
    await wang.tap("✅")
    (need,) = await wang.rows(NeedRow)
    (line,) = await wang.rows(NeedLineRow)
    assert (need.urgency, line.requested) == (Urgency.CRITICAL, 5)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "5床，有人被埋了"), ("en", "5, someone is trapped")]
)
async def test_a_cry_beside_an_answer_calls_the_desk_and_answers(
    database: Database, cast: Cast, lang: str, words: str
) -> None:
    desk, wang = await desk_and_caller(database, lang)
    without = {"zh": "需要棉被，在中山区人民路100号", "en": "need quilts at Renmin Road 5"}
    await wang.follow(without[lang], words)
    assert TOLD[lang] in wang.text
    assert FIVE[lang] in wang.text
    assert CRITICAL[lang] in wang.text
    (call,) = await desk.rows(HelpRow)
    assert call.question == words


@pytest.mark.parametrize(("lang", "words"), [("zh", "有人被埋了"), ("en", "someone is buried")])
async def test_a_cry_alone_calls_the_desk_and_leaves_the_card(
    database: Database, cast: Cast, lang: str, words: str
) -> None:
    desk, wang = await desk_and_caller(database, lang)
    await wang.say(QUILTS[lang])
    card = wang.text
    await wang.say(words)
    assert TOLD[lang] in wang.text
    assert wang.text.endswith(card)
    assert len(await desk.rows(HelpRow)) == 1


async def test_a_cry_in_a_call_that_waits_is_pushed_again(database: Database, cast: Cast) -> None:
    desk, wang = await desk_and_caller(database, "zh")
    async with database.begin() as session:
        caller = Actor(person_id=(await wang.rows(PersonRow))[-1].id, roles=frozenset())
        await call_for_help(session, caller, question="怎么报药？", now=wang.now)
    before = len(await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call"))
    await wang.follow(QUILTS["zh"], "棉被改成5床，有人被埋了")
    (call,) = await desk.rows(HelpRow)
    assert call.question == "怎么报药？\n棉被改成5床，有人被埋了"
    assert len(await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call")) == 2 * before


async def test_a_correction_alone_calls_nobody(database: Database, cast: Cast) -> None:
    desk, wang = await desk_and_caller(database, "zh")
    await wang.follow(QUILTS["zh"], "棉被改成5床，很急")
    assert FIVE["zh"] in wang.text
    assert not await desk.rows(HelpRow)


@pytest.mark.parametrize(("lang", "words"), [("zh", "有人被埋了"), ("en", "someone is buried")])
async def test_a_cry_asked_as_a_question_is_pushed_again_too(
    database: Database, cast: Cast, lang: str, words: str
) -> None:
    desk, wang = await desk_and_caller(database, lang)
    await wang.follow_act("a:help", "?")
    before = len(await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call"))
    await wang.follow_act("a:help", words)
    (call,) = await desk.rows(HelpRow)
    assert call.question == f"?\n{words}"
    assert len(await desk.rows(OutboxRow, col(OutboxRow.kind) == "help_call")) == 2 * before


async def test_of_a_long_message_the_desk_reads_the_cry(database: Database, cast: Cast) -> None:
    wang = await guest(database, "zh", Role.RESIDENT)
    await wang.command("help")
    await wang.press("a:help")
    await wang.say("家里的情况是这样的。" * 150 + "二楼有人被埋了！" + "谢谢大家。" * 150)
    (call,) = await wang.rows(HelpRow)
    assert "有人被埋了" in call.question
