"""The rules of a guided conversation, told with a toy dialog on a real record."""

import pytest
import sqlalchemy as sa
from toy import KINDS, LONG, Visitor, keys, prompts, the_prompt

from db.actions.messages import Lane
from db.engine import Database
from db.tables import IdentityRow, LedgerRow, PersonRow
from handlers.conversation import clean
from handlers.dialog import Ask, Reply, ReplyKind, Text
from handlers.speech.sentences import LANGUAGES
from matching.model import Role


@pytest.fixture
async def wang(database: Database) -> Visitor:
    return await Visitor(database).join(Role.RESIDENT)


async def to_summary(visitor: Visitor) -> None:
    """Answer every question of the toy by typing."""
    await visitor.command("toy")
    for answer in ("hospital", "coverall", "12", "the last place", "by the gate"):
        await visitor.say(answer)


async def test_a_press_is_answered_first_and_the_prompt_edited_in_place(wang: Visitor) -> None:
    started = the_prompt(await wang.command("toy"))
    rows = await wang.press(keys(started)["hospital"], message_id="77")
    assert [row.kind for row in rows] == ["answer", "prompt"]
    assert rows[0].lane == Lane.ANSWER
    assert rows[1].params["edit"] == "77"


async def test_an_edit_is_answered_once_and_changes_nothing(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("hospital")
    before = await wang.state()
    (row,) = await wang.send(ReplyKind.EDITED, message_id="31")
    assert row.params["prompt"]["text"]["key"] == "engine.edited_inside", "go back instead"
    assert await wang.send(ReplyKind.EDITED, message_id="31") == []
    assert len(await wang.send(ReplyKind.EDITED, message_id="32")) == 1
    after = await wang.state()
    assert (after.step, after.answers) == (before.step, before.answers)
    await wang.say("取消")
    (row,) = await wang.send(ReplyKind.EDITED, message_id="33")
    assert row.params["prompt"]["text"]["key"] == "engine.edited", (
        "no question that it could answer"
    )


async def test_an_edit_of_somebody_unknown_leaves_no_trace(database: Database) -> None:
    stranger = Visitor(database, address="999")
    assert await stranger.send(ReplyKind.EDITED, message_id="31") == []
    async with database.read() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(PersonRow)) == 0


async def test_typed_words_are_answered_with_a_new_prompt(wang: Visitor) -> None:
    await wang.command("toy")
    (row,) = await wang.say("医院")
    assert row.params["edit"] == ""
    assert (await wang.state()).answers["kind"] == "hospital"


async def test_a_whole_dialog_can_be_typed(wang: Visitor) -> None:
    await to_summary(wang)
    assert (await wang.state()).step == "=summary"
    await wang.say("yes")
    assert await wang.recorded() == 1
    assert (await wang.state()).dialog == ""


async def test_confirm_happens_once(wang: Visitor) -> None:
    await to_summary(wang)
    confirm = keys(wang.heard[-1].prompt)["✅ Confirm"]
    await wang.press(confirm)
    again = await wang.press(confirm)
    assert await wang.recorded() == 1
    assert [row.kind for row in again] == ["answer", "unbutton"]


async def test_back_asks_the_question_before_again(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("community")
    await wang.say("back")
    state = await wang.state()
    assert (state.step, state.answers) == ("kind", {})


async def test_back_before_the_first_question_cancels(wang: Visitor) -> None:
    await wang.command("toy")
    rows = await wang.say("返回")
    assert (await wang.state()).dialog == ""
    assert "Play the toy" in keys(the_prompt(rows))


async def test_cancel_says_what_is_lost_and_shows_the_menu(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    prompt = the_prompt(await wang.say("取消"))
    assert prompt.text.key == "engine.cancelled"
    assert "Play the toy" in keys(prompt)


async def test_an_answer_can_be_changed_before_confirming(wang: Visitor) -> None:
    await to_summary(wang)
    listed = the_prompt(await wang.press(keys(wang.heard[-1].prompt)["✏️ Change"]))
    await wang.press(next(data for name, data in keys(listed).items() if name.startswith("note")))
    await wang.say("second door")
    state = await wang.state()
    assert (state.step, state.answers["note"]) == ("=summary", "second door")
    assert not state.editing


async def test_an_edit_asks_what_now_applies_and_drops_what_no_longer_does(wang: Visitor) -> None:
    await to_summary(wang)
    await wang.say("change")
    await wang.say("1")
    await wang.say("driver")
    state = await wang.state()
    assert state.step == "=summary"
    assert "place" not in state.answers
    await wang.say("change")
    await wang.say("1")
    await wang.say("hospital")
    assert (await wang.state()).step == "place"


async def test_an_edit_clears_what_hangs_on_the_old_answer(wang: Visitor) -> None:
    await to_summary(wang)
    await wang.say("change")
    await wang.say("2")
    await wang.say("N95")
    state = await wang.state()
    assert state.step == "count"
    assert "hinted" not in state.answers or "count" not in state.answers


async def test_back_from_an_edit_keeps_the_old_answers(wang: Visitor) -> None:
    await to_summary(wang)
    before = (await wang.state()).answers
    await wang.say("change")
    await wang.say("2")
    await wang.say("back")
    state = await wang.state()
    assert state.step == "=summary"
    assert {k: v for k, v in state.answers.items() if k != "="} == {
        k: v for k, v in before.items() if k != "="
    }


async def test_a_button_of_an_earlier_run_changes_nothing_and_goes(wang: Visitor) -> None:
    old = keys(the_prompt(await wang.command("toy")))["driver"]
    await wang.command("toy")
    rows = await wang.press(old, message_id="55")
    assert [row.kind for row in rows] == ["answer", "unbutton"]
    assert rows[0].toast is not None
    assert rows[0].toast.key == "engine.stale_run"
    assert "kind" not in (await wang.state()).answers


async def test_a_button_of_an_earlier_step_changes_nothing(wang: Visitor) -> None:
    old = keys(the_prompt(await wang.command("toy")))["driver"]
    await wang.press(old)
    rows = await wang.press(old)
    assert [row.kind for row in rows] == ["answer"]
    assert (await wang.state()).step == "item"


async def test_a_forged_choice_is_not_taken(wang: Visitor) -> None:
    data = keys(the_prompt(await wang.command("toy")))["driver"]
    await wang.press(data.replace("driver", "coordinator"))
    state = await wang.state()
    assert (state.step, state.answers) == ("kind", {})


@pytest.mark.parametrize("data", ["", "x", "d:", "a:", "m:nothing", "d:1:2:3", "a:nothing:1", "é"])
async def test_an_unknown_button_is_answered_with_the_menu(wang: Visitor, data: str) -> None:
    rows = await wang.press(data)
    assert rows[0].kind == "answer"
    assert rows[0].toast is not None
    assert len([row for row in rows if row.kind == "answer"]) == 1


async def test_a_press_of_a_stranger_is_answered_and_keeps_nothing(database: Database) -> None:
    stranger = Visitor(database)
    for data in ("m:menu", "a:forget:y", "d:x:0:s:1"):
        (row,) = await stranger.press(data)
        assert (row.kind, row.toast) == ("answer", Text("engine.stranger"))
        assert row.params["lang"] in LANGUAGES
    async with database.read() as session:
        for table in (PersonRow, IdentityRow, LedgerRow):
            assert (await session.scalars(sa.select(table))).first() is None


async def test_a_long_value_travels_within_64_bytes(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    prompt = the_prompt(await wang.say("N95"))
    data = keys(prompt)["a very long value"]
    assert len(data.encode()) <= 64
    await wang.press(data)
    assert (await wang.state()).answers["count"] == LONG


async def test_many_choices_come_in_pages(wang: Visitor) -> None:
    await wang.command("toy")
    first = the_prompt(await wang.say("driver"))
    second = the_prompt(await wang.press(keys(first)["More »"]))
    third = the_prompt(await wang.say("more"))
    assert "« Earlier" not in keys(first)
    assert {"« Earlier", "More »"} <= set(keys(second))
    assert "More »" not in keys(third)


async def test_a_number_means_the_place_in_the_list(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("2")
    assert (await wang.state()).answers["kind"] == KINDS[1]


async def test_a_number_is_an_answer_where_numbers_are_asked(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    await wang.say("N95")
    await wang.say("2")
    assert (await wang.state()).answers["count"] == 2


async def test_a_near_spelling_is_understood(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("hospitel")
    assert (await wang.state()).answers["kind"] == "hospital"


async def test_what_is_not_understood_is_quoted_and_asked_again(wang: Visitor) -> None:
    await wang.command("toy")
    prompt = the_prompt(await wang.say("qwertz"))
    assert prompt.text.key == "engine.again"
    assert (await wang.state()).step == "kind"
    assert "🙋 Talk to a person" not in keys(prompt)
    prompt = the_prompt(await wang.say("qwertz"))
    assert keys(prompt)["🙋 Talk to a person"] == "m:talk"


async def test_a_reply_keyboard_is_taken_away_when_its_step_is_left(wang: Visitor) -> None:
    await wang.command("toy")
    for answer in ("hospital", "N95", "3"):
        await wang.say(answer)
    assert the_prompt(wang.heard).ask is Ask.LOCATION
    assert (await wang.state()).keyboard_up
    echo, following = prompts(await wang.share())
    assert echo.prompt.remove_keyboard
    assert following.prompt.buttons
    assert not (await wang.state()).keyboard_up


async def test_a_reply_keyboard_comes_as_a_new_message_and_the_pressed_one_loses_its_buttons(
    wang: Visitor,
) -> None:
    await wang.command("toy")
    await wang.say("hospital")
    await wang.say("N95")
    rows = await wang.press(keys(wang.heard[-1].prompt)["10 pieces"])
    assert [row.kind for row in rows] == ["answer", "unbutton", "prompt"]
    assert rows[2].params["edit"] == ""


async def test_a_refusal_undoes_the_finish_and_loses_nothing(wang: Visitor) -> None:
    await to_summary(wang)
    await wang.say("change")
    await wang.say("note")
    await wang.say("refuse")
    rows = await wang.press(keys(wang.heard[-1].prompt)["✅ Confirm"])
    assert [row.kind for row in rows] == ["answer"]
    assert rows[0].toast is not None
    assert rows[0].toast.key == "refused.too_much"
    assert await wang.recorded() == 0
    assert (await wang.state()).step == "=summary"


async def test_a_refused_typed_answer_is_asked_again(wang: Visitor) -> None:
    await wang.command("short")
    prompt = the_prompt(await wang.say("refuse"))
    assert prompt.text.key == "engine.again"
    assert (await wang.state()).dialog == "short"
    await wang.say("fine")
    assert await wang.recorded() == 1


def test_signs_that_nobody_sees_are_dropped() -> None:
    reply = Reply("telegram", "1", ReplyKind.TEXT, text="a\x00\x1b[31m\u202eb\u2069\r\nc\td")
    assert clean(reply).text == "a[31mb\nc\td"
