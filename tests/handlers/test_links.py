"""The desk's links between districts: listed in pages, set, set anew, put back."""

from itertools import combinations

import pytest
from cast import Cast
from city import row, rows
from crew import Hand, hand
from moments import NOW

from db.actions.links import set_link
from db.actions.ticks import finish_slot, take_slot
from db.engine import Database
from db.queries.links import known_links
from db.tables import LinkRow
from handlers.steps.choices import district_choices
from matching.model import Mode, TickName

ALL_PERMITS = ("emergency", "epidemic", "zone", "port", "某某指挥部签发的特别通行证")


@pytest.fixture
def sun(database: Database, cast: Cast) -> Hand:
    return hand(database, cast.sun, "en")


async def all_pages(sun: Hand) -> list[str]:
    """The text of every page of the list."""
    await sun.command("links")
    pages = [sun.text]
    while "More »" in sun.labels:
        await sun.tap("More")
        pages.append(sun.text)
    return pages


async def to_link(sun: Hand, words: str) -> None:
    """Open the link of the list whose line has these words."""
    await sun.command("links")
    while words not in sun.text:
        await sun.tap("More")
    line = next(line for line in sun.text.split("\n") if words in line)
    await sun.tap(f"✏️ {line.partition('.')[0]}")


async def test_a_link_is_set_and_listed(database: Database, sun: Hand) -> None:
    await sun.command("closures")
    await sun.tap("Links between districts")
    await sun.tap("Set a link")
    await sun.follow("长海", "普兰店", "=water", "7", "90", "=10 t", "=port area", "=No more")
    for line in ("7 km more", "90 minutes more", "up to 10 t", "port area pass"):
        assert line in sun.text
    await sun.say("yes")
    link = await row(database, LinkRow)
    assert (link.district_a, link.district_b, link.mode) == ("普兰店区", "长海县", Mode.WATER)
    assert (link.km, link.hours, link.max_tonnes, link.permits) == (7, 1.5, 10, ["port"])
    said = "+7 km, +90 min (up to 10 t, pass needed: port area pass, set by a coordinator)"
    assert any(said in page for page in await all_pages(sun))


async def test_several_permits_are_picked_or_typed(database: Database, sun: Hand) -> None:
    for answers in (("=port area", "=emergency", "=No more"), ("port, emergency",)):
        await sun.press("a:set_link")
        await sun.follow("长海", "普兰店", "=water", "7", "90", "=Skip", *answers)
        assert "Pass needed: " in sun.text
        await sun.say("yes")
        link = await row(database, LinkRow)
        assert sorted(link.permits) == ["emergency", "port"]


async def test_what_was_set_is_put_back_as_it_was_shipped(database: Database, sun: Hand) -> None:
    await to_link(sun, "Pulandian ↔ Changhai, +0 km, +60 min")
    assert sun.labels == ["Set it anew", "⛴️ Links between districts"]
    await sun.tap("Set it anew")
    await sun.follow("5", "15", "=Skip", "=None, free to all", "yes")
    await to_link(sun, "Pulandian ↔ Changhai, +5 km, +15 min")
    assert "It was: " in sun.text
    assert "+0 km, +60 min" in sun.text
    await sun.tap("As it was")
    assert await links(database) == []
    pages = "\n".join(await all_pages(sun))
    assert "set by a coordinator" not in pages
    await sun.press("a:reset_link:water:普兰店区:长海县")
    assert "moved on" in sun.toast, "there is nothing to put back"


async def test_what_was_added_is_removed(database: Database, sun: Hand, cast: Cast) -> None:
    async with database.begin() as session:
        await set_link(
            session, cast.sun.actor, ends=("中山区", "西岗区"), mode=Mode.ROAD, km=9, hours=0,
            now=NOW,
        )  # fmt: skip
    await to_link(sun, "+9 km")
    assert "There was no such link before." in sun.text
    await sun.tap("Remove it")
    assert await links(database) == []
    await sun.press("a:link:road:中山区:西岗区")
    assert "Not found" in sun.toast


async def test_however_many_links_there_are_each_stands_whole_on_a_page(
    database: Database, sun: Hand, cast: Cast
) -> None:
    names = sorted(choice.value for choice in district_choices())
    async with database.begin() as session:
        for ends in combinations(names, 2):
            for mode in (Mode.ROAD, Mode.RAIL, Mode.FOOT):
                await set_link(
                    session, cast.sun.actor, ends=ends, mode=mode, km=123.5, hours=9.75,
                    max_tonnes=49.5, permits=ALL_PERMITS, now=NOW,
                )  # fmt: skip
    pages = await all_pages(sun)
    async with database.read() as session:
        count = len(await known_links(session))
    listed = [line for page in pages for line in page.split("\n") if line[:1].isdigit()]
    numbers = [line.partition(".")[0] for line in listed if "↔" in line]
    assert numbers == [str(n) for n in range(1, count + 1)]
    assert all(len(page) <= 3800 for page in pages)
    assert all("…" not in page for page in pages)
    await sun.press("a:links:999999")
    assert "1. " in sun.text, "a page that is not there is the first"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"jobs": 1}, "no router is configured"),
        ({"estimated_ways": 0}, "measured by the router"),
        ({"estimated_ways": 12}, "12 ways by road are estimates"),
    ],
)
async def test_links_say_whether_the_router_answered(
    database: Database, sun: Hand, counts: dict[str, int], said: str
) -> None:
    async with database.begin() as session:
        match = {"job": TickName.MATCH}
        slot = await take_slot(session, **match, worker="w", now=NOW, cause="time", expected_last=0)
        await finish_slot(session, **match, slot=slot, ok=True, took_ms=1, result=counts)
    await sun.command("links")
    assert said in sun.text


@pytest.mark.parametrize("said", ["many", "501", "7 8"])
async def test_a_number_of_a_link_that_is_none_is_asked_again(sun: Hand, said: str) -> None:
    await sun.command("links")
    await sun.tap("Set a link")
    await sun.follow("长海", "普兰店", "=water", said)
    assert "type a number, 500 at most" in sun.text


async def links(database: Database) -> list[LinkRow]:
    async with database.read() as session:
        return list(await rows(session, LinkRow))
