"""One's own data: shown to whoever asks, and erased at their word."""

import pytest
from cast import Cast
from guest import Guest
from records import Databases
from sqlmodel import col

from db.engine import Database
from db.tables import (
    HelpRow,
    NeedRow,
    OutboxRow,
    PersonRow,
)


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine; the actions below are tested on both."""
    return sqlite_databases


async def test_my_data_shows_what_is_kept(database: Database, cast: Cast) -> None:
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.command("mydata")
    assert "李敏" in li.text
    assert "电话：138****0102" in li.text
    assert "身份：医院" in li.text


@pytest.mark.parametrize(
    ("lang", "label"), [("zh", "您问过调度员：1 次"), ("en", "coordinator: 1")]
)
async def test_what_was_asked_of_a_coordinator_is_shown_and_erased(
    database: Database, cast: Cast, lang: str, label: str
) -> None:
    li = Guest(database, address=cast.li.address, lang_code=lang)
    await li.command("help")
    await li.press("a:help")
    await li.say("仓库的门锁了")
    await li.command("mydata")
    assert label in li.text
    assert "仓库的门锁了" in li.text
    await li.command("forget")
    await li.press("a:forget:y")
    assert all(row.question == "" for row in await li.rows(HelpRow))


async def test_forgetting_asks_first(database: Database, cast: Cast) -> None:
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.command("forget")
    await li.tap("不删除")
    (known,) = await li.rows(PersonRow, col(PersonRow.id) == cast.li.person_id)
    assert known.phone != ""


async def test_a_person_is_forgotten(database: Database, cast: Cast) -> None:
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.command("need")
    await li.follow(
        "护目镜", "5", "=就这些", "大医一院", "=今天必须", "=今天之内", "=50 人", "=确认"
    )
    await li.command("forget")
    await li.press("a:forget:y")
    *earlier, answer, unbutton = await li.rows(OutboxRow, col(OutboxRow.address) == li.address)
    assert {(row.kind, row.params["text"]) for row in earlier} == {("answer", None)}
    assert unbutton.kind == "unbutton"
    assert answer.params["text"] == {"key": "register.forgotten"}
    assert answer.params["lang"] == "zh"
    (row,) = await li.rows(PersonRow, col(PersonRow.id) == cast.li.person_id)
    assert (row.name, row.phone) == ("", "")
    (need,) = await li.rows(NeedRow)
    assert need.closed_at is not None
    back = Guest(database, address=cast.li.address, lang_code="zh")
    await back.command("start")
    assert "您是哪一位" in back.text
