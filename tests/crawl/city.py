"""Who is in the city when the crawler sets out, and what waits for them.

Something is delivered already (so that there are buttons of the past), something waits for both
sides' word, something is offered to a driver, and the coordinator's desk is full.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from stories import DISTRICT, NEAR, Someone, Troupe, accept, both_confirm, hand_over, load

from db.actions.closures import close_road
from db.actions.goods import count_stock, hold_lot
from db.actions.help import call_for_help
from db.actions.incidents import declare_incident
from db.actions.needs import report_need
from db.actions.people import take_role
from db.actions.vehicles import add_vehicle
from db.tables import ShiftRow
from matching.model import Hold, IncidentKind, Mode, QuantityKind, ReserveMode, Role, Urgency
from matching.permissions import Actor
from tests.crawl.stage import Stage

MASKS, WATER, BLEACH, TENT = "MASK-N95", "WATER-BOT", "DIS-TABLET", "TENT"
HELMET = "HELMET"
ISLAND, COAST = "长海县", "金州区"
CLINIC, ON_ISLAND = (39.285, 122.600), (39.270, 122.590)
DEPOT, PORT = (39.060, 121.840), (39.035, 121.880)
STORM: dict[str, Any] = {
    "name": "风暴潮 Storm surge",
    "kind": IncidentKind.NATURAL_DISASTER,
    "drill": False,
}
"""A second incident: one of two may be ended."""


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody whose screens are walked."""

    part: str
    role: str
    """What they are to us: a role, or `newcomer`."""
    lang: str
    phone: int
    """Their chat, and their id at Telegram."""


PARTS = {
    "hao": "newcomer",
    "wang": Role.RESIDENT,
    "li": Role.HOSPITAL,
    "wu": Role.COMMUNITY,
    "zhao": Role.SUPPLIER,
    "liu": Role.DRIVER,
    "chen": Role.DRIVER,
    "sun": Role.COORDINATOR,
    "gao": Role.DRIVER,
    "fan": Role.DRIVER,
    "tang": Role.DRIVER,
}
"""Who is walked as what: Liu has nothing yet, Chen an offer, Gao goods that are handed to him, Fan
a job in hand and the offer of one more stop, Tang goods aboard and was not seen for a while."""


class City:
    """Gives everybody what they have at the beginning."""

    def __init__(self, stage: Stage, langs: Mapping[str, str]) -> None:
        self.stage = stage
        self.langs = langs
        self.troupe = Troupe(stage, "zh")
        self._keys = itertools.count()

    async def fill(self) -> list[Walker]:
        """Play what came before; whoever may be walked."""
        people = {part: await self._enter(part) for part in PARTS if part != "hao"}
        people["hao"] = await self.troupe.meet("hao", self.langs["hao"])
        await self._at_the_port(people)
        await self._past(people)
        await self._stranded(people)
        await self._aboard(people)
        await self._offered(people)
        await self._under_way(people)
        await self._desk(people)
        await self._out_of_sight(people["tang"])
        await self.stage.settle()
        return [
            Walker(part, str(role), self.langs[part], people[part].phone.id)
            for part, role in PARTS.items()
        ]

    async def _enter(self, part: str) -> Someone:
        return await self.troupe.enter(part, self.langs[part])

    async def _at_the_port(self, people: Mapping[str, Someone]) -> None:
        """Goods for an island are handed over, and nobody has said yet that they have them."""
        wu, gao = people["wu"], people["gao"]
        zhou, luo, bai = [
            await self.troupe.enter(name, self.langs["liu"]) for name in ("zhou", "luo", "bai")
        ]
        await self.troupe.shelve(zhou, 100, DEPOT, COAST)
        await self.troupe.put_on_duty(luo, DEPOT, COAST, label="辽B·车1")
        await self.troupe.put_on_duty(gao, PORT, COAST, Mode.WATER, "海鸥号")
        await self.troupe.put_on_duty(bai, ON_ISLAND, ISLAND, label="辽B·岛3")
        await self._need(wu, Role.COMMUNITY, MASKS, 100, Urgency.CRITICAL, where=(CLINIC, ISLAND))
        await self.stage.match()
        await both_confirm(zhou, wu)
        await accept(luo)
        await load(luo)
        await accept(gao)
        await luo.does("card.arrived", "card.handed")
        await gao.hears("push.takeover_asked")
        await self.stage.settle()

    async def _out_of_sight(self, driver: Someone) -> None:
        """Nobody has heard for a while where this driver is: a breakdown has to be looked for."""
        async with self.stage.writing() as session:
            actor = await self.troupe.actor(session, driver)
            long_ago = self.stage.clock.now() - timedelta(minutes=20)
            await session.execute(
                sa.update(ShiftRow)
                .where(col(ShiftRow.person_id) == actor.person_id)
                .values(located_at=long_ago)
            )

    async def _past(self, people: Mapping[str, Someone]) -> None:
        """A need that was met: its cards and offers are history."""
        zhao, li, chen = people["zhao"], people["li"], people["chen"]
        await self.troupe.shelve(zhao, 900)
        await self.troupe.put_on_duty(chen)
        await self.troupe.need(li, 300)
        await both_confirm(zhao, li)
        await accept(chen)
        await load(chen)
        await hand_over(chen, li)
        await li.hears("push.need_receipt")
        await self.stage.settle()

    async def _stranded(self, people: Mapping[str, Someone]) -> None:
        """A driver who cannot go on, with goods aboard: a coordinator has to decide."""
        zhao, li = people["zhao"], people["li"]
        ma = await self.troupe.enter("ma", self.langs["liu"])
        await self.troupe.put_on_duty(ma, NEAR)
        await self._need(li, Role.HOSPITAL, MASKS, 100, Urgency.HIGH)
        await self.stage.match()
        await both_confirm(zhao, li)
        await accept(ma)
        await load(ma)
        await ma.does("card.problem", "driver.trouble_vehicle_trouble", "driver.broken_down")
        await ma.hears("driver.stopped_relief")
        await self.stage.settle()

    async def _aboard(self, people: Mapping[str, Someone]) -> None:
        """Tang drives on to the door with what is loaded."""
        zhao, wu, tang = people["zhao"], people["wu"], people["tang"]
        await self.troupe.shelve(zhao, 80)
        await self.troupe.put_on_duty(tang, NEAR, label="辽B·T5555", kg=1.0)  # and nothing more
        await self._need(wu, Role.COMMUNITY, MASKS, 80, Urgency.HIGH)
        await self.stage.match()
        await both_confirm(zhao, wu)
        await accept(tang)
        await load(tang)
        await self.stage.settle()

    async def _offered(self, people: Mapping[str, Someone]) -> None:
        """One load is offered to Chen, another waits for both sides to confirm."""
        zhao, wu, li = people["zhao"], people["wu"], people["li"]
        await self._need(wu, Role.COMMUNITY, MASKS, 200, Urgency.HIGH)
        await self.stage.match()
        await both_confirm(zhao, wu)
        await people["chen"].hears("push.offer_yes")
        await self._need(li, Role.HOSPITAL, MASKS, 250, Urgency.HIGH)
        await self.stage.match()
        await zhao.hears("push.stock_yes")
        await self.stage.settle()

    async def _under_way(self, people: Mapping[str, Someone]) -> None:
        """Fan drives, and is asked to take something more along."""
        zhao, wu, fan = people["zhao"], people["wu"], people["fan"]
        await self.troupe.shelve(zhao, 100)
        await self.troupe.put_on_duty(fan, label="辽B·F7777")
        for quantity in (60, 40):
            await self._need(wu, Role.COMMUNITY, MASKS, quantity, Urgency.HIGH)
            await self.stage.match()
            await both_confirm(zhao, wu)
            if quantity == 60:
                await accept(fan)
        await self.stage.settle()
        await self.stage.match()  # a run that had begun before the last word would not ask Fan
        await fan.hears("push.extra_yes")
        await self.stage.settle()

    async def _desk(self, people: Mapping[str, Someone]) -> None:
        """What a coordinator has to decide."""
        await self._need(people["li"], Role.HOSPITAL, BLEACH, 40, Urgency.CRITICAL)
        for part in ("wang", "wu", "li", "sun"):
            await self._need(people[part], Role(PARTS[part]), WATER, 24, Urgency.NORMAL, TENT)
        qian = await self.troupe.meet("qian", self.langs["hao"])
        await qian.start()
        await self.stage.settle()
        now = self.stage.clock.now()
        async with self.stage.writing() as session:
            zhao = await self.troupe.actor(session, people["zhao"])
            lot = await self._lot(session, zhao, WATER, 480)
            await hold_lot(session, zhao, lot_id=lot, hold=Hold.QUARANTINED, now=now)
            for part in ("wang", "wu", "li", "sun"):
                actor = await self.troupe.actor(session, people[part])
                await self._lot(session, actor, HELMET, 10)
            await add_vehicle(
                session,
                await self.troupe.actor(session, people["chen"]),
                label="辽B·B5678",
                mode=Mode.ROAD,
                kg=2000.0,
                m3=12.0,
                cold_chain=False,
                hazmat=False,
                passes=(),
                now=now,
            )
            wang = await self.troupe.actor(session, people["wang"])
            await call_for_help(session, wang, question="2楼有两位老人 two old people", now=now)
            sun = await self.troupe.actor(session, people["sun"])
            link = ("金州区", "普兰店区")
            await close_road(session, sun, title="201国道 G201", link=link, now=now)
            await declare_incident(session, sun, **STORM, now=now)
            await take_role(
                session,
                await self.troupe.actor(session, qian),
                role=Role.HOSPITAL,
                name="Qian",
                organisation="康复医院 Rehab",
                district="西岗区",
                now=now,
            )

    async def _need(
        self,
        who: Someone,
        role: Role,
        item: str,
        quantity: int,
        urgency: Urgency,
        other: str = "",
        where: tuple[tuple[float, float], str] = ((38.905, 121.6), DISTRICT),
    ) -> None:
        """A need of one item, or of two."""
        async with self.stage.writing() as session:
            actor = await self.troupe.actor(session, who)
            await report_need(
                session,
                actor,
                role=role,
                lines=[(code, quantity, QuantityKind.EXACT, "") for code in (item, other) if code],
                place_id=await self.troupe._place(session, actor, *where),
                urgency=urgency,
                deadline=None,
                people=None,
                note="",
                request_key=f"crawl {next(self._keys)}",
                now=self.stage.clock.now(),
            )

    async def _lot(self, session: AsyncSession, zhao: Actor, item: str, quantity: int) -> int:
        return await count_stock(
            session,
            zhao,
            item_code=item,
            quantity=quantity,
            place_id=await self.troupe._place(session, zhao, (38.915, 121.605)),
            ready_at=None,
            expires_at=None,
            reserve_mode=ReserveMode.ENTERPRISE,
            min_lot=0,
            only_for="",
            request_key=f"crawl {next(self._keys)}",
            now=self.stage.clock.now(),
        )
