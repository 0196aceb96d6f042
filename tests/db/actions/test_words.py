"""Learnt words: proposed by people, accepted by the desk, understood everywhere at once."""

from datetime import timedelta

import pytest
from cast import Cast, Member
from moments import NOW
from shipped import reader

from db.actions.words import accept_alias, propose_alias, refuse_alias, take_back_alias
from db.engine import Database
from db.queries.words import Proposal, accepted_aliases, known_aliases, open_proposals
from handlers.vocabulary import Vocabulary
from matching.errors import NotAllowed, NotFound, Outdated
from matching.intake.read import read_message
from matching.model import Role

pytestmark = pytest.mark.mainly_sqlite

WORDS, CODE = "猪嘴罩", "MASK-N95"
LATER = NOW + timedelta(hours=1)


async def proposed(
    database: Database, who: Member, words: str = WORDS, code: str = CODE
) -> int | None:
    async with database.begin() as session:
        return await propose_alias(
            session, who.actor, words=words, code=code, lang="zh", reader=reader(), now=NOW
        )


async def accepted(database: Database, who: Member, proposal_id: int | None) -> None:
    async with database.begin() as session:
        await accept_alias(session, who.actor, proposal_id=proposal_id or 0, now=NOW)


async def waiting(database: Database) -> tuple[Proposal, ...]:
    async with database.read() as session:
        return (await open_proposals(session, page=0, size=10))[1]


async def test_a_person_counts_once_however_often_they_say_it(
    database: Database, cast: Cast
) -> None:
    for who in (cast.wang, cast.wang, cast.li):
        await proposed(database, who)
    (found,) = await waiting(database)
    assert (found.words, found.code, found.people, found.times) == (WORDS, CODE, 2, 3)


@pytest.mark.on_postgres
async def test_words_are_compared_as_the_reading_compares_them(
    database: Database, cast: Cast
) -> None:
    await proposed(database, cast.wang, "Pig Masks")
    await proposed(database, cast.li, "pig  mask")
    (found,) = await waiting(database)
    assert (found.words, found.people) == ("Pig Masks", 2)


@pytest.mark.parametrize(
    "words",
    ["", "123456", "罩", "ab", "手套", "防护服", "水位", "王医生13812345678", "x" * 60, "later"],
)
async def test_words_that_would_do_harm_are_not_proposed(
    database: Database, cast: Cast, words: str
) -> None:
    assert await proposed(database, cast.wang, words) is None
    assert await waiting(database) == ()


@pytest.mark.on_postgres
async def test_accepted_words_work_at_once_in_every_process_and_after_a_restart(
    database: Database, cast: Cast
) -> None:
    here, elsewhere = Vocabulary(reader()), Vocabulary(reader())
    async with database.read() as session:
        for each in (here, elsewhere):
            read = read_message("需要猪嘴罩30只", Role.RESIDENT, "zh", await each.current(session))
            assert CODE not in {line.code for line in read.lines if line.sure}
    await accepted(database, cast.sun, await proposed(database, cast.wang))
    async with database.read() as session:
        for each in (here, elsewhere, Vocabulary(reader())):
            read = read_message("需要猪嘴罩30只", Role.RESIDENT, "zh", await each.current(session))
            assert [(line.code, line.base, line.sure) for line in read.lines] == [(CODE, 30, True)]


async def test_nothing_is_loaded_again_while_nothing_changes(
    database: Database, cast: Cast
) -> None:
    await accepted(database, cast.sun, await proposed(database, cast.wang))
    vocabulary = Vocabulary(reader())
    async with database.read() as session:
        assert await vocabulary.current(session) is await vocabulary.current(session)


async def test_words_mean_one_item_only(database: Database, cast: Cast) -> None:
    first = await proposed(database, cast.wang)
    other = await proposed(database, cast.li, code="MASK-SURG")
    await accepted(database, cast.sun, first)
    async with database.read() as session:
        assert [(a.words, a.code) for a in await accepted_aliases(session)] == [(WORDS, CODE)]
    assert await waiting(database) == ()
    with pytest.raises(Outdated):
        await accepted(database, cast.sun, other)


async def test_refused_words_stay_refused(database: Database, cast: Cast) -> None:
    number = await proposed(database, cast.wang)
    async with database.begin() as session:
        await refuse_alias(session, cast.sun.actor, proposal_id=number or 0, now=NOW)
    await proposed(database, cast.li)
    assert await waiting(database) == ()


async def test_only_the_desk_decides(database: Database, cast: Cast) -> None:
    number = await proposed(database, cast.wang)
    with pytest.raises(NotAllowed):
        await accepted(database, cast.li, number)


async def taken_back(database: Database, who: Member, proposal_id: int | None) -> None:
    async with database.begin() as session:
        await take_back_alias(session, who.actor, proposal_id=proposal_id or 0, now=LATER)


async def test_accepted_words_are_taken_back_in_every_process_at_once(
    database: Database, cast: Cast
) -> None:
    here, elsewhere = Vocabulary(reader()), Vocabulary(reader())
    number = await proposed(database, cast.wang)
    await accepted(database, cast.sun, number)
    async with database.read() as session:
        for each in (here, elsewhere):
            await each.current(session)
        assert [a.words for a in (await known_aliases(session, page=0, size=9))[1]] == [WORDS]
    await taken_back(database, cast.sun, number)
    async with database.read() as session:
        for each in (here, elsewhere, Vocabulary(reader())):
            read = read_message("需要猪嘴罩30只", Role.RESIDENT, "zh", await each.current(session))
            assert CODE not in {line.code for line in read.lines if line.sure}
        assert await known_aliases(session, page=0, size=9) == (0, ())
    assert await waiting(database) == ()


async def test_other_meanings_wait_again_when_words_are_taken_back(
    database: Database, cast: Cast
) -> None:
    first = await proposed(database, cast.wang)
    await proposed(database, cast.li, code="MASK-SURG")
    await accepted(database, cast.sun, first)
    await taken_back(database, cast.sun, first)
    assert [each.code for each in await waiting(database)] == ["MASK-SURG"]


async def test_what_is_not_accepted_cannot_be_taken_back(database: Database, cast: Cast) -> None:
    number = await proposed(database, cast.wang)
    with pytest.raises(Outdated):
        await taken_back(database, cast.sun, number)
    await accepted(database, cast.sun, number)
    with pytest.raises(NotAllowed):
        await taken_back(database, cast.li, number)
    await taken_back(database, cast.sun, number)
    with pytest.raises(Outdated):
        await taken_back(database, cast.sun, number)
    with pytest.raises(NotFound):
        await taken_back(database, cast.sun, 999)
