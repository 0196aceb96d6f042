"""The people of the stories, and what is given before a story begins.

Who they are is always said through their phones; stock, vehicles and needs that a story is not
about are written down by the same actions that the dialogs call.
"""

import io
import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from patience import ROOM
from secrets_told import HOME, PHONE
from sqlalchemy.ext.asyncio import AsyncSession
from theatre import Theatre

from bot.demo.transcript import Narrator, Player, anchor
from bot.sandbox.phone import Phone
from db.actions.goods import count_stock
from db.actions.invites import create_invite
from db.actions.needs import report_need
from db.actions.people import share_phone
from db.actions.places import add_place
from db.actions.vehicles import add_vehicle, go_on_duty
from db.queries.people import find_person
from handlers.conversation import person_of
from matching.model import (
    Mode,
    OrganisationKind,
    QuantityKind,
    ReserveMode,
    Role,
    Urgency,
)
from matching.permissions import SYSTEM, Actor

MASKS = "MASK-N95"
KINDS = {Role.HOSPITAL: OrganisationKind.HOSPITAL, Role.COMMUNITY: OrganisationKind.COMMUNITY}
IN_NEED = (Role.HOSPITAL, Role.RESIDENT)
NAMES = {
    "sun": {"zh": "孙调度", "en": "Sun"},
    "li": {"zh": "李护士", "en": "Nurse Li"},
    "wang": {"zh": "王女士", "en": "Ms Wang"},
    "zhao": {"zh": "赵药房", "en": "Zhao"},
    "zhou": {"zh": "周仓库", "en": "Zhou"},
    "chen": {"zh": "陈师傅", "en": "Chen"},
    "liu": {"zh": "刘师傅", "en": "Liu"},
    "ma": {"zh": "马师傅", "en": "Ma"},
    "gao": {"zh": "高船长", "en": "Captain Gao"},
    "fan": {"zh": "范师傅", "en": "Fan"},
    "tang": {"zh": "唐师傅", "en": "Tang"},
    "luo": {"zh": "罗师傅", "en": "Luo"},
    "bai": {"zh": "白师傅", "en": "Bai"},
    "wu": {"zh": "吴社工", "en": "Ms Wu"},
    "qian": {"zh": "钱医生", "en": "Dr Qian"},
    "hao": {"zh": "郝同学", "en": "Hao"},
}
ROLES = {
    "sun": Role.COORDINATOR,
    "li": Role.HOSPITAL,
    "wang": Role.RESIDENT,
    "zhao": Role.SUPPLIER,
    "zhou": Role.SUPPLIER,
    "chen": Role.DRIVER,
    "liu": Role.DRIVER,
    "ma": Role.DRIVER,
    "gao": Role.DRIVER,
    "fan": Role.DRIVER,
    "tang": Role.DRIVER,
    "luo": Role.DRIVER,
    "bai": Role.DRIVER,
    "wu": Role.COMMUNITY,
}
WARD = (38.905, 121.600)
"""Where Li needs things; degrees WGS84. Zhao is nearer than Zhou, Chen nearer to both than Liu."""
DISTRICT = "沙河口区"
NEAR, FAR = (38.915, 121.605), (38.945, 121.610)
CLOSE_BY, AWAY = (38.916, 121.606), (38.890, 121.590)


def mainly(lang: str) -> pytest.MarkDecorator:
    """A story played in this language in every run, and in the other one in `make soak`."""
    other = {"zh": "en", "en": "zh"}[lang]
    return pytest.mark.parametrize("lang", [lang, pytest.param(other, marks=pytest.mark.soak)])


class Someone(Player):
    """One of the people: acts and sees as on a phone, and waits as long as it may take."""

    async def hears(self, key: str, *, timeout: float = ROOM) -> str:
        """Wait for news that says this sentence of the locales, or has it on a button."""
        return await self.sees(anchor(key, self.lang), timeout=timeout, fresh=True)

    async def types(self, key: str) -> None:
        """Type a sentence of the locales, word for word."""
        await self.say(anchor(key, self.lang))

    async def does(self, *keys: str) -> None:
        """Press one button after the other."""
        for key in keys:
            await self.tap(key, timeout=ROOM)

    async def reads(self) -> str:
        """The whole screen."""
        return await self.phone.screen()

    async def count(self, key: str) -> int:
        """How many messages of the bot say this."""
        wanted, messages = anchor(key, self.lang), await self.phone.messages()
        return sum(wanted in each.get("text", "") for each in messages if each["from"]["is_bot"])


@dataclass
class Troupe:
    """Whoever is on stage, and what is given to them."""

    theatre: Theatre
    lang: str
    out: io.StringIO = field(default_factory=io.StringIO)
    _keys: Any = field(default_factory=itertools.count)

    @property
    def narrator(self) -> Narrator:
        """Writes down what everybody does."""
        return Narrator(self.out)

    def words(self, zh: str, en: str) -> str:
        """What somebody says in the language of this story."""
        return zh if self.lang == "zh" else en

    async def meet(self, part: str, lang: str = "") -> Someone:
        """Somebody with a phone who has not spoken to the bot yet."""
        lang = lang or self.lang
        name = NAMES[part][lang]
        code = {"zh": "zh-hans", "en": "en-GB"}[lang]
        phone: Phone = await self.theatre.sandbox.user(name, lang=code)
        return Someone(phone, self.narrator, name, lang)

    async def enter(self, part: str, lang: str = "") -> Someone:
        """Somebody who has taken up an invitation to their role."""
        who = await self.meet(part, lang)
        await who.start(await self.invite(ROLES[part], f"{NAMES[part]['zh']}的单位"))
        await who.hears("engine.invited")
        return who

    async def enter_all(self, *parts: str) -> list[Someone]:
        """Several of them."""
        return [await self.enter(part) for part in parts]

    async def invite(self, role: Role, organisation: str = "", **terms: Any) -> str:
        """What the command `invite` prints."""
        async with self.theatre.writing() as session:
            return await create_invite(
                session,
                SYSTEM,
                role=role,
                organisation_id=None,
                organisation_name=organisation if role in KINDS else None,
                kind=KINDS.get(role),
                now=self.theatre.clock.now(),
                **terms,
            )

    async def actor(self, session: AsyncSession, who: Someone) -> Actor:
        """Somebody as the record knows them."""
        known = await find_person(session, channel="telegram", address=str(who.phone.id))
        assert known is not None
        return person_of(known).actor

    async def shelve(
        self,
        who: Someone,
        quantity: int,
        at: tuple[float, float] = NEAR,
        district: str = DISTRICT,
    ) -> int:
        """Given: masks of a supplier."""
        now = self.theatre.clock.now()
        async with self.theatre.writing() as session:
            actor = await self.actor(session, who)
            return await count_stock(
                session,
                actor,
                item_code=MASKS,
                quantity=quantity,
                place_id=await self._place(session, actor, at, district),
                ready_at=None,
                expires_at=None,
                reserve_mode=ReserveMode.ENTERPRISE,
                min_lot=0,
                only_for="",
                request_key=f"given {next(self._keys)}",
                now=now,
            )

    async def put_on_duty(
        self,
        who: Someone,
        at: tuple[float, float] = CLOSE_BY,
        district: str = DISTRICT,
        mode: Mode = Mode.ROAD,
        label: str = "辽B·A1234",
        kg: float = 800.0,
    ) -> int:
        """Given: a driver on duty with a van, or another means, and with a telephone number."""
        now = self.theatre.clock.now()
        async with self.theatre.writing() as session:
            actor = await self.actor(session, who)
            await share_phone(session, actor, phone=f"+86{PHONE}", now=now)
            vehicle = await add_vehicle(
                session,
                actor,
                label=label,
                mode=mode,
                kg=kg,
                m3=5.0,
                cold_chain=False,
                hazmat=False,
                passes=(),
                now=now,
            )
            lat, lon = at
            return await go_on_duty(
                session, actor, vehicle_id=vehicle, lat=lat, lon=lon, district=district, now=now
            )

    async def need(
        self,
        who: Someone,
        quantity: int,
        urgency: Urgency = Urgency.CRITICAL,
        at: tuple[float, float] = WARD,
        district: str = DISTRICT,
    ) -> int:
        """Given: a need for masks, at an address nobody else should read."""
        async with self.theatre.writing() as session:
            actor = await self.actor(session, who)
            return await self.report(session, actor, quantity, urgency, at, district)

    async def report(
        self,
        session: AsyncSession,
        actor: Actor,
        quantity: int,
        urgency: Urgency,
        at: tuple[float, float] = WARD,
        district: str = DISTRICT,
    ) -> int:
        """Report it inside a transaction."""
        return await report_need(
            session,
            actor,
            role=next(role for role in IN_NEED if role in actor.roles),
            lines=[(MASKS, quantity, QuantityKind.EXACT, "")],
            place_id=await self._place(session, actor, at, district),
            urgency=urgency,
            deadline=None,
            people=None,
            note="",
            request_key=f"given {next(self._keys)}",
            now=self.theatre.clock.now(),
        )

    async def _place(
        self,
        session: AsyncSession,
        actor: Actor,
        at: tuple[float, float],
        district: str = DISTRICT,
    ) -> int:
        lat, lon = at
        return await add_place(
            session,
            actor,
            label="",
            address=HOME,
            district=district,
            lat=lat,
            lon=lon,
            precision_km=0.05,
            now=self.theatre.clock.now(),
        )


async def both_confirm(supplier: Someone, receiver: Someone) -> None:
    """Supplier and receiver say yes to what was found."""
    await supplier.does("push.stock_yes")
    await receiver.does("push.need_yes")


async def accept(driver: Someone) -> None:
    """The driver takes what is offered and gets the addresses."""
    await driver.does("push.offer_yes")
    await driver.hears("push.job_address")


async def load(driver: Someone) -> None:
    """Arrive at the supplier's and load everything."""
    await driver.does("card.arrived", "card.loaded_all")


async def hand_over(driver: Someone, receiver: Someone) -> None:
    """Arrive, get the code told, and hand everything over."""
    await driver.does("card.arrived")
    await driver.say(await told_code(receiver))
    await driver.does("card.accepted_all")


async def told_code(receiver: Someone) -> str:
    """The four digits the receiver was sent."""
    words = await receiver.sees(anchor("push.handover_code", receiver.lang), timeout=ROOM)
    for line in words.splitlines():
        digits = line.replace(" ", "")
        if len(digits) == 4 and digits.isdigit():
            return digits
    raise AssertionError(f"no code in {words!r}")
