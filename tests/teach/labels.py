"""Mentions of labelled messages with what they really mean, to learn from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.intake.decide import find_goods
from matching.intake.marks import look_around, marks_of
from matching.intake.mention import Mention
from matching.intake.normalise import normalise
from matching.intake.reader import Reader
from matching.intake.scene import look
from matching.intake.sides import way_of
from matching.intake.usage import Meaning


@dataclass(frozen=True, slots=True)
class Example:
    """The marks of one mention, and what it means."""

    marks: frozenset[str]
    meaning: Meaning
    message: str
    """The words it stands in."""


def examples_of(path: Path, reader: Reader) -> Iterator[Example]:
    """The examples of a file of labelled messages, one JSON object a line."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row.get("asks") is not True and not row.get("expect", {}).get("either_side"):
            yield from _examples(row["text"], row.get("expect", {}), reader)


def _examples(text: str, expect: Mapping[str, Any], reader: Reader) -> Iterator[Example]:
    scene = look(normalise(text, reader.signs), reader)
    mentions = find_goods(scene, reader)
    wanted: dict[str, dict[Meaning, float | None]] = {}
    for line in expect.get("lines", ()):
        for code in (line["code"], *line.get("accept", ())):
            wanted.setdefault(code, {})[Meaning(line.get("side", "need"))] = line.get("qty")
    optional = {code.split(":")[-1] for code in expect.get("optional", ())}
    around = look_around(scene, mentions)
    for mention in mentions:
        meanings = _meanings(mention, wanted, reader)
        if len(meanings) > 1 or (not meanings and optional.intersection(mention.codes)):
            continue
        way, direct = way_of(scene.open_text, mention, scene.cues)
        item = reader.catalogue.by_code[mention.codes[0]]
        marks = around.message | marks_of(around, mention, item, way, direct=direct)
        yield Example(marks, next(iter(meanings), Meaning.NOTHING), text)


def _meanings(
    mention: Mention, wanted: Mapping[str, Mapping[Meaning, float | None]], reader: Reader
) -> set[Meaning]:
    """What the expected lines say of an item, or of its kinds where its name leaves them open; the
    number decides between lines of two sides (库存 50，需求 500)."""
    codes = list(mention.codes)
    item = reader.catalogue.by_code[codes[0]]
    if item.must_ask and not any(code in wanted for code in codes):
        codes = [kind.code for kind in reader.catalogue.kinds_of(item)]
    lines = [pair for code in codes for pair in wanted.get(code, {}).items()]
    meanings = {meaning for meaning, _ in lines}
    if len(meanings) < 2:
        return meanings
    said = sum(amount.value for amount in mention.amounts if amount.value is not None)
    return {meaning for meaning, quantity in lines if (quantity or 0) == said} or meanings
