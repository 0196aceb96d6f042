"""The people of the story: each signs up as anybody would, by pressing and typing."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.demo.transcript import Narrator, Player
from bot.sandbox.client import SandboxClient

SignUp = Callable[[Player], Awaitable[None]]

NAMES = {
    "desk": {"zh": "孙调度", "en": "Sun (desk)"},
    "nurse": {"zh": "李护士", "en": "Nurse Li"},
    "resident": {"zh": "王女士", "en": "Ms Wang"},
    "first": {"zh": "赵药房", "en": "Zhao's shop"},
    "second": {"zh": "周仓库", "en": "Zhou's store"},
    "near": {"zh": "陈师傅", "en": "Mr Chen"},
    "far": {"zh": "刘师傅", "en": "Mr Liu"},
}
WORDS = {
    "item": {"zh": "N95口罩", "en": "N95 masks"},
    "stock": {"zh": "5箱", "en": "5 cartons"},
    "near": {"zh": "辽B·A1234", "en": "Liao B A1234"},
    "far": {"zh": "辽B·B5678", "en": "Liao B B5678"},
}
FIRST_STORE = (38.9190, 121.6350)
"""Degrees WGS84; nearer to the hospital than the second one, so it is asked first."""
SECOND_STORE = (38.9660, 121.5390)
NEAR_DRIVER = (38.9600, 121.5450)
FAR_DRIVER = (38.9000, 121.6000)


@dataclass(slots=True)
class City:
    """Everybody, once they have signed up."""

    sandbox: SandboxClient
    narrator: Narrator
    langs: Mapping[str, str]
    """Language of each part."""
    players: dict[str, Player] = field(default_factory=dict)

    def __getitem__(self, part: str) -> Player:
        """Somebody by the part they play."""
        return self.players[part]

    async def gather(self, invites: Mapping[str, str]) -> None:
        """All seven sign up at once; the transcript tells it one after the other."""
        parts: dict[str, SignUp] = {
            "desk": _invited(invites["desk"]),
            "nurse": _invited(invites["nurse"]),
            "resident": _resident,
            "first": _supplier(FIRST_STORE, "西岗区"),
            "second": _supplier(SECOND_STORE, "甘井子区"),
            "near": _driver(NEAR_DRIVER, "near"),
            "far": _driver(FAR_DRIVER, "far"),
        }
        told = await asyncio.gather(*(self._meet(part, act) for part, act in parts.items()))
        for own in told:
            self.narrator.take(own)

    async def _meet(self, part: str, sign_up: SignUp) -> Narrator:
        lang = self.langs[part]
        name = NAMES[part][lang]
        phone = await self.sandbox.user(name, lang={"zh": "zh-hans", "en": "en-GB"}[lang])
        own = Narrator(io.StringIO())
        player = Player(phone, own, name, lang)
        await sign_up(player)
        player.narrator = self.narrator
        self.players[part] = player
        return own


def _invited(token: str) -> SignUp:
    async def sign_up(player: Player) -> None:
        await player.start(token)
        await player.sees(lambda message: "reply_markup" in message)

    return sign_up


async def _resident(player: Player) -> None:
    await player.start()
    await player.tap("register.role_resident")
    await player.answers("register.phone", "steps.skip")
    await player.sees_sentence("register.next_need")


def _supplier(store: tuple[float, float], district: str) -> SignUp:
    async def sign_up(player: Player) -> None:
        await player.start()
        await player.tap("register.role_supplier")
        await player.tap("steps.skip")
        await player.tap(f"words.district.{district}")
        await player.answers("register.phone", "steps.skip")
        await player.tap("register.next_stock")
        await player.say(WORDS["item"][player.lang])
        await player.sees_sentence("supplier.count")
        await player.say(WORDS["stock"][player.lang])
        await player.tap("steps.yes")
        await player.sees_sentence("supplier.place")
        await player.share_location(*store)
        await player.tap("steps.skip")
        await player.tap("supplier.ready_now")
        await player.tap("supplier.expiry_none")
        await player.tap("words.reserve_mode.enterprise")
        await player.tap("supplier.least_any")
        await player.tap("engine.confirm")
        await player.sees_sentence("card.lot_recount")

    return sign_up


def _driver(position: tuple[float, float], plate: str) -> SignUp:
    async def sign_up(player: Player) -> None:
        await player.start()
        await player.tap("register.role_driver")
        await player.answers("register.phone", "steps.skip")
        await player.tap("register.next_vehicle")
        await player.tap("words.mode.road")
        await player.tap("driver.size_van")
        await player.tap("driver.special_none")
        await player.tap("driver.no_passes")
        await player.sees_sentence("driver.ask_label_road")
        await player.say(WORDS[plate][player.lang])
        await player.tap("engine.confirm")
        await player.tap("driver.go_on_duty")
        await player.sees_sentence("driver.ask_position")
        await player.share_location(*position)
        await player.sees_sentence("driver.on_duty")

    return sign_up
