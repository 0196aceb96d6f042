"""Several lots of one item: every button says which it is, in both languages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cast import Cast
from city import put_lot, put_need, tick
from guest import Guest
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from toy import HOUSE

from db.actions.people import choose_language
from db.engine import Database
from db.queries.mine import MyLot
from db.tables import LotRow, PlaceRow
from handlers.dialog import Term, Text
from handlers.speech.message import utf16_length
from handlers.speech.texts import LABEL_LIMIT, label
from handlers.supplier.apart import lots_apart, told_apart
from handlers.supplier.counts import Count
from matching.model import Hold, QuantityKind

ABOUT = QuantityKind.ESTIMATE
YARD = {"label": "", "address": "大连市甘井子区中华西路18号院内3号库"}
OTHER_YARD = {"label": "", "address": "大连市甘井子区中华西路18号院内4号库"}
GATE = {"label": "Gate", "address": "Renmin Road 5"}


async def zhao_with(
    database: Database, cast: Cast, lang: str, *lots: Mapping[str, Any], at: tuple[Any, ...] = ()
) -> Guest:
    """Zhao with these lots of quilts, at these places."""
    async with database.begin() as session:
        for number, facts in enumerate(lots):
            lot_id = await put_lot(session, cast, item="QUILT", **facts)
            place_id = await session.scalar(sa.select(LotRow.place_id).where(LotRow.id == lot_id))
            if number < len(at):
                place = sa.update(PlaceRow).where(PlaceRow.id == place_id)
                await session.execute(place.values(**at[number]))
        await choose_language(session, cast.zhao.actor, lang=lang, now=NOW)
    return Guest(database, address=cast.zhao.address, lang_code=lang)


def all_told(who: Guest) -> bool:
    return len(set(who.labels)) == len(who.labels)


SOLD = {"zh": "棉被卖完了", "en": "quilts are sold out"}
PAUSE = {"zh": "暂停", "en": "pause"}
ALIKE = ({"quantity": 30}, {"quantity": 30})
CASES = [
    pytest.param(({"quantity": 30}, {"quantity": 200}), (), ("30", "200"), id="quantity"),
    pytest.param(ALIKE, (YARD, OTHER_YARD), ("3号库", "4号库"), id="address"),
    pytest.param(ALIKE, (GATE, YARD), ("Gate", "3号库"), id="place"),
    pytest.param(
        ({"quantity": 30}, {"quantity": 200}), (GATE, YARD), ("Gate", "3号库"), id="place too"
    ),
    pytest.param(
        (
            {"quantity": 30, "expires_at": NOW + timedelta(days=9)},
            {"quantity": 30, "expires_at": NOW + timedelta(days=41)},
        ),
        (),
        ("10", "11"),
        id="expiry",
    ),
    pytest.param(ALIKE, (), ("1", "2"), id="number"),
    pytest.param(ALIKE, ({"label": "Gate", "address": ""}, GATE), ("Gate", "Renmin"), id="no road"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("lots", "at", "marks"), CASES)
async def test_every_choice_of_a_lot_says_which(
    database: Database, cast: Cast, lang: str, lots: Any, at: Any, marks: tuple[str, str]
) -> None:
    zhao = await zhao_with(database, cast, lang, *lots, at=at)
    for words in (SOLD[lang], PAUSE[lang]):
        await zhao.say(words)
        assert all_told(zhao), zhao.labels
        newest, oldest = zhao.labels[:2]
        assert marks[1] in newest
        assert marks[0] in oldest
    await zhao.command("lots")
    assert all_told(zhao), zhao.labels


async def test_the_lot_that_is_chosen_is_the_one_that_changes(
    database: Database, cast: Cast
) -> None:
    zhao = await zhao_with(database, cast, "zh", *ALIKE, at=(YARD, OTHER_YARD))
    await zhao.say("棉被只剩20床")
    assert zhao.text == "棉被：“20床”说的是哪一批？"
    await zhao.tap("3号库")
    assert [lot.counted for lot in await zhao.rows(LotRow)] == [20, 30]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_matches_of_the_same_goods_name_their_cases(
    database: Database, cast: Cast, lang: str
) -> None:
    async with database.begin() as session:
        for _ in range(2):
            await put_need(session, cast, 20)
            await put_lot(session, cast, 20)
        await choose_language(session, cast.zhao.actor, lang=lang, now=NOW)
    await tick(database)
    zhao = Guest(database, address=cast.zhao.address, lang_code=lang)
    await zhao.say({"zh": "有货", "en": "in stock"}[lang])
    assert len(zhao.labels) == 2
    assert all_told(zhao), zhao.labels


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["QUILT", "TENT"]),
            st.sampled_from(["", "门口", "x" * 40, "y" + "x" * 40]),
            st.sampled_from([None, NOW, NOW + timedelta(days=1)]),
        ),
        max_size=8,
    )
)
def test_no_two_names_are_ever_the_same(rows: list[tuple[str, str, Any]]) -> None:
    lots = [
        MyLot(n, code, 5, QuantityKind.EXACT, 5, 0, Hold.NONE, until, place, place, "中山区")
        for n, (code, place, until) in enumerate(rows)
    ]
    names = [Text("supplier.listed", {"item": lot.item_code}) for lot in lots]
    told = lots_apart(lots, names)
    assert all(told.count(each) == 1 for each in told)
    assert len(told) == len(lots)


def test_what_reads_differently_stays_as_it_is() -> None:
    names = [Text("supplier.kept"), Text("supplier.held")]
    assert told_apart(names, names[::-1]) == names


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "at", [("库" * 30 + "1号", "库" * 30 + "2号"), ("Depot", "Yard"), ("", "")]
)
def test_a_mark_is_never_cut_off_a_button(lang: str, at: tuple[str, str]) -> None:
    shown = HOUSE.names(NOW)
    for code in HOUSE.catalogue.by_code:
        lots = [
            MyLot(n, code, 1200, ABOUT, 1200, 0, Hold.NONE, NOW + timedelta(n), place, place, "")
            for n, place in enumerate(at, start=30)
        ]
        left = [Count(lot, 150, ABOUT).label for lot in lots]
        first, second = (label(each, lang, shown) for each in lots_apart(lots, left))
        assert first != second
        assert utf16_length(first) <= LABEL_LIMIT
        assert first[0] == label(Term("item", code), lang, shown)[0]
