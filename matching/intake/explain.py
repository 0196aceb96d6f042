"""What each step of reading saw, for a person who wants to make it read better."""

from dataclasses import dataclass
from math import exp

from matching.intake.bare import list_share
from matching.intake.decide import Decided, decide
from matching.intake.normalise import normalise
from matching.intake.read import LONGEST, assemble
from matching.intake.reader import Reader
from matching.intake.reading import Reading
from matching.intake.scene import Scene, look
from matching.intake.usage import MEANINGS
from matching.model import Role

_SHOWN = str.maketrans({"\x01": "_", "\x02": "■", "\x03": "#"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step by name and what it found, ready to print."""

    name: str
    found: tuple[str, ...]


def explain_message(
    text: str, role: Role | None, reader: Reader
) -> tuple[Reading, tuple[Step, ...]]:
    """The reading of `text`, and the steps that led to it in their order."""
    scene = look(normalise(text[:LONGEST], reader.signs), reader)
    decided = decide(scene, reader, role)
    reading = assemble(text, scene, decided, reader, role)
    return reading, (
        *_seen(scene),
        _usage(scene, decided),
        _against(scene, decided),
        *_decided(reading),
    )


def _seen(scene: Scene) -> tuple[Step, ...]:
    folded = scene.plain.text

    def quote(start: int, end: int) -> str:
        return repr(folded[start:end])

    return (
        Step("normalise", (repr(folded),)),
        Step("phones", tuple(phone.digits for phone in scene.phones)),
        Step("mask", tuple(f"{m.kind.value} {quote(m.start, m.end)}" for m in scene.masks)),
        Step("places", tuple(quote(place.start, place.end) for place in scene.places)),
        Step("people", tuple(f"{quote(g.start, g.end)} = {g.count}" for g in scene.groups)),
        Step(
            "lexicon",
            tuple(
                f"{quote(n.start, n.end)} = {'|'.join(n.name.codes)}{' (weak)' * n.name.weak}"
                for n in scene.names
            ),
        ),
        Step(
            "repair",
            tuple(f"{quote(g.start, g.end)} = {'|'.join(g.name.codes)}" for g in scene.guesses),
        ),
        Step(
            "numbers",
            tuple(
                f"{quote(a.start, a.end)} = {'open' if a.value is None else a.value} {a.unit}"
                for a in scene.amounts
            ),
        ),
        Step(
            "cues",
            tuple(
                f"{quote(c.start, c.end)} = {c.way.value} {'before it' if c.after else 'after it'}"
                for c in scene.cues
            ),
        ),
        Step("left", (scene.unread.translate(_SHOWN), f"read {list_share(scene):.0%}")),
    )


def _usage(scene: Scene, decided: Decided) -> Step:
    """How likely each line is what labelled messages with such words are."""
    return Step(
        "usage",
        tuple(
            f"{scene.plain.text[one.mention.start : one.mention.end]!r}: "
            + ", ".join(
                f"{meaning.value} {exp(log):.0%}"
                for meaning, log in zip(MEANINGS, one.usage.logs, strict=True)
            )
            for one in decided.sided
            if one.usage is not None
        ),
    )


def _against(scene: Scene, decided: Decided) -> Step:
    """What makes lines doubtful."""
    return Step(
        "against",
        tuple(
            f"{scene.plain.text[one.mention.start : one.mention.end]!r}: {'; '.join(one.signs)}"
            for one in decided.sided
            if one.signs
        ),
    )


def _decided(reading: Reading) -> tuple[Step, ...]:
    lines = tuple(
        f"{line.words!r} = {line.code} {line.side.value} "
        f"{'-' if line.quantity is None else line.quantity}{line.unit}"
        f"{'' if line.base is None else f' = {line.base} base units'}"
        f"{'' if not line.doubts else ' ask: ' + ', '.join(d.value for d in line.doubts)}"
        for line in reading.lines
    )
    facts = (
        f"intent {reading.intent.value}",
        f"urgency {reading.urgency.value} {reading.urgency_words!r}",
        f"people {reading.people}, households {reading.households}",
        f"place {reading.place!r}, district {reading.district!r}",
    )
    return Step("lines", lines), Step("message", facts)
