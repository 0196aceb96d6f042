"""The reasons of a plan as sentences: every fact said in the reader's words."""

from handlers.dialog import Fact, Term, Text
from matching.model import Mode
from matching.plan import Because

_KINDS = {
    "units": "quantity",
    "item": "item",
    "asked": "item",
    "mode": "reserve_mode",
    "way": "by_mode",
}
_DISTRICTS = ("from", "district")
_BY_ROAD = {"way": Mode.ROAD.value}
"""Reasons kept before plans said how goods travel."""


def sentence_of(because: Because, *, with_lots: bool = False) -> Text:
    """One reason as a sentence; `with_lots` names lots by their number, for coordinators."""
    facts = {**_BY_ROAD, **because.facts} if "hours" in because.facts else because.facts
    said: dict[str, Fact] = {}
    for name, value in facts.items():
        said[name] = _fact(name, value)
    if with_lots and "lot" in facts and "from" in facts:
        named: dict[str, Fact] = {
            "lot": str(facts["lot"]),
            "district": Term("district", str(facts["from"])),
        }
        said["from"] = Text("why.lot", named)
    return Text(because.text_key, said)


def _fact(name: str, value: str | int) -> Term | str | int:
    if name in _DISTRICTS:
        return Term("district", str(value))
    if name == "km" or name.endswith("_km"):
        return Term("km", str(value))
    kind = _KINDS.get(name)
    return value if kind is None else Term(kind, str(value))
