"""A correction that people confirm becomes a proposal; the desk accepts it with one tap."""

from itertools import count

import pytest
from cast import Cast
from guest import Guest, guest

from db.engine import Database
from db.tables import AliasProposalRow
from db.tables.words import ProposalState
from matching.model import Role


@pytest.fixture
async def ann(database: Database, cast: Cast) -> Guest:
    return await guest(database, "en", Role.RESIDENT)


@pytest.fixture
async def sun(database: Database, cast: Cast) -> Guest:
    desk = await guest(database, "en", Role.COORDINATOR, address="601")
    desk._press = count(1000)  # ids of presses are unique on a channel
    return desk


async def teach(who: Guest) -> None:
    await who.say("need 20 coveralls and 30 boxes of glovs, 港湾医院")
    await who.tap("1 right, ask the rest")
    await who.tap("medical examination gloves")


async def test_what_was_put_right_waits_for_the_desk(ann: Guest, sun: Guest) -> None:
    await teach(ann)
    await sun.command("words")
    assert "“glovs” → medical examination gloves (people: 1, times: 1)" in sun.text
    await sun.tap("Accept 1")
    assert sun.toast.startswith("Accepted")
    assert "No word proposals" in sun.text
    await ann.say("need 5 boxes of glovs")
    assert "❓" not in ann.text
    assert "5 boxes × 50 pairs = 250 pairs" in ann.text


@pytest.mark.parametrize("answer", ["bread", "bread 5 boxes"])
async def test_words_nobody_could_read_are_learnt_once_somebody_says_what_they_are(
    ann: Guest, sun: Guest, answer: str
) -> None:
    await ann.say("we need 5 boxes of gizmos and 20 tents at 5 Rixin Street, Xigang district")
    await ann.tap("❔ 5 boxes of gizm")
    assert ann.text.startswith("“gizmos” · “5 boxes”: what exactly?")
    await ann.say(answer)
    assert "2. “gizmos” → bread · 5 cartons × 40 pcs = 200 pcs" in ann.text
    assert "❔" not in ann.text
    await ann.tap("✅ Send")
    await sun.command("words")
    assert "“gizmos” → bread (people: 1, times: 1)" in sun.text


async def test_back_from_what_it_is_loses_no_word(ann: Guest) -> None:
    await ann.say("we need 5 boxes of gizmos and 20 tents at 5 Rixin Street, Xigang district")
    await ann.follow("=❔", "back")
    assert "“gizmos” → which kind? · “5 boxes”" in ann.text


async def test_what_the_card_alone_cannot_read_is_kept_on_it(ann: Guest) -> None:
    await ann.follow("20 tents at 5 Rixin Street, Xigang district", "3 boxes of floobs")
    assert "not reported yet: 3 boxes of floobs" in ann.text
    await ann.say("10 quilts")
    assert "not reported yet: 3 boxes of floobs" in ann.text


async def test_refused_words_are_asked_about_again(ann: Guest, sun: Guest) -> None:
    await teach(ann)
    await sun.command("words")
    await sun.tap("Refuse 1")
    (row,) = await sun.rows(AliasProposalRow)
    assert row.state is ProposalState.REFUSED
    await ann.say("need 5 boxes of glovs")
    assert "is this what you mean?" in ann.text


async def test_another_item_for_words_that_name_one_is_not_learnt(ann: Guest) -> None:
    await ann.say("need 20 coveralls and 30 blankets, 港湾医院")
    await ann.follow("=✏️ 2", "=Wrong item", "tent")
    if "which kind" in ann.text or "If it is not listed" in ann.text:
        await ann.tap("tent")
    await ann.tap("✅ Send")
    assert not await ann.rows(AliasProposalRow)


async def test_only_the_desk_sees_the_list(ann: Guest) -> None:
    for data in ("a:words:0", "a:word_yes:1", "a:word_no:1"):
        await ann.press(data)
        assert ann.toast
        assert ann.screen is None


async def test_a_decision_made_before_is_told(ann: Guest, sun: Guest) -> None:
    await teach(ann)
    await sun.command("words")
    accept = next(data for label, data in sun._buttons() if "Accept" in label)
    await sun.press(accept)
    await sun.press(accept)
    assert sun.toast
    (row,) = await sun.rows(AliasProposalRow)
    assert row.state is ProposalState.ACCEPTED
