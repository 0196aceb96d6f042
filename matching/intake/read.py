"""The one door for free text: chat, REST and SMS all read a message here."""

from collections.abc import Sequence

from matching.intake.amounts import PEOPLE_UNITS, PERSONS
from matching.intake.cue_words import Way
from matching.intake.deadlines import find_deadline
from matching.intake.decide import Decided, decide
from matching.intake.lexicon import Found
from matching.intake.lines import build_lines
from matching.intake.masks import BLANK, blank
from matching.intake.normalise import normalise
from matching.intake.people import WANTED, Group, count_people
from matching.intake.reader import Reader
from matching.intake.reading import (
    Doubt,
    Intent,
    ReadDeadline,
    Reading,
    ReadLine,
    ReadPlace,
    Side,
    Span,
)
from matching.intake.scene import Scene, is_address, look
from matching.intake.talk import tells_news
from matching.intake.troubles import find_trouble, tells_of_event
from matching.intake.urgency import read_urgency
from matching.model import Role, Urgency

LONGEST = 4096
"""Characters that are read; what comes after is left unread."""


def read_message(text: str, role: Role | None, lang: str, context: Reader) -> Reading:
    """What `text` says. Never raises; never a code outside `context.catalogue`; never a quantity
    whose digits are not in the text, or the sum of those that are.

    `role` is the sender's (None: unknown): a supplier's bare list is an offer, anybody else's a
    need. `lang` (zh, en or "") decides between words that both languages have. `context` holds
    catalogue, gazetteer and aliases.
    """
    plain = normalise(text[:LONGEST], context.signs)
    scene = look(plain, context)
    decided = decide(scene, context, role)
    return assemble(text, scene, decided, context, role)


def assemble(
    text: str, scene: Scene, decided: Decided, reader: Reader, role: Role | None
) -> Reading:
    """The reading of a scene whose mentions were decided."""
    plain = scene.plain
    places = _places(text, scene, reader)
    lines = (*build_lines(plain, decided.sided, reader.catalogue), *_hinted(decided, places))
    urgency, start, end = read_urgency(_without(plain.text, scene.guesses))
    asked = lines or any(cue.way is Way.NEED for cue in scene.cues)
    if urgency is Urgency.HIGH and not asked and not tells_of_event(plain.text):
        urgency, start, end = Urgency.NORMAL, 0, 0
    if not lines and tells_news(plain.text, scene.open_text):
        urgency, start, end = Urgency.NORMAL, 0, 0
    deadline = find_deadline(plain.text)
    groups = [g for g in scene.groups if not _is_counted_by(g, decided)]
    people, households = count_people(plain.text, groups)
    if people is None and any(line.side is Side.NEED for line in lines):
        people = _heads(scene, decided, reader)
    if lines and all(line.side is Side.OFFER for line in lines):
        people = households = None
        urgency, start, end = Urgency.NORMAL, 0, 0
    if not lines and tells_news(plain.text, scene.open_text):
        people = households = None
    trouble = find_trouble(plain.text)
    if role is not Role.DRIVER and any(line.side is Side.NEED for line in lines):
        trouble = None
    return Reading(
        text=text,
        intent=_intent(scene, lines, trouble is not None),
        lines=lines,
        urgency=urgency,
        urgency_words=plain.span(start, end).of(text),
        deadline=None
        if deadline is None
        else ReadDeadline(
            plain.span(deadline.start, deadline.end).of(text),
            plain.span(deadline.start, deadline.end),
            deadline.within,
        ),
        people=people,
        households=households,
        places=places,
        phones=_phones(text, scene),
        trouble=trouble,
        unread=tuple(plain.span(start, end).of(text) for start, end in decided.lost),
        either_side=decided.either_side,
    )


def _without(text: str, guesses: Sequence[Found]) -> str:
    """The text without misspelt names: 垃急袋 is nothing urgent."""
    return blank(text, ((guess.start, guess.end) for guess in guesses), BLANK)


def _phones(text: str, scene: Scene) -> tuple[str, ...]:
    """The numbers as written, each once."""
    once = {phone.digits: phone for phone in reversed(scene.phones)}
    spans = (scene.plain.span(phone.start, phone.end) for phone in reversed(once.values()))
    return tuple(span.of(text) for span in spans)


def _is_counted_by(group: Group, decided: Decided) -> bool:
    """Whether an item has the number of a group: helpers are not in need."""
    amounts = [a for one in decided.sided for a in one.mention.amounts]
    return any(a.start < group.end and group.start < a.end for a in amounts)


def _heads(scene: Scene, decided: Decided, reader: Reader) -> int | None:
    """安置点200人: persons that no item was counted by; 医护人员300人 are staff."""
    taken = {a.start for one in decided.sided for a in one.mention.amounts}
    items = reader.catalogue.by_code
    named = [n for n in scene.names if items[n.name.codes[0]].unit_zh in PEOPLE_UNITS]
    staff = {n.end for n in named}
    before = {n.start for n in named}
    loose = [
        a
        for a in scene.amounts
        if a.unit in PERSONS
        and a.value != 1
        and a.start not in taken
        and a.start not in staff
        and a.end not in before
        and WANTED.search(scene.open_text[: a.start]) is None
    ]
    if len(loose) != 1 or loose[0].value is None or loose[0].value.denominator != 1:
        return None
    return int(loose[0].value)


def _intent(scene: Scene, lines: Sequence[ReadLine], trouble: bool) -> Intent:
    sides = {line.side for line in lines}
    if Side.NEED in sides:
        return Intent.NEED
    if Side.OFFER in sides:
        return Intent.OFFER
    if trouble or Side.STOCK in sides or tells_of_event(scene.plain.text):
        return Intent.REPORT
    return Intent.OTHER


def _places(text: str, scene: Scene, reader: Reader) -> tuple[ReadPlace, ...]:
    places = []
    for found in scene.places:
        span = scene.plain.span(found.start, found.end)
        codes = tuple(reader.places.codes[index] for index in found.places)
        districts = {reader.places.districts[index] for index in found.places}
        district = districts.pop() if len(districts) == 1 else ""
        places.append(ReadPlace(span.of(text), span, codes, district))
    return tuple(places)


def _hinted(decided: Decided, places: Sequence[ReadPlace]) -> tuple[ReadLine, ...]:
    return tuple(
        ReadLine(
            code,
            side,
            "",
            Span(0, 0),
            doubts=(Doubt.KIND, Doubt.HOW_MANY),
            place=0 if places else -1,
        )
        for code, side in decided.hints
    )


__all__ = ["LONGEST", "assemble", "is_address", "read_message"]
