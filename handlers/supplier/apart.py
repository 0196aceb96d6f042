"""Names of several lots to choose from: each says what tells it from the others."""

from collections.abc import Sequence
from typing import TypeAlias

from db.queries.mine import MyLot
from handlers.dialog import Term, Text

MOST_OF_PLACE = 18
"""Signs of a place on a button."""
Mark: TypeAlias = Text | Term


def lots_apart(lots: Sequence[MyLot], names: Sequence[Text]) -> list[Text]:
    """The names of these lots, newest first: with the place where lots of one item lie at several,
    with the last day where they would read the same, with a number where nothing differs."""
    places = [(lot.item_code, _spot(lot.place)) for lot in lots]
    several = [len({spot for code, spot in places if code == lot.item_code}) > 1 for lot in lots]
    at = [
        _marked(name, spot) if spread else name
        for name, (_, spot), spread in zip(names, places, several, strict=True)
    ]
    return told_apart(at, [_spot(lot.address or lot.place) for lot in lots], [*map(_until, lots)])


def told_apart(names: Sequence[Text], *marks: Sequence[Mark]) -> list[Text]:
    """The names: those that read the same with the first marks that differ; what still does with
    a number, counted from the oldest, which is the last."""
    told = list(names)
    for each in marks:
        for same in _alike(told):
            if any(each[n] != each[same[0]] for n in same):
                for n in same:
                    told[n] = _marked(told[n], each[n])
    for same in _alike(told):
        for order, n in enumerate(reversed(same), start=1):
            told[n] = _marked(told[n], Text("supplier.mark_number", {"n": order}))
    return told


def _alike(names: Sequence[Text]) -> list[list[int]]:
    """Where names stand that read the same as another, group by group."""
    found = []
    for first, name in enumerate(names):
        same = [n for n, each in enumerate(names) if each == name]
        if same[0] == first and len(same) > 1:
            found.append(same)
    return found


def _marked(name: Text, mark: Mark) -> Text:
    return Text("supplier.apart", {"lot": name, "mark": mark})


def _spot(place: str) -> Term:
    """The place, or the end of it that says most: in English it comes first, in Chinese last."""
    short = place
    if len(place) > MOST_OF_PLACE:
        cut = MOST_OF_PLACE - 1
        short = f"{place[:cut]}…" if place.isascii() else f"…{place[-cut:]}"
    return Term("district", short)


def _until(lot: MyLot) -> Text:
    if lot.expires_at is None:
        return Text("supplier.expiry_none")
    return Text("supplier.mark_until", {"day": Term("date", lot.expires_at.date().isoformat())})
