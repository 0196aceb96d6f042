"""Where? The last place, a shared location, or a typed address that the gazetteer reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.actions.places import add_place
from handlers.dialog import (
    REWRITES,
    Ask,
    Choice,
    Question,
    ReplyKind,
    Step,
    Term,
    Text,
    Turn,
    Unclear,
)
from handlers.speech.placed import placed, says_area, where
from handlers.steps.addresses import (
    ADDRESS_SIGNS,
    COARSE,
    LONGEST_DETAIL,
    NONE_OF_THESE,
    NOWHERE,
    calls_it,
    entry_of,
    is_a_door,
    named_district,
    names_a_street,
    seat_of,
    shared_answer,
    typed_answer,
    with_detail,
)
from handlers.steps.choices import (
    When,
    always,
    district_choices,
    given,
    no_goods,
    skip_choice,
    typed_line,
)
from handlers.steps.fuller import fuller_answer
from handlers.steps.inside import inside_own
from handlers.steps.last_place import BAR, last_choice, last_place, place_before
from matching.intake.places_before import is_before


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is, as far as the answers say. `precision_km`: how far off it may be."""

    label: str
    address: str
    district: str
    lat: float | None
    lon: float | None
    precision_km: float


@dataclass(frozen=True, slots=True)
class _Asker:
    """The questions about one place; all answers are stored under `name` and what follows it."""

    name: str
    text: Text

    async def ask(self, turn: Turn) -> Question:
        """Where is it?"""
        last = await last_place(turn)
        choices = () if last is None else (last_choice(last),)
        return Question(self.text, choices, ask=Ask.LOCATION)

    async def read(self, turn: Turn, _question: Question) -> Any:
        """A shared location or a typed address."""
        if turn.reply.kind is ReplyKind.LOCATION:
            return shared_answer(turn)
        words = typed_line(turn.reply, ADDRESS_SIGNS)
        if not any(sign.isalpha() for sign in words):  # "1" names the first choice, never a place
            raise Unclear(
                "steps.unclear_place_number" if words.isalnum() else "steps.unclear_place"
            )
        if is_before(words):
            return await place_before(turn)
        return await inside_own(turn, words) or typed_answer(turn.house.gazetteer, words)

    async def ask_which(self, turn: Turn) -> Question:
        """Which of several places of that name?"""
        answer = turn.answers[self.name]
        found = [entry_of(turn.house.gazetteer, code) for code in answer["options"]]
        choices = [
            Choice(entry.code, where(entry.district, entry.name, ""))
            for entry in found
            if entry is not None
        ]
        none = Choice(NONE_OF_THESE, Text("steps.none_of_these"), ("都不是", "none"))
        question = Text("steps.which_place", {"typed": Term("plain", answer["address"])})
        return Question(question, (*choices, none))

    async def ask_district(self, turn: Turn) -> Question:
        """In which district?"""
        answer = turn.answers[self.name]
        guess = answer.get("near", "") if isinstance(answer, dict) else ""
        choices = sorted(district_choices(), key=lambda choice: choice.value != guess)
        return Question(Text("steps.district"), tuple(choices), columns=2, page_size=10)

    async def read_fuller(self, turn: Turn, _question: Question) -> Any:
        """A fuller address, or a location, in place of the one that left something to ask."""
        answer = await fuller_answer(turn, turn.answers[self.name])
        if answer is None:
            raise Unclear("unclear.choose")
        return {REWRITES: {self.name: answer}}

    async def ask_detail(self, turn: Turn) -> Question:
        """The street, door or entrance; may be left out where the point is exact."""
        exact = self.is_shared(turn.answers)
        key = "steps.detail_of_location" if exact else "steps.detail_of_area"
        return Question(Text(key), (skip_choice(),) if exact else ())

    async def read_detail(self, turn: Turn, _question: Question) -> Any:
        """The words themselves; a whole address with its district is taken for the place."""
        words = typed_line(turn.reply, LONGEST_DETAIL)
        district = named_district(words)
        if self.is_shared(turn.answers) or not district or not names_a_street(words):
            return words
        if district == self.spot(turn).district and is_a_door(words, district):
            return words
        return {REWRITES: {self.name: typed_answer(turn.house.gazetteer, words)}}

    def show(self, turn: Turn) -> Text:
        """The line of the summary."""
        answer = turn.answers[self.name]
        if not isinstance(answer, dict):
            _, district, name = str(answer).split(BAR, 2)
            return _line(district, name, "steps.line_last_location")
        spot = self.spot(turn)
        known = entry_of(turn.house.gazetteer, self.picked(turn.answers))
        if known is None or known.kind in COARSE:
            return _line(spot.district, spot.address, "steps.line_location")
        if calls_it(spot.address, known):
            place = placed(spot.district, known.name, spot.address)
            return Text("steps.line_place", {"place": place})
        area = "" if says_area(spot.address, spot.district, turn.person.lang) else spot.district
        facts = {"words": Term("plain", spot.address), "place": where(area, known.name, "")}
        return Text("steps.line_place_known", facts)

    def is_shared(self, answers: Mapping[str, Any]) -> bool:
        """Whether a location was shared."""
        answer = answers.get(self.name)
        return isinstance(answer, dict) and answer.get("lat") is not None

    def is_ambiguous(self, answers: Mapping[str, Any]) -> bool:
        """Whether the address may mean another place than it seems."""
        answer = answers.get(self.name)
        return isinstance(answer, dict) and bool(answer.get("options")) and not answer["sure"]

    def lacks_district(self, answers: Mapping[str, Any]) -> bool:
        """Whether nothing so far says in which district it is."""
        answer = answers.get(self.name)
        if not isinstance(answer, dict) or answer.get("district"):
            return False
        return self.picked(answers) in (NOWHERE, NONE_OF_THESE)

    def lacks_detail(self, answers: Mapping[str, Any]) -> bool:
        """Whether a driver would not find the door by what was said."""
        if not isinstance(answers.get(self.name), dict):
            return False
        areas = answers[self.name].get("areas", ())
        return self.is_shared(answers) or self.picked(answers) in areas

    def picked(self, answers: Mapping[str, Any]) -> str:
        """Code of the gazetteer entry that is meant, as far as it is known."""
        if self.is_ambiguous(answers):
            return str(answers.get(f"{self.name}_which", NONE_OF_THESE))
        options = answers[self.name].get("options", ())
        return str(options[0]) if options else NOWHERE

    def spot(self, turn: Turn) -> Spot:
        """The place that the answers describe."""
        answer, gazetteer = turn.answers[self.name], turn.house.gazetteer
        detail = given(turn.answers.get(f"{self.name}_detail"))
        district = str(turn.answers.get(f"{self.name}_district") or answer.get("district", ""))
        address = with_detail(answer.get("address", ""), detail)
        if answer.get("lat") is not None:
            named = answer.get("district") or district
            point = (answer["lat"], answer["lon"])
            return Spot(detail, address, named, *point, answer["precision_km"])
        known = entry_of(gazetteer, self.picked(turn.answers))
        entry = known or seat_of(gazetteer, district)
        if entry is None:
            return Spot("", address, district, None, None, 0.0)
        label = address[:60] if known is None or known.kind in COARSE else known.name
        point = (entry.point.lat, entry.point.lon)
        return Spot(label, address, entry.district or district, *point, entry.precision_km)


def place_steps(text: Text, *, name: str = "place", when: When = always) -> tuple[Step, ...]:
    """Ask for a place; then which one, its district and its door, as far as they are open."""
    asker = _Asker(name, text)
    parts = (f"{name}_which", f"{name}_district", f"{name}_detail")

    def only(other: When) -> When:
        return lambda answers: when(answers) and other(answers)

    return (
        Step(name, asker.ask, asker.read, when, asker.show, parts, about=no_goods),
        Step(
            parts[0],
            asker.ask_which,
            asker.read_fuller,
            only(asker.is_ambiguous),
            clears=parts[1:],
            about=no_goods,
        ),
        Step(
            parts[1],
            asker.ask_district,
            asker.read_fuller,
            only(asker.lacks_district),
            about=no_goods,
        ),
        Step(
            parts[2], asker.ask_detail, asker.read_detail, only(asker.lacks_detail), about=no_goods
        ),
    )


async def stored_place(turn: Turn, *, name: str = "place") -> int:
    """The id of the answered place, stored if it is new."""
    answer = turn.answers[name]
    if not isinstance(answer, dict):
        return int(str(answer).split(BAR)[0])
    spot = _Asker(name, Text("")).spot(turn)
    return await add_place(
        turn.session,
        turn.person.actor,
        label=spot.label,
        address=spot.address,
        district=spot.district,
        lat=spot.lat,
        lon=spot.lon,
        precision_km=spot.precision_km,
        now=turn.now,
    )


@dataclass(frozen=True, slots=True)
class SpokenPlace:
    """An answered place, as far as it is known. Empty: not known."""

    district: str
    words: str
    """As it was written, or the name of a place used before."""
    known: str
    """What the gazetteer calls it, if it is more than an area and the words call it otherwise."""
    name: str = ""
    """What the gazetteer calls it, if the words call it so too."""


def place_spoken_of(turn: Turn, name: str) -> SpokenPlace | None:
    """What is known of an answered place; None while it is not answered."""
    answer, asker = turn.answers.get(name), _Asker(name, Text(""))
    if answer is None:
        return None
    if not isinstance(answer, dict):
        _, district, words = str(answer).split(BAR, 2)
        return SpokenPlace(district, words, "")
    entry = entry_of(turn.house.gazetteer, asker.picked(turn.answers))
    words, district = answer.get("address", ""), asker.spot(turn).district
    if entry is None or entry.kind in COARSE:
        return SpokenPlace(district, words, "")
    called = calls_it(words, entry)
    return SpokenPlace(district, words, "" if called else entry.name, entry.name if called else "")


def _line(district: str, name: str, nameless: str) -> Text:
    if not name:
        return Text(nameless, {"district": Term("district", district)})
    return Text("steps.line_place", {"place": placed(district, "", name)})
