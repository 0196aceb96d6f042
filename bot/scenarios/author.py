"""Draws the script of a scenario: the same seed, the same people with the same intentions."""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.scenarios.scenario import Mishap, Phase, Scenario, Wish
from bot.scenarios.script import Intent, Kind, Part, Script
from matching.catalogue import Catalogue
from matching.gazetteer import Gazetteer, Place
from matching.model import Role

Thing = TypeVar("Thing")

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余"
TITLES: Mapping[Role, tuple[str, str]] = {
    Role.RESIDENT: ("女士", "Resident"),
    Role.COMMUNITY: ("社工", "Community"),
    Role.HOSPITAL: ("护士", "Nurse"),
    Role.SUPPLIER: ("经理", "Supplier"),
    Role.DRIVER: ("师傅", "Driver"),
    Role.COORDINATOR: ("调度", "Desk"),
}
STRIKES: Mapping[Mishap, frozenset[Role]] = {
    Mishap.SILENT_SUPPLIER: frozenset({Role.SUPPLIER}),
    Mishap.NONE_LEFT: frozenset({Role.SUPPLIER}),
    Mishap.LESS_LEFT: frozenset({Role.SUPPLIER}),
    Mishap.SILENT_RECEIVER: frozenset({Role.RESIDENT, Role.COMMUNITY, Role.HOSPITAL}),
    Mishap.NO_LONGER: frozenset({Role.RESIDENT, Role.COMMUNITY, Role.HOSPITAL}),
    Mishap.WITHDRAWN: frozenset({Role.RESIDENT, Role.COMMUNITY}),
    Mishap.REPORTED_TWICE: frozenset({Role.RESIDENT}),
    Mishap.WRONG_NUMBER: frozenset({Role.RESIDENT, Role.DRIVER, Role.SUPPLIER}),
    Mishap.AWAY: frozenset({Role.RESIDENT, Role.COMMUNITY}),
    Mishap.SILENT_DRIVER: frozenset({Role.DRIVER}),
    Mishap.DECLINED: frozenset({Role.DRIVER}),
    Mishap.BREAKDOWN: frozenset({Role.DRIVER}),
    Mishap.LOADED_LESS: frozenset({Role.DRIVER}),
    Mishap.REFUSED: frozenset({Role.DRIVER}),
}
"""Whom each can strike. A refusal is entered by the driver, so it is the driver who meets it."""
IN_NEED = frozenset({Role.RESIDENT, Role.COMMUNITY, Role.HOSPITAL})
CROWDS: Mapping[Role, tuple[int, int]] = {
    Role.RESIDENT: (1, 6),
    Role.COMMUNITY: (30, 400),
    Role.HOSPITAL: (50, 300),
}
"""For how many people somebody of this role asks: fewest and most."""
SPREAD = 0.012
"""Degrees around a known point where people live: about a kilometre."""
ENGLISH = 0.15
"""Share of people who use their phone in English."""
STOCKED = (1.5, 5.0)
"""A supplier holds so many times what one report asks for."""
LOTS = (2, 3)
"""Items of one supplier."""
PREPARED = 8.0
"""Minutes within which suppliers and drivers have made themselves known."""


def draft(
    scenario: Scenario, *, people: int, seed: int, gazetteer: Gazetteer, catalogue: Catalogue
) -> Script:
    """Draw the people and their intentions."""
    dice = random.Random(f"{scenario.name}:{people}:{seed}")  # noqa: S311 (a script, no secret)
    author = _Author(scenario, dice, gazetteer, catalogue)
    roles = shared_out(scenario.parts, people)
    parts = [author.part(number, role) for number, role in enumerate(roles, 1)]
    return Script(scenario, seed, tuple(_struck(parts, scenario.mishaps, dice)))


def shared_out(shares: Mapping[Role, float], people: int) -> list[Role]:
    """A role for each of so many people, by largest remainder; of every role there is one."""
    total = sum(shares.values())
    exact = {role: max(1.0, share / total * people) for role, share in shares.items()}
    counts = {role: math.floor(number) for role, number in exact.items()}
    byrest = sorted(exact, key=lambda role: counts[role] - exact[role])
    for role in byrest[: max(0, people - sum(counts.values()))]:
        counts[role] += 1
    most = max(counts, key=lambda role: counts[role])
    counts[most] += people - sum(counts.values())
    return [role for role, number in counts.items() for _ in range(number)]


def _struck(
    parts: Sequence[Part], shares: Mapping[Mishap, float], dice: random.Random
) -> Iterable[Part]:
    """The parts with their mishaps: of each kind at least one, spread evenly."""
    burden: dict[int, set[Mishap]] = {part.number: set() for part in parts}
    for mishap, share in shares.items():
        able = [part for part in parts if part.role in STRIKES[mishap]]
        dice.shuffle(able)
        able.sort(key=lambda part: len(burden[part.number]))
        for part in able[: max(1, round(share * len(able)))]:
            burden[part.number].add(mishap)
    for part in parts:
        mishaps = frozenset(burden[part.number])
        yield replace(part, mishaps=mishaps, intents=_also(part, mishaps))


def _also(part: Part, mishaps: frozenset[Mishap]) -> tuple[Intent, ...]:
    """The intentions, with those that a mishap adds."""
    intents = list(part.intents)
    first = next((each for each in intents if each.kind is Kind.NEED), None)
    if first and Mishap.REPORTED_TWICE in mishaps:
        intents.append(replace(first, minute=first.minute + 5))
    if first and Mishap.WITHDRAWN in mishaps:
        intents.append(Intent(first.minute + 8, Kind.WITHDRAW))
    return tuple(sorted(intents, key=lambda each: each.minute))


class _Author:
    """Draws one person after the other."""

    def __init__(
        self,
        scenario: Scenario,
        dice: random.Random,
        gazetteer: Gazetteer,
        catalogue: Catalogue,
    ) -> None:
        self.scenario = scenario
        self.dice = dice
        self.catalogue = catalogue
        self.places = [place for place in gazetteer.places if place.kind == "subdistrict"]
        self.hospitals = [place for place in gazetteer.places if place.kind == "hospital"]
        self.desks = 0

    def part(self, number: int, role: Role) -> Part:
        """One person."""
        lang = "en" if self.dice.random() < ENGLISH else "zh"
        district = self.pick(self.scenario.districts)
        home = self.home(role, district)
        title = TITLES[role][lang == "en"]
        surname = SURNAMES[(number - 1) % len(SURNAMES)]
        point = (home.point.lat, home.point.lon)
        spread = 0.0 if role is Role.HOSPITAL else SPREAD
        return Part(
            number=number,
            role=role,
            lang=lang,
            name=f"{surname}{title}{number}" if lang == "zh" else f"{title} {number}",
            district=home.district,
            lat=point[0] + self.dice.uniform(-spread, spread),
            lon=point[1] + self.dice.uniform(-spread, spread),
            place=self.typed(role, home),
            organisation=self.organisation(role, home, number),
            mode=self.pick(self.scenario.modes),
            plate=f"辽B·{number:03d}{self.dice.choice('ABCDEFGH')}{self.dice.randrange(10)}",
            intents=tuple(sorted(self.intents(role, lang), key=lambda each: each.minute)),
            mishaps=frozenset(),
        )

    def home(self, role: Role, district: str) -> Place:
        """Where somebody lives or works."""
        among = self.hospitals if role is Role.HOSPITAL else self.places
        near = [place for place in among if place.district == district]
        return self.dice.choice(near or among)

    def typed(self, role: Role, home: Place) -> str:
        """The words for a place; half of the people share their location instead."""
        if role is Role.HOSPITAL:
            return home.name
        if role is Role.DRIVER or self.dice.random() < 0.5:
            return ""
        return f"{home.name}{self.dice.randrange(1, 90)}号{self.dice.randrange(1, 9)}单元"

    def organisation(self, role: Role, home: Place, number: int) -> str:
        """Whom they speak for; empty for those who speak for themselves."""
        if role is Role.HOSPITAL:
            return home.name
        if role is Role.COMMUNITY:
            return f"{home.name}第{number}社区"
        if role is Role.SUPPLIER and self.dice.random() < 0.7:
            return f"{home.name}第{number}储备库"
        return ""

    def intents(self, role: Role, lang: str) -> list[Intent]:
        """What somebody of this role means to do."""
        if role in IN_NEED:
            return self.needs(role)
        if role is Role.SUPPLIER:
            return self.stocks()
        if role is Role.DRIVER:
            return [Intent(self.dice.uniform(0, PREPARED), Kind.DUTY)]
        self.desks += 1
        if self.desks == 1:
            return self.desk()
        looks = (self.dice.uniform(0, PREPARED), self.minute_of_day())
        return [Intent(minute, Kind.LOOK) for minute in looks]

    def minute_of_day(self) -> float:
        """Some moment of the event."""
        return self.dice.uniform(0.2, 0.8) * self.scenario.minutes

    def needs(self, role: Role) -> list[Intent]:
        """One or two reports, in phases by their shares."""
        number = 2 if self.dice.random() < 0.3 else 1
        return [self.need(role) for _ in range(number)]

    def need(self, role: Role) -> Intent:
        """A report: what, how much, how urgent, for whom."""
        shares = {place: phase.share for place, phase in enumerate(self.scenario.phases)}
        place = self.pick(shares)
        phase = self.scenario.phases[place]
        end = self._end_of(place)
        wish = self.wish(role)
        people = self.dice.randint(*CROWDS[role])
        knows = role is not Role.RESIDENT or self.dice.random() < 0.7
        return Intent(
            minute=self.dice.uniform(phase.start, phase.start + (end - phase.start) * 0.8),
            kind=Kind.NEED,
            code=wish.code,
            quantity=self.amount(wish, people) if knows else 0,
            people=people,
            urgency=self.pick(phase.urgency),
        )

    def _end_of(self, place: int) -> float:
        phases: tuple[Phase, ...] = self.scenario.phases
        return phases[place + 1].start if place + 1 < len(phases) else self.scenario.minutes

    def stocks(self) -> list[Intent]:
        """Two or three items, each enough for several reports."""
        wishes: dict[str, Wish] = {}
        for _ in range(self.dice.randint(*LOTS)):
            wish = self.wish(self.dice.choice(sorted(IN_NEED)))
            wishes[wish.code] = wish
        return [
            Intent(
                minute=self.dice.uniform(0, PREPARED),
                kind=Kind.STOCK,
                code=code,
                quantity=round(
                    self.amount(wish, CROWDS[Role.COMMUNITY][1]) * self.dice.uniform(*STOCKED)
                ),
            )
            for code, wish in wishes.items()
        ]

    def desk(self) -> list[Intent]:
        """The first coordinator: what the phases ask the desk to do, and a look now and then."""
        found: list[Intent] = []
        for phase in self.scenario.phases:
            if phase.text:
                found.append(Intent(phase.start + 6, Kind.ALERT, words=phase.text))
            found += [Intent(phase.start + 3, Kind.CLOSE, districts=pair) for pair in phase.closed]
            found += [Intent(phase.start + 3, Kind.OPEN, districts=pair) for pair in phase.opened]
            found.append(Intent(phase.start + 20, Kind.LOOK))
        return found

    def wish(self, role: Role) -> Wish:
        """Something that somebody of this role asks for."""
        able = {place: wish.weight for place, wish in enumerate(self.scenario.wishes)
                if role in wish.roles}  # fmt: skip
        return self.scenario.wishes[self.pick(able)]

    def amount(self, wish: Wish, people: int) -> int:
        """Base units: what an institution asked for, or what so many people use in the days."""
        if wish.high:
            drawn = math.exp(self.dice.uniform(math.log(wish.low), math.log(wish.high)))
            return tidy(drawn)
        daily = self.catalogue.by_code[wish.code].per_person_day or 1.0
        return tidy(max(1.0, daily * wish.days * people))

    def pick(self, weights: Mapping[Thing, float]) -> Thing:
        """One of them, by weight."""
        return self.dice.choices(list(weights), list(weights.values()))[0]


def tidy(amount: float) -> int:
    """The amount as people say it: one or two figures that count, then noughts."""
    size: int = 10 ** max(0, math.floor(math.log10(max(amount, 1))) - 1)
    return max(1, round(amount / size) * size)
