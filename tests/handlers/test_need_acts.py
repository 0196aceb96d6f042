"""Buttons of a receiver: answering a match, and keeping, changing, pausing or ending a need."""

from typing import Any

import pytest
import sqlalchemy as sa
from beginnings import begun
from cast import Cast
from city import confirm_all, load_here, put_lot, put_need, tick, underway
from guest import Guest, guest
from records import Databases
from sqlmodel import col

from db.engine import Database
from db.tables import AllocationRow, CardRow, HelpRow, NeedLineRow, NeedRow, OutboxRow
from handlers.dialog import ReplyKind
from matching.model import AllocationState, CloseReason, Lifecycle, Reason, Role, Urgency


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine; the actions below are tested on both."""
    return sqlite_databases


@pytest.fixture
async def li(database: Database, cast: Cast) -> Guest:
    """Li of the hospital, who reported 100 masks."""
    async with database.begin() as session:
        await put_need(session, cast)
    return Guest(database, address=cast.li.address, lang_code="zh")


@pytest.fixture
async def matched(li: Guest, database: Database, cast: Cast) -> Guest:
    """The same once Zhao's lot was found for her."""

    async def play() -> None:
        async with database.begin() as session:
            await put_lot(session, cast)
        await tick(database)

    await begun(database, "matched for Li", play)
    await li._collect()
    return li


async def only(visitor: Guest, table: Any) -> Any:
    (row,) = await visitor.rows(table)
    return row


@pytest.mark.parametrize(
    "words",
    ["不要了谢谢，水已退", "不用了，已经解决", "No longer needed, thanks"],
)
async def test_no_longer_needed_with_a_reason_offers_to_end_the_need(li: Guest, words: str) -> None:
    await li.say(words)
    assert "确定停止吗" in li.text
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN, "nothing ends unasked"


async def test_a_match_is_confirmed_by_one_tap(matched: Guest) -> None:
    heard = await matched.press("a:need_yes:1", "9")
    assert (await only(matched, AllocationRow)).receiver_confirmed_at is not None
    assert "双方都确认后" in matched.toast
    assert {"answer", "prompt"} <= {row.kind for row in heard}
    assert "双方都确认后" in matched.text, "the question itself gives way to the answer"


async def test_still_needed_on_the_card_confirms_the_match_that_waits(matched: Guest) -> None:
    await matched.press("a:need_still:1")
    assert (await only(matched, AllocationRow)).receiver_confirmed_at is not None
    assert "供应方也确认后" in matched.toast or "都确认后" in matched.toast
    await matched.press("a:need_still:1")
    assert "接着找" in matched.toast


async def test_a_second_tap_changes_nothing(matched: Guest) -> None:
    await matched.press("a:need_yes:1")
    await matched.press("a:need_yes:1")
    assert "情况已经变了" in matched.toast


@pytest.mark.parametrize(
    "word", ["需要", "还需要", "Still need!", "需要，请送来", "Yes, please send it"]
)
async def test_a_match_is_confirmed_in_words(matched: Guest, word: str) -> None:
    await matched.say(word)
    assert (await only(matched, AllocationRow)).receiver_confirmed_at is not None


async def test_a_match_is_declined_with_a_reason(matched: Guest) -> None:
    await matched.press("a:need_no:1")
    assert "原因" in matched.text
    await matched.tap("物资不对")
    allocation = await only(matched, AllocationRow)
    assert (allocation.state, allocation.reason) == (AllocationState.DECLINED, Reason.WRONG_ITEM)
    assert "我的需求" in matched.labels


async def test_who_thinks_again_keeps_the_match(matched: Guest) -> None:
    await matched.say("不要了")
    await matched.tap("还是需要")
    assert (await only(matched, AllocationRow)).receiver_confirmed_at is not None


async def test_still_needed_makes_the_report_fresh(li: Guest) -> None:
    before = (await only(li, NeedRow)).confirmed_at
    await li.say("还需要")
    assert (await only(li, NeedRow)).confirmed_at > before
    await li.press("a:need_still:1")
    assert "接着找" in li.toast


@pytest.mark.parametrize(("pause", "resume"), [("先暂停", "恢复"), ("pause", "Resume")])
async def test_a_need_is_paused_and_resumed_in_words(li: Guest, pause: str, resume: str) -> None:
    await li.say(pause)
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.PAUSED
    await li.say(resume)
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN


async def test_more_is_added_to_what_was_asked_for(li: Guest) -> None:
    await li.press("a:need_more:1")
    assert "还要再加多少" in li.text
    await li.say("50")
    assert (await only(li, NeedLineRow)).requested == 150
    assert "150 只" in li.text
    assert li.labels


async def test_a_new_quantity_in_all_replaces_the_old_one(li: Guest) -> None:
    await li.follow_act("a:need_change:1", "2箱", "对")
    assert (await only(li, NeedLineRow)).requested == 800


async def test_of_several_items_one_is_chosen(li: Guest, database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        session.add(NeedLineRow(need_id=1, item_code="GOGGLES", requested=20))
    await li.press("a:need_more:1")
    assert "哪一种" in li.text
    await li.follow("=护目镜 20", "5")
    first, second = await li.rows(NeedLineRow)
    assert (first.requested, second.requested) == (100, 25)


async def test_a_need_is_ended_after_a_reason_and_a_second_look(li: Guest) -> None:
    await li.press("a:need_stop:1")
    await li.tap("别处已经解决")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN
    await li.tap("停止")
    need = await only(li, NeedRow)
    assert (need.lifecycle, need.close_reason) == (Lifecycle.CLOSED, CloseReason.SERVED_BY_OTHERS)


async def test_who_thinks_again_keeps_the_need(li: Guest) -> None:
    await li.say("不用了")
    await li.follow("=情况变了", "=先不停")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN


async def test_a_yes_to_a_question_that_has_passed_ends_nothing(li: Guest) -> None:
    await li.say("不用了")
    await li.tap("情况变了")
    await li.tap("先不停")
    await li.press("a:need_stop:1:withdrawn:y")  # the old screen, on a phone that hears late
    assert "没有改动" in li.toast
    await li.press("a:need_stop:1:withdrawn")
    await li.say("菜单")
    await li.press("a:need_stop:1:withdrawn:y")  # something else was done since
    assert "没有改动" in li.toast
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN
    await li.press("a:need_stop:1:withdrawn")
    await li.send(ReplyKind.EDITED, message_id="31")  # a remark about an edit is nothing done
    await li.press("a:need_stop:1:withdrawn:y")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.CLOSED


async def test_ending_a_need_frees_what_was_promised(matched: Guest, database: Database) -> None:
    await confirm_all(database)
    await matched.press("a:need_stop:1:withdrawn")
    await matched.press("a:need_stop:1:withdrawn:y")
    assert (await only(matched, AllocationRow)).state is AllocationState.RELEASED


async def test_a_need_is_paused_and_resumed(li: Guest) -> None:
    await li.press("a:need_pause:1")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.PAUSED
    assert "已暂停" in li.toast
    await li.press("a:need_resume:1")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN


async def test_who_still_needs_what_is_paused_resumes_it(li: Guest) -> None:
    await li.press("a:need_pause:1")
    await li.press("a:need_still:1")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.PAUSED
    assert "接着找" not in li.toast
    await li.say("还需要")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN


async def test_urgency_is_changed(li: Guest) -> None:
    await li.press("a:need_urgency:1")
    await li.tap("生命危险")
    assert (await only(li, NeedRow)).urgency is Urgency.CRITICAL


async def test_got_it_ends_a_need_served_elsewhere_only_when_that_is_meant(li: Guest) -> None:
    await li.say("收到")
    assert "已经收到了吗" in li.text
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN
    await li.tap("还没有")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN
    await li.follow("收到了", "=收到了，关闭")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.CLOSED
    assert "谢谢" in li.toast


@pytest.mark.parametrize("words", ["好的", "ok", "嗯"])
async def test_ok_after_roger_closes_no_need(li: Guest, words: str) -> None:
    await li.follow("收到", words)
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.OPEN
    await li.follow("收到", "是的")
    assert (await only(li, NeedRow)).lifecycle is Lifecycle.CLOSED


async def test_roger_after_a_confirmation_keeps_the_promise(matched: Guest) -> None:
    await matched.follow("需要", "收到")
    assert (await only(matched, NeedRow)).lifecycle is Lifecycle.OPEN
    assert (await only(matched, AllocationRow)).receiver_confirmed_at is not None


async def test_my_needs_are_listed_by_pages(li: Guest, database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        for _ in range(9):
            await put_need(session, cast)
    await li.command("needs")
    assert sum("N-" in label for label in li.labels) == 8
    await li.tap("下一页")
    assert sum("N-" in label for label in li.labels) == 2
    await li.press("a:needs:999999")
    assert sum("N-" in label for label in li.labels) == 8


async def test_who_has_no_needs_is_shown_how_to_report(database: Database, cast: Cast) -> None:
    wang = Guest(database, address=cast.wang.address, lang_code="zh")
    await wang.command("needs")
    assert "没有进行中" in wang.text
    assert wang.labels == ["上报新的需求"]


async def test_a_need_is_shown_again_below(li: Guest, database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        session.add(
            CardRow(
                channel="telegram",
                address=cast.li.address,
                kind="need",
                subject_id=1,
                message_id="33",
                digest="x",
                updated_at=li.now,
            )
        )
    await li.command("needs")
    heard = await li.tap("N-0001")
    assert [row.params for row in heard if row.kind == "unbutton"] == [{"message_id": "33"}]
    assert [row.params["subject_id"] for row in heard if row.kind == "card"] == [1]
    assert (await only(li, CardRow)).message_id == ""
    assert li.labels == ["改数量", "改紧急程度"]


ACTS = ("need_yes", "need_no", "need_still", "need_more", "need_change", "need_got", "need_stop")
MORE = ("need_urgency", "need_pause", "need_resume", "need_show")


@pytest.mark.parametrize("args", ["1", "77", "", "x", "-1", "9" * 40, "1:nonsense", "１"])
async def test_nobody_elses_need_and_no_forged_button_changes_anything(
    matched: Guest, database: Database, cast: Cast, args: str
) -> None:
    wang = Guest(database, address=cast.wang.address, lang_code="zh")
    before = await wang.rows(NeedRow), await wang.rows(AllocationRow), await wang.rows(NeedLineRow)
    for name in ACTS + MORE:
        rows = await wang.press(f"a:{name}:{args}")
        assert "answer" in {row.kind for row in rows}
    after = await wang.rows(NeedRow), await wang.rows(AllocationRow), await wang.rows(NeedLineRow)
    assert before == after


async def test_who_stops_with_goods_on_the_road_is_told_they_still_come(
    database: Database, cast: Cast
) -> None:
    job_id = await underway(database, cast)
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.press("a:need_stop:1:withdrawn")
    assert "已经装车的还会送到" not in li.text
    await load_here(database, cast.chen, job_id)
    await li.press("a:need_stop:1:withdrawn")
    assert "已经装车的还会送到" in li.text


@pytest.mark.parametrize("how", ["typed", "card"])
async def test_a_question_answered_elsewhere_gives_way(
    matched: Guest, database: Database, how: str
) -> None:
    async with database.begin() as session:
        await session.execute(
            sa.update(OutboxRow)
            .where(col(OutboxRow.dedupe_key) == "confirm_need:1")
            .values(message_id="77")
        )
    await (matched.say("需要") if how == "typed" else matched.press("a:need_still:1", "9"))
    edited = [row for row in await matched.rows(OutboxRow) if row.params.get("edit") == "77"]
    assert [row.params["prompt"]["text"]["key"] for row in edited] == ["requester.confirmed"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "不用了，水已经退了"),
        ("zh", "谢谢，不用送了，路通了"),
        ("en", "No longer needed, thanks. The water is gone"),
        ("en", "Thanks. Not needed any more, the water has gone down"),
    ],
)
async def test_a_need_that_is_gone_by_its_owners_words_ends_with_one_tap(
    li: Guest, database: Database, cast: Cast, lang: str, said: str
) -> None:
    reader = Guest(database, address=cast.li.address, lang_code=lang)
    await reader.say(said)
    assert (await reader.state()).dialog == ""
    await reader.tap({"zh": "停止", "en": "Stop"}[lang])
    (need,) = await reader.rows(NeedRow)
    assert (need.lifecycle, need.close_reason) == (Lifecycle.CLOSED, CloseReason.WITHDRAWN)


async def test_of_several_needs_it_is_asked_which_one_is_gone(
    li: Guest, database: Database, cast: Cast
) -> None:
    async with database.begin() as session:
        await put_need(session, cast, 40)
    await li.say("No longer needed, thanks. The water is gone")
    await li.tap(li.labels[0])
    await li.tap("停止")
    ended = [need for need in await li.rows(NeedRow) if need.lifecycle is Lifecycle.CLOSED]
    assert [need.close_reason for need in ended] == [CloseReason.WITHDRAWN]


@pytest.mark.parametrize("said", ["不用了，水已经退了", "不用了"])
async def test_with_no_need_open_what_is_gone_is_answered_kindly(
    database: Database, cast: Cast, said: str
) -> None:
    li = Guest(database, address=cast.li.address, lang_code="zh")
    await li.say(said)
    assert "没有等着的需求" in li.text
    assert (await li.state()).dialog == ""


async def test_goods_counted_beside_what_is_gone_are_a_report(li: Guest) -> None:
    await li.say("不用了，改要200箱矿泉水")
    assert (await li.state()).dialog == "told"


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "不用了，有人被困在楼顶快来救人"),
        ("zh", "不用了，急需救护车"),
        ("zh", "不需要了，急需胰岛素"),
        ("zh", "不要了，送点奶粉来"),
        ("en", "Not needed, we need an ambulance"),
        ("en", "No longer needed, but insulin is urgently needed"),
    ],
)
async def test_a_new_need_behind_one_that_is_gone_is_a_report(
    database: Database, cast: Cast, lang: str, said: str, is_open: bool
) -> None:
    if is_open:
        async with database.begin() as session:
            await put_need(session, cast)
    li = Guest(database, address=cast.li.address, lang_code=lang)
    await li.say(said)
    assert (await li.state()).dialog == "told"


@pytest.mark.parametrize(
    "said", ["不用了，我们被困在楼顶，救命", "Not needed. We are trapped, help"]
)
async def test_a_cry_behind_one_that_is_gone_reaches_the_desk(
    database: Database, cast: Cast, said: str
) -> None:
    lang = "en" if said.isascii() else "zh"
    reader = Guest(database, address=cast.li.address, lang_code=lang)
    await reader.say(said)
    assert [row.question for row in await reader.rows(HelpRow)] == [said]
    assert "120" in reader.text


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "不用了，还没有收到，继续等"), ("en", "Not needed? We are still waiting")],
)
async def test_whoever_waits_on_ends_nothing(
    li: Guest, database: Database, cast: Cast, lang: str, said: str
) -> None:
    reader = Guest(database, address=cast.li.address, lang_code=lang)
    await reader.say(said)
    assert not {"停止", "Stop"} & set(reader.labels)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "别送了，路断了，改送到二中"),
        ("en", "Not needed, the road is cut, bring it to the school instead"),
    ],
)
async def test_goods_wanted_elsewhere_reach_a_coordinator_in_the_same_words(
    li: Guest, database: Database, cast: Cast, lang: str, said: str
) -> None:
    reader = Guest(database, address=cast.li.address, lang_code=lang)
    await reader.say(said)
    assert [row.question for row in await reader.rows(HelpRow)] == [said]
    assert not {"停止", "Stop"} & set(reader.labels)


@pytest.mark.parametrize(
    ("lang", "words", "yes"),
    [
        ("en", "no longer needed thanks, water is gone", "Yes, drop it"),
        ("zh", "不用了，水已经退了", "对，不报了"),
    ],
)
@pytest.mark.parametrize("start", ["/need", "told"])
async def test_what_is_gone_before_it_is_sent_is_dropped_with_one_tap(
    database: Database, lang: str, words: str, yes: str, start: str
) -> None:
    ann = await guest(database, lang, Role.RESIDENT)
    if start == "told":
        await ann.say("需要矿泉水20箱，中山区解放路6号")
    else:
        await ann.command("need")
        await ann.say("water" if lang == "en" else "矿泉水")
    await ann.say(words)
    assert ann.text.startswith(("This report is no longer", "是不再需要了吗"))
    await ann.tap(yes)
    assert ann.text.startswith(("Cancelled", "已取消"))
    assert not await ann.rows(NeedRow)


async def test_whoever_still_needs_it_goes_on_where_they_were(database: Database) -> None:
    ann = await guest(database, "en", Role.RESIDENT)
    await ann.command("need")
    await ann.say("goggles")
    asked = ann.text
    await ann.say("no longer needed thanks, water is gone")
    await ann.tap("No, go on")
    assert ann.text == asked
