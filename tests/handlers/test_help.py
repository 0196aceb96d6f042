"""The way to a human being, for everybody and at any moment."""

import pytest
from cast import Cast
from crew import hand, in_both
from records import Databases
from toy import Visitor, the_prompt

from db.engine import Database
from db.tables import HelpRow
from handlers.help import ORDER
from handlers.menu import BOOK
from matching.model import Role


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are tried on one engine."""
    return sqlite_databases


@pytest.mark.parametrize("role", list(Role))
async def test_help_says_in_three_lines_what_a_role_can_do(database: Database, role: Role) -> None:
    visitor = await Visitor(database, book=BOOK).join(role)
    prompt = the_prompt(await visitor.command("help"))
    for message in in_both(prompt).values():
        assert message.text.count("•") == 3
    assert prompt.buttons[0][0].data == "a:help"


def test_every_role_has_its_help() -> None:
    assert set(ORDER) == set(Role)


async def test_a_stranger_can_ask_for_help_too(database: Database) -> None:
    stranger = Visitor(database, book=BOOK, lang_code="zh-hant")
    the_prompt(await stranger.command("help"))
    await stranger.press("a:help")
    await stranger.say("我不会用")
    async with database.read() as session:
        call = await session.get(HelpRow, 1)
    assert call is not None
    assert call.question == "我不会用"


async def test_asking_again_adds_to_what_was_asked(database: Database, cast: Cast) -> None:
    wang = hand(database, cast.wang, "zh")
    for question in ("第一问", "第二问"):
        await wang.press("a:help")
        await wang.say(question)
    (call,) = await wang.rows(HelpRow)
    assert "第一问" in call.question
    assert "第二问" in call.question


@pytest.mark.parametrize(
    "words", ["\u200b\u200d\ufeff", "\u3164", "\u2800 \u00a0\n", "\u0301\ufe0f"]
)
async def test_a_question_that_shows_nothing_is_asked_again(
    database: Database, cast: Cast, words: str
) -> None:
    wang = hand(database, cast.wang, "zh")
    await wang.press("a:help")
    await wang.say(words)
    assert "请用文字写一句话" in wang.text
    assert await wang.rows(HelpRow) == []
    await wang.say("👨\u200d👩\u200d👧 没水了")
    (call,) = await wang.rows(HelpRow)
    assert call.question == "👨\u200d👩\u200d👧 没水了"


async def test_only_the_one_who_asked_can_say_it_is_solved(database: Database, cast: Cast) -> None:
    wang, li = hand(database, cast.wang, "zh"), hand(database, cast.li, "zh")
    await wang.press("a:help")
    await wang.say("有人吗")
    await li.press("a:help_solved:1")
    assert li.toast
    (call,) = await wang.rows(HelpRow)
    assert call.state.value == "open"
