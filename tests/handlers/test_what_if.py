"""假如 / What if: a few presses, one answer below, in both languages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast
from city import put_lot, put_need, put_on_duty
from crew import Hand, hand
from moments import NOW
from records import Databases

from bot.previews import preview
from db.actions.closures import close_road
from db.actions.previews import bury_preview, waiting_previews
from db.engine import Database
from db.tables import ClosureRow, LotRow, PreviewRow, ShiftRow
from matching.whatif import ChangeKind


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Conversations are the same on every engine."""
    return sqlite_databases


@pytest.fixture
async def sun(database: Database, cast: Cast) -> Hand:
    """The coordinator of a city with one need, one lot, one van and one closed road."""
    async with database.begin() as session:
        await put_need(session, cast, 100)
        await put_lot(session, cast, 60)
        await put_on_duty(session, cast.chen)
        await close_road(
            session, cast.sun.actor, title="滨海路", now=NOW, link=("沙河口区", "长海县")
        )
    return hand(database, cast.sun, "zh")


async def wished(database: Database) -> tuple[ChangeKind, int, str, str]:
    """What the newest preview asks."""
    async with database.read() as session:
        newest = sa.select(PreviewRow).order_by(PreviewRow.id.desc()).limit(1)  # type: ignore[union-attr]
        row = (await session.scalars(newest)).one()
    return row.kind, row.subject, row.district_a, row.district_b


@pytest.mark.parametrize(
    ("answers", "change"),
    [
        (("=物资", "=N95", "=全没了"), (ChangeKind.LOT_GONE, 1, "", "")),
        (("=物资", "=N95", "=多一倍"), (ChangeKind.LOT_DOUBLE, 1, "", "")),
        (("=车", "=面包车", "=下班"), (ChangeKind.VEHICLE_OFF, 1, "", "")),
        (("=路", "=滨海路"), (ChangeKind.ROAD_OPEN, 1, "", "")),
        (
            ("=路", "=再封一条路", "=金州区", "=庄河市"),
            (ChangeKind.ROAD_CLOSED, 0, "金州区", "庄河市"),
        ),
    ],
)
async def test_every_change_is_a_few_presses(
    database: Database, sun: Hand, answers: tuple[str, ...], change: tuple[object, ...]
) -> None:
    await sun.command("whatif")
    await sun.follow(*answers)
    assert "正在算" in sun.text
    assert await wished(database) == change


@pytest.mark.parametrize(
    ("lang", "said", "answers"),
    [
        ("zh", "假如金州区到庄河市的路断了", ()),
        ("en", "What if the road between Jinzhou and Zhuanghe closes?", ()),
        ("en", "what if Dalian Bay bridge closes", ("=Jinzhou", "=Zhuanghe")),
        ("zh", "如果跨海大桥封了怎么办", ("=金州区", "=庄河市")),
    ],
)
async def test_a_what_if_said_in_one_sentence_is_asked_only_what_it_leaves_open(
    database: Database, cast: Cast, sun: Hand, lang: str, said: str, answers: tuple[str, ...]
) -> None:
    reader = hand(database, cast.sun, lang)
    await reader.say(said)
    for answer in answers:
        assert said in reader.text
        await reader.follow(answer)
    assert await wished(database) == (ChangeKind.ROAD_CLOSED, 0, "金州区", "庄河市")


async def test_a_sentence_where_it_is_asked_what_is_different_stays_above_the_questions(
    sun: Hand,
) -> None:
    await sun.command("whatif")
    await sun.say("金州区的仓库要是进水了会怎么样")
    assert "金州区的仓库要是进水了会怎么样" in sun.text
    await sun.follow("=物资")
    assert "金州区的仓库要是进水了会怎么样" in sun.text
    await sun.follow("=N95", "=全没了")
    assert "正在算" in sun.text


@pytest.mark.parametrize(
    ("lang", "heading", "needs"),
    [
        ("zh", "没有这批货（", "1 个需求会减少"),
        ("en", "without this lot (", "get less: 1"),
    ],
)
async def test_the_answer_says_who_would_get_less_and_that_nothing_changed(
    database: Database, cast: Cast, sun: Hand, lang: str, heading: str, needs: str
) -> None:
    await sun.press("a:try_one:1:lot_gone")
    await preview(database, NOW)
    reader = hand(database, cast.sun, lang)
    reader.screen = await reader.pushed("what_if")
    assert heading in reader.text
    assert needs in reader.text
    assert "{" not in reader.text
    assert {"zh": "沙河口区：N95口罩（医用防护口罩）少 60 只", "en": "60 pcs less"}[
        lang
    ] in reader.text
    await reader.press("a:try_out")
    assert "📦" in reader.labels[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("a:try_one:1:vehicle_more", "多一辆：面包车"),
        ("a:try_one:9:vehicle_off", "已经不在了"),
        ("a:try_one:9:lot_gone", "已经不在了"),
        ("a:try_one:1:lot_half", "少一半"),
    ],
)
async def test_every_effect_can_be_read(
    database: Database, sun: Hand, data: str, said: str
) -> None:
    await sun.press(data)
    await preview(database, NOW)
    sun.screen = await sun.pushed("what_if")
    assert said in sun.text
    assert "\n\n\n" not in sun.text


@pytest.mark.parametrize(
    ("lang", "practice", "said"),
    [("zh", "演练", "没有算出来"), ("en", "drill", "could not be worked out")],
)
async def test_what_failed_is_said_and_an_answer_of_a_drill_is_marked(
    database: Database, cast: Cast, sun: Hand, lang: str, practice: str, said: str
) -> None:
    async with database.begin() as session:
        await session.execute(sa.update(LotRow).values(drill=True))
    await sun.press("a:try_one:1:lot_half")
    async with database.begin() as session:
        (row,) = await waiting_previews(session)
        await bury_preview(session, row, now=NOW)
    reader = hand(database, cast.sun, lang)
    reader.screen = await reader.pushed("what_if")
    assert said in reader.text
    assert practice in reader.text.lower()


async def test_the_list_says_what_is_practice_and_what_is_to_come(
    database: Database, cast: Cast, sun: Hand
) -> None:
    later = NOW + timedelta(hours=3)
    async with database.begin() as session:
        await session.execute(sa.update(LotRow).values(ready_at=later))
        await session.execute(sa.update(ShiftRow).values(drill=True))
        await session.execute(sa.update(ClosureRow).values(drill=True, starts_at=later))
    await sun.command("whatif")
    await sun.follow("=路")
    assert "放开：滨海路（演练、今天 19:00 起）" in sun.labels
    await sun.command("closures")
    assert "滨海路（演练、今天 19:00 起）" in sun.text
    await sun.command("whatif")
    await sun.follow("=物资")
    assert sun.labels[0].endswith("（今天 19:00 起）")
    await sun.command("whatif")
    await sun.follow("=车")
    assert sun.labels[0].endswith("（演练）"), "real and practice are listed together"


async def test_a_fourth_trial_waits_for_an_answer(sun: Hand) -> None:
    for _ in range(3):
        await sun.press("a:try_one:1:lot_gone")
    await sun.press("a:try_one:1:lot_gone")
    assert "已经有 3 个" in sun.toast


async def test_an_empty_city_says_that_there_is_nothing_to_try(
    database: Database, cast: Cast
) -> None:
    sun = hand(database, cast.sun, "zh")
    await sun.command("whatif")
    await sun.follow("=物资")
    assert "没有库存可以试" in sun.text
    await sun.command("whatif")
    await sun.follow("=车")
    assert "没有车在岗" in sun.text


async def test_nobody_but_a_coordinator_may_try(database: Database, cast: Cast) -> None:
    zhao = hand(database, cast.zhao, "zh")
    await zhao.press("a:try_one:1:lot_gone")
    async with database.read() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(PreviewRow)) == 0


async def test_the_why_of_a_lot_offers_it_to_coordinators(
    database: Database, cast: Cast, sun: Hand
) -> None:
    await sun.press("a:why_lot:1")
    assert "假如它没了？" in sun.labels
    zhao = hand(database, cast.zhao, "zh")
    await zhao.press("a:why_lot:1")
    assert zhao.labels == []


@pytest.mark.parametrize(
    ("lang", "said", "asks"),
    [
        ("zh", "棉被500床在甘井子", "没有上报"),
        ("zh", "再加两辆货车在甘井子区", "没有上报"),
        ("en", "500 more quilts in Ganjingzi", "Nothing was reported"),
    ],
)
async def test_what_is_supposed_is_never_reported(
    database: Database, cast: Cast, sun: Hand, lang: str, said: str, asks: str
) -> None:
    reader = hand(database, cast.sun, lang)
    await reader.command("whatif")
    await reader.follow("=物资" if lang == "zh" else "=lot")
    await reader.say(said)
    assert asks in reader.text
    await reader.say("N95口罩" if lang == "zh" else "N95 masks")
    await reader.follow("=全没了" if lang == "zh" else "=All of it")
    assert await wished(database) == (ChangeKind.LOT_GONE, 1, "", "")
    assert "📝" not in reader.text


async def test_a_vehicle_with_a_job_in_hand_is_not_offered_for_a_trial(
    database: Database, cast: Cast, sun: Hand
) -> None:
    async with database.begin() as session:
        await session.execute(sa.update(ShiftRow).values(lat=None, lon=None))
    await sun.command("whatif")
    await sun.follow("=车")
    assert "没有车" in sun.text
