"""Where a reply goes: acts, drafts, typed words, strangers, groups, invitations."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from cast import Cast
from moments import NOW
from toy import BOOK, Visitor, keys, prompts, the_prompt

from db.actions.invites import create_invite
from db.engine import Database
from handlers.dialog import PendingAct, ReplyKind, Term, Text, Turn
from handlers.engine.state import RESERVED
from matching.model import Role


@pytest.fixture
async def wang(database: Database) -> Visitor:
    return await Visitor(database).join(Role.RESIDENT)


async def test_a_refused_act_is_undone_and_told(wang: Visitor) -> None:
    rows = await wang.press("a:toy_yes:old")
    assert [row.kind for row in rows] == ["answer"]
    assert await wang.recorded("toy.yes") == 0
    await wang.press("a:toy_yes:7")
    assert await wang.recorded("toy.yes") == 1


async def test_an_act_that_asks_leaves_the_card_where_it_is(wang: Visitor) -> None:
    rows = await wang.press("a:toy_ask:1")
    assert [row.kind for row in rows] == ["answer", "prompt"]
    assert rows[1].params["edit"] == ""
    assert (await wang.state()).step == "item"


@pytest.mark.parametrize("on_media", [False, True])
async def test_words_do_not_take_the_place_of_a_picture(wang: Visitor, on_media: bool) -> None:
    await wang.command("short")
    rows = await wang.send(
        ReplyKind.PRESS, data="m:menu", press_id="1", message_id="9", on_media=on_media
    )
    (said,) = prompts(rows)
    assert said.params["edit"] == ("" if on_media else "9")


async def test_a_draft_is_put_aside_and_can_be_gone_on_with(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    await wang.command("short")
    prompt = the_prompt(await wang.say("fine"))
    assert "m:continue" in keys(prompt).values()
    await wang.press("m:continue")
    state = await wang.state()
    assert (state.dialog, state.step) == ("toy", "item")


async def test_the_menu_leaves_the_draft_alone(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    await wang.say("菜单")
    assert (await wang.state()).step == "item"
    await wang.say("N95")
    assert (await wang.state()).step == "count"


async def test_typed_words_do_what_waits(database: Database) -> None:
    chen = await Visitor(database).join(Role.DRIVER)
    await chen.say("接受")
    assert await chen.recorded("toy.yes") == 1
    await chen.say("ACCEPT")
    assert await chen.recorded("toy.yes") == 2


async def test_a_sentence_that_asks_for_something_starts_its_dialog(wang: Visitor) -> None:
    await wang.say("需要 N95口罩")
    state = await wang.state()
    assert (state.dialog, state.answers["note"]) == ("need", "N95口罩")


async def test_what_means_nothing_gets_the_menu(wang: Visitor) -> None:
    prompt = the_prompt(await wang.say("lalala"))
    assert prompt.text.key == "engine.not_understood"
    assert prompt.text.args["hint"] == Text("engine.hint_need")
    assert "Play the toy" in keys(prompt)


async def test_of_many_words_that_mean_nothing_only_the_last_is_answered(wang: Visitor) -> None:
    for n in range(20):
        await wang.say(f"lalala {n}")
    await wang.command("toy")
    for n in range(20):
        await wang.say(f"lalala {n}")
    async with wang.database.read() as session:
        rows = await session.execute(
            sa.text("SELECT state, count(*) FROM outbox WHERE kind = 'prompt' GROUP BY state")
        )
    assert {state: count for state, count in rows} == {"superseded": 39, "queued": 2}


async def test_a_driver_is_told_what_drivers_may_type(database: Database) -> None:
    chen = await Visitor(database).join(Role.DRIVER)
    prompt = the_prompt(await chen.say("lalala"))
    assert prompt.text.args["hint"] == Text("engine.hint_drive")


async def test_a_stranger_is_welcomed_and_led_to_sign_up(database: Database) -> None:
    stranger = Visitor(database, lang_code="zh-hans")
    prompt = the_prompt(await stranger.command("start"))
    assert prompt.text.key == "engine.welcome"
    assert (await stranger.state()).dialog == "register"


async def test_a_group_only_gets_the_way_to_the_private_chat(wang: Visitor) -> None:
    assert await wang.send(ReplyKind.TEXT, text="hello", group=True) == []
    rows = await wang.send(ReplyKind.COMMAND, command="need", group=True)
    assert the_prompt(rows).buttons[0][0].url == "https://t.me/relief_bot"


async def test_a_command_for_another_bot_is_not_ours_to_answer(wang: Visitor) -> None:
    asked = {"command": "help", "group": True}
    assert await wang.send(ReplyKind.COMMAND, addressee="other_bot", **asked) == []
    assert prompts(await wang.send(ReplyKind.COMMAND, addressee="Relief_Bot", **asked))


async def test_a_moving_position_is_taken_without_a_word(wang: Visitor) -> None:
    assert await wang.share(live=True) == []


async def test_the_dialog_goes_on_after_a_restart(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    same_person = Visitor(wang.database, book=wang.book)
    await same_person.say("N95")
    assert (await same_person.state()).step == "count"


async def test_an_invitation_by_link_gives_its_role_once(database: Database, cast: Cast) -> None:
    async with database.begin() as session:
        token = await create_invite(
            session,
            cast.sun.actor,
            role=Role.COORDINATOR,
            organisation_id=None,
            organisation_name=None,
            kind=None,
            now=NOW,
        )
    guest = Visitor(database)
    assert the_prompt(await guest.command("start", token)).text.key == "engine.invited"
    stranger = Visitor(database, address="502")
    prompt = prompts(await stranger.command("start", token))[-1].prompt
    assert prompt.text.key == "engine.both"
    first = prompt.text.args["first"]
    assert isinstance(first, Text)
    assert first.key == "refused.invite_invalid"


@pytest.mark.parametrize("away", ["", "short"])
async def test_an_invitation_ends_the_sign_up_it_makes_needless(
    database: Database, cast: Cast, away: str
) -> None:
    async with database.begin() as session:
        token = await create_invite(
            session,
            cast.sun.actor,
            role=Role.DRIVER,
            organisation_id=None,
            organisation_name=None,
            kind=None,
            now=NOW,
        )
    guest = Visitor(database, address="503")
    await guest.command("start")
    if away:
        await guest.say("talk to a person")
    prompt = the_prompt(await guest.command("start", token))
    assert prompt.text.key == "engine.invited"
    if not away:
        assert "m:continue" not in keys(prompt).values()
    await guest.say("accept")
    assert await guest.recorded("toy.yes") == 1


async def test_who_blocks_us_is_told_nothing_until_they_speak_again(wang: Visitor) -> None:
    assert await wang.send(ReplyKind.BLOCKED) == []
    assert await wang.send(ReplyKind.UNBLOCKED) == []
    await wang.send(ReplyKind.BLOCKED)
    assert prompts(await wang.say("menu"))


async def test_a_menu_label_typed_where_a_choice_is_asked_leaves_the_choice(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    prompt = the_prompt(await wang.say("Play the toy"))
    assert prompt.text.key == "engine.leave_first"
    assert {"m:continue", "m:toy"} <= set(keys(prompt).values())
    assert (await wang.state()).step == "item"
    await wang.press("m:continue")
    assert (await wang.state()).step == "item"


async def at_the_place(wang: Visitor) -> Visitor:
    """In a draft, where words of any kind may be an answer, asked what comes first."""
    await wang.command("toy")
    for said in ("hospital", "N95", "40"):
        await wang.say(said)
    assert (await wang.state()).step == "place"
    assert the_prompt(await wang.say("Play the toy")).text.key == "engine.leave_first"
    return wang


@pytest.mark.parametrize(
    "said", ["▶️ Go on with your draft", "▶️ 继续刚才的填写", "go on", "continue", "继续"]
)
async def test_going_on_with_the_draft_can_be_typed(wang: Visitor, said: str) -> None:
    await at_the_place(wang)
    run = (await wang.state()).run
    for _ in range(2):  # the second time nothing is on show but the question
        prompt = the_prompt(await wang.say(said))
        assert prompt.text.args["fact"] == Term("plain", "Where?")
        state = await wang.state()
        assert (state.run, state.step, state.answers.get("place")) == (run, "place", None)


async def test_a_menu_label_typed_again_is_what_comes_first(wang: Visitor) -> None:
    await at_the_place(wang)
    run = (await wang.state()).run
    await wang.say("Play the toy")
    state = await wang.state()
    assert state.run != run
    assert state.step == "kind"
    await wang.say("menu")
    await wang.say("Play the toy")
    assert (await wang.state()).answers[RESERVED]["parked"]["run"] == run


async def test_going_on_with_a_draft_put_aside_can_be_typed(wang: Visitor) -> None:
    await wang.command("toy")
    await wang.say("driver")
    await wang.command("short")
    assert "m:continue" in keys(the_prompt(await wang.say("fine"))).values()
    await wang.say("▶️ Go on with your draft")
    state = await wang.state()
    assert (state.dialog, state.step) == ("toy", "item")


async def test_which_one_is_meant_can_be_typed_in_a_dialog(database: Database) -> None:
    async def two_wait(_turn: Turn) -> Sequence[PendingAct]:
        return [
            PendingAct(("accept",), Term("plain", f"Offer {n}"), f"a:toy_yes:{n}") for n in (1, 2)
        ]

    chen = Visitor(database, book=replace(BOOK, pending=(two_wait,)))
    await chen.join(Role.DRIVER)
    await chen.command("short")
    assert the_prompt(await chen.say("accept")).text.key == "engine.which_one"
    await chen.say("offer 2")
    assert await chen.recorded("toy.yes") == 1
    assert await chen.recorded("toy.finished") == 0
    assert (await chen.state()).dialog == "short"


async def test_a_menu_label_with_nothing_filled_in_is_simply_done(wang: Visitor) -> None:
    await wang.command("toy")
    before = (await wang.state()).run
    await wang.say("Play the toy")
    state = await wang.state()
    assert (state.dialog, state.step) == ("toy", "kind")
    assert state.run != before


async def test_a_menu_label_is_taken_where_own_words_are_asked(wang: Visitor) -> None:
    await wang.say("help")
    assert (await wang.state()).dialog == "help"
    await wang.say("Play the toy")
    assert not (await wang.state()).dialog


async def test_a_coordinator_is_told_what_coordinators_may_type(database: Database) -> None:
    sun = await Visitor(database).join(Role.COORDINATOR)
    prompt = the_prompt(await sun.say("lalala"))
    assert prompt.text.args["hint"] == Text("engine.hint_desk")
